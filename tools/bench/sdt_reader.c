#include "tools/bench/sdt_reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "tools/bench/sdt_reader_inside.h"

#define REPLY_DATA_MAX 1284
#define PHOTO_BYTES 1024
#define LATE_MS 450

static const uint8_t preamble[5] = {0xaa, 0xaa, 0xaa, 0x96, 0x69};

static const char *const fault_names[] = {
#define SDT_READER_FAULT(id, name, help) name,
#include "tools/bench/sdt_reader_faults.def"
#undef SDT_READER_FAULT
};

uint64_t sdt_reader_now_ms(void)
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

bool sdt_reader_fault_once(struct sdt_reader *reader, enum sdt_reader_fault fault)
{
    if (reader->fault != fault)
        return false;
    reader->fault = SDT_READER_FAULT_NONE;
    return true;
}

/* What nobody fetches in time is lost: the buffer is full. */
static void push(struct sdt_pipe *pipe, const uint8_t *bytes, size_t size)
{
    if (pipe->size + size > sizeof(pipe->bytes))
        return;
    memcpy(pipe->bytes + pipe->size, bytes, size);
    pipe->size += size;
}

static void spoil(struct sdt_reader *reader, uint8_t *header, uint8_t *body, size_t *length)
{
    if (reader->fault == SDT_READER_FAULT_CHECKSUM ||
        sdt_reader_fault_once(reader, SDT_READER_FAULT_CHECKSUM_ONCE))
        body[*length - 1] ^= 0x5a;
    if (sdt_reader_fault_once(reader, SDT_READER_FAULT_PREAMBLE_ONCE))
        header[3] ^= 0xff;
    if (reader->fault == SDT_READER_FAULT_LENGTH)
        bytes_put_be16(header + 5, 0xffff);
    if (reader->fault == SDT_READER_FAULT_TRUNCATED)
        *length /= 2;
    if (sdt_reader_fault_once(reader, SDT_READER_FAULT_LATE_ONCE))
        reader->ready_ms = sdt_reader_now_ms() + LATE_MS;
}

/* Bytes that no SAM sent, on wires that are streams. */
static void push_noise(struct sdt_reader *reader)
{
    static const uint8_t noise[] = {0x00, 0xff, 0xaa, 0xaa, 0x96, 0x69, 0xaa, 0xaa, 0xaa, 0x96};
    static const uint8_t torn[] = {0xaa, 0xaa, 0xaa, 0x96, 0x69, 0x07, 0xd0, 0x00};

    if (reader->fault == SDT_READER_FAULT_NOISE)
        push(&reader->body_in, noise, sizeof(noise));
    if (reader->fault == SDT_READER_FAULT_FALSE_START)
        push(&reader->body_in, torn, sizeof(torn));
}

static void reply(struct sdt_reader *reader, uint8_t sw3, const uint8_t *data, size_t size)
{
    uint8_t header[SDT_READER_HEADER_BYTES], body[REPLY_DATA_MAX + 4] = {0, 0, sw3};
    bool two_pipes = reader->wire == SDT_READER_TWO_PIPE;
    size_t length = size + 4;

    if (reader->fault == SDT_READER_FAULT_SILENT)
        return;
    memcpy(header, preamble, sizeof(preamble));
    bytes_put_be16(header + 5, (uint16_t)length);
    if (size > 0)
        memcpy(body + 3, data, size);
    body[length - 1] = checksum(checksum(0, header + 5, 2), body, length - 1);
    spoil(reader, header, body, &length);
    if (!two_pipes)
        push_noise(reader);
    push(two_pipes ? &reader->header_in : &reader->body_in, header, sizeof(header));
    push(&reader->body_in, body, length);
    reader->twin_header.size = reader->twin_body.size = 0;
    if (reader->fault == SDT_READER_FAULT_TWICE) {
        push(two_pipes ? &reader->twin_header : &reader->twin_body, header, sizeof(header));
        push(&reader->twin_body, body, length);
    }
}

static void lift_card(struct sdt_reader *reader)
{
    reader->card_present = reader->card_selected = reader->card_was_read = false;
}

/* A card that was read is not found again before it has left the field: so do real readers. */
static void answer_find(struct sdt_reader *reader)
{
    static const uint8_t serial[4] = {0x11, 0x22, 0x33, 0x44};

    reader->card_selected = false;
    if (sdt_reader_fault_once(reader, SDT_READER_FAULT_LEFT_LYING))
        reader->card_was_read = reader->card_present;
    if (reader->card_present && !reader->card_was_read)
        reply(reader, 0x9f, serial, sizeof(serial));
    else
        reply(reader, 0x80, NULL, 0);
    if (reader->fault == SDT_READER_FAULT_PULLED_EARLY)
        lift_card(reader);
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
        lift_card(reader);
}

static void answer_read(struct sdt_reader *reader)
{
    uint8_t data[REPLY_DATA_MAX] = {SDT_READER_TEXT_BYTES >> 8, 0, PHOTO_BYTES >> 8, 0};

    if (reader->fault == SDT_READER_FAULT_SILENT_READ)
        return;
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
    if (reader->fault == SDT_READER_FAULT_PULLED_LATE)
        lift_card(reader);
}

static void answer_newest(struct sdt_reader *reader)
{
    size_t size = SDT_CARDS_ADDRESS_BYTES;

    if (reader->fault == SDT_READER_FAULT_NEWEST_UNKNOWN) {
        reply(reader, 0x21, NULL, 0);
        return;
    }
    if (reader->fault == SDT_READER_FAULT_NEWEST_SHORT)
        size /= 2;
    if (!reader->card_present || !reader->card_selected)
        reply(reader, reader->card_present ? 0x41 : 0x80, NULL, 0);
    else if (reader->card_moved_house || reader->fault == SDT_READER_FAULT_NEWEST_SHORT)
        reply(reader, 0x90, reader->card_newest, size);
    else
        reply(reader, 0x91, NULL, 0);
}

static void answer_reset(struct sdt_reader *reader)
{
    reader->resets++;
    reader->card_selected = false;
    reply(reader, 0x90, NULL, 0);
}

static void answer_sam_id(struct sdt_reader *reader)
{
    static const uint8_t id[16] = {0x05, 0x00, 0x01, 0x00, 0x09, 0xb8, 0x32, 0x01,
                                   0x05, 0xbe, 0x12, 0x00, 0xad, 0xc5, 0xb1, 0x11};

    reply(reader, 0x90, id, sizeof(id));
}

static void answer(struct sdt_reader *reader, uint16_t command)
{
    if (sdt_reader_fault_once(reader, SDT_READER_FAULT_NOISE_ONCE)) {
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
        answer_reset(reader);
        break;
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
    case 0x3003:
        answer_newest(reader);
        break;
    default:
        reply(reader, 0x21, NULL, 0);
        break;
    }
}

/* One request with its header in front, whole as far as the header says. */
static void take_request(struct sdt_reader *reader, const uint8_t *body, size_t size)
{
    const uint8_t *header = reader->request;

    if (size != bytes_get_be16(header + 5) || size < 3)
        reply(reader, 0x11, NULL, 0);
    else if (checksum(checksum(0, header + 5, 2), body, size) != 0)
        reply(reader, 0x10, NULL, 0);
    else {
        reader->requests++;
        answer(reader, bytes_get_be16(body));
    }
}

void sdt_reader_take_body(struct sdt_reader *reader, const uint8_t *body, size_t size)
{
    bool whole = reader->request_size == SDT_READER_HEADER_BYTES;

    reader->request_size = 0;
    if (!whole || memcmp(reader->request, preamble, sizeof(preamble)) != 0)
        return; /* No beginning of a request: a real SAM waits on. */
    take_request(reader, body, size);
}

/* Whether the bytes so far can still be a request. */
static bool is_beginning(const uint8_t *bytes, size_t size)
{
    return memcmp(bytes, preamble, size < sizeof(preamble) ? size : sizeof(preamble)) == 0;
}

static void forget(struct sdt_reader *reader, size_t count)
{
    memmove(reader->request, reader->request + count, reader->request_size - count);
    reader->request_size -= count;
}

static void take_requests(struct sdt_reader *reader)
{
    while (reader->request_size > 0) {
        size_t whole = SDT_READER_REQUEST_MAX + 1;

        if (reader->request_size >= SDT_READER_HEADER_BYTES)
            whole = SDT_READER_HEADER_BYTES + (size_t)bytes_get_be16(reader->request + 5);
        if (!is_beginning(reader->request, reader->request_size) ||
            (reader->request_size >= SDT_READER_HEADER_BYTES && whole > SDT_READER_REQUEST_MAX)) {
            forget(reader, 1);
        } else if (reader->request_size >= whole) {
            take_request(reader, reader->request + SDT_READER_HEADER_BYTES,
                         whole - SDT_READER_HEADER_BYTES);
            forget(reader, whole);
        } else {
            return;
        }
    }
}

/* A piece that begins as a request does takes the place of one whose host went away. */
void sdt_reader_take_stream(struct sdt_reader *reader, const uint8_t *bytes, size_t size)
{
    if (size >= sizeof(preamble) && is_beginning(bytes, size))
        reader->request_size = 0;
    for (size_t i = 0; i < size; i++) {
        reader->request[reader->request_size++] = bytes[i];
        take_requests(reader);
    }
}

/* The same reply once more, when the first has gone: two in one packet are nothing that a device
 * sends. */
static void push_twin(struct sdt_reader *reader)
{
    if (reader->header_in.size > 0 || reader->body_in.size > 0)
        return;
    push(&reader->header_in, reader->twin_header.bytes, reader->twin_header.size);
    push(&reader->body_in, reader->twin_body.bytes, reader->twin_body.size);
    reader->twin_header.size = reader->twin_body.size = 0;
}

size_t sdt_reader_give(struct sdt_reader *reader, struct sdt_pipe *pipe, uint8_t *out,
                       size_t size_max)
{
    size_t size = pipe->size < size_max ? pipe->size : size_max;

    if (reader->fault == SDT_READER_FAULT_SPLIT && size > 3 + reader->pieces % 8)
        size = 3 + reader->pieces++ % 8;
    if (size == 0 || sdt_reader_now_ms() < reader->ready_ms || !sdt_reader_passes(reader))
        return 0;
    memcpy(out, pipe->bytes, size);
    memmove(pipe->bytes, pipe->bytes + size, pipe->size - size);
    pipe->size -= size;
    push_twin(reader);
    return size;
}

bool sdt_reader_passes(struct sdt_reader *reader)
{
    if (reader->freezes && reader->transfers_left == 0)
        reader->frozen = true;
    else if (reader->freezes)
        reader->transfers_left--;
    return !reader->frozen;
}

void sdt_reader_power_on(struct sdt_reader *reader)
{
    reader->request_size = reader->header_in.size = reader->body_in.size = 0;
    reader->twin_header.size = reader->twin_body.size = 0;
    reader->card_was_read = reader->card_selected = false;
    reader->ready_ms = 0;
    reader->held = reader->empty_report_sent = reader->freezes = reader->frozen = false;
}

struct sdt_reader *sdt_reader_create(enum sdt_reader_wire wire)
{
    struct sdt_reader *reader = calloc(1, sizeof(*reader));

    if (reader == NULL)
        return NULL;
    reader->wire = wire;
    reader->baud = SDT_READER_BAUD;
    pthread_mutex_init(&reader->lock, NULL);
    if (wire != SDT_READER_SERIAL)
        sdt_reader_usb_init(reader);
    return reader;
}

void sdt_reader_destroy(struct sdt_reader *reader)
{
    if (reader == NULL)
        return;
    sdt_reader_unplug_serial(reader);
    pthread_mutex_destroy(&reader->lock);
    free(reader);
}

struct bench_device *sdt_reader_device(struct sdt_reader *reader)
{
    return reader->wire == SDT_READER_SERIAL ? NULL : &reader->device;
}

static void place(struct sdt_reader *reader, const char *name, const uint8_t *text,
                  const struct sdt_card *card)
{
    pthread_mutex_lock(&reader->lock);
    snprintf(reader->card_name, sizeof(reader->card_name), "%s", name);
    memcpy(reader->card_text, text, SDT_READER_TEXT_BYTES);
    reader->card_moved_house = card != NULL && card->newest != NULL;
    memset(reader->card_newest, 0, sizeof(reader->card_newest));
    if (card != NULL)
        sdt_cards_write_newest(card, reader->card_newest);
    lift_card(reader);
    reader->card_present = true;
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
    place(reader, card, text, sdt_cards_find(card));
    return true;
}

void sdt_reader_place_text(struct sdt_reader *reader, const uint8_t text[SDT_READER_TEXT_BYTES])
{
    place(reader, "text", text, NULL);
}

void sdt_reader_remove(struct sdt_reader *reader)
{
    pthread_mutex_lock(&reader->lock);
    lift_card(reader);
    pthread_mutex_unlock(&reader->lock);
}

const char *sdt_reader_card(struct sdt_reader *reader)
{
    bool present;

    pthread_mutex_lock(&reader->lock);
    present = reader->card_present;
    pthread_mutex_unlock(&reader->lock);
    return present ? reader->card_name : "none";
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
    enum sdt_reader_fault fault;

    pthread_mutex_lock(&reader->lock);
    fault = reader->fault;
    pthread_mutex_unlock(&reader->lock);
    return fault_names[fault];
}

unsigned sdt_reader_requests(struct sdt_reader *reader)
{
    unsigned requests;

    pthread_mutex_lock(&reader->lock);
    requests = reader->requests;
    pthread_mutex_unlock(&reader->lock);
    return requests;
}

unsigned sdt_reader_resets(struct sdt_reader *reader)
{
    unsigned resets;

    pthread_mutex_lock(&reader->lock);
    resets = reader->resets;
    pthread_mutex_unlock(&reader->lock);
    return resets;
}

void sdt_reader_set_baud(struct sdt_reader *reader, uint32_t baud)
{
    pthread_mutex_lock(&reader->lock);
    reader->baud = baud;
    pthread_mutex_unlock(&reader->lock);
}

void sdt_reader_freeze_after(struct sdt_reader *reader, unsigned transfers)
{
    pthread_mutex_lock(&reader->lock);
    reader->freezes = true;
    reader->frozen = false;
    reader->transfers_left = transfers;
    pthread_mutex_unlock(&reader->lock);
}

bool sdt_reader_is_frozen(struct sdt_reader *reader)
{
    bool frozen;

    pthread_mutex_lock(&reader->lock);
    frozen = reader->frozen;
    pthread_mutex_unlock(&reader->lock);
    return frozen;
}
