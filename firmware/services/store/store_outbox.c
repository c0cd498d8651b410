#include "firmware/services/store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/services/store/store_sql.h"

#define DAY_S 86400
#define SETTLED_MAX 100000 /* the ledger keeps about so many; open ones always */

/* The columns of a row that decide what may happen to it. */
struct row {
    int64_t seq;
    enum store_row_state state;
    int64_t intent; /* 0: none */
};

static err_t get_row(struct store *store, int64_t seq, struct row *out_row)
{
    const enum store_sql sql = STORE_SQL_ROW_GET;
    *out_row = (struct row){.seq = seq};
    err_t err = store_sql_check(store);
    if (err != ERR_OK)
        return err;
    err = store_sql_find(store, sql, STORE_VALUES(store_sql_number(seq)));
    if (err == ERR_OK) {
        out_row->state = (enum store_row_state)store_sql_get_number(store, sql, 0);
        out_row->intent = store_sql_get_number(store, sql, 2);
    }
    store_sql_done(store, sql);
    return err;
}

static err_t set_intent(struct store *store, int64_t intent, enum intent_state state)
{
    if (intent == 0)
        return ERR_OK;
    return store_sql_run(store, STORE_SQL_INTENT_SET,
                         STORE_VALUES(store_sql_number(intent), store_sql_number(state)));
}

/* Where a row goes after an attempt. */
struct settling {
    enum store_row_state state;
    uint64_t next_at_ms;
    err_t why;
    enum intent_state intent;
};

static err_t settle_row(struct store *store, const struct row *row, const struct settling *settling)
{
    err_t err =
        store_sql_run(store, STORE_SQL_ROW_SETTLE,
                      STORE_VALUES(store_sql_number(row->seq), store_sql_number(settling->state),
                                   store_sql_number((int64_t)settling->next_at_ms),
                                   store_sql_number(settling->why)));
    return err == ERR_OK ? set_intent(store, row->intent, settling->intent) : err;
}

static err_t settle(struct store *store, const struct row *row, const struct settling *settling)
{
    err_t err = store_sql_begin(store);
    return err == ERR_OK ? store_sql_end(store, settle_row(store, row, settling)) : err;
}

static err_t count_in_flight(struct store *store, int64_t *out_count)
{
    const enum store_sql sql = STORE_SQL_ROW_IN_FLIGHT;
    err_t err = store_sql_find(store, sql, NULL, 0);
    *out_count = err == ERR_OK ? store_sql_get_number(store, sql, 0) : 0;
    store_sql_done(store, sql);
    return err;
}

const void *store_item_bytes(const struct store_item *item)
{
    return item->large != NULL ? item->large : item->body;
}

/* The place for a body of that kind and size; NULL: it cannot be one, or there is no memory. */
static uint8_t *make_room(struct store *store, struct store_item *item, size_t size_bytes)
{
    if (item->kind != STORE_ITEM_ATTACHMENT)
        return size_bytes <= sizeof(item->body) ? item->body : NULL;
    if (size_bytes > STORE_ATTACHMENT_BODY_BYTES_MAX)
        return NULL;
    free(store->large);
    store->large = malloc(size_bytes + 1);
    item->large = store->large;
    return store->large;
}

/* Copies the body. False when the disk does not give back what was saved: SQLite's own check does
 * not look into values. */
static bool take_body(struct store *store, struct store_item *item)
{
    sqlite3_stmt *statement = store->statements[STORE_SQL_ROW_NEXT];
    uint8_t digest[DIGEST_BYTES];
    const void *body = sqlite3_column_blob(statement, 8);
    size_t size_bytes = (size_t)sqlite3_column_bytes(statement, 8);
    uint8_t *room = body != NULL ? make_room(store, item, size_bytes) : NULL;
    if (room == NULL)
        return false;
    memcpy(room, body, size_bytes);
    item->size_bytes = (uint32_t)size_bytes;
    trust_sha256(room, size_bytes, digest);
    return store_sql_equals(store, STORE_SQL_ROW_NEXT, 7, digest, sizeof(digest));
}

static err_t take_item(struct store *store, struct store_item *item, struct row *row)
{
    const enum store_sql sql = STORE_SQL_ROW_NEXT;
    row->seq = item->seq = store_sql_get_number(store, sql, 0);
    item->kind = (uint32_t)store_sql_get_number(store, sql, 1);
    item->tries = (uint32_t)store_sql_get_number(store, sql, 2);
    row->intent = store_sql_get_number(store, sql, 6);
    err_t err = store_sql_get_text(store, sql, 3, item->key, sizeof(item->key));
    if (err == ERR_OK)
        err = store_sql_get_text(store, sql, 4, item->id, sizeof(item->id));
    if (err == ERR_OK)
        err = store_sql_get_text(store, sql, 5, item->case_id, sizeof(item->case_id));
    if (err == ERR_OK && !take_body(store, item))
        err = sqlite3_errcode(store->database) == SQLITE_NOMEM ? ERR_MEMORY : ERR_CHECKSUM;
    return err;
}

static err_t find_next(struct store *store, uint64_t now_ms, struct store_item *item,
                       struct row *row)
{
    const enum store_sql sql = STORE_SQL_ROW_NEXT;
    int64_t in_flight = 0;
    err_t err = count_in_flight(store, &in_flight);
    if (err != ERR_OK)
        return err;
    if (in_flight >= STORE_IN_FLIGHT_MAX)
        return ERR_NOT_FOUND;
    err = store_sql_find(store, sql, STORE_VALUES(store_sql_number((int64_t)now_ms)));
    if (err == ERR_OK)
        err = take_item(store, item, row);
    store_sql_done(store, sql);
    return err;
}

static err_t claim_row(struct store *store, const struct row *row)
{
    int64_t state = STORE_ROW_IN_FLIGHT;
#ifdef MUTANT_MARK_DELIVERED_AT_CLAIM
    state = STORE_ROW_DELIVERED;
#endif
    err_t err = store_sql_run(store, STORE_SQL_ROW_CLAIM,
                              STORE_VALUES(store_sql_number(row->seq), store_sql_number(state)));
    return err == ERR_OK ? set_intent(store, row->intent, INTENT_CLAIMED) : err;
}

static err_t claim(struct store *store, const struct row *row)
{
    err_t err = store_sql_begin(store);
    return err == ERR_OK ? store_sql_end(store, claim_row(store, row)) : err;
}

err_t store_outbox_next(struct store *store, uint64_t now_ms, struct store_item *out_item)
{
    struct row row = {0};
    *out_item = (struct store_item){0};
    err_t err = store_sql_check(store);
    if (err == ERR_OK)
        err = find_next(store, now_ms, out_item, &row);
    if (err == ERR_OK)
        err = claim(store, &row);
    if (err == ERR_CHECKSUM) {
        struct settling settling = {STORE_ROW_QUARANTINED, 0, ERR_CHECKSUM, INTENT_UNKNOWN};
        err_t settled = settle(store, &row, &settling);
        err = settled == ERR_OK ? ERR_CHECKSUM : settled;
    }
    if (err != ERR_OK)
        *out_item = (struct store_item){0};
#ifdef MUTANT_FRESH_KEY_PER_RETRY
    if (err == ERR_OK) {
        store_sql_uuid(store, out_item->id);
        (void)snprintf(out_item->key, sizeof(out_item->key), "%s:case:0", out_item->id);
    }
#endif
    return err;
}

err_t store_outbox_due(struct store *store, uint64_t now_ms, uint64_t *out_due_ms)
{
    const enum store_sql sql = STORE_SQL_ROW_DUE;
    int64_t in_flight = 0;
    *out_due_ms = 0;
    err_t err = store_sql_check(store);
    if (err == ERR_OK)
        err = count_in_flight(store, &in_flight);
    if (err != ERR_OK)
        return err;
    if (in_flight >= STORE_IN_FLIGHT_MAX)
        return ERR_NOT_FOUND;
    err = store_sql_find(store, sql, NULL, 0);
    if (err == ERR_OK && sqlite3_column_type(store->statements[sql], 0) == SQLITE_NULL)
        err = ERR_NOT_FOUND;
    if (err == ERR_OK) {
        uint64_t due_ms = (uint64_t)store_sql_get_number(store, sql, 0);
        *out_due_ms = due_ms > now_ms ? due_ms : now_ms;
    }
    store_sql_done(store, sql);
    return err;
}

static err_t deliver(struct store *store, const struct row *row,
                     const struct store_receipt *receipt)
{
    struct settling settling = {STORE_ROW_DELIVERED, 0, ERR_OK, INTENT_CONFIRMED};
    err_t err =
        store_sql_run(store, STORE_SQL_RECEIPT_ADD,
                      STORE_VALUES(store_sql_number(row->seq), store_sql_text(receipt->receipt_id),
                                   store_sql_blob(receipt->bytes, receipt->size_bytes)));
    return err == ERR_OK ? settle_row(store, row, &settling) : err;
}

err_t store_outbox_delivered(struct store *store, int64_t seq, const struct store_receipt *receipt)
{
    struct row row;
    if (receipt->bytes == NULL || receipt->size_bytes == 0 || receipt->receipt_id == NULL ||
        receipt->receipt_id[0] == '\0')
        return ERR_INVALID;
    if (receipt->size_bytes > STORE_RECEIPT_BYTES_MAX ||
        strlen(receipt->receipt_id) >= STORE_RECEIPT_ID_BYTES)
        return ERR_LIMIT;
    err_t err = get_row(store, seq, &row);
    if (err != ERR_OK || row.state == STORE_ROW_DELIVERED || row.state == STORE_ROW_PURGED)
        return err;
    err = store_sql_begin(store);
    return err == ERR_OK ? store_sql_end(store, deliver(store, &row, receipt)) : err;
}

static err_t settle_attempt(struct store *store, int64_t seq, const struct settling *settling)
{
    struct row row;
    err_t err = get_row(store, seq, &row);
    if (err == ERR_OK && row.state != STORE_ROW_IN_FLIGHT)
        err = ERR_STATE;
    return err == ERR_OK ? settle(store, &row, settling) : err;
}

err_t store_outbox_retry(struct store *store, int64_t seq, uint64_t next_at_ms, err_t why)
{
    struct settling settling = {STORE_ROW_NEW, next_at_ms, why,
                                err_world(why) == ERR_WORLD_NOTHING ? INTENT_SAVED
                                                                    : INTENT_UNKNOWN};
    return settle_attempt(store, seq, &settling);
}

err_t store_outbox_hurry(struct store *store, uint64_t due_ms)
{
    err_t err = store_sql_begin(store);
    if (err != ERR_OK)
        return err;
    return store_sql_end(store, store_sql_run(store, STORE_SQL_ROW_HURRY,
                                              STORE_VALUES(store_sql_number((int64_t)due_ms))));
}

err_t store_outbox_refused(struct store *store, int64_t seq, err_t why)
{
    struct settling settling = {STORE_ROW_QUARANTINED, 0, why,
                                err_world(why) == ERR_WORLD_NOTHING ? INTENT_VOID : INTENT_UNKNOWN};
    return settle_attempt(store, seq, &settling);
}

/* What was purged STORE_KEEP_DAYS ago goes whole. The platform's memory of keys is as long, so that
 * nothing it forgot can come from here. */
static err_t drop_old(struct store *store, int64_t wall_s)
{
    static const enum store_sql drops[] = {STORE_SQL_PURGE_CASES, STORE_SQL_PURGE_RECEIPTS,
                                           STORE_SQL_PURGE_SENDS, STORE_SQL_PURGE_ROWS};
    err_t err = store_sql_run(store, STORE_SQL_PURGE_STAMP, STORE_VALUES(store_sql_number(wall_s)));
    for (size_t i = 0; i < sizeof(drops) / sizeof(drops[0]) && err == ERR_OK; i++)
        err = store_sql_run(
            store, drops[i],
            STORE_VALUES(store_sql_number(wall_s - (int64_t)STORE_KEEP_DAYS * DAY_S)));
    if (err != ERR_OK)
        return err;
    return store_sql_run(
        store, STORE_SQL_PURGE_ASSIGNMENTS,
        STORE_VALUES(store_sql_number(wall_s - (int64_t)STORE_ASSIGNMENT_KEEP_DAYS * DAY_S)));
}

static err_t purge(struct store *store, const struct moment *now, uint32_t *out_purged)
{
    err_t err = store_sql_run(store, STORE_SQL_PURGE_BODIES, NULL, 0);
    if (err != ERR_OK)
        return err;
    *out_purged = store_sql_changes(store);
    err =
        store_sql_run(store, STORE_SQL_PURGE_SETTLED, STORE_VALUES(store_sql_number(SETTLED_MAX)));
    return err == ERR_OK && now->trust == CLOCK_TRUSTED ? drop_old(store, now->wall_s) : err;
}

err_t store_purge(struct store *store, const struct moment *now, uint32_t *out_purged)
{
    uint32_t purged = 0;
    err_t err = store_sql_begin(store);
    if (err == ERR_OK)
        err = store_sql_end(store, purge(store, now, &purged));
    if (err == ERR_OK)
        store_sql_checkpoint(store, SQLITE_CHECKPOINT_TRUNCATE);
    if (out_purged != NULL)
        *out_purged = err == ERR_OK ? purged : 0;
    return err;
}
