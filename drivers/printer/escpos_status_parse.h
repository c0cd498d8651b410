/* What an ESC/POS printer says: one stream in which answers to DLE EOT (one byte), automatic status
 * back (four bytes) and answers to GS r (one byte) are mixed. Pure; the caller owns all memory.
 *
 *   answer to DLE EOT   0xx1xx10
 *   ASB, first byte     0xx1xx00, then three bytes with bits 4 and 7 clear
 *   answer to GS r      bits 4 and 7 clear, when no ASB is under way
 *
 * Source: the makers' references (TM-T88, TM-L60II, SRP-350, TP80K), which agree in these bits. */
#ifndef BANSHI_DRIVERS_PRINTER_ESCPOS_STATUS_PARSE_H
#define BANSHI_DRIVERS_PRINTER_ESCPOS_STATUS_PARSE_H

#include <stddef.h>
#include <stdint.h>

#include "drivers/printer/printer.h"

#define ESCPOS_ASB_BYTES 4
#define ESCPOS_POLLS 4 /* DLE EOT 1 to 4 */

/* The demultiplexer; all zero is its beginning. */
struct escpos_stream {
    uint8_t asb[ESCPOS_ASB_BYTES];
    uint8_t asb_size; /* bytes of the packet under way */
};

enum escpos_item {
    ESCPOS_ITEM_NONE,  /* in the middle of something */
    ESCPOS_ITEM_REPLY, /* the byte answers a DLE EOT */
    ESCPOS_ITEM_ASB,   /* stream->asb is a whole packet */
    ESCPOS_ITEM_FENCE, /* the byte answers a GS r */
    ESCPOS_ITEM_NOISE  /* no byte of this protocol; a packet under way was dropped */
};

/* Takes one byte and says what is now complete. Answers to DLE EOT may come inside an ASB packet
 * and do not disturb it. */
enum escpos_item escpos_status_parse(struct escpos_stream *stream, uint8_t byte);

/* The status out of the answers to DLE EOT 1, 2, 3 and 4 (index 0 to 3). */
void escpos_status_from_replies(const uint8_t replies[ESCPOS_POLLS],
                                struct printer_status *out_status);

/* The status out of an ASB packet. */
void escpos_status_from_asb(const uint8_t asb[ESCPOS_ASB_BYTES], struct printer_status *out_status);

#endif
