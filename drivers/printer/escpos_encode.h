/* ESC/POS commands as bytes: pure functions. Source: the makers' command references, in agreement
 * with the reference bytes of the python-escpos test suite. The caller owns all memory; `out` holds
 * ESCPOS_COMMAND_BYTES_MAX unless said otherwise; each function returns the bytes it wrote. */
#ifndef BANSHI_DRIVERS_PRINTER_ESCPOS_ENCODE_H
#define BANSHI_DRIVERS_PRINTER_ESCPOS_ENCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "drivers/printer/printer.h"

#define ESCPOS_COMMAND_BYTES_MAX 8
#define ESCPOS_BAND_ROWS_MAX 128
#define ESCPOS_BAND_BYTES_MAX (8 + ESCPOS_BAND_ROWS_MAX * (PRINTER_WIDTH_DOTS_MAX / 8))

/* What automatic status back is to report (the n of GS a). */
enum {
    ESCPOS_ASB_OFF = 0,
    ESCPOS_ASB_ONLINE = 2,
    ESCPOS_ASB_ERROR = 4,
    ESCPOS_ASB_PAPER = 8,
    ESCPOS_ASB_ALL = 14
};

/* ESC @: forget modes, not paper. */
size_t escpos_encode_init(uint8_t *out);

/* GS a n. */
size_t escpos_encode_asb(uint8_t report, uint8_t *out);

/* DLE EOT n: answered at once, whatever the printer is doing, with one byte for n from 1 to 4 and
 * with six for 20. Only between whole commands: elsewhere a printer takes it for a parameter. */
size_t escpos_encode_poll(uint8_t n, uint8_t *out);

/* GS r 1: answered with one byte after everything that was sent before it has been carried out. */
size_t escpos_encode_fence(uint8_t *out);

/* GS v 0: `row_count` (1 to ESCPOS_BAND_ROWS_MAX) rows of the page from `row_first`. Bits right of
 * the page's width are sent white. `out` holds ESCPOS_BAND_BYTES_MAX. */
size_t escpos_encode_band(const struct printer_page *page, uint16_t row_first, uint16_t row_count,
                          uint8_t *out);

/* ESC J n: paper forward by `dots`, 0 to 255. */
size_t escpos_encode_feed(uint8_t dots, uint8_t *out);

/* GS V: cuts, leaving one point uncut when `partial`. */
size_t escpos_encode_cut(bool partial, uint8_t *out);

/* GS e 3 m: the piece that was cut goes to the mouth and is held there, `steps` (1 to 255) of the
 * model's own steps outside. */
size_t escpos_encode_present(uint8_t steps, uint8_t *out);

/* GS e 2: what is in the mouth, or was cut and waits behind it, goes back into the bin. */
size_t escpos_encode_retract(uint8_t *out);

#endif
