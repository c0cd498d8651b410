/* Waiting for one payload: the loop that every driver of the class shares. A driver brings a way to
 * fetch pieces; this keeps the limit, the gap after which a payload counts as lost, and the rest of
 * a lost one out of the next. Runs in the worker of the scanner; the caller owns all memory. */
#ifndef BANSHI_DRIVERS_SCANNER_GATHER_H
#define BANSHI_DRIVERS_SCANNER_GATHER_H

#include <stdbool.h>
#include <stdint.h>

#include "drivers/scanner/collect.h"
#include "drivers/scanner/scanner.h"

struct gather {
    struct scanner *scanner;
    struct collect *collect;
    uint32_t gap_ms; /* the longest pause inside a payload */

    /* Fetches what has come, or waits for it at most `limit_ms`, and gives it to `collect` up to
     * the end of one payload. ERR_TIMEOUT: nothing came; ERR_NO_DEVICE, ERR_IO. */
    err_t (*fetch)(struct scanner *scanner, uint32_t limit_ms, bool *out_whole);
};

/* scan() of the class, up to `deadline`. */
err_t MUST_USE gather_payload(const struct gather *gather, uint64_t deadline,
                              struct scanner_payload *out_payload);

/* forget() of the class. */
err_t MUST_USE gather_forget(const struct gather *gather);

#endif
