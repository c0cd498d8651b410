/* The outbox: order, flight, retry, refusal, delivery, purge, restart, rot. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <sqlite3.h>

#include "tests/support/store_bench.h"

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

static struct store_counts count(void)
{
    struct store_counts counts;
    assert_int_equal(store_count(bench.store, &counts), ERR_OK);
    return counts;
}

static void rate(uint64_t op, const char *case_id)
{
    struct effect_rate rating = {.op = op, .level = 3, .service = "s"};
    strcpy(rating.case_id, case_id);
    assert_int_equal(store_save_rating(bench.store, &rating), ERR_OK);
}

static void test_order_and_flight(void **state)
{
    (void)state;
    struct store_case saved[3];
    struct store_item item;
    rate(1, "");
    for (uint32_t i = 0; i < 3; i++)
        store_bench_save(&bench, i, &saved[i]);
    store_bench_next(&bench, 1, &item);
    assert_string_equal(item.id, saved[0].case_id);
    int64_t first = item.seq;
    store_bench_next(&bench, 1, &item);
    assert_string_equal(item.id, saved[1].case_id);
    uint64_t due_ms = 0;
    assert_int_equal(store_outbox_next(bench.store, 1, &item), ERR_NOT_FOUND);
    assert_int_equal(store_outbox_due(bench.store, 1, &due_ms), ERR_NOT_FOUND);
    assert_int_equal(count().in_flight, 2);
    assert_int_equal(store_bench_deliver(&bench, first), ERR_OK);
    assert_int_equal(store_outbox_due(bench.store, 9, &due_ms), ERR_OK);
    assert_int_equal(due_ms, 9);
    store_bench_next(&bench, 1, &item);
    assert_string_equal(item.id, saved[2].case_id);
    assert_int_equal(store_bench_deliver(&bench, item.seq), ERR_OK);
    store_bench_next(&bench, 1, &item);
    assert_int_equal(item.kind, STORE_ITEM_RATING);
}

static void test_rating_waits_for_its_case(void **state)
{
    (void)state;
    struct store_case saved;
    struct store_item item, rating;
    uint64_t due_ms = 0;
    store_bench_save(&bench, 1, &saved);
    rate(1, saved.case_id);
    store_bench_next(&bench, 1, &item);
    assert_int_equal(store_outbox_next(bench.store, 1, &rating), ERR_NOT_FOUND);
    assert_int_equal(store_outbox_due(bench.store, 1, &due_ms), ERR_NOT_FOUND);
    assert_int_equal(store_outbox_retry(bench.store, item.seq, 100, ERR_NETWORK), ERR_OK);
    assert_int_equal(store_outbox_next(bench.store, 1, &rating), ERR_NOT_FOUND);
    assert_int_equal(store_outbox_due(bench.store, 1, &due_ms), ERR_OK);
    assert_int_equal(due_ms, 100);
    store_bench_next(&bench, 100, &item);
    assert_int_equal(store_bench_deliver(&bench, item.seq), ERR_OK);
    store_bench_next(&bench, 100, &rating);
    assert_string_equal(rating.case_id, saved.case_id);
}

static void test_retry_is_the_same(void **state)
{
    (void)state;
    static struct store_item first, again;
    struct store_case saved;
    store_bench_save(&bench, 1, &saved);
    store_bench_next(&bench, 1, &first);
    assert_int_equal(count().sends_unknown, 0);
    assert_int_equal(store_outbox_retry(bench.store, first.seq, 50, ERR_TIMEOUT), ERR_OK);
    assert_int_equal(count().sends_unknown, 1);
    assert_int_equal(store_outbox_retry(bench.store, first.seq, 50, ERR_TIMEOUT), ERR_STATE);
    assert_int_equal(store_outbox_next(bench.store, 49, &again), ERR_NOT_FOUND);
    store_bench_next(&bench, 50, &again);
    assert_int_equal(again.tries, 1);
    assert_string_equal(again.key, first.key);
    assert_string_equal(again.id, first.id);
    assert_int_equal(again.size_bytes, first.size_bytes);
    assert_memory_equal(again.body, first.body, first.size_bytes);
    assert_int_equal(store_outbox_retry(bench.store, first.seq, 90, ERR_NETWORK), ERR_OK);
    assert_int_equal(count().sends_unknown, 0);
    assert_int_equal(store_bench_ask(&bench, "SELECT state FROM intent"), INTENT_SAVED);
    store_bench_next(&bench, 1, &again); /* after a start the old clock says nothing */
    assert_int_equal(again.tries, 2);
    assert_string_equal(again.key, first.key);
}

static void test_hurry_only_hurries(void **state)
{
    (void)state;
    struct store_case saved;
    struct store_item item;
    uint64_t due_ms = 0;
    store_bench_save(&bench, 1, &saved);
    store_bench_next(&bench, 1, &item);
    assert_int_equal(store_outbox_hurry(bench.store, 5), ERR_OK); /* what flies is left alone */
    assert_int_equal(store_outbox_retry(bench.store, item.seq, 900, ERR_NETWORK), ERR_OK);
    assert_int_equal(store_outbox_hurry(bench.store, 1000), ERR_OK);
    assert_int_equal(store_outbox_due(bench.store, 1, &due_ms), ERR_OK);
    assert_int_equal(due_ms, 900);
    assert_int_equal(store_outbox_hurry(bench.store, 20), ERR_OK);
    assert_int_equal(store_outbox_due(bench.store, 1, &due_ms), ERR_OK);
    assert_int_equal(due_ms, 20);
}

static void test_refused(void **state)
{
    (void)state;
    struct store_case saved;
    struct store_item item;
    uint64_t due_ms = 0;
    uint32_t purged = 1;
    struct moment at = store_bench_moment();
    store_bench_save(&bench, 1, &saved);
    assert_int_equal(store_outbox_refused(bench.store, 1, ERR_REFUSED), ERR_STATE);
    store_bench_next(&bench, 1, &item);
    assert_int_equal(store_outbox_refused(bench.store, item.seq, ERR_REFUSED), ERR_OK);
    assert_int_equal(store_outbox_refused(bench.store, 99, ERR_REFUSED), ERR_NOT_FOUND);
    assert_int_equal(count().quarantined, 1);
    assert_int_equal(store_outbox_next(bench.store, 1000, &item), ERR_NOT_FOUND);
    assert_int_equal(store_outbox_due(bench.store, 1, &due_ms), ERR_NOT_FOUND);
    at.wall_s += 1000 * 86400;
    assert_int_equal(store_purge(bench.store, &at, &purged), ERR_OK);
    assert_int_equal(purged, 0);
    store_bench_reopen(&bench);
    assert_int_equal(count().quarantined, 1);
    assert_int_equal(store_bench_ask(&bench, "SELECT state FROM intent"), INTENT_VOID);
    assert_true(store_bench_ask(&bench, "SELECT length(body) FROM outbox") > 0);
}

static void test_delivered(void **state)
{
    (void)state;
    struct store_case saved;
    struct store_item item;
    struct store_receipt bad = {"", "x", 1}, large = {"r", bench.payload, 5000};
    store_bench_save(&bench, 1, &saved);
    store_bench_next(&bench, 1, &item);
    assert_int_equal(store_bench_ask(&bench, "SELECT state FROM intent"), INTENT_CLAIMED);
    store_bench_next(&bench, 1, &item);
    assert_int_equal(store_outbox_delivered(bench.store, item.seq, &bad), ERR_INVALID);
    assert_int_equal(store_outbox_delivered(bench.store, item.seq, &large), ERR_LIMIT);
    assert_int_equal(store_bench_deliver(&bench, 99), ERR_NOT_FOUND);
    assert_int_equal(store_bench_deliver(&bench, item.seq), ERR_OK);
    assert_int_equal(store_bench_deliver(&bench, item.seq), ERR_OK);
    assert_int_equal(count().delivered, 1);
    assert_int_equal(store_outbox_retry(bench.store, item.seq, 1, ERR_NETWORK), ERR_STATE);
    assert_int_equal(store_outbox_next(bench.store, 1000, &item), ERR_NOT_FOUND);
    assert_int_equal(store_bench_ask(&bench, "SELECT state FROM intent"), INTENT_CONFIRMED);
    assert_int_equal(store_bench_ask(&bench, "SELECT count(*) FROM receipt WHERE receipt_id='r-1'"),
                     1);
}

static void test_restart(void **state)
{
    (void)state;
    struct store_case saved;
    static struct store_item first, again;
    store_bench_save(&bench, 1, &saved);
    store_bench_save(&bench, 2, &saved);
    store_bench_next(&bench, 1, &first);
    store_bench_reopen(&bench);
    assert_int_equal(store_recovered(bench.store)->requeued, 1);
    assert_int_equal(count().waiting, 2);
    assert_int_equal(count().sends_unknown, 1);
    store_bench_next(&bench, 0, &again);
    assert_string_equal(again.key, first.key);
    assert_memory_equal(again.body, first.body, first.size_bytes);
    /* A receipt that comes in late is believed. */
    store_bench_reopen(&bench);
    assert_int_equal(store_bench_deliver(&bench, first.seq), ERR_OK);
    assert_int_equal(count().delivered, 1);
    assert_int_equal(count().waiting, 1);
}

static void test_purge(void **state)
{
    (void)state;
    struct store_case saved;
    struct store_item item;
    struct moment at = store_bench_moment();
    uint32_t purged = 0;
    store_bench_save(&bench, 1, &saved);
    store_bench_save(&bench, 2, &saved);
    store_bench_next(&bench, 1, &item);
    assert_int_equal(store_bench_deliver(&bench, item.seq), ERR_OK);
    char part[33];
    memcpy(part, item.body + 200, 32);
    assert_true(store_bench_on_disk(&bench, part, 32));
    at.trust = CLOCK_LOCAL;
    assert_int_equal(store_purge(bench.store, &at, &purged), ERR_OK);
    assert_int_equal(purged, 1);
    assert_int_equal(store_bench_ask(&bench, "SELECT count(*) FROM outbox WHERE body IS NULL"), 1);
    assert_int_equal(store_bench_deliver(&bench, item.seq), ERR_OK);
    at.wall_s += 500 * 86400; /* nobody vouches for this clock */
    assert_int_equal(store_purge(bench.store, &at, NULL), ERR_OK);
    at.trust = CLOCK_TRUSTED;
    assert_int_equal(store_purge(bench.store, &at, NULL), ERR_OK);
    at.wall_s += 399 * 86400;
    assert_int_equal(store_purge(bench.store, &at, &purged), ERR_OK);
    assert_int_equal(purged, 0);
    assert_int_equal(count().delivered, 1);
    store_bench_save(&bench, 1, &saved); /* the op is still known */
    assert_int_equal(count().waiting, 1);
    at.wall_s += 86400;
    assert_int_equal(store_purge(bench.store, &at, NULL), ERR_OK);
    assert_int_equal(count().delivered, 0);
    assert_int_equal(count().waiting, 1);
    assert_int_equal(store_bench_ask(&bench, "SELECT (SELECT count(*) FROM kase)*100+"
                                             "(SELECT count(*) FROM receipt)*10+"
                                             "(SELECT count(*) FROM intent)"),
                     101);
}

static void test_rot(void **state)
{
    (void)state;
    struct store_case first, second;
    struct store_item item;
    store_bench_save(&bench, 1, &first);
    store_bench_save(&bench, 2, &second);
    store_close(bench.store);
    sqlite3 *database = NULL;
    assert_int_equal(sqlite3_open(bench.path, &database), SQLITE_OK);
    assert_int_equal(sqlite3_exec(database,
                                  "UPDATE outbox SET body=CAST(substr(body,1,99)||'!'||"
                                  "substr(body,101) AS BLOB) WHERE seq=1",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(database);
    assert_int_equal(store_open(&bench.options, &bench.store), ERR_OK);
    assert_int_equal(store_outbox_next(bench.store, 1, &item), ERR_CHECKSUM);
    assert_int_equal(item.size_bytes, 0);
    assert_int_equal(count().quarantined, 1);
    store_bench_next(&bench, 1, &item);
    assert_string_equal(item.id, second.case_id);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_order_and_flight, start, finish),
        cmocka_unit_test_setup_teardown(test_rating_waits_for_its_case, start, finish),
        cmocka_unit_test_setup_teardown(test_retry_is_the_same, start, finish),
        cmocka_unit_test_setup_teardown(test_hurry_only_hurries, start, finish),
        cmocka_unit_test_setup_teardown(test_refused, start, finish),
        cmocka_unit_test_setup_teardown(test_delivered, start, finish),
        cmocka_unit_test_setup_teardown(test_restart, start, finish),
        cmocka_unit_test_setup_teardown(test_purge, start, finish),
        cmocka_unit_test_setup_teardown(test_rot, start, finish),
    };
    return cmocka_run_group_tests_name("store_outbox", tests, NULL, NULL);
}
