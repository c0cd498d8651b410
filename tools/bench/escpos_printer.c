#include "tools/bench/escpos_printer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "tools/bench/escpos_printer_state.h"

#define IDENTITY_BYTES 128

static const struct escpos_printer_model models[] = {
    [ESCPOS_PRINTER_DESK] = {0x0416, 0x5011, "Virtual receipt printer", false, true, true, 0x12},
    [ESCPOS_PRINTER_VKP80] = {0x0dd4, 0x0015, "Virtual kiosk printer", true, false, false, 0x12},
    [ESCPOS_PRINTER_RELIANCE] = {0x0425, 0x8147, "Virtual ticket printer", true, false, false, 0},
};

static const char *const fault_names[] = {
#define ESCPOS_PRINTER_FAULT(id, name, help) name,
#include "tools/bench/escpos_printer_faults.def"
#undef ESCPOS_PRINTER_FAULT
};

/* The plug's side ---------------------------------------------------------------------------- */

static struct escpos_printer *of(struct bench_device *device)
{
    return (struct escpos_printer *)device; /* the device is the first member */
}

void escpos_printer_forget(struct escpos_printer *printer)
{
    printer->buffered = printer->raster_left = printer->raster_have = printer->skip_left = 0;
    printer->replies_size = 0;
    memset(printer->window, 0, sizeof(printer->window));
    printer->asb_report = 0;
}

static void take(struct escpos_printer *printer, uint8_t byte)
{
    printer->buffer[printer->buffered++] = byte;
    if (printer->window[0] == 0x10 && printer->window[1] == 0x04 &&
        ((byte >= 1 && byte <= 4) || byte == 20))
        escpos_printer_answer(printer, byte);
    printer->window[0] = printer->window[1];
    printer->window[1] = byte;
}

static bool is_dark(const struct escpos_printer *printer)
{
    return escpos_printer_has(printer, ESCPOS_PRINTER_FAULT_POWER_OFF);
}

static int device_out(struct bench_device *device, uint8_t endpoint, const uint8_t *bytes, int size)
{
    struct escpos_printer *printer = of(device);
    int taken = 0;

    if (endpoint != printer->endpoint_out)
        return -EPIPE;
    pthread_mutex_lock(&printer->lock);
    do { /* at least once: a full buffer may have moved on since */
        while (taken < size && !is_dark(printer) && printer->buffered < ESCPOS_PRINTER_BUFFER_BYTES)
            take(printer, bytes[taken++]);
        escpos_printer_work(printer);
    } while (taken < size && !is_dark(printer) && printer->buffered < ESCPOS_PRINTER_BUFFER_BYTES);
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
    escpos_printer_work(printer);
    size = printer->replies_size < (size_t)size_max ? printer->replies_size : (size_t)size_max;
    memcpy(out, printer->replies, size);
    memmove(printer->replies, printer->replies + size, printer->replies_size - size);
    printer->replies_size -= size;
    pthread_mutex_unlock(&printer->lock);
    return size == 0 ? -EAGAIN : (int)size;
}

static int give_identity(const struct escpos_printer *printer, uint8_t *data, int room)
{
    char text[IDENTITY_BYTES];
    uint8_t id[2 + IDENTITY_BYTES];
    int size = 2 + snprintf(text, sizeof(text), "MFG:Banshi bench;CMD:ESC/POS;MDL:%s;CLS:PRINTER;",
                            printer->model->name);

    bytes_put_be16(id, (uint16_t)size);
    memcpy(id + 2, text, (size_t)size - 2);
    size = room < size ? room : size;
    memcpy(data, id, (size_t)size);
    return size;
}

/* GET_DEVICE_ID, GET_PORT_STATUS and SOFT_RESET of the USB printer class. */
static int device_control(struct bench_device *device, const uint8_t setup[8], uint8_t *data)
{
    struct escpos_printer *printer = of(device);
    int room = bytes_get_le16(setup + 6), result = -EPIPE;

    pthread_mutex_lock(&printer->lock);
    if (is_dark(printer)) {
        result = -EPIPE;
    } else if (setup[0] == 0xa1 && setup[1] == 0) {
        result = give_identity(printer, data, room);
    } else if (setup[0] == 0xa1 && setup[1] == 1 && room >= 1) {
        data[0] = escpos_printer_has(printer, ESCPOS_PRINTER_FAULT_PAPER_OUT) ? 0x30 : 0x18;
        result = 1;
    } else if (setup[0] == 0x21 && setup[1] == 2) {
        escpos_printer_forget(printer);
        result = 0;
    }
    pthread_mutex_unlock(&printer->lock);
    return result;
}

/* clang-format off */
static void describe(struct escpos_printer *printer, struct escpos_printer_shape shape)
{
    const uint8_t bytes[ESCPOS_PRINTER_DESCRIPTOR_BYTES] = {
        18, 1, 0x00, 0x02, 0, 0, 0, 64, 0, 0, 0, 0, 0x00, 0x01, 1, 2, 3, 1, /* USB 2.0 */
        9, 2, 32, 0, 1, 1, 0, 0xc0, 1,         /* self-powered */
        9, 4, shape.interface, 0, 2, 7, 1, 2, 0,                            /* printer, bidirectional */
        7, 5, printer->endpoint_out, 2, 64, 0, 0,
        7, 5, printer->endpoint_in, 2, 64, 0, 0};

    memcpy(printer->descriptors, bytes, sizeof(bytes));
    bytes_put_le16(printer->descriptors + 8, printer->model->vendor);
    bytes_put_le16(printer->descriptors + 10, printer->model->product);
}
/* clang-format on */

struct escpos_printer *escpos_printer_create(const char *paper_folder,
                                             struct escpos_printer_shape shape)
{
    struct escpos_printer *printer = calloc(1, sizeof(*printer));

    if (printer == NULL)
        return NULL;
    printer->model = &models[shape.kind];
    printer->endpoint_out = shape.out != 0 ? shape.out : 0x01;
    printer->endpoint_in = shape.in != 0 ? shape.in : 0x82;
    describe(printer, shape);
    if (paper_folder != NULL)
        snprintf(printer->folder, sizeof(printer->folder), "%s", paper_folder);
    printer->device =
        (struct bench_device){.name = "printer",
                              .descriptors = printer->descriptors,
                              .descriptors_size = sizeof(printer->descriptors),
                              .strings = {"Banshi bench", printer->model->name, "BENCH0001"},
                              .kernel_driver = "usblp",
                              .control = device_control,
                              .out = device_out,
                              .in = device_in};
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

static uint64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Whatever is set next, what was stuck is freed by it. */
void escpos_printer_set_fault(struct escpos_printer *printer, enum escpos_printer_fault fault,
                              unsigned after_rows)
{
    pthread_mutex_lock(&printer->lock);
    printer->fault = fault;
    printer->rows_until_fault = after_rows;
    printer->slow_since_ms = now_ms();
    printer->slow_rows = 0;
    printer->cutter_jammed = printer->mouth_jammed = false;
    if (is_dark(printer))
        escpos_printer_forget(printer);
    escpos_printer_push(printer);
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

bool escpos_printer_take(struct escpos_printer *printer)
{
    bool held;

    pthread_mutex_lock(&printer->lock);
    escpos_printer_work(printer);
    held = printer->holding;
    printer->holding = false;
    printer->counts.taken += held;
    pthread_mutex_unlock(&printer->lock);
    return held;
}

void escpos_printer_tear(struct escpos_printer *printer)
{
    pthread_mutex_lock(&printer->lock);
    escpos_printer_work(printer);
    escpos_printer_part(printer);
    pthread_mutex_unlock(&printer->lock);
}

bool escpos_printer_holds(struct escpos_printer *printer)
{
    bool holding;

    pthread_mutex_lock(&printer->lock);
    holding = printer->holding;
    pthread_mutex_unlock(&printer->lock);
    return holding;
}

struct escpos_printer_counts escpos_printer_counts(struct escpos_printer *printer)
{
    struct escpos_printer_counts counts;

    pthread_mutex_lock(&printer->lock);
    escpos_printer_work(printer);
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

static bool tell_state(struct escpos_printer *printer, char *out_answer, size_t size_bytes)
{
    struct escpos_printer_counts counts = escpos_printer_counts(printer);

    snprintf(out_answer, size_bytes,
             "ok fault=%s mouth=%s pages=%u rows=%u presented=%u taken=%u retracted=%u",
             escpos_printer_fault_name(printer),
             !printer->model->mouth          ? "none"
             : escpos_printer_holds(printer) ? "holding"
                                             : "empty",
             counts.pages, counts.rows, counts.presented, counts.taken, counts.retracted);
    return true;
}

static bool answer(const char *text, char *out_answer, size_t size_bytes)
{
    snprintf(out_answer, size_bytes, "%s", text);
    return strncmp(text, "ok", 2) == 0;
}

bool escpos_printer_command(struct escpos_printer *printer, char *const words[], int count,
                            char *out_answer, size_t size_bytes)
{
    char pages[24];

    if (count >= 2 && strcmp(words[0], "fault") == 0) {
        unsigned rows = count >= 3 ? (unsigned)strtoul(words[2], NULL, 10) : 0;
        bool known = escpos_printer_set_fault_name(printer, words[1], rows);

        return answer(known ? "ok" : "error no fault of this name; see: help printer", out_answer,
                      size_bytes);
    }
    if (count == 1 && strcmp(words[0], "take") == 0)
        return answer(escpos_printer_take(printer) ? "ok" : "error nothing lies in the mouth",
                      out_answer, size_bytes);
    if (count == 1 && strcmp(words[0], "tear") == 0) {
        escpos_printer_tear(printer);
        return answer("ok", out_answer, size_bytes);
    }
    if (count == 1 && strcmp(words[0], "pages") == 0) {
        snprintf(pages, sizeof(pages), "ok %u", escpos_printer_counts(printer).pages);
        return answer(pages, out_answer, size_bytes);
    }
    if (count == 1 && strcmp(words[0], "state") == 0)
        return tell_state(printer, out_answer, size_bytes);
    return answer("error not understood; printer fault NAME [ROWS] | take | tear | pages | state",
                  out_answer, size_bytes);
}
