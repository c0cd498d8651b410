#include "drivers/printer/escpos_link.h"

#include <string.h>

#include "drivers/printer/escpos_encode.h"
#include "drivers/transport/deadline.h"

#define USB_CLASS_PRINTER 7
#define PRINTER_SOFT_RESET 2
#define QUIET_MS 10
#define LISTEN_MS 1

static bool has(const struct escpos_link *link, unsigned channel)
{
    return (link->profile->channels & channel) != 0 && link->interface.bulk_in != 0;
}

err_t escpos_link_open(struct escpos_link *link, const char *port,
                       const struct printer_profile *profile)
{
    err_t err;

    memset(link, 0, sizeof(*link));
    link->profile = profile;
    err = usb_open(port, &link->usb);
    if (err == ERR_OK)
        err = usb_find_interface(link->usb, USB_CLASS_PRINTER, &link->interface);
    if (err == ERR_OK)
        err = usb_claim(link->usb, link->interface.number, link->interface.alternate);
    if (err != ERR_OK)
        escpos_link_close(link);
    return err;
}

void escpos_link_close(struct escpos_link *link)
{
    usb_close(link->usb);
    memset(link, 0, sizeof(*link));
}

err_t escpos_link_send(struct escpos_link *link, const uint8_t *bytes, size_t size_bytes,
                       uint64_t deadline)
{
    return usb_write(link->usb, link->interface.bulk_out, bytes, size_bytes,
                     deadline_left(deadline));
}

err_t escpos_link_reset(struct escpos_link *link, uint32_t limit_ms)
{
    struct usb_setup setup = {
        .type = 0x21, .request = PRINTER_SOFT_RESET, .index = link->interface.number};
    err_t err = usb_control(link->usb, &setup, NULL, limit_ms, NULL);

    return err == ERR_NO_DEVICE ? err : ERR_OK;
}

void escpos_link_hush(struct escpos_link *link)
{
    if (link->interface.bulk_in != 0)
        (void)usb_drain(link->usb, link->interface.bulk_in, QUIET_MS);
    memset(&link->stream, 0, sizeof(link->stream));
    link->stream.has_full = has(link, PRINTER_CHANNEL_FULL);
    link->pushed_fresh = link->odd = false;
}

/* Takes one byte; keeps what nobody waits for. */
static enum escpos_item take(struct escpos_link *link, enum escpos_item wanted, uint8_t byte)
{
    enum escpos_item item = escpos_status_parse(&link->stream, byte);

    if (item == ESCPOS_ITEM_ASB) {
        escpos_status_from_asb(link->stream.packet, &link->pushed);
        link->pushed_fresh = true;
    }
    if (item == ESCPOS_ITEM_NOISE || (item == ESCPOS_ITEM_FENCE && wanted != ESCPOS_ITEM_FENCE))
        link->odd = true;
    return item;
}

/* It has said by itself that it stopped: what is still waited for will not come. */
static bool has_stopped(const struct escpos_link *link)
{
    return link->trusts_asb && link->pushed_fresh && !link->pushed.online;
}

/* Reads until an item of the kind `wanted` comes. ERR_TIMEOUT: none within `limit_ms`, or a fence
 * that will not come. The byte that completed it goes to `out_byte`; a packet lies in the stream. */
static err_t await(struct escpos_link *link, enum escpos_item wanted, uint32_t limit_ms,
                   uint8_t *out_byte)
{
    uint64_t deadline = deadline_after(limit_ms);
    uint8_t bytes[USB_PACKET_BYTES];
    bool found = false;
    size_t size;

    if (link->interface.bulk_in == 0)
        return ERR_TIMEOUT;
    while (!found) {
        err_t err = ERR_TIMEOUT;

        if (wanted != ESCPOS_ITEM_FENCE || !has_stopped(link))
            err = usb_read(link->usb, link->interface.bulk_in, bytes, sizeof(bytes),
                           deadline_left(deadline), &size);
        if (err != ERR_OK)
            return err;
        for (size_t i = 0; i < size; i++)
            if (take(link, wanted, bytes[i]) == wanted && !found) {
                *out_byte = bytes[i];
                found = true;
                if (wanted == ESCPOS_ITEM_FULL) /* later bytes would write over the packet */
                    break;
            }
    }
    return ERR_OK;
}

static err_t ask(struct escpos_link *link, uint8_t n, uint64_t deadline, uint8_t *out_byte)
{
    uint8_t command[ESCPOS_COMMAND_BYTES_MAX];
    err_t err = escpos_link_send(link, command, escpos_encode_poll(n, command), deadline);

    if (err == ERR_OK)
        err = await(link, n == ESCPOS_POLL_FULL ? ESCPOS_ITEM_FULL : ESCPOS_ITEM_REPLY,
                    deadline_left_most(deadline, ESCPOS_REPLY_MS), out_byte);
    return err;
}

/* The four polls. Between two of them the world may change, and then they contradict each other; a
 * printer that does so twice is one that answers anything with the same byte. */
static err_t ask_polls(struct escpos_link *link, uint64_t deadline,
                       struct printer_status *out_status)
{
    uint8_t replies[ESCPOS_POLLS];
    err_t err = ERR_OK;
    bool agrees = false;

    for (int round = 0; round < 2 && err == ERR_OK && !agrees; round++) {
        for (uint8_t n = 1; n <= ESCPOS_POLLS && err == ERR_OK; n++)
            err = ask(link, n, deadline, &replies[n - 1]);
        agrees = err == ERR_OK && escpos_status_from_replies(replies, out_status);
    }
    return err == ERR_OK && !agrees ? ERR_PROTOCOL : err;
}

static bool agree(const struct printer_status *one, const struct printer_status *other)
{
    return one->paper == other->paper && one->online == other->online &&
           one->cover_open == other->cover_open && one->cutter_error == other->cutter_error;
}

/* GS a n makes printers that know it push a packet at once, and again at every change. Where the
 * polls are answered too, the two must say the same; where they are not, the packet is the status.
 * What nobody believes is switched off. */
static err_t ask_epson(struct escpos_link *link, uint64_t deadline,
                       struct printer_status *out_status)
{
    uint8_t command[ESCPOS_COMMAND_BYTES_MAX];
    bool pushes = has(link, PRINTER_CHANNEL_ASB);
    err_t err = ERR_OK;

    if (pushes)
        err = escpos_link_send(link, command, escpos_encode_asb(ESCPOS_ASB_ALL, command), deadline);
    if (err == ERR_OK)
        err = ask_polls(link, deadline, out_status);
    link->trusts_asb =
        link->pushed_fresh && !link->odd && err == ERR_OK && agree(&link->pushed, out_status);
    if (err == ERR_TIMEOUT && link->pushed_fresh && !link->odd) {
        *out_status = link->pushed;
        link->trusts_asb = true;
        err = ERR_OK;
    }
    if (pushes && !link->trusts_asb && err != ERR_NO_DEVICE)
        err = escpos_link_send(link, command, escpos_encode_asb(ESCPOS_ASB_OFF, command), deadline);
    return err;
}

/* The mouth and the jam sensor come by this way only. What it says besides counts when nothing else
 * is known, and its faults always. */
static void merge_full(struct printer_status *status, const struct printer_status *full)
{
    if (!status->answering) {
        *status = *full;
        return;
    }
    status->presenter = full->presenter;
    status->paper_jam |= full->paper_jam;
    status->cover_open |= full->cover_open;
    status->cutter_error |= full->cutter_error;
    status->recoverable_error |= full->recoverable_error;
    status->unrecoverable_error |= full->unrecoverable_error;
    status->online &= full->online;
    if (full->paper == PRINTER_PAPER_OUT || status->paper == PRINTER_PAPER_FULL)
        status->paper = full->paper;
}

err_t escpos_link_status(struct escpos_link *link, uint64_t deadline,
                         struct printer_status *out_status)
{
    struct printer_status full;
    err_t err = ERR_OK;
    uint8_t byte;

    memset(out_status, 0, sizeof(*out_status));
    escpos_link_hush(link);
    if (has(link, PRINTER_CHANNEL_POLL | PRINTER_CHANNEL_ASB))
        err = ask_epson(link, deadline, out_status);
    if (link->profile->present_steps > 0)
        out_status->presenter = PRINTER_PRESENTER_UNKNOWN;
    if (err != ERR_NO_DEVICE && has(link, PRINTER_CHANNEL_FULL)) {
        err = ask(link, ESCPOS_POLL_FULL, deadline, &byte);
        if (err == ERR_OK) {
            escpos_status_from_full(link->stream.packet, &full);
            merge_full(out_status, &full);
        }
    }
    return err == ERR_NO_DEVICE ? ERR_NO_DEVICE : ERR_OK;
}

err_t escpos_link_fence(struct escpos_link *link, uint32_t limit_ms)
{
    uint8_t command[ESCPOS_COMMAND_BYTES_MAX], byte;
    uint64_t deadline = deadline_after(limit_ms);
    err_t err = escpos_link_send(link, command, escpos_encode_fence(command), deadline);

    if (err == ERR_OK)
        err = await(link, ESCPOS_ITEM_FENCE, deadline_left(deadline), &byte);
    return err;
}

bool escpos_link_listen(struct escpos_link *link, struct printer_status *out_status)
{
    uint8_t bytes[USB_PACKET_BYTES];
    size_t size = 0;

    link->pushed_fresh = false;
    if (link->interface.bulk_in == 0 || usb_read(link->usb, link->interface.bulk_in, bytes,
                                                 sizeof(bytes), LISTEN_MS, &size) != ERR_OK)
        return false;
    for (size_t i = 0; i < size; i++)
        (void)take(link, ESCPOS_ITEM_NONE, bytes[i]);
    *out_status = link->pushed;
    return link->pushed_fresh;
}
