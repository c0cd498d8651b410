#include "drivers/printer/escpos_status_parse.h"

#include <string.h>

#define REPLY_MASK 0x93 /* the fixed bits of the first byte of either kind */
#define REPLY_BITS 0x12
#define ASB_BITS 0x10
#define REST_MASK 0x90 /* the fixed bits of the other bytes of an ASB packet */

#define OFFLINE 0x08

enum escpos_item escpos_status_parse(struct escpos_stream *stream, uint8_t byte)
{
    if ((byte & REPLY_MASK) == REPLY_BITS)
        return ESCPOS_ITEM_REPLY;
    if ((byte & REPLY_MASK) == ASB_BITS) {
        stream->asb[0] = byte;
        stream->asb_size = 1;
        return ESCPOS_ITEM_NONE;
    }
    if ((byte & REST_MASK) != 0) {
        stream->asb_size = 0;
        return ESCPOS_ITEM_NOISE;
    }
    if (stream->asb_size == 0)
        return ESCPOS_ITEM_FENCE;
    stream->asb[stream->asb_size++] = byte;
    if (stream->asb_size < ESCPOS_ASB_BYTES)
        return ESCPOS_ITEM_NONE;
    stream->asb_size = 0;
    return ESCPOS_ITEM_ASB;
}

static enum printer_paper paper_of(bool out, bool low)
{
    if (out)
        return PRINTER_PAPER_OUT;
    return low ? PRINTER_PAPER_LOW : PRINTER_PAPER_FULL;
}

void escpos_status_from_replies(const uint8_t replies[ESCPOS_POLLS],
                                struct printer_status *out_status)
{
    uint8_t printer = replies[0], offline = replies[1], error = replies[2], roll = replies[3];

    memset(out_status, 0, sizeof(*out_status));
    out_status->answering = true;
    out_status->online = (printer & OFFLINE) == 0;
    out_status->cover_open = (offline & 0x04) != 0;
    out_status->cutter_error = (error & 0x08) != 0;
    out_status->unrecoverable_error = (error & 0x20) != 0;
    out_status->recoverable_error = (error & 0x44) != 0;
    if ((offline & 0x40) != 0 && (error & 0x6c) == 0) /* an error that gives no reason */
        out_status->recoverable_error = true;
    out_status->paper = paper_of((roll & 0x60) != 0 || (offline & 0x20) != 0, (roll & 0x0c) != 0);
}

void escpos_status_from_asb(const uint8_t asb[ESCPOS_ASB_BYTES], struct printer_status *out_status)
{
    memset(out_status, 0, sizeof(*out_status));
    out_status->answering = true;
    out_status->online = (asb[0] & OFFLINE) == 0;
    out_status->cover_open = (asb[0] & 0x20) != 0;
    out_status->cutter_error = (asb[1] & 0x08) != 0;
    out_status->unrecoverable_error = (asb[1] & 0x20) != 0;
    out_status->recoverable_error = (asb[1] & 0x44) != 0;
    out_status->paper = paper_of((asb[2] & 0x0c) != 0, (asb[2] & 0x03) != 0);
}
