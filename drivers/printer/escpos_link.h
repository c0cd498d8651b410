/* The conversation with an ESC/POS printer over the USB printer class: sending, listening, and
 * everything the printer has to say of itself. What is printed, and what a result means, is the
 * driver's business (escpos_usb.c). Internal to the drivers of this room. */
#ifndef BANSHI_DRIVERS_PRINTER_ESCPOS_LINK_H
#define BANSHI_DRIVERS_PRINTER_ESCPOS_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "drivers/printer/escpos_status_parse.h"
#include "drivers/printer/printer.h"
#include "drivers/transport/usb.h"

#define ESCPOS_REPLY_MS 500 /* a printer answers DLE EOT within some 10 ms */

struct escpos_link {
    struct usb_device *usb;
    struct usb_interface interface;
    const struct printer_profile *profile;
    struct escpos_stream stream;
    struct printer_status pushed; /* what the newest ASB packet said */
    bool pushed_fresh;            /* it came since the last hush */
    bool odd;        /* since then something came that nobody asked for and that is no packet */
    bool trusts_asb; /* the newest status came both ways, and both said the same */
};

/* Opens the port and takes the printer's interface. Errors as open() of printer.h. On an error the
 * link is closed. */
err_t MUST_USE escpos_link_open(struct escpos_link *link, const char *port,
                                const struct printer_profile *profile);
void escpos_link_close(struct escpos_link *link);

/* Gives bytes to the wire, all of them or an error. */
err_t MUST_USE escpos_link_send(struct escpos_link *link, const uint8_t *bytes, size_t size_bytes,
                                uint64_t deadline);

/* The printer class's own way to empty a printer's buffers (USB printer class 1.1, section 4.2.3).
 * Printers that do not know it say so; that is no error. ERR_NO_DEVICE. */
err_t MUST_USE escpos_link_reset(struct escpos_link *link, uint32_t limit_ms);

/* Asks by every channel of the profile. Silence and contradictions are no error but
 * `answering == false`. ERR_NO_DEVICE. */
err_t MUST_USE escpos_link_status(struct escpos_link *link, uint64_t deadline,
                                  struct printer_status *out_status);

/* Sends GS r and waits for its answer. ERR_TIMEOUT: the printer has not come to it, or does not know
 * it; ERR_NO_DEVICE, ERR_PROTOCOL, ERR_IO. */
err_t MUST_USE escpos_link_fence(struct escpos_link *link, uint32_t limit_ms);

/* Hears what the printer has pushed, without waiting for more; true when that was a packet. */
bool escpos_link_listen(struct escpos_link *link, struct printer_status *out_status);

/* Forgets what the printer said without being asked, e.g. because a picture held the bytes of a
 * DLE EOT. */
void escpos_link_hush(struct escpos_link *link);

#endif
