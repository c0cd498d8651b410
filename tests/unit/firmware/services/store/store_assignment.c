/* Assignments of the locker: the highest seq wins, the bytes stay as they came, a person finds only
 * his own, and what happened at a door is done and reported in one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <jansson.h>

#include "tests/support/store_bench.h"

#define ZHANG "532331194002290019"
#define LI "11010519491231002X"
#define NOW 1795354805

static struct store_bench bench;

static int start(void **state)
{
    (void)state;
    store_bench_start(&bench);
    return 0;
}

static int finish(void **state)
{
    (void)state;
    store_bench_finish(&bench);
    return 0;
}

/* A good one for that person; `serial` makes id, cell and bytes differ. */
static struct store_assignment make(uint32_t serial, uint64_t seq, const char *number)
{
    static char bytes[16][32];
    struct store_assignment made = {.seq = seq,
                                    .state = STORE_ASSIGNMENT_READY,
                                    .cell = (uint8_t)(serial + 1),
                                    .purpose = LOCKER_PICKUP,
                                    .factors = LOCKER_FACTOR_CARD,
                                    .not_before_s = NOW - 100,
                                    .expires_s = NOW + 100};
    char *text = bytes[serial % 16], salted[80];
    snprintf(made.id, sizeof(made.id), "5c1d0000-0000-4000-8000-%012u", serial);
    snprintf(salted, sizeof(salted), "%s%s", made.id, number);
    trust_sha256(salted, strlen(salted), made.subject_hash);
    strcpy(made.what[LANGUAGE_ZH_HANS], "不动产权证");
    snprintf(text, sizeof(bytes[0]), "signed %u %u", serial, (unsigned)seq);
    made.bytes = text;
    made.size_bytes = strlen(text);
    return made;
}

static uint32_t find(const char *number, enum language language, struct locker_cell *items)
{
    const struct store_assignment_wish wish = {number, language, NOW};
    uint32_t count = 99;
    assert_int_equal(store_assignment_find(bench.store, &wish, items, &count), ERR_OK);
    return count;
}

static void test_find(void **state)
{
    (void)state;
    struct locker_cell items[LOCKER_FOUND_MAX];
    struct store_assignment his = make(1, 10, ZHANG), hers = make(2, 11, LI);
    strcpy(his.what[LANGUAGE_EN], "Title deed");
    his.factors = LOCKER_FACTOR_CARD | LOCKER_FACTOR_CODE;
    hers.purpose = LOCKER_DEPOSIT;
    assert_int_equal(store_assignment_put(bench.store, &his), ERR_OK);
    assert_int_equal(store_assignment_put(bench.store, &hers), ERR_OK);
    assert_int_equal(find(ZHANG, LANGUAGE_EN, items), 1);
    assert_string_equal(items[0].assignment, his.id);
    assert_string_equal(items[0].what, "Title deed");
    assert_int_equal(items[0].cell, 2);
    assert_int_equal(items[0].purpose, LOCKER_PICKUP);
    assert_int_equal(items[0].factors, LOCKER_FACTOR_CARD | LOCKER_FACTOR_CODE);
    assert_int_equal(find(LI, LANGUAGE_EN, items), 1);
    assert_string_equal(items[0].what, "不动产权证"); /* what has no English speaks Chinese */
    assert_int_equal(items[0].purpose, LOCKER_DEPOSIT);
    assert_int_equal(find("532331194002290018", LANGUAGE_EN, items), 0);
    const struct store_assignment_wish wish = {"5323311940022900191", LANGUAGE_EN, NOW};
    uint32_t count;
    assert_int_equal(store_assignment_find(bench.store, &wish, items, &count), ERR_INVALID);
}

static void test_not_found(void **state)
{
    (void)state;
    struct locker_cell items[LOCKER_FOUND_MAX];
    struct store_assignment assignment = make(1, 1, ZHANG);
    assignment.expires_s = NOW;
    assert_int_equal(store_assignment_put(bench.store, &assignment), ERR_OK);
    assert_int_equal(find(ZHANG, LANGUAGE_EN, items), 0);
    assignment = make(2, 2, ZHANG);
    assignment.not_before_s = NOW + 1;
    assert_int_equal(store_assignment_put(bench.store, &assignment), ERR_OK);
    assert_int_equal(find(ZHANG, LANGUAGE_EN, items), 0);
    assignment = make(3, 3, ZHANG);
    assignment.state = STORE_ASSIGNMENT_WITHDRAWN;
    assert_int_equal(store_assignment_put(bench.store, &assignment), ERR_OK);
    assert_int_equal(find(ZHANG, LANGUAGE_EN, items), 0);
    for (uint32_t i = 0; i < LOCKER_FOUND_MAX + 2; i++) {
        assignment = make(4 + i, 4 + i, ZHANG);
        assert_int_equal(store_assignment_put(bench.store, &assignment), ERR_OK);
    }
    assert_int_equal(find(ZHANG, LANGUAGE_EN, items), LOCKER_FOUND_MAX);
}

static void test_seq(void **state)
{
    (void)state;
    struct locker_cell items[LOCKER_FOUND_MAX];
    struct store_assignment assignment = make(1, 5, ZHANG);
    uint64_t seq = 9;
    assert_int_equal(store_assignment_seq(bench.store, &seq), ERR_OK);
    assert_int_equal(seq, 0);
    assert_int_equal(store_assignment_put(bench.store, &assignment), ERR_OK);
    assert_int_equal(store_assignment_put(bench.store, &assignment), ERR_OK);
    assignment.bytes = "other";
    assignment.size_bytes = 5;
    assert_int_equal(store_assignment_put(bench.store, &assignment), ERR_CONFLICT);
    assignment.seq = 4;
    assert_int_equal(store_assignment_put(bench.store, &assignment), ERR_STALE);
    assert_int_equal(find(ZHANG, LANGUAGE_EN, items), 1);
    assignment.seq = 6;
    assignment.state = STORE_ASSIGNMENT_WITHDRAWN;
    assert_int_equal(store_assignment_put(bench.store, &assignment), ERR_OK);
    assert_int_equal(find(ZHANG, LANGUAGE_EN, items), 0);
    store_bench_reopen(&bench);
    assert_int_equal(store_assignment_seq(bench.store, &seq), ERR_OK);
    assert_int_equal(seq, 6);
    assignment = make(1, 5, ZHANG); /* an old one comes again: it stays withdrawn */
    assert_int_equal(store_assignment_put(bench.store, &assignment), ERR_STALE);
    assert_int_equal(find(ZHANG, LANGUAGE_EN, items), 0);
}

static void test_refused(void **state)
{
    (void)state;
    static char large[STORE_ASSIGNMENT_BYTES_MAX + 1];
    struct store_assignment good = make(1, 1, ZHANG), bad;
#define REFUSED(member, value, expected)                                                           \
    do {                                                                                           \
        bad = good;                                                                                \
        bad.member = value;                                                                        \
        assert_int_equal(store_assignment_put(bench.store, &bad), expected);                       \
    } while (0)
    REFUSED(id[0], '\0', ERR_INVALID);
    REFUSED(seq, 0, ERR_INVALID);
    REFUSED(seq, UINT64_MAX, ERR_INVALID);
    REFUSED(state, 0, ERR_INVALID);
    REFUSED(state, 4, ERR_INVALID);
    REFUSED(cell, 0, ERR_INVALID);
    REFUSED(cell, LOCKER_CELLS_MAX + 1, ERR_INVALID);
    REFUSED(purpose, 2, ERR_INVALID);
    REFUSED(size_bytes, 0, ERR_INVALID);
    bad = good;
    bad.bytes = large;
    bad.size_bytes = sizeof(large);
    assert_int_equal(store_assignment_put(bench.store, &bad), ERR_LIMIT);
    memset(bad.what[0], 'x', sizeof(bad.what[0]));
    assert_int_equal(store_assignment_put(bench.store, &bad), ERR_INVALID);
    assert_int_equal(store_bench_ask(&bench, "SELECT count(*) FROM assignment"), 0);
}

static err_t get(const char *id, char *out_text)
{
    uint8_t bytes[STORE_ASSIGNMENT_BYTES_MAX];
    size_t size_bytes = 0;
    err_t err = store_assignment_get(bench.store, id, bytes, &size_bytes);
    memcpy(out_text, bytes, size_bytes);
    out_text[size_bytes] = '\0';
    return err;
}

static err_t report(enum store_locker_event_kind kind, const struct store_assignment *assignment)
{
    struct moment at = store_bench_moment();
    uint8_t evidence[DIGEST_BYTES] = {0xab};
    const struct store_locker_event event = {kind, assignment->cell, assignment->id, &at, evidence};
    return store_assignment_report(bench.store, &event);
}

static void test_done(void **state)
{
    (void)state;
    struct store_assignment assignment = make(1, 5, ZHANG);
    struct locker_cell items[LOCKER_FOUND_MAX];
    struct store_item item;
    char text[STORE_ASSIGNMENT_BYTES_MAX + 1];
    assert_int_equal(get(assignment.id, text), ERR_NOT_FOUND);
    assert_int_equal(store_assignment_put(bench.store, &assignment), ERR_OK);
    assert_int_equal(get(assignment.id, text), ERR_OK);
    assert_string_equal(text, "signed 1 5");
    assert_int_equal(report(STORE_LOCKER_REFUSED, &assignment), ERR_OK);
    assert_int_equal(get(assignment.id, text), ERR_OK);
    assert_int_equal(report(STORE_LOCKER_PICKUP, &assignment), ERR_OK);
    assert_int_equal(get(assignment.id, text), ERR_STATE);
    assert_string_equal(text, "");
    assert_int_equal(find(ZHANG, LANGUAGE_EN, items), 0);
    assert_int_equal(store_assignment_put(bench.store, &assignment),
                     ERR_OK); /* the same: no more */
    assert_int_equal(get(assignment.id, text), ERR_STATE);
    store_bench_next(&bench, 1, &item);
    assert_int_equal(item.kind, STORE_ITEM_LOCKER_EVENT);
    store_bench_next(&bench, 1, &item);
    json_t *body = json_loadb((char *)item.body, item.size_bytes, JSON_REJECT_DUPLICATES, NULL);
    char *again = json_dumps(body, JSON_SORT_KEYS | JSON_COMPACT);
    assert_int_equal(strlen(again), item.size_bytes);
    assert_memory_equal(again, item.body, item.size_bytes);
    free(again);
    assert_string_equal(json_string_value(json_object_get(body, "kind")), "pickup");
    assert_string_equal(json_string_value(json_object_get(body, "assignment_id")), assignment.id);
    assert_int_equal(json_integer_value(json_object_get(body, "cell")), 2);
    assert_int_equal(json_array_size(json_object_get(body, "evidence_sha256")), 1);
    json_decref(body);
    assignment = make(1, 6, ZHANG); /* the desk gave the cell out anew */
    assert_int_equal(store_assignment_put(bench.store, &assignment), ERR_OK);
    assert_int_equal(get(assignment.id, text), ERR_OK);
    assert_int_equal(find(ZHANG, LANGUAGE_EN, items), 1);
    assignment.cell = 0;
    assert_int_equal(report(STORE_LOCKER_PICKUP, &assignment), ERR_INVALID);
}

/* Thirty days after it expired an assignment goes, by a trusted clock only. */
static void test_purge(void **state)
{
    (void)state;
    struct store_assignment assignment = make(1, 5, ZHANG);
    struct moment later = {.wall_s = NOW + 100 + STORE_ASSIGNMENT_KEEP_DAYS * 86400 - 1,
                           .trust = CLOCK_TRUSTED};
    assert_int_equal(store_assignment_put(bench.store, &assignment), ERR_OK);
    assert_int_equal(store_purge(bench.store, &later, NULL), ERR_OK);
    assert_int_equal(store_bench_ask(&bench, "SELECT count(*) FROM assignment"), 1);
    later.wall_s++;
    later.trust = CLOCK_LOCAL;
    assert_int_equal(store_purge(bench.store, &later, NULL), ERR_OK);
    assert_int_equal(store_bench_ask(&bench, "SELECT count(*) FROM assignment"), 1);
    later.trust = CLOCK_TRUSTED;
    assert_int_equal(store_purge(bench.store, &later, NULL), ERR_OK);
    assert_int_equal(store_bench_ask(&bench, "SELECT count(*)+(SELECT count(*) FROM"
                                             " assignment_text) FROM assignment"),
                     0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_find, start, finish),
        cmocka_unit_test_setup_teardown(test_not_found, start, finish),
        cmocka_unit_test_setup_teardown(test_seq, start, finish),
        cmocka_unit_test_setup_teardown(test_refused, start, finish),
        cmocka_unit_test_setup_teardown(test_done, start, finish),
        cmocka_unit_test_setup_teardown(test_purge, start, finish),
    };
    return cmocka_run_group_tests_name("store_assignment", tests, NULL, NULL);
}
