/* The virtual scanner that each driver of the class is made for, and what each of its faults gives:
 * the table that the contract suite of scanners runs over. */
#ifndef BANSHI_TESTS_SUPPORT_SCANNER_ENDS_H
#define BANSHI_TESTS_SUPPORT_SCANNER_ENDS_H

#include <stdbool.h>
#include <stddef.h>

#include "drivers/scanner/scanner.h"
#include "tools/bench/code_scanner.h"
#include "tools/bench/plug_umockdev.h"

/* What opening it gives, and what comes of a code then. */
struct scanner_expectation {
    const char *fault;
    err_t open, scan;
};

struct scanner_end {
    const char *driver;
    struct code_scanner *(*make)(struct plug_umockdev *plug); /* NULL: impossible here */
    const struct scanner_expectation *faults;
    size_t fault_count;
    const char *symbology, *missing, *foreign; /* ports: well formed; of another driver */
    bool one_owner;
};

/* NULL: a driver without a row, which fails the suite. Static memory. */
const struct scanner_end *scanner_end_of(const struct scanner_driver *driver);

#endif
