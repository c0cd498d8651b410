#include "tools/platform/platform_dump.h"

#include <stdio.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/civil.h"
#include "firmware/services/relay/relay_receipt_parse.h"
#include "tools/platform/platform_attachment.h"
#include "tools/platform/platform_case.h"
#include "tools/platform/platform_progress.h"

static const char *text_of(const json_t *row, const char *name)
{
    return json_string_value(json_object_get(row, name));
}

/* The stored digest is what the receipt promised; the body must still have it. */
static bool digest_holds(const json_t *row)
{
    const json_t *body = json_object_get(row, "body");
    uint8_t digest[TRUST_DIGEST_BYTES];
    char text[2 * TRUST_DIGEST_BYTES + 1];

    trust_sha256(json_string_value(body), json_string_length(body), digest);
    bytes_to_hex(digest, sizeof(digest), text);
    return strcmp(text, text_of(row, "digest")) == 0;
}

static bool receipt_holds(const json_t *row, const struct platform_keys *keys)
{
    const char *text = text_of(row, "receipt");
    struct relay_receipt receipt;
    uint8_t digest[TRUST_DIGEST_BYTES];
    struct relay_receipt_claim claim = {text_of(row, "id"), digest};

    return bytes_from_hex(text_of(row, "digest"), digest, sizeof(digest)) &&
           relay_receipt_parse(text, strlen(text), &receipt) == ERR_OK &&
           relay_receipt_verify(&receipt, keys->receipt_key, &claim) == ERR_OK;
}

/* What cases and ratings have in common. */
static json_t *dump_object(const json_t *row, const struct platform_keys *keys)
{
    char accepted_at[CIVIL_TEXT_BYTES];

    civil_format(json_integer_value(json_object_get(row, "accepted_s")), accepted_at);
    return json_pack("{s:O,s:O,s:O,s:O,s:s,s:o,s:{s:b,s:b}}", "kiosk_id",
                     json_object_get(row, "kiosk"), "idempotency_key", json_object_get(row, "key"),
                     "content_digest", json_object_get(row, "digest"), "deliveries",
                     json_object_get(row, "deliveries"), "accepted_at", accepted_at, "receipt",
                     json_loads(text_of(row, "receipt"), 0, NULL), "checks", "content_digest",
                     digest_holds(row), "receipt_signature", receipt_holds(row, keys));
}

static void add_case_parts(json_t *out, const json_t *row, const struct platform_case *opened,
                           const struct platform_service *service)
{
    static const char *const names[] = {"number",  "svc",     "svc_version",
                                        "created", "consent", "payload_sha256"};
    const char *kiosk = text_of(row, "kiosk");
    size_t missing = platform_attachment_missing(service->store, kiosk, opened->body);

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        json_object_set(out, names[i], json_object_get(opened->body, names[i]));
    json_object_set(out, "payload", opened->payload);
    json_object_set_new(
        out, "attachments",
        platform_attachment_dump(service->store, service->keys, kiosk, opened->payload));
    json_object_set_new(out, "delivery",
                        json_string(missing == 0 ? "complete" : "awaiting_attachments"));
    json_object_set_new(out, "status", platform_progress_status(service, row));
}

/* platform_case_init() succeeds only when the opened payload has the digest that the body states.
 */
static json_t *dump_case(const json_t *row, const struct platform_service *service)
{
    json_t *out = dump_object(row, service->keys), *checks = json_object_get(out, "checks");
    struct platform_case opened;
    const char *reason;
    bool whole = platform_case_init(&opened, text_of(row, "id"), text_of(row, "body"),
                                    service->keys->case_key, &reason) == ERR_OK;

    json_object_set(out, "case_id", json_object_get(row, "id"));
    json_object_set_new(checks, "payload_opened", json_boolean(whole));
    json_object_set_new(checks, "payload_sha256", json_boolean(whole));
    if (whole)
        add_case_parts(out, row, &opened, service);
    else
        json_object_set_new(out, "reason", json_string(reason));
    platform_case_finish(&opened);
    return out;
}

static json_t *dump_rating(const json_t *row, const struct platform_keys *keys)
{
    json_t *out = dump_object(row, keys);

    json_object_set(out, "rating_id", json_object_get(row, "id"));
    json_object_set_new(out, "rating", json_loads(text_of(row, "body"), 0, NULL));
    return out;
}

static json_t *dump_event(const json_t *row, const struct platform_keys *keys)
{
    json_t *out = dump_object(row, keys);

    json_object_set(out, "event_id", json_object_get(row, "id"));
    json_object_set_new(out, "event", json_loads(text_of(row, "body"), 0, NULL));
    return out;
}

static json_t *dump_row(const struct platform_service *service, const char *kind, const json_t *row)
{
    if (strcmp(kind, "case") == 0)
        return dump_case(row, service);
    return strcmp(kind, "rating") == 0 ? dump_rating(row, service->keys)
                                       : dump_event(row, service->keys);
}

/* Assignments as they were last signed. */
static json_t *dump_assignments(struct platform_store *store)
{
    json_t *rows = platform_store_assignments(store, NULL, 0, INT64_MAX), *row;
    size_t i;

    json_array_foreach(rows, i, row)
        json_object_set_new(row, "text", json_loads(text_of(row, "text"), 0, NULL));
    return rows;
}

static json_t *dump_list(const struct platform_service *service, const char *kind)
{
    json_t *rows = platform_store_list(service->store, kind), *list, *row;
    size_t i;

    if (rows == NULL)
        return NULL;
    list = json_array();
    json_array_foreach(rows, i, row) json_array_append_new(list, dump_row(service, kind, row));
    json_decref(rows);
    return list;
}

static json_t *dump_heartbeats(struct platform_store *store)
{
    json_t *rows = platform_store_heartbeats(store), *row;
    size_t i;

    json_array_foreach(rows, i, row)
        json_object_set_new(row, "body", json_loads(text_of(row, "body"), 0, NULL));
    return rows;
}

err_t platform_dump_write(const struct platform_service *service, const char *path)
{
    /* json_pack() gives NULL, and frees the rest, when one part could not be read. */
    json_t *dump = json_pack(
        "{s:o,s:o,s:o,s:o,s:o,s:o}", "cases", dump_list(service, "case"), "ratings",
        dump_list(service, "rating"), "locker_events", dump_list(service, "locker-event"),
        "assignments", dump_assignments(service->store), "heartbeats",
        dump_heartbeats(service->store), "counters", platform_store_counters(service->store));
    FILE *file = strcmp(path, "-") == 0 ? stdout : fopen(path, "w");
    err_t err = ERR_IO;

    if (dump == NULL || file == NULL)
        goto out;
    if (json_dumpf(dump, file, JSON_SORT_KEYS | JSON_INDENT(2)) == 0 && fputc('\n', file) != EOF)
        err = ERR_OK;
out:
    if (file != NULL && file != stdout && fclose(file) != 0)
        err = ERR_IO;
    json_decref(dump);
    return err;
}
