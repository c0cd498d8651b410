#include "firmware/services/store/store_sql.h"

#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "firmware/base/text.h"

#define LOG_FRAMES_MAX 256

static const char *const texts[] = {
#define SQL(name, text) [STORE_SQL_##name] = text,
#include "firmware/services/store/store_sql.def"
#undef SQL
};

/* The statements name these by number, and so do the files of older firmware. */
_Static_assert(INTENT_SAVED == 1 && INTENT_CLAIMED == 2 && INTENT_PASSED == 3 &&
                   INTENT_CONFIRMED == 4 && INTENT_UNKNOWN == 5 && INTENT_VOID == 6,
               "states on disk");
_Static_assert(INTENT_PRINT == 0 && INTENT_SEND == 1 && INTENT_OPEN == 2, "kinds on disk");
_Static_assert(STORE_ITEM_CASE == 0 && STORE_ITEM_RATING == 1 && STORE_ITEM_ATTACHMENT == 2 &&
                   STORE_ITEM_LOCKER_EVENT == 3,
               "kinds on disk");
_Static_assert(STORE_ASSIGNMENT_READY == 1, "states on disk");

struct store_value store_sql_number(int64_t number)
{
    return (struct store_value){.type = SQLITE_INTEGER, .number = number};
}

struct store_value store_sql_text(const char *text)
{
    if (text == NULL || text[0] == '\0')
        return store_sql_null();
    return (struct store_value){.type = SQLITE_TEXT, .bytes = text, .size_bytes = strlen(text)};
}

struct store_value store_sql_blob(const void *bytes, size_t size_bytes)
{
    return (struct store_value){.type = SQLITE_BLOB, .bytes = bytes, .size_bytes = size_bytes};
}

struct store_value store_sql_null(void)
{
    return (struct store_value){.type = SQLITE_NULL};
}

err_t store_sql_err(struct store *store, int result)
{
    if (result == SQLITE_IOERR_NOMEM)
        return ERR_MEMORY;
    switch (result & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return ERR_OK;
    case SQLITE_NOMEM:
        return ERR_MEMORY;
    case SQLITE_FULL:
        return ERR_DISK_FULL;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERR_BUSY;
    case SQLITE_TOOBIG:
        return ERR_LIMIT;
    case SQLITE_CONSTRAINT:
        return ERR_CONFLICT;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        store->is_broken = true;
        return ERR_CORRUPT;
    default:
        store->is_broken = true;
        return ERR_IO;
    }
}

err_t store_sql_check(const struct store *store)
{
    return store->is_broken ? ERR_STATE : ERR_OK;
}

static int bind(sqlite3_stmt *statement, int index, const struct store_value *value)
{
    switch (value->type) {
    case SQLITE_INTEGER:
        return sqlite3_bind_int64(statement, index, value->number);
    case SQLITE_TEXT:
        return sqlite3_bind_text(statement, index, value->bytes, (int)value->size_bytes,
                                 SQLITE_STATIC);
    case SQLITE_BLOB:
        return sqlite3_bind_blob(statement, index, value->bytes, (int)value->size_bytes,
                                 SQLITE_STATIC);
    default:
        return sqlite3_bind_null(statement, index);
    }
}

static err_t prepare(struct store *store, enum store_sql sql)
{
    if (store->statements[sql] != NULL)
        return ERR_OK;
    return store_sql_err(store, sqlite3_prepare_v3(store->database, texts[sql], -1,
                                                   SQLITE_PREPARE_PERSISTENT,
                                                   &store->statements[sql], NULL));
}

err_t store_sql_find(struct store *store, enum store_sql sql, const struct store_value *values,
                     size_t count)
{
    err_t err = prepare(store, sql);
    if (err != ERR_OK)
        return err;
    CHECK((int)count == sqlite3_bind_parameter_count(store->statements[sql]));
    for (size_t i = 0; i < count; i++) {
        err = store_sql_err(store, bind(store->statements[sql], (int)i + 1, &values[i]));
        if (err != ERR_OK)
            return err;
    }
    return store_sql_next(store, sql);
}

err_t store_sql_next(struct store *store, enum store_sql sql)
{
    int result = sqlite3_step(store->statements[sql]);
    return result == SQLITE_DONE ? ERR_NOT_FOUND : store_sql_err(store, result);
}

void store_sql_done(struct store *store, enum store_sql sql)
{
    if (store->statements[sql] == NULL)
        return;
    /* Both repeat or forget what the last step already said. */
    (void)sqlite3_reset(store->statements[sql]);
    (void)sqlite3_clear_bindings(store->statements[sql]);
}

err_t store_sql_run(struct store *store, enum store_sql sql, const struct store_value *values,
                    size_t count)
{
    err_t err = store_sql_find(store, sql, values, count);
    while (err == ERR_OK)
        err = store_sql_next(store, sql);
    store_sql_done(store, sql);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

int64_t store_sql_get_number(struct store *store, enum store_sql sql, int column)
{
    return sqlite3_column_int64(store->statements[sql], column);
}

err_t store_sql_get_text(struct store *store, enum store_sql sql, int column, char *out,
                         size_t size_bytes)
{
    sqlite3_stmt *statement = store->statements[sql];
    out[0] = '\0';
    if (sqlite3_column_type(statement, column) == SQLITE_NULL)
        return ERR_OK;
    const char *text = (const char *)sqlite3_column_text(statement, column);
    if (text == NULL)
        return ERR_MEMORY;
    return text_copy(out, size_bytes, text) ? ERR_OK : store_sql_err(store, SQLITE_CORRUPT);
}

bool store_sql_equals(struct store *store, enum store_sql sql, int column, const void *bytes,
                      size_t size_bytes)
{
    sqlite3_stmt *statement = store->statements[sql];
    const void *held = sqlite3_column_blob(statement, column);
    size_t held_bytes = (size_t)sqlite3_column_bytes(statement, column);
    return held_bytes == size_bytes &&
           (size_bytes == 0 || (held != NULL && memcmp(held, bytes, size_bytes) == 0));
}

err_t store_sql_begin(struct store *store)
{
    err_t err = store_sql_check(store);
    return err != ERR_OK ? err : store_sql_run(store, STORE_SQL_BEGIN, NULL, 0);
}

/* A rollback that fails leaves a transaction open that nobody asked for. */
static void roll_back(struct store *store)
{
    if (sqlite3_get_autocommit(store->database))
        return;
    if (store_sql_run(store, STORE_SQL_ROLLBACK, NULL, 0) != ERR_OK &&
        !sqlite3_get_autocommit(store->database))
        store->is_broken = true;
}

err_t store_sql_end(struct store *store, err_t err)
{
    if (err != ERR_OK) {
        roll_back(store);
        return err;
    }
    err = store_sql_run(store, STORE_SQL_COMMIT, NULL, 0);
    if (err == ERR_MEMORY) {
        /* The commit record may already lie in the log, where the next start would find it. */
        store->is_broken = true;
        err = ERR_IO;
    }
    if (err != ERR_OK) {
        roll_back(store);
        return err;
    }
    if (store->log_frames >= LOG_FRAMES_MAX)
        store_sql_checkpoint(store, SQLITE_CHECKPOINT_PASSIVE);
    return ERR_OK;
}

uint32_t store_sql_changes(const struct store *store)
{
    return (uint32_t)sqlite3_changes(store->database);
}

void store_sql_checkpoint(struct store *store, int mode)
{
    int result = sqlite3_wal_checkpoint_v2(store->database, NULL, mode, NULL, NULL);
    /* What is committed stays committed in the log: a full disk or short memory only means later.
     */
    if (store_sql_err(store, result) == ERR_OK)
        store->log_frames = 0;
}

err_t store_sql_admit(struct store *store)
{
    if (store->free_bytes == NULL)
        return ERR_OK;
    uint64_t free_bytes = store->free_bytes(store->free_bytes_context);
    return free_bytes < store->free_bytes_min ? ERR_DISK_FULL : ERR_OK;
}

void store_sql_uuid(struct store *store, char out_id[CASE_ID_BYTES])
{
    uint8_t bytes[16];
    char hex[2 * sizeof(bytes) + 1];
    store->sealer.random(store->sealer.context, bytes, sizeof(bytes));
    bytes[6] = (uint8_t)((bytes[6] & 0x0f) | 0x40);
    bytes[8] = (uint8_t)((bytes[8] & 0x3f) | 0x80);
    bytes_to_hex(bytes, sizeof(bytes), hex);
    size_t length = 0;
    for (size_t i = 0; i < sizeof(hex) - 1; i++) {
        if (i == 8 || i == 12 || i == 16 || i == 20)
            out_id[length++] = '-';
        out_id[length++] = hex[i];
    }
    out_id[length] = '\0';
}
