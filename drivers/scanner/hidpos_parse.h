/* HID point-of-sale scanners: the report descriptor, and the input reports that carry what was
 * scanned, as pure functions of bytes. Any process; the caller owns all memory.
 *
 * A report is 64 bytes, its number first:
 *
 *   0     2, the report's number
 *   1     length of the data in this report, 0 to 56
 *   2-4   AIM symbology identifier, the first always ']' (ISO/IEC 15424)
 *   5-60  data
 *   61    the maker's own letter for the symbology
 *   62    reserved
 *   63    bit 0: more reports follow with the rest of the data
 *
 * Sources: "USB HID Point of Sale Usage Tables" 1.02 (page 8C, usage 2); the product manuals of
 * Access-IS LSR110, LSR118 and ATR110, appendix "HID reports"; Honeywell and Youjie scanners in
 * agreement with the public WebHidBarcodeScanner. Models that put the data elsewhere are refused by
 * the ']' and the length. */
#ifndef BANSHI_DRIVERS_SCANNER_HIDPOS_PARSE_H
#define BANSHI_DRIVERS_SCANNER_HIDPOS_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "drivers/scanner/scanner.h"
#include "firmware/base/err.h"

#define HIDPOS_REPORT_BYTES 64
#define HIDPOS_REPORT_ID 2
#define HIDPOS_DATA_BYTES 56

/* One report; `data` points into the bytes that were parsed. */
struct hidpos_report {
    const uint8_t *data;
    uint8_t data_size;
    char symbology[SCANNER_SYMBOLOGY_BYTES];
    bool more;
};

/* True for a report descriptor with a bar code scanner's application collection (page 8C, usage 2)
 * whose input report 2 has the 63 bytes above. False for anything else, malformed ones included. */
bool hidpos_parse_descriptor(const uint8_t *bytes, size_t size_bytes);

/* Reads one report. ERR_PROTOCOL: another size or number, a length over 56, no AIM identifier, an
 * empty report that promises more. */
err_t MUST_USE hidpos_parse_report(const uint8_t *bytes, size_t size_bytes,
                                   struct hidpos_report *out_report);

#endif
