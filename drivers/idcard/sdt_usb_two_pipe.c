/* Driver "sdt-usb-two-pipe": readers 0400:C35A that split each SDT frame over two pairs of bulk
 * pipes, the seven bytes of preamble and length on the first, the rest on the second. Source: the
 * vendors' protocol document, tables 5 to 8. */
#include <stdlib.h>
#include <string.h>

#include "drivers/idcard/idcard.h"
#include "drivers/idcard/sdt_parse.h"
#include "drivers/transport/deadline.h"
#include "drivers/transport/usb.h"
#include "firmware/base/bytes.h"

#define INTERFACE 0
#define OUT_HEADER 0x02
#define OUT_BODY 0x06
#define IN_HEADER 0x81
#define IN_BODY 0x85
#define QUIET_MS 20        /* nothing for this long: nothing more is coming */
#define SELECT_MS_MAX 1500 /* what the vendors' own library allows a select */
#define OPEN_STATUS_MS 1000

struct idcard_reader {
    struct usb_device *usb;
    bool stale; /* an answer that nobody waited for may still come */
    uint8_t frame[SDT_FRAME_BYTES_MAX + USB_PACKET_BYTES];
};

static void drain(struct idcard_reader *reader)
{
    usb_drain(reader->usb, IN_HEADER, QUIET_MS);
    usb_drain(reader->usb, IN_BODY, QUIET_MS);
}

static err_t send(struct idcard_reader *reader, enum sdt_command command, uint64_t deadline)
{
    uint8_t request[SDT_REQUEST_BYTES_MAX];
    size_t size = sdt_encode_request(command, NULL, 0, request);
    err_t err =
        usb_write(reader->usb, OUT_HEADER, request, SDT_HEADER_BYTES, deadline_left(deadline));

    if (err != ERR_OK)
        return err;
    return usb_write(reader->usb, OUT_BODY, request + SDT_HEADER_BYTES, size - SDT_HEADER_BYTES,
                     deadline_left(deadline));
}

/* Collects exactly `size` bytes at offset `at` of the frame, in as many pieces as they come. */
static err_t collect(struct idcard_reader *reader, uint8_t endpoint, size_t at, size_t size,
                     uint64_t deadline)
{
    size_t have = 0, got;

    while (have < size) {
        size_t room = (size - have + USB_PACKET_BYTES - 1) / USB_PACKET_BYTES * USB_PACKET_BYTES;
        uint32_t left_ms = deadline_left(deadline);
        err_t err;

        if (left_ms == 0)
            return ERR_TIMEOUT;
        err = usb_read(reader->usb, endpoint, reader->frame + at + have, room, left_ms, &got);
        if (err != ERR_OK)
            return err;
        have += got;
    }
    return have == size ? ERR_OK : ERR_PROTOCOL;
}

static err_t exchange_once(struct idcard_reader *reader, enum sdt_command command,
                           uint64_t deadline, struct sdt_reply *out_reply)
{
    size_t length = 0;
    err_t err = send(reader, command, deadline);

    if (err == ERR_OK)
        err = collect(reader, IN_HEADER, 0, SDT_HEADER_BYTES, deadline);
    if (err == ERR_OK)
        err = sdt_parse_header(reader->frame, &length);
    if (err == ERR_OK)
        err = collect(reader, IN_BODY, SDT_HEADER_BYTES, length, deadline);
    if (err == ERR_OK)
        err = sdt_parse_reply(reader->frame, SDT_HEADER_BYTES + length, out_reply);
    return err;
}

/* One command and its reply; once more when the line, not the card, was to blame. Asking again is
 * harmless: no command changes the card. Whatever went wrong, the pipes are quiet afterwards, or a
 * late reply would be taken for the next answer. */
static err_t exchange(struct idcard_reader *reader, enum sdt_command command, uint32_t limit_ms,
                      struct sdt_reply *out_reply)
{
    uint64_t deadline = deadline_after(limit_ms);
    err_t err = ERR_OK;

    for (int attempt = 0; attempt < 2; attempt++) {
        if (reader->stale)
            drain(reader);
        memset(out_reply, 0, sizeof(*out_reply));
        err = exchange_once(reader, command, deadline, out_reply);
        reader->stale = err != ERR_OK;
        if (err == ERR_OK && !sdt_status_is_line_noise(out_reply->sw3))
            break;
        if (err != ERR_OK && err != ERR_CHECKSUM && err != ERR_PROTOCOL)
            break;
        if (deadline_left(deadline) == 0)
            break;
    }
    if (err == ERR_TIMEOUT)
        drain(reader);
    return err;
}

static err_t status(struct idcard_reader *reader, uint32_t limit_ms)
{
    struct sdt_reply reply;
    err_t err = exchange(reader, SDT_SAM_STATUS, limit_ms, &reply);

    if (err == ERR_OK && reply.sw3 != SDT_SW_OK)
        err = sdt_status_err(reply.sw3) == ERR_DEVICE_FAULT ? ERR_DEVICE_FAULT : ERR_PROTOCOL;
    bytes_wipe(reader->frame, sizeof(reader->frame));
    return err;
}

static void close_reader(struct idcard_reader *reader)
{
    if (reader == NULL)
        return;
    usb_close(reader->usb);
    bytes_wipe(reader, sizeof(*reader));
    free(reader);
}

/* A worker that was killed may have left half a request or an unread answer in the device: the
 * pipes are drained before the first word. */
static err_t open_reader(const char *port, uint32_t limit_ms, struct idcard_reader **out_reader)
{
    struct idcard_reader *reader = calloc(1, sizeof(*reader));
    uint64_t deadline = deadline_after(limit_ms);
    err_t err;

    *out_reader = NULL;
    if (reader == NULL)
        return ERR_MEMORY;
    reader->stale = true;
    err = usb_open(port, &reader->usb);
    if (err == ERR_OK)
        err = usb_claim(reader->usb, INTERFACE, 0);
    if (err == ERR_OK)
        err = status(reader, deadline_left_most(deadline, OPEN_STATUS_MS));
    if (err != ERR_OK) {
        close_reader(reader);
        return err;
    }
    *out_reader = reader;
    return ERR_OK;
}

static err_t find(struct idcard_reader *reader, uint32_t limit_ms)
{
    struct sdt_reply reply;
    err_t err = exchange(reader, SDT_CARD_FIND, limit_ms, &reply);

    if (err == ERR_OK)
        err = sdt_status_err(reply.sw3);
    if (err == ERR_OK && reply.sw3 != SDT_SW_FOUND)
        err = ERR_PROTOCOL;
    bytes_wipe(reader->frame, sizeof(reader->frame));
    return err;
}

/* A command for a card that was found: "no card" now means that it was taken away meanwhile. */
static err_t ask_card(struct idcard_reader *reader, enum sdt_command command, uint32_t limit_ms,
                      struct sdt_reply *out_reply)
{
    err_t err = exchange(reader, command, limit_ms, out_reply);

    if (err == ERR_OK)
        err = sdt_status_err(out_reply->sw3);
    if (err == ERR_OK && out_reply->sw3 != SDT_SW_OK)
        err = ERR_PROTOCOL;
    return err == ERR_NO_CARD ? ERR_CARD_MOVED : err;
}

static err_t read_card(struct idcard_reader *reader, uint32_t limit_ms,
                       struct idcard_record *out_record)
{
    uint64_t deadline = deadline_after(limit_ms);
    struct sdt_reply reply;
    err_t err;

    bytes_wipe(out_record, sizeof(*out_record));
    err = ask_card(reader, SDT_CARD_SELECT, deadline_left_most(deadline, SELECT_MS_MAX), &reply);
    if (err == ERR_OK)
        err = ask_card(reader, SDT_CARD_READ, deadline_left(deadline), &reply);
    if (err == ERR_OK)
        err = sdt_parse_card(&reply, out_record);
    bytes_wipe(reader->frame, sizeof(reader->frame));
    return err;
}

extern const struct idcard_driver sdt_usb_two_pipe;
const struct idcard_driver sdt_usb_two_pipe = {
    .name = "sdt-usb-two-pipe",
    .open = open_reader,
    .close = close_reader,
    .status = status,
    .find = find,
    .read = read_card,
};
