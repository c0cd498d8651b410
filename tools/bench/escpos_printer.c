#include "tools/bench/escpos_printer.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "tools/bench/paper.h"

#define BUFFER_BYTES 16384
#define REPLIES_MAX 512
#define SLOW_ROWS_PER_S 300
#define CHARACTER_ROWS 30 /* the paper a line feed moves */
#define DEVICE_ID "MFG:Banshi bench;CMD:ESC/POS;MDL:Virtual receipt printer;CLS:PRINTER;"

struct escpos_printer {
    struct bench_device device;
    uint8_t descriptors[18 + 9 + 9 + 14];
    uint8_t endpoint_out, endpoint_in;
    pthread_mutex_t lock;
    char folder[PATH_MAX];
    enum escpos_printer_fault fault;
    unsigned rows_until_fault;
    bool cutter_jammed;
    bool printed_on;              /* since the last cut */
    uint8_t buffer[BUFFER_BYTES]; /* taken from the host, not yet carried out */
    size_t buffered;
    uint8_t window[2]; /* the last two bytes taken: DLE EOT is seen wherever it is */
    size_t raster_left, raster_row_bytes, raster_have;
    uint8_t raster_row[ESCPOS_PRINTER_ROW_BYTES];
    uint8_t replies[REPLIES_MAX];
    size_t replies_size;
    uint8_t asb_report;
    uint64_t slow_since_ms, slow_rows;
    struct paper paper, page; /* what is under the head; what was cut last */
    struct escpos_printer_counts counts;
};

static const char *const fault_names[] = {
#define ESCPOS_PRINTER_FAULT(id, name, help) name,
#include "tools/bench/escpos_printer_faults.def"
#undef ESCPOS_PRINTER_FAULT
};

static uint64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Status ------------------------------------------------------------------------------------- */

static bool has(const struct escpos_printer *printer, enum escpos_printer_fault fault)
{
    return printer->fault == fault && printer->rows_until_fault == 0;
}

static bool is_offline(const struct escpos_printer *printer)
{
    return has(printer, ESCPOS_PRINTER_FAULT_PAPER_OUT) ||
           has(printer, ESCPOS_PRINTER_FAULT_COVER) || has(printer, ESCPOS_PRINTER_FAULT_JAM) ||
           printer->cutter_jammed;
}

static void say(struct escpos_printer *printer, uint8_t byte)
{
    if (!has(printer, ESCPOS_PRINTER_FAULT_DEAD_STATUS) && printer->replies_size < REPLIES_MAX)
        printer->replies[printer->replies_size++] = byte;
}

static void answer_poll(struct escpos_printer *printer, uint8_t n)
{
    bool out = has(printer, ESCPOS_PRINTER_FAULT_PAPER_OUT);
    bool jam = has(printer, ESCPOS_PRINTER_FAULT_JAM);
    uint8_t bits = 0x12;

    if (n == 1)
        bits |= is_offline(printer) ? 0x08 : 0;
    if (n == 2)
        bits |= (uint8_t)((has(printer, ESCPOS_PRINTER_FAULT_COVER) ? 0x04 : 0) | (out ? 0x20 : 0) |
                          (jam || printer->cutter_jammed ? 0x40 : 0));
    if (n == 3)
        bits |= (uint8_t)((printer->cutter_jammed ? 0x08 : 0) | (jam ? 0x20 : 0));
    if (n == 4)
        bits |= (uint8_t)((out || has(printer, ESCPOS_PRINTER_FAULT_NEAR_END) ? 0x0c : 0) |
                          (out ? 0x60 : 0));
    say(printer, bits);
}

static void push_asb(struct escpos_printer *printer)
{
    bool out = has(printer, ESCPOS_PRINTER_FAULT_PAPER_OUT);

    if (printer->asb_report == 0)
        return;
    say(printer, (uint8_t)(0x10 | (is_offline(printer) ? 0x08 : 0) |
                           (has(printer, ESCPOS_PRINTER_FAULT_COVER) ? 0x20 : 0)));
    say(printer, (uint8_t)((printer->cutter_jammed ? 0x08 : 0) |
                           (has(printer, ESCPOS_PRINTER_FAULT_JAM) ? 0x20 : 0)));
    say(printer, (uint8_t)((out || has(printer, ESCPOS_PRINTER_FAULT_NEAR_END) ? 0x03 : 0) |
                           (out ? 0x0c : 0)));
    say(printer, 0x0f);
}

/* Paper -------------------------------------------------------------------------------------- */

static void add_row(struct escpos_printer *printer, const uint8_t *row, size_t size)
{
    paper_add(&printer->paper, row, size);
    printer->slow_rows++;
    if (row != NULL) {
        printer->counts.rows++;
        printer->printed_on = true;
    }
    if (printer->rows_until_fault > 0 && --printer->rows_until_fault == 0)
        push_asb(printer);
}

static void feed(struct escpos_printer *printer, unsigned rows)
{
    for (unsigned i = 0; i < rows; i++)
        add_row(printer, NULL, 0);
}

static void cut(struct escpos_printer *printer)
{
    if (printer->fault == ESCPOS_PRINTER_FAULT_CUTTER) {
        printer->cutter_jammed = true;
        push_asb(printer);
        return;
    }
    if (!printer->printed_on) { /* a white slip is no page */
        paper_finish(&printer->paper);
        return;
    }
    printer->printed_on = false;
    printer->counts.pages++;
    paper_finish(&printer->page);
    printer->page = printer->paper;
    memset(&printer->paper, 0, sizeof(printer->paper));
    if (printer->folder[0] != '\0' &&
        !paper_write_png(&printer->page, printer->folder, printer->counts.pages))
        fprintf(stderr, "bench: cannot write a receipt to %s\n", printer->folder);
}

/* Commands ----------------------------------------------------------------------------------- */

/* How long a command is, so that its parameters are waited for; 0: unknown with these bytes. */
static size_t command_size(const uint8_t *at, size_t size)
{
    if (at[0] == 0x10)
        return 3;
    if (at[0] == 0x1c)
        return 2;
    if (at[0] == 0x1b && size >= 2)
        return at[1] == '@' || at[1] == '2' ? 2 : 3;
    if (at[0] == 0x1d && size >= 2) {
        if (at[1] == 'v')
            return 8;
        if (at[1] == 'V' && size >= 3)
            return at[2] >= 'A' ? 4 : 3;
        return 3;
    }
    return at[0] == 0x1b || at[0] == 0x1d ? size + 1 : 1;
}

static void start_raster(struct escpos_printer *printer, const uint8_t *at)
{
    printer->raster_row_bytes = bytes_get_le16(at + 4);
    printer->raster_left = printer->raster_row_bytes * bytes_get_le16(at + 6);
    printer->raster_have = 0;
    if (at[2] != '0' || printer->raster_row_bytes > ESCPOS_PRINTER_ROW_BYTES)
        printer->counts.unknown++;
}

static void run_escape(struct escpos_printer *printer, const uint8_t *at)
{
    switch (at[1]) {
    case '@':
        printer->asb_report = 0;
        break;
    case 'J':
        feed(printer, at[2]);
        break;
    case 'd':
        feed(printer, at[2] * CHARACTER_ROWS);
        break;
    case '2':
        break;
    case '3':
    case 't':
    case 'a':
        break;
    default:
        printer->counts.unknown++;
        break;
    }
}

static void run_group(struct escpos_printer *printer, const uint8_t *at)
{
    switch (at[1]) {
    case 'v':
        start_raster(printer, at);
        break;
    case 'V':
        if (at[2] >= 'A')
            feed(printer, at[3]);
        cut(printer);
        break;
    case 'a':
        printer->asb_report = at[2];
        push_asb(printer);
        break;
    case 'r':
        if (!has(printer, ESCPOS_PRINTER_FAULT_NO_FENCE))
            say(printer, has(printer, ESCPOS_PRINTER_FAULT_NEAR_END) ? 0x03 : 0x00);
        break;
    default:
        printer->counts.unknown++;
        break;
    }
}

static void run(struct escpos_printer *printer, const uint8_t *at)
{
    if (at[0] == 0x1b)
        run_escape(printer, at);
    else if (at[0] == 0x1d)
        run_group(printer, at);
    else if (at[0] == '\n')
        feed(printer, CHARACTER_ROWS);
    else if (at[0] < 0x20 && at[0] != 0x10 && at[0] != '\r')
        printer->counts.unknown++; /* DLE EOT was answered on arrival; text is not drawn */
}

static size_t take_raster(struct escpos_printer *printer, const uint8_t *at)
{
    if (printer->raster_have < sizeof(printer->raster_row))
        printer->raster_row[printer->raster_have] = *at;
    printer->raster_left--;
    if (++printer->raster_have == printer->raster_row_bytes) {
        add_row(printer, printer->raster_row, printer->raster_row_bytes);
        printer->raster_have = 0;
    }
    return 1;
}

static bool may_move(const struct escpos_printer *printer)
{
    uint64_t allowed = (now_ms() - printer->slow_since_ms) * SLOW_ROWS_PER_S / 1000;

    return !is_offline(printer) &&
           (printer->fault != ESCPOS_PRINTER_FAULT_SLOW || printer->slow_rows <= allowed);
}

/* Carries out what can be carried out of the buffer. */
static void work(struct escpos_printer *printer)
{
    size_t done = 0;

    while (done < printer->buffered && may_move(printer)) {
        const uint8_t *at = printer->buffer + done;
        size_t left = printer->buffered - done, size;

        if (printer->raster_left > 0) {
            done += take_raster(printer, at);
            continue;
        }
        size = command_size(at, left);
        if (size > left)
            break;
        run(printer, at);
        done += size;
    }
    printer->buffered -= done;
    memmove(printer->buffer, printer->buffer + done, printer->buffered);
}

/* The plug's side ---------------------------------------------------------------------------- */

static struct escpos_printer *of(struct bench_device *device)
{
    return (struct escpos_printer *)device; /* the device is the first member */
}

static void take(struct escpos_printer *printer, uint8_t byte)
{
    printer->buffer[printer->buffered++] = byte;
    if (printer->window[0] == 0x10 && printer->window[1] == 0x04 && byte >= 1 && byte <= 4)
        answer_poll(printer, byte);
    printer->window[0] = printer->window[1];
    printer->window[1] = byte;
}

static int device_out(struct bench_device *device, uint8_t endpoint, const uint8_t *bytes, int size)
{
    struct escpos_printer *printer = of(device);
    int taken = 0;

    if (endpoint != printer->endpoint_out)
        return -EPIPE;
    pthread_mutex_lock(&printer->lock);
    do {
        while (taken < size && printer->buffered < BUFFER_BYTES)
            take(printer, bytes[taken++]);
        work(printer);
    } while (taken < size && printer->buffered < BUFFER_BYTES);
    pthread_mutex_unlock(&printer->lock);
    return taken == 0 && size > 0 ? -EAGAIN : taken;
}

static int device_in(struct bench_device *device, uint8_t endpoint, uint8_t *out, int size_max)
{
    struct escpos_printer *printer = of(device);
    size_t size;

    if (endpoint != printer->endpoint_in)
        return -EPIPE;
    pthread_mutex_lock(&printer->lock);
    work(printer);
    size = printer->replies_size < (size_t)size_max ? printer->replies_size : (size_t)size_max;
    memcpy(out, printer->replies, size);
    memmove(printer->replies, printer->replies + size, printer->replies_size - size);
    printer->replies_size -= size;
    pthread_mutex_unlock(&printer->lock);
    return size == 0 ? -EAGAIN : (int)size;
}

static void reset(struct escpos_printer *printer)
{
    printer->buffered = printer->raster_left = printer->replies_size = 0;
    printer->raster_have = 0;
    memset(printer->window, 0, sizeof(printer->window));
    printer->asb_report = 0;
}

static void device_power_on(struct bench_device *device)
{
    struct escpos_printer *printer = of(device);

    pthread_mutex_lock(&printer->lock);
    reset(printer);
    pthread_mutex_unlock(&printer->lock);
}

/* GET_DEVICE_ID, GET_PORT_STATUS and SOFT_RESET of the USB printer class. */
static int device_control(struct bench_device *device, const uint8_t setup[8], uint8_t *data)
{
    struct escpos_printer *printer = of(device);
    uint8_t id[2 + sizeof(DEVICE_ID)];
    int room = bytes_get_le16(setup + 6), result = -EPIPE;

    pthread_mutex_lock(&printer->lock);
    if (setup[0] == 0xa1 && setup[1] == 0) {
        bytes_put_be16(id, sizeof(DEVICE_ID) + 1);
        memcpy(id + 2, DEVICE_ID, sizeof(DEVICE_ID));
        result = room < (int)sizeof(id) - 1 ? room : (int)sizeof(id) - 1;
        memcpy(data, id, (size_t)result);
    } else if (setup[0] == 0xa1 && setup[1] == 1 && room >= 1) {
        data[0] = has(printer, ESCPOS_PRINTER_FAULT_PAPER_OUT) ? 0x30 : 0x18;
        result = 1;
    } else if (setup[0] == 0x21 && setup[1] == 2) {
        reset(printer);
        result = 0;
    }
    pthread_mutex_unlock(&printer->lock);
    return result;
}

static void describe(struct escpos_printer *printer, struct escpos_printer_shape shape)
{
    const uint8_t bytes[] = {18,
                             1,
                             0x00,
                             0x02,
                             0,
                             0,
                             0,
                             64,
                             0x16,
                             0x04,
                             0x11,
                             0x50,
                             0x00,
                             0x01,
                             1,
                             2,
                             3,
                             1,
                             9,
                             2,
                             32,
                             0,
                             1,
                             1,
                             0,
                             0xc0,
                             1, /* one configuration, self-powered */
                             9,
                             4,
                             shape.interface,
                             0,
                             2,
                             7,
                             1,
                             2,
                             0, /* printer class, bidirectional */
                             7,
                             5,
                             printer->endpoint_out,
                             2,
                             64,
                             0,
                             0,
                             7,
                             5,
                             printer->endpoint_in,
                             2,
                             64,
                             0,
                             0};

    memcpy(printer->descriptors, bytes, sizeof(bytes));
}

struct escpos_printer *escpos_printer_create(const char *paper_folder,
                                             struct escpos_printer_shape shape)
{
    struct escpos_printer *printer = calloc(1, sizeof(*printer));

    if (printer == NULL)
        return NULL;
    printer->endpoint_out = shape.out != 0 ? shape.out : 0x01;
    printer->endpoint_in = shape.in != 0 ? shape.in : 0x82;
    describe(printer, shape);
    if (paper_folder != NULL)
        snprintf(printer->folder, sizeof(printer->folder), "%s", paper_folder);
    printer->device =
        (struct bench_device){.name = "printer",
                              .descriptors = printer->descriptors,
                              .descriptors_size = sizeof(printer->descriptors),
                              .strings = {"Banshi bench", "Virtual receipt printer", "BENCH0001"},
                              .kernel_driver = "usblp",
                              .control = device_control,
                              .out = device_out,
                              .in = device_in,
                              .power_on = device_power_on};
    pthread_mutex_init(&printer->lock, NULL);
    return printer;
}

void escpos_printer_destroy(struct escpos_printer *printer)
{
    if (printer == NULL)
        return;
    paper_finish(&printer->paper);
    paper_finish(&printer->page);
    pthread_mutex_destroy(&printer->lock);
    free(printer);
}

struct bench_device *escpos_printer_device(struct escpos_printer *printer)
{
    return &printer->device;
}

/* The bench's side --------------------------------------------------------------------------- */

void escpos_printer_set_fault(struct escpos_printer *printer, enum escpos_printer_fault fault,
                              unsigned after_rows)
{
    pthread_mutex_lock(&printer->lock);
    printer->fault = fault;
    printer->rows_until_fault = after_rows;
    printer->slow_since_ms = now_ms();
    printer->slow_rows = 0;
    printer->cutter_jammed = false;
    push_asb(printer);
    pthread_mutex_unlock(&printer->lock);
}

bool escpos_printer_set_fault_name(struct escpos_printer *printer, const char *name,
                                   unsigned after_rows)
{
    for (size_t i = 0; i < COUNT_OF(fault_names); i++)
        if (strcmp(fault_names[i], name) == 0) {
            escpos_printer_set_fault(printer, (enum escpos_printer_fault)i, after_rows);
            return true;
        }
    return false;
}

const char *escpos_printer_fault_name(struct escpos_printer *printer)
{
    return fault_names[printer->fault];
}

struct escpos_printer_counts escpos_printer_counts(struct escpos_printer *printer)
{
    struct escpos_printer_counts counts;

    pthread_mutex_lock(&printer->lock);
    work(printer);
    counts = printer->counts;
    pthread_mutex_unlock(&printer->lock);
    return counts;
}

bool escpos_printer_dot(struct escpos_printer *printer, unsigned x, unsigned y)
{
    bool dot;

    pthread_mutex_lock(&printer->lock);
    dot = paper_dot(&printer->page, x, y);
    pthread_mutex_unlock(&printer->lock);
    return dot;
}

unsigned escpos_printer_page_rows(struct escpos_printer *printer)
{
    unsigned rows;

    pthread_mutex_lock(&printer->lock);
    rows = printer->page.rows;
    pthread_mutex_unlock(&printer->lock);
    return rows;
}
