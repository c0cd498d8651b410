/* The ledger: every pair of states, claims, restarts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

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

static enum intent_state state_of(uint64_t intent)
{
    enum intent_state found = INTENT_NONE;
    assert_int_equal(store_intent_state(bench.store, intent, &found), ERR_OK);
    return found;
}

/* A new intent, brought into a state by legal ways. */
static uint64_t make(uint64_t op, enum intent_state wanted)
{
    uint64_t intent = 0;
    assert_int_equal(store_intent_save(bench.store, op, INTENT_PRINT, "c", &intent), ERR_OK);
    if (wanted != INTENT_SAVED && wanted != INTENT_VOID)
        assert_int_equal(store_intent_claim(bench.store, op + 1, intent), ERR_OK);
    if (wanted != INTENT_SAVED && wanted != INTENT_CLAIMED)
        assert_int_equal(store_intent_settle(bench.store, intent, wanted), ERR_OK);
    assert_int_equal(state_of(intent), wanted);
    return intent;
}

static void test_save(void **state)
{
    (void)state;
    uint64_t first = 0, again = 0, other = 0;
    enum intent_state found = INTENT_VOID;
    assert_int_equal(store_intent_save(bench.store, 1, INTENT_PRINT, "c", &first), ERR_OK);
    assert_int_equal(store_intent_save(bench.store, 1, INTENT_PRINT, "c", &again), ERR_OK);
    assert_int_equal(first, again);
    assert_int_equal(store_intent_save(bench.store, 1, INTENT_PRINT, "d", &again), ERR_CONFLICT);
    assert_int_equal(again, 0);
    assert_int_equal(store_intent_save(bench.store, 2, INTENT_SEND, "c", &again), ERR_INVALID);
    assert_int_equal(store_intent_save(bench.store, 3, INTENT_PRINT, "", &other), ERR_OK);
    assert_int_equal(store_intent_save(bench.store, 3, INTENT_PRINT, "", &again), ERR_OK);
    assert_int_equal(other, again);
    assert_true(other > first);
    assert_int_equal(store_intent_state(bench.store, 99, &found), ERR_NOT_FOUND);
    assert_int_equal(found, INTENT_NONE);
}

static void test_claim(void **state)
{
    (void)state;
    uint64_t intent = make(1, INTENT_SAVED);
    assert_int_equal(store_intent_claim(bench.store, 10, intent), ERR_OK);
    assert_int_equal(store_intent_claim(bench.store, 10, intent), ERR_OK);
    assert_int_equal(store_intent_claim(bench.store, 11, intent), ERR_STATE);
    assert_int_equal(store_intent_settle(bench.store, intent, INTENT_PASSED), ERR_OK);
    assert_int_equal(store_intent_claim(bench.store, 10, intent), ERR_STATE);
    assert_int_equal(store_intent_claim(bench.store, 10, 99), ERR_NOT_FOUND);
}

static void test_every_pair(void **state)
{
    (void)state;
    static const char legal[INTENT_VOID + 1][INTENT_VOID + 2] = {
        /* to: NSCPFUV, F being CONFIRMED */
        "       ", "      +", "   ++++", "    ++ ", "       ", "    + +", "       "};
    for (int from = INTENT_SAVED; from <= INTENT_VOID; from++) {
        for (int to = INTENT_NONE; to <= INTENT_VOID + 1; to++) {
            uint64_t op = 1000 + (uint64_t)from * 100 + (uint64_t)to * 2;
            uint64_t intent = make(op, (enum intent_state)from);
            int ok = to <= INTENT_VOID && legal[from][to] == '+';
            err_t err = store_intent_settle(bench.store, intent, (enum intent_state)to);
            assert_int_equal(err, ok ? ERR_OK : ERR_STATE);
            assert_int_equal(state_of(intent), ok ? to : from);
        }
    }
}

static void test_sends_are_not_touched(void **state)
{
    (void)state;
    struct store_case saved;
    store_bench_save(&bench, 1, &saved);
    assert_int_equal(state_of(1), INTENT_SAVED);
    assert_int_equal(store_intent_claim(bench.store, 5, 1), ERR_STATE);
    assert_int_equal(store_intent_settle(bench.store, 1, INTENT_VOID), ERR_STATE);
}

static void test_restart(void **state)
{
    (void)state;
    static const enum intent_state before[] = {INTENT_SAVED,     INTENT_CLAIMED, INTENT_PASSED,
                                               INTENT_CONFIRMED, INTENT_UNKNOWN, INTENT_VOID};
    static const enum intent_state after[] = {INTENT_VOID,      INTENT_UNKNOWN, INTENT_UNKNOWN,
                                              INTENT_CONFIRMED, INTENT_UNKNOWN, INTENT_VOID};
    uint64_t intents[6];
    struct store_counts counts;
    for (size_t i = 0; i < 6; i++)
        intents[i] = make(100 + 2 * i, before[i]);
    store_bench_reopen(&bench);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(state_of(intents[i]), after[i]);
    assert_int_equal(store_recovered(bench.store)->prints_unknown, 2);
    assert_int_equal(store_recovered(bench.store)->prints_void, 1);
    assert_int_equal(store_count(bench.store, &counts), ERR_OK);
    assert_int_equal(counts.prints_unknown, 3);
    assert_int_equal(store_intent_claim(bench.store, 103, intents[1]), ERR_STATE);
    store_bench_reopen(&bench);
    assert_int_equal(store_recovered(bench.store)->prints_unknown, 0);
}

/* ---- Openings: the guard's alone, and once. ---- */

static const char cell_7[] = "6b1f0a52-0000-4000-8000-000000000007";

static void test_opening(void **state)
{
    (void)state;
    struct store_opening opening;
    uint64_t intent = 0, again = 0;
    enum intent_state now;
    assert_int_equal(store_opening_save(bench.store, 1, "", 700, &intent), ERR_INVALID);
    assert_int_equal(store_intent_save(bench.store, 1, INTENT_OPEN, cell_7, &intent), ERR_INVALID);
    assert_int_equal(store_opening_save(bench.store, 1, cell_7, 700, &intent), ERR_OK);
    assert_int_equal(store_opening_save(bench.store, 1, cell_7, 900, &again), ERR_OK);
    assert_int_equal(intent, again);
    assert_int_equal(store_opening_save(bench.store, 1, "x", 900, &again), ERR_CONFLICT);
    assert_int_equal(store_intent_save(bench.store, 1, INTENT_PRINT, cell_7, &again), ERR_CONFLICT);
    assert_int_equal(store_intent_claim(bench.store, 2, intent), ERR_STATE);
    assert_int_equal(store_opening_claim(bench.store, 2, intent + 1, &opening), ERR_NOT_FOUND);
    assert_int_equal(store_opening_claim(bench.store, 2, intent, &opening), ERR_OK);
    assert_int_equal(opening.intent, intent);
    assert_int_equal(opening.saved_ms, 700); /* not 900: asking again makes nothing younger */
    assert_int_equal(opening.boot, store_boot(bench.store));
    assert_int_equal(opening.state, INTENT_CLAIMED);
    assert_string_equal(opening.assignment, cell_7);
    assert_int_equal(store_opening_claim(bench.store, 2, intent, &opening), ERR_STATE);
    assert_int_equal(opening.intent, 0);
    assert_int_equal(store_opening_claim(bench.store, 3, intent, &opening), ERR_STATE);
    assert_int_equal(store_intent_settle(bench.store, intent, INTENT_PASSED), ERR_OK);
    assert_int_equal(store_opening_claim(bench.store, 2, intent, &opening), ERR_STATE);
    assert_int_equal(store_intent_settle(bench.store, intent, INTENT_CONFIRMED), ERR_OK);
    assert_int_equal(store_intent_state(bench.store, intent, &now), ERR_OK);
    assert_int_equal(now, INTENT_CONFIRMED);
}

static void test_print_is_no_opening(void **state)
{
    (void)state;
    struct store_opening opening;
    uint64_t intent = 0;
    assert_int_equal(store_intent_save(bench.store, 1, INTENT_PRINT, cell_7, &intent), ERR_OK);
    assert_int_equal(store_opening_claim(bench.store, 2, intent, &opening), ERR_STATE);
    assert_int_equal(store_intent_claim(bench.store, 3, intent), ERR_OK);
}

/* Found open at start: only saved is void for ever, claimed or passed is unknown, and neither can
 * be claimed. */
static void test_openings_at_start(void **state)
{
    (void)state;
    struct store_opening opening;
    struct store_counts counts;
    uint64_t intents[3];
    enum intent_state now;
    for (uint64_t i = 0; i < 3; i++)
        assert_int_equal(store_opening_save(bench.store, 10 + i, cell_7, 700, &intents[i]), ERR_OK);
    assert_int_equal(store_opening_claim(bench.store, 20, intents[1], &opening), ERR_OK);
    assert_int_equal(store_opening_claim(bench.store, 21, intents[2], &opening), ERR_OK);
    assert_int_equal(store_intent_settle(bench.store, intents[2], INTENT_PASSED), ERR_OK);
    store_bench_reopen(&bench);
    assert_int_equal(store_recovered(bench.store)->opens_void, 1);
    assert_int_equal(store_recovered(bench.store)->opens_unknown, 2);
    for (uint64_t i = 0; i < 3; i++) {
        assert_int_equal(store_opening_claim(bench.store, 30 + i, intents[i], &opening), ERR_STATE);
        assert_int_equal(store_intent_state(bench.store, intents[i], &now), ERR_OK);
        assert_int_equal(now, i == 0 ? INTENT_VOID : INTENT_UNKNOWN);
    }
    assert_int_equal(store_count(bench.store, &counts), ERR_OK);
    assert_int_equal(counts.opens_unknown, 2);
    assert_int_equal(counts.prints_unknown, 0);
    assert_int_equal(counts.sends_unknown, 0);
    assert_int_equal(store_opening_unknown(bench.store, 0, &opening), ERR_OK);
    assert_int_equal(opening.intent, intents[1]);
    assert_string_equal(opening.assignment, cell_7);
    assert_int_equal(store_opening_unknown(bench.store, opening.intent, &opening), ERR_OK);
    assert_int_equal(opening.intent, intents[2]);
    assert_int_equal(store_opening_unknown(bench.store, opening.intent, &opening), ERR_NOT_FOUND);
}

/* The guard died and the store did not. */
static void test_opening_lost(void **state)
{
    (void)state;
    struct store_opening opening;
    uint64_t saved = 0, claimed = 0;
    uint32_t lost = 9;
    enum intent_state now;
    assert_int_equal(store_opening_lost(bench.store, &lost), ERR_OK);
    assert_int_equal(lost, 0);
    assert_int_equal(store_opening_save(bench.store, 1, cell_7, 700, &saved), ERR_OK);
    assert_int_equal(store_opening_save(bench.store, 2, cell_7, 700, &claimed), ERR_OK);
    assert_int_equal(store_opening_claim(bench.store, 3, claimed, &opening), ERR_OK);
    assert_int_equal(store_opening_lost(bench.store, &lost), ERR_OK);
    assert_int_equal(lost, 1);
    assert_int_equal(store_intent_state(bench.store, claimed, &now), ERR_OK);
    assert_int_equal(now, INTENT_UNKNOWN);
    assert_int_equal(store_opening_claim(bench.store, 4, claimed, &opening), ERR_STATE);
    assert_int_equal(store_opening_claim(bench.store, 5, saved, &opening), ERR_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_save, start, finish),
        cmocka_unit_test_setup_teardown(test_claim, start, finish),
        cmocka_unit_test_setup_teardown(test_every_pair, start, finish),
        cmocka_unit_test_setup_teardown(test_sends_are_not_touched, start, finish),
        cmocka_unit_test_setup_teardown(test_restart, start, finish),
        cmocka_unit_test_setup_teardown(test_opening, start, finish),
        cmocka_unit_test_setup_teardown(test_print_is_no_opening, start, finish),
        cmocka_unit_test_setup_teardown(test_openings_at_start, start, finish),
        cmocka_unit_test_setup_teardown(test_opening_lost, start, finish),
    };
    return cmocka_run_group_tests_name("store_ledger", tests, NULL, NULL);
}
