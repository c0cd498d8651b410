/* The class "receipt printer": what every driver of it does. Blocking functions with a limit, no
 * thread, no message; runs in the worker of that device. The caller owns all memory. */
#ifndef BANSHI_DRIVERS_PRINTER_PRINTER_H
#define BANSHI_DRIVERS_PRINTER_PRINTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"

/* Consumables as XFS4IoT names them. */
enum printer_paper {
    PRINTER_PAPER_UNKNOWN,
    PRINTER_PAPER_FULL,
    PRINTER_PAPER_LOW,
    PRINTER_PAPER_OUT
};

struct printer_status {
    enum printer_paper paper;
    bool answering; /* false: the status channel is dead (common on cheap printers): all else
                       unknown */
    bool online;
    bool cover_open;
    bool cutter_error;
    bool recoverable_error, unrecoverable_error;
};

/* One bit a dot, most significant bit left, 1 is black; rows padded to whole bytes. */
#define PRINTER_WIDTH_DOTS_MAX 576
#define PRINTER_HEIGHT_DOTS_MAX 8192

struct printer_page {
    uint16_t width_dots, height_dots; /* 1 to 576 for 80 mm paper at 8 dots/mm; 1 to 8192 */
    const uint8_t *rows;              /* height * ((width + 7) / 8) bytes */
};

/* Called by print(), at most once, exactly when the act can no longer be taken back: before the
 * first byte that marks paper is given to the wire. */
typedef void printer_passed_fn(void *context);

struct printer; /* one open printer, of any driver */

struct printer_driver {
    const char *name; /* as a board names it, e.g. "escpos-usb" */

    /* Mandatory. Opens the printer at `port` ("usb:0416:5011", "usb:0416:5011@1-3"). ERR_NO_DEVICE,
     * ERR_DENIED, ERR_BUSY. */
    err_t (*open)(const char *port, uint32_t limit_ms, struct printer **out_printer);
    void (*close)(struct printer *printer); /* Mandatory; NULL is allowed. */

    /* Mandatory. Asks for the whole status. A printer that never answers gives 0 and
     * `answering == false`. ERR_NO_DEVICE. */
    err_t (*status)(struct printer *printer, uint32_t limit_ms, struct printer_status *out_status);

    /* Mandatory. Prints one page and cuts it. 0 only when the printer itself said, after the cut,
     * that it is idle without an error. Errors before passed() was called: ERR_PAPER_OUT,
     * ERR_COVER_OPEN, ERR_CUTTER, ERR_DEVICE_FAULT, ERR_NO_DEVICE, ERR_TIMEOUT, ERR_PROTOCOL,
     * ERR_IO, ERR_LIMIT (the page has another size): nothing was printed. After it, only errors
     * that say "unknown": ERR_PRINT_UNKNOWN, ERR_CUTTER, ERR_DEVICE_FAULT: ask the person. A
     * printer whose status channel is dead prints, but never with certainty: ERR_PRINT_UNKNOWN. */
    err_t (*print)(struct printer *printer, const struct printer_page *page, uint32_t limit_ms,
                   printer_passed_fn *passed, void *context);
};

/* The driver of that name; NULL when there is none. Static memory. */
const struct printer_driver *printer_driver_find(const char *name);

/* Every driver, from index 0 until NULL: for lists and for the contract suite. Static memory. */
const struct printer_driver *printer_driver_at(size_t index);

#endif
