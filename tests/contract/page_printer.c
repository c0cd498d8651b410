/* The contract of the class "page printer", run over every driver of the class. Each driver,
 * unmodified, drives the virtual printer over TCP; what it prints is looked at as the sheets that
 * came out. What happens on a bad line is in page_printer_line.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "firmware/base/check.h"
#include "tests/support/page_bench.h"

/* Printing ----------------------------------------------------------------------------------- */

static void prints_every_sheet(void **state)
{
    struct page_bench *fixture = *state;
    char path[128], name[64];
    struct stat info;

    page_bench_prints(fixture);
    page_bench_make_pages(fixture, 1);
    page_bench_prints(fixture);
    ipp_printer_job_name(fixture->model, name, sizeof(name));
    assert_string_equal(name, PAGE_BENCH_JOB_NAME);
    for (int i = 1; i <= PAGE_BENCH_PAGES + 1; i++) {
        snprintf(path, sizeof(path), "%s/sheet-%d.pdf", fixture->folder, i);
        assert_int_equal(stat(path, &info), 0);
        assert_true(info.st_size > 500);
    }
    assert_int_equal(page_bench_counts(fixture).tray,
                     IPP_PRINTER_TRAY_SHEETS - PAGE_BENCH_PAGES - 1);
}

static void refuses_a_job_outside_its_limits(void **state)
{
    static char long_name[PAGE_PRINTER_NAME_BYTES + 1];
    struct page_bench *fixture = *state;
    struct page_printer_job jobs[7];

    memset(long_name, 'x', PAGE_PRINTER_NAME_BYTES);
    for (size_t i = 0; i < COUNT_OF(jobs); i++)
        jobs[i] = fixture->job;
    jobs[0].size_bytes = 0;
    jobs[1].size_bytes = PAGE_PRINTER_PDF_BYTES_MAX + 1;
    jobs[2].pages = 0;
    jobs[3].pages = PAGE_PRINTER_PAGES_MAX + 1;
    jobs[4].name = "";
    jobs[5].name = long_name;
    jobs[6].name = "a\nb";
    for (size_t i = 0; i < COUNT_OF(jobs); i++) {
        fixture->job = jobs[i];
        assert_int_equal(page_bench_print(fixture, PAGE_BENCH_PRINT_MS), ERR_LIMIT);
        assert_int_equal(fixture->passed, 0);
    }
    assert_int_equal(page_bench_counts(fixture).jobs, 0);
}

static void waits_for_a_slow_printer(void **state)
{
    struct page_bench *fixture = *state;

    page_bench_set_fault(fixture, IPP_PRINTER_FAULT_SLOW, 0);
    page_bench_prints(fixture);
    assert_int_equal(page_bench_print(fixture, 1100), ERR_PRINT_UNKNOWN);
    assert_int_equal(page_bench_counts(fixture).waiting, 0);
    page_bench_mends(fixture);
}

/* Ways of printers that are odd and no fault. */
static void prints_on_odd_printers(void **state)
{
    static const enum ipp_printer_fault odd[] = {
        IPP_PRINTER_FAULT_MEDIA_LOW, IPP_PRINTER_FAULT_TONER_LOW,   IPP_PRINTER_FAULT_NO_LEVELS,
        IPP_PRINTER_FAULT_ONLY_1_1,  IPP_PRINTER_FAULT_LATE_SHEETS, IPP_PRINTER_FAULT_DROP_ANSWER};
    struct page_bench *fixture = *state;

    for (size_t i = 0; i < COUNT_OF(odd); i++) {
        page_bench_set_fault(fixture, odd[i], 0);
        page_bench_prints(fixture);
    }
}

/* Status ------------------------------------------------------------------------------------- */

static void tells_a_whole_status(void **state)
{
    static const struct {
        enum ipp_printer_fault fault;
        struct page_printer_status is;
    } rows[] = {
#define ROW(fault, state, media, marker, sheets, percent, jam, cover, reason)                      \
    {                                                                                              \
        IPP_PRINTER_FAULT_##fault,                                                                 \
        {                                                                                          \
            PAGE_PRINTER_##state, PAGE_PRINTER_LEVEL_##media, PAGE_PRINTER_LEVEL_##marker, sheets, \
                percent, jam, cover, ERR_##reason                                                  \
        }                                                                                          \
    }
        ROW(NONE, ONLINE, FULL, FULL, 250, 80, false, false, OK),
        ROW(MEDIA_LOW, ONLINE, LOW, FULL, 12, 80, false, false, OK),
        ROW(MEDIA_EMPTY, ONLINE, OUT, FULL, 0, 80, false, false, PAPER_OUT),
        ROW(MEDIA_JAM, HARDWARE_ERROR, FULL, FULL, 250, 80, true, false, PAPER_JAM),
        ROW(COVER_OPEN, USER_ERROR, FULL, FULL, 250, 80, false, true, COVER_OPEN),
        ROW(OUTPUT_FULL, USER_ERROR, FULL, FULL, 250, 80, false, false, NOT_TAKEN),
        ROW(TONER_LOW, ONLINE, FULL, LOW, 250, 4, false, false, OK),
        ROW(TONER_EMPTY, ONLINE, FULL, OUT, 250, 0, false, false, MARKER_OUT),
        ROW(FUSER, HARDWARE_ERROR, FULL, FULL, 250, 80, false, false, DEVICE_FAULT),
        ROW(SILENT_STOP, HARDWARE_ERROR, FULL, FULL, 250, 80, false, false, DEVICE_FAULT),
        ROW(PAUSED, OFFLINE, FULL, FULL, 250, 80, false, false, OFFLINE),
        ROW(NOT_ACCEPTING, OFFLINE, FULL, FULL, 250, 80, false, false, OFFLINE),
        ROW(BUSY, BUSY, FULL, FULL, 250, 80, false, false, BUSY),
        ROW(NO_PDF, HARDWARE_ERROR, FULL, FULL, 250, 80, false, false, PROTOCOL),
        ROW(NO_LEVELS, ONLINE, FULL, UNKNOWN, -1, -1, false, false, OK),
        ROW(ONLY_1_1, ONLINE, FULL, FULL, 250, 80, false, false, OK),
#undef ROW
    };
    struct page_bench *fixture = *state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct page_printer_status now;

        page_bench_set_fault(fixture, rows[i].fault, 0);
        assert_int_equal(fixture->driver->status(fixture->printer, PAGE_BENCH_LIMIT_MS, &now),
                         ERR_OK);
        assert_int_equal(now.reason, rows[i].is.reason);
        assert_int_equal(now.state, rows[i].is.state);
        assert_int_equal(now.media, rows[i].is.media);
        assert_int_equal(now.marker, rows[i].is.marker);
        assert_int_equal(now.sheets, rows[i].is.sheets);
        assert_int_equal(now.marker_percent, rows[i].is.marker_percent);
        assert_int_equal(now.jam, rows[i].is.jam);
        assert_int_equal(now.cover_open, rows[i].is.cover_open);
    }
}

/* Faults ------------------------------------------------------------------------------------- */

static void refuses_before_the_document_is_sent(void **state)
{
    static const struct {
        enum ipp_printer_fault fault;
        err_t err;
    } rows[] = {{IPP_PRINTER_FAULT_MEDIA_EMPTY, ERR_PAPER_OUT},
                {IPP_PRINTER_FAULT_MEDIA_JAM, ERR_PAPER_JAM},
                {IPP_PRINTER_FAULT_COVER_OPEN, ERR_COVER_OPEN},
                {IPP_PRINTER_FAULT_OUTPUT_FULL, ERR_NOT_TAKEN},
                {IPP_PRINTER_FAULT_TONER_EMPTY, ERR_MARKER_OUT},
                {IPP_PRINTER_FAULT_FUSER, ERR_DEVICE_FAULT},
                {IPP_PRINTER_FAULT_SILENT_STOP, ERR_DEVICE_FAULT},
                {IPP_PRINTER_FAULT_PAUSED, ERR_OFFLINE},
                {IPP_PRINTER_FAULT_NOT_ACCEPTING, ERR_OFFLINE},
                {IPP_PRINTER_FAULT_BUSY, ERR_BUSY},
                {IPP_PRINTER_FAULT_DENY, ERR_DENIED},
                {IPP_PRINTER_FAULT_NO_PDF, ERR_PROTOCOL}};
    struct page_bench *fixture = *state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        page_bench_set_fault(fixture, rows[i].fault, 0);
        assert_int_equal(page_bench_print(fixture, PAGE_BENCH_PRINT_MS), rows[i].err);
        assert_int_equal(fixture->passed, 0);
        assert_int_equal(page_bench_counts(fixture).documents, 0);
        assert_int_equal(page_bench_counts(fixture).waiting, 0);
    }
    page_bench_mends(fixture);
}

static void refuses_more_pages_than_sheets(void **state)
{
    struct page_bench *fixture = *state;
    struct page_printer_status now;

    ipp_printer_set_tray(fixture->model, 2);
    assert_int_equal(fixture->driver->status(fixture->printer, PAGE_BENCH_LIMIT_MS, &now), ERR_OK);
    assert_int_equal(now.sheets, 2);
    assert_int_equal(now.media, PAGE_PRINTER_LEVEL_LOW);
    assert_int_equal(page_bench_print(fixture, PAGE_BENCH_PRINT_MS), ERR_PAPER_OUT);
    assert_int_equal(fixture->passed, 0);
    page_bench_make_pages(fixture, 2);
    page_bench_prints(fixture);
    assert_int_equal(page_bench_print(fixture, PAGE_BENCH_PRINT_MS), ERR_PAPER_OUT);
    ipp_printer_set_tray(fixture->model, 5);
    page_bench_mends(fixture);
}

/* A fault after the first sheet is never a success, and the sheets that had not come out then never
 * do. */
static void knows_that_it_does_not_know(void **state)
{
    static const struct {
        enum ipp_printer_fault fault;
        err_t err;
    } rows[] = {{IPP_PRINTER_FAULT_MEDIA_EMPTY, ERR_PRINT_UNKNOWN},
                {IPP_PRINTER_FAULT_MEDIA_JAM, ERR_PAPER_JAM},
                {IPP_PRINTER_FAULT_COVER_OPEN, ERR_PRINT_UNKNOWN},
                {IPP_PRINTER_FAULT_OUTPUT_FULL, ERR_PRINT_UNKNOWN},
                {IPP_PRINTER_FAULT_TONER_EMPTY, ERR_PRINT_UNKNOWN},
                {IPP_PRINTER_FAULT_FUSER, ERR_DEVICE_FAULT},
                {IPP_PRINTER_FAULT_SILENT_STOP, ERR_DEVICE_FAULT},
                {IPP_PRINTER_FAULT_ABORTED, ERR_PRINT_UNKNOWN},
                {IPP_PRINTER_FAULT_STUCK, ERR_PRINT_UNKNOWN}};
    struct page_bench *fixture = *state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        unsigned before = page_bench_counts(fixture).sheets;
        err_t err;

        page_bench_set_fault(fixture, rows[i].fault, 1);
        /* It gives up by itself when a fault stays, and at the limit when that comes before. */
        err = page_bench_print(fixture, rows[i].fault == IPP_PRINTER_FAULT_MEDIA_JAM ? 60000 : 900);
        assert_int_equal(err, rows[i].err);
        assert_int_equal(err_world(err), ERR_WORLD_UNKNOWN);
        assert_int_equal(fixture->passed, 1);
        assert_int_equal(page_bench_counts(fixture).sheets, before + 1);
        assert_int_equal(page_bench_counts(fixture).waiting, 0);
        page_bench_mends(fixture);
    }
}

static void believes_only_whole_counts(void **state)
{
    static const struct {
        enum ipp_printer_fault fault;
        unsigned sheets;
    } rows[] = {{IPP_PRINTER_FAULT_NO_SHEETS, PAGE_BENCH_PAGES},
                {IPP_PRINTER_FAULT_FEWER_SHEETS, PAGE_BENCH_PAGES - 1},
                {IPP_PRINTER_FAULT_REFUSE_DOCUMENT, 0}};
    struct page_bench *fixture = *state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        unsigned before = page_bench_counts(fixture).sheets;

        page_bench_set_fault(fixture, rows[i].fault, 0);
        assert_int_equal(page_bench_print(fixture, PAGE_BENCH_PRINT_MS), ERR_PRINT_UNKNOWN);
        assert_int_equal(fixture->passed, 1);
        assert_int_equal(page_bench_counts(fixture).sheets, before + rows[i].sheets);
    }
    /* The document has other pages than were announced. */
    page_bench_set_fault(fixture, IPP_PRINTER_FAULT_NONE, 0);
    fixture->job.pages = PAGE_BENCH_PAGES + 1;
    assert_int_equal(page_bench_print(fixture, PAGE_BENCH_PRINT_MS), ERR_PRINT_UNKNOWN);
    fixture->job.pages = PAGE_BENCH_PAGES;
    page_bench_mends(fixture);
}

static void says_what_is_no_document(void **state)
{
    static const uint8_t junk[] = "%PDF-1.5 and nothing more";
    struct page_bench *fixture = *state;

    fixture->job.pdf = junk;
    fixture->job.size_bytes = sizeof(junk) - 1;
    assert_int_equal(page_bench_print(fixture, PAGE_BENCH_PRINT_MS), ERR_PRINT_UNKNOWN);
    assert_int_equal(page_bench_counts(fixture).waiting, 0);
    page_bench_make_pages(fixture, PAGE_BENCH_PAGES);
    page_bench_mends(fixture);
}

/* Predecessors ------------------------------------------------------------------------------- */

static void say_passed(void *context)
{
    (void)!write(*(int *)context, "p", 1);
}

/* A worker that dies while its document waits in the printer. Runs in a process of its own. */
static void print_until_killed(struct page_bench *fixture, int pipe_out)
{
    struct page_printer *printer;

    if (fixture->driver->open(ipp_printer_uri(fixture->model), PAGE_BENCH_LIMIT_MS, &printer) ==
        ERR_OK)
        (void)!fixture->driver->print(printer, &fixture->job, 60000, say_passed, &pipe_out);
    _exit(1);
}

/* Its successor cancels what it left: nothing comes out later in front of somebody else. */
static void cancels_the_page_of_a_killed_worker(void **state)
{
    struct page_bench *fixture = *state;
    int ends[2], status;
    unsigned before;
    char byte;
    pid_t pid;

    page_bench_prints(fixture);
    before = page_bench_counts(fixture).sheets;
    fixture->driver->close(fixture->printer);
    fixture->printer = NULL;
    page_bench_set_fault(fixture, IPP_PRINTER_FAULT_STUCK, 1);
    assert_int_equal(pipe(ends), 0);
    pid = fork();
    if (pid == 0)
        print_until_killed(fixture, ends[1]);
    assert_int_equal(read(ends[0], &byte, 1), 1);
    while (page_bench_counts(fixture).sheets == before)
        page_bench_rest(10);
    kill(pid, SIGKILL);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    close(ends[0]);
    close(ends[1]);
    assert_int_equal(page_bench_counts(fixture).waiting, 1);
    assert_int_equal(fixture->driver->open(ipp_printer_uri(fixture->model), PAGE_BENCH_LIMIT_MS,
                                           &fixture->printer),
                     ERR_OK);
    assert_int_equal(page_bench_counts(fixture).waiting, 0);
    page_bench_mends(fixture);
}

/* Opening ------------------------------------------------------------------------------------ */

static void refuses_what_is_no_port(void **state)
{
    static const char *const ports[] = {"",
                                        "usb:0416:5011",
                                        "http://127.0.0.1:631/ipp/print",
                                        "ipp://",
                                        "ipp://somebody@127.0.0.1/ipp/print",
                                        "cups:",
                                        "cups:a/b",
                                        "ipp://127.0.0.1:99999/ipp/print"};
    struct page_bench *fixture = *state;
    struct page_printer *other;

    for (size_t i = 0; i < COUNT_OF(ports); i++) {
        assert_int_equal(fixture->driver->open(ports[i], PAGE_BENCH_LIMIT_MS, &other), ERR_INVALID);
        assert_null(other);
    }
}

static void closes_nothing(void **state)
{
    struct page_bench *fixture = *state;

    fixture->driver->close(NULL);
    assert_null(page_printer_driver_find("no such driver"));
    assert_ptr_equal(page_printer_driver_find(fixture->driver->name), fixture->driver);
}

#define CASE(function)                                                                             \
    {                                                                                              \
#function, function, page_bench_set_up, page_bench_tear_down, NULL                         \
    }

int main(void)
{
    const struct CMUnitTest cases[] = {CASE(prints_every_sheet),
                                       CASE(refuses_a_job_outside_its_limits),
                                       CASE(waits_for_a_slow_printer),
                                       CASE(prints_on_odd_printers),
                                       CASE(tells_a_whole_status),
                                       CASE(refuses_before_the_document_is_sent),
                                       CASE(refuses_more_pages_than_sheets),
                                       CASE(knows_that_it_does_not_know),
                                       CASE(believes_only_whole_counts),
                                       CASE(says_what_is_no_document),
                                       CASE(cancels_the_page_of_a_killed_worker),
                                       CASE(refuses_what_is_no_port),
                                       CASE(closes_nothing)};

    return page_bench_run(cases, COUNT_OF(cases));
}
