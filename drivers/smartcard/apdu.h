/* Commands to a chip card and the status words it answers with (ISO/IEC 7816-4), and the two
 * detours of an answer: 61xx, fetch it, and 6Cxx, ask again with that length. Knows no reader: who
 * calls brings a way to exchange bytes. The caller owns all memory and wipes what a card said. */
#ifndef BANSHI_DRIVERS_SMARTCARD_APDU_H
#define BANSHI_DRIVERS_SMARTCARD_APDU_H

#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"

#define APDU_DATA_BYTES 32                       /* that a command of ours carries */
#define APDU_COMMAND_BYTES (6 + APDU_DATA_BYTES) /* header, Lc, data, Le */
#define APDU_ANSWER_BYTES 258                    /* 256 and the status word */

enum apdu_instruction {
#define APDU_COMMAND(id, ins, help) APDU_##id = ins,
#include "drivers/smartcard/apdu_commands.def"
#undef APDU_COMMAND
};

/* One command. Class 00. */
struct apdu_command {
    enum apdu_instruction instruction;
    uint8_t p1, p2;
    const uint8_t *data; /* or NULL */
    uint8_t data_size;   /* 0 to APDU_DATA_BYTES */
    uint16_t answer_max; /* Le, 1 to 256; 0: no answer is asked for */
};

/* What a status word says. */
enum apdu_status {
    APDU_OK,        /* 9000, and warnings that came with all the data (62xx, 63xx are not) */
    APDU_MORE,      /* 61xx: xx bytes wait */
    APDU_LENGTH,    /* 6Cxx: ask for xx bytes */
    APDU_LOCKED,    /* 6982, 6985: only after a PIN or another proof */
    APDU_NO_FILE,   /* 6A82: no such application or file; 6283, 6A81: blocked or not offered */
    APDU_NO_RECORD, /* 6A83: no such record */
    APDU_NOT_SO,    /* 6A86, 6B00, 6A80, 6D00, 6E00, 6700: not asked in this way */
    APDU_FAILED     /* anything else */
};

/* Writes the bytes of a command; `out` holds APDU_COMMAND_BYTES. Returns how many. */
size_t apdu_encode(const struct apdu_command *command, uint8_t *out);

enum apdu_status apdu_status(uint8_t sw1, uint8_t sw2);

/* What the card answered. `size` does not count the status word. */
struct apdu_answer {
    uint8_t bytes[APDU_ANSWER_BYTES];
    size_t size;
    enum apdu_status status;
};

/* One exchange with the card: `size_bytes` to it, at most APDU_ANSWER_BYTES from it. */
struct apdu_channel {
    err_t (*exchange)(void *context, const uint8_t *bytes, size_t size_bytes, uint8_t *out_bytes,
                      size_t *out_size);
    void *context;
};

/* Sends a command and follows the detours, at most a few. ERR_PROTOCOL: an answer without a status
 * word, longer than 256 bytes in all, or with detours that do not end; else what the channel gives.
 * A status that says no is not an error here: look at the answer. */
err_t MUST_USE apdu_ask(const struct apdu_channel *channel, const struct apdu_command *command,
                        struct apdu_answer *out_answer);

#endif
