/* The inside of the store: its struct, its statements, its transactions. Only the files of this
 * room include it. */
#ifndef BANSHI_SERVICES_STORE_STORE_SQL_H
#define BANSHI_SERVICES_STORE_STORE_SQL_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "firmware/base/err.h"
#include "firmware/services/store/store.h"

enum store_sql {
#define SQL(name, text) STORE_SQL_##name,
#include "firmware/services/store/store_sql.def"
#undef SQL
    STORE_SQL_COUNT
};

/* On disk; never renumbered. */
enum store_row_state {
    STORE_ROW_NEW = 1,
    STORE_ROW_IN_FLIGHT = 2,
    STORE_ROW_DELIVERED = 3,
    STORE_ROW_PURGED = 4,
    STORE_ROW_QUARANTINED = 5
};

struct store {
    sqlite3 *database;
    sqlite3_stmt *statements[STORE_SQL_COUNT]; /* prepared at first use, kept */
    struct store_sealer sealer;
    char kiosk_id[STORE_KIOSK_ID_BYTES];
    char site[STORE_SITE_BYTES];
    char *path;
    uint64_t free_bytes_min;
    uint64_t (*free_bytes)(void *context); /* NULL: no admission */
    void *free_bytes_context;
    struct store_recovery recovery;
    uint32_t boot;
    int64_t sequence;   /* of the last case that was committed */
    int log_frames;     /* in the WAL after the last commit */
    bool is_broken;     /* a read or write failed, or what was read is damaged */
    uint8_t *catalogue; /* what store_catalogue_get() handed out */
    uint8_t *large;     /* what store_outbox_next() handed out beside its item */
};

/* A parameter of a statement. Memory is the caller's and must live until the statement has run. */
struct store_value {
    int type; /* SQLITE_INTEGER, SQLITE_TEXT, SQLITE_BLOB, SQLITE_NULL */
    int64_t number;
    const void *bytes;
    size_t size_bytes;
};

struct store_value store_sql_number(int64_t number);
struct store_value store_sql_text(const char *text); /* NULL or empty: NULL */
struct store_value store_sql_blob(const void *bytes, size_t size_bytes);
struct store_value store_sql_null(void);

#define STORE_VALUES(...)                                                                          \
    (const struct store_value[]){__VA_ARGS__},                                                     \
        sizeof((const struct store_value[]){__VA_ARGS__}) / sizeof(struct store_value)

/* What an SQLite result means; marks the store broken when it must not be used any more. */
err_t store_sql_err(struct store *store, int result);

/* ERR_STATE when the store is broken. Every public call asks first. */
MUST_USE err_t store_sql_check(const struct store *store);

/* Runs a statement that gives no row (rows are passed over). */
MUST_USE err_t store_sql_run(struct store *store, enum store_sql sql,
                             const struct store_value *values, size_t count);

/* Starts a statement and steps to its first row. ERR_NOT_FOUND: no row. In every case
 * store_sql_done() follows; until then the columns may be read. */
MUST_USE err_t store_sql_find(struct store *store, enum store_sql sql,
                              const struct store_value *values, size_t count);

/* The next row; ERR_NOT_FOUND at the end. */
MUST_USE err_t store_sql_next(struct store *store, enum store_sql sql);

void store_sql_done(struct store *store, enum store_sql sql);

int64_t store_sql_get_number(struct store *store, enum store_sql sql, int column);

/* Copies a text column; NULL gives "". ERR_CORRUPT when it does not fit. */
MUST_USE err_t store_sql_get_text(struct store *store, enum store_sql sql, int column, char *out,
                                  size_t size_bytes);

/* True when the blob column holds exactly these bytes. */
bool store_sql_equals(struct store *store, enum store_sql sql, int column, const void *bytes,
                      size_t size_bytes);

/* Opens a transaction; ERR_STATE when the store is broken. */
MUST_USE err_t store_sql_begin(struct store *store);

/* Ends it: commits when `err` is 0, else rolls back and returns `err`. A failed commit of which
 * nobody knows whether it reached the disk breaks the store. */
MUST_USE err_t store_sql_end(struct store *store, err_t err);

/* Rows changed by the statement before. */
uint32_t store_sql_changes(const struct store *store);

/* Copies the log into the database; `mode` as of sqlite3_wal_checkpoint_v2(). A failed write there
 * breaks the store like any other. */
void store_sql_checkpoint(struct store *store, int mode);

/* ERR_DISK_FULL when less is free than a new case may assume. */
MUST_USE err_t store_sql_admit(struct store *store);

/* A random UUID (RFC 9562 version 4) from the sealer. */
void store_sql_uuid(struct store *store, char out_id[CASE_ID_BYTES]);

#endif
