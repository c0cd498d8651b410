/* The contract of the class "page printer" on a bad line, run over every driver of the class:
 * silence, nonsense, and a network that breaks at every single request. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "drivers/transport/deadline.h"
#include "firmware/base/check.h"
#include "tests/support/page_bench.h"

#define LINE_MS 1500

static const struct {
    enum ipp_printer_fault fault;
    err_t err;
} line_faults[] = {
    {IPP_PRINTER_FAULT_SILENT, ERR_TIMEOUT},    {IPP_PRINTER_FAULT_DRIP, ERR_TIMEOUT},
    {IPP_PRINTER_FAULT_ENDLESS, ERR_PROTOCOL},  {IPP_PRINTER_FAULT_GARBAGE, ERR_PROTOCOL},
    {IPP_PRINTER_FAULT_HTTP_500, ERR_PROTOCOL}, {IPP_PRINTER_FAULT_HTTP_401, ERR_DENIED}};

static void keeps_its_limits_on_a_bad_line(void **state)
{
    struct page_bench *fixture = *state;

    for (size_t i = 0; i < COUNT_OF(line_faults); i++) {
        struct page_printer_status now;
        struct page_printer *other;
        uint64_t end = deadline_after(3 * LINE_MS + 500);

        page_bench_set_fault(fixture, line_faults[i].fault, 0);
        assert_int_equal(fixture->driver->status(fixture->printer, LINE_MS, &now),
                         line_faults[i].err);
        assert_int_equal(page_bench_print(fixture, LINE_MS), line_faults[i].err);
        assert_int_equal(fixture->passed, 0);
        assert_int_equal(fixture->driver->open(ipp_printer_uri(fixture->model), LINE_MS, &other),
                         line_faults[i].err);
        assert_null(other);
        assert_true(deadline_left(end) > 0);
    }
    page_bench_mends(fixture);
}

/* The line breaks in the moment of no return. */
static void does_not_know_when_the_line_breaks(void **state)
{
    struct page_bench *fixture = *state;

    for (size_t i = 0; i < COUNT_OF(line_faults); i++) {
        uint64_t end = deadline_after(700 + 2000 + 500);
        struct ipp_printer_counts before = page_bench_counts(fixture);

        fixture->fault_when_passed = line_faults[i].fault;
        assert_int_equal(page_bench_print(fixture, 700), ERR_PRINT_UNKNOWN);
        assert_int_equal(fixture->passed, 1);
        assert_true(deadline_left(end) > 0);
        fixture->fault_when_passed = IPP_PRINTER_FAULT_NONE;
        page_bench_set_fault(fixture, IPP_PRINTER_FAULT_NONE, 0);
        page_bench_rest(300); /* what it took it may have printed: that is why nobody knows */
        assert_true(page_bench_counts(fixture).sheets <= before.sheets + PAGE_BENCH_PAGES);
        page_bench_mends(fixture);
    }
}

static void does_not_know_when_the_line_stays_dead(void **state)
{
    struct page_bench *fixture = *state;

    page_bench_set_fault(fixture, IPP_PRINTER_FAULT_LOST, 0);
    assert_int_equal(page_bench_print(fixture, 2000), ERR_PRINT_UNKNOWN);
    assert_int_equal(fixture->passed, 1);
    page_bench_mends(fixture);
}

/* The line dies at every single request of a print, and comes back afterwards. */
static void survives_a_dead_line_at_every_request(void **state)
{
    struct page_bench *fixture = *state;
    err_t err = ERR_IO;

    for (unsigned request = 1; request < 20 && err != ERR_OK; request++) {
        struct ipp_printer_counts before = page_bench_counts(fixture), now;

        ipp_printer_cut_line(fixture->model, request);
        err = page_bench_print(fixture, 800);
        now = page_bench_counts(fixture);
        if (fixture->passed == 0)
            assert_int_equal(now.documents, before.documents);
        else
            assert_true(err == ERR_OK || err_world(err) == ERR_WORLD_UNKNOWN);
        assert_true(err != ERR_OK || now.sheets == before.sheets + PAGE_BENCH_PAGES);
        page_bench_set_fault(fixture, IPP_PRINTER_FAULT_NONE, 0);
        page_bench_prints(fixture);
    }
    assert_int_equal(err, ERR_OK); /* the line died after the last request */
}

static void says_when_the_printer_was_unplugged(void **state)
{
    struct page_bench *fixture = *state;
    struct page_printer_status now;
    struct page_printer *other;

    ipp_printer_unplug(fixture->model);
    assert_int_equal(fixture->driver->status(fixture->printer, PAGE_BENCH_LIMIT_MS, &now),
                     ERR_NO_DEVICE);
    assert_int_equal(page_bench_print(fixture, PAGE_BENCH_LIMIT_MS), ERR_NO_DEVICE);
    assert_int_equal(fixture->passed, 0);
    assert_int_equal(
        fixture->driver->open(ipp_printer_uri(fixture->model), PAGE_BENCH_LIMIT_MS, &other),
        ERR_NO_DEVICE);
    assert_null(other);
    assert_true(ipp_printer_plug(fixture->model));
    page_bench_prints(fixture);
}

static void pull_out(void *context)
{
    struct page_bench *fixture = context;

    fixture->passed++;
    ipp_printer_unplug(fixture->model);
}

static void does_not_know_when_unplugged_while_printing(void **state)
{
    struct page_bench *fixture = *state;

    assert_int_equal(fixture->driver->print(fixture->printer, &fixture->job, PAGE_BENCH_LIMIT_MS,
                                            pull_out, fixture),
                     ERR_PRINT_UNKNOWN);
    assert_int_equal(fixture->passed, 1);
    assert_int_equal(page_bench_counts(fixture).documents, 0);
    assert_true(ipp_printer_plug(fixture->model));
    page_bench_mends(fixture);
}

/* Another printer at the same place, which never heard of our jobs. */
static void prints_on_a_swapped_printer(void **state)
{
    struct page_bench *fixture = *state;
    char uri[IPP_PRINTER_URI_BYTES];
    unsigned port;

    page_bench_prints(fixture);
    strcpy(uri, ipp_printer_uri(fixture->model));
    assert_int_equal(sscanf(uri, "ipp://127.0.0.1:%u/", &port), 1);
    ipp_printer_destroy(fixture->model);
    fixture->model = ipp_printer_create(fixture->folder, (uint16_t)port);
    assert_non_null(fixture->model);
    page_bench_prints(fixture);
}

#define CASE(function)                                                                             \
    {                                                                                              \
#function, function, page_bench_set_up, page_bench_tear_down, NULL                         \
    }

int main(void)
{
    const struct CMUnitTest cases[] = {CASE(keeps_its_limits_on_a_bad_line),
                                       CASE(does_not_know_when_the_line_breaks),
                                       CASE(does_not_know_when_the_line_stays_dead),
                                       CASE(survives_a_dead_line_at_every_request),
                                       CASE(says_when_the_printer_was_unplugged),
                                       CASE(does_not_know_when_unplugged_while_printing),
                                       CASE(prints_on_a_swapped_printer)};

    return page_bench_run(cases, COUNT_OF(cases));
}
