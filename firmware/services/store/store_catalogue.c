#include "firmware/services/store/store.h"

#include <stdlib.h>
#include <string.h>

#include "firmware/services/store/store_json.h"
#include "firmware/services/store/store_sql.h"

#define SIGNATURE_BYTES_MAX (4 * (size_t)TRUST_SIGNATURE_BYTES)

static err_t check_form(const struct store_catalogue *catalogue)
{
    if (catalogue->bytes == NULL || catalogue->size_bytes == 0 ||
        (catalogue->signature == NULL && catalogue->signature_bytes != 0) ||
        !store_json_is_text(catalogue->etag, sizeof(catalogue->etag)))
        return ERR_INVALID;
    if (catalogue->size_bytes > STORE_CATALOGUE_BYTES_MAX ||
        catalogue->signature_bytes > SIGNATURE_BYTES_MAX)
        return ERR_LIMIT;
    return ERR_OK;
}

/* ERR_OK when what is held may be replaced by this. */
static err_t check_version(struct store *store, const struct store_catalogue *catalogue)
{
    const enum store_sql sql = STORE_SQL_CATALOGUE_VERSION;
    err_t err = store_sql_find(store, sql, NULL, 0);
    if (err == ERR_OK) {
        int64_t held = store_sql_get_number(store, sql, 0);
        if (held > catalogue->version)
            err = ERR_STALE;
        else if (held == catalogue->version &&
                 !store_sql_equals(store, sql, 1, catalogue->bytes, catalogue->size_bytes))
            err = ERR_CONFLICT;
    }
    store_sql_done(store, sql);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

err_t store_catalogue_put(struct store *store, const struct store_catalogue *catalogue)
{
    err_t err = store_sql_check(store);
    if (err == ERR_OK)
        err = check_form(catalogue);
    if (err == ERR_OK)
        err = check_version(store, catalogue);
#ifdef MUTANT_CATALOGUE_DOWNGRADE
    if (err == ERR_STALE)
        err = ERR_OK;
#endif
    if (err == ERR_OK)
        err = store_sql_begin(store);
    if (err != ERR_OK)
        return err;
    err = store_sql_run(
        store, STORE_SQL_CATALOGUE_PUT,
        STORE_VALUES(store_sql_number(catalogue->version), store_sql_text(catalogue->etag),
                     store_sql_blob(catalogue->bytes, catalogue->size_bytes),
                     store_sql_blob(catalogue->signature, catalogue->signature_bytes)));
    return store_sql_end(store, err);
}

/* Copies both blobs into one block that the store keeps. */
static err_t take_bytes(struct store *store, struct store_catalogue *out)
{
    sqlite3_stmt *statement = store->statements[STORE_SQL_CATALOGUE_GET];
    const void *bytes = sqlite3_column_blob(statement, 2);
    const void *signature = sqlite3_column_blob(statement, 3);
    out->size_bytes = (size_t)sqlite3_column_bytes(statement, 2);
    out->signature_bytes = (size_t)sqlite3_column_bytes(statement, 3);
    if (bytes == NULL || (signature == NULL && out->signature_bytes != 0))
        return ERR_MEMORY;
    free(store->catalogue);
    store->catalogue = malloc(out->size_bytes + out->signature_bytes);
    if (store->catalogue == NULL)
        return ERR_MEMORY;
    memcpy(store->catalogue, bytes, out->size_bytes);
    if (signature != NULL)
        memcpy(store->catalogue + out->size_bytes, signature, out->signature_bytes);
    out->bytes = store->catalogue;
    out->signature = store->catalogue + out->size_bytes;
    return ERR_OK;
}

err_t store_catalogue_get(struct store *store, struct store_catalogue *out_catalogue)
{
    const enum store_sql sql = STORE_SQL_CATALOGUE_GET;
    *out_catalogue = (struct store_catalogue){0};
    err_t err = store_sql_check(store);
    if (err != ERR_OK)
        return err;
    err = store_sql_find(store, sql, NULL, 0);
    if (err == ERR_OK) {
        out_catalogue->version = (uint32_t)store_sql_get_number(store, sql, 0);
        err = store_sql_get_text(store, sql, 1, out_catalogue->etag, sizeof(out_catalogue->etag));
    }
    if (err == ERR_OK)
        err = take_bytes(store, out_catalogue);
    store_sql_done(store, sql);
    if (err != ERR_OK)
        *out_catalogue = (struct store_catalogue){0};
    return err;
}
