/* The contract of the class "pick-up locker", run over every driver of the class. Each driver,
 * unmodified, drives the virtual board of its model over a pseudo-terminal. The groups, one a
 * driver, run beside each other: most of their time is waiting for springs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "drivers/locker/locker.h"
#include "firmware/base/check.h"
#include "tools/bench/locker_board.h"

#define LIMIT_MS 3000
#define SHORT_MS 400
#define LONG_MS 30000 /* for a slow board that is asked lock by lock */
#define PATIENCE_MS 300

/* The board that each driver is tried on. A driver without a row fails the suite. */
struct row {
    const char *group, *driver;
    uint8_t address, door_count;
    bool has_items;
    unsigned unplug_step; /* of the exchanges at which the line is pulled out, every so many */
};

static const struct row rows[] = {
    {"kerong-cu16", "kerong-cu16", 3, 16, true, 1},
    {"kerong-cu16, a CU12", "kerong-cu16", 0, 12, true, 1},
    {"kerong-cu48", "kerong-cu48", 7, 48, false, 1},
    {"board-8a", "board-8a", 2, 24, false, 1},
    {"board-8a, 4 locks", "board-8a", 1, 4, false, 5},
    {"wkly", "wkly", 10, 24, false, 1},
};

struct fixture {
    const struct row *row;
    const struct locker_driver *driver;
    struct locker_board *board;
    struct locker *locker;
    struct locker_shape shape;
    struct locker_status status;
    char link[64], port[80];
    unsigned passed, pulses_when_passed;
};

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void put(uint8_t *map, unsigned door, bool value)
{
    map[door / 8] = (uint8_t)(map[door / 8] & ~(1u << door % 8));
    if (value)
        map[door / 8] = (uint8_t)(map[door / 8] | 1u << door % 8);
}

static err_t open_it(struct fixture *fixture)
{
    return fixture->driver->open(fixture->port, &fixture->shape, LIMIT_MS, &fixture->locker);
}

static void close_it(struct fixture *fixture)
{
    fixture->driver->close(fixture->locker);
    fixture->locker = NULL;
}

/* Every third door is wired the other way round. */
static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    struct locker_board_shape shape = {.link = fixture->link};

    assert_non_null(fixture);
    fixture->row = *state;
    fixture->driver = locker_driver_find(fixture->row->driver);
    assert_non_null(fixture->driver);
    snprintf(fixture->link, sizeof(fixture->link), "/tmp/banshi-locker-%d", (int)getpid());
    snprintf(fixture->port, sizeof(fixture->port), "serial:%s", fixture->link);
    shape.model = fixture->row->driver;
    shape.address = fixture->shape.board = fixture->row->address;
    shape.door_count = fixture->shape.door_count = fixture->row->door_count;
    for (unsigned i = 0; i < shape.door_count; i++) {
        shape.inverted[i] = i % 3 == 2;
        put(fixture->shape.open_is_set, i, i % 3 == 2);
        put(fixture->shape.door_sensors, i, true);
        put(fixture->shape.item_sensors, i, true);
    }
    fixture->board = locker_board_create(&shape);
    assert_non_null(fixture->board);
    assert_int_equal(open_it(fixture), ERR_OK);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    close_it(fixture);
    locker_board_destroy(fixture->board);
    free(fixture);
    return 0;
}

static err_t look(struct fixture *fixture)
{
    memset(&fixture->status, 0xa5, sizeof(fixture->status));
    return fixture->driver->status(fixture->locker, LIMIT_MS, &fixture->status);
}

static void note_passed(void *context)
{
    struct fixture *fixture = context;

    fixture->passed++;
    fixture->pulses_when_passed = 0;
    for (unsigned i = 0; i < fixture->row->door_count; i++)
        fixture->pulses_when_passed += locker_board_pulses(fixture->board, i);
}

static err_t fire(struct fixture *fixture, unsigned door)
{
    fixture->passed = 0;
    return fixture->driver->fire(fixture->locker, (uint8_t)door, LONG_MS, note_passed, fixture);
}

static unsigned all_pulses(struct fixture *fixture)
{
    unsigned pulses = 0;

    for (unsigned i = 0; i < fixture->row->door_count; i++)
        pulses += locker_board_pulses(fixture->board, i);
    return pulses;
}

/* Every door as the world has it; also that nothing is said of doors beyond the last. */
static void assert_sees_the_world(struct fixture *fixture)
{
    assert_int_equal(look(fixture), ERR_OK);
    assert_int_equal(fixture->status.door_count, fixture->row->door_count);
    for (unsigned i = 0; i < LOCKER_DOORS_MAX; i++) {
        bool there = i < fixture->row->door_count;
        bool open = locker_board_is_open(fixture->board, i);
        bool item = locker_board_has_item(fixture->board, i);

        assert_int_equal(fixture->status.doors[i], !there ? LOCKER_DOOR_UNKNOWN
                                                   : open ? LOCKER_DOOR_OPEN
                                                          : LOCKER_DOOR_CLOSED);
        assert_int_equal(fixture->status.items[i], !there || !fixture->row->has_items
                                                       ? LOCKER_ITEM_UNKNOWN
                                                   : item ? LOCKER_ITEM_OCCUPIED
                                                          : LOCKER_ITEM_EMPTY);
    }
}

static void assert_nothing_known(const struct fixture *fixture)
{
    for (unsigned i = 0; i < LOCKER_DOORS_MAX; i++) {
        assert_int_equal(fixture->status.doors[i], LOCKER_DOOR_UNKNOWN);
        assert_int_equal(fixture->status.items[i], LOCKER_ITEM_UNKNOWN);
    }
}

static void sees_every_door(void **state)
{
    struct fixture *fixture = *state;

    assert_sees_the_world(fixture);
    for (unsigned i = 0; i < fixture->row->door_count; i++) {
        locker_board_set_open(fixture->board, i, true);
        locker_board_set_item(fixture->board, i, i % 2 == 0);
        if (i % 5 == 0 || i + 1 == fixture->row->door_count)
            assert_sees_the_world(fixture);
    }
    for (unsigned i = 0; i < fixture->row->door_count; i += 2)
        locker_board_set_open(fixture->board, i, false);
    assert_sees_the_world(fixture);
}

static void opens_the_one_door(void **state)
{
    struct fixture *fixture = *state;
    unsigned last = fixture->row->door_count - 1u;
    const unsigned doors[] = {0, last / 2, last};

    for (unsigned i = 0; i < COUNT_OF(doors); i++) {
        assert_int_equal(fire(fixture, doors[i]), ERR_OK);
        assert_int_equal(fixture->passed, 1);
        assert_int_equal(fixture->pulses_when_passed, i);
        assert_int_equal(locker_board_pulses(fixture->board, doors[i]), 1);
        assert_int_equal(all_pulses(fixture), i + 1);
        assert_sees_the_world(fixture);
    }
}

static void sees_the_person(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(fire(fixture, 1), ERR_OK);
    locker_board_set_item(fixture->board, 1, false);
    assert_sees_the_world(fixture);
    locker_board_set_open(fixture->board, 1, false);
    assert_sees_the_world(fixture);
    assert_int_equal(all_pulses(fixture), 1);
}

static void believes_no_answer(void **state)
{
    struct fixture *fixture = *state;

    locker_board_set_fault(fixture->board, LOCKER_BOARD_FAULT_NO_ACK);
    assert_int_equal(fire(fixture, 0), ERR_OK);
    locker_board_set_fault(fixture->board, LOCKER_BOARD_FAULT_REFUSES);
    assert_int_equal(fire(fixture, 1), ERR_DOOR_STUCK);
    assert_int_equal(all_pulses(fixture), 1);
}

static void says_when_the_door_is_stuck(void **state)
{
    struct fixture *fixture = *state;

    locker_board_set_stuck(fixture->board, 2, true);
    assert_int_equal(fire(fixture, 2), ERR_DOOR_STUCK);
    assert_int_equal(fixture->passed, 1);
    assert_int_equal(locker_board_pulses(fixture->board, 2), 1);
}

static void says_when_another_door_moves(void **state)
{
    struct fixture *fixture = *state;

    locker_board_set_fault(fixture->board, LOCKER_BOARD_FAULT_OTHER_DOOR);
    assert_int_equal(fire(fixture, 0), ERR_DOOR_OTHER);
    locker_board_set_fault(fixture->board, LOCKER_BOARD_FAULT_EXTRA_DOOR);
    assert_int_equal(fire(fixture, 3), ERR_DOOR_OTHER);
    assert_int_equal(fixture->passed, 1);
}

/* What a broken sensor costs is certainty, never the opening. */
static void opens_a_door_whose_sensor_is_broken(void **state)
{
    static const struct {
        enum locker_board_sensor sensor;
        err_t err;
    } broken[] = {{LOCKER_BOARD_SENSOR_CLOSED, ERR_DOOR_STUCK},
                  {LOCKER_BOARD_SENSOR_OPEN, ERR_DOOR_UNKNOWN},
                  {LOCKER_BOARD_SENSOR_FLICKERS, ERR_DOOR_UNKNOWN}};
    struct fixture *fixture = *state;

    for (unsigned i = 0; i < COUNT_OF(broken); i++) {
        locker_board_set_sensor(fixture->board, i, broken[i].sensor);
        assert_int_equal(fire(fixture, i), broken[i].err);
        assert_true(locker_board_is_open(fixture->board, i));
        assert_int_equal(locker_board_pulses(fixture->board, i), 1);
    }
    assert_int_equal(look(fixture), ERR_OK);
    assert_int_equal(fixture->status.doors[2], LOCKER_DOOR_UNKNOWN);
    assert_int_equal(fire(fixture, 3), ERR_OK); /* and the sensors of others raise no alarm */
}

static void opens_a_door_without_a_sensor(void **state)
{
    struct fixture *fixture = *state;

    close_it(fixture);
    memset(fixture->shape.door_sensors, 0, sizeof(fixture->shape.door_sensors));
    memset(fixture->shape.item_sensors, 0, sizeof(fixture->shape.item_sensors));
    assert_int_equal(open_it(fixture), ERR_OK);
    assert_int_equal(fire(fixture, 1), ERR_DOOR_UNKNOWN);
    assert_true(locker_board_is_open(fixture->board, 1));
    assert_int_equal(all_pulses(fixture), 1);
    assert_int_equal(look(fixture), ERR_OK);
    assert_nothing_known(fixture);
}

/* A fault that can be lived with is not seen at all. */
static void outlives_a_bad_line(void **state)
{
    static const enum locker_board_fault bad[] = {
        LOCKER_BOARD_FAULT_ECHO,           LOCKER_BOARD_FAULT_NOISE,       LOCKER_BOARD_FAULT_SPLIT,
        LOCKER_BOARD_FAULT_UNSOLICITED,    LOCKER_BOARD_FAULT_OTHER_BOARD, LOCKER_BOARD_FAULT_SLOW,
        LOCKER_BOARD_FAULT_WRONG_SUM_ONCE, LOCKER_BOARD_FAULT_LATE_ONCE};
    struct fixture *fixture = *state;

    for (unsigned i = 0; i < COUNT_OF(bad); i++) {
        locker_board_set_fault(fixture->board, bad[i]);
        assert_sees_the_world(fixture);
        locker_board_set_fault(fixture->board, bad[i]);
        assert_int_equal(fire(fixture, i % 4), ERR_OK);
        assert_int_equal(all_pulses(fixture), i + 1);
        locker_board_set_fault(fixture->board, LOCKER_BOARD_FAULT_NONE);
        assert_sees_the_world(fixture);
        locker_board_set_open(fixture->board, i % 4, false);
    }
}

static void outlives_a_dip_of_the_supply(void **state)
{
    struct fixture *fixture = *state;

    locker_board_set_fault(fixture->board, LOCKER_BOARD_FAULT_DIPS);
    assert_int_equal(fire(fixture, 2), ERR_OK);
    assert_int_equal(all_pulses(fixture), 1);
}

/* One that stays is told in time; nothing is fired; and it is forgotten when it is mended. */
static void fires_nothing_on_a_dead_line(void **state)
{
    static const enum locker_board_fault dead[] = {
        LOCKER_BOARD_FAULT_SILENT, LOCKER_BOARD_FAULT_WRONG_SUM, LOCKER_BOARD_FAULT_ECHO_DEAD,
        LOCKER_BOARD_FAULT_POWER_OFF};
    struct fixture *fixture = *state;

    for (unsigned i = 0; i < COUNT_OF(dead); i++) {
        int64_t start_ms = now_ms();

        locker_board_set_fault(fixture->board, dead[i]);
        memset(&fixture->status, 0xa5, sizeof(fixture->status));
        assert_int_equal(fixture->driver->status(fixture->locker, SHORT_MS, &fixture->status),
                         ERR_TIMEOUT);
        assert_nothing_known(fixture);
        assert_true(now_ms() - start_ms < SHORT_MS + PATIENCE_MS);
        assert_int_equal(fire(fixture, i), ERR_TIMEOUT);
        assert_int_equal(fixture->passed, 0);
        locker_board_set_fault(fixture->board, LOCKER_BOARD_FAULT_NONE);
        assert_sees_the_world(fixture);
    }
    assert_int_equal(all_pulses(fixture), 0);
}

static void says_when_nothing_can_be_said(void **state)
{
    struct fixture *fixture = *state;

    locker_board_set_fault(fixture->board, LOCKER_BOARD_FAULT_SILENT_AFTER);
    assert_int_equal(fire(fixture, 3), ERR_DOOR_UNKNOWN);
    assert_int_equal(fixture->passed, 1);
    assert_int_equal(all_pulses(fixture), 1);
    locker_board_set_fault(fixture->board, LOCKER_BOARD_FAULT_NONE);
    assert_sees_the_world(fixture);
}

static void fires_nothing_without_time_to_watch(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(fixture->driver->fire(fixture->locker, 0, 1500, note_passed, fixture),
                     ERR_TIMEOUT);
    assert_int_equal(fixture->passed, 0);
    assert_int_equal(all_pulses(fixture), 0);
}

static void rests_a_coil(void **state)
{
    struct fixture *fixture = *state;

    locker_board_set_stuck(fixture->board, 0, true);
    assert_int_equal(fire(fixture, 1), ERR_OK);
    locker_board_set_open(fixture->board, 1, false);
    assert_int_equal(fire(fixture, 1), ERR_BUSY);
    assert_int_equal(fixture->passed, 0);
    assert_int_equal(fire(fixture, 2), ERR_OK); /* another coil is rested */
    assert_int_equal(fire(fixture, 0), ERR_DOOR_STUCK);
    assert_int_equal(fire(fixture, 1), ERR_OK); /* and by now this one */
    assert_int_equal(locker_board_pulses(fixture->board, 1), 2);
}

/* The line is pulled out at one exchange of a fire after the other. */
static void outlives_unplugging_at_every_exchange(void **state)
{
    struct fixture *fixture = *state;
    unsigned exchanges = 0;
    err_t err = ERR_NO_DEVICE;

    for (unsigned at = 1; err != ERR_OK; at += fixture->row->unplug_step) {
        unsigned door = exchanges++ % fixture->row->door_count;
        unsigned before = all_pulses(fixture);

        locker_board_set_open(fixture->board, door, false);
        locker_board_unplug_at(fixture->board, at);
        err = fire(fixture, door);
        assert_true(err == ERR_OK ||
                    err == (fixture->passed > 0 ? ERR_DOOR_UNKNOWN : ERR_NO_DEVICE));
        assert_true(all_pulses(fixture) - before <= fixture->passed);
        if (err == ERR_OK)
            continue;
        assert_int_equal(look(fixture), ERR_NO_DEVICE);
        assert_nothing_known(fixture);
        close_it(fixture);
        assert_int_equal(open_it(fixture), ERR_NO_DEVICE);
        assert_null(fixture->locker);
        assert_true(locker_board_plug(fixture->board));
        assert_int_equal(open_it(fixture), ERR_OK);
    }
    assert_in_range(exchanges, 5, 60);
    locker_board_unplug_at(fixture->board, 0);
    assert_sees_the_world(fixture);
}

/* Another board at the same place: it is not taken for the first. */
static void notices_a_swapped_board(void **state)
{
    struct fixture *fixture = *state;
    struct locker_board_shape other = {.model = fixture->row->driver,
                                       .link = fixture->link,
                                       .address = (uint8_t)(fixture->row->address + 1),
                                       .door_count = fixture->row->door_count};

    locker_board_destroy(fixture->board);
    assert_int_equal(look(fixture), ERR_NO_DEVICE);
    close_it(fixture);
    fixture->board = locker_board_create(&other);
    assert_non_null(fixture->board);
    assert_int_equal(open_it(fixture), ERR_TIMEOUT);
    assert_null(fixture->locker);
}

static void opens_only_what_is_named(void **state)
{
    struct fixture *fixture = *state;
    struct locker_shape shape = fixture->shape;
    struct locker *other = NULL;

    assert_int_equal(fixture->driver->open("serial:/tmp/no-such-line", &shape, LIMIT_MS, &other),
                     ERR_NO_DEVICE);
    assert_int_equal(fixture->driver->open("usb:0400:c35a", &shape, LIMIT_MS, &other), ERR_INVALID);
    assert_int_equal(fixture->driver->open(fixture->port, &shape, LIMIT_MS, &other), ERR_BUSY);
    shape.door_count = 0;
    assert_int_equal(fixture->driver->open(fixture->port, &shape, LIMIT_MS, &other), ERR_INVALID);
    shape.door_count = LOCKER_DOORS_MAX + 1;
    assert_int_equal(fixture->driver->open(fixture->port, &shape, LIMIT_MS, &other), ERR_INVALID);
    assert_null(other);
    assert_int_equal(fire(fixture, fixture->row->door_count), ERR_INVALID);
    assert_int_equal(fixture->passed, 0);
}

static void needs_the_right_speed(void **state)
{
    struct fixture *fixture = *state;
    struct locker_board_shape fast = {.model = fixture->row->driver,
                                      .link = fixture->link,
                                      .address = fixture->row->address,
                                      .door_count = fixture->row->door_count,
                                      .baud = 38400};

    close_it(fixture);
    locker_board_destroy(fixture->board);
    fixture->board = locker_board_create(&fast);
    assert_non_null(fixture->board);
    assert_int_equal(open_it(fixture), ERR_TIMEOUT);
    assert_null(fixture->locker);
    fixture->shape.baud = 38400;
    assert_int_equal(open_it(fixture), ERR_OK);
}

/* A worker killed at any moment of a fire; its successor must not notice, and fires nothing. */
static void works_after_a_killed_worker(void **state)
{
    struct fixture *fixture = *state;

    close_it(fixture);
    for (unsigned i = 0; i < 4; i++) {
        unsigned before = all_pulses(fixture);
        pid_t pid = fork();

        if (pid == 0) {
            if (open_it(fixture) == ERR_OK)
                (void)fire(fixture, i);
            _exit(0);
        }
        usleep((useconds_t)(40 + 110 * i) * 1000);
        assert_int_equal(kill(pid, SIGKILL), 0);
        assert_int_equal(waitpid(pid, NULL, 0), pid);
        assert_int_equal(open_it(fixture), ERR_OK);
        usleep(2 * LOCKER_BOARD_PULSE_MS * 1000);
        assert_sees_the_world(fixture);
        assert_true(all_pulses(fixture) - before <= 1);
        close_it(fixture);
    }
}

static void closes_nothing(void **state)
{
    struct fixture *fixture = *state;

    fixture->driver->close(NULL);
    assert_null(locker_driver_find("no such driver"));
    assert_ptr_equal(locker_driver_find(fixture->driver->name), fixture->driver);
}

#define CASE(function)                                                                             \
    {                                                                                              \
#function, function, set_up, tear_down, NULL                                               \
    }

static int run_group(const struct row *row)
{
    struct CMUnitTest cases[] = {CASE(sees_every_door),
                                 CASE(opens_the_one_door),
                                 CASE(sees_the_person),
                                 CASE(believes_no_answer),
                                 CASE(says_when_the_door_is_stuck),
                                 CASE(says_when_another_door_moves),
                                 CASE(opens_a_door_whose_sensor_is_broken),
                                 CASE(opens_a_door_without_a_sensor),
                                 CASE(outlives_a_bad_line),
                                 CASE(outlives_a_dip_of_the_supply),
                                 CASE(fires_nothing_on_a_dead_line),
                                 CASE(says_when_nothing_can_be_said),
                                 CASE(fires_nothing_without_time_to_watch),
                                 CASE(rests_a_coil),
                                 CASE(outlives_unplugging_at_every_exchange),
                                 CASE(notices_a_swapped_board),
                                 CASE(opens_only_what_is_named),
                                 CASE(needs_the_right_speed),
                                 CASE(works_after_a_killed_worker),
                                 CASE(closes_nothing)};

    static char names[COUNT_OF(cases)][80];

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        snprintf(names[i], sizeof(names[i]), "%s: %s", row->group, cases[i].name);
        cases[i].name = names[i];
        cases[i].initial_state = (void *)(uintptr_t)row;
    }
    return cmocka_run_group_tests_name(row->group, cases, NULL, NULL);
}

/* Runs a group in a child whose words come through a pipe. */
static pid_t start_group(const struct row *row, int *out_words)
{
    int ends[2];
    pid_t pid;

    CHECK(pipe(ends) == 0);
    pid = fork();
    CHECK(pid >= 0);
    if (pid == 0) {
        CHECK(dup2(ends[1], STDOUT_FILENO) >= 0 && dup2(ends[1], STDERR_FILENO) >= 0);
        close(ends[0]);
        exit(run_group(row) != 0);
    }
    close(ends[1]);
    *out_words = ends[0];
    return pid;
}

static int finish_group(pid_t pid, int words)
{
    char text[4096];
    ssize_t size;
    int status = 1;

    while ((size = read(words, text, sizeof(text))) > 0)
        fwrite(text, 1, (size_t)size, stdout);
    close(words);
    waitpid(pid, &status, 0);
    return status;
}

static bool has_row(const struct locker_driver *driver)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (strcmp(rows[i].driver, driver->name) == 0)
            return true;
    return false;
}

int main(void)
{
    pid_t pids[COUNT_OF(rows)];
    int words[COUNT_OF(rows)], failed = 0;

    for (size_t i = 0; locker_driver_at(i) != NULL; i++)
        CHECK(has_row(locker_driver_at(i)));
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        pids[i] = start_group(&rows[i], &words[i]);
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        failed |= finish_group(pids[i], words[i]);
    return failed != 0;
}
