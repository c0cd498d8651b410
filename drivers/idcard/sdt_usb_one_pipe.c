/* Driver "sdt-usb-one-pipe": readers that take a whole SDT frame on one bulk pipe, the last OUT of
 * the descriptors, and give theirs in packets on one bulk IN. Source: one public driver only, whose
 * check bytes are wrong, so what is written here may have met no reader yet. */
#include "drivers/idcard/idcard.h"
#include "drivers/idcard/sdt_stream.h"
#include "drivers/idcard/sdt_usb_wire.h"
#include "drivers/transport/deadline.h"

static err_t send(struct sdt_wire *wire, const uint8_t *frame, size_t size_bytes, uint64_t deadline)
{
    struct sdt_usb_wire *usb = (struct sdt_usb_wire *)wire;

    return usb_write(usb->usb, usb->out, frame, size_bytes, deadline_left(deadline));
}

static err_t read_piece(struct sdt_wire *wire, uint8_t *out_bytes, size_t size_max,
                        uint32_t limit_ms, size_t *out_size)
{
    struct sdt_usb_wire *usb = (struct sdt_usb_wire *)wire;

    return usb_read(usb->usb, usb->in, out_bytes, size_max, limit_ms, out_size);
}

static err_t receive(struct sdt_wire *wire, uint8_t *bytes, uint64_t deadline,
                     struct sdt_reply *out_reply)
{
    return sdt_stream_receive(wire, read_piece, bytes, deadline, out_reply);
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
    return sdt_session_open(&wire->wire, deadline_left(deadline), out_reader);
}

extern const struct idcard_driver sdt_usb_one_pipe;
const struct idcard_driver sdt_usb_one_pipe = {
    .name = "sdt-usb-one-pipe",
    .open = open_reader,
    .close = sdt_session_close,
    .status = sdt_session_status,
    .find = sdt_session_find,
    .read = sdt_session_read,
};
