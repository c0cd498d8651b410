/* The guard's decision: with every fact right it opens; with any single one wrong it does not, and
 * says which. A judge that is left out, or a comparison that is turned round, fails here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "firmware/base/check.h"
#include "firmware/services/pickup/guard.h"

#define ID "5c1d0000-0000-4000-8000-000000000007"
#define OTHER_ID "5c1d0000-0000-4000-8000-000000000008"
#define ZHANG "532331194002290019"
#define LI "11010519491231002X"
#define CODE "84K2-7731"
#define NOW_MS 5000000u
#define NOW_S 1795354805

/* A pick-up that asks for card and code, and everything that speaks for it. */
static struct guard_facts make(void)
{
    struct guard_facts facts = {
        .now = {.mono_ms = NOW_MS, .wall_s = NOW_S, .trust = CLOCK_TRUSTED},
        .kiosk_id = "desk-0001",
        .door_count = 16,
        .epoch = 9,
        .wished = ID,
        .code = CODE,
        .assignment = {.id = ID,
                       .seq = 4,
                       .kiosk_id = "desk-0001",
                       .state = ASSIGNMENT_READY,
                       .cell = 7,
                       .purpose = LOCKER_PICKUP,
                       .factors = LOCKER_FACTOR_CARD | LOCKER_FACTOR_CODE,
                       .has_code = true,
                       .not_before_s = NOW_S - 100,
                       .expires_s = NOW_S + 100},
        .identity = {.epoch = 9, .mono_ms = NOW_MS - 30000, .number = ZHANG},
        .intent = {.kind = INTENT_OPEN,
                   .state = INTENT_CLAIMED,
                   .boot = 3,
                   .boot_now = 3,
                   .saved_ms = NOW_MS - 400,
                   .assignment = ID},
        .door = DOOR_CLOSED,
        .item = GUARD_ITEM_OCCUPIED,
    };
    assignment_hash(&facts.assignment, ZHANG, facts.assignment.subject_hash);
    assignment_hash(&facts.assignment, CODE, facts.assignment.code_hash);
    return facts;
}

static enum guard_reason decide(const struct guard_facts *facts)
{
    enum guard_reason reason = GUARD_REASON_COUNT;
    err_t err = guard_decide(facts, &reason);

    assert_int_equal(err, guard_err(reason));
    assert_int_equal(err == ERR_OK, reason == GUARD_OPEN);
    if (err != ERR_OK)
        assert_int_equal(err_world(err), ERR_WORLD_NOTHING);
    return reason;
}

/* One fact turned wrong, or to a value at its edge that is still right (GUARD_OPEN). */
struct turn {
    const char *name;
    void (*turn)(struct guard_facts *facts);
    enum guard_reason expected;
};

#define TURN(name, statement, expected)                                                            \
    static void turn_##name(struct guard_facts *facts)                                             \
    {                                                                                              \
        statement;                                                                                 \
    }
#define TURNS(TURN)                                                                                \
    TURN(locked_out, facts->is_locked_out = true, GUARD_LOCKED_OUT)                                \
    TURN(unsigned, facts->assignment_err = ERR_SIGNATURE, GUARD_UNSIGNED)                          \
    TURN(malformed, facts->assignment_err = ERR_INVALID, GUARD_UNSIGNED)                           \
    TURN(other_wish, facts->wished = OTHER_ID, GUARD_OTHER_ASSIGNMENT)                             \
    TURN(no_wish, facts->wished = "", GUARD_OTHER_ASSIGNMENT)                                      \
    TURN(other_kiosk, facts->kiosk_id = "desk-0002", GUARD_OTHER_KIOSK)                            \
    TURN(prefix_kiosk, facts->kiosk_id = "desk-00010", GUARD_OTHER_KIOSK)                          \
    TURN(done, facts->assignment.state = ASSIGNMENT_DONE, GUARD_NOT_READY)                         \
    TURN(withdrawn, facts->assignment.state = ASSIGNMENT_WITHDRAWN, GUARD_NOT_READY)               \
    TURN(no_state, facts->assignment.state = 0, GUARD_NOT_READY)                                   \
    TURN(cell_0, facts->assignment.cell = 0, GUARD_NO_CELL)                                        \
    TURN(cell_17, facts->assignment.cell = 17, GUARD_NO_CELL)                                      \
    TURN(cell_16, facts->assignment.cell = 16, GUARD_OPEN)                                         \
    TURN(no_factor, facts->assignment.factors = 0, GUARD_NO_FACTOR)                                \
    TURN(strange_factor, facts->assignment.factors = 4, GUARD_NO_FACTOR)                           \
    TURN(clock_unknown, facts->now.trust = CLOCK_UNKNOWN, GUARD_CLOCK)                             \
    TURN(clock_strange, facts->now.trust = 7, GUARD_CLOCK)                                         \
    TURN(clock_local, facts->now.trust = CLOCK_LOCAL, GUARD_OPEN)                                  \
    TURN(early, facts->now.wall_s = NOW_S - 101, GUARD_TOO_EARLY)                                  \
    TURN(first_second, facts->now.wall_s = NOW_S - 100, GUARD_OPEN)                                \
    TURN(last_second, facts->now.wall_s = NOW_S + 99, GUARD_OPEN)                                  \
    TURN(late, facts->now.wall_s = NOW_S + 100, GUARD_TOO_LATE)                                    \
    TURN(years_late, facts->now.wall_s += 630720000, GUARD_TOO_LATE)                               \
    TURN(years_early, facts->now.wall_s -= 630720000, GUARD_TOO_EARLY)                             \
    TURN(nobody, facts->identity = (struct guard_identity){0}, GUARD_NO_IDENTITY)                  \
    TURN(no_number, facts->identity.number[0] = '\0', GUARD_NO_IDENTITY)                           \
    TURN(no_visit, facts->identity.epoch = facts->epoch = 0, GUARD_NO_IDENTITY)                    \
    TURN(visit_before, facts->identity.epoch = 8, GUARD_OTHER_VISIT)                               \
    TURN(wish_of_other_visit, facts->epoch = 10, GUARD_OTHER_VISIT)                                \
    TURN(card_180_s, facts->identity.mono_ms = NOW_MS - 180000, GUARD_OPEN)                        \
    TURN(card_old, facts->identity.mono_ms = NOW_MS - 180001, GUARD_IDENTITY_OLD)                  \
    TURN(card_future, facts->identity.mono_ms = NOW_MS + 1, GUARD_IDENTITY_OLD)                    \
    TURN(card_of_li, strcpy(facts->identity.number, LI), GUARD_OTHER_PERSON)                       \
    TURN(one_digit, facts->identity.number[5] ^= 1, GUARD_OTHER_PERSON)                            \
    TURN(one_bit, facts->assignment.subject_hash[31] ^= 0x80, GUARD_OTHER_PERSON)                  \
    TURN(no_code, facts->code = "", GUARD_CODE_MISSING)                                            \
    TURN(no_code_hash, facts->assignment.has_code = false, GUARD_CODE_MISSING)                     \
    TURN(wrong_code, facts->code = "84K2-7732", GUARD_CODE_WRONG)                                  \
    TURN(code_prefix, facts->code = "84K2-773", GUARD_CODE_WRONG)                                  \
    TURN(code_longer, facts->code = "84K2-77310", GUARD_CODE_WRONG)                                \
    TURN(code_case, facts->code = "84k2-7731", GUARD_CODE_WRONG)                                   \
    TURN(code_hash_bit, facts->assignment.code_hash[0] ^= 1, GUARD_CODE_WRONG)                     \
    TURN(a_print, facts->intent.kind = INTENT_PRINT, GUARD_NO_INTENT)                              \
    TURN(a_sending, facts->intent.kind = INTENT_SEND, GUARD_NO_INTENT)                             \
    TURN(no_intent, facts->intent.state = INTENT_NONE, GUARD_NO_INTENT)                            \
    TURN(only_saved, facts->intent.state = INTENT_SAVED, GUARD_INTENT_STATE)                       \
    TURN(passed_before, facts->intent.state = INTENT_PASSED, GUARD_INTENT_STATE)                   \
    TURN(confirmed_before, facts->intent.state = INTENT_CONFIRMED, GUARD_INTENT_STATE)             \
    TURN(unknown_before, facts->intent.state = INTENT_UNKNOWN, GUARD_INTENT_STATE)                 \
    TURN(void_before, facts->intent.state = INTENT_VOID, GUARD_INTENT_STATE)                       \
    TURN(intent_of_other, strcpy(facts->intent.assignment, OTHER_ID), GUARD_INTENT_OTHER)          \
    TURN(intent_of_none, facts->intent.assignment[0] = '\0', GUARD_INTENT_OTHER)                   \
    TURN(boot_before, facts->intent.boot = 2, GUARD_INTENT_BOOT)                                   \
    TURN(boot_zero, facts->intent.boot = facts->intent.boot_now = 0, GUARD_INTENT_BOOT)            \
    TURN(ten_seconds, facts->intent.saved_ms = NOW_MS - 10000, GUARD_OPEN)                         \
    TURN(intent_old, facts->intent.saved_ms = NOW_MS - 10001, GUARD_INTENT_OLD)                    \
    TURN(intent_future, facts->intent.saved_ms = NOW_MS + 1, GUARD_INTENT_OLD)                     \
    TURN(door_open, facts->door = DOOR_OPEN, GUARD_DOOR_OPEN)                                      \
    TURN(door_strange, facts->door = 9, GUARD_DOOR_OPEN)                                           \
    TURN(door_unknown, facts->door = DOOR_UNKNOWN, GUARD_OPEN)                                     \
    TURN(cell_empty, facts->item = GUARD_ITEM_EMPTY, GUARD_CELL_EMPTY)                             \
    TURN(item_unknown, facts->item = GUARD_ITEM_UNKNOWN, GUARD_OPEN)                               \
    TURN(deposit_occupied, facts->assignment.purpose = LOCKER_DEPOSIT, GUARD_CELL_OCCUPIED)

TURNS(TURN)
#undef TURN
#define TURN(name, statement, expected) {#name, turn_##name, expected},
static const struct turn turns[] = {TURNS(TURN)};
#undef TURN

static void test_opens(void **state)
{
    (void)state;
    struct guard_facts facts = make();
    assert_int_equal(guard_permit(&facts), GUARD_OPEN);
    assert_int_equal(decide(&facts), GUARD_OPEN);
    facts.assignment.purpose = LOCKER_DEPOSIT;
    facts.item = GUARD_ITEM_EMPTY;
    assert_int_equal(decide(&facts), GUARD_OPEN);
    facts.item = GUARD_ITEM_UNKNOWN;
    assert_int_equal(decide(&facts), GUARD_OPEN);
}

/* One wrong fact at a time; the reason is that fact's. */
static void test_each_fact(void **state)
{
    (void)state;
    bool seen[GUARD_REASON_COUNT] = {[GUARD_OPEN] = true, [GUARD_TOO_MANY_TRIES] = true};
    for (size_t i = 0; i < COUNT_OF(turns); i++) {
        struct guard_facts facts = make();
        turns[i].turn(&facts);
        enum guard_reason reason = decide(&facts);
        if (reason != turns[i].expected)
            fail_msg("%s: %s, not %s", turns[i].name, guard_reason_name(reason),
                     guard_reason_name(turns[i].expected));
        seen[reason] = true;
    }
    for (size_t i = 0; i < GUARD_REASON_COUNT; i++)
        if (!seen[i])
            fail_msg("nothing here gives %s", guard_reason_name((enum guard_reason)i));
}

/* True when both turn a byte of the same fact, so that the later puts the earlier right or wrong.
 */
static bool meets(const struct turn *one, const struct turn *other)
{
    struct guard_facts first = make(), second = make(), right = make();
    const uint8_t *a = (uint8_t *)&first, *b = (uint8_t *)&second, *r = (uint8_t *)&right;
    one->turn(&first);
    other->turn(&second);
    for (size_t i = 0; i < sizeof(right); i++)
        if (a[i] != r[i] && b[i] != r[i])
            return true;
    return false;
}

/* Two wrong facts never make a right one. */
static void test_pairs(void **state)
{
    (void)state;
    size_t refused = 0;
    for (size_t i = 0; i < COUNT_OF(turns); i++) {
        for (size_t j = 0; j < COUNT_OF(turns); j++) {
            struct guard_facts facts = make();
            if (turns[j].expected == GUARD_OPEN || meets(&turns[i], &turns[j]))
                continue;
            turns[i].turn(&facts);
            turns[j].turn(&facts);
            /* An empty cell is right for a deposit, and so is one of which nothing is known. */
            if (facts.assignment.purpose == LOCKER_DEPOSIT && facts.item != GUARD_ITEM_OCCUPIED)
                continue;
            if (decide(&facts) == GUARD_OPEN)
                fail_msg("%s and %s open it", turns[i].name, turns[j].name);
            refused++;
        }
    }
    print_message("%zu pairs refused\n", refused);
    assert_true(refused > 2000);
}

/* What is not asked for need not be shown; what is asked for must. */
static void test_factors(void **state)
{
    (void)state;
    struct guard_facts facts = make();
    facts.assignment.factors = LOCKER_FACTOR_CARD;
    facts.assignment.has_code = false;
    facts.code = "";
    assert_int_equal(decide(&facts), GUARD_OPEN);
    strcpy(facts.identity.number, LI);
    assert_int_equal(decide(&facts), GUARD_OTHER_PERSON);
    facts = make();
    facts.assignment.factors = LOCKER_FACTOR_CODE;
    memset(&facts.identity, 0, sizeof(facts.identity));
    assert_int_equal(decide(&facts), GUARD_OPEN);
    facts.code = "wrong";
    assert_int_equal(decide(&facts), GUARD_CODE_WRONG);
}

/* Five wrong codes in ten minutes; then even the right one does not count. */
static void test_tries(void **state)
{
    (void)state;
    struct guard_facts facts = make();
    for (int i = 0; i < GUARD_TRIES_MAX; i++) {
        assert_int_equal(decide(&facts), GUARD_OPEN);
        guard_note_wrong(&facts.tries, NOW_MS - 1000 + (uint64_t)i);
    }
    assert_int_equal(decide(&facts), GUARD_TOO_MANY_TRIES);
    assert_int_equal(guard_err(GUARD_TOO_MANY_TRIES), ERR_LIMIT);
    facts.assignment.factors = LOCKER_FACTOR_CARD; /* who needs no code is not hit */
    assert_int_equal(decide(&facts), GUARD_OPEN);
    facts = make();
    facts.now.mono_ms = 5000; /* soon after the machine began */
    facts.identity.mono_ms = facts.intent.saved_ms = 4000;
    assert_int_equal(decide(&facts), GUARD_OPEN);
    facts = make();
    for (int i = 0; i < GUARD_TRIES_MAX; i++)
        guard_note_wrong(&facts.tries, NOW_MS - GUARD_TRIES_MS + (uint64_t)i);
    assert_int_equal(decide(&facts), GUARD_TOO_MANY_TRIES);
    facts.now.mono_ms = NOW_MS + 1; /* the first of them is forgotten: one more try */
    facts.identity.mono_ms = facts.intent.saved_ms = facts.now.mono_ms;
    assert_int_equal(decide(&facts), GUARD_OPEN);
    guard_note_wrong(&facts.tries, facts.now.mono_ms); /* takes the oldest's place */
    assert_int_equal(decide(&facts), GUARD_TOO_MANY_TRIES);
}

/* Before the claim neither intent nor world is looked at, everything else is. */
static void test_permit(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(turns); i++) {
        struct guard_facts facts = make();
        turns[i].turn(&facts);
        memset(&facts.intent, 0, sizeof(facts.intent));
        assert_int_equal(guard_permit(&facts),
                         turns[i].expected < GUARD_NO_INTENT ? turns[i].expected : GUARD_OPEN);
    }
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(guard_reason_name(GUARD_CODE_WRONG), "CODE_WRONG");
    assert_string_equal(guard_reason_name(GUARD_REASON_COUNT), "?");
    for (size_t i = 1; i < GUARD_REASON_COUNT; i++)
        assert_int_equal(err_world(guard_err((enum guard_reason)i)), ERR_WORLD_NOTHING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_opens), cmocka_unit_test(test_each_fact),
        cmocka_unit_test(test_pairs), cmocka_unit_test(test_factors),
        cmocka_unit_test(test_tries), cmocka_unit_test(test_permit),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests_name("guard", tests, NULL, NULL);
}
