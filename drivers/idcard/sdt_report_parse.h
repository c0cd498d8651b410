/* The reports in which HID readers carry SDT frames, as pure functions of bytes. Any process; the
 * caller owns all memory.
 *
 * A report is 64 bytes in both directions: a count of 0 to 63, that many bytes of payload, and
 * whatever is left. A count of 255 is the word "taken, send more": after each report that is not
 * the last of a frame its receiver says it. Source: one public program for DK readers (0483:572B);
 * counts from 64 to 254 have no meaning there. */
#ifndef BANSHI_DRIVERS_IDCARD_SDT_REPORT_PARSE_H
#define BANSHI_DRIVERS_IDCARD_SDT_REPORT_PARSE_H

#include <stddef.h>
#include <stdint.h>

#define SDT_REPORT_BYTES 64
#define SDT_REPORT_PAYLOAD_MAX 63
#define SDT_REPORT_ACK 0xff

enum sdt_report {
    SDT_REPORT_PAYLOAD, /* some, perhaps none */
    SDT_REPORT_MORE,    /* the other end wants the next report */
    SDT_REPORT_BROKEN   /* not of this protocol */
};

/* Reads one transfer of the interrupt pipe, `size_bytes` of it. The payload points into it; a
 * report cut below its count is broken. */
enum sdt_report sdt_report_parse(const uint8_t *report, size_t size_bytes,
                                 const uint8_t **out_payload, size_t *out_size);

/* Writes a report with up to SDT_REPORT_PAYLOAD_MAX bytes; `out` holds SDT_REPORT_BYTES. */
void sdt_report_encode(const uint8_t *payload, size_t size_bytes, uint8_t *out);

/* Writes the word "taken, send more". */
void sdt_report_encode_ack(uint8_t *out);

#endif
