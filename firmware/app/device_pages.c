/* The A4 printer's worker: one document at a time, once, and its own word that all pages came out. */
#include <string.h>

#include "drivers/page_printer/page_printer.h"
#include "firmware/app/channel.h"
#include "firmware/app/clock.h"
#include "firmware/app/device.h"
#include "firmware/app/log.h"
#include "firmware/app/pages_message.h"
#include "firmware/app/worker.h"

#define PAGES_PRINT_LIMIT_MS_MAX 180000

struct pages {
    struct worker worker;
    const struct page_printer_driver *driver;
    const char *port;
    struct page_printer *handle; /* NULL: not open */
    uint64_t status_ms;          /* when to ask for health next */
    uint32_t failures;           /* of looks in a row, as device_pause_ms() counts */
    uint64_t op, intent;         /* of the last document */
    bool passed;                 /* it is past the point of no return */
    err_t result;
};

static void hang_up(struct pages *pages)
{
    pages->driver->close(pages->handle);
    pages->handle = NULL;
}

static err_t have_printer(struct pages *pages)
{
    err_t err;

    if (pages->handle != NULL)
        return ERR_OK;
    control_busy(&pages->worker.control, DEVICE_OPEN_LIMIT_MS);
    err = pages->driver->open(pages->port, DEVICE_OPEN_LIMIT_MS, &pages->handle);
    if (err != ERR_OK)
        pages->handle = NULL;
    return err;
}

static enum consumable consumable_of(const struct page_printer_status *status)
{
    enum page_printer_level level = status->media;

    if (status->marker == PAGE_PRINTER_LEVEL_OUT ||
        (status->marker == PAGE_PRINTER_LEVEL_LOW && level != PAGE_PRINTER_LEVEL_OUT))
        level = status->marker;
    switch (level) {
    case PAGE_PRINTER_LEVEL_FULL:
        return CONSUMABLE_FULL;
    case PAGE_PRINTER_LEVEL_LOW:
        return CONSUMABLE_LOW;
    case PAGE_PRINTER_LEVEL_OUT:
        return CONSUMABLE_OUT;
    case PAGE_PRINTER_LEVEL_UNKNOWN:
        break;
    }
    return CONSUMABLE_UNKNOWN;
}

static void look_after(struct pages *pages)
{
    struct page_printer_status status = {.sheets = -1};
    err_t err = have_printer(pages);

    if (err == ERR_OK) {
        control_busy(&pages->worker.control, DEVICE_STATUS_LIMIT_MS);
        err = pages->driver->status(pages->handle, DEVICE_STATUS_LIMIT_MS, &status);
        if (err != ERR_OK)
            hang_up(pages);
        else
            err = status.reason;
    }
    worker_sheets(&pages->worker, status.sheets < 0 ? SHEETS_UNKNOWN : (uint32_t)status.sheets);
    worker_health(&pages->worker, err, consumable_of(&status));
    pages->status_ms = clock_mono_ms() + device_pause_ms(err, &pages->failures);
}

/* The driver is about to give the document away: nothing in this process may come in between. */
static void passed(void *context)
{
    struct pages *pages = context;
    struct event event = {.kind = EVENT_PAGES_PASSED, .at = clock_moment()};

    pages->passed = true;
    event.op.op = pages->op;
    (void)worker_tell(&pages->worker, &event, -1);
}

static void answer(struct pages *pages)
{
    struct event event = {.kind = EVENT_PAGES_PRINTED, .at = clock_moment()};

    event.op.op = pages->op;
    event.op.err = pages->result;
    worker_answer(&pages->worker, &event);
}

static err_t print_document(struct pages *pages, uint32_t limit_ms, int file)
{
    struct page_printer_job job = {.name = "banshi"};
    struct channel_memory memory;
    struct pages_message message;
    err_t err = channel_open_memory(file, &memory);

    if (err == ERR_OK && memory.size <= sizeof(message))
        err = ERR_INVALID;
    if (err == ERR_OK) {
        memcpy(&message, memory.bytes, sizeof(message));
        job.pages = message.pages;
        job.pdf = memory.bytes + sizeof(message);
        job.size_bytes = memory.size - sizeof(message);
        err = have_printer(pages);
    }
    if (err == ERR_OK) {
        control_busy(&pages->worker.control, limit_ms + DEVICE_STATUS_LIMIT_MS);
        err = pages->driver->print(pages->handle, &job, limit_ms, passed, pages);
    }
    channel_close_memory(&memory);
    return err;
}

/* Prints, once. The same op or the same intent again is answered, never printed. */
static void print(struct pages *pages, const struct effect_pages *wish, int file)
{
    uint32_t limit_ms =
        wish->limit_ms < PAGES_PRINT_LIMIT_MS_MAX ? wish->limit_ms : PAGES_PRINT_LIMIT_MS_MAX;

    if (pages->op != 0 &&
        (wish->op == pages->op || (wish->intent != 0 && wish->intent == pages->intent))) {
        log_line("intent %llu came again; not printed", (unsigned long long)wish->intent);
        channel_close(&file);
        pages->op = wish->op;
        answer(pages);
        return;
    }
    pages->op = wish->op;
    pages->intent = wish->intent;
    pages->passed = false;
    pages->result = print_document(pages, limit_ms, file);
    if (pages->result != ERR_OK) {
        log_line("the document: %s", err_name(pages->result));
        hang_up(pages);
        pages->result = device_certain(pages->result, pages->passed);
    }
    answer(pages);
    look_after(pages);
}

static void take_effects(struct pages *pages)
{
    struct effect effect;
    int file;

    /* CLEAR asks for nothing: the document is unmapped when it is printed. */
    while (worker_next(&pages->worker, &effect, &file)) {
        if (effect.kind == EFFECT_PAGES)
            print(pages, &effect.pages, file);
        else
            channel_close(&file);
    }
}

err_t device_run_pages(const struct board *board)
{
    static struct pages pages;
    struct control_ready ready;

    pages.driver = page_printer_driver_find(board->pages.driver);
    pages.port = board->pages.port;
    if (pages.driver == NULL)
        return ERR_NOT_FOUND;
    worker_init(&pages.worker, DEVICE_PAGES, CONTROL_FD);
    look_after(&pages);
    while (worker_wait(&pages.worker, pages.status_ms, -1, &ready)) {
        take_effects(&pages);
        if (clock_mono_ms() >= pages.status_ms)
            look_after(&pages);
    }
    hang_up(&pages);
    worker_finish(&pages.worker);
    return ERR_OK;
}
