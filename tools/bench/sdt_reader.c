#include "tools/bench/sdt_reader.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "tools/bench/sdt_cards.h"

#define HEADER_BYTES 7
#define BODY_BYTES_MAX 64
#define REPLY_DATA_MAX 1284
#define PHOTO_BYTES 1024
#define LATE_MS 450

/* Bytes that wait in an IN endpoint's buffer until the host asks for them. */
struct pipe {
    uint8_t bytes[4096];
    size_t size;
};

struct sdt_reader {
    struct bench_device device;
    pthread_mutex_t lock;
    enum sdt_reader_fault fault;
    char card_name[32];
    uint8_t card_text[SDT_READER_TEXT_BYTES];
    bool card_present, card_was_read, card_selected;
    uint8_t header[HEADER_BYTES]; /* of the request under way */
    size_t header_size;
    struct pipe header_in, body_in;
    uint64_t ready_ms; /* IN gives nothing before this moment */
    unsigned requests, pieces;
};

static const uint8_t preamble[5] = {0xaa, 0xaa, 0xaa, 0x96, 0x69};

/* clang-format off */
static const uint8_t descriptors[] = {
    18, 1, 0x10, 0x01, 0, 0, 0, 64, 0x00, 0x04, 0x5a, 0xc3, 0x00, 0x01, 1, 2, 0, 1,
    9, 2, 46, 0, 1, 1, 0, 0x80, 100,     /* one configuration, 200 mA */
    9, 4, 0, 0, 4, 0xff, 0, 0, 0,        /* one interface, vendor's own class, 4 endpoints */
    7, 5, 0x02, 2, 64, 0, 0, 7, 5, 0x06, 2, 64, 0, 0,
    7, 5, 0x81, 2, 64, 0, 0, 7, 5, 0x85, 2, 64, 0, 0};
/* clang-format on */

static const char *const fault_names[] = {
#define SDT_READER_FAULT(id, name, help) name,
#include "tools/bench/sdt_reader_faults.def"
#undef SDT_READER_FAULT
};

static uint64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static uint8_t checksum(uint8_t sum, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        sum ^= bytes[i];
    return sum;
}

/* True once for a fault of the kind "once". */
static bool fault_once(struct sdt_reader *reader, enum sdt_reader_fault fault)
{
    if (reader->fault != fault)
        return false;
    reader->fault = SDT_READER_FAULT_NONE;
    return true;
}

static void pipe_push(struct pipe *pipe, const uint8_t *bytes, size_t size)
{
    CHECK(pipe->size + size <= sizeof(pipe->bytes));
    memcpy(pipe->bytes + pipe->size, bytes, size);
    pipe->size += size;
}

static void spoil(struct sdt_reader *reader, uint8_t *header, uint8_t *body, size_t *length)
{
    if (reader->fault == SDT_READER_FAULT_CHECKSUM ||
        fault_once(reader, SDT_READER_FAULT_CHECKSUM_ONCE))
        body[*length - 1] ^= 0x5a;
    if (fault_once(reader, SDT_READER_FAULT_PREAMBLE_ONCE))
        header[3] ^= 0xff;
    if (reader->fault == SDT_READER_FAULT_LENGTH)
        bytes_put_be16(header + 5, 0xffff);
    if (reader->fault == SDT_READER_FAULT_TRUNCATED)
        *length /= 2;
    if (fault_once(reader, SDT_READER_FAULT_LATE_ONCE))
        reader->ready_ms = now_ms() + LATE_MS;
}

static void reply(struct sdt_reader *reader, uint8_t sw3, const uint8_t *data, size_t size)
{
    uint8_t header[HEADER_BYTES], body[REPLY_DATA_MAX + 4] = {0, 0, sw3};
    size_t length = size + 4;

    if (reader->fault == SDT_READER_FAULT_SILENT)
        return;
    memcpy(header, preamble, sizeof(preamble));
    bytes_put_be16(header + 5, (uint16_t)length);
    if (size > 0)
        memcpy(body + 3, data, size);
    body[length - 1] = checksum(checksum(0, header + 5, 2), body, length - 1);
    spoil(reader, header, body, &length);
    if (reader->header_in.size + HEADER_BYTES > sizeof(reader->header_in.bytes) ||
        reader->body_in.size + length > sizeof(reader->body_in.bytes))
        return; /* Nobody fetched the last answers: the buffers are full. */
    pipe_push(&reader->header_in, header, HEADER_BYTES);
    pipe_push(&reader->body_in, body, length);
}

/* A card that was read is not found again before it has left the field: so do real readers. */
static void answer_find(struct sdt_reader *reader)
{
    static const uint8_t serial[4] = {0x11, 0x22, 0x33, 0x44};

    reader->card_selected = false;
    if (reader->card_present && !reader->card_was_read)
        reply(reader, 0x9f, serial, sizeof(serial));
    else
        reply(reader, 0x80, NULL, 0);
}

static void answer_select(struct sdt_reader *reader)
{
    static const uint8_t serial[8] = {1, 2, 3, 4, 5, 6, 7, 8};

    reader->card_selected = reader->card_present;
    if (reader->card_present)
        reply(reader, 0x90, serial, sizeof(serial));
    else
        reply(reader, 0x81, NULL, 0);
    if (reader->fault == SDT_READER_FAULT_PULLED)
        reader->card_present = false;
}

static void answer_read(struct sdt_reader *reader)
{
    uint8_t data[REPLY_DATA_MAX] = {SDT_READER_TEXT_BYTES >> 8, 0, PHOTO_BYTES >> 8, 0};

    if (!reader->card_present || !reader->card_selected ||
        reader->fault == SDT_READER_FAULT_READ_FAILED) {
        reply(reader, reader->card_present ? 0x41 : 0x80, NULL, 0);
        return;
    }
    memcpy(data + 4, reader->card_text, SDT_READER_TEXT_BYTES);
    for (size_t i = 0; i < PHOTO_BYTES; i++)
        data[4 + SDT_READER_TEXT_BYTES + i] = (uint8_t)(i * 7 + reader->card_text[122]);
    reply(reader, 0x90, data, sizeof(data));
    reader->card_was_read = true;
}

static void answer_sam_id(struct sdt_reader *reader)
{
    static const uint8_t id[16] = {0x05, 0x00, 0x01, 0x00, 0x09, 0xb8, 0x32, 0x01,
                                   0x05, 0xbe, 0x12, 0x00, 0xad, 0xc5, 0xb1, 0x11};

    reply(reader, 0x90, id, sizeof(id));
}

static void answer(struct sdt_reader *reader, uint16_t command)
{
    if (fault_once(reader, SDT_READER_FAULT_NOISE_ONCE)) {
        reply(reader, 0x10, NULL, 0);
        return;
    }
    if (reader->fault == SDT_READER_FAULT_SAM ||
        reader->fault == SDT_READER_FAULT_SAM_UNAUTHORISED) {
        reply(reader, reader->fault == SDT_READER_FAULT_SAM ? 0x60 : 0x66, NULL, 0);
        return;
    }
    switch (command) {
    case 0x10ff:
    case 0x11ff:
    case 0x61ff:
        reply(reader, 0x90, NULL, 0);
        break;
    case 0x12ff:
        answer_sam_id(reader);
        break;
    case 0x2001:
        answer_find(reader);
        break;
    case 0x2002:
        answer_select(reader);
        break;
    case 0x3001:
        answer_read(reader);
        break;
    default:
        reply(reader, 0x21, NULL, 0);
        break;
    }
}

/* The second half of a request: command, parameter, data, check. */
static void take_body(struct sdt_reader *reader, const uint8_t *body, size_t size)
{
    size_t length = bytes_get_be16(reader->header + 5);
    bool whole = reader->header_size == HEADER_BYTES;

    reader->header_size = 0;
    if (!whole || memcmp(reader->header, preamble, sizeof(preamble)) != 0)
        return; /* No beginning of a request: a real SAM waits on. */
    if (size != length || size < 3)
        reply(reader, 0x11, NULL, 0);
    else if (checksum(checksum(0, reader->header + 5, 2), body, size) != 0)
        reply(reader, 0x10, NULL, 0);
    else {
        reader->requests++;
        answer(reader, bytes_get_be16(body));
    }
}

static struct sdt_reader *of(struct bench_device *device)
{
    return (struct sdt_reader *)device; /* the device is the first member */
}

static int device_out(struct bench_device *device, uint8_t endpoint, const uint8_t *bytes, int size)
{
    struct sdt_reader *reader = of(device);

    pthread_mutex_lock(&reader->lock);
    if (endpoint == 0x02) { /* A new beginning takes the place of one whose host went away. */
        reader->header_size = size == HEADER_BYTES ? HEADER_BYTES : 0;
        if (size == HEADER_BYTES)
            memcpy(reader->header, bytes, HEADER_BYTES);
    } else {
        take_body(reader, bytes, size <= BODY_BYTES_MAX ? (size_t)size : 0);
    }
    pthread_mutex_unlock(&reader->lock);
    return size;
}

static int pipe_pull(struct sdt_reader *reader, struct pipe *pipe, uint8_t *out, int size_max)
{
    size_t size = pipe->size < (size_t)size_max ? pipe->size : (size_t)size_max;

    if (reader->fault == SDT_READER_FAULT_STALL || fault_once(reader, SDT_READER_FAULT_STALL_ONCE))
        return -EPIPE;
    if (reader->fault == SDT_READER_FAULT_SPLIT && size > 3 + reader->pieces % 8)
        size = 3 + reader->pieces++ % 8;
    if (size == 0 || now_ms() < reader->ready_ms)
        return -EAGAIN;
    memcpy(out, pipe->bytes, size);
    memmove(pipe->bytes, pipe->bytes + size, pipe->size - size);
    pipe->size -= size;
    return (int)size;
}

static int device_in(struct bench_device *device, uint8_t endpoint, uint8_t *out, int size_max)
{
    struct sdt_reader *reader = of(device);
    struct pipe *pipe = endpoint == 0x81 ? &reader->header_in : &reader->body_in;
    int result;

    pthread_mutex_lock(&reader->lock);
    result = pipe_pull(reader, pipe, out, size_max);
    pthread_mutex_unlock(&reader->lock);
    return result;
}

static void device_power_on(struct bench_device *device)
{
    struct sdt_reader *reader = of(device);

    pthread_mutex_lock(&reader->lock);
    reader->header_size = reader->header_in.size = reader->body_in.size = 0;
    reader->card_was_read = reader->card_selected = false;
    reader->ready_ms = 0;
    pthread_mutex_unlock(&reader->lock);
}

struct sdt_reader *sdt_reader_create(void)
{
    struct sdt_reader *reader = calloc(1, sizeof(*reader));

    if (reader == NULL)
        return NULL;
    reader->device = (struct bench_device){.name = "reader",
                                           .descriptors = descriptors,
                                           .descriptors_size = sizeof(descriptors),
                                           .strings = {"Banshi bench", "Virtual SDT reader", NULL},
                                           .out = device_out,
                                           .in = device_in,
                                           .power_on = device_power_on};
    pthread_mutex_init(&reader->lock, NULL);
    return reader;
}

void sdt_reader_destroy(struct sdt_reader *reader)
{
    if (reader == NULL)
        return;
    pthread_mutex_destroy(&reader->lock);
    free(reader);
}

struct bench_device *sdt_reader_device(struct sdt_reader *reader)
{
    return &reader->device;
}

static void place(struct sdt_reader *reader, const char *name, const uint8_t *text)
{
    pthread_mutex_lock(&reader->lock);
    memset(reader->card_name, 0, sizeof(reader->card_name));
    strncpy(reader->card_name, name, sizeof(reader->card_name) - 1);
    memcpy(reader->card_text, text, SDT_READER_TEXT_BYTES);
    reader->card_present = true;
    reader->card_was_read = reader->card_selected = false;
    pthread_mutex_unlock(&reader->lock);
}

bool sdt_reader_card_text(const char *card, uint8_t out_text[SDT_READER_TEXT_BYTES])
{
    const struct sdt_card *found = sdt_cards_find(card);

    if (found != NULL)
        sdt_cards_write(found, out_text);
    return found != NULL;
}

bool sdt_reader_place(struct sdt_reader *reader, const char *card)
{
    uint8_t text[SDT_READER_TEXT_BYTES];

    if (!sdt_reader_card_text(card, text))
        return false;
    place(reader, card, text);
    return true;
}

void sdt_reader_place_text(struct sdt_reader *reader, const uint8_t text[SDT_READER_TEXT_BYTES])
{
    place(reader, "text", text);
}

void sdt_reader_remove(struct sdt_reader *reader)
{
    pthread_mutex_lock(&reader->lock);
    reader->card_present = reader->card_selected = reader->card_was_read = false;
    pthread_mutex_unlock(&reader->lock);
}

const char *sdt_reader_card(struct sdt_reader *reader)
{
    return reader->card_present ? reader->card_name : "none";
}

void sdt_reader_set_fault(struct sdt_reader *reader, enum sdt_reader_fault fault)
{
    pthread_mutex_lock(&reader->lock);
    reader->fault = fault;
    pthread_mutex_unlock(&reader->lock);
}

bool sdt_reader_set_fault_name(struct sdt_reader *reader, const char *name)
{
    for (size_t i = 0; i < COUNT_OF(fault_names); i++)
        if (strcmp(fault_names[i], name) == 0) {
            sdt_reader_set_fault(reader, (enum sdt_reader_fault)i);
            return true;
        }
    return false;
}

const char *sdt_reader_fault_name(struct sdt_reader *reader)
{
    return fault_names[reader->fault];
}

unsigned sdt_reader_requests(struct sdt_reader *reader)
{
    unsigned requests;

    pthread_mutex_lock(&reader->lock);
    requests = reader->requests;
    pthread_mutex_unlock(&reader->lock);
    return requests;
}
