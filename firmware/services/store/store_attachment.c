#include "firmware/services/store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/text.h"
#include "firmware/services/store/store_json.h"
#include "firmware/services/store/store_sql.h"

#define MAGIC "BSA1"

/* An attachment on its way in; `body` is the sealed one. */
struct attaching {
    const struct store_attaching *wish;
    struct attachment *out;
    uint8_t *body;
    size_t body_bytes;
};

static err_t check_form(const struct store_attaching *wish)
{
    if (wish->bytes == NULL || wish->size_bytes == 0 || wish->code == NULL ||
        wish->code[0] == '\0' || !text_is_utf8(wish->code, strlen(wish->code)))
        return ERR_INVALID;
    return wish->size_bytes <= STORE_ATTACHMENT_BYTES_MAX && strlen(wish->code) < FIELD_CODE_BYTES
               ? ERR_OK
               : ERR_LIMIT;
}

/* What this op saved before. ERR_NOT_FOUND: nothing that is still here. */
static err_t find_saved(struct store *store, const struct attaching *attaching)
{
    const enum store_sql sql = STORE_SQL_ATTACHMENT_FIND;
    struct attachment *out = attaching->out;
    err_t err =
        store_sql_find(store, sql, STORE_VALUES(store_sql_number((int64_t)attaching->wish->op)));
    if (err == ERR_OK && (!store_sql_equals(store, sql, 1, out->code, strlen(out->code)) ||
                          store_sql_get_number(store, sql, 2) != out->size_bytes ||
                          !store_sql_equals(store, sql, 3, out->digest, DIGEST_BYTES)))
        err = ERR_CONFLICT;
    if (err == ERR_OK)
        err = store_sql_get_text(store, sql, 0, out->id, sizeof(out->id));
    store_sql_done(store, sql);
    return err;
}

/* Writes what the receiver needs to open it before the cipher text, which is there already. */
static void write_head(uint8_t *body, const struct trust_envelope *envelope)
{
    const struct {
        const void *bytes;
        size_t size_bytes;
    } parts[] = {
        {MAGIC, sizeof(MAGIC) - 1},
        {envelope->kid, sizeof(envelope->kid) - 1},
        {envelope->ephemeral, sizeof(envelope->ephemeral)},
        {envelope->wrapped_dek, sizeof(envelope->wrapped_dek)},
        {envelope->iv, sizeof(envelope->iv)},
        {envelope->tag, sizeof(envelope->tag)},
    };
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        memcpy(body, parts[i].bytes, parts[i].size_bytes);
        body += parts[i].size_bytes;
    }
}

static err_t seal(struct store *store, struct attaching *attaching)
{
    char aad[CASE_ID_BYTES + STORE_KIOSK_ID_BYTES + 16];
    struct trust_envelope envelope = {0};
    int aad_bytes =
        snprintf(aad, sizeof(aad), "%s|attachment|1|%s", attaching->out->id, store->kiosk_id);
    attaching->body_bytes = STORE_ATTACHMENT_HEAD_BYTES + attaching->wish->size_bytes;
    attaching->body = malloc(attaching->body_bytes);
    if (attaching->body == NULL)
        return ERR_MEMORY;
    struct store_sealing sealing = {.aad = aad,
                                    .aad_bytes = (size_t)aad_bytes,
                                    .payload = attaching->wish->bytes,
                                    .size_bytes = attaching->wish->size_bytes,
                                    .out_envelope = &envelope,
                                    .out_cipher = attaching->body + STORE_ATTACHMENT_HEAD_BYTES};
    err_t err = store->sealer.seal(store->sealer.context, &sealing);
    if (err == ERR_OK)
        write_head(attaching->body, &envelope);
    return err;
}

static err_t add(struct store *store, const struct attaching *attaching)
{
    const struct attachment *out = attaching->out;
    uint8_t digest[DIGEST_BYTES];
    trust_sha256(attaching->body, attaching->body_bytes, digest);
    err_t err = store_sql_begin(store);
    if (err != ERR_OK)
        return err;
    err = store_sql_run(store, STORE_SQL_ATTACHMENT_ADD,
                        STORE_VALUES(store_sql_text(out->id),
                                     store_sql_number((int64_t)attaching->wish->op),
                                     store_sql_text(out->code), store_sql_number(out->size_bytes),
                                     store_sql_blob(out->digest, DIGEST_BYTES),
                                     store_sql_blob(digest, sizeof(digest)),
                                     store_sql_blob(attaching->body, attaching->body_bytes)));
    return store_sql_end(store, err);
}

static err_t save(struct store *store, struct attaching *attaching)
{
    err_t err = find_saved(store, attaching);
    if (err != ERR_NOT_FOUND)
        return err;
    err = store_sql_admit(store);
    if (err != ERR_OK)
        return err;
    store_sql_uuid(store, attaching->out->id);
    err = seal(store, attaching);
    if (err == ERR_OK)
        err = add(store, attaching);
    free(attaching->body);
    return err;
}

err_t store_attachment_save(struct store *store, const struct store_attaching *attaching,
                            struct attachment *out_attachment)
{
    struct attaching saving = {.wish = attaching, .out = out_attachment};
    *out_attachment = (struct attachment){0};
    err_t err = store_sql_check(store);
    if (err == ERR_OK)
        err = check_form(attaching);
    if (err != ERR_OK)
        return err;
    text_copy(out_attachment->code, sizeof(out_attachment->code), attaching->code);
    out_attachment->size_bytes = (uint32_t)attaching->size_bytes;
    trust_sha256(attaching->bytes, attaching->size_bytes, out_attachment->digest);
    err = save(store, &saving);
    if (err != ERR_OK)
        *out_attachment = (struct attachment){0};
    return err;
}

err_t store_attachment_drop(struct store *store, const char *id)
{
    if (!store_json_is_text(id, CASE_ID_BYTES))
        return ERR_INVALID;
    err_t err = store_sql_begin(store);
    if (err != ERR_OK)
        return err;
    err = store_sql_run(store, STORE_SQL_ATTACHMENT_DROP, STORE_VALUES(store_sql_text(id)));
    return store_sql_end(store, err);
}

err_t store_attachment_clear(struct store *store, uint32_t *out_count)
{
    if (out_count != NULL)
        *out_count = 0;
    err_t err = store_sql_begin(store);
    if (err != ERR_OK)
        return err;
#ifndef MUTANT_ORPHANS_STAY
    err = store_sql_run(store, STORE_SQL_ATTACHMENT_CLEAR, NULL, 0);
    if (err == ERR_OK && out_count != NULL)
        *out_count = store_sql_changes(store);
#endif
    return store_sql_end(store, err);
}
