/* What the SDT readers on USB share: a wire that holds an open device. Every such reader has its
 * pipes on interface 0. */
#ifndef BANSHI_DRIVERS_IDCARD_SDT_USB_WIRE_H
#define BANSHI_DRIVERS_IDCARD_SDT_USB_WIRE_H

#include <stdbool.h>
#include <stdint.h>

#include "drivers/idcard/sdt_session.h"
#include "drivers/transport/usb.h"

#define SDT_USB_INTERFACE 0
#define SDT_USB_QUIET_MS 20 /* nothing for this long: nothing more is coming */

struct sdt_usb_wire {
    struct sdt_wire wire;
    struct usb_device *usb;
    uint8_t in, out; /* the endpoints, where a transport has one of each */
    bool owes_ack;   /* reports only: a piece was taken and not acknowledged */
};

/* Opens the device at `port`, claims its interface and looks its last endpoint of each direction
 * up, among the interrupt endpoints or the bulk ones. The rest of the wire is the caller's. Errors
 * as open() of the class; ERR_NO_DEVICE also for a device without such endpoints. */
err_t MUST_USE sdt_usb_wire_open(const char *port, bool interrupts, struct sdt_usb_wire **out_wire);

/* `close` of the wire. */
void sdt_usb_wire_close(struct sdt_wire *wire);

/* `drain` of a wire with one endpoint. */
void sdt_usb_wire_drain(struct sdt_wire *wire);

#endif
