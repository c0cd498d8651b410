/* The SDT protocol of resident ID card readers (the "SAM protocol" of GA 467 readers): its
 * frames as pure functions of bytes. What a card says is read by sdt_text_parse.h. Any process; the
 * caller owns all memory, and wipes what is personal.
 *
 *   host to reader  AA AA AA 96 69 | length | command parameter [data] | check
 *   reader to host  AA AA AA 96 69 | length | SW1 SW2 SW3 [data]       | check
 *
 * The length is big-endian and counts all that follows it, the check byte included; the check byte
 * is the exclusive or of everything after the preamble and before it, the length included. Source:
 * the vendors' "SAM communication protocol" document, in agreement with several public drivers. */
#ifndef BANSHI_DRIVERS_IDCARD_SDT_PARSE_H
#define BANSHI_DRIVERS_IDCARD_SDT_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"

#define SDT_PREAMBLE_BYTES 5
#define SDT_HEADER_BYTES 7 /* preamble and length */
#define SDT_LENGTH_MIN 4   /* SW1 SW2 SW3 check */
#define SDT_LENGTH_MAX 2400
#define SDT_FRAME_BYTES_MAX (SDT_HEADER_BYTES + SDT_LENGTH_MAX)
#define SDT_REQUEST_DATA_MAX 16
#define SDT_REQUEST_BYTES_MAX (SDT_HEADER_BYTES + 3 + SDT_REQUEST_DATA_MAX)
#define SDT_SAM_ID_BYTES 16
#define SDT_SERIAL_BYTES_MAX 16 /* of a card; 8 in every source */
#define SDT_ADDRESS_BYTES 70

/* Command and parameter, as they stand on the wire. */
enum sdt_command {
    SDT_SAM_RESET = 0x10ff,
    SDT_SAM_STATUS = 0x11ff,
    SDT_SAM_ID = 0x12ff,
    SDT_CARD_FIND = 0x2001,
    SDT_CARD_SELECT = 0x2002,
    SDT_CARD_READ = 0x3001,
    SDT_CARD_READ_NEWEST = 0x3003 /* the address written into the chip after a move */
};

/* SW3 values that callers name. */
enum {
    SDT_SW_COMMAND = 0x21, /* the reader does not know the command, or the line garbled it */
    SDT_SW_NOT_PERMITTED = 0x23,
    SDT_SW_NO_CARD = 0x80,
    SDT_SW_OK = 0x90,
    SDT_SW_EMPTY = 0x91, /* the card has no such item */
    SDT_SW_FOUND = 0x9f
};

/* A reply; `data` points into the bytes that were parsed. */
struct sdt_reply {
    uint8_t sw1, sw2, sw3;
    const uint8_t *data;
    size_t data_size;
};

/* Exclusive or of the bytes. */
uint8_t sdt_checksum(const uint8_t *bytes, size_t size_bytes);

/* Writes a request with up to SDT_REQUEST_DATA_MAX bytes of data (NULL with 0 is allowed); `out`
 * holds SDT_REQUEST_BYTES_MAX. Returns the bytes written. */
size_t sdt_encode_request(enum sdt_command command, const uint8_t *data, size_t data_size,
                          uint8_t *out);

/* Reads the 7 bytes in front of a reply and gives the count of bytes that follow. ERR_PROTOCOL: no
 * preamble, or a length outside SDT_LENGTH_MIN to SDT_LENGTH_MAX. */
err_t MUST_USE sdt_parse_header(const uint8_t header[SDT_HEADER_BYTES], size_t *out_length);

/* Reads exactly one whole reply. ERR_PROTOCOL: not the form; ERR_CHECKSUM. */
err_t MUST_USE sdt_parse_reply(const uint8_t *frame, size_t size_bytes,
                               struct sdt_reply *out_reply);

/* What stands at the front of a stream of bytes, for transports without packets. */
enum sdt_scan {
    SDT_SCAN_MORE,  /* not a whole frame yet: `used` bytes are noise, ask again with more */
    SDT_SCAN_REPLY, /* a reply: it ended at `used` */
    SDT_SCAN_NOISE, /* `used` bytes (at least 1) are no reply: drop them and ask again */
    SDT_SCAN_SUM    /* the same, of a whole frame whose check byte is wrong */
};

/* Hunts for the preamble; drops a frame whose length cannot be or whose check is wrong, and then
 * hunts on inside it, for its length may be what was damaged. */
enum sdt_scan sdt_parse_stream(const uint8_t *bytes, size_t size_bytes, size_t *out_used,
                               struct sdt_reply *out_reply);

/* What SW3 means for the citizen: 0, ERR_NO_CARD, ERR_CARD_MOVED (lay it down again),
 * ERR_DEVICE_FAULT (SAM out of service), ERR_PROTOCOL. SW1 and SW2 are the card's own words and
 * decide nothing. */
err_t MUST_USE sdt_status_err(uint8_t sw3);

/* True for the statuses that blame the request or the line (10, 11, 21, 24): ask once more. */
bool sdt_status_is_line_noise(uint8_t sw3);

/* Whether a reply can be the answer to this command at all: a protocol without numbers on its
 * frames leaves only their shape to tell a late answer from the one that is waited for. */
bool sdt_parse_is_answer(enum sdt_command command, const struct sdt_reply *reply);

#endif
