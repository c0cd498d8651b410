#include "firmware/app/device.h"

#include <string.h>

#include "drivers/printer/printer.h"
#include "firmware/app/channel.h"
#include "firmware/app/clock.h"
#include "firmware/app/log.h"
#include "firmware/app/page_message.h"
#include "firmware/app/worker.h"

#define PRINTER_PRINT_LIMIT_MS_MAX 60000
#define PRINTER_HOLD_MS 45000 /* a paper that nobody takes is drawn back after this */
#define PRINTER_MOUTH_MS 300  /* between two looks at it */
#define PRINTER_RETRACT_MS 4000

struct printing {
    struct worker worker;
    const struct printer_driver *driver;
    const char *port, *profile;
    struct printer *handle; /* NULL: not open */
    uint64_t status_ms;     /* when to ask for health next */
    uint32_t failures;      /* of looks in a row, as device_pause_ms() counts */
    uint64_t op, intent;    /* of the last page */
    bool passed;            /* the last page is past the point of no return */
    err_t result;           /* of the last page */
    bool held;              /* the mouth holds it out */
    uint64_t held_until_ms; /* then it is drawn back */
};

static void hang_up(struct printing *printing)
{
    printing->driver->close(printing->handle);
    printing->handle = NULL;
}

static err_t have_printer(struct printing *printing)
{
    err_t err;

    if (printing->handle != NULL)
        return ERR_OK;
    control_busy(&printing->worker.control, DEVICE_OPEN_LIMIT_MS);
    err = printing->driver->open(printing->port, printing->profile, DEVICE_OPEN_LIMIT_MS,
                                 &printing->handle);
    if (err != ERR_OK)
        printing->handle = NULL;
    return err;
}

static enum consumable consumable_of(enum printer_paper paper)
{
    switch (paper) {
    case PRINTER_PAPER_FULL:
        return CONSUMABLE_FULL;
    case PRINTER_PAPER_LOW:
        return CONSUMABLE_LOW;
    case PRINTER_PAPER_OUT:
        return CONSUMABLE_OUT;
    case PRINTER_PAPER_UNKNOWN:
        break;
    }
    return CONSUMABLE_UNKNOWN;
}

/* What a status means. A printer whose status channel is dead gives no proof of health. */
static err_t err_of(const struct printer_status *status)
{
    if (!status->answering)
        return ERR_TIMEOUT;
    if (status->paper_jam)
        return ERR_PAPER_JAM;
    if (status->cutter_error)
        return ERR_CUTTER;
    if (status->cover_open)
        return ERR_COVER_OPEN;
    if (status->paper == PRINTER_PAPER_OUT)
        return ERR_PAPER_OUT;
    if (!status->online || status->recoverable_error || status->unrecoverable_error)
        return ERR_DEVICE_FAULT;
    return ERR_OK;
}

static void look_after(struct printing *printing)
{
    struct printer_status status = {0};
    err_t err = have_printer(printing);

    if (err == ERR_OK) {
        err = printing->driver->status(printing->handle, DEVICE_STATUS_LIMIT_MS, &status);
        if (err != ERR_OK)
            hang_up(printing);
        else
            err = err_of(&status);
    }
    worker_health(&printing->worker, err, consumable_of(status.paper));
    printing->status_ms = clock_mono_ms() + device_pause_ms(err, &printing->failures);
}

/* ---- the mouth ---- */

static void tell_held(struct printing *printing, enum paper_held held)
{
    struct event event = {.kind = EVENT_PAPER, .at = clock_moment()};

    event.paper.op = printing->op;
    event.paper.held = held;
    printing->held = held == PAPER_HELD;
    (void)worker_tell(&printing->worker, &event, -1);
}

/* Whether the mouth holds the page that was just printed; without a mouth there is nothing to say. */
static void look_at_mouth(struct printing *printing)
{
    err_t err = printing->driver->wait_taken(printing->handle, 0);

    if (err != ERR_NOT_TAKEN)
        return;
    printing->held_until_ms = clock_mono_ms() + PRINTER_HOLD_MS;
    tell_held(printing, PAPER_HELD);
}

static void retract(struct printing *printing)
{
    err_t err;

    if (!printing->held || printing->handle == NULL)
        return;
    control_busy(&printing->worker.control, PRINTER_RETRACT_MS);
    err = printing->driver->retract(printing->handle, PRINTER_RETRACT_MS);
    if (err == ERR_STATE) {
        tell_held(printing, PAPER_TAKEN);
        return;
    }
    log_line("a paper that nobody took: %s", err == ERR_OK ? "drawn back" : err_name(err));
    tell_held(printing, PAPER_RETRACTED);
}

static void watch_mouth(struct printing *printing)
{
    err_t err = printing->handle == NULL ? ERR_NO_DEVICE
                                         : printing->driver->wait_taken(printing->handle, 0);

    if (err == ERR_NOT_TAKEN && clock_mono_ms() >= printing->held_until_ms)
        retract(printing);
    else if (err == ERR_OK)
        tell_held(printing, PAPER_TAKEN);
    else if (err == ERR_NO_DEVICE)
        printing->held = false; /* nobody can know any more */
}

/* The driver is about to mark paper: nothing in this process may come between this and the wire. */
static void passed(void *context)
{
    struct printing *printing = context;
    struct event event = {.kind = EVENT_PRINT_PASSED, .at = clock_moment()};

    printing->passed = true;
    event.op.op = printing->op;
    (void)worker_tell(&printing->worker, &event, -1);
}

static void answer(struct printing *printing)
{
    struct event event = {.kind = EVENT_PRINTED, .at = clock_moment()};

    event.op.op = printing->op;
    event.op.err = printing->result;
    worker_answer(&printing->worker, &event);
}

/* A page as the kiosk painted it. ERR_INVALID: a size that no printer takes, or other than the
 * bytes say. */
static err_t read_page(const struct channel_memory *memory, struct printer_page *out_page)
{
    struct page_message message;

    if (memory->size <= sizeof(message))
        return ERR_INVALID;
    memcpy(&message, memory->bytes, sizeof(message));
    if (message.width_dots < 1 || message.width_dots > 576 || message.height_dots < 1 ||
        message.height_dots > 8192 ||
        memory->size - sizeof(message) !=
            (size_t)message.height_dots * ((message.width_dots + 7u) / 8u))
        return ERR_INVALID;
    *out_page = (struct printer_page){.width_dots = message.width_dots,
                                      .height_dots = message.height_dots,
                                      .rows = memory->bytes + sizeof(message)};
    return ERR_OK;
}

static err_t print_page(struct printing *printing, uint32_t limit_ms, int file)
{
    struct channel_memory memory;
    struct printer_page page;
    err_t err = channel_open_memory(file, &memory);

    if (err == ERR_OK)
        err = read_page(&memory, &page);
    if (err == ERR_OK)
        err = have_printer(printing);
    if (err == ERR_OK) {
        control_busy(&printing->worker.control, limit_ms);
        err = printing->driver->print(printing->handle, &page, limit_ms, passed, printing);
    }
    channel_close_memory(&memory);
    return err;
}

/* Prints, once. The same op or the same intent again is answered, never printed. */
static void print(struct printing *printing, const struct effect_paper *paper, int file)
{
    uint32_t limit_ms =
        paper->limit_ms < PRINTER_PRINT_LIMIT_MS_MAX ? paper->limit_ms : PRINTER_PRINT_LIMIT_MS_MAX;

    if (printing->op != 0 &&
        (paper->op == printing->op || (paper->intent != 0 && paper->intent == printing->intent))) {
        log_line("intent %llu came again; not printed", (unsigned long long)paper->intent);
        channel_close(&file);
        printing->op = paper->op;
        answer(printing);
        return;
    }
    retract(printing); /* the last one's, before this one's comes out */
    printing->op = paper->op;
    printing->intent = paper->intent;
    printing->passed = false;
    printing->result = print_page(printing, limit_ms, file);
    if (printing->result != ERR_OK) {
        hang_up(printing);
        printing->result = device_certain(printing->result, printing->passed);
    }
    answer(printing);
    if (printing->result == ERR_OK)
        look_at_mouth(printing);
    look_after(printing);
}

static void take_effects(struct printing *printing)
{
    struct effect effect;
    int file;

    /* CLEAR asks for nothing here: a page is unmapped when it is printed, and what is kept of it is
     * two numbers and a result that a paper of a citizen who has gone may still be waiting for. */
    while (worker_next(&printing->worker, &effect, &file)) {
        if (effect.kind == EFFECT_PRINT) {
            print(printing, &effect.paper, file);
            continue;
        }
        channel_close(&file);
        if (effect.kind == EFFECT_RETRACT && effect.op_only.op == printing->op)
            retract(printing);
    }
}

err_t device_run_printer(const struct board *board)
{
    static struct printing printing;
    struct control_ready ready;

    printing.driver = printer_driver_find(board->printer.driver);
    printing.port = board->printer.port;
    printing.profile = board->printer.profile;
    if (printing.driver == NULL)
        return ERR_NOT_FOUND;
    worker_init(&printing.worker, DEVICE_PRINTER, CONTROL_FD);
    look_after(&printing);
    while (worker_wait(&printing.worker,
                       printing.held ? clock_mono_ms() + PRINTER_MOUTH_MS : printing.status_ms, -1,
                       &ready)) {
        take_effects(&printing);
        if (printing.held)
            watch_mouth(&printing);
        if (clock_mono_ms() >= printing.status_ms)
            look_after(&printing);
    }
    hang_up(&printing);
    worker_finish(&printing.worker);
    return ERR_OK;
}
