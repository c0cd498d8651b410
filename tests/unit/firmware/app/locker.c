/* The locker's guard as a process of its own, between a kiosk that may say anything, a reader, and
 * the real store: a door opens for the right person, once, and for nobody else, whatever dies on
 * the way. Only the board on the bus is made up here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <poll.h>
#include <sys/wait.h>

#include "firmware/app/channel.h"
#include "firmware/app/clock.h"
#include "firmware/base/bytes.h"
#include "firmware/services/pickup/guard.h"
#include "tests/support/guard_bench.h"

#define ZHANG "532331194002290019"
#define LI "11010519491231002X"
#define CODE GUARD_BENCH_CODE
#define EPOCH GUARD_BENCH_EPOCH
#define CELL GUARD_BENCH_CELL
#define WAIT_MS 5000

static void test_opens(void **state)
{
    (void)state;
    char id[CASE_ID_BYTES];
    uint64_t intent, wish_op;
    struct event event;
    guard_bench_assign(id, ZHANG, true);
    guard_bench_read_card(ZHANG, EPOCH);
    intent = guard_bench_intend(id);
    wish_op = ++guard_bench.op;
    guard_bench_wish(wish_op, intent, id, CODE);
    assert_int_equal(guard_bench_hear(EVENT_LOCKER_PASSED).op.op, wish_op);
    event = guard_bench_hear(EVENT_LOCKER_OPENED);
    assert_int_equal(event.locker_opened.op, wish_op);
    assert_int_equal(event.locker_opened.err, ERR_OK);
    assert_int_equal(event.locker_opened.door, DOOR_OPEN);
    guard_bench_serve_for(30);
    assert_int_equal(guard_bench.bus->door, CELL - 1);
    assert_int_equal(guard_bench_state_of(intent), INTENT_CONFIRMED);
    assert_int_equal(guard_bench_held(id), ERR_STATE); /* done */
    assert_true(guard_bench_is_reported("pickup"));
    /* A reborn kiosk asks again: the same answer, no pulse. */
    guard_bench_wish(wish_op, intent, id, CODE);
    assert_int_equal(guard_bench_hear(EVENT_LOCKER_OPENED).locker_opened.err, ERR_OK);
    assert_int_equal(guard_bench_ask(intent, id, CODE).err, ERR_STATE);
    assert_int_equal(guard_bench_ask(guard_bench_intend(id), id, CODE).err, ERR_STATE);
    guard_bench.bus->status.doors[CELL - 1] = LOCKER_DOOR_CLOSED;
    event = guard_bench_hear(EVENT_LOCKER_DOOR);
    assert_int_equal(event.locker_door.cell, CELL);
    assert_int_equal(event.locker_door.door, DOOR_CLOSED);
    assert_int_equal(guard_bench.bus->fired, 1);
}

/* Whatever a kiosk says: without what the reader itself read there is no door. */
static void test_identity(void **state)
{
    (void)state;
    char id[CASE_ID_BYTES];
    uint64_t intent;
    struct effect clear_effect = {.kind = EFFECT_CLEAR};
    guard_bench_assign(id, ZHANG, false);
    intent = guard_bench_intend(id);
    assert_int_equal(guard_bench_ask(intent, id, "").err, ERR_NO_CARD);
    assert_int_equal(guard_bench_state_of(intent), INTENT_SAVED); /* not even claimed */
    guard_bench_read_card(ZHANG, EPOCH - 1);
    assert_int_equal(guard_bench_ask(intent, id, "").err, ERR_NO_CARD);
    guard_bench_read_card(LI, EPOCH);
    assert_int_equal(guard_bench_ask(intent, id, "").err, ERR_CONFLICT);
    assert_true(guard_bench_is_reported("refused"));
    guard_bench_read_card(ZHANG, EPOCH);
    assert_int_equal(channel_send_effect(guard_bench.kiosk, &clear_effect, -1), ERR_OK);
    guard_bench_serve_for(100);
    assert_int_equal(guard_bench_ask(intent, id, "").err, ERR_NO_CARD);
    assert_int_equal(guard_bench.bus->fired, 0);
    guard_bench_read_card(ZHANG, EPOCH);
    assert_int_equal(guard_bench_ask(intent, id, "").err, ERR_OK);
}

/* Intents that are not for this, not from now, or not there at all. */
static void test_intents(void **state)
{
    (void)state;
    char id[CASE_ID_BYTES], other[CASE_ID_BYTES];
    uint64_t print = 0, intent;
    guard_bench_assign(other, LI, false);
    guard_bench_assign(id, ZHANG, false);
    guard_bench_read_card(ZHANG, EPOCH);
    assert_int_equal(guard_bench_ask(4711, id, "").err, ERR_STATE);
    assert_int_equal(
        store_intent_save(guard_bench.store.store, ++guard_bench.op, INTENT_PRINT, id, &print),
        ERR_OK);
    assert_int_equal(guard_bench_ask(print, id, "").err, ERR_STATE);
    assert_int_equal(guard_bench_state_of(print), INTENT_SAVED);
    intent = guard_bench_intend(other);
    assert_int_equal(guard_bench_ask(intent, id, "").err, ERR_CONFLICT);
    assert_int_equal(guard_bench_state_of(intent), INTENT_VOID); /* burnt */
    assert_int_equal(store_opening_save(guard_bench.store.store, ++guard_bench.op, id,
                                        clock_mono_ms() - 10500, &intent),
                     ERR_OK);
    assert_int_equal(guard_bench_ask(intent, id, "").err, ERR_STALE);
    assert_int_equal(guard_bench_state_of(intent), INTENT_VOID);
    intent = guard_bench_intend(id);
    guard_bench.store.store = (store_close(guard_bench.store.store), NULL);
    assert_int_equal(store_open(&guard_bench.store.options, &guard_bench.store.store), ERR_OK);
    store_locker_init(&guard_bench.keeper, guard_bench.store.store, guard_bench.key);
    assert_int_equal(guard_bench_ask(intent, id, "").err, ERR_STATE); /* of the start before */
    assert_int_equal(guard_bench_ask(guard_bench_intend(id), other, "").err, ERR_CONFLICT);
    assert_int_equal(guard_bench_ask(guard_bench_intend(id), "nonsense", "").err, ERR_SIGNATURE);
    assert_int_equal(guard_bench.bus->fired, 0);
    assert_int_equal(guard_bench_ask(guard_bench_intend(id), id, "").err, ERR_OK);
}

static void test_codes(void **state)
{
    (void)state;
    char id[CASE_ID_BYTES];
    guard_bench_assign(id, ZHANG, true);
    guard_bench_read_card(ZHANG, EPOCH);
    assert_int_equal(guard_bench_ask(guard_bench_intend(id), id, "").err, ERR_DENIED);
    for (int i = 0; i < GUARD_TRIES_MAX; i++)
        assert_int_equal(guard_bench_ask(guard_bench_intend(id), id, "0000").err, ERR_DENIED);
    assert_int_equal(guard_bench_ask(guard_bench_intend(id), id, CODE).err, ERR_LIMIT);
    assert_int_equal(guard_bench.bus->fired, 0);
    assert_true(guard_bench_is_reported("refused"));
}

/* What a store that was taken over says is worth nothing without the platform's signature. */
static void test_forged(void **state)
{
    (void)state;
    struct store_assignment forged = {.seq = 900,
                                      .state = STORE_ASSIGNMENT_READY,
                                      .cell = CELL,
                                      .factors = LOCKER_FACTOR_CARD,
                                      .expires_s = INT64_MAX};
    uint8_t bytes[900] = {1};
    strcpy(forged.id, "5c1d0000-0000-4000-8000-00000000ffff");
    strcpy((char *)bytes + TRUST_SIGNATURE_BYTES, "{\"assignment_id\":\"5c1d0000\"}");
    forged.bytes = bytes;
    forged.size_bytes = sizeof(bytes);
    assert_int_equal(store_assignment_put(guard_bench.store.store, &forged), ERR_OK);
    guard_bench_read_card(ZHANG, EPOCH);
    assert_int_equal(guard_bench_ask(guard_bench_intend(forged.id), forged.id, "").err,
                     ERR_SIGNATURE);
    assert_int_equal(guard_bench.bus->fired, 0);
}

static void test_world(void **state)
{
    (void)state;
    char id[CASE_ID_BYTES];
    uint64_t intent;
    guard_bench_assign(id, ZHANG, false);
    guard_bench_read_card(ZHANG, EPOCH);
    guard_bench.bus->status.doors[CELL - 1] = LOCKER_DOOR_OPEN;
    intent = guard_bench_intend(id);
    assert_int_equal(guard_bench_ask(intent, id, "").err, ERR_BUSY);
    assert_int_equal(guard_bench_state_of(intent), INTENT_VOID);
    guard_bench.bus->status.doors[CELL - 1] = LOCKER_DOOR_CLOSED;
    guard_bench.bus->status.items[CELL - 1] = LOCKER_ITEM_EMPTY;
    assert_int_equal(guard_bench_ask(guard_bench_intend(id), id, "").err, ERR_NOT_FOUND);
    assert_true(guard_bench_is_reported("empty_on_open"));
    guard_bench.bus->status.items[CELL - 1] = LOCKER_ITEM_UNKNOWN;
    guard_bench.bus->silent = true; /* the line is cut: no pulse into the dark */
    intent = guard_bench_intend(id);
    assert_int_equal(guard_bench_ask(intent, id, "").err, ERR_NO_DEVICE);
    assert_int_equal(guard_bench_state_of(intent), INTENT_VOID);
    guard_bench.bus->silent = false;
    guard_bench.bus->answer = ERR_BUSY; /* the coil rests: nothing was fired */
    intent = guard_bench_intend(id);
    assert_int_equal(guard_bench_ask(intent, id, "").err, ERR_BUSY);
    assert_int_equal(guard_bench_state_of(intent), INTENT_VOID);
    assert_int_equal(guard_bench.bus->fired, 0);
    guard_bench.bus->answer = ERR_DOOR_STUCK;
    intent = guard_bench_intend(id);
    struct event_locker_opened opened = guard_bench_ask(intent, id, "");
    assert_int_equal(opened.err, ERR_DOOR_STUCK);
    assert_int_equal(opened.door, DOOR_CLOSED);
    assert_int_equal(guard_bench_state_of(intent), INTENT_VOID);
    assert_int_equal(guard_bench_held(id), ERR_OK);
    guard_bench.bus->status.doors[CELL - 1] =
        LOCKER_DOOR_UNKNOWN; /* a broken sensor stops nobody */
    guard_bench.bus->answer = ERR_DOOR_UNKNOWN;
    intent = guard_bench_intend(id);
    assert_int_equal(guard_bench_ask(intent, id, "").err, ERR_DOOR_UNKNOWN);
    assert_int_equal(guard_bench_state_of(intent), INTENT_UNKNOWN);
    assert_int_equal(guard_bench.bus->fired, 2);
}

/* Dies in the middle of the pulse. `door` and `item` are what its successor finds. */
static enum intent_state die(enum locker_door door, enum locker_item item, err_t *out_held)
{
    char id[CASE_ID_BYTES];
    uint64_t intent;
    int status;
    guard_bench_assign(id, ZHANG, false);
    guard_bench_read_card(ZHANG, EPOCH);
    guard_bench.bus->dies = true;
    guard_bench.bus->fired = 0;
    guard_bench_wish(++guard_bench.op, intent = guard_bench_intend(id), id, "");
    while (waitpid(guard_bench.pid, &status, WNOHANG) == 0)
        guard_bench_serve_for(5);
    assert_int_equal(WEXITSTATUS(status), 9);
    channel_close(&guard_bench.supervisor);
    channel_close(&guard_bench.kiosk);
    channel_close(&guard_bench.reader);
    guard_bench.bus->dies = false;
    guard_bench.bus->status.doors[CELL - 1] = door;
    guard_bench.bus->status.items[CELL - 1] = item;
    guard_bench_live();
    assert_int_equal(guard_bench_state_of(intent), INTENT_UNKNOWN);
    guard_bench_serve_for(400);
    *out_held = guard_bench_held(id);
    assert_int_equal(guard_bench.bus->fired, 1); /* never again by itself */
    return guard_bench_state_of(intent);
}

static void test_dies(void **state)
{
    (void)state;
    err_t still;
    assert_int_equal(die(LOCKER_DOOR_OPEN, LOCKER_ITEM_OCCUPIED, &still), INTENT_CONFIRMED);
    assert_int_equal(still, ERR_STATE);
    guard_bench.bus->status.doors[CELL - 1] = LOCKER_DOOR_CLOSED;
    guard_bench.bus->status.items[CELL - 1] = LOCKER_ITEM_OCCUPIED;
    assert_int_equal(die(LOCKER_DOOR_CLOSED, LOCKER_ITEM_OCCUPIED, &still), INTENT_VOID);
    assert_int_equal(still, ERR_OK);
    assert_int_equal(die(LOCKER_DOOR_UNKNOWN, LOCKER_ITEM_UNKNOWN, &still), INTENT_UNKNOWN);
    assert_int_equal(still, ERR_OK);
    assert_int_equal(die(LOCKER_DOOR_CLOSED, LOCKER_ITEM_UNKNOWN, &still), INTENT_UNKNOWN);
}

/* A store that does not answer: the wish ends, and a claim that comes late is burnt. */
static void test_silent_store(void **state)
{
    (void)state;
    char id[CASE_ID_BYTES];
    struct event event = {0};
    uint64_t until_ms = clock_mono_ms() + WAIT_MS, intent;
    guard_bench_assign(id, ZHANG, false);
    guard_bench_read_card(ZHANG, EPOCH);
    guard_bench_serve_for(50);
    guard_bench_wish(++guard_bench.op, intent = guard_bench_intend(id), id, "");
    while (event.kind != EVENT_LOCKER_OPENED && clock_mono_ms() < until_ms)
        if (channel_receive_event(guard_bench.kiosk, &event, NULL) != ERR_OK)
            (void)poll(NULL, 0, 20);
    assert_int_equal(event.locker_opened.err, ERR_BUSY);
    guard_bench_serve_for(200);
    assert_int_equal(guard_bench.bus->fired, 0);
    assert_int_equal(guard_bench_ask(intent, id, "").err, ERR_OK); /* it was never claimed */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_opens, guard_bench_start, guard_bench_finish),
        cmocka_unit_test_setup_teardown(test_identity, guard_bench_start, guard_bench_finish),
        cmocka_unit_test_setup_teardown(test_intents, guard_bench_start, guard_bench_finish),
        cmocka_unit_test_setup_teardown(test_codes, guard_bench_start, guard_bench_finish),
        cmocka_unit_test_setup_teardown(test_forged, guard_bench_start, guard_bench_finish),
        cmocka_unit_test_setup_teardown(test_world, guard_bench_start, guard_bench_finish),
        cmocka_unit_test_setup_teardown(test_dies, guard_bench_start, guard_bench_finish),
        cmocka_unit_test_setup_teardown(test_silent_store, guard_bench_start, guard_bench_finish),
    };
    return cmocka_run_group_tests_name("locker", tests, guard_bench_start_group, NULL);
}
