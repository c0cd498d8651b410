#include "firmware/services/store/store.h"

#include <stdio.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/services/store/store_json.h"
#include "firmware/services/store/store_number.h"
#include "firmware/services/store/store_sql.h"

#define RATING_BYTES 512

/* A case on its way in. Of the citizen only the digest and the sealed body are in here. */
struct saving {
    uint64_t op;
    const struct draft *draft;
    const struct moment *at;
    struct store_case *saved;
    struct store_json body;
    char key[STORE_KEY_BYTES];
    struct store_json_attachment attachments[SERVICE_MATERIALS_MAX];
};

static bool is_same_draft(struct store *store, const struct saving *saving)
{
    const enum store_sql sql = STORE_SQL_CASE_FIND;
    const struct draft *draft = saving->draft;
    return store_sql_equals(store, sql, 2, saving->saved->digest, DIGEST_BYTES) &&
           store_sql_equals(store, sql, 3, draft->service, strlen(draft->service)) &&
           store_sql_get_number(store, sql, 4) == draft->service_version &&
           store_sql_get_number(store, sql, 5) == draft->consent_version;
}

/* What this op saved before. ERR_NOT_FOUND: nothing yet. */
static err_t find_saved(struct store *store, const struct saving *saving)
{
    const enum store_sql sql = STORE_SQL_CASE_FIND;
    struct store_case *saved = saving->saved;
    err_t err = store_sql_find(store, sql, STORE_VALUES(store_sql_number((int64_t)saving->op)));
    if (err == ERR_OK && !is_same_draft(store, saving))
        err = ERR_CONFLICT;
    if (err == ERR_OK)
        err = store_sql_get_text(store, sql, 0, saved->case_id, sizeof(saved->case_id));
    if (err == ERR_OK)
        err = store_sql_get_text(store, sql, 1, saved->number, sizeof(saved->number));
    store_sql_done(store, sql);
    return err;
}

/* Looks up one attachment of the draft. ERR_NOT_FOUND: it is not here, or another than it says. */
static err_t find_attachment(struct store *store, const struct attachment *attachment,
                             struct store_json_attachment *out)
{
    const enum store_sql sql = STORE_SQL_ATTACHMENT_GET;
    err_t err = store_sql_find(store, sql, STORE_VALUES(store_sql_text(attachment->id)));
    if (err == ERR_OK &&
        (!store_sql_equals(store, sql, 0, attachment->code, strlen(attachment->code)) ||
         store_sql_get_number(store, sql, 1) != attachment->size_bytes ||
         !store_sql_equals(store, sql, 2, attachment->digest, DIGEST_BYTES)))
        err = ERR_NOT_FOUND;
    if (err == ERR_OK) {
        const void *digest = sqlite3_column_blob(store->statements[sql], 3);
        out->id = attachment->id;
        out->size_bytes = (uint32_t)store_sql_get_number(store, sql, 4);
        if (digest != NULL)
            memcpy(out->digest, digest, DIGEST_BYTES);
        else
            err = ERR_MEMORY;
    }
    store_sql_done(store, sql);
    return err;
}

static err_t find_attachments(struct store *store, struct saving *saving)
{
    err_t err = ERR_OK;
    for (size_t i = 0; i < saving->draft->attachment_count && err == ERR_OK; i++)
        err = find_attachment(store, &saving->draft->attachments[i], &saving->attachments[i]);
    return err;
}

/* Seals the payload under the new case id and writes the body around it. The associated data keep a
 * sealed payload from being passed off as another case's or another kiosk's. */
static err_t seal(struct store *store, struct saving *saving, const struct store_json *payload)
{
    uint8_t cipher[STORE_PAYLOAD_BYTES];
    char aad[CASE_ID_BYTES + STORE_KIOSK_ID_BYTES + 16];
    struct trust_envelope envelope = {0};
    int aad_bytes =
        snprintf(aad, sizeof(aad), "%s|payload|1|%s", saving->saved->case_id, store->kiosk_id);
    struct store_sealing sealing = {.aad = aad,
                                    .aad_bytes = (size_t)aad_bytes,
                                    .payload = payload->out,
                                    .size_bytes = payload->length,
                                    .out_envelope = &envelope,
                                    .out_cipher = cipher};
    err_t err = store->sealer.seal(store->sealer.context, &sealing);
    if (err != ERR_OK)
        return err;
    struct store_json_case parts = {.kiosk_id = store->kiosk_id,
                                    .draft = saving->draft,
                                    .at = saving->at,
                                    .boot = store->boot,
                                    .saved = saving->saved,
                                    .envelope = &envelope,
                                    .cipher = cipher,
                                    .cipher_bytes = payload->length,
                                    .attachments = saving->attachments,
                                    .attachment_count = saving->draft->attachment_count};
    store_json_case(&saving->body, &parts);
    return saving->body.is_full ? ERR_LIMIT : ERR_OK;
}

static err_t add_case(struct store *store, const struct saving *saving)
{
    const struct draft *draft = saving->draft;
    struct store_value op = store_sql_number((int64_t)saving->op);
#ifdef MUTANT_OP_NOT_UNIQUE
    op = store_sql_null();
#endif
    return store_sql_run(
        store, STORE_SQL_CASE_ADD,
        STORE_VALUES(store_sql_number(store->sequence + 1), store_sql_text(saving->saved->case_id),
                     op, store_sql_text(saving->saved->number),
                     store_sql_blob(saving->saved->digest, DIGEST_BYTES),
                     store_sql_text(draft->service), store_sql_number(draft->service_version),
                     store_sql_number(draft->consent_version), store_sql_number(store->boot),
                     store_sql_number((int64_t)saving->at->mono_ms),
                     store_sql_number(saving->at->wall_s), store_sql_number(saving->at->trust)));
}

static err_t add_row(struct store *store, const struct saving *saving)
{
    uint8_t digest[DIGEST_BYTES];
    const char *case_id = saving->saved->case_id;
    trust_sha256(saving->body.out, saving->body.length, digest);
    err_t err = store_sql_run(
        store, STORE_SQL_INTENT_ADD,
        STORE_VALUES(store_sql_null(), store_sql_number(INTENT_SEND), store_sql_text(case_id)));
    if (err != ERR_OK)
        return err;
    int64_t intent = sqlite3_last_insert_rowid(store->database);
    return store_sql_run(store, STORE_SQL_ROW_ADD,
                         STORE_VALUES(store_sql_null(), store_sql_number(STORE_ITEM_CASE),
                                      store_sql_text(saving->key), store_sql_text(case_id),
                                      store_sql_text(case_id), store_sql_number(intent),
                                      store_sql_blob(digest, sizeof(digest)),
                                      store_sql_blob(saving->body.out, saving->body.length)));
}

/* From the visit to the outbox: the same bytes, now the case's. */
static err_t add_attachments(struct store *store, const struct saving *saving)
{
    err_t err = ERR_OK;
    for (size_t i = 0; i < saving->draft->attachment_count && err == ERR_OK; i++) {
        const char *id = saving->draft->attachments[i].id;
        char key[STORE_KEY_BYTES];
        (void)snprintf(key, sizeof(key), "%s:attachment:0", id);
        err = store_sql_run(store, STORE_SQL_ATTACHMENT_SEND,
                            STORE_VALUES(store_sql_text(id), store_sql_text(key),
                                         store_sql_text(saving->saved->case_id)));
        if (err == ERR_OK)
            err = store_sql_run(store, STORE_SQL_ATTACHMENT_DROP, STORE_VALUES(store_sql_text(id)));
    }
    return err;
}

static err_t write_saving(struct store *store, const struct saving *saving)
{
    err_t err = store_sql_begin(store);
    if (err != ERR_OK)
        return err;
    err = add_case(store, saving);
#ifdef MUTANT_OUTBOX_SEPARATE_TRANSACTION
    err = store_sql_end(store, err);
    if (err == ERR_OK)
        err = store_sql_begin(store);
#endif
    if (err == ERR_OK)
        err = add_row(store, saving);
    if (err == ERR_OK)
        err = add_attachments(store, saving);
    err = store_sql_end(store, err);
    if (err == ERR_OK)
        store->sequence++;
    return err;
}

static err_t save(struct store *store, struct saving *saving, const struct store_json *payload)
{
    char body[STORE_BODY_BYTES_MAX];
    struct store_case *saved = saving->saved;
    trust_sha256(payload->out, payload->length, saved->digest);
    err_t err = find_saved(store, saving);
    if (err != ERR_NOT_FOUND)
        return err;
    err = find_attachments(store, saving);
    if (err == ERR_OK)
        err = store_sql_admit(store);
    if (err != ERR_OK)
        return err;
    store_sql_uuid(store, saved->case_id);
    store_number_format(store->site, saving->at->wall_s, (uint64_t)store->sequence + 1,
                        saved->number);
    (void)snprintf(saving->key, sizeof(saving->key), "%s:case:0", saved->case_id);
    saving->body = store_json_start(body, sizeof(body));
    err = seal(store, saving, payload);
    return err == ERR_OK ? write_saving(store, saving) : err;
}

err_t store_save_case(struct store *store, uint64_t op, const struct draft *draft,
                      const struct moment *at, struct store_case *out_case)
{
    char payload_bytes[STORE_PAYLOAD_BYTES];
    struct store_json payload = store_json_start(payload_bytes, sizeof(payload_bytes));
    struct saving saving = {.op = op, .draft = draft, .at = at, .saved = out_case};
    *out_case = (struct store_case){0};
    err_t err = store_sql_check(store);
    if (err == ERR_OK)
        err = store_json_draft(&payload, draft);
    if (err == ERR_OK)
        err = save(store, &saving, &payload);
    bytes_wipe(payload_bytes, payload.length);
    if (err != ERR_OK)
        *out_case = (struct store_case){0};
    return err;
}

static void write_rating(struct store_json *json, const struct effect_rate *rate)
{
    store_json_raw(json, "{\"case_id\":");
    if (rate->case_id[0] != '\0')
        store_json_string(json, rate->case_id);
    else
        store_json_raw(json, "null");
    store_json_raw(json, ",\"level\":");
    store_json_number(json, rate->level);
    store_json_raw(json, ",\"svc\":");
    store_json_string(json, rate->service);
    store_json_raw(json, "}");
}

static bool is_rating(const struct effect_rate *rate)
{
    return rate->level >= 1 && rate->level <= 5 &&
           store_json_is_text(rate->case_id, sizeof(rate->case_id)) &&
           store_json_is_text(rate->service, sizeof(rate->service)) && rate->service[0] != '\0';
}

static err_t find_rating(struct store *store, uint64_t op, const uint8_t *digest)
{
    const enum store_sql sql = STORE_SQL_ROW_FIND_OP;
    err_t err = store_sql_find(store, sql, STORE_VALUES(store_sql_number((int64_t)op)));
    if (err == ERR_OK && !store_sql_equals(store, sql, 0, digest, DIGEST_BYTES))
        err = ERR_CONFLICT;
    store_sql_done(store, sql);
    return err;
}

static err_t add_rating(struct store *store, const struct effect_rate *rate,
                        const struct store_json *body, const uint8_t *digest)
{
    char id[CASE_ID_BYTES], key[STORE_KEY_BYTES];
    store_sql_uuid(store, id);
    (void)snprintf(key, sizeof(key), "rating:%s", id);
    err_t err = store_sql_begin(store);
    if (err != ERR_OK)
        return err;
    err = store_sql_run(store, STORE_SQL_ROW_ADD,
                        STORE_VALUES(store_sql_number((int64_t)rate->op),
                                     store_sql_number(STORE_ITEM_RATING), store_sql_text(key),
                                     store_sql_text(id), store_sql_text(rate->case_id),
                                     store_sql_null(), store_sql_blob(digest, DIGEST_BYTES),
                                     store_sql_blob(body->out, body->length)));
    return store_sql_end(store, err);
}

err_t store_save_rating(struct store *store, const struct effect_rate *rate)
{
    char bytes[RATING_BYTES];
    uint8_t digest[DIGEST_BYTES];
    struct store_json body = store_json_start(bytes, sizeof(bytes));
    err_t err = store_sql_check(store);
    if (err != ERR_OK)
        return err;
    if (!is_rating(rate))
        return ERR_INVALID;
    write_rating(&body, rate);
    if (body.is_full)
        return ERR_LIMIT;
    trust_sha256(bytes, body.length, digest);
    err = find_rating(store, rate->op, digest);
    if (err != ERR_NOT_FOUND)
        return err;
    err = store_sql_admit(store);
    return err == ERR_OK ? add_rating(store, rate, &body, digest) : err;
}
