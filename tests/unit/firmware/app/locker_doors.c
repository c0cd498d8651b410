/* What the guard makes of doors that move without its order, or while nobody sees them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/guard_bench.h"

#define ZHANG "532331194002290019"
#define EPOCH GUARD_BENCH_EPOCH
#define CELL GUARD_BENCH_CELL

/* The line is down while the visitor shuts the door: the kiosk hears of it when it is up again. */
static void test_shut_unseen(void **state)
{
    (void)state;
    char id[CASE_ID_BYTES];
    struct event event;
    guard_bench_assign(id, ZHANG, false);
    guard_bench_read_card(ZHANG, EPOCH);
    assert_int_equal(guard_bench_ask(guard_bench_intend(id), id, "").err, ERR_OK);
    guard_bench.bus->silent = true;
    do
        event = guard_bench_hear(EVENT_DEVICE);
    while (event.device.state != DEVICE_OFFLINE);
    guard_bench.bus->status.doors[CELL - 1] = LOCKER_DOOR_CLOSED;
    guard_bench_serve_for(500);
    guard_bench.bus->silent = false;
    event = guard_bench_hear(EVENT_LOCKER_DOOR);
    assert_int_equal(event.locker_door.cell, CELL);
    assert_int_equal(event.locker_door.door, DOOR_CLOSED);
}

/* Another door moved: no pulse any more until a technician was here. */
static void test_other_door(void **state)
{
    (void)state;
    char id[CASE_ID_BYTES];
    struct event event;
    guard_bench_assign(id, ZHANG, false);
    guard_bench_read_card(ZHANG, EPOCH);
    guard_bench.bus->answer = ERR_DOOR_OTHER;
    assert_int_equal(guard_bench_ask(guard_bench_intend(id), id, "").err, ERR_DOOR_OTHER);
    do
        event = guard_bench_hear(EVENT_DEVICE);
    while (event.device.state != DEVICE_HARDWARE_ERROR);
    assert_int_equal(event.device.err, ERR_DOOR_OTHER);
    assert_true(guard_bench_is_reported("door_forced"));
    guard_bench.bus->answer = ERR_OK;
    assert_int_equal(guard_bench_ask(guard_bench_intend(id), id, "").err, ERR_NO_DEVICE);
    assert_int_equal(guard_bench.bus->fired, 1);
}

/* The cells of the events that are waiting and say that a door was forced, as digits. */
static void forced(char *out, size_t size_bytes)
{
    static struct store_item item;
    char text[64];

    out[0] = '\0';
    while (store_outbox_next(guard_bench.store.store, 1, &item) == ERR_OK) {
        for (unsigned cell = 1; cell <= 9; cell++) {
            snprintf(text, sizeof(text), "{\"cell\":%u,", cell);
            if (memmem(item.body, item.size_bytes, text, strlen(text)) != NULL &&
                memmem(item.body, item.size_bytes, "\"door_forced\"", 13) != NULL)
                snprintf(out + strlen(out), size_bytes - strlen(out), "%u", cell);
        }
        assert_int_equal(store_bench_deliver(&guard_bench.store, item.seq), ERR_OK);
    }
}

static void move_door(unsigned cell, enum locker_door door)
{
    guard_bench.bus->status.doors[cell - 1] = door;
    (void)guard_bench_hear(EVENT_LOCKER_DOOR);
    guard_bench_serve_for(30);
}

/* A door that opens by itself is told once; one that was fired is its visitor's until it is shut. */
static void test_forced_door(void **state)
{
    (void)state;
    char id[CASE_ID_BYTES], cells[16];
    (void)guard_bench_hear(EVENT_DEVICE); /* the first look is over */
    move_door(3, LOCKER_DOOR_OPEN);
    forced(cells, sizeof(cells));
    assert_string_equal(cells, "3");
    move_door(3, LOCKER_DOOR_UNKNOWN); /* its sensor breaks: no news */
    move_door(3, LOCKER_DOOR_OPEN);
    forced(cells, sizeof(cells));
    assert_string_equal(cells, "");
    move_door(3, LOCKER_DOOR_CLOSED);
    move_door(3, LOCKER_DOOR_OPEN);
    forced(cells, sizeof(cells));
    assert_string_equal(cells, "3");
    guard_bench_assign(id, ZHANG, false);
    guard_bench_read_card(ZHANG, EPOCH);
    assert_int_equal(guard_bench_ask(guard_bench_intend(id), id, "").err, ERR_OK);
    move_door(CELL, LOCKER_DOOR_CLOSED);
    forced(cells, sizeof(cells));
    assert_string_equal(cells, "");
    move_door(CELL, LOCKER_DOOR_OPEN); /* shut, and then levered open */
    forced(cells, sizeof(cells));
    assert_string_equal(cells, "7");
}

/* A door that opens only after the pulse was given up is no alarm. */
static void test_late_door(void **state)
{
    (void)state;
    char id[CASE_ID_BYTES], cells[16];
    guard_bench_assign(id, ZHANG, false);
    guard_bench_read_card(ZHANG, EPOCH);
    guard_bench.bus->answer = ERR_DOOR_STUCK;
    assert_int_equal(guard_bench_ask(guard_bench_intend(id), id, "").err, ERR_DOOR_STUCK);
    move_door(CELL, LOCKER_DOOR_OPEN);
    forced(cells, sizeof(cells));
    assert_string_equal(cells, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_shut_unseen, guard_bench_start, guard_bench_finish),
        cmocka_unit_test_setup_teardown(test_other_door, guard_bench_start, guard_bench_finish),
        cmocka_unit_test_setup_teardown(test_forced_door, guard_bench_start, guard_bench_finish),
        cmocka_unit_test_setup_teardown(test_late_door, guard_bench_start, guard_bench_finish),
    };
    return cmocka_run_group_tests_name("locker_doors", tests, guard_bench_start_group, NULL);
}
