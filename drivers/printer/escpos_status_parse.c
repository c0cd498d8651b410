#include "drivers/printer/escpos_status_parse.h"

#include <string.h>

#define REPLY_MASK 0x93 /* the fixed bits of the first byte of a reply or an ASB packet */
#define REPLY_BITS 0x12
#define ASB_BITS 0x10
#define REST_MASK 0x90 /* the fixed bits of the other bytes of an ASB packet */
#define FULL_FIRST 0x10
#define FULL_SECOND 0x0f

#define OFFLINE 0x08
#define ASB_COVER 0x20
#define ASB_ERRORS 0x6c     /* mechanical, cutter, unrecoverable, auto-recoverable */
#define OFFLINE_CAUSES 0x64 /* of DLE EOT 2: cover, stopped by paper end, error */
#define ERROR_CAUSES 0x6c   /* of DLE EOT 3 */

static bool is_full(const struct escpos_stream *stream)
{
    return stream->has_full && stream->size >= 2 && stream->packet[0] == FULL_FIRST &&
           stream->packet[1] == FULL_SECOND;
}

static enum escpos_item finish(struct escpos_stream *stream, enum escpos_item item)
{
    stream->size = 0;
    return item;
}

static enum escpos_item take_full(struct escpos_stream *stream, uint8_t byte)
{
    stream->packet[stream->size++] = byte;
    return stream->size < ESCPOS_FULL_BYTES ? ESCPOS_ITEM_NONE : finish(stream, ESCPOS_ITEM_FULL);
}

/* A printer with an open cover or an error is off-line. */
static bool contradicts_itself(const uint8_t *asb)
{
    return (asb[0] & OFFLINE) == 0 && ((asb[0] & ASB_COVER) != 0 || (asb[1] & ASB_ERRORS) != 0);
}

static enum escpos_item take_rest(struct escpos_stream *stream, uint8_t byte)
{
    stream->packet[stream->size++] = byte;
    if (is_full(stream) || stream->size < ESCPOS_ASB_BYTES)
        return ESCPOS_ITEM_NONE;
    return finish(stream, contradicts_itself(stream->packet) ? ESCPOS_ITEM_NOISE : ESCPOS_ITEM_ASB);
}

enum escpos_item escpos_status_parse(struct escpos_stream *stream, uint8_t byte)
{
    if (is_full(stream))
        return take_full(stream, byte);
    if ((byte & REPLY_MASK) == REPLY_BITS)
        return ESCPOS_ITEM_REPLY;
    if ((byte & REPLY_MASK) == ASB_BITS) {
        stream->packet[0] = byte;
        stream->size = 1;
        return ESCPOS_ITEM_NONE;
    }
    if ((byte & REST_MASK) != 0)
        return finish(stream, ESCPOS_ITEM_NOISE);
    return stream->size == 0 ? ESCPOS_ITEM_FENCE : take_rest(stream, byte);
}

static enum printer_paper paper_of(bool out, bool low)
{
    if (out)
        return PRINTER_PAPER_OUT;
    return low ? PRINTER_PAPER_LOW : PRINTER_PAPER_FULL;
}

bool escpos_status_from_replies(const uint8_t replies[ESCPOS_POLLS],
                                struct printer_status *out_status)
{
    uint8_t printer = replies[0], offline = replies[1], error = replies[2], roll = replies[3];

    memset(out_status, 0, sizeof(*out_status));
    if ((printer & OFFLINE) == 0 &&
        ((offline & OFFLINE_CAUSES) != 0 || (error & ERROR_CAUSES) != 0))
        return false;
    out_status->answering = true;
    out_status->online = (printer & OFFLINE) == 0;
    out_status->cover_open = (offline & 0x04) != 0;
    out_status->cutter_error = (error & 0x08) != 0;
    out_status->unrecoverable_error = (error & 0x20) != 0;
    out_status->recoverable_error = (error & 0x44) != 0;
    if ((offline & 0x40) != 0 && (error & ERROR_CAUSES) == 0) /* an error that gives no reason */
        out_status->recoverable_error = true;
    out_status->paper = paper_of((roll & 0x60) != 0 || (offline & 0x20) != 0, (roll & 0x0c) != 0);
    return true;
}

void escpos_status_from_asb(const uint8_t asb[ESCPOS_ASB_BYTES], struct printer_status *out_status)
{
    memset(out_status, 0, sizeof(*out_status));
    out_status->answering = true;
    out_status->online = (asb[0] & OFFLINE) == 0;
    out_status->cover_open = (asb[0] & ASB_COVER) != 0;
    out_status->cutter_error = (asb[1] & 0x08) != 0;
    out_status->unrecoverable_error = (asb[1] & 0x20) != 0;
    out_status->recoverable_error = (asb[1] & 0x44) != 0;
    out_status->paper = paper_of((asb[2] & 0x0c) != 0, (asb[2] & 0x03) != 0);
}

/* The error of the RS-232 line (recoverable, bit 1) and of a black mark (bit 7) are nothing that a
 * receipt over USB suffers from. */
void escpos_status_from_full(const uint8_t full[ESCPOS_FULL_BYTES],
                             struct printer_status *out_status)
{
    uint8_t paper = full[2], user = full[3], recoverable = full[4], unrecoverable = full[5];

    memset(out_status, 0, sizeof(*out_status));
    out_status->answering = true;
    out_status->paper = paper_of((paper & 0x01) != 0, (paper & 0x44) != 0);
    out_status->presenter =
        (paper & 0x20) != 0 ? PRINTER_PRESENTER_HOLDING : PRINTER_PRESENTER_EMPTY;
    out_status->cover_open = (user & 0x03) != 0;
    out_status->paper_jam = (recoverable & 0x40) != 0;
    out_status->recoverable_error = (recoverable & 0x09) != 0; /* head too hot, supply voltage */
    out_status->cutter_error = (unrecoverable & 0x03) != 0;
    out_status->unrecoverable_error = (unrecoverable & 0xcc) != 0;
    out_status->online = out_status->paper != PRINTER_PAPER_OUT && !out_status->cover_open &&
                         !out_status->paper_jam && !out_status->recoverable_error &&
                         !out_status->cutter_error && !out_status->unrecoverable_error;
}
