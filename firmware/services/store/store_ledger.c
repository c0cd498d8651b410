#include "firmware/services/store/store.h"

#include <string.h>

#include "firmware/services/store/store_json.h"
#include "firmware/services/store/store_sql.h"

/* What the ledger says of one intent. */
struct entry {
    enum intent_state state;
    enum intent_kind kind;
    uint64_t claim_op;
};

static err_t get_entry(struct store *store, uint64_t intent, struct entry *out_entry)
{
    const enum store_sql sql = STORE_SQL_INTENT_GET;
    *out_entry = (struct entry){0};
    err_t err = store_sql_check(store);
    if (err != ERR_OK)
        return err;
    err = store_sql_find(store, sql, STORE_VALUES(store_sql_number((int64_t)intent)));
    if (err == ERR_OK) {
        out_entry->state = (enum intent_state)store_sql_get_number(store, sql, 0);
        out_entry->kind = (enum intent_kind)store_sql_get_number(store, sql, 1);
        out_entry->claim_op = (uint64_t)store_sql_get_number(store, sql, 2);
    }
    store_sql_done(store, sql);
    return err;
}

/* The intent that this op saved before. ERR_NOT_FOUND: none yet. */
static err_t find_saved(struct store *store, uint64_t op, enum intent_kind kind,
                        const char *case_id, uint64_t *out_intent)
{
    const enum store_sql sql = STORE_SQL_INTENT_FIND_OP;
    err_t err = store_sql_find(store, sql, STORE_VALUES(store_sql_number((int64_t)op)));
    if (err == ERR_OK && (store_sql_get_number(store, sql, 1) != (int64_t)kind ||
                          !store_sql_equals(store, sql, 2, case_id, strlen(case_id))))
        err = ERR_CONFLICT;
    if (err == ERR_OK)
        *out_intent = (uint64_t)store_sql_get_number(store, sql, 0);
    store_sql_done(store, sql);
    return err;
}

err_t store_intent_save(struct store *store, uint64_t op, enum intent_kind kind,
                        const char *case_id, uint64_t *out_intent)
{
    *out_intent = 0;
    err_t err = store_sql_check(store);
    if (err != ERR_OK)
        return err;
    if (kind != INTENT_PRINT || !store_json_is_text(case_id, CASE_ID_BYTES))
        return ERR_INVALID;
    err = find_saved(store, op, kind, case_id, out_intent);
    if (err != ERR_NOT_FOUND)
        return err;
    err = store_sql_begin(store);
    if (err != ERR_OK)
        return err;
    err = store_sql_run(store, STORE_SQL_INTENT_ADD,
                        STORE_VALUES(store_sql_number((int64_t)op), store_sql_number(kind),
                                     store_sql_text(case_id)));
    uint64_t intent = (uint64_t)sqlite3_last_insert_rowid(store->database);
    err = store_sql_end(store, err);
    if (err == ERR_OK)
        *out_intent = intent;
    return err;
}

static err_t run_alone(struct store *store, enum store_sql sql, uint64_t intent, int64_t value)
{
    err_t err = store_sql_begin(store);
    if (err != ERR_OK)
        return err;
    err = store_sql_run(store, sql,
                        STORE_VALUES(store_sql_number((int64_t)intent), store_sql_number(value)));
    return store_sql_end(store, err);
}

err_t store_intent_claim(struct store *store, uint64_t op, uint64_t intent)
{
    struct entry entry;
    err_t err = get_entry(store, intent, &entry);
    if (err != ERR_OK)
        return err;
    if (entry.kind != INTENT_PRINT)
        return ERR_STATE;
#ifdef MUTANT_CLAIM_TWICE
    if (entry.state == INTENT_CLAIMED)
        return ERR_OK;
#endif
    if (entry.state == INTENT_CLAIMED && entry.claim_op == op)
        return ERR_OK;
    if (entry.state != INTENT_SAVED)
        return ERR_STATE;
    return run_alone(store, STORE_SQL_INTENT_CLAIM, intent, (int64_t)op);
}

/* The states that may follow, one bit each. */
static uint32_t list_next(enum intent_state state)
{
    switch (state) {
    case INTENT_SAVED:
        return 1u << INTENT_VOID;
    case INTENT_CLAIMED:
        return 1u << INTENT_PASSED | 1u << INTENT_CONFIRMED | 1u << INTENT_UNKNOWN |
               1u << INTENT_VOID;
    case INTENT_PASSED:
        return 1u << INTENT_CONFIRMED | 1u << INTENT_UNKNOWN;
    case INTENT_UNKNOWN:
        return 1u << INTENT_CONFIRMED | 1u << INTENT_VOID;
    case INTENT_NONE:
    case INTENT_CONFIRMED:
    case INTENT_VOID:
        return 0;
    }
    return 0;
}

err_t store_intent_settle(struct store *store, uint64_t intent, enum intent_state state)
{
    struct entry entry;
    err_t err = get_entry(store, intent, &entry);
    if (err != ERR_OK)
        return err;
    if (entry.kind == INTENT_SEND || state > INTENT_VOID ||
        (list_next(entry.state) & 1u << state) == 0)
        return ERR_STATE;
    return run_alone(store, STORE_SQL_INTENT_SET, intent, state);
}

err_t store_opening_save(struct store *store, uint64_t op, const char *assignment, uint64_t now_ms,
                         uint64_t *out_intent)
{
    *out_intent = 0;
    err_t err = store_sql_check(store);
    if (err != ERR_OK)
        return err;
    if (!store_json_is_text(assignment, CASE_ID_BYTES) || assignment[0] == '\0')
        return ERR_INVALID;
    err = find_saved(store, op, INTENT_OPEN, assignment, out_intent);
    if (err != ERR_NOT_FOUND)
        return err;
    err = store_sql_begin(store);
    if (err != ERR_OK)
        return err;
    err = store_sql_run(store, STORE_SQL_OPENING_ADD,
                        STORE_VALUES(store_sql_number((int64_t)op), store_sql_text(assignment),
                                     store_sql_number((int64_t)now_ms),
                                     store_sql_number(store->boot)));
    uint64_t intent = (uint64_t)sqlite3_last_insert_rowid(store->database);
    err = store_sql_end(store, err);
    if (err == ERR_OK)
        *out_intent = intent;
    return err;
}

static err_t get_opening(struct store *store, enum store_sql sql, uint64_t number,
                         struct store_opening *out)
{
    *out = (struct store_opening){0};
    err_t err = store_sql_find(store, sql, STORE_VALUES(store_sql_number((int64_t)number)));
    if (err == ERR_OK) {
        out->intent = (uint64_t)store_sql_get_number(store, sql, 0);
        out->saved_ms = (uint64_t)store_sql_get_number(store, sql, 1);
        out->boot = (uint32_t)store_sql_get_number(store, sql, 2);
        out->state = (uint32_t)store_sql_get_number(store, sql, 3);
        err = store_sql_get_text(store, sql, 4, out->assignment, sizeof(out->assignment));
    }
    store_sql_done(store, sql);
    return err;
}

err_t store_opening_claim(struct store *store, uint64_t op, uint64_t intent,
                          struct store_opening *out_opening)
{
    struct entry entry;
    bool fresh;
    *out_opening = (struct store_opening){0};
    err_t err = get_entry(store, intent, &entry);
    if (err != ERR_OK)
        return err;
    fresh = entry.state == INTENT_SAVED;
#ifdef MUTANT_OPEN_TWICE
    fresh = fresh || entry.state == INTENT_CLAIMED;
#endif
    if (entry.kind != INTENT_OPEN || !fresh)
        return ERR_STATE;
    err = run_alone(store, STORE_SQL_INTENT_CLAIM, intent, (int64_t)op);
    if (err == ERR_OK)
        err = get_opening(store, STORE_SQL_OPENING_GET, intent, out_opening);
    if (err != ERR_OK)
        *out_opening = (struct store_opening){0};
    return err;
}

err_t store_opening_lost(struct store *store, uint32_t *out_count)
{
    err_t err = store_sql_begin(store);
    if (err != ERR_OK)
        return err;
    err = store_sql_run(store, STORE_SQL_RECOVER_OPENS, NULL, 0);
    if (err == ERR_OK && out_count != NULL)
        *out_count = store_sql_changes(store);
    return store_sql_end(store, err);
}

err_t store_opening_unknown(struct store *store, uint64_t after, struct store_opening *out_opening)
{
    *out_opening = (struct store_opening){0};
    err_t err = store_sql_check(store);
    return err == ERR_OK ? get_opening(store, STORE_SQL_OPENING_UNKNOWN, after, out_opening) : err;
}

err_t store_intent_state(struct store *store, uint64_t intent, enum intent_state *out_state)
{
    struct entry entry;
    err_t err = get_entry(store, intent, &entry);
    *out_state = err == ERR_OK ? entry.state : INTENT_NONE;
    return err;
}

static void count_row(struct store_counts *counts, int64_t state, uint32_t count)
{
    switch ((enum store_row_state)state) {
    case STORE_ROW_NEW:
        counts->waiting = count;
        break;
    case STORE_ROW_IN_FLIGHT:
        counts->in_flight = count;
        break;
    case STORE_ROW_DELIVERED:
    case STORE_ROW_PURGED:
        counts->delivered += count;
        break;
    case STORE_ROW_QUARANTINED:
        counts->quarantined = count;
        break;
    }
}

static err_t count_rows(struct store *store, struct store_counts *counts)
{
    const enum store_sql sql = STORE_SQL_ROW_COUNTS;
    err_t err = store_sql_find(store, sql, NULL, 0);
    for (; err == ERR_OK; err = store_sql_next(store, sql))
        count_row(counts, store_sql_get_number(store, sql, 0),
                  (uint32_t)store_sql_get_number(store, sql, 1));
    store_sql_done(store, sql);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static err_t count_unknown(struct store *store, struct store_counts *counts)
{
    const enum store_sql sql = STORE_SQL_INTENT_COUNTS;
    err_t err = store_sql_find(store, sql, NULL, 0);
    for (; err == ERR_OK; err = store_sql_next(store, sql)) {
        uint32_t count = (uint32_t)store_sql_get_number(store, sql, 1);
        if (store_sql_get_number(store, sql, 0) == INTENT_PRINT)
            counts->prints_unknown = count;
        else if (store_sql_get_number(store, sql, 0) == INTENT_OPEN)
            counts->opens_unknown = count;
        else
            counts->sends_unknown = count;
    }
    store_sql_done(store, sql);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

err_t store_count(struct store *store, struct store_counts *out_counts)
{
    *out_counts = (struct store_counts){0};
    err_t err = store_sql_check(store);
    if (err == ERR_OK)
        err = count_rows(store, out_counts);
    return err == ERR_OK ? count_unknown(store, out_counts) : err;
}
