/* The virtual receipt printer: USB printer class, ESC/POS from the printer's end. It keeps the
 * paper as dots and writes each cut piece as PNG. Like a real one it has power of its own, so that
 * being unplugged takes nothing out of its memory; has an input buffer, stops taking bytes when it
 * is offline and the buffer is full, answers DLE EOT at once, even inside a picture,
 * and goes on with what it holds when the fault is mended. It knows the commands of printers in
 * general well enough to skip what it does not draw: text and bar codes take paper but leave no
 * dots. Safe to call from several threads. */
#ifndef BANSHI_TOOLS_BENCH_ESCPOS_PRINTER_H
#define BANSHI_TOOLS_BENCH_ESCPOS_PRINTER_H

#include <stdbool.h>
#include <stddef.h>
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

enum escpos_printer_kind {
    ESCPOS_PRINTER_DESK,    /* 0416:5011: DLE EOT, ASB, GS r; the paper falls */
    ESCPOS_PRINTER_VKP80,   /* 0dd4:0015: as Custom's: a mouth, DLE EOT 1 to 4 and 20; no ASB, no
                             GS r */
    ESCPOS_PRINTER_RELIANCE /* 0425:8147: as Pyramid's: as before, but the fixed bits of DLE EOT 1
                               to 4 are missing */
};

struct escpos_printer;

/* How the device shows itself; all zero is the default (a desk printer, interface 0, OUT 0x01, IN
 * 0x82). */
struct escpos_printer_shape {
    uint8_t interface, out, in;
    enum escpos_printer_kind kind;
};

/* Pieces of paper go as receipt-N.png and receipt.png (the newest) into `paper_folder`, which
 * exists; NULL: nowhere. NULL without memory. */
struct escpos_printer *escpos_printer_create(const char *paper_folder,
                                             struct escpos_printer_shape shape);
void escpos_printer_destroy(struct escpos_printer *printer);

/* The device to plug in; lives as long as the printer. */
struct bench_device *escpos_printer_device(struct escpos_printer *printer);

/* `after_rows` rows from now the fault sets in; 0: at once. */
void escpos_printer_set_fault(struct escpos_printer *printer, enum escpos_printer_fault fault,
                              unsigned after_rows);

/* By the name in the .def file; false when there is no such fault. */
bool escpos_printer_set_fault_name(struct escpos_printer *printer, const char *name,
                                   unsigned after_rows);
const char *escpos_printer_fault_name(struct escpos_printer *printer);

/* A hand takes what lies in the mouth; false when nothing does. */
bool escpos_printer_take(struct escpos_printer *printer);
bool escpos_printer_holds(struct escpos_printer *printer);

/* A hand tears off what hangs out: a printer without a cutter has no other end of a page. */
void escpos_printer_tear(struct escpos_printer *printer);

struct escpos_printer_counts {
    unsigned pages;      /* pieces cut off */
    unsigned rows;       /* picture rows printed, ever */
    unsigned characters; /* of text, ever */
    unsigned unknown;    /* commands that the model does not know: a driver's mistake */
    unsigned presented, taken, retracted;
    unsigned
        dropped; /* pieces that fell out of the mouth because another came: a driver's mistake */
};
struct escpos_printer_counts escpos_printer_counts(struct escpos_printer *printer);

/* The dot of the newest cut piece, counted from its top left; false outside of it. */
bool escpos_printer_dot(struct escpos_printer *printer, unsigned x, unsigned y);
unsigned escpos_printer_page_rows(struct escpos_printer *printer);

/* Carries out one line of the bench, `words` being what follows "printer": fault NAME [ROWS], take,
 * tear, pages, state. Writes "ok", "ok WORDS" or "error WORDS"; true for ok. */
bool escpos_printer_command(struct escpos_printer *printer, char *const words[], int count,
                            char *out_answer, size_t size_bytes);

#endif
