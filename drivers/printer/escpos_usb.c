/* Driver "escpos-usb": receipt printers that speak ESC/POS over the USB printer class.
 *
 * How a print becomes certain: DLE EOT is answered at once, even while the paper still moves, so by
 * itself it proves nothing about the page. GS r is answered only when everything before it has been
 * carried out. So after the cut comes a GS r as a fence, and after the fence the four DLE EOT. A
 * printer that does not know GS r (it is asked before the page) gets the time the page takes
 * instead. Anything that falls short of an answer without an error is ERR_PRINT_UNKNOWN. */
#include <stdlib.h>
#include <string.h>

#include "drivers/printer/escpos_encode.h"
#include "drivers/printer/escpos_status_parse.h"
#include "drivers/printer/printer.h"
#include "drivers/transport/deadline.h"
#include "drivers/transport/usb.h"
#include "firmware/base/bytes.h"
#include "firmware/base/check.h"

#define USB_CLASS_PRINTER 7
#define PRINTER_SOFT_RESET 2 /* USB printer class 1.1, section 4.2.3 */
#define REPLY_MS 500         /* a printer answers DLE EOT within some 10 ms */
#define QUIET_MS 10
#define FEED_DOTS 160  /* from the head to the cutter: 20 mm at 8 dots/mm */
#define ROWS_PER_S 400 /* 50 mm/s, a slow printer */
#define SETTLE_MS 1500 /* feed and cut */
#define ASB_REPORT (ESCPOS_ASB_ONLINE | ESCPOS_ASB_ERROR | ESCPOS_ASB_PAPER)

struct printer {
    struct usb_device *usb;
    struct usb_interface interface;
    struct escpos_stream stream;
    bool asb_fresh; /* stream.asb came since the last command */
    bool marked;    /* what lies under the head may be somebody's: it is cut off first */
    uint8_t band[ESCPOS_BAND_BYTES_MAX];
};

static err_t send(struct printer *printer, const uint8_t *bytes, size_t size, uint64_t deadline)
{
    return usb_write(printer->usb, printer->interface.bulk_out, bytes, size,
                     deadline_left(deadline));
}

/* Forgets what the printer said without being asked, e.g. because a picture held the bytes of a
 * DLE EOT. */
static void hush(struct printer *printer)
{
    if (printer->interface.bulk_in != 0)
        usb_drain(printer->usb, printer->interface.bulk_in, QUIET_MS);
    memset(&printer->stream, 0, sizeof(printer->stream));
    printer->asb_fresh = false;
}

/* The printer class's own way to empty a printer's buffers. Printers that do not know it say so;
 * that is no error. */
static err_t soft_reset(struct printer *printer, uint32_t limit_ms)
{
    struct usb_setup setup = {
        .type = 0x21, .request = PRINTER_SOFT_RESET, .index = printer->interface.number};
    err_t err = usb_control(printer->usb, &setup, NULL, limit_ms, NULL);

    return err == ERR_NO_DEVICE ? err : ERR_OK;
}

/* Reads until an item of the kind `wanted` comes. ERR_TIMEOUT: none within `limit_ms`. */
static err_t await(struct printer *printer, enum escpos_item wanted, uint32_t limit_ms,
                   uint8_t *out_byte)
{
    uint64_t deadline = deadline_after(limit_ms);
    uint8_t bytes[USB_PACKET_BYTES];
    bool found = false;
    size_t size;

    if (printer->interface.bulk_in == 0)
        return ERR_TIMEOUT;
    while (!found) {
        err_t err = usb_read(printer->usb, printer->interface.bulk_in, bytes, sizeof(bytes),
                             deadline_left(deadline), &size);

        if (err != ERR_OK)
            return err;
        for (size_t i = 0; i < size; i++) {
            enum escpos_item item = escpos_status_parse(&printer->stream, bytes[i]);

            printer->asb_fresh |= item == ESCPOS_ITEM_ASB;
            if (item == wanted && !found) {
                *out_byte = bytes[i];
                found = true;
            }
        }
    }
    return ERR_OK;
}

static err_t poll_one(struct printer *printer, uint8_t n, uint64_t deadline, uint8_t *out_reply)
{
    uint8_t command[ESCPOS_COMMAND_BYTES_MAX];
    err_t err = send(printer, command, escpos_encode_poll(n, command), deadline);

    if (err == ERR_OK)
        err = await(printer, ESCPOS_ITEM_REPLY, deadline_left_most(deadline, REPLY_MS), out_reply);
    return err;
}

/* The whole status by the four polls; when they go unanswered, by the status packet that GS a asks
 * for, which some printers know instead. Silence on both is the answer "not answering". */
static err_t ask_status(struct printer *printer, uint64_t deadline,
                        struct printer_status *out_status)
{
    uint8_t command[ESCPOS_COMMAND_BYTES_MAX], replies[ESCPOS_POLLS];
    err_t err;

    memset(out_status, 0, sizeof(*out_status));
    hush(printer);
    err = send(printer, command, escpos_encode_asb(ASB_REPORT, command), deadline);
    for (uint8_t n = 1; n <= ESCPOS_POLLS && err == ERR_OK; n++)
        err = poll_one(printer, n, deadline, &replies[n - 1]);
    if (err == ERR_OK)
        escpos_status_from_replies(replies, out_status);
    else if (err == ERR_TIMEOUT && printer->asb_fresh)
        escpos_status_from_asb(printer->stream.asb, out_status);
    return err == ERR_NO_DEVICE ? ERR_NO_DEVICE : ERR_OK;
}

static err_t status(struct printer *printer, uint32_t limit_ms, struct printer_status *out_status)
{
    return ask_status(printer, deadline_after(limit_ms), out_status);
}

/* The error a status stands for; 0 for a printer that can print or does not say. */
static err_t fault_of(const struct printer_status *status)
{
    if (!status->answering)
        return ERR_OK;
    if (status->cover_open)
        return ERR_COVER_OPEN;
    if (status->paper == PRINTER_PAPER_OUT)
        return ERR_PAPER_OUT;
    if (status->cutter_error)
        return ERR_CUTTER;
    if (status->unrecoverable_error || status->recoverable_error || !status->online)
        return ERR_DEVICE_FAULT;
    return ERR_OK;
}

/* ERR_TIMEOUT: the printer has not come to the fence, or does not know it. */
static err_t await_fence(struct printer *printer, uint32_t limit_ms)
{
    uint8_t command[ESCPOS_COMMAND_BYTES_MAX], byte;
    uint64_t deadline = deadline_after(limit_ms);
    err_t err = send(printer, command, escpos_encode_fence(command), deadline);

    if (err == ERR_OK)
        err = await(printer, ESCPOS_ITEM_FENCE, deadline_left(deadline), &byte);
    return err;
}

static err_t feed_and_cut(struct printer *printer, uint64_t deadline)
{
    uint8_t command[ESCPOS_COMMAND_BYTES_MAX];
    err_t err = send(printer, command, escpos_encode_feed(FEED_DOTS, command), deadline);

    if (err == ERR_OK)
        err = send(printer, command, escpos_encode_cut(true, command), deadline);
    return err;
}

/* A page that did not end well still hangs in the printer: it falls as a piece of its own, never as
 * the head of the next citizen's receipt. */
static err_t cut_off(struct printer *printer, uint64_t deadline)
{
    err_t err = printer->marked ? feed_and_cut(printer, deadline) : ERR_OK;

    if (err == ERR_OK)
        printer->marked = false;
    return err;
}

/* Everything that can be refused before paper is marked. */
static err_t prepare(struct printer *printer, uint64_t deadline, bool *out_answers,
                     bool *out_fences)
{
    uint8_t command[ESCPOS_COMMAND_BYTES_MAX];
    struct printer_status now;
    err_t err = ask_status(printer, deadline, &now);

    *out_answers = *out_fences = false;
    if (err == ERR_OK)
        err = fault_of(&now);
    if (err == ERR_OK)
        err = send(printer, command, escpos_encode_init(command), deadline);
    if (err == ERR_OK)
        err = cut_off(printer, deadline);
    if (err != ERR_OK)
        return err;
    *out_answers = now.answering;
    if (now.answering)
        *out_fences = await_fence(printer, deadline_left_most(deadline, REPLY_MS)) == ERR_OK;
    return deadline_left(deadline) > 0 ? ERR_OK : ERR_TIMEOUT;
}

static err_t send_page(struct printer *printer, const struct printer_page *page, uint64_t deadline)
{
    err_t err = ERR_OK;

    for (uint16_t row = 0; row < page->height_dots && err == ERR_OK;) {
        uint16_t left = (uint16_t)(page->height_dots - row);
        uint16_t count = left < ESCPOS_BAND_ROWS_MAX ? left : ESCPOS_BAND_ROWS_MAX;

        err = send(printer, printer->band, escpos_encode_band(page, row, count, printer->band),
                   deadline);
        row = (uint16_t)(row + count);
    }
    bytes_wipe(printer->band, sizeof(printer->band));
    return err == ERR_OK ? feed_and_cut(printer, deadline) : err;
}

/* 0 only when the printer, asked after the last command was carried out, reports no error. */
static err_t confirm(struct printer *printer, const struct printer_page *page, bool fences,
                     uint64_t deadline)
{
    uint32_t print_ms = page->height_dots * 1000u / ROWS_PER_S + SETTLE_MS;
    uint32_t left_ms = deadline_left(deadline), reserve_ms = left_ms / 4;
    uint32_t wait_ms = left_ms - (reserve_ms < REPLY_MS ? reserve_ms : REPLY_MS);
    struct printer_status now;
    err_t fence, err;

    if (!fences && wait_ms > print_ms)
        wait_ms = print_ms;
    hush(printer);
    fence = await_fence(printer, wait_ms);
    err = ask_status(printer, deadline_after(REPLY_MS), &now);
    if (err == ERR_OK)
        err = fault_of(&now);
    if (err == ERR_OK && (!now.answering || (fences && fence != ERR_OK)))
        err = ERR_PRINT_UNKNOWN;
    return err;
}

static bool is_printable(const struct printer_page *page)
{
    return page->width_dots >= 1 && page->width_dots <= PRINTER_WIDTH_DOTS_MAX &&
           page->height_dots >= 1 && page->height_dots <= PRINTER_HEIGHT_DOTS_MAX;
}

/* After a page that went wrong. What the printer still holds of it must not come out later, when
 * somebody else stands there and the paper has been changed. A printer that merely says nothing is
 * left alone: it may be printing. */
static err_t abandon(struct printer *printer, err_t err)
{
    err_t reset = err == ERR_PRINT_UNKNOWN ? ERR_OK : soft_reset(printer, REPLY_MS);

    if (reset == ERR_OK && (err == ERR_CUTTER || err == ERR_DEVICE_FAULT))
        return err;
    return ERR_PRINT_UNKNOWN;
}

static err_t print(struct printer *printer, const struct printer_page *page, uint32_t limit_ms,
                   printer_passed_fn *passed, void *context)
{
    uint64_t deadline = deadline_after(limit_ms);
    bool answers, fences;
    err_t err;

    if (!is_printable(page))
        return ERR_LIMIT;
    err = prepare(printer, deadline, &answers, &fences);
    if (err != ERR_OK)
        return err;
    passed(context);
    printer->marked = true;
    err = send_page(printer, page, deadline);
    if (err == ERR_OK)
        err = answers ? confirm(printer, page, fences, deadline) : ERR_PRINT_UNKNOWN;
    printer->marked = err != ERR_OK;
    return err == ERR_OK ? ERR_OK : abandon(printer, err);
}

static void close_printer(struct printer *printer)
{
    if (printer == NULL)
        return;
    usb_close(printer->usb);
    bytes_wipe(printer, sizeof(*printer));
    free(printer);
}

/* A worker that was killed may have left half a page in the printer. What is in its memory is
 * thrown away, or the next command would be printed as the rest of that page; what is on the paper
 * is cut off at once, while the one it belongs to may still be there. Nothing is asked of a printer
 * that has a fault: then the piece falls before the next page. */
static err_t clear_head(struct printer *printer, uint64_t deadline)
{
    struct printer_status now;
    err_t err = soft_reset(printer, deadline_left(deadline));

    printer->marked = true;
    if (err == ERR_OK)
        err = ask_status(printer, deadline, &now);
    if (err == ERR_OK && now.answering && fault_of(&now) == ERR_OK)
        err = cut_off(printer, deadline);
    return err == ERR_NO_DEVICE ? err : ERR_OK;
}

static err_t open_printer(const char *port, uint32_t limit_ms, struct printer **out_printer)
{
    struct printer *printer = calloc(1, sizeof(*printer));
    err_t err;

    *out_printer = NULL;
    if (printer == NULL)
        return ERR_MEMORY;
    err = usb_open(port, &printer->usb);
    if (err == ERR_OK)
        err = usb_find_interface(printer->usb, USB_CLASS_PRINTER, &printer->interface);
    if (err == ERR_OK)
        err = usb_claim(printer->usb, printer->interface.number, printer->interface.alternate);
    if (err == ERR_OK)
        err = clear_head(printer, deadline_after(limit_ms));
    if (err != ERR_OK) {
        close_printer(printer);
        return err;
    }
    *out_printer = printer;
    return ERR_OK;
}

extern const struct printer_driver escpos_usb;
const struct printer_driver escpos_usb = {
    .name = "escpos-usb",
    .open = open_printer,
    .close = close_printer,
    .status = status,
    .print = print,
};
