/* What an ESC/POS printer says: one stream in which answers to DLE EOT 1 to 4 (one byte), automatic
 * status back (four bytes), answers to GS r (one byte) and, on printers with a mouth, answers to
 * DLE EOT 20 (six bytes) are mixed. Pure; the caller owns all memory.
 *
 *   answer to DLE EOT      0xx1xx10
 *   ASB, first byte        0xx1xx00, then three bytes with bits 4 and 7 clear
 *   answer to GS r         bits 4 and 7 clear, when no ASB is under way
 *   answer to DLE EOT 20   10 0f, then four bytes of any value
 *
 * 10 0f would be an ASB packet that says "on-line" and "cutter stuck" at once; so the two can be
 * told apart, and are only where the profile says that the model knows DLE EOT 20.
 *
 * Firmwares of unknown makers push other layouts, or answer every DLE EOT with one and the same
 * byte. What contradicts itself (on-line, and stopped by an open cover or an error) is noise:
 * the status is then unknown, which is no fault.
 *
 * Sources: the makers' references (TM-T88, TM-L60II, SRP-350, TP80K), which agree in these bits. The
 * answer to DLE EOT 20: Pyramid's Reliance reference (PyramidTechnologies/escpos), the KPM210/216
 * manual, and two drivers for Custom's VKP80 (quobox/vkp80iii, AlexObukhoff/TerminalClient), which
 * agree; the meaning of its last byte is that of the VKP80. */
#ifndef BANSHI_DRIVERS_PRINTER_ESCPOS_STATUS_PARSE_H
#define BANSHI_DRIVERS_PRINTER_ESCPOS_STATUS_PARSE_H

#include <stddef.h>
#include <stdint.h>

#include "drivers/printer/printer.h"

#define ESCPOS_ASB_BYTES 4
#define ESCPOS_FULL_BYTES 6
#define ESCPOS_POLLS 4      /* DLE EOT 1 to 4 */
#define ESCPOS_POLL_FULL 20 /* DLE EOT 20 */

/* The demultiplexer; all zero is its beginning, for a model that does not know DLE EOT 20. */
struct escpos_stream {
    bool has_full; /* the model knows DLE EOT 20; set by the owner */
    uint8_t packet[ESCPOS_FULL_BYTES];
    uint8_t size; /* bytes of the packet under way */
};

enum escpos_item {
    ESCPOS_ITEM_NONE,  /* in the middle of something */
    ESCPOS_ITEM_REPLY, /* the byte answers a DLE EOT 1 to 4 */
    ESCPOS_ITEM_ASB,   /* stream->packet begins with a whole ASB packet */
    ESCPOS_ITEM_FULL,  /* stream->packet is a whole answer to DLE EOT 20 */
    ESCPOS_ITEM_FENCE, /* the byte answers a GS r */
    ESCPOS_ITEM_NOISE  /* no byte of this protocol, or the end of a packet that contradicts itself;
                          what was under way is dropped */
};

/* Takes one byte and says what is now complete. Answers to DLE EOT 1 to 4 may come inside an ASB
 * packet and do not disturb it. */
enum escpos_item escpos_status_parse(struct escpos_stream *stream, uint8_t byte);

/* The status out of the answers to DLE EOT 1, 2, 3 and 4 (index 0 to 3). They contradict each other:
 * false, and a status of zeros. */
bool escpos_status_from_replies(const uint8_t replies[ESCPOS_POLLS],
                                struct printer_status *out_status);

/* The status out of an ASB packet. */
void escpos_status_from_asb(const uint8_t asb[ESCPOS_ASB_BYTES], struct printer_status *out_status);

/* The status out of an answer to DLE EOT 20, with the mouth and the jam sensor. */
void escpos_status_from_full(const uint8_t full[ESCPOS_FULL_BYTES],
                             struct printer_status *out_status);

#endif
