/* The virtual receipt printer 0416:5011: USB printer class, ESC/POS from the printer's end. It
 * keeps the paper as dots and writes each cut piece as PNG. Like a real one it has an input buffer,
 * stops taking bytes when it is offline and the buffer is full, answers DLE EOT at once, even
 * inside a picture, and goes on with what it holds when the fault is mended. Safe to call from
 * several threads. */
#ifndef BANSHI_TOOLS_BENCH_ESCPOS_PRINTER_H
#define BANSHI_TOOLS_BENCH_ESCPOS_PRINTER_H

#include <stdbool.h>
#include <stdint.h>

#include "tools/bench/device.h"

#define ESCPOS_PRINTER_WIDTH_DOTS 576
#define ESCPOS_PRINTER_ROW_BYTES (ESCPOS_PRINTER_WIDTH_DOTS / 8)

enum escpos_printer_fault {
#define ESCPOS_PRINTER_FAULT(id, name, help) ESCPOS_PRINTER_FAULT_##id,
#include "tools/bench/escpos_printer_faults.def"
#undef ESCPOS_PRINTER_FAULT
    ESCPOS_PRINTER_FAULT_COUNT
};

struct escpos_printer;

/* How the device shows itself; all zero is the default (interface 0, OUT 0x01, IN 0x82). */
struct escpos_printer_shape {
    uint8_t interface, out, in;
};

/* Pieces of paper go as receipt-N.png and receipt.png (the newest) into `paper_folder`, which
 * exists; NULL: nowhere. NULL without memory. */
struct escpos_printer *escpos_printer_create(const char *paper_folder,
                                             struct escpos_printer_shape shape);
void escpos_printer_destroy(struct escpos_printer *printer);

/* The device to plug in; lives as long as the printer. */
struct bench_device *escpos_printer_device(struct escpos_printer *printer);

/* `after_rows` rows from now the fault sets in (paper-out, cover, jam); 0: at once. */
void escpos_printer_set_fault(struct escpos_printer *printer, enum escpos_printer_fault fault,
                              unsigned after_rows);

/* By the name in the .def file; false when there is no such fault. */
bool escpos_printer_set_fault_name(struct escpos_printer *printer, const char *name,
                                   unsigned after_rows);
const char *escpos_printer_fault_name(struct escpos_printer *printer);

struct escpos_printer_counts {
    unsigned pages;   /* pieces cut off */
    unsigned rows;    /* picture rows printed, ever */
    unsigned unknown; /* commands that the model does not know: a driver's mistake */
};
struct escpos_printer_counts escpos_printer_counts(struct escpos_printer *printer);

/* The dot of the newest cut piece, counted from its top left; false outside of it. */
bool escpos_printer_dot(struct escpos_printer *printer, unsigned x, unsigned y);
unsigned escpos_printer_page_rows(struct escpos_printer *printer);

#endif
