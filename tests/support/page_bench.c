#include "tests/support/page_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <cairo-pdf.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "firmware/base/check.h"

#define NAME_BYTES 96
#define CASES_MAX 32

void page_bench_rest(unsigned ms)
{
    struct timespec time = {ms / 1000, (long)(ms % 1000) * 1000000};

    nanosleep(&time, NULL);
}

static cairo_status_t keep_pdf(void *context, const unsigned char *bytes, unsigned size)
{
    struct page_bench *fixture = context;

    if (fixture->job.size_bytes + size > PAGE_BENCH_PDF_BYTES_MAX)
        return CAIRO_STATUS_WRITE_ERROR;
    memcpy(fixture->pdf + fixture->job.size_bytes, bytes, size);
    fixture->job.size_bytes += size;
    return CAIRO_STATUS_SUCCESS;
}

void page_bench_make_pages(struct page_bench *fixture, uint16_t pages)
{
    cairo_surface_t *surface;
    cairo_t *cairo;

    fixture->job = (struct page_printer_job){fixture->pdf, 0, pages, PAGE_BENCH_JOB_NAME};
    surface = cairo_pdf_surface_create_for_stream(keep_pdf, fixture, 595.276, 841.89);
    cairo = cairo_create(surface);
    for (int page = 1; page <= pages; page++) {
        for (int bar = 0; bar < page; bar++)
            cairo_rectangle(cairo, 100, 100 + 40 * bar, 300, 20);
        cairo_fill(cairo);
        cairo_show_page(cairo);
    }
    cairo_destroy(cairo);
    cairo_surface_finish(surface);
    assert_int_equal(cairo_surface_status(surface), CAIRO_STATUS_SUCCESS);
    cairo_surface_destroy(surface);
}

int page_bench_set_up(void **state)
{
    struct page_bench *fixture = calloc(1, sizeof(*fixture));

    assert_non_null(fixture);
    fixture->driver = *state;
    strcpy(fixture->folder, "/tmp/page-printer-XXXXXX");
    assert_non_null(mkdtemp(fixture->folder));
    fixture->model = ipp_printer_create(fixture->folder, 0);
    assert_non_null(fixture->model);
    page_bench_make_pages(fixture, PAGE_BENCH_PAGES);
    assert_int_equal(fixture->driver->open(ipp_printer_uri(fixture->model), PAGE_BENCH_LIMIT_MS,
                                           &fixture->printer),
                     ERR_OK);
    *state = fixture;
    return 0;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *place)
{
    (void)info;
    (void)kind;
    (void)place;
    return remove(path);
}

int page_bench_tear_down(void **state)
{
    struct page_bench *fixture = *state;

    assert_int_equal(ipp_printer_counts(fixture->model).unknown, 0);
    assert_int_equal(ipp_printer_counts(fixture->model).personal, 0);
    assert_int_equal(ipp_printer_counts(fixture->model).careless, 0);
    fixture->driver->close(fixture->printer);
    ipp_printer_destroy(fixture->model);
    nftw(fixture->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(fixture);
    return 0;
}

struct ipp_printer_counts page_bench_counts(const struct page_bench *fixture)
{
    return ipp_printer_counts(fixture->model);
}

void page_bench_set_fault(struct page_bench *fixture, enum ipp_printer_fault fault, unsigned after)
{
    ipp_printer_set_fault(fixture->model, fault, after);
}

void page_bench_passed(void *context)
{
    struct page_bench *fixture = context;

    fixture->passed++;
    fixture->documents_when_passed = page_bench_counts(fixture).documents;
    if (fixture->fault_when_passed != IPP_PRINTER_FAULT_NONE)
        page_bench_set_fault(fixture, fixture->fault_when_passed, 0);
}

err_t page_bench_print(struct page_bench *fixture, uint32_t limit_ms)
{
    fixture->passed = 0;
    return fixture->driver->print(fixture->printer, &fixture->job, limit_ms, page_bench_passed,
                                  fixture);
}

void page_bench_prints(struct page_bench *fixture)
{
    struct ipp_printer_counts before = page_bench_counts(fixture), now;

    assert_int_equal(page_bench_print(fixture, PAGE_BENCH_PRINT_MS), ERR_OK);
    now = page_bench_counts(fixture);
    assert_int_equal(fixture->passed, 1);
    assert_int_equal(fixture->documents_when_passed, before.documents);
    assert_int_equal(now.sheets, before.sheets + fixture->job.pages);
    assert_int_equal(now.waiting, 0);
}

void page_bench_mends(struct page_bench *fixture)
{
    unsigned before;

    page_bench_set_fault(fixture, IPP_PRINTER_FAULT_NONE, 0);
    before = page_bench_counts(fixture).sheets;
    page_bench_rest(200);
    assert_int_equal(page_bench_counts(fixture).sheets, before);
    page_bench_prints(fixture);
}

static int run_on(const struct page_printer_driver *driver, const struct CMUnitTest *cases,
                  size_t count)
{
    static char names[CASES_MAX][NAME_BYTES];
    struct CMUnitTest run[CASES_MAX];

    CHECK(count <= CASES_MAX);
    memset(run, 0, sizeof(run));
    for (size_t i = 0; i < count; i++) {
        snprintf(names[i], NAME_BYTES, "%s: %s", driver->name, cases[i].name);
        run[i] = cases[i];
        run[i].name = names[i];
        run[i].initial_state = (void *)(uintptr_t)driver;
    }
    return _cmocka_run_group_tests(driver->name, run, count, NULL, NULL);
}

int page_bench_run(const struct CMUnitTest *cases, size_t count)
{
    int failed = 0;

    for (size_t i = 0; page_printer_driver_at(i) != NULL; i++)
        failed += run_on(page_printer_driver_at(i), cases, count);
    return failed != 0;
}
