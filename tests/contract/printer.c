/* The contract of the class "receipt printer", run over every driver of the class. Each driver,
 * unmodified, drives the virtual printer it speaks to through the real libusb. */
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
#include <unistd.h>

#include "drivers/printer/printer.h"
#include "drivers/transport/usb.h"
#include "firmware/base/check.h"
#include "tools/bench/escpos_printer.h"
#include "tools/bench/plug_umockdev.h"

#define PORT 2
#define LIMIT_MS 2000
#define PRINT_MS 6000
#define ROWS 400

/* Where a driver finds its virtual device. A driver without a row fails the suite. */
static const struct {
    const char *driver, *port;
} ports[] = {{"escpos-usb", "usb:0416:5011@1-2"}};

struct fixture {
    const struct printer_driver *driver;
    const char *port;
    struct plug_umockdev *plug;
    struct escpos_printer *model;
    struct printer *printer;
    uint8_t rows[ROWS * ESCPOS_PRINTER_ROW_BYTES];
    struct printer_page page;
    unsigned passed, rows_when_passed;
};

static const char *port_of(const char *driver)
{
    for (size_t i = 0; i < COUNT_OF(ports); i++)
        if (strcmp(ports[i].driver, driver) == 0)
            return ports[i].port;
    return NULL;
}

static int set_up_shape(void **state, struct escpos_printer_shape shape)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    assert_non_null(fixture);
    fixture->driver = *state;
    fixture->port = port_of(fixture->driver->name);
    assert_non_null(fixture->port);
    fixture->plug = plug_umockdev_create();
    fixture->model = escpos_printer_create(NULL, shape);
    for (size_t i = 0; i < sizeof(fixture->rows); i++)
        fixture->rows[i] = (uint8_t)(i * 37 + i / 72);
    fixture->page = (struct printer_page){ESCPOS_PRINTER_WIDTH_DOTS, ROWS, fixture->rows};
    assert_true(plug_umockdev_insert(fixture->plug, PORT, escpos_printer_device(fixture->model)));
    assert_int_equal(fixture->driver->open(fixture->port, LIMIT_MS, &fixture->printer), ERR_OK);
    *state = fixture;
    return 0;
}

static int set_up(void **state)
{
    return set_up_shape(state, (struct escpos_printer_shape){.interface = 0});
}

static int set_up_elsewhere(void **state)
{
    return set_up_shape(state, (struct escpos_printer_shape){.interface = 1, .out = 3, .in = 0x85});
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(escpos_printer_counts(fixture->model).unknown, 0);
    fixture->driver->close(fixture->printer);
    plug_umockdev_destroy(fixture->plug);
    escpos_printer_destroy(fixture->model);
    free(fixture);
    return 0;
}

static void on_passed(void *context)
{
    struct fixture *fixture = context;

    fixture->passed++;
    fixture->rows_when_passed = escpos_printer_counts(fixture->model).rows;
}

static err_t print(struct fixture *fixture, uint32_t limit_ms)
{
    fixture->passed = 0;
    return fixture->driver->print(fixture->printer, &fixture->page, limit_ms, on_passed, fixture);
}

static unsigned pages(const struct fixture *fixture)
{
    return escpos_printer_counts(fixture->model).pages;
}

static bool dot_of_page(const struct printer_page *page, unsigned x, unsigned y)
{
    size_t width_bytes = ((size_t)page->width_dots + 7) / 8;

    return x < page->width_dots && y < page->height_dots &&
           (page->rows[y * width_bytes + x / 8] >> (7 - x % 8) & 1) != 0;
}

/* Every dot on the paper is the page's, and every other is white. */
static void assert_on_paper(const struct fixture *fixture)
{
    unsigned rows = escpos_printer_page_rows(fixture->model), wrong = 0;

    assert_true(rows >= fixture->page.height_dots);
    for (unsigned y = 0; y < rows; y++)
        for (unsigned x = 0; x < ESCPOS_PRINTER_WIDTH_DOTS; x++)
            wrong += escpos_printer_dot(fixture->model, x, y) != dot_of_page(&fixture->page, x, y);
    assert_int_equal(wrong, 0);
}

static void assert_prints(struct fixture *fixture)
{
    unsigned before = pages(fixture);

    assert_int_equal(print(fixture, PRINT_MS), ERR_OK);
    assert_int_equal(fixture->passed, 1);
    assert_int_equal(pages(fixture), before + 1);
    assert_on_paper(fixture);
}

static void prints_a_page_dot_by_dot(void **state)
{
    struct fixture *fixture = *state;

    assert_prints(fixture);
    assert_int_equal(fixture->rows_when_passed, 0);
    assert_prints(fixture);
}

static void prints_a_narrow_page(void **state)
{
    struct fixture *fixture = *state;

    fixture->page.width_dots = 381; /* the last byte of a row holds bits that are no dots */
    fixture->page.height_dots = 129;
    assert_prints(fixture);
    fixture->page.width_dots = fixture->page.height_dots = 1;
    assert_prints(fixture);
}

static void refuses_a_page_of_another_size(void **state)
{
    static const uint16_t sizes[][2] = {{577, 10}, {0, 10}, {10, 0}, {10, 8193}};
    struct fixture *fixture = *state;

    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        fixture->page.width_dots = sizes[i][0];
        fixture->page.height_dots = sizes[i][1];
        assert_int_equal(print(fixture, PRINT_MS), ERR_LIMIT);
        assert_int_equal(fixture->passed, 0);
    }
}

/* A picture may hold the bytes of a question; the printer answers them, and nobody believes it. */
static void prints_pictures_that_look_like_questions(void **state)
{
    struct fixture *fixture = *state;

    for (size_t i = 0; i + 3 < sizeof(fixture->rows); i += 101)
        memcpy(fixture->rows + i, (const uint8_t[]){0x10, 0x04, (uint8_t)(1 + i % 4)}, 3);
    assert_prints(fixture);
}

static void tells_a_whole_status(void **state)
{
    static const struct {
        enum escpos_printer_fault fault;
        struct printer_status status;
    } rows[] = {
        {ESCPOS_PRINTER_FAULT_NONE, {PRINTER_PAPER_FULL, true, true, false, false, false, false}},
        {ESCPOS_PRINTER_FAULT_NEAR_END,
         {PRINTER_PAPER_LOW, true, true, false, false, false, false}},
        {ESCPOS_PRINTER_FAULT_PAPER_OUT,
         {PRINTER_PAPER_OUT, true, false, false, false, false, false}},
        {ESCPOS_PRINTER_FAULT_COVER, {PRINTER_PAPER_FULL, true, false, true, false, false, false}},
        {ESCPOS_PRINTER_FAULT_JAM, {PRINTER_PAPER_FULL, true, false, false, false, false, true}},
        {ESCPOS_PRINTER_FAULT_DEAD_STATUS,
         {PRINTER_PAPER_UNKNOWN, false, false, false, false, false, false}},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct printer_status status;

        memset(&status, 0, sizeof(status));
        escpos_printer_set_fault(fixture->model, rows[i].fault, 0);
        assert_int_equal(fixture->driver->status(fixture->printer, LIMIT_MS, &status), ERR_OK);
        assert_int_equal(status.paper, rows[i].status.paper);
        assert_int_equal(status.answering, rows[i].status.answering);
        assert_int_equal(status.online, rows[i].status.online);
        assert_int_equal(status.cover_open, rows[i].status.cover_open);
        assert_int_equal(status.cutter_error, rows[i].status.cutter_error);
        assert_int_equal(status.unrecoverable_error, rows[i].status.unrecoverable_error);
        assert_int_equal(status.recoverable_error, rows[i].status.recoverable_error);
    }
}

static void refuses_before_paper_is_marked(void **state)
{
    static const struct {
        enum escpos_printer_fault fault;
        err_t err;
    } rows[] = {{ESCPOS_PRINTER_FAULT_PAPER_OUT, ERR_PAPER_OUT},
                {ESCPOS_PRINTER_FAULT_COVER, ERR_COVER_OPEN},
                {ESCPOS_PRINTER_FAULT_JAM, ERR_DEVICE_FAULT}};
    struct fixture *fixture = *state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        escpos_printer_set_fault(fixture->model, rows[i].fault, 0);
        assert_int_equal(print(fixture, PRINT_MS), rows[i].err);
        assert_int_equal(fixture->passed, 0);
        assert_int_equal(escpos_printer_counts(fixture->model).rows, 0);
        escpos_printer_set_fault(fixture->model, ESCPOS_PRINTER_FAULT_NONE, 0);
        assert_int_equal(escpos_printer_counts(fixture->model).rows, 0);
    }
    assert_prints(fixture);
}

static void tells_of_a_cutter_and_refuses_then(void **state)
{
    struct fixture *fixture = *state;

    escpos_printer_set_fault(fixture->model, ESCPOS_PRINTER_FAULT_CUTTER, 0);
    assert_int_equal(print(fixture, PRINT_MS), ERR_CUTTER);
    assert_int_equal(fixture->passed, 1);
    assert_int_equal(print(fixture, PRINT_MS), ERR_CUTTER);
    assert_int_equal(fixture->passed, 0);
    assert_int_equal(pages(fixture), 0);
}

/* A fault in the middle of the page is never a success, and what the printer still held of the page
 * does not come out when the fault is mended. */
static void knows_that_it_does_not_know(void **state)
{
    static const struct {
        enum escpos_printer_fault fault;
        err_t err;
    } rows[] = {{ESCPOS_PRINTER_FAULT_PAPER_OUT, ERR_PRINT_UNKNOWN},
                {ESCPOS_PRINTER_FAULT_COVER, ERR_PRINT_UNKNOWN},
                {ESCPOS_PRINTER_FAULT_JAM, ERR_PRINT_UNKNOWN}};
    struct fixture *fixture = *state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        unsigned rows_before = escpos_printer_counts(fixture->model).rows;
        unsigned pages_before = pages(fixture);
        err_t err;

        escpos_printer_set_fault(fixture->model, rows[i].fault, 100);
        err = print(fixture, LIMIT_MS);
        assert_true(err == rows[i].err || err == ERR_DEVICE_FAULT);
        assert_int_equal(err_world(err), ERR_WORLD_UNKNOWN);
        assert_int_equal(fixture->passed, 1);
        escpos_printer_set_fault(fixture->model, ESCPOS_PRINTER_FAULT_NONE, 0);
        assert_int_equal(escpos_printer_counts(fixture->model).rows, rows_before + 100);
        assert_int_equal(pages(fixture), pages_before);
        /* What hung there falls as a piece of its own, before anything is printed again. */
        assert_int_equal(print(fixture, PRINT_MS), ERR_OK);
        assert_int_equal(pages(fixture), pages_before + 2);
        assert_on_paper(fixture);
    }
}

/* The fault strikes when all bytes are already in the printer's buffer. */
static void sees_a_fault_after_the_last_byte(void **state)
{
    struct fixture *fixture = *state;
    err_t err;

    fixture->page.height_dots = 100;
    escpos_printer_set_fault(fixture->model, ESCPOS_PRINTER_FAULT_PAPER_OUT, 60);
    err = print(fixture, LIMIT_MS);
    assert_int_equal(err, ERR_PRINT_UNKNOWN);
    escpos_printer_set_fault(fixture->model, ESCPOS_PRINTER_FAULT_NONE, 0);
    assert_int_equal(escpos_printer_counts(fixture->model).rows, 60);
    escpos_printer_set_fault(fixture->model, ESCPOS_PRINTER_FAULT_JAM, 60);
    assert_int_equal(print(fixture, LIMIT_MS), ERR_DEVICE_FAULT);
}

static void prints_without_certainty_when_nothing_answers(void **state)
{
    struct fixture *fixture = *state;

    escpos_printer_set_fault(fixture->model, ESCPOS_PRINTER_FAULT_DEAD_STATUS, 0);
    assert_int_equal(print(fixture, PRINT_MS), ERR_PRINT_UNKNOWN);
    assert_int_equal(fixture->passed, 1);
    assert_int_equal(pages(fixture), 1);
    assert_on_paper(fixture);
}

/* Success means "it is out", not "it is in the buffer". */
static void waits_for_a_slow_printer(void **state)
{
    struct fixture *fixture = *state;

    escpos_printer_set_fault(fixture->model, ESCPOS_PRINTER_FAULT_SLOW, 0);
    assert_prints(fixture);
    assert_int_equal(print(fixture, 1200), ERR_PRINT_UNKNOWN);
}

static void prints_without_the_fence(void **state)
{
    struct fixture *fixture = *state;

    fixture->page.height_dots = 40;
    escpos_printer_set_fault(fixture->model, ESCPOS_PRINTER_FAULT_NO_FENCE, 0);
    assert_prints(fixture);
}

static void says_when_the_printer_was_unplugged(void **state)
{
    struct fixture *fixture = *state;
    struct printer_status status;

    assert_true(plug_umockdev_remove(fixture->plug, PORT));
    assert_int_equal(fixture->driver->status(fixture->printer, LIMIT_MS, &status), ERR_NO_DEVICE);
    assert_false(status.answering);
    assert_int_equal(print(fixture, LIMIT_MS), ERR_NO_DEVICE);
    assert_int_equal(fixture->passed, 0);
    fixture->driver->close(fixture->printer);
    assert_int_equal(fixture->driver->open(fixture->port, LIMIT_MS, &fixture->printer),
                     ERR_NO_DEVICE);
    assert_null(fixture->printer);
    assert_true(plug_umockdev_insert(fixture->plug, PORT, escpos_printer_device(fixture->model)));
    assert_int_equal(fixture->driver->open(fixture->port, LIMIT_MS, &fixture->printer), ERR_OK);
    assert_prints(fixture);
}

static void pull_out(void *context)
{
    struct fixture *fixture = context;

    fixture->passed++;
    plug_umockdev_remove(fixture->plug, PORT);
}

static void does_not_know_when_unplugged_while_printing(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(
        fixture->driver->print(fixture->printer, &fixture->page, LIMIT_MS, pull_out, fixture),
        ERR_PRINT_UNKNOWN);
    assert_int_equal(fixture->passed, 1);
}

static void lets_one_owner_at_a_time(void **state)
{
    struct fixture *fixture = *state;
    struct printer *other = NULL;

    assert_int_equal(fixture->driver->open(fixture->port, LIMIT_MS, &other), ERR_BUSY);
    assert_null(other);
    assert_prints(fixture);
}

/* What a worker killed in the middle of a picture leaves behind: the beginning of a band, with the
 * rest never to come. Runs in a process of its own, which it ends. */
static void die_in_a_picture(const char *port)
{
    static const uint8_t beginning[58] = {0x1d, 0x76, 0x30, 0x00, 0x48, 0x00, 0x80, 0x00};
    struct usb_interface interface;
    struct usb_device *device;

    if (usb_open(port, &device) == ERR_OK && usb_find_interface(device, 7, &interface) == ERR_OK &&
        usb_claim(device, interface.number, interface.alternate) == ERR_OK &&
        usb_write(device, interface.bulk_out, beginning, sizeof(beginning), LIMIT_MS) == ERR_OK)
        raise(SIGKILL);
    _exit(1);
}

/* The successor's page is whole, and nothing of the dead worker's page is on it. */
static void prints_after_a_killed_worker(void **state)
{
    struct fixture *fixture = *state;

    for (int i = 0; i < 3; i++) {
        int status;
        pid_t pid;

        fixture->driver->close(fixture->printer);
        fixture->printer = NULL;
        pid = fork();
        if (pid == 0)
            die_in_a_picture(fixture->port);
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_true(WIFSIGNALED(status));
        assert_int_equal(fixture->driver->open(fixture->port, LIMIT_MS, &fixture->printer), ERR_OK);
        assert_prints(fixture);
    }
}

static void closes_nothing(void **state)
{
    struct fixture *fixture = *state;

    fixture->driver->close(NULL);
    assert_null(printer_driver_find("no such driver"));
    assert_ptr_equal(printer_driver_find(fixture->driver->name), fixture->driver);
}

static void prints_through_the_endpoints_of_the_descriptors(void **state)
{
    assert_prints(*state);
}

#define CASE(function)                                                                             \
    {                                                                                              \
#function, function, set_up, tear_down, NULL                                               \
    }

int main(void)
{
    const struct CMUnitTest cases[] = {CASE(prints_a_page_dot_by_dot),
                                       CASE(prints_a_narrow_page),
                                       CASE(refuses_a_page_of_another_size),
                                       CASE(prints_pictures_that_look_like_questions),
                                       CASE(tells_a_whole_status),
                                       CASE(refuses_before_paper_is_marked),
                                       CASE(tells_of_a_cutter_and_refuses_then),
                                       CASE(knows_that_it_does_not_know),
                                       CASE(sees_a_fault_after_the_last_byte),
                                       CASE(prints_without_certainty_when_nothing_answers),
                                       CASE(waits_for_a_slow_printer),
                                       CASE(prints_without_the_fence),
                                       CASE(says_when_the_printer_was_unplugged),
                                       CASE(does_not_know_when_unplugged_while_printing),
                                       CASE(lets_one_owner_at_a_time),
                                       CASE(prints_after_a_killed_worker),
                                       CASE(closes_nothing),
                                       {"prints_through_the_endpoints_of_the_descriptors",
                                        prints_through_the_endpoints_of_the_descriptors,
                                        set_up_elsewhere, tear_down, NULL}};
    int failed = 0;

    for (size_t i = 0; printer_driver_at(i) != NULL; i++) {
        struct CMUnitTest run[COUNT_OF(cases)];

        for (size_t j = 0; j < COUNT_OF(cases); j++) {
            run[j] = cases[j];
            run[j].initial_state = (void *)(uintptr_t)printer_driver_at(i);
        }
        failed += cmocka_run_group_tests_name(printer_driver_at(i)->name, run, NULL, NULL);
    }
    return failed != 0;
}
