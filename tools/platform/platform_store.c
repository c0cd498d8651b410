#include "tools/platform/platform_store.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#define PATH_BYTES 512
#define BUSY_MS 5000

struct platform_store {
    sqlite3 *db;
};

static const char schema[] =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA trusted_schema=OFF;"
    "CREATE TABLE IF NOT EXISTS object(seq INTEGER PRIMARY KEY, kind TEXT NOT NULL,"
    " kiosk TEXT NOT NULL, id TEXT NOT NULL, key TEXT NOT NULL, digest TEXT NOT NULL,"
    " body TEXT NOT NULL, receipt TEXT NOT NULL, accepted_s INTEGER NOT NULL,"
    " deliveries INTEGER NOT NULL DEFAULT 1, UNIQUE(kind, kiosk, id)) STRICT;"
    "CREATE TABLE IF NOT EXISTS counter(name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;"
    "CREATE TABLE IF NOT EXISTS heartbeat(kiosk TEXT PRIMARY KEY, at_s INTEGER NOT NULL,"
    " body TEXT NOT NULL) STRICT;"
    "CREATE TABLE IF NOT EXISTS assignment(id TEXT PRIMARY KEY, kiosk TEXT NOT NULL,"
    " seq INTEGER NOT NULL UNIQUE, cell INTEGER NOT NULL, state TEXT NOT NULL, text TEXT NOT NULL,"
    " sig TEXT NOT NULL) STRICT;";

err_t platform_store_open(const char *folder, struct platform_store **out_store)
{
    struct platform_store *store = calloc(1, sizeof(*store));
    char path[PATH_BYTES];
    err_t err = ERR_MEMORY;

    *out_store = NULL;
    if (store == NULL)
        goto out;
    err = ERR_IO;
    snprintf(path, sizeof(path), "%s/platform.sqlite", folder);
    if (sqlite3_open(path, &store->db) != SQLITE_OK)
        goto out;
    sqlite3_busy_timeout(store->db, BUSY_MS);
    if (sqlite3_exec(store->db, schema, NULL, NULL, NULL) != SQLITE_OK)
        goto out;
    *out_store = store;
    store = NULL;
    err = ERR_OK;
out:
    platform_store_close(store);
    return err;
}

void platform_store_close(struct platform_store *store)
{
    if (store == NULL)
        return;
    sqlite3_close(store->db);
    free(store);
}

/* Prepares a statement and binds texts ('t') and integers ('i', int64_t) in order. NULL on failure.
 */
static sqlite3_stmt *prepare(struct platform_store *store, const char *sql, const char *kinds, ...)
{
    sqlite3_stmt *statement = NULL;
    va_list values;
    int code = sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL);

    va_start(values, kinds);
    for (int i = 0; kinds[i] != '\0' && code == SQLITE_OK; i++) {
        if (kinds[i] == 't')
            code = sqlite3_bind_text(statement, i + 1, va_arg(values, const char *), -1,
                                     SQLITE_TRANSIENT);
        else
            code = sqlite3_bind_int64(statement, i + 1, va_arg(values, int64_t));
    }
    va_end(values);
    if (code == SQLITE_OK)
        return statement;
    sqlite3_finalize(statement);
    return NULL;
}

/* Runs a statement that gives no rows and finalizes it; NULL counts as a failure. */
static err_t run(sqlite3_stmt *statement)
{
    int code = statement == NULL ? SQLITE_ERROR : sqlite3_step(statement);

    sqlite3_finalize(statement);
    return code == SQLITE_DONE ? ERR_OK : ERR_IO;
}

err_t platform_store_count(struct platform_store *store, const char *name)
{
    return run(prepare(store,
                       "INSERT INTO counter(name, value) VALUES(?, 1)"
                       " ON CONFLICT(name) DO UPDATE SET value = value + 1",
                       "t", name));
}

static err_t insert_row(struct platform_store *store, const struct platform_object *object)
{
    sqlite3_stmt *statement =
        prepare(store,
                "INSERT INTO object(kind, kiosk, id, key, digest, receipt, accepted_s, body)"
                " VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
                "ttttttit", object->kind, object->kiosk, object->id, object->key, object->digest,
                object->receipt, object->accepted_s, "");

    if (statement != NULL && sqlite3_bind_text(statement, 8, object->body, (int)object->size_bytes,
                                               SQLITE_TRANSIENT) != SQLITE_OK) {
        sqlite3_finalize(statement);
        return ERR_IO;
    }
    return run(statement);
}

err_t platform_store_insert(struct platform_store *store, const struct platform_object *object)
{
    err_t err = run(prepare(store, "BEGIN IMMEDIATE", ""));

    if (err != ERR_OK)
        return err;
    err = insert_row(store, object);
    if (err == ERR_OK)
        err = platform_store_count(store, "created");
    if (err == ERR_OK)
        err = run(prepare(store, "COMMIT", ""));
    if (err != ERR_OK)
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    return err;
}

/* One row as a JSON object, names from the statement. NULL when a text is not UTF-8. */
static json_t *row_object(sqlite3_stmt *statement)
{
    json_t *row = json_object();

    for (int i = 0; i < sqlite3_column_count(statement); i++) {
        json_t *value = sqlite3_column_type(statement, i) == SQLITE_INTEGER
                            ? json_integer(sqlite3_column_int64(statement, i))
                            : json_stringn((const char *)sqlite3_column_text(statement, i),
                                           (size_t)sqlite3_column_bytes(statement, i));

        if (json_object_set_new(row, sqlite3_column_name(statement, i), value) != 0) {
            json_decref(row);
            return NULL;
        }
    }
    return row;
}

/* The row that the statement finds; finalizes it. */
static err_t find(sqlite3_stmt *statement, json_t **out_row)
{
    int code = statement == NULL ? SQLITE_ERROR : sqlite3_step(statement);

    *out_row = code == SQLITE_ROW ? row_object(statement) : NULL;
    sqlite3_finalize(statement);
    if (code == SQLITE_DONE)
        return ERR_NOT_FOUND;
    return *out_row != NULL ? ERR_OK : ERR_IO;
}

err_t platform_store_find(struct platform_store *store, const char *kind, const char *kiosk,
                          const char *id, json_t **out_row)
{
    return find(prepare(store, "SELECT * FROM object WHERE kind = ? AND kiosk = ? AND id = ?",
                        "ttt", kind, kiosk, id),
                out_row);
}

/* Looks through all cases: a reference that serves a desk needs no index for it. */
err_t platform_store_find_number(struct platform_store *store, const char *number, json_t **out_row)
{
    return find(prepare(store,
                        "SELECT * FROM object WHERE kind = 'case'"
                        " AND json_extract(body, '$.number') = ? ORDER BY seq DESC LIMIT 1",
                        "t", number),
                out_row);
}

err_t platform_store_count_delivery(struct platform_store *store, const char *kind,
                                    const char *kiosk, const char *id)
{
    err_t err = run(prepare(store,
                            "UPDATE object SET deliveries = deliveries + 1"
                            " WHERE kind = ? AND kiosk = ? AND id = ?",
                            "ttt", kind, kiosk, id));

    return err == ERR_OK ? platform_store_count(store, "duplicates") : err;
}

err_t platform_store_heartbeat(struct platform_store *store, const char *kiosk, const char *body,
                               int64_t at_s)
{
    return run(prepare(store,
                       "INSERT INTO heartbeat(kiosk, at_s, body) VALUES(?, ?, ?)"
                       " ON CONFLICT(kiosk) DO UPDATE SET at_s = excluded.at_s,"
                       " body = excluded.body",
                       "tit", kiosk, at_s, body));
}

static json_t *rows(sqlite3_stmt *statement)
{
    json_t *list = json_array();
    int code = SQLITE_ERROR;

    while (statement != NULL && (code = sqlite3_step(statement)) == SQLITE_ROW)
        if (json_array_append_new(list, row_object(statement)) != 0)
            break;
    sqlite3_finalize(statement);
    if (code == SQLITE_DONE)
        return list;
    json_decref(list);
    return NULL;
}

/* Assignments are never deleted, so the highest seq is the last one given. */
int64_t platform_store_next_seq(struct platform_store *store)
{
    sqlite3_stmt *statement = prepare(store, "SELECT coalesce(max(seq), 0) FROM assignment", "");
    int64_t seq = 0;

    if (statement != NULL && sqlite3_step(statement) == SQLITE_ROW)
        seq = sqlite3_column_int64(statement, 0) + 1;
    sqlite3_finalize(statement);
    return seq;
}

err_t platform_store_assign(struct platform_store *store,
                            const struct platform_assignment *assignment)
{
    return run(prepare(store,
                       "INSERT INTO assignment(id, kiosk, seq, cell, state, text, sig)"
                       " VALUES(?, ?, ?, ?, ?, ?, ?) ON CONFLICT(id) DO UPDATE SET"
                       " seq = excluded.seq, cell = excluded.cell, state = excluded.state,"
                       " text = excluded.text, sig = excluded.sig",
                       "ttiittt", assignment->id, assignment->kiosk, assignment->seq,
                       assignment->cell, assignment->state, assignment->text, assignment->sig));
}

err_t platform_store_find_assignment(struct platform_store *store, const char *id, json_t **out_row)
{
    return find(prepare(store, "SELECT * FROM assignment WHERE id = ?", "t", id), out_row);
}

json_t *platform_store_assignments(struct platform_store *store, const char *kiosk, int64_t after,
                                   int64_t count_max)
{
    return rows(prepare(store,
                        "SELECT * FROM assignment WHERE (?1 = '' OR kiosk = ?1) AND seq > ?2"
                        " ORDER BY seq LIMIT ?3",
                        "tii", kiosk == NULL ? "" : kiosk, after, count_max));
}

json_t *platform_store_list(struct platform_store *store, const char *kind)
{
    return rows(prepare(store, "SELECT * FROM object WHERE kind = ? ORDER BY seq", "t", kind));
}

json_t *platform_store_heartbeats(struct platform_store *store)
{
    return rows(prepare(store, "SELECT * FROM heartbeat ORDER BY kiosk", ""));
}

json_t *platform_store_counters(struct platform_store *store)
{
    json_t *list = rows(prepare(store, "SELECT name, value FROM counter ORDER BY name", ""));
    json_t *counters = list == NULL ? NULL : json_object(), *row;
    size_t i;

    json_array_foreach(list, i, row) json_object_set(
        counters, json_string_value(json_object_get(row, "name")), json_object_get(row, "value"));
    json_decref(list);
    return counters;
}
