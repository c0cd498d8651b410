/* The contract of the class "I/O board", run over every driver of the class. Each driver,
 * unmodified, drives the virtual board that stands behind its kind of line. */
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

#include "drivers/io/io.h"
#include "firmware/base/check.h"
#include "tools/bench/io_board.h"
#include "tools/bench/io_gpio_calls.h"

#define LIMIT_MS 1500
#define SHORT_MS 250
#define PATIENCE_MS 200
#define ADDRESS 5
#define ALL_INPUTS                                                                                 \
    (IO_BIT(IO_INPUT_CABINET_DOOR) | IO_BIT(IO_INPUT_TILT) | IO_BIT(IO_INPUT_MAINS) |              \
     IO_BIT(IO_INPUT_HEADPHONES))

/* The cabinet of tools/bench/io_board.h. */
static const struct io_map cabinet = {
    .address = ADDRESS,
    .inputs = {[IO_INPUT_CABINET_DOOR] = {1, true},
               [IO_INPUT_TILT] = {2, false},
               [IO_INPUT_MAINS] = {3, true},
               [IO_INPUT_HEADPHONES] = {4, false}},
    .outputs = {[IO_OUTPUT_LIGHT_CARD] = {1, false},
                [IO_OUTPUT_LIGHT_RECEIPT] = {2, false},
                [IO_OUTPUT_LIGHT_PAGES] = {3, false},
                [IO_OUTPUT_LIGHT_SCANNER] = {4, false},
                [IO_OUTPUT_LIGHT_LOCKER] = {5, false},
                [IO_OUTPUT_BEEPER] = {6, false},
                [IO_OUTPUT_POWER_LOCKER] = {7, true},
                [IO_OUTPUT_POWER_SCANNER] = {8, true}},
};

struct fixture;

/* The virtual board behind a driver's kind of line. A driver without one fails the suite. */
struct end {
    const char *driver, *nowhere;
    bool is_bus; /* the faults of a bus can happen */
    uint8_t lines, first_output;
    bool (*create)(struct fixture *fixture);
    void (*destroy)(struct fixture *fixture);
    void (*set)(struct fixture *fixture, enum io_board_event event, bool happens);
    uint8_t (*outputs)(struct fixture *fixture);            /* output 1 in bit 0 */
    void (*set_stuck)(struct fixture *fixture, bool stuck); /* output 1 */
    void (*unplug_at)(struct fixture *fixture, unsigned exchanges);
    void (*unplug)(struct fixture *fixture);
    bool (*plug)(struct fixture *fixture);
};

struct fixture {
    const struct end *end;
    const struct io_driver *driver;
    struct io_board_sim *sim;
    struct io_board *board;
    struct io_map map;
    struct io_inputs inputs;
    char link[64], port[80];
};

static bool bus_create(struct fixture *fixture)
{
    snprintf(fixture->link, sizeof(fixture->link), "/tmp/banshi-io-%d", (int)getpid());
    snprintf(fixture->port, sizeof(fixture->port), "serial:%s", fixture->link);
    fixture->sim = io_board_create(fixture->link, ADDRESS, 9600);
    return fixture->sim != NULL;
}

static void bus_destroy(struct fixture *fixture)
{
    io_board_destroy(fixture->sim);
}

static void bus_set(struct fixture *fixture, enum io_board_event event, bool happens)
{
    io_board_set(fixture->sim, event, happens);
}

static uint8_t bus_outputs(struct fixture *fixture)
{
    return io_board_outputs(fixture->sim);
}

static void bus_set_stuck(struct fixture *fixture, bool stuck)
{
    io_board_set_fault(fixture->sim, stuck ? IO_BOARD_FAULT_STUCK_OUTPUT : IO_BOARD_FAULT_NONE);
}

static void bus_unplug_at(struct fixture *fixture, unsigned exchanges)
{
    io_board_unplug_at(fixture->sim, exchanges);
}

static void bus_unplug(struct fixture *fixture)
{
    io_board_unplug(fixture->sim);
}

static bool bus_plug(struct fixture *fixture)
{
    return io_board_plug(fixture->sim);
}

#define GPIO_FIRST_OUTPUT 4

static void gpio_set(struct fixture *fixture, enum io_board_event event, bool happens)
{
    bool closed_when_well = event == IO_BOARD_DOOR_OPEN || event == IO_BOARD_MAINS_OFF;

    (void)fixture;
    io_gpio_set_level((unsigned)event, happens != closed_when_well);
}

static bool gpio_create(struct fixture *fixture)
{
    snprintf(fixture->port, sizeof(fixture->port), "gpio:%s", IO_GPIO_NODE);
    if (!io_gpio_init())
        return false;
    for (unsigned i = 0; i < IO_BOARD_EVENT_COUNT; i++)
        gpio_set(fixture, (enum io_board_event)i, false);
    return true;
}

static void gpio_destroy(struct fixture *fixture)
{
    (void)fixture;
    io_gpio_finish();
}

static uint8_t gpio_outputs(struct fixture *fixture)
{
    (void)fixture;
    return (uint8_t)(io_gpio_levels() >> GPIO_FIRST_OUTPUT);
}

static void gpio_set_stuck(struct fixture *fixture, bool stuck)
{
    (void)fixture;
    io_gpio_set_stuck(stuck ? 1u << GPIO_FIRST_OUTPUT : 0);
}

static void gpio_unplug_at(struct fixture *fixture, unsigned exchanges)
{
    (void)fixture;
    io_gpio_unplug_at(exchanges);
}

static void gpio_unplug(struct fixture *fixture)
{
    (void)fixture;
    io_gpio_set_plugged(false);
}

static bool gpio_plug(struct fixture *fixture)
{
    (void)fixture;
    io_gpio_set_plugged(true);
    return true;
}

static const struct end ends[] = {
    {"modbus-rtu", "serial:/tmp/no-such-line", true, IO_BOARD_LINES, 0, bus_create, bus_destroy,
     bus_set, bus_outputs, bus_set_stuck, bus_unplug_at, bus_unplug, bus_plug},
    {"gpio-chardev", "gpio:/dev/no-such-chip", false, IO_GPIO_LINES, GPIO_FIRST_OUTPUT, gpio_create,
     gpio_destroy, gpio_set, gpio_outputs, gpio_set_stuck, gpio_unplug_at, gpio_unplug, gpio_plug},
};

static const struct end *end_of(const char *driver)
{
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (strcmp(ends[i].driver, driver) == 0)
            return &ends[i];
    return NULL;
}

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static err_t open_it(struct fixture *fixture)
{
    return fixture->driver->open(fixture->port, &fixture->map, LIMIT_MS, &fixture->board);
}

static void close_it(struct fixture *fixture)
{
    fixture->driver->close(fixture->board);
    fixture->board = NULL;
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    assert_non_null(fixture);
    fixture->driver = *state;
    fixture->end = end_of(fixture->driver->name);
    assert_non_null(fixture->end);
    fixture->map = cabinet;
    for (size_t i = 0; i < IO_OUTPUT_COUNT; i++)
        if (fixture->map.outputs[i].line != 0)
            fixture->map.outputs[i].line =
                (uint8_t)(fixture->map.outputs[i].line + fixture->end->first_output);
    assert_true(fixture->end->create(fixture));
    assert_int_equal(open_it(fixture), ERR_OK);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    close_it(fixture);
    fixture->end->destroy(fixture);
    free(fixture);
    return 0;
}

/* Reads into rubbish, so that "nothing is known" shows. */
static err_t read_it(struct fixture *fixture)
{
    memset(&fixture->inputs, 0xa5, sizeof(fixture->inputs));
    return fixture->driver->read(fixture->board, LIMIT_MS, &fixture->inputs);
}

static uint8_t outputs_of(struct fixture *fixture)
{
    return fixture->end->outputs(fixture);
}

static err_t write_it(struct fixture *fixture, uint32_t outputs)
{
    return fixture->driver->write(fixture->board, outputs, LIMIT_MS);
}

static void assert_nothing_known(const struct fixture *fixture)
{
    assert_int_equal(fixture->inputs.values, 0);
    assert_int_equal(fixture->inputs.known, 0);
}

static void assert_works(struct fixture *fixture)
{
    assert_int_equal(read_it(fixture), ERR_OK);
    assert_int_equal(fixture->inputs.known, ALL_INPUTS);
    assert_int_equal(write_it(fixture, IO_OUTPUTS_AT_REST | IO_BIT(IO_OUTPUT_BEEPER)), ERR_OK);
    assert_int_equal(outputs_of(fixture), 0x20);
    assert_int_equal(write_it(fixture, IO_OUTPUTS_AT_REST), ERR_OK);
    assert_int_equal(outputs_of(fixture), 0);
}

static void senses_the_cabinet(void **state)
{
    static const struct {
        enum io_board_event event;
        enum io_input input;
    } senses[] = {{IO_BOARD_DOOR_OPEN, IO_INPUT_CABINET_DOOR},
                  {IO_BOARD_TILTED, IO_INPUT_TILT},
                  {IO_BOARD_MAINS_OFF, IO_INPUT_MAINS},
                  {IO_BOARD_HEADPHONES_IN, IO_INPUT_HEADPHONES}};
    struct fixture *fixture = *state;

    assert_int_equal(read_it(fixture), ERR_OK);
    assert_int_equal(fixture->inputs.values, 0);
    assert_int_equal(fixture->inputs.known, ALL_INPUTS);
    for (size_t i = 0; i < COUNT_OF(senses); i++) {
        fixture->end->set(fixture, senses[i].event, true);
        assert_int_equal(read_it(fixture), ERR_OK);
        assert_int_equal(fixture->inputs.values, IO_BIT(senses[i].input));
        fixture->end->set(fixture, senses[i].event, false);
    }
    assert_int_equal(read_it(fixture), ERR_OK);
    assert_int_equal(fixture->inputs.values, 0);
}

static void switches_every_output(void **state)
{
    struct fixture *fixture = *state;

    for (unsigned i = 0; i < IO_OUTPUT_COUNT; i++) {
        const struct io_line *wire = &cabinet.outputs[i];
        uint8_t expected = wire->line != 0 ? (uint8_t)IO_BIT(wire->line - 1) : 0;

        assert_int_equal(write_it(fixture, IO_OUTPUTS_AT_REST ^ IO_BIT(i)), ERR_OK);
        assert_int_equal(outputs_of(fixture), expected);
    }
    assert_int_equal(write_it(fixture, 0), ERR_OK);
    assert_int_equal(outputs_of(fixture), 0xc0); /* both power relays are drawn */
    assert_int_equal(write_it(fixture, UINT32_MAX), ERR_OK);
    assert_int_equal(outputs_of(fixture), 0x3f);
}

static void opens_at_rest(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(outputs_of(fixture), 0);
    assert_int_equal(write_it(fixture, IO_BIT(IO_OUTPUT_BEEPER)), ERR_OK);
    assert_int_equal(outputs_of(fixture), 0xe0);
    close_it(fixture);
    assert_int_equal(outputs_of(fixture), 0xe0); /* closing switches nothing */
    assert_int_equal(open_it(fixture), ERR_OK);
    assert_int_equal(outputs_of(fixture), 0);
}

static void knows_only_what_is_wired(void **state)
{
    struct fixture *fixture = *state;

    close_it(fixture);
    fixture->map.inputs[IO_INPUT_TILT].line = 0;
    fixture->map.outputs[IO_OUTPUT_BEEPER].line = 0;
    assert_int_equal(open_it(fixture), ERR_OK);
    fixture->end->set(fixture, IO_BOARD_TILTED, true);
    assert_int_equal(read_it(fixture), ERR_OK);
    assert_int_equal(fixture->inputs.known, ALL_INPUTS & ~IO_BIT(IO_INPUT_TILT));
    assert_int_equal(fixture->inputs.values, 0);
    assert_int_equal(write_it(fixture, IO_OUTPUTS_AT_REST | IO_BIT(IO_OUTPUT_BEEPER)), ERR_OK);
    assert_int_equal(outputs_of(fixture), 0);
}

/* A fault that passes is not seen at all. */
static void outlives_a_fault_that_passes(void **state)
{
    static const enum io_board_fault passing[] = {
        IO_BOARD_FAULT_WRONG_CRC_ONCE, IO_BOARD_FAULT_EXCEPTION_ONCE, IO_BOARD_FAULT_LATE_ONCE,
        IO_BOARD_FAULT_NOISE_ONCE,     IO_BOARD_FAULT_SLOW,           IO_BOARD_FAULT_SPLIT};
    struct fixture *fixture = *state;

    if (!fixture->end->is_bus)
        skip();
    for (size_t i = 0; i < COUNT_OF(passing); i++) {
        fixture->end->set(fixture, IO_BOARD_TILTED, i % 2 == 0);
        io_board_set_fault(fixture->sim, passing[i]);
        assert_int_equal(read_it(fixture), ERR_OK);
        assert_int_equal(fixture->inputs.values, i % 2 == 0 ? IO_BIT(IO_INPUT_TILT) : 0);
        io_board_set_fault(fixture->sim, passing[i]);
        assert_int_equal(write_it(fixture, IO_OUTPUTS_AT_REST | IO_BIT(i % IO_OUTPUT_BEEPER)),
                         ERR_OK);
        assert_int_equal(outputs_of(fixture), IO_BIT(i % IO_OUTPUT_BEEPER));
        io_board_set_fault(fixture->sim, IO_BOARD_FAULT_NONE);
        assert_works(fixture);
    }
}

/* One that stays is told in time, and forgotten when it is mended. */
static void reports_a_fault_that_stays(void **state)
{
    static const struct {
        enum io_board_fault fault;
        err_t err;
    } staying[] = {{IO_BOARD_FAULT_SILENT, ERR_TIMEOUT},
                   {IO_BOARD_FAULT_POWER_OFF, ERR_TIMEOUT},
                   {IO_BOARD_FAULT_WRONG_CRC, ERR_CHECKSUM},
                   {IO_BOARD_FAULT_EXCEPTION, ERR_PROTOCOL},
                   {IO_BOARD_FAULT_OTHER_SLAVE, ERR_PROTOCOL}};
    struct fixture *fixture = *state;

    if (!fixture->end->is_bus)
        skip();
    for (size_t i = 0; i < COUNT_OF(staying); i++) {
        int64_t start_ms = now_ms();

        io_board_set_fault(fixture->sim, staying[i].fault);
        memset(&fixture->inputs, 0xa5, sizeof(fixture->inputs));
        assert_int_equal(fixture->driver->read(fixture->board, SHORT_MS, &fixture->inputs),
                         staying[i].err);
        assert_nothing_known(fixture);
        assert_int_equal(fixture->driver->write(fixture->board, 0, SHORT_MS), staying[i].err);
        assert_true(now_ms() - start_ms < 2 * (SHORT_MS + PATIENCE_MS));
        io_board_set_fault(fixture->sim, IO_BOARD_FAULT_NONE);
        assert_works(fixture);
    }
}

static void reports_a_broken_chip(void **state)
{
    struct fixture *fixture = *state;

    if (fixture->end->is_bus)
        skip();
    io_gpio_set_broken(true);
    assert_int_equal(read_it(fixture), ERR_IO);
    assert_nothing_known(fixture);
    assert_int_equal(write_it(fixture, 0), ERR_IO);
    io_gpio_set_broken(false);
    assert_works(fixture);
}

static void notices_an_output_that_does_not_follow(void **state)
{
    struct fixture *fixture = *state;

    fixture->end->set_stuck(fixture, true);
    assert_int_equal(write_it(fixture, IO_BIT(IO_OUTPUT_LIGHT_CARD)), ERR_DEVICE_FAULT);
    assert_int_equal(write_it(fixture, IO_BIT(IO_OUTPUT_LIGHT_PAGES)), ERR_OK);
    fixture->end->set_stuck(fixture, false);
    assert_works(fixture);
}

/* It is pulled out at every exchange: one of a read, two of a write. */
static void outlives_unplugging_at_every_exchange(void **state)
{
    struct fixture *fixture = *state;

    for (unsigned at = 1; at <= 3; at++) {
        fixture->end->unplug_at(fixture, at);
        assert_int_equal(read_it(fixture), at == 1 ? ERR_NO_DEVICE : ERR_OK);
        assert_int_equal(write_it(fixture, IO_OUTPUTS_AT_REST), ERR_NO_DEVICE);
        assert_int_equal(read_it(fixture), ERR_NO_DEVICE);
        assert_nothing_known(fixture);
        close_it(fixture);
        assert_int_equal(open_it(fixture), ERR_NO_DEVICE);
        assert_null(fixture->board);
        assert_true(fixture->end->plug(fixture));
        assert_int_equal(open_it(fixture), ERR_OK);
        assert_works(fixture);
    }
}

/* Pulled out and put back: what was open stays dead. */
static void notices_a_swapped_board(void **state)
{
    struct fixture *fixture = *state;

    fixture->end->unplug(fixture);
    assert_true(fixture->end->plug(fixture));
    assert_int_equal(read_it(fixture), ERR_NO_DEVICE);
    assert_int_equal(write_it(fixture, 0), ERR_NO_DEVICE);
    close_it(fixture);
    assert_int_equal(open_it(fixture), ERR_OK);
    assert_works(fixture);
}

static void needs_the_right_address_and_speed(void **state)
{
    struct fixture *fixture = *state;

    if (!fixture->end->is_bus)
        skip();
    close_it(fixture);
    fixture->map.address = ADDRESS + 1;
    assert_int_equal(open_it(fixture), ERR_TIMEOUT);
    assert_null(fixture->board);
    fixture->map.address = ADDRESS;
    fixture->map.baud = 19200;
    assert_int_equal(open_it(fixture), ERR_TIMEOUT);
    assert_null(fixture->board);
    fixture->map.address = 0;
    assert_int_equal(open_it(fixture), ERR_INVALID);
}

static void opens_only_what_is_named(void **state)
{
    struct fixture *fixture = *state;
    struct io_board *other = NULL;
    struct io_map map = fixture->map;

    assert_int_equal(fixture->driver->open(fixture->port, &map, LIMIT_MS, &other), ERR_BUSY);
    assert_int_equal(fixture->driver->open(fixture->end->nowhere, &map, LIMIT_MS, &other),
                     ERR_NO_DEVICE);
    assert_int_equal(fixture->driver->open("usb:0400:c35a", &map, LIMIT_MS, &other), ERR_INVALID);
    map.inputs[IO_INPUT_TILT].line = (uint8_t)(fixture->end->lines + 1);
    assert_int_equal(fixture->driver->open(fixture->port, &map, LIMIT_MS, &other), ERR_INVALID);
    map.inputs[IO_INPUT_TILT].line = 1;
    assert_int_equal(fixture->driver->open(fixture->port, &map, LIMIT_MS, &other), ERR_INVALID);
    assert_null(other);
    assert_works(fixture);
}

/* A worker killed in the middle of an exchange, again and again; its successor must not notice. */
static void works_after_a_killed_worker(void **state)
{
    struct fixture *fixture = *state;

    close_it(fixture);
    for (unsigned i = 0; i < 5; i++) {
        pid_t pid = fork();

        if (pid == 0) {
            if (open_it(fixture) == ERR_OK)
                for (uint32_t outputs = 0;; outputs++)
                    if (write_it(fixture, outputs) != ERR_OK || read_it(fixture) != ERR_OK)
                        break;
            _exit(1);
        }
        usleep((useconds_t)(30 + 23 * i) * 1000);
        assert_int_equal(kill(pid, SIGKILL), 0);
        assert_int_equal(waitpid(pid, NULL, 0), pid);
        assert_int_equal(open_it(fixture), ERR_OK);
        assert_works(fixture);
        close_it(fixture);
    }
}

static void closes_nothing(void **state)
{
    struct fixture *fixture = *state;

    fixture->driver->close(NULL);
    assert_null(io_driver_find("no such driver"));
    assert_ptr_equal(io_driver_find(fixture->driver->name), fixture->driver);
}

#define CASE(function)                                                                             \
    {                                                                                              \
#function, function, set_up, tear_down, NULL                                               \
    }

int main(void)
{
    const struct CMUnitTest cases[] = {CASE(senses_the_cabinet),
                                       CASE(switches_every_output),
                                       CASE(opens_at_rest),
                                       CASE(knows_only_what_is_wired),
                                       CASE(outlives_a_fault_that_passes),
                                       CASE(reports_a_fault_that_stays),
                                       CASE(reports_a_broken_chip),
                                       CASE(notices_an_output_that_does_not_follow),
                                       CASE(outlives_unplugging_at_every_exchange),
                                       CASE(notices_a_swapped_board),
                                       CASE(needs_the_right_address_and_speed),
                                       CASE(opens_only_what_is_named),
                                       CASE(works_after_a_killed_worker),
                                       CASE(closes_nothing)};
    int failed = 0;

    for (size_t i = 0; io_driver_at(i) != NULL; i++) {
        struct CMUnitTest run[COUNT_OF(cases)];
        char names[COUNT_OF(cases)][80];

        for (size_t j = 0; j < COUNT_OF(cases); j++) {
            run[j] = cases[j];
            snprintf(names[j], sizeof(names[j]), "%s: %s", io_driver_at(i)->name, cases[j].name);
            run[j].name = names[j];
            run[j].initial_state = (void *)(uintptr_t)io_driver_at(i);
        }
        failed += cmocka_run_group_tests_name(io_driver_at(i)->name, run, NULL, NULL);
    }
    return failed != 0;
}
