/* Driver "wedge": scanners that pretend to be a keyboard, through the kernel's evdev. The keyboard
 * is grabbed, so that no key reaches anything else: a code could otherwise type into whatever
 * listens. Without the grab there is no scanner. The node must be the scanner's own: a board names
 * it by udev's /dev/input/by-id or by-path, never a keyboard of the staff. Source:
 * linux/input.h. */
#include <errno.h>
#include <linux/input.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "drivers/scanner/gather.h"
#include "drivers/scanner/node.h"
#include "drivers/scanner/scanner.h"
#include "drivers/scanner/wedge_parse.h"
#include "drivers/transport/deadline.h"
#include "firmware/base/bytes.h"

#define PREFIX "evdev:"
#define GAP_MS 100 /* between two keys; scanners type one every 1 to 30 ms, people are slower */
#define EVENTS 64
#define DRAIN_READS 256

struct scanner {
    int file;
    struct wedge wedge;
    struct input_event events[EVENTS];
    size_t event_bytes, event_at; /* what came; the event that is taken next */
};

static bool has_key(const uint8_t *bits, int key)
{
    return (bits[key / 8] & (1 << key % 8)) != 0;
}

/* A keyboard that can spell a code and end it. */
static err_t check_keyboard(const struct scanner *scanner)
{
    uint8_t bits[KEY_CNT / 8] = {0};

    if (ioctl(scanner->file, EVIOCGBIT(EV_KEY, sizeof(bits)), bits) < 0)
        return node_err(errno);
    return has_key(bits, KEY_ENTER) && has_key(bits, KEY_0) && has_key(bits, KEY_A) &&
                   has_key(bits, KEY_Z) && has_key(bits, KEY_LEFTSHIFT)
               ? ERR_OK
               : ERR_PROTOCOL;
}

static void forget_events(struct scanner *scanner)
{
    bytes_wipe(scanner->events, sizeof(scanner->events));
    scanner->event_bytes = scanner->event_at = 0;
}

static void drain(struct scanner *scanner)
{
    size_t size;

    for (int i = 0; i < DRAIN_READS; i++)
        if (node_read(scanner->file, scanner->events, sizeof(scanner->events), 0, &size) != ERR_OK)
            break;
    forget_events(scanner);
}

/* The kernel ends the grab with the file. */
static void close_scanner(struct scanner *scanner)
{
    if (scanner == NULL)
        return;
    node_close(scanner->file);
    bytes_wipe(scanner, sizeof(*scanner));
    free(scanner);
}

/* Nothing here waits: the kernel answers from memory. */
static err_t open_scanner(const char *port, uint32_t limit_ms, struct scanner **out_scanner)
{
    struct scanner *scanner = calloc(1, sizeof(*scanner));
    err_t err;

    (void)limit_ms;
    *out_scanner = NULL;
    if (scanner == NULL)
        return ERR_MEMORY;
    err = node_open(port, PREFIX, &scanner->file);
    if (err == ERR_OK)
        err = check_keyboard(scanner);
    if (err == ERR_OK && ioctl(scanner->file, EVIOCGRAB, 1) < 0)
        err = node_err(errno);
    if (err != ERR_OK) {
        close_scanner(scanner);
        return err;
    }
    drain(scanner);
    *out_scanner = scanner;
    return ERR_OK;
}

static err_t status(struct scanner *scanner, uint32_t limit_ms)
{
    int version;
    err_t err = node_status(scanner->file);

    (void)limit_ms;
    if (err == ERR_OK && ioctl(scanner->file, EVIOCGVERSION, &version) < 0)
        err = node_err(errno);
    return err;
}

/* Makes room: what was taken goes, a piece of an event moves to the front. */
static void forget_taken(struct scanner *scanner)
{
    uint8_t *bytes = (uint8_t *)scanner->events;
    size_t taken = scanner->event_at * sizeof(scanner->events[0]);
    size_t left = scanner->event_bytes - taken;

    memmove(bytes, bytes + taken, left);
    bytes_wipe(bytes + left, sizeof(scanner->events) - left);
    scanner->event_bytes = left;
    scanner->event_at = 0;
}

/* Takes events up to an Enter; what follows it is kept for the next payload. */
static bool take_events(struct scanner *scanner)
{
    uint64_t now_ms = deadline_after(0);

    while (scanner->event_at < scanner->event_bytes / sizeof(scanner->events[0])) {
        const struct input_event *from = &scanner->events[scanner->event_at++];
        struct wedge_event event = {from->type, from->code, from->value};

        if (wedge_take(&scanner->wedge, &event, now_ms))
            return true;
    }
    forget_taken(scanner);
    return false;
}

/* evdev gives whole events; nothing here depends on it. */
static err_t fetch(struct scanner *scanner, uint32_t limit_ms, bool *out_whole)
{
    size_t size;
    err_t err;

    *out_whole = take_events(scanner);
    if (*out_whole)
        return ERR_OK;
    err = node_read(scanner->file, (uint8_t *)scanner->events + scanner->event_bytes,
                    sizeof(scanner->events) - scanner->event_bytes, limit_ms, &size);
    scanner->event_bytes += size;
    if (err == ERR_OK)
        *out_whole = take_events(scanner);
    return err;
}

static struct gather gather_of(struct scanner *scanner)
{
    return (struct gather){scanner, &scanner->wedge.collect, GAP_MS, fetch};
}

static err_t scan(struct scanner *scanner, uint32_t limit_ms, struct scanner_payload *out_payload)
{
    const struct gather gather = gather_of(scanner);

    return gather_payload(&gather, deadline_after(limit_ms), out_payload);
}

static err_t forget(struct scanner *scanner)
{
    const struct gather gather = gather_of(scanner);

    return gather_forget(&gather);
}

static int file(const struct scanner *scanner)
{
    return scanner->file;
}

extern const struct scanner_driver scanner_wedge;
const struct scanner_driver scanner_wedge = {
    .name = "wedge",
    .open = open_scanner,
    .close = close_scanner,
    .status = status,
    .scan = scan,
    .forget = forget,
    .file = file,
};
