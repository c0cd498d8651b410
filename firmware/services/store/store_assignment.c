#include "firmware/services/store/store.h"

#include <stdio.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/civil.h"
#include "firmware/base/text.h"
#include "firmware/services/store/store_json.h"
#include "firmware/services/store/store_sql.h"

#define NUMBER_LENGTH_MAX 18 /* of a foreigner's card of 2017: 15 */
#define EVENT_BYTES 768

static err_t check_form(const struct store_assignment *assignment)
{
    if (!store_json_is_text(assignment->id, sizeof(assignment->id)) || assignment->id[0] == '\0' ||
        assignment->seq == 0 || assignment->seq > INT64_MAX ||
        assignment->state < STORE_ASSIGNMENT_READY ||
        assignment->state > STORE_ASSIGNMENT_WITHDRAWN || assignment->cell == 0 ||
        assignment->cell > LOCKER_CELLS_MAX || assignment->purpose > LOCKER_DEPOSIT ||
        assignment->bytes == NULL || assignment->size_bytes == 0)
        return ERR_INVALID;
    for (size_t i = 0; i < LANGUAGE_COUNT; i++)
        if (!store_json_is_text(assignment->what[i], sizeof(assignment->what[i])))
            return ERR_INVALID;
    return assignment->size_bytes <= STORE_ASSIGNMENT_BYTES_MAX ? ERR_OK : ERR_LIMIT;
}

/* ERR_NOT_FOUND: this one is new; ERR_OK: it is held already. */
static err_t check_seq(struct store *store, const struct store_assignment *assignment)
{
    const enum store_sql sql = STORE_SQL_ASSIGNMENT_HELD;
    err_t err = store_sql_find(store, sql, STORE_VALUES(store_sql_text(assignment->id)));
    if (err == ERR_OK) {
        uint64_t held = (uint64_t)store_sql_get_number(store, sql, 0);
        if (held > assignment->seq)
            err = ERR_STALE;
        else if (held < assignment->seq)
            err = ERR_NOT_FOUND;
        else if (!store_sql_equals(store, sql, 1, assignment->bytes, assignment->size_bytes))
            err = ERR_CONFLICT;
    }
    store_sql_done(store, sql);
    return err;
}

static err_t put_texts(struct store *store, const struct store_assignment *assignment)
{
    err_t err = store_sql_run(store, STORE_SQL_ASSIGNMENT_FORGET_TEXTS,
                              STORE_VALUES(store_sql_text(assignment->id)));
    for (size_t i = 0; i < LANGUAGE_COUNT && err == ERR_OK; i++) {
        if (assignment->what[i][0] != '\0')
            err = store_sql_run(store, STORE_SQL_ASSIGNMENT_ADD_TEXT,
                                STORE_VALUES(store_sql_text(assignment->id),
                                             store_sql_text(language_tag((enum language)i)),
                                             store_sql_text(assignment->what[i])));
    }
    return err;
}

static err_t put(struct store *store, const struct store_assignment *assignment)
{
    err_t err = store_sql_run(
        store, STORE_SQL_ASSIGNMENT_PUT,
        STORE_VALUES(store_sql_text(assignment->id), store_sql_number((int64_t)assignment->seq),
                     store_sql_number(assignment->state), store_sql_number(assignment->cell),
                     store_sql_number(assignment->purpose), store_sql_number(assignment->factors),
                     store_sql_number(assignment->not_before_s),
                     store_sql_number(assignment->expires_s),
                     store_sql_blob(assignment->subject_hash, DIGEST_BYTES),
                     store_sql_blob(assignment->bytes, assignment->size_bytes)));
    return err == ERR_OK ? put_texts(store, assignment) : err;
}

err_t store_assignment_put(struct store *store, const struct store_assignment *assignment)
{
    err_t err = store_sql_check(store);
    if (err == ERR_OK)
        err = check_form(assignment);
    if (err == ERR_OK)
        err = check_seq(store, assignment);
    if (err != ERR_NOT_FOUND)
        return err;
    err = store_sql_begin(store);
    return err == ERR_OK ? store_sql_end(store, put(store, assignment)) : err;
}

err_t store_assignment_seq(struct store *store, uint64_t *out_seq)
{
    const enum store_sql sql = STORE_SQL_ASSIGNMENT_SEQ;
    *out_seq = 0;
    err_t err = store_sql_check(store);
    if (err != ERR_OK)
        return err;
    err = store_sql_find(store, sql, NULL, 0);
    if (err == ERR_OK)
        *out_seq = (uint64_t)store_sql_get_number(store, sql, 0);
    store_sql_done(store, sql);
    return err;
}

/* True when the row of ASSIGNMENT_FIND is this person's: the digest is salted with the id. */
static bool is_of(struct store *store, const char *id, const char *number)
{
    char text[CASE_ID_BYTES + NUMBER_LENGTH_MAX + 1];
    uint8_t digest[DIGEST_BYTES];
    int length = snprintf(text, sizeof(text), "%s%s", id, number);
    trust_sha256(text, (size_t)length, digest);
    bytes_wipe(text, sizeof(text));
    return store_sql_equals(store, STORE_SQL_ASSIGNMENT_FIND, 4, digest, sizeof(digest));
}

/* Takes the row when it is this person's and there is room. */
static err_t take_row(struct store *store, const char *number, struct locker_cell *items,
                      uint32_t *count)
{
    const enum store_sql sql = STORE_SQL_ASSIGNMENT_FIND;
    struct locker_cell item = {0};
    err_t err = store_sql_get_text(store, sql, 0, item.assignment, sizeof(item.assignment));
    if (err == ERR_OK)
        err = store_sql_get_text(store, sql, 5, item.what, sizeof(item.what));
    if (err != ERR_OK || *count == LOCKER_FOUND_MAX || !is_of(store, item.assignment, number))
        return err;
    item.cell = (uint8_t)store_sql_get_number(store, sql, 1);
    item.purpose = (uint8_t)store_sql_get_number(store, sql, 2);
    item.factors = (uint8_t)store_sql_get_number(store, sql, 3);
    items[(*count)++] = item;
    return ERR_OK;
}

err_t store_assignment_find(struct store *store, const struct store_assignment_wish *wish,
                            struct locker_cell out_items[LOCKER_FOUND_MAX], uint32_t *out_count)
{
    const enum store_sql sql = STORE_SQL_ASSIGNMENT_FIND;
    memset(out_items, 0, LOCKER_FOUND_MAX * sizeof(*out_items));
    *out_count = 0;
    err_t err = store_sql_check(store);
    if (err != ERR_OK)
        return err;
    if (wish->language >= LANGUAGE_COUNT || wish->number[0] == '\0' ||
        strlen(wish->number) > NUMBER_LENGTH_MAX)
        return ERR_INVALID;
    err = store_sql_find(store, sql,
                         STORE_VALUES(store_sql_number(wish->wall_s),
                                      store_sql_text(language_tag(wish->language)),
                                      store_sql_text(language_tag((enum language)0))));
    while (err == ERR_OK) {
        err = take_row(store, wish->number, out_items, out_count);
        if (err == ERR_OK)
            err = store_sql_next(store, sql);
    }
    store_sql_done(store, sql);
    if (err == ERR_NOT_FOUND)
        return ERR_OK;
    *out_count = 0;
    return err;
}

err_t store_assignment_get(struct store *store, const char *id, uint8_t *out_bytes,
                           size_t *out_size_bytes)
{
    const enum store_sql sql = STORE_SQL_ASSIGNMENT_GET;
    *out_size_bytes = 0;
    err_t err = store_sql_check(store);
    if (err != ERR_OK)
        return err;
    err = store_sql_find(store, sql, STORE_VALUES(store_sql_text(id)));
    if (err == ERR_OK && store_sql_get_number(store, sql, 0) != 0)
        err = ERR_STATE;
    if (err == ERR_OK) {
        const void *bytes = sqlite3_column_blob(store->statements[sql], 1);
        size_t size_bytes = (size_t)sqlite3_column_bytes(store->statements[sql], 1);
        if (bytes == NULL)
            err = ERR_MEMORY;
        else if (size_bytes > STORE_ASSIGNMENT_BYTES_MAX)
            err = store_sql_err(store, SQLITE_CORRUPT);
        if (err == ERR_OK) {
            memcpy(out_bytes, bytes, size_bytes);
            *out_size_bytes = size_bytes;
        }
    }
    store_sql_done(store, sql);
    return err;
}

/* ---- What happened at a door ---- */

static void write_event(struct store *store, struct store_json *json,
                        const struct store_locker_event *event)
{
    static const char *const kinds[] = {"pickup",  "deposit",     "refused",
                                        "expired", "door_forced", "empty_on_open"};
    char wall[CIVIL_TEXT_BYTES], digest[2 * DIGEST_BYTES + 1];

    civil_format(event->at->wall_s, wall);
    store_json_raw(json, "{");
    if (event->assignment[0] != '\0') {
        store_json_raw(json, "\"assignment_id\":");
        store_json_string(json, event->assignment);
        store_json_raw(json, ",");
    }
    store_json_raw(json, "\"cell\":");
    store_json_number(json, event->cell);
    store_json_raw(json, ",\"created\":{\"boot\":");
    store_json_number(json, store->boot);
    store_json_raw(json, ",\"mono\":");
    store_json_number(json, (int64_t)event->at->mono_ms);
    store_json_raw(json, ",\"trust\":");
    store_json_number(json, event->at->trust);
    store_json_raw(json, ",\"wall\":");
    store_json_string(json, wall);
    store_json_raw(json, "},\"evidence_sha256\":[");
    if (event->evidence != NULL) {
        bytes_to_hex(event->evidence, DIGEST_BYTES, digest);
        store_json_string(json, digest);
    }
    store_json_raw(json, "],\"kind\":");
    store_json_string(json, kinds[event->kind]);
    store_json_raw(json, "}");
}

static err_t add_event(struct store *store, const struct store_locker_event *event,
                       const struct store_json *body)
{
    char id[CASE_ID_BYTES], key[STORE_KEY_BYTES];
    uint8_t digest[DIGEST_BYTES];
    store_sql_uuid(store, id);
    (void)snprintf(key, sizeof(key), "%s:locker:0", id);
    trust_sha256(body->out, body->length, digest);
    err_t err =
        store_sql_run(store, STORE_SQL_ROW_ADD,
                      STORE_VALUES(store_sql_null(), store_sql_number(STORE_ITEM_LOCKER_EVENT),
                                   store_sql_text(key), store_sql_text(id), store_sql_null(),
                                   store_sql_null(), store_sql_blob(digest, sizeof(digest)),
                                   store_sql_blob(body->out, body->length)));
    if (err != ERR_OK ||
        (event->kind != STORE_LOCKER_PICKUP && event->kind != STORE_LOCKER_DEPOSIT))
        return err;
    return store_sql_run(store, STORE_SQL_ASSIGNMENT_DONE,
                         STORE_VALUES(store_sql_text(event->assignment)));
}

err_t store_assignment_report(struct store *store, const struct store_locker_event *event)
{
    char bytes[EVENT_BYTES];
    struct store_json body = store_json_start(bytes, sizeof(bytes));
    err_t err = store_sql_check(store);
    if (err != ERR_OK)
        return err;
    if (event->kind > STORE_LOCKER_EMPTY_ON_OPEN || event->cell == 0 ||
        event->cell > LOCKER_CELLS_MAX || !store_json_is_text(event->assignment, CASE_ID_BYTES) ||
        (event->assignment[0] == '\0' && event->kind != STORE_LOCKER_DOOR_FORCED))
        return ERR_INVALID;
    write_event(store, &body, event);
    if (body.is_full)
        return ERR_LIMIT;
    err = store_sql_begin(store);
    return err == ERR_OK ? store_sql_end(store, add_event(store, event, &body)) : err;
}
