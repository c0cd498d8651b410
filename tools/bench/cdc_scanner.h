/* The virtual scanner on a serial line: a pseudo-terminal that says each code and CR LF. With
 * `needs_trigger` it looks only between the trigger commands of Honeywell (16 54 0D on, 16 55 0D
 * off). */
#ifndef BANSHI_TOOLS_BENCH_CDC_SCANNER_H
#define BANSHI_TOOLS_BENCH_CDC_SCANNER_H

#include "tools/bench/code_scanner.h"

/* Plugged in at "serial:<link>", with "#honeywell" when it needs the trigger; `link` is an absolute
 * path whose folder exists. NULL when that is impossible. */
struct code_scanner *cdc_scanner_create(const char *link, bool needs_trigger);

/* True while its lamp is on. */
bool cdc_scanner_is_lit(struct code_scanner *scanner);

#endif
