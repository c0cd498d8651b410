/* What a card says over the SDT protocol: the text block in its four layouts, the photo beside it,
 * and the address supplement, as pure functions of bytes. Any process; the caller owns all memory,
 * and wipes what is personal.
 *
 * The block is 256 bytes of UTF-16LE padded with spaces; the unit at offset 248 tells the layout.
 * Only trailing spaces are cut: names and addresses may hold spaces. Rare characters outside the
 * basic plane come as surrogate pairs; those of the private use area stay what they are, for only a
 * font knows them; half a pair becomes U+FFFD; control characters become spaces.
 *
 * Sources: the citizen's layout stands in four public ones; 'J' and 'I' in two each; 'Y' in one
 * only. */
#ifndef BANSHI_DRIVERS_IDCARD_SDT_TEXT_PARSE_H
#define BANSHI_DRIVERS_IDCARD_SDT_TEXT_PARSE_H

#include <stdint.h>

#include "drivers/idcard/idcard.h"
#include "drivers/idcard/sdt_parse.h"
#include "firmware/base/err.h"

#define SDT_TEXT_BYTES 256
#define SDT_READ_BYTES (4 + SDT_TEXT_BYTES + IDCARD_PHOTO_BYTES) /* of data in a read reply */

/* Reads a text block into the text members of the record; the photo is left alone. ' ' or 0 at
 * offset 248 is a citizen's card, 'J', 'I' and 'Y' are the others; another capital letter gives
 * ERR_CARD_UNSUPPORTED. ERR_PROTOCOL: no name, a number of another form, a date the calendar does
 * not have, an unknown sex, nation or country. The text members are zeroed on every error. */
err_t MUST_USE sdt_text_parse_block(const uint8_t text[SDT_TEXT_BYTES],
                                    struct idcard_record *out_record);

/* Reads the data of a good SDT_CARD_READ reply: two lengths, text, photo. As above; ERR_PROTOCOL
 * also for other lengths. The record is zeroed on every error. */
err_t MUST_USE sdt_text_parse_read(const struct sdt_reply *reply, struct idcard_record *out_record);

/* Reads the data of a good SDT_CARD_READ_NEWEST reply, 35 units of address, into a record that was
 * read before. An address of spaces is none and changes nothing. ERR_PROTOCOL for another size. */
err_t MUST_USE sdt_text_parse_newest(const struct sdt_reply *reply, struct idcard_record *record);

#endif
