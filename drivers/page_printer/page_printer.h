/* The class "page printer" (A4): what every driver of it does. Blocking functions with a limit, no
 * thread, no message; runs in the worker of that device. The caller owns all memory. A document is
 * personal: whoever holds one wipes it, and a driver leaves no job of ours waiting in a printer.
 *
 * A driver is one `struct page_printer_driver`, found by name in drivers/page_printer/drivers.def. */
#ifndef BANSHI_DRIVERS_PAGE_PRINTER_PAGE_PRINTER_H
#define BANSHI_DRIVERS_PAGE_PRINTER_PAGE_PRINTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"

#define PAGE_PRINTER_PAGES_MAX 100
#define PAGE_PRINTER_PDF_BYTES_MAX (16u << 20)
#define PAGE_PRINTER_NAME_BYTES 64 /* of a job, with its NUL */

/* As XFS4IoT names the states of a device. Supplies are told apart from it: a printer without
 * paper is ONLINE, and `reason` says why it cannot print. */
enum page_printer_state {
    PAGE_PRINTER_ONLINE,         /* idle */
    PAGE_PRINTER_OFFLINE,        /* paused, shut down or taking no jobs */
    PAGE_PRINTER_NO_DEVICE,      /* a queue is there, and the printer behind it is not */
    PAGE_PRINTER_HARDWARE_ERROR, /* a technician is needed */
    PAGE_PRINTER_USER_ERROR,     /* a person's doing: cover open, tray pulled out, output full */
    PAGE_PRINTER_BUSY            /* printing */
};

/* Consumables as XFS4IoT names them. */
enum page_printer_level {
    PAGE_PRINTER_LEVEL_UNKNOWN,
    PAGE_PRINTER_LEVEL_FULL,
    PAGE_PRINTER_LEVEL_LOW,
    PAGE_PRINTER_LEVEL_OUT
};

struct page_printer_status {
    enum page_printer_state state;
    enum page_printer_level media;  /* paper */
    enum page_printer_level marker; /* toner or ink */
    int32_t sheets;                 /* left in all trays together; -1: the printer does not count */
    int32_t marker_percent;         /* of the emptiest colour, 0 to 100; -1: not told */
    bool jam, cover_open;
    err_t reason; /* why nothing can be printed now, and so who can mend it; 0: it can */
};

/* A document to print, one-sided on A4. */
struct page_printer_job {
    const uint8_t *pdf;
    size_t size_bytes; /* 1 to PAGE_PRINTER_PDF_BYTES_MAX */
    uint16_t pages;    /* how many sheets must come out, 1 to PAGE_PRINTER_PAGES_MAX */
    const char *name;  /* ASCII without control characters, never personal: queues and printers
                          show it */
};

/* Called by print(), at most once, exactly when the act can no longer be taken back: before the
 * first byte of the document is given to the wire. */
typedef void page_printer_passed_fn(void *context);

struct page_printer; /* one open printer, of any driver */

struct page_printer_driver {
    const char *name; /* as a board names it, e.g. "ipp" */

    /* Mandatory. Opens the printer at `port` and cancels what a predecessor left waiting there: it
     * must not come out in front of somebody else. "ipp://HOST[:PORT]/PATH" or "ipps://...": the
     * printer itself, best by address, as a name is looked up without a limit; "cups:QUEUE": a
     * queue of the local CUPS. ERR_INVALID: no such port; ERR_NO_DEVICE: nobody there;
     * ERR_TIMEOUT; ERR_DENIED; ERR_PROTOCOL: no IPP printer; ERR_MEMORY. */
    err_t (*open)(const char *port, uint32_t limit_ms, struct page_printer **out_printer);
    void (*close)(struct page_printer *printer); /* Mandatory; NULL is allowed. */

    /* Mandatory. Asks for the whole status. A printer that cannot print gives 0 and says why in
     * `reason`. ERR_NO_DEVICE, ERR_TIMEOUT, ERR_DENIED, ERR_PROTOCOL, ERR_IO: it gave no status;
     * the next call connects again. */
    err_t (*status)(struct page_printer *printer, uint32_t limit_ms,
                    struct page_printer_status *out_status);

    /* Mandatory. Prints one document. 0 only when the printer itself said that the job is completed
     * and that as many sheets came out as the document has pages. Errors before passed() was
     * called: ERR_LIMIT (the job is outside of its limits), ERR_PAPER_OUT (also when fewer sheets
     * are left than pages), ERR_MARKER_OUT, ERR_PAPER_JAM, ERR_COVER_OPEN, ERR_NOT_TAKEN (the output
     * is full), ERR_BUSY, ERR_STATE (paused), ERR_DEVICE_FAULT, ERR_PROTOCOL (also: the printer does
     * not take PDF; put it behind a CUPS queue), ERR_NO_DEVICE, ERR_TIMEOUT, ERR_DENIED, ERR_IO:
     * nothing was printed. After it only errors that say "unknown": ERR_PAPER_JAM, ERR_DEVICE_FAULT,
     * ERR_PRINT_UNKNOWN (all else, and a printer that does not count its sheets); what was left of
     * the job is cancelled if the printer can still be reached. May go 2 s over `limit_ms` for
     * that. */
    err_t (*print)(struct page_printer *printer, const struct page_printer_job *job,
                   uint32_t limit_ms, page_printer_passed_fn *passed, void *context);
};

/* The driver of that name; NULL when there is none. Static memory. */
const struct page_printer_driver *page_printer_driver_find(const char *name);

/* Every driver, from index 0 until NULL: for lists and for the contract suite. Static memory. */
const struct page_printer_driver *page_printer_driver_at(size_t index);

#endif
