/* Driver "sdt-usb-hid": readers that carry SDT frames in HID reports of 64 bytes over a pair of
 * interrupt pipes, 0483:572B and its kin. The reports are described in sdt_report_parse.h; their
 * source is one public program, whose readers put a maker's own commands into them too, so a new
 * model wants a try before it goes into models.def. The kernel's HID driver is put aside while the
 * reader is open. */
#include <string.h>

#include "drivers/idcard/idcard.h"
#include "drivers/idcard/sdt_report_parse.h"
#include "drivers/idcard/sdt_stream.h"
#include "drivers/idcard/sdt_usb_wire.h"
#include "drivers/transport/deadline.h"
#include "firmware/base/bytes.h"
#include "firmware/base/check.h"

/* Requests of this house fit one report, so the reader's own "send more" never has to be obeyed. */
_Static_assert(SDT_REQUEST_BYTES_MAX <= SDT_REPORT_PAYLOAD_MAX, "a request is one report");

static err_t send(struct sdt_wire *wire, const uint8_t *frame, size_t size_bytes, uint64_t deadline)
{
    struct sdt_usb_wire *usb = (struct sdt_usb_wire *)wire;
    uint8_t report[SDT_REPORT_BYTES];

    usb->owes_ack = false;
    sdt_report_encode(frame, size_bytes, report);
    return usb_write(usb->usb, usb->out, report, sizeof(report), deadline_left(deadline));
}

static err_t send_ack(struct sdt_usb_wire *usb, uint32_t limit_ms)
{
    uint8_t report[SDT_REPORT_BYTES];

    if (!usb->owes_ack)
        return ERR_OK;
    usb->owes_ack = false;
    sdt_report_encode_ack(report);
    return usb_write(usb->usb, usb->out, report, sizeof(report), limit_ms);
}

/* Asked only while a frame is not whole, so this is the moment to say "send more". */
static err_t read_piece(struct sdt_wire *wire, uint8_t *out_bytes, size_t size_max,
                        uint32_t limit_ms, size_t *out_size)
{
    struct sdt_usb_wire *usb = (struct sdt_usb_wire *)wire;
    uint64_t deadline = deadline_after(limit_ms);
    uint8_t report[SDT_REPORT_BYTES];
    const uint8_t *payload;
    size_t got;
    err_t err = send_ack(usb, limit_ms);

    *out_size = 0;
    while (err == ERR_OK && *out_size == 0) {
        err = usb_read(usb->usb, usb->in, report, sizeof(report), deadline_left(deadline), &got);
        if (err != ERR_OK)
            break;
        if (sdt_report_parse(report, got, &payload, out_size) == SDT_REPORT_BROKEN)
            err = ERR_PROTOCOL;
        else if (*out_size == 0 && deadline_left(deadline) == 0)
            err = ERR_TIMEOUT; /* empty reports without end */
        CHECK(*out_size <= size_max);
        if (*out_size > 0)
            memcpy(out_bytes, payload, *out_size);
    }
    usb->owes_ack = err == ERR_OK;
    bytes_wipe(report, sizeof(report));
    return err;
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
    err_t err = sdt_usb_wire_open(port, true, &wire);

    *out_reader = NULL;
    if (err != ERR_OK)
        return err;
    wire->wire.send = send;
    wire->wire.receive = receive;
    return sdt_session_open(&wire->wire, deadline_left(deadline), out_reader);
}

extern const struct idcard_driver sdt_usb_hid;
const struct idcard_driver sdt_usb_hid = {
    .name = "sdt-usb-hid",
    .open = open_reader,
    .close = sdt_session_close,
    .status = sdt_session_status,
    .find = sdt_session_find,
    .read = sdt_session_read,
};
