/* The code scanner's worker. Whatever is read while nobody wants a code is thrown away as it comes, so
 * that a scan need not begin by guessing what is old: whoever holds a code before the scanner the
 * moment the glass asks for it is heard. */
#include <string.h>

#include "drivers/scanner/payload_parse.h"
#include "drivers/scanner/scanner.h"
#include "firmware/app/clock.h"
#include "firmware/app/device.h"
#include "firmware/app/scanner_camera.h"
#include "firmware/app/worker.h"
#include "firmware/base/bytes.h"
#include "firmware/base/text.h"

#define SCANNER_SLICE_MS 200 /* so that the kiosk is heard while nobody holds a code before it */

struct scanning {
    struct worker worker;
    const struct scanner_driver *driver;
    const char *port;
    struct scanner *handle; /* NULL: not open */
    uint64_t status_ms;     /* when to ask for health next */
    uint32_t failures;      /* of looks in a row, as device_pause_ms() counts */
    uint64_t op, until_ms;  /* of the scan under way; 0: none */
};

static void hang_up(struct scanning *scanning)
{
    scanning->driver->close(scanning->handle);
    scanning->handle = NULL;
}

static err_t have_scanner(struct scanning *scanning)
{
    err_t err;

    if (scanning->handle != NULL)
        return ERR_OK;
    control_busy(&scanning->worker.control, DEVICE_OPEN_LIMIT_MS);
    err = scanning->driver->open(scanning->port, DEVICE_OPEN_LIMIT_MS, &scanning->handle);
    if (err != ERR_OK)
        scanning->handle = NULL;
    return err;
}

static void look_after(struct scanning *scanning)
{
    err_t err = have_scanner(scanning);

    if (err == ERR_OK)
        err = scanning->driver->status(scanning->handle, DEVICE_STATUS_LIMIT_MS);
    if (err == ERR_OK)
        err = scanning->driver->forget(scanning->handle);
    if (err != ERR_OK)
        hang_up(scanning);
    worker_health(&scanning->worker, err, CONSUMABLE_UNKNOWN);
    scanning->status_ms = clock_mono_ms() + device_pause_ms(err, &scanning->failures);
}

/* False: the scanner is gone. */
static bool forget(struct scanning *scanning)
{
    return scanning->handle == NULL || scanning->driver->forget(scanning->handle) == ERR_OK;
}

/* Ends the scan; `payload` is NULL without one, and is wiped by its owner. What else was read is old
 * from here on, and thrown away before the kiosk can ask for the next. */
static void answer(struct scanning *scanning, err_t err, const struct payload *payload)
{
    struct event event = {.kind = EVENT_SCANNED, .at = clock_moment()};

    event.scanned.op = scanning->op;
    event.scanned.err = err;
    if (payload != NULL && payload->length >= sizeof(event.scanned.text))
        event.scanned.err = ERR_LIMIT;
    else if (payload != NULL)
        text_copy(event.scanned.text, sizeof(event.scanned.text), payload->text);
    scanning->op = 0;
    (void)forget(scanning); /* that it is gone shows at the next look */
    worker_answer(&scanning->worker, &event);
    bytes_wipe(&event, sizeof(event));
}

/* A code that came: only what is one of ours goes on. */
static void take(struct scanning *scanning, const struct scanner_payload *raw)
{
    struct payload payload;
    err_t err = payload_parse(raw->bytes, raw->size, &payload);

    answer(scanning, err, err == ERR_OK ? &payload : NULL);
    bytes_wipe(&payload, sizeof(payload));
}

static void scan_once(struct scanning *scanning)
{
    struct scanner_payload raw;
    err_t err = scanning->driver->scan(scanning->handle, SCANNER_SLICE_MS, &raw);

    if (err == ERR_OK)
        take(scanning, &raw);
    else if (err == ERR_LIMIT || err == ERR_PROTOCOL)
        answer(scanning, ERR_INVALID, NULL);
    else if (err != ERR_TIMEOUT) {
        hang_up(scanning);
        worker_health(&scanning->worker, err, CONSUMABLE_UNKNOWN);
        answer(scanning, err, NULL);
    } else if (clock_mono_ms() >= scanning->until_ms) {
        answer(scanning, ERR_TIMEOUT, NULL);
    }
    bytes_wipe(&raw, sizeof(raw));
}

static void begin(struct scanning *scanning, const struct effect_scan *wish)
{
    struct worker *worker = &scanning->worker;
    err_t err;

    if (wish->op == 0 || wish->op == scanning->op)
        return;
    if (worker->answer.kind == EVENT_SCANNED && worker->answer.scanned.op == wish->op) {
        worker->answer_due = true; /* asked again by a reborn kiosk */
        return;
    }
    worker_forget(worker);
    scanning->op = wish->op;
    scanning->until_ms = clock_mono_ms() + wish->limit_ms;
    err = have_scanner(scanning);
    if (err != ERR_OK)
        answer(scanning, err, NULL);
}

static void take_effects(struct scanning *scanning)
{
    struct effect effect;

    while (worker_next(&scanning->worker, &effect, NULL)) {
        if (effect.kind == EFFECT_SCAN) {
            begin(scanning, &effect.scan);
        } else if (effect.kind == EFFECT_SCAN_CANCEL && scanning->op != 0 &&
                   effect.op_only.op == scanning->op) {
            answer(scanning, ERR_CANCELLED, NULL);
        } else if (effect.kind == EFFECT_CLEAR) {
            scanning->op = 0;
            (void)forget(scanning);
            worker_forget(&scanning->worker);
        }
    }
}

static int file_of(const struct scanning *scanning)
{
    return scanning->handle == NULL ? -1 : scanning->driver->file(scanning->handle);
}

err_t device_run_scanner(const struct board *board)
{
    static struct scanning scanning;
    struct control_ready ready;

    scanning.driver = strcmp(board->scanner.driver, scanner_camera.name) == 0
                          ? &scanner_camera
                          : scanner_driver_find(board->scanner.driver);
    scanning.port = board->scanner.port;
    if (scanning.driver == NULL)
        return ERR_NOT_FOUND;
    worker_init(&scanning.worker, DEVICE_SCANNER, CONTROL_FD);
    look_after(&scanning);
    while (worker_wait(&scanning.worker, scanning.op != 0 ? clock_mono_ms() : scanning.status_ms,
                       file_of(&scanning), &ready)) {
        take_effects(&scanning);
        if (scanning.op != 0)
            scan_once(&scanning);
        else if ((ready.extra && !forget(&scanning)) || clock_mono_ms() >= scanning.status_ms)
            look_after(&scanning);
    }
    hang_up(&scanning);
    worker_finish(&scanning.worker);
    return ERR_OK;
}
