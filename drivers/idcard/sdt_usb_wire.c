#include "drivers/idcard/sdt_usb_wire.h"

#include <stdlib.h>

static void pick_endpoints(struct sdt_usb_wire *wire, bool interrupts)
{
    struct usb_endpoint endpoints[USB_ENDPOINTS_MAX];
    size_t count;

    if (usb_list_endpoints(wire->usb, SDT_USB_INTERFACE, endpoints, &count) != ERR_OK)
        return;
    for (size_t i = 0; i < count; i++) {
        if (endpoints[i].interrupts != interrupts)
            continue;
        if (endpoints[i].address >= 0x80)
            wire->in = endpoints[i].address;
        else
            wire->out = endpoints[i].address;
    }
}

err_t sdt_usb_wire_open(const char *port, bool interrupts, struct sdt_usb_wire **out_wire)
{
    struct sdt_usb_wire *wire = calloc(1, sizeof(*wire));
    err_t err;

    *out_wire = NULL;
    if (wire == NULL)
        return ERR_MEMORY;
    wire->wire.close = sdt_usb_wire_close;
    wire->wire.drain = sdt_usb_wire_drain;
    err = usb_open(port, &wire->usb);
    if (err == ERR_OK)
        err = usb_claim(wire->usb, SDT_USB_INTERFACE, 0);
    if (err == ERR_OK)
        pick_endpoints(wire, interrupts);
    if (err == ERR_OK && (wire->in == 0 || wire->out == 0))
        err = ERR_NO_DEVICE;
    if (err != ERR_OK) {
        sdt_usb_wire_close(&wire->wire);
        return err;
    }
    *out_wire = wire;
    return ERR_OK;
}

void sdt_usb_wire_close(struct sdt_wire *wire)
{
    struct sdt_usb_wire *usb = (struct sdt_usb_wire *)wire;

    usb_close(usb->usb);
    free(usb);
}

void sdt_usb_wire_drain(struct sdt_wire *wire)
{
    struct sdt_usb_wire *usb = (struct sdt_usb_wire *)wire;

    (void)usb_drain(usb->usb, usb->in, SDT_USB_QUIET_MS);
    usb->owes_ack = false;
}
