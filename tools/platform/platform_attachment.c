#include "tools/platform/platform_attachment.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "tools/platform/platform_case.h"

#define BODY_BYTES_MAX 1052672
#define MAGIC "BSA1"
#define HEAD_BYTES                                                                                 \
    (4 + TRUST_KID_TEXT_BYTES - 1 + TRUST_POINT_BYTES + TRUST_WRAPPED_BYTES + TRUST_IV_BYTES +     \
     TRUST_TAG_BYTES)

char *platform_attachment_text(const void *bytes, size_t size_bytes)
{
    char *text = malloc((size_bytes + 2) / 3 * 4 + 1);

    if (text != NULL)
        trust_base64(bytes, size_bytes, text);
    return text;
}

static bool is_here(struct platform_store *store, const char *kiosk, const char *id)
{
    json_t *row = NULL;
    bool here = id != NULL && platform_store_find(store, "attachment", kiosk, id, &row) == ERR_OK;

    json_decref(row);
    return here;
}

size_t platform_attachment_missing(struct platform_store *store, const char *kiosk,
                                   const json_t *body)
{
    const json_t *entry;
    size_t missing = 0, i;

    json_array_foreach(
        json_object_get(body, "attachments"), i,
        entry) if (!is_here(store, kiosk, json_string_value(json_object_get(entry, "id"))))
        missing++;
    return missing;
}

static const json_t *find_entry(const json_t *list, const char *id)
{
    const json_t *entry;
    size_t i;

    json_array_foreach(list, i, entry)
    {
        const char *other = json_string_value(json_object_get(entry, "id"));

        if (other != NULL && strcmp(other, id) == 0)
            return entry;
    }
    return NULL;
}

/* The head before the cipher text, in the order of openapi.yaml. */
static bool read_head(const uint8_t *body, size_t size_bytes, struct trust_envelope *out)
{
    const struct {
        void *to;
        size_t size_bytes;
    } parts[] = {{out->kid, TRUST_KID_TEXT_BYTES - 1},
                 {out->ephemeral, TRUST_POINT_BYTES},
                 {out->wrapped_dek, TRUST_WRAPPED_BYTES},
                 {out->iv, TRUST_IV_BYTES},
                 {out->tag, TRUST_TAG_BYTES}};

    memset(out, 0, sizeof(*out));
    if (size_bytes <= HEAD_BYTES || memcmp(body, MAGIC, 4) != 0)
        return false;
    body += 4;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        memcpy(parts[i].to, body, parts[i].size_bytes);
        body += parts[i].size_bytes;
    }
    return true;
}

/* ERR_OK when the body opens and holds the bytes that `entry` of the sealed payload tells of. */
static err_t check_content(const struct trust_key *case_key, const struct platform_attachment *it,
                           const json_t *entry)
{
    const char *sha256 = json_string_value(json_object_get(entry, "sha256"));
    struct trust_envelope envelope;
    uint8_t digest[TRUST_DIGEST_BYTES], expected[TRUST_DIGEST_BYTES], *plain;
    size_t size_bytes = it->size_bytes - HEAD_BYTES;
    char aad[256];
    err_t err;

    if (!read_head(it->body, it->size_bytes, &envelope) || sha256 == NULL ||
        !bytes_from_hex(sha256, expected, sizeof(expected)) ||
        json_integer_value(json_object_get(entry, "size_bytes")) != (json_int_t)size_bytes)
        return ERR_SIGNATURE;
    plain = malloc(size_bytes);
    if (plain == NULL)
        return ERR_MEMORY;
    snprintf(aad, sizeof(aad), "%s|attachment|1|%s", it->id, it->kiosk);
    err = trust_unseal(case_key, aad, strlen(aad), &envelope,
                       (const uint8_t *)it->body + HEAD_BYTES, size_bytes, plain);
    trust_sha256(plain, size_bytes, digest);
    if (err == ERR_OK && memcmp(digest, expected, sizeof(digest)) != 0)
        err = ERR_SIGNATURE;
    bytes_wipe(plain, size_bytes);
    free(plain);
    return err;
}

static err_t check_named(struct platform_store *store, const struct trust_key *case_key,
                         const struct platform_attachment *it, const struct platform_case *opened,
                         size_t *out_missing)
{
    const json_t *entry = find_entry(opened->attachments, it->id);
    const char *sha256 = json_string_value(json_object_get(entry, "sha256"));

    if (entry == NULL)
        return ERR_NOT_FOUND;
    if (strcmp(sha256, it->digest) != 0 ||
        json_integer_value(json_object_get(entry, "size")) != (json_int_t)it->size_bytes)
        return ERR_CONFLICT;
    *out_missing = platform_attachment_missing(store, it->kiosk, opened->body);
    return check_content(case_key, it,
                         find_entry(json_object_get(opened->payload, "attachments"), it->id));
}

err_t platform_attachment_check(struct platform_store *store, const struct platform_keys *keys,
                                const struct platform_attachment *attachment, size_t *out_missing)
{
    struct platform_case opened = {0};
    json_t *row = NULL;
    const char *reason;
    err_t err = platform_store_find(store, "case", attachment->kiosk, attachment->case_id, &row);

    *out_missing = 0;
    if (err == ERR_OK)
        err = platform_case_init(&opened, attachment->case_id,
                                 json_string_value(json_object_get(row, "body")), keys->case_key,
                                 &reason);
    if (err == ERR_OK)
        err = check_named(store, keys->case_key, attachment, &opened, out_missing);
    platform_case_finish(&opened);
    json_decref(row);
    return err;
}

/* Reads the stored body back. The caller frees. NULL: it is not what was stored. */
static uint8_t *read_body(const json_t *row, size_t *out_size_bytes)
{
    const char *text = json_string_value(json_object_get(row, "body"));
    uint8_t *bytes = malloc(BODY_BYTES_MAX);

    if (bytes != NULL && trust_base64_decode(text, bytes, BODY_BYTES_MAX, out_size_bytes) == ERR_OK)
        return bytes;
    free(bytes);
    return NULL;
}

static json_t *dump_checks(const struct platform_keys *keys, const char *kiosk, const json_t *entry,
                           const json_t *row)
{
    size_t size_bytes = 0;
    uint8_t digest[TRUST_DIGEST_BYTES], *body = read_body(row, &size_bytes);
    char hex[2 * TRUST_DIGEST_BYTES + 1] = "";
    struct platform_attachment it = {.kiosk = kiosk,
                                     .id = json_string_value(json_object_get(entry, "id")),
                                     .body = body,
                                     .size_bytes = size_bytes};
    bool opened = body != NULL && check_content(keys->case_key, &it, entry) == ERR_OK;

    if (body != NULL) {
        trust_sha256(body, size_bytes, digest);
        bytes_to_hex(digest, sizeof(digest), hex);
    }
    free(body);
    return json_pack("{s:b,s:b}", "content_digest",
                     strcmp(hex, json_string_value(json_object_get(row, "digest"))) == 0, "opened",
                     opened);
}

static json_t *dump_entry(struct platform_store *store, const struct platform_keys *keys,
                          const char *kiosk, const json_t *entry)
{
    const char *id = json_string_value(json_object_get(entry, "id"));
    json_t *out = json_deep_copy(entry), *row = NULL;
    bool here = platform_store_find(store, "attachment", kiosk, id, &row) == ERR_OK;

    json_object_set_new(out, "received", json_boolean(here));
    if (here) {
        json_object_set(out, "deliveries", json_object_get(row, "deliveries"));
        json_object_set_new(
            out, "receipt",
            json_loads(json_string_value(json_object_get(row, "receipt")), 0, NULL));
        json_object_set_new(out, "checks", dump_checks(keys, kiosk, entry, row));
    }
    json_decref(row);
    return out;
}

json_t *platform_attachment_dump(struct platform_store *store, const struct platform_keys *keys,
                                 const char *kiosk, const json_t *payload)
{
    json_t *list = json_array();
    const json_t *entry;
    size_t i;

    json_array_foreach(json_object_get(payload, "attachments"), i, entry)
        json_array_append_new(list, dump_entry(store, keys, kiosk, entry));
    return list;
}
