/* Scanners on a serial line: a payload is what stands before CR, LF or both. Pure; the caller owns
 * all memory. */
#ifndef BANSHI_DRIVERS_SCANNER_LINE_PARSE_H
#define BANSHI_DRIVERS_SCANNER_LINE_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "drivers/scanner/collect.h"

/* Takes bytes that came at `now_ms` up to the end of the first line among them, and says how many
 * those are. True: a line has ended, its payload is ready for collect_finish(). Empty lines are
 * passed over, so CR LF ends one line and not two. */
bool line_take(struct collect *collect, const uint8_t *bytes, size_t size_bytes, uint64_t now_ms,
               size_t *out_used);

#endif
