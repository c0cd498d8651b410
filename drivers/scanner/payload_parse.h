/* What a scanned payload is. The one gate between a stranger's code and the rest of the house: it
 * lets through four fixed forms of plain ASCII and refuses everything else with one and the same
 * error, whatever it was. Nothing behind it ever sees a blank, a quote, a percent sign, a slash, a
 * control character or a byte above 126. Pure; any process; the caller owns all memory and wipes
 * the result, which may open a locker door.
 *
 *   pick-up   K1:<code>:<mac>   code and mac in base32 (RFC 4648, capitals, no padding), the code
 *                               of 10 to 400 characters, the mac of 26 (128 bits) to 52 (256);
 *                               512 bytes at most. Only the one spelling of each value: unused bits
 *                               are zero.
 *   case      LF26112200010     a case number as on our receipts: 2 letters, yymmdd, 4 digits, 1
 *                               check character (ISO/IEC 7064 MOD 37,36)
 *   company   91110000600037341L  统一社会信用代码, GB 32100-2015, its check character right
 *   plain     A-Z, 0-9 and -    4 to 64 characters, beginning and ending with a letter or digit
 *
 * The forms are asked in this order; a damaged case number or company code is a plain code. What a
 * pick-up code's mac is worth is the locker guard's to say, before anything is looked up by it. */
#ifndef BANSHI_DRIVERS_SCANNER_PAYLOAD_PARSE_H
#define BANSHI_DRIVERS_SCANNER_PAYLOAD_PARSE_H

#include <stddef.h>
#include <stdint.h>

#include "drivers/scanner/scanner.h"
#include "firmware/base/err.h"

#define PAYLOAD_TEXT_BYTES (SCANNER_PAYLOAD_BYTES + 1)

enum payload_kind { PAYLOAD_NONE, PAYLOAD_PICKUP, PAYLOAD_CASE, PAYLOAD_COMPANY, PAYLOAD_PLAIN };

struct payload {
    enum payload_kind kind;
    uint16_t length;               /* of the text */
    uint16_t code_at, code_length; /* of a pick-up code, inside the text; else 0 */
    uint16_t mac_at, mac_length;   /* likewise */
    char text[PAYLOAD_TEXT_BYTES]; /* the payload itself, with a NUL */
};

/* Reads exactly one payload. ERR_INVALID for whatever is none of the four; the result is zeroed
 * then. */
err_t MUST_USE payload_parse(const uint8_t *bytes, size_t size_bytes, struct payload *out_payload);

/* "pickup", "case", "company", "plain"; "none". Static memory. */
const char *payload_kind_name(enum payload_kind kind);

#endif
