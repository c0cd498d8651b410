#include "tools/bench/cdc_scanner.h"

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/check.h"
#include "tools/bench/cdc_line.h"

#define PIECE_BYTES 3
#define PIECE_MS 5
#define LATE_MS 400
#define LATE_BYTES 4
#define FLOOD_PARTS 200
#define TRIGGER_BYTES 3
#define HELD_BYTES 4096

enum fault {
#define CDC_SCANNER_FAULT(id, name, help) FAULT_##id,
#include "tools/bench/cdc_scanner_faults.def"
#undef CDC_SCANNER_FAULT
};

static const char *const fault_names[] = {
#define CDC_SCANNER_FAULT(id, name, help) name,
#include "tools/bench/cdc_scanner_faults.def"
#undef CDC_SCANNER_FAULT
};

struct cdc_scanner {
    struct code_scanner base;
    struct cdc_line *line;
    bool needs_trigger;
    pthread_mutex_t lock; /* of what follows */
    bool lit;
    char held[HELD_BYTES]; /* what is held before it in the dark */
    size_t held_size;
    uint8_t command[TRIGGER_BYTES]; /* the last bytes heard */
};

static struct cdc_scanner *of(struct code_scanner *scanner)
{
    return (struct cdc_scanner *)scanner; /* the first member */
}

static bool has(struct cdc_scanner *scanner, enum fault fault)
{
    return atomic_load(&scanner->base.fault) == fault;
}

static void say_flood(struct cdc_scanner *scanner)
{
    char part[100];

    memset(part, 'F', sizeof(part));
    for (int i = 0; i < FLOOD_PARTS; i++)
        cdc_line_say(scanner->line, part, sizeof(part), 0);
}

static void say_code(struct cdc_scanner *scanner, const char *code, size_t size)
{
    size_t at = 0, late = size > LATE_BYTES ? size - LATE_BYTES : 0;

    if (has(scanner, FAULT_NOISE))
        cdc_line_say(scanner->line, "\x00\xff\x80", 3, 0);
    if (has(scanner, FAULT_LATE_REST)) {
        cdc_line_say(scanner->line, code, late, 0);
        cdc_line_say(scanner->line, code + late, size - late, LATE_MS);
        at = size;
    }
    for (; has(scanner, FAULT_PIECES) && at < size; at += PIECE_BYTES)
        cdc_line_say(scanner->line, code + at, size - at < PIECE_BYTES ? size - at : PIECE_BYTES,
                     PIECE_MS);
    if (at < size)
        cdc_line_say(scanner->line, code + at, size - at, 0);
    if (!has(scanner, FAULT_NO_END))
        cdc_line_say(scanner->line, "\r\n" + (has(scanner, FAULT_LINE_FEED) ? 1 : 0),
                     has(scanner, FAULT_LINE_FEED) ? 1 : 2, 0);
}

static void see(struct cdc_scanner *scanner, const char *code, size_t size)
{
    if (has(scanner, FAULT_SILENT))
        return;
    if (has(scanner, FAULT_FLOOD)) {
        say_flood(scanner);
        return;
    }
    say_code(scanner, code, size);
    if (has(scanner, FAULT_DOUBLED))
        say_code(scanner, code, size);
}

static void take_command(struct cdc_scanner *scanner)
{
    if (memcmp(scanner->command, "\x16T\r", TRIGGER_BYTES) == 0) {
        scanner->lit = true;
        if (scanner->held_size > 0)
            see(scanner, scanner->held, scanner->held_size);
        scanner->held_size = 0;
    }
    if (memcmp(scanner->command, "\x16U\r", TRIGGER_BYTES) == 0)
        scanner->lit = false;
}

/* Listens for SYN T CR and SYN U CR, in whatever pieces they come. */
static void heard(void *context, const uint8_t *bytes, size_t size)
{
    struct cdc_scanner *scanner = context;

    pthread_mutex_lock(&scanner->lock);
    for (size_t i = 0; scanner->needs_trigger && i < size; i++) {
        memmove(scanner->command, scanner->command + 1, TRIGGER_BYTES - 1);
        scanner->command[TRIGGER_BYTES - 1] = bytes[i];
        take_command(scanner);
    }
    pthread_mutex_unlock(&scanner->lock);
}

/* In the dark a code is held before it until it is told to look. */
static void scan(struct code_scanner *base, const char *code, size_t size)
{
    struct cdc_scanner *scanner = of(base);

    pthread_mutex_lock(&scanner->lock);
    if (scanner->lit) {
        see(scanner, code, size);
    } else if (size <= sizeof(scanner->held)) {
        memcpy(scanner->held, code, size);
        scanner->held_size = size;
    }
    pthread_mutex_unlock(&scanner->lock);
}

static bool plug(struct code_scanner *scanner)
{
    pthread_mutex_lock(&of(scanner)->lock);
    of(scanner)->lit = !of(scanner)->needs_trigger;
    of(scanner)->held_size = 0;
    pthread_mutex_unlock(&of(scanner)->lock);
    return cdc_line_plug(of(scanner)->line);
}

static void pull(struct code_scanner *scanner)
{
    cdc_line_pull(of(scanner)->line);
}

static bool is_plugged(struct code_scanner *scanner)
{
    return cdc_line_is_plugged(of(scanner)->line);
}

static void destroy(struct code_scanner *scanner)
{
    cdc_line_destroy(of(scanner)->line);
    pthread_mutex_destroy(&of(scanner)->lock);
    free(scanner);
}

bool cdc_scanner_is_lit(struct code_scanner *scanner)
{
    bool lit;

    pthread_mutex_lock(&of(scanner)->lock);
    lit = of(scanner)->lit;
    pthread_mutex_unlock(&of(scanner)->lock);
    return lit;
}

struct code_scanner *cdc_scanner_create(const char *link, bool needs_trigger)
{
    struct cdc_scanner *scanner = calloc(1, sizeof(*scanner));

    if (scanner == NULL)
        return NULL;
    scanner->base.name = "cdc";
    scanner->base.faults = fault_names;
    scanner->base.fault_count = COUNT_OF(fault_names);
    scanner->base.scan = scan;
    scanner->base.plug = plug;
    scanner->base.pull = pull;
    scanner->base.is_plugged = is_plugged;
    scanner->base.destroy = destroy;
    scanner->needs_trigger = needs_trigger;
    pthread_mutex_init(&scanner->lock, NULL);
    snprintf(scanner->base.port, sizeof(scanner->base.port), "serial:%s%s", link,
             needs_trigger ? "#honeywell" : "");
    scanner->line = cdc_line_create(link, &(struct cdc_line_listener){heard, scanner});
    if (scanner->line != NULL && plug(&scanner->base))
        return &scanner->base;
    destroy(&scanner->base);
    return NULL;
}
