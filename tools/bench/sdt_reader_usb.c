/* The virtual reader's wires on USB. */
#include <errno.h>
#include <string.h>

#include "tools/bench/sdt_reader_inside.h"

#define REPORT_BYTES 64
#define REPORT_PAYLOAD_MAX 63
#define REPORT_MORE 0xff

/* clang-format off */
static const uint8_t two_pipe[] = {
    18, 1, 0x10, 0x01, 0, 0, 0, 64, 0x00, 0x04, 0x5a, 0xc3, 0x00, 0x01, 1, 2, 0, 1,
    9, 2, 46, 0, 1, 1, 0, 0x80, 100,     /* one configuration, 200 mA */
    9, 4, 0, 0, 4, 0xff, 0, 0, 0,        /* one interface, vendor's own class, 4 endpoints */
    7, 5, 0x02, 2, 64, 0, 0, 7, 5, 0x06, 2, 64, 0, 0,
    7, 5, 0x81, 2, 64, 0, 0, 7, 5, 0x85, 2, 64, 0, 0};
static const uint8_t one_pipe[] = {
    18, 1, 0x10, 0x01, 0, 0, 0, 64, 0x00, 0x04, 0x5a, 0xc3, 0x00, 0x02, 1, 2, 0, 1,
    9, 2, 32, 0, 1, 1, 0, 0x80, 100,
    9, 4, 0, 0, 2, 0xff, 0, 0, 0,
    7, 5, 0x02, 2, 64, 0, 0, 7, 5, 0x81, 2, 64, 0, 0};
static const uint8_t hid[] = {
    18, 1, 0x00, 0x02, 0, 0, 0, 64, 0x83, 0x04, 0x2b, 0x57, 0x00, 0x02, 1, 2, 0, 1,
    9, 2, 41, 0, 1, 1, 0, 0x80, 100,
    9, 4, 0, 0, 2, 3, 0, 0, 0,           /* HID, no boot protocol */
    9, 0x21, 0x11, 0x01, 0, 1, 0x22, 33, 0,
    7, 5, 0x81, 3, 64, 0, 1, 7, 5, 0x01, 3, 64, 0, 1};
static const uint8_t hid_report[33] = {
    0x06, 0x00, 0xff, 0x09, 0x01, 0xa1, 0x01,              /* vendor's own page */
    0x09, 0x02, 0x15, 0x00, 0x26, 0xff, 0x00, 0x75, 0x08, 0x95, 0x40, 0x81, 0x02, /* 64 in */
    0x09, 0x03, 0x91, 0x02,                                /* 64 out */
    0x09, 0x04, 0x75, 0x08, 0x95, 0x01, 0xb1, 0x02, 0xc0};
/* clang-format on */

static struct sdt_reader *of(struct bench_device *device)
{
    return (struct sdt_reader *)device; /* the device is the first member */
}

static void take_two_pipe(struct sdt_reader *reader, uint8_t endpoint, const uint8_t *bytes,
                          size_t size)
{
    if (endpoint == 0x06) {
        sdt_reader_take_body(reader, bytes, size);
        return;
    }
    /* A new beginning takes the place of one whose host went away. */
    reader->request_size = size == SDT_READER_HEADER_BYTES ? size : 0;
    memcpy(reader->request, bytes, reader->request_size);
}

static void take_report(struct sdt_reader *reader, const uint8_t *bytes, size_t size)
{
    if (bytes[0] == REPORT_MORE) {
        reader->held = false;
    } else if (bytes[0] <= REPORT_PAYLOAD_MAX && size > bytes[0]) {
        reader->held = false; /* a new question: the host has given up the old answer */
        sdt_reader_take_stream(reader, bytes + 1, bytes[0]);
    }
}

static int device_out(struct bench_device *device, uint8_t endpoint, const uint8_t *bytes, int size)
{
    struct sdt_reader *reader = of(device);
    int result = -EAGAIN;

    pthread_mutex_lock(&reader->lock);
    if (sdt_reader_passes(reader)) {
        result = size;
        if (reader->wire == SDT_READER_TWO_PIPE)
            take_two_pipe(reader, endpoint, bytes, (size_t)size);
        else if (reader->wire == SDT_READER_HID)
            take_report(reader, bytes, (size_t)size);
        else
            sdt_reader_take_stream(reader, bytes, (size_t)size);
    }
    pthread_mutex_unlock(&reader->lock);
    return result;
}

/* After a report that is not the last of what waits, the host has to ask for more. */
static int give_report(struct sdt_reader *reader, uint8_t *out)
{
    uint8_t payload[REPORT_PAYLOAD_MAX];
    size_t size;

    if (reader->held)
        return -EAGAIN;
    memset(out, 0, REPORT_BYTES);
    if (reader->fault == SDT_READER_FAULT_REPORT_EMPTY && !reader->empty_report_sent &&
        reader->body_in.size > 0) {
        reader->empty_report_sent = true;
        return REPORT_BYTES;
    }
    size = sdt_reader_give(reader, &reader->body_in, payload, sizeof(payload));
    if (size == 0)
        return -EAGAIN;
    reader->empty_report_sent = false;
    out[0] = reader->fault == SDT_READER_FAULT_REPORT ? 200 : (uint8_t)size;
    memcpy(out + 1, payload, size);
    reader->held = reader->body_in.size > 0;
    return REPORT_BYTES;
}

static int give(struct sdt_reader *reader, uint8_t endpoint, uint8_t *out, int size_max)
{
    struct sdt_pipe *pipe = endpoint == 0x81 && reader->wire == SDT_READER_TWO_PIPE
                                ? &reader->header_in
                                : &reader->body_in;
    size_t size;

    if (reader->fault == SDT_READER_FAULT_STALL ||
        sdt_reader_fault_once(reader, SDT_READER_FAULT_STALL_ONCE))
        return -EPIPE;
    if (reader->wire == SDT_READER_HID)
        return size_max < REPORT_BYTES ? -EPIPE : give_report(reader, out);
    if (reader->wire == SDT_READER_ONE_PIPE && size_max > SDT_READER_PIECE_MAX)
        size_max = SDT_READER_PIECE_MAX;
    size = sdt_reader_give(reader, pipe, out, (size_t)size_max);
    return size > 0 ? (int)size : -EAGAIN;
}

static int device_in(struct bench_device *device, uint8_t endpoint, uint8_t *out, int size_max)
{
    struct sdt_reader *reader = of(device);
    int result;

    pthread_mutex_lock(&reader->lock);
    result = give(reader, endpoint, out, size_max);
    pthread_mutex_unlock(&reader->lock);
    return result;
}

/* What lsusb and the kernel's HID driver ask of a HID interface. */
static int device_control(struct bench_device *device, const uint8_t setup[8], uint8_t *data)
{
    int room = setup[6] + setup[7] * 256;
    int count = room < (int)sizeof(hid_report) ? room : (int)sizeof(hid_report);

    if (of(device)->wire != SDT_READER_HID || setup[0] != 0x81 || setup[1] != 6 || setup[3] != 0x22)
        return -EPIPE;
    memcpy(data, hid_report, (size_t)count);
    return count;
}

static void device_power_on(struct bench_device *device)
{
    struct sdt_reader *reader = of(device);

    pthread_mutex_lock(&reader->lock);
    sdt_reader_power_on(reader);
    pthread_mutex_unlock(&reader->lock);
}

void sdt_reader_usb_init(struct sdt_reader *reader)
{
    static const struct {
        const uint8_t *descriptors;
        size_t size;
        const char *kernel_driver;
    } kinds[] = {[SDT_READER_TWO_PIPE] = {two_pipe, sizeof(two_pipe), NULL},
                 [SDT_READER_ONE_PIPE] = {one_pipe, sizeof(one_pipe), NULL},
                 [SDT_READER_HID] = {hid, sizeof(hid), "usbhid"}};

    reader->device = (struct bench_device){.name = "reader",
                                           .descriptors = kinds[reader->wire].descriptors,
                                           .descriptors_size = kinds[reader->wire].size,
                                           .strings = {"Banshi bench", "Virtual SDT reader", NULL},
                                           .kernel_driver = kinds[reader->wire].kernel_driver,
                                           .control = device_control,
                                           .out = device_out,
                                           .in = device_in,
                                           .power_on = device_power_on};
}
