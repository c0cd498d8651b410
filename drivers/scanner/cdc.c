/* Driver "cdc": scanners on a serial line, be it a USB one (CDC ACM, /dev/ttyACM*) or a real one.
 * They send the code and CR, LF or both, and nothing else; a checksum there is none.
 *
 * Port: "serial:/dev/PATH", "serial:/dev/PATH@BAUD", or one of these with "#PROFILE". Without a
 * profile the scanner decides by itself when it looks; with one it looks only while scan()
 * waits. */
#include <stdlib.h>
#include <string.h>

#include "drivers/scanner/collect.h"
#include "drivers/scanner/gather.h"
#include "drivers/scanner/line_parse.h"
#include "drivers/scanner/scanner.h"
#include "drivers/transport/deadline.h"
#include "drivers/transport/serial.h"
#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "firmware/base/text.h"

#define BAUD 115200
#define GAP_MS 200 /* between two pieces of one payload */
#define OFF_MS 100 /* to switch the scanner off again, even after the limit has ended */
#define PIECE_BYTES 256
#define PORT_BYTES (SERIAL_PATH_BYTES + 32)

struct trigger {
    const char *name;
    uint8_t on[4], off[4];
    uint8_t on_size, off_size;
};

/* Source: Honeywell's "trigger commands" of its area imagers; Youjie speaks the same. */
static const struct trigger triggers[] = {
    {"honeywell", {0x16, 0x54, 0x0d}, {0x16, 0x55, 0x0d}, 3, 3},
};

static const struct trigger no_trigger = {.name = ""};

struct scanner {
    struct serial_line *line;
    const struct trigger *trigger;
    struct collect collect;
    uint8_t piece[PIECE_BYTES];
    size_t piece_size, piece_at; /* bytes from `piece_at` on were not taken yet */
};

static const struct trigger *trigger_find(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(triggers); i++)
        if (strcmp(triggers[i].name, name) == 0)
            return &triggers[i];
    return NULL;
}

/* Splits "PORT#PROFILE". */
static err_t parse_port(const char *text, struct serial_port *out_port,
                        const struct trigger **out_trigger)
{
    char port[PORT_BYTES], *mark;

    *out_trigger = &no_trigger;
    if (!text_copy(port, sizeof(port), text))
        return ERR_INVALID;
    mark = strrchr(port, '#');
    if (mark != NULL) {
        *mark = '\0';
        *out_trigger = trigger_find(mark + 1);
    }
    return *out_trigger == NULL ? ERR_INVALID : serial_port_parse(port, BAUD, out_port);
}

static void close_scanner(struct scanner *scanner)
{
    if (scanner == NULL)
        return;
    serial_close(scanner->line);
    bytes_wipe(scanner, sizeof(*scanner));
    free(scanner);
}

static err_t open_scanner(const char *port, uint32_t limit_ms, struct scanner **out_scanner)
{
    struct scanner *scanner = calloc(1, sizeof(*scanner));
    struct serial_port where;
    err_t err;

    *out_scanner = NULL;
    if (scanner == NULL)
        return ERR_MEMORY;
    err = parse_port(port, &where, &scanner->trigger);
    if (err == ERR_OK)
        err = serial_open(where.path, where.baud, false, &scanner->line);
    if (err == ERR_OK && scanner->trigger->off_size > 0)
        err = serial_write(scanner->line, scanner->trigger->off, scanner->trigger->off_size,
                           limit_ms);
    if (err != ERR_OK) {
        close_scanner(scanner);
        return err;
    }
    serial_flush(scanner->line);
    *out_scanner = scanner;
    return ERR_OK;
}

/* Looks at the line without losing what comes: a scanner has no answer to ask for. */
static err_t status(struct scanner *scanner, uint32_t limit_ms)
{
    size_t room = sizeof(scanner->piece) - scanner->piece_size, size;
    err_t err;

    (void)limit_ms;
    if (room == 0)
        return ERR_OK;
    err = serial_read(scanner->line, scanner->piece + scanner->piece_size, room, 0, &size);
    if (err == ERR_OK)
        scanner->piece_size += size;
    return err == ERR_TIMEOUT ? ERR_OK : err;
}

/* Takes bytes up to the end of a line; what follows it is kept for the next payload. */
static bool take_piece(struct scanner *scanner)
{
    size_t used;
    bool whole = line_take(&scanner->collect, scanner->piece + scanner->piece_at,
                           scanner->piece_size - scanner->piece_at, deadline_after(0), &used);

    scanner->piece_at += used;
    if (scanner->piece_at == scanner->piece_size) {
        bytes_wipe(scanner->piece, sizeof(scanner->piece));
        scanner->piece_at = scanner->piece_size = 0;
    }
    return whole;
}

static err_t fetch(struct scanner *scanner, uint32_t limit_ms, bool *out_whole)
{
    err_t err;

    *out_whole = take_piece(scanner);
    if (*out_whole)
        return ERR_OK;
    err = serial_read(scanner->line, scanner->piece, sizeof(scanner->piece), limit_ms,
                      &scanner->piece_size);
    if (err == ERR_OK)
        *out_whole = take_piece(scanner);
    return err;
}

static struct gather gather_of(struct scanner *scanner)
{
    return (struct gather){scanner, &scanner->collect, GAP_MS, fetch};
}

/* The lamp goes out whatever happened; that this fails is told by the next call. */
static err_t scan(struct scanner *scanner, uint32_t limit_ms, struct scanner_payload *out_payload)
{
    const struct gather gather = gather_of(scanner);
    const struct trigger *trigger = scanner->trigger;
    uint64_t deadline = deadline_after(limit_ms);
    err_t err = ERR_OK;

    bytes_wipe(out_payload, sizeof(*out_payload));
    if (trigger->on_size > 0)
        err = serial_write(scanner->line, trigger->on, trigger->on_size, deadline_left(deadline));
    if (err == ERR_OK)
        err = gather_payload(&gather, deadline, out_payload);
    if (trigger->off_size > 0 && err != ERR_NO_DEVICE) {
        err_t off = serial_write(scanner->line, trigger->off, trigger->off_size, OFF_MS);

        (void)off;
    }
    return err;
}

static err_t forget(struct scanner *scanner)
{
    const struct gather gather = gather_of(scanner);

    return gather_forget(&gather);
}

static int file(const struct scanner *scanner)
{
    return serial_file(scanner->line);
}

extern const struct scanner_driver scanner_cdc;
const struct scanner_driver scanner_cdc = {
    .name = "cdc",
    .open = open_scanner,
    .close = close_scanner,
    .status = status,
    .scan = scan,
    .forget = forget,
    .file = file,
};
