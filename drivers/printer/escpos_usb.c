/* Driver "escpos-usb": receipt printers that speak ESC/POS over the USB printer class, as the models
 * of profiles.def.
 *
 * How a print becomes certain: DLE EOT is answered at once, even while the paper still moves, so by
 * itself it proves nothing about the page. GS r is answered only when everything before it has been
 * carried out. So after the cut comes a GS r as a fence, and after the fence the status. A printer
 * that does not know GS r (it is asked before the page) gets the time the page takes instead, which
 * a silent jam outlives: that proof is the weaker one. A printer with a mouth proves it by the
 * sensor there: the paper is out when it lies in the mouth. Anything that falls short of an answer
 * without an error is ERR_PRINT_UNKNOWN.
 *
 * How time betrays a jam: a page may take JAM_FACTOR times as long as at the profile's slowest. When
 * that has passed, and the printer answers that all is well, but it takes no more bytes or has not
 * come to the fence, then the paper does not move. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "drivers/printer/escpos_encode.h"
#include "drivers/printer/escpos_link.h"
#include "drivers/printer/printer.h"
#include "drivers/transport/deadline.h"
#include "firmware/base/bytes.h"

#define SETTLE_MS 1500 /* feed, cut and present */
#define JAM_FACTOR 3
#define MOUTH_POLL_MS 100 /* between two looks into the mouth */

struct printer {
    struct escpos_link link;
    bool marked; /* what lies under the head may be somebody's: it is cut off first */
    bool unseen; /* nobody has asked how it is since it was opened */
    uint8_t band[ESCPOS_BAND_BYTES_MAX];
};

/* One page on its way. */
struct job {
    const struct printer_page *page;
    bool answers, fences; /* the printer has a status; it knows GS r */
    uint64_t deadline;    /* the caller's */
    uint64_t jam;         /* when time betrays a jam */
};

static const struct printer_profile *profile_of(const struct printer *printer)
{
    return printer->link.profile;
}

static bool has_mouth(const struct printer *printer)
{
    return profile_of(printer)->present_steps > 0;
}

static void pause_ms(uint32_t ms)
{
    const struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = (ms % 1000) * 1000000};

    nanosleep(&pause, NULL);
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
    if (status->paper_jam)
        return ERR_PAPER_JAM;
    if (status->cutter_error)
        return ERR_CUTTER;
    if (status->unrecoverable_error || status->recoverable_error || !status->online)
        return ERR_DEVICE_FAULT;
    return ERR_OK;
}

static err_t feed_and_cut(struct printer *printer, uint64_t deadline)
{
    const struct printer_profile *profile = profile_of(printer);
    uint8_t command[ESCPOS_COMMAND_BYTES_MAX];
    err_t err = escpos_link_send(&printer->link, command,
                                 escpos_encode_feed(profile->feed_dots, command), deadline);
    size_t size = escpos_encode_cut(profile->cutter == PRINTER_CUTTER_PARTIAL, command);

    if (err == ERR_OK && profile->cutter != PRINTER_CUTTER_NONE)
        err = escpos_link_send(&printer->link, command, size, deadline);
    return err;
}

static err_t send_retract(struct printer *printer, uint64_t deadline)
{
    uint8_t command[ESCPOS_COMMAND_BYTES_MAX];

    return escpos_link_send(&printer->link, command, escpos_encode_retract(command), deadline);
}

/* A page that did not end well still hangs in the printer: it falls as a piece of its own, or goes
 * into the bin where there is one, but never as the head of the next citizen's receipt. */
static err_t cut_off(struct printer *printer, uint64_t deadline)
{
    err_t err = printer->marked ? feed_and_cut(printer, deadline) : ERR_OK;

    if (err == ERR_OK && printer->marked && has_mouth(printer))
        err = send_retract(printer, deadline);
    if (err == ERR_OK)
        printer->marked = false;
    return err;
}

static err_t begin(struct printer *printer, uint64_t deadline)
{
    const char *prelude = profile_of(printer)->prelude;
    uint8_t command[ESCPOS_COMMAND_BYTES_MAX];
    err_t err = escpos_link_send(&printer->link, command, escpos_encode_init(command), deadline);

    if (err == ERR_OK && prelude[0] != '\0')
        err = escpos_link_send(&printer->link, (const uint8_t *)prelude, strlen(prelude), deadline);
    return err == ERR_OK ? cut_off(printer, deadline) : err;
}

/* Everything that can be refused before paper is marked. A printer that chatters, or whose packets
 * are of another layout, may say the byte of a fence at any time: its fences prove nothing. */
static err_t prepare(struct printer *printer, struct job *job)
{
    struct escpos_link *link = &printer->link;
    uint8_t command[ESCPOS_COMMAND_BYTES_MAX];
    struct printer_status now;
    bool odd, pushes;
    err_t err = escpos_link_status(link, job->deadline, &now);

    odd = link->odd;
    pushes = link->trusts_asb;
    if (err == ERR_OK)
        err = fault_of(&now);
    if (err == ERR_OK && now.presenter == PRINTER_PRESENTER_HOLDING)
        err = ERR_NOT_TAKEN;
    if (err == ERR_OK)
        err = begin(printer, job->deadline);
    if (err != ERR_OK)
        return err;
    job->answers = now.answering;
    if (job->answers && !odd && (profile_of(printer)->channels & PRINTER_CHANNEL_FENCE) != 0)
        job->fences =
            escpos_link_fence(link, deadline_left_most(job->deadline, ESCPOS_REPLY_MS)) == ERR_OK;
    if (pushes) /* ESC @ has switched it off */
        err = escpos_link_send(link, command, escpos_encode_asb(ESCPOS_ASB_ALL, command),
                               job->deadline);
    if (err == ERR_OK && deadline_left(job->deadline) == 0)
        err = ERR_TIMEOUT;
    return err;
}

static err_t hear_fault(struct printer *printer)
{
    struct printer_status pushed;

    if (!printer->link.trusts_asb || !escpos_link_listen(&printer->link, &pushed))
        return ERR_OK;
    return fault_of(&pushed);
}

static err_t send_rows(struct printer *printer, const struct job *job, uint64_t until)
{
    const struct printer_page *page = job->page;
    uint16_t band_rows = profile_of(printer)->band_rows;
    err_t err = ERR_OK;

    for (uint16_t row = 0; row < page->height_dots && err == ERR_OK;) {
        uint16_t left = (uint16_t)(page->height_dots - row);
        uint16_t count = left < band_rows ? left : band_rows;

        err = escpos_link_send(&printer->link, printer->band,
                               escpos_encode_band(page, row, count, printer->band), until);
        if (err == ERR_OK)
            err = hear_fault(printer);
        row = (uint16_t)(row + count);
    }
    bytes_wipe(printer->band, sizeof(printer->band));
    return err;
}

static err_t send_page(struct printer *printer, const struct job *job, uint64_t until)
{
    uint8_t command[ESCPOS_COMMAND_BYTES_MAX];
    err_t err = send_rows(printer, job, until);

    if (err == ERR_OK)
        err = feed_and_cut(printer, until);
    if (err == ERR_OK && has_mouth(printer))
        err = escpos_link_send(&printer->link, command,
                               escpos_encode_present(profile_of(printer)->present_steps, command),
                               until);
    return err;
}

/* Looks into the mouth until it is as wanted, or `until` comes, or something is stuck in there; with
 * `whole`, until the printer has any fault. The newest status goes to `out_status`. ERR_TIMEOUT: it
 * has not become so. */
static err_t await_mouth(struct printer *printer, enum printer_presenter wanted, bool whole,
                         uint64_t until, struct printer_status *out_status)
{
    for (;;) {
        err_t err = escpos_link_status(&printer->link, deadline_after(ESCPOS_REPLY_MS), out_status);

        if (err == ERR_OK && whole)
            err = fault_of(out_status);
        if (err == ERR_OK && out_status->paper_jam)
            err = ERR_PAPER_JAM;
        if (err != ERR_OK || out_status->presenter == wanted)
            return err;
        if (deadline_left(until) == 0)
            return ERR_TIMEOUT;
        pause_ms(deadline_left_most(until, MOUTH_POLL_MS));
    }
}

/* What silence means: time is up for a jam, or only for the caller. */
static err_t late(const struct job *job)
{
    return job->answers && deadline_left(job->jam) == 0 ? ERR_PAPER_JAM : ERR_PRINT_UNKNOWN;
}

/* Waits until the last command has been carried out, as far as the printer lets one know. */
static err_t await_end(struct printer *printer, const struct job *job, uint64_t until)
{
    uint32_t page_ms = (uint32_t)(deadline_left(job->jam) / JAM_FACTOR);
    err_t err;

    if (job->fences) {
        err = escpos_link_fence(&printer->link, deadline_left(until));
        return err == ERR_TIMEOUT ? late(job) : err;
    }
    if (deadline_left(until) < page_ms)
        return ERR_PRINT_UNKNOWN;
    pause_ms(page_ms);
    return ERR_OK;
}

/* 0 only when the printer, asked after the last command was carried out, reports no error. A mouth
 * that is empty when it should hold the paper may have been quicker emptied than looked into, so
 * that is no jam. */
static err_t confirm(struct printer *printer, const struct job *job, uint64_t until)
{
    struct printer_status now;
    err_t err, end;

    if (!job->answers)
        return ERR_PRINT_UNKNOWN;
    if (has_mouth(printer)) {
        err = await_mouth(printer, PRINTER_PRESENTER_HOLDING, true, until, &now);
        return err == ERR_TIMEOUT ? ERR_PRINT_UNKNOWN : err;
    }
    end = await_end(printer, job, until);
    err = escpos_link_status(&printer->link, deadline_after(ESCPOS_REPLY_MS), &now);
    if (err == ERR_OK)
        err = fault_of(&now);
    if (err == ERR_OK && !now.answering)
        err = ERR_PRINT_UNKNOWN;
    return err == ERR_OK ? end : err;
}

/* Why the printer took no more bytes. Its buffer is full, so it cannot even be asked; the page is
 * broken anyway, so the buffer is emptied first. */
static err_t explain(struct printer *printer, const struct job *job, err_t err)
{
    struct printer_status now;

    if (err != ERR_TIMEOUT || !job->answers)
        return err;
    err = escpos_link_reset(&printer->link, ESCPOS_REPLY_MS);
    if (err == ERR_OK)
        err = escpos_link_status(&printer->link, deadline_after(ESCPOS_REPLY_MS), &now);
    if (err == ERR_OK)
        err = fault_of(&now);
    if (err == ERR_OK)
        err = now.answering ? late(job) : ERR_TIMEOUT;
    return err;
}

static bool is_printable(const struct printer *printer, const struct printer_page *page)
{
    return page->width_dots >= 1 && page->width_dots <= PRINTER_WIDTH_DOTS_MAX &&
           page->width_dots <= profile_of(printer)->width_dots && page->height_dots >= 1 &&
           page->height_dots <= PRINTER_HEIGHT_DOTS_MAX;
}

/* After a page that went wrong. What the printer still holds of it must not come out later, when
 * somebody else stands there and the paper has been changed. A printer that merely says nothing is
 * left alone: it may be printing. */
static err_t abandon(struct printer *printer, err_t err)
{
    err_t reset =
        err == ERR_PRINT_UNKNOWN ? ERR_OK : escpos_link_reset(&printer->link, ESCPOS_REPLY_MS);

    if (reset == ERR_OK && (err == ERR_CUTTER || err == ERR_DEVICE_FAULT || err == ERR_PAPER_JAM))
        return err;
    return ERR_PRINT_UNKNOWN;
}

/* When to stop waiting for the page, with enough left to ask for a status. */
static uint64_t patience_of(const struct job *job)
{
    uint32_t left_ms = deadline_left(job->deadline), reserve_ms = left_ms / 4;
    uint64_t until;

    until = deadline_after(left_ms - (reserve_ms < ESCPOS_REPLY_MS ? reserve_ms : ESCPOS_REPLY_MS));
    return until < job->jam ? until : job->jam;
}

static err_t print(struct printer *printer, const struct printer_page *page, uint32_t limit_ms,
                   printer_passed_fn *passed, void *context)
{
    struct job job = {.page = page, .deadline = deadline_after(limit_ms)};
    uint64_t until;
    err_t err;

    if (!is_printable(printer, page))
        return ERR_LIMIT;
    err = prepare(printer, &job);
    if (err != ERR_OK)
        return err;
    passed(context);
    printer->marked = true;
    job.jam = deadline_after(
        JAM_FACTOR * (page->height_dots * 1000u / profile_of(printer)->rows_per_s + SETTLE_MS));
    until = patience_of(&job);
    err = send_page(printer, &job, until);
    err = err == ERR_OK ? confirm(printer, &job, until) : explain(printer, &job, err);
    printer->marked = err != ERR_OK;
    return err == ERR_OK ? ERR_OK : abandon(printer, err);
}

static err_t wait_taken(struct printer *printer, uint32_t limit_ms)
{
    struct printer_status now;
    err_t err;

    if (!has_mouth(printer))
        return ERR_NOT_FOUND;
    err = await_mouth(printer, PRINTER_PRESENTER_EMPTY, false, deadline_after(limit_ms), &now);
    return err == ERR_TIMEOUT && now.presenter == PRINTER_PRESENTER_HOLDING ? ERR_NOT_TAKEN : err;
}

static err_t retract(struct printer *printer, uint32_t limit_ms)
{
    uint64_t deadline = deadline_after(limit_ms);
    struct printer_status now;
    err_t err;

    if (!has_mouth(printer))
        return ERR_NOT_FOUND;
    err = escpos_link_status(&printer->link, deadline, &now);
    if (err == ERR_OK && now.presenter == PRINTER_PRESENTER_EMPTY)
        err = ERR_STATE;
    if (err == ERR_OK)
        err = send_retract(printer, deadline);
    return err == ERR_OK ? wait_taken(printer, deadline_left(deadline)) : err;
}

static void close_printer(struct printer *printer)
{
    if (printer == NULL)
        return;
    escpos_link_close(&printer->link);
    bytes_wipe(printer, sizeof(*printer));
    free(printer);
}

/* A worker that was killed may have left half a page on the paper. It is cut off as soon as the
 * printer is known to be well, while the one it belongs to may still be there. Nothing is asked of a
 * printer that has a fault, or paper in its mouth that somebody may be reaching for: then the piece
 * falls before the next page. */
static err_t status(struct printer *printer, uint32_t limit_ms, struct printer_status *out_status)
{
    uint64_t deadline = deadline_after(limit_ms);
    err_t err = escpos_link_status(&printer->link, deadline, out_status);

    if (err == ERR_OK && printer->unseen && out_status->answering &&
        fault_of(out_status) == ERR_OK && out_status->presenter != PRINTER_PRESENTER_HOLDING)
        err = cut_off(printer, deadline);
    printer->unseen = false;
    return err == ERR_NO_DEVICE ? err : ERR_OK;
}

static err_t open_printer(const char *port, const char *profile_name, uint32_t limit_ms,
                          struct printer **out_printer)
{
    const struct printer_profile *profile = printer_profile_find(profile_name);
    struct printer *printer;
    err_t err;

    *out_printer = NULL;
    if (profile == NULL)
        return ERR_NOT_FOUND;
    printer = calloc(1, sizeof(*printer));
    if (printer == NULL)
        return ERR_MEMORY;
    err = escpos_link_open(&printer->link, port, profile);
    if (err == ERR_OK) /* or the next command would be printed as the rest of a half page */
        err = escpos_link_reset(&printer->link, limit_ms);
    if (err != ERR_OK) {
        close_printer(printer);
        return err;
    }
    printer->marked = printer->unseen = true;
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
    .wait_taken = wait_taken,
    .retract = retract,
};
