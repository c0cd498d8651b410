/* Driver "sdt-usb-two-pipe": readers 0400:C35A that split each SDT frame over two pairs of bulk
 * pipes, the seven bytes of preamble and length on the first, the rest on the second. Source: the
 * vendors' protocol document, tables 5 to 8. */
#include <stdbool.h>

#include "drivers/idcard/idcard.h"
#include "drivers/idcard/sdt_usb_wire.h"
#include "drivers/transport/deadline.h"

#define OUT_HEADER 0x02
#define OUT_BODY 0x06
#define IN_HEADER 0x81
#define IN_BODY 0x85
#define BODY_QUIET_MS 2 /* what is there comes with the next frame of the bus */
#define DRAIN_ROUNDS_MAX 2

static struct usb_device *usb_of(struct sdt_wire *wire)
{
    return ((struct sdt_usb_wire *)wire)->usb;
}

static err_t send(struct sdt_wire *wire, const uint8_t *frame, size_t size_bytes, uint64_t deadline)
{
    struct usb_device *usb = usb_of(wire);
    err_t err = usb_write(usb, OUT_HEADER, frame, SDT_HEADER_BYTES, deadline_left(deadline));

    if (err != ERR_OK)
        return err;
    return usb_write(usb, OUT_BODY, frame + SDT_HEADER_BYTES, size_bytes - SDT_HEADER_BYTES,
                     deadline_left(deadline));
}

/* Collects exactly `size` bytes, in as many pieces as they come. */
static err_t collect(struct usb_device *usb, uint8_t endpoint, uint8_t *bytes, size_t size,
                     uint64_t deadline)
{
    size_t have = 0, got;

    while (have < size) {
        size_t room = (size - have + USB_PACKET_BYTES - 1) / USB_PACKET_BYTES * USB_PACKET_BYTES;
        uint32_t left_ms = deadline_left(deadline);
        err_t err;

        if (left_ms == 0)
            return ERR_TIMEOUT;
        err = usb_read(usb, endpoint, bytes + have, room, left_ms, &got);
        if (err != ERR_OK)
            return err;
        have += got;
    }
    return have == size ? ERR_OK : ERR_PROTOCOL;
}

static err_t receive(struct sdt_wire *wire, uint8_t *bytes, uint64_t deadline,
                     struct sdt_reply *out_reply)
{
    size_t length = 0;
    err_t err = collect(usb_of(wire), IN_HEADER, bytes, SDT_HEADER_BYTES, deadline);

    if (err == ERR_OK)
        err = sdt_parse_header(bytes, &length);
    if (err == ERR_OK)
        err = collect(usb_of(wire), IN_BODY, bytes + SDT_HEADER_BYTES, length, deadline);
    if (err == ERR_OK)
        err = sdt_parse_reply(bytes, SDT_HEADER_BYTES + length, out_reply);
    return err;
}

/* Until both pipes are quiet in one round: half of a reply left behind, and every answer after it
 * would be off by one. A reply begins with its header, so that is where the waiting is done. One that
 * babbles on through all rounds is known by its next answer. */
static void drain(struct sdt_wire *wire)
{
    bool found = true;

    for (int round = 0; round < DRAIN_ROUNDS_MAX && found; round++) {
        found = usb_drain(usb_of(wire), IN_HEADER, SDT_USB_QUIET_MS);
        found = usb_drain(usb_of(wire), IN_BODY, BODY_QUIET_MS) || found;
    }
}

/* The numbers of the pipes are the protocol's; a device without them is a reader of another kind.
 */
static bool has_pipes(struct usb_device *usb)
{
    static const uint8_t pipes[] = {OUT_HEADER, OUT_BODY, IN_HEADER, IN_BODY};
    struct usb_endpoint endpoints[USB_ENDPOINTS_MAX];
    size_t count, found = 0;

    if (usb_list_endpoints(usb, SDT_USB_INTERFACE, endpoints, &count) != ERR_OK)
        return false;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < sizeof(pipes); j++)
            found += endpoints[i].address == pipes[j];
    return found == sizeof(pipes);
}

static err_t open_reader(const char *port, uint32_t limit_ms, struct idcard_reader **out_reader)
{
    uint64_t deadline = deadline_after(limit_ms);
    struct sdt_usb_wire *wire;
    err_t err = sdt_usb_wire_open(port, false, &wire);

    *out_reader = NULL;
    if (err != ERR_OK)
        return err;
    wire->wire.send = send;
    wire->wire.receive = receive;
    wire->wire.drain = drain;
    if (!has_pipes(wire->usb)) {
        sdt_usb_wire_close(&wire->wire);
        return ERR_NO_DEVICE;
    }
    return sdt_session_open(&wire->wire, deadline_left(deadline), out_reader);
}

extern const struct idcard_driver sdt_usb_two_pipe;
const struct idcard_driver sdt_usb_two_pipe = {
    .name = "sdt-usb-two-pipe",
    .open = open_reader,
    .close = sdt_session_close,
    .status = sdt_session_status,
    .find = sdt_session_find,
    .read = sdt_session_read,
};
