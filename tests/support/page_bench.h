/* A page printer on the bench, for the contract suites of its class: a driver, the virtual printer
 * it drives, and the document it prints. One fixture a case; what a helper finds wrong fails the
 * case. The driver is the case's initial state. */
#ifndef BANSHI_TESTS_SUPPORT_PAGE_BENCH_H
#define BANSHI_TESTS_SUPPORT_PAGE_BENCH_H

#include "drivers/page_printer/page_printer.h"
#include "tools/bench/ipp_printer.h"

#define PAGE_BENCH_LIMIT_MS 1500
#define PAGE_BENCH_PRINT_MS 6000
#define PAGE_BENCH_PDF_BYTES_MAX 65536
#define PAGE_BENCH_JOB_NAME "page 7"
#define PAGE_BENCH_PAGES 3

struct page_bench {
    const struct page_printer_driver *driver;
    struct ipp_printer *model;
    struct page_printer *printer;
    char folder[64];
    uint8_t pdf[PAGE_BENCH_PDF_BYTES_MAX];
    struct page_printer_job job;
    unsigned passed, documents_when_passed;   /* by the last print */
    enum ipp_printer_fault fault_when_passed; /* sets in then; NONE: nothing happens */
};

/* Plugs in the printer, opens it and makes a document of PAGE_BENCH_PAGES. */
int page_bench_set_up(void **state);

/* Whatever a case did: the driver spoke proper IPP, in no citizen's name. */
int page_bench_tear_down(void **state);

void page_bench_rest(unsigned ms);

/* A document of another length, whose page N holds N bars. */
void page_bench_make_pages(struct page_bench *fixture, uint16_t pages);

struct ipp_printer_counts page_bench_counts(const struct page_bench *fixture);
void page_bench_set_fault(struct page_bench *fixture, enum ipp_printer_fault fault, unsigned after);

/* The callback of page_bench_print(); `context` is the fixture. */
void page_bench_passed(void *context);
err_t page_bench_print(struct page_bench *fixture, uint32_t limit_ms);

/* Prints, and all sheets come out. */
void page_bench_prints(struct page_bench *fixture);

/* Once all is well again, nothing of an old document may come out, and a new one does. */
void page_bench_mends(struct page_bench *fixture);

/* Runs the cases on every driver of the class, "<driver>: <case>". Returns what main() returns. */
struct CMUnitTest;
int page_bench_run(const struct CMUnitTest *cases, size_t count);

#endif
