#include "firmware/services/store/store_schema.h"

#include <stdio.h>
#include <string.h>

#include "firmware/base/check.h"

#ifdef MUTANT_SYNC_OFF
#define SYNCHRONOUS "OFF"
#else
#define SYNCHRONOUS "FULL"
#endif

/* The largest single thing is an attachment; the largest statement a migration. */
#define LENGTH_MAX (2 * STORE_ATTACHMENT_BODY_BYTES_MAX)

/* EXCLUSIVE comes before the first read, so that there is never a shared-memory file. Checkpoints
 * are ours (store_sql_checkpoint): SQLite's automatic ones hide a failed fsync. */
static const char settings[] = "PRAGMA locking_mode=EXCLUSIVE;"
                               "PRAGMA journal_mode=WAL;"
                               "PRAGMA synchronous=" SYNCHRONOUS ";"
                               "PRAGMA secure_delete=ON;"
                               "PRAGMA wal_autocheckpoint=0;"
                               "PRAGMA journal_size_limit=4194304;"
                               "PRAGMA foreign_keys=ON;"
                               "PRAGMA trusted_schema=OFF;"
                               "PRAGMA cell_size_check=ON;"
                               "PRAGMA mmap_size=0;"
                               "PRAGMA temp_store=MEMORY;";

/* From version i to version i + 1. A published step is never edited; a new one only adds. */
static const char *const migrations[] = {
    "CREATE TABLE meta(id INTEGER PRIMARY KEY CHECK(id=1), boot INTEGER NOT NULL) STRICT;"
    "INSERT INTO meta VALUES(1,0);"
    "CREATE TABLE kase(sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, op INTEGER UNIQUE,"
    " number TEXT NOT NULL, digest BLOB NOT NULL CHECK(length(digest)=32), svc TEXT NOT NULL,"
    " svc_version INTEGER NOT NULL, consent_version INTEGER NOT NULL, boot INTEGER NOT NULL,"
    " mono_ms INTEGER NOT NULL, wall_s INTEGER NOT NULL, clock_trust INTEGER NOT NULL) STRICT;"
    "CREATE TABLE intent(id INTEGER PRIMARY KEY AUTOINCREMENT, op INTEGER UNIQUE,"
    " kind INTEGER NOT NULL, case_id TEXT, state INTEGER NOT NULL, claim_op INTEGER) STRICT;"
    "CREATE INDEX intent_state ON intent(state, kind);"
    "CREATE TABLE outbox(seq INTEGER PRIMARY KEY AUTOINCREMENT, op INTEGER UNIQUE,"
    " kind INTEGER NOT NULL, key TEXT NOT NULL UNIQUE, object_id TEXT NOT NULL, case_id TEXT,"
    " intent INTEGER, digest BLOB NOT NULL CHECK(length(digest)=32), state INTEGER NOT NULL,"
    " tries INTEGER NOT NULL, next_at INTEGER NOT NULL, last_err INTEGER, purged_s INTEGER,"
    " body BLOB) STRICT;"
    "CREATE INDEX outbox_state ON outbox(state, kind, seq, next_at);"
    "CREATE INDEX outbox_open ON outbox(case_id, seq) WHERE state<3;"
    "CREATE INDEX outbox_purged ON outbox(purged_s) WHERE state=4;"
    "CREATE TABLE receipt(seq INTEGER PRIMARY KEY REFERENCES outbox(seq),"
    " receipt_id TEXT NOT NULL, bytes BLOB NOT NULL) STRICT;"
    "CREATE TABLE catalogue(id INTEGER PRIMARY KEY CHECK(id=1), version INTEGER NOT NULL,"
    " etag TEXT, bytes BLOB NOT NULL, signature BLOB) STRICT;",
    "CREATE TABLE attachment(id TEXT PRIMARY KEY, op INTEGER NOT NULL UNIQUE, code TEXT NOT NULL,"
    " size_bytes INTEGER NOT NULL, digest BLOB NOT NULL CHECK(length(digest)=32),"
    " body_digest BLOB NOT NULL CHECK(length(body_digest)=32), body BLOB NOT NULL) STRICT;"
    "ALTER TABLE intent ADD COLUMN saved_ms INTEGER;"
    "ALTER TABLE intent ADD COLUMN boot INTEGER;"
    "CREATE TABLE assignment(id TEXT PRIMARY KEY, seq INTEGER NOT NULL, state INTEGER NOT NULL,"
    " done INTEGER NOT NULL, cell INTEGER NOT NULL, purpose INTEGER NOT NULL,"
    " factors INTEGER NOT NULL, not_before INTEGER NOT NULL, expires INTEGER NOT NULL,"
    " subject BLOB NOT NULL CHECK(length(subject)=32), bytes BLOB NOT NULL) STRICT;"
    "CREATE TABLE assignment_text(id TEXT NOT NULL REFERENCES assignment(id) ON DELETE CASCADE,"
    " tag TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY(id,tag)) STRICT;",
};

static int count_frames(void *context, sqlite3 *database, const char *name, int frames)
{
    (void)database;
    (void)name;
    ((struct store *)context)->log_frames = frames;
    return SQLITE_OK;
}

static void set_limits(sqlite3 *database)
{
    static const int limits[][2] = {
        {SQLITE_LIMIT_LENGTH, LENGTH_MAX},  {SQLITE_LIMIT_SQL_LENGTH, 16384},
        {SQLITE_LIMIT_COLUMN, 40},          {SQLITE_LIMIT_EXPR_DEPTH, 40},
        {SQLITE_LIMIT_VDBE_OP, 20000},      {SQLITE_LIMIT_ATTACHED, 0},
        {SQLITE_LIMIT_VARIABLE_NUMBER, 32}, {SQLITE_LIMIT_WORKER_THREADS, 0},
    };
    for (size_t i = 0; i < COUNT_OF(limits); i++)
        sqlite3_limit(database, limits[i][0], limits[i][1]);
}

/* Runs a question of one row and one column and copies the answer as text. */
static err_t ask(struct store *store, const char *sql, char *out, size_t size_bytes)
{
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v2(store->database, sql, -1, &statement, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_step(statement);
    const unsigned char *text = result == SQLITE_ROW ? sqlite3_column_text(statement, 0) : NULL;
    (void)snprintf(out, size_bytes, "%s", text != NULL ? (const char *)text : "");
    err_t err = result == SQLITE_ROW && text == NULL ? ERR_MEMORY : store_sql_err(store, result);
    (void)sqlite3_finalize(statement);
    return err;
}

err_t store_schema_configure(struct store *store)
{
    char mode[16];
    set_limits(store->database);
    (void)sqlite3_extended_result_codes(store->database, 1);
    int result = sqlite3_db_config(store->database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_exec(store->database, settings, NULL, NULL, NULL);
    if (result != SQLITE_OK)
        return store_sql_err(store, result);
    (void)sqlite3_wal_hook(store->database, count_frames, store);
    err_t err = ask(store, "PRAGMA journal_mode", mode, sizeof(mode));
    if (err != ERR_OK)
        return err;
    return strcmp(mode, "wal") == 0 ? ERR_OK : ERR_IO;
}

err_t store_schema_check(struct store *store)
{
    char answer[64];
    err_t err = ask(store, "PRAGMA quick_check(1)", answer, sizeof(answer));
    if (err != ERR_OK)
        return err;
    return strcmp(answer, "ok") == 0 ? ERR_OK : ERR_CORRUPT;
}

static err_t migrate_one(struct store *store, size_t version)
{
    char stamp[48];
    (void)snprintf(stamp, sizeof(stamp), "PRAGMA user_version=%zu", version + 1);
    err_t err = store_sql_begin(store);
    if (err != ERR_OK)
        return err;
    int result = sqlite3_exec(store->database, migrations[version], NULL, NULL, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_exec(store->database, stamp, NULL, NULL, NULL);
    return store_sql_end(store, store_sql_err(store, result));
}

err_t store_schema_migrate(struct store *store)
{
    char text[16];
    int version = 0;
    err_t err = ask(store, "PRAGMA user_version", text, sizeof(text));
    if (err != ERR_OK)
        return err;
    if (sscanf(text, "%d", &version) != 1 || version < 0)
        return ERR_CORRUPT;
    if ((size_t)version > COUNT_OF(migrations) + 1)
        return ERR_STATE;
    for (size_t i = (size_t)version; i < COUNT_OF(migrations) && err == ERR_OK; i++)
        err = migrate_one(store, i);
    return err;
}
