/* What a social security card's records say: one TLV each, as pure functions of bytes. Any process;
 * the caller owns all memory and wipes what is personal. Source: 人社信息函〔2012〕37号, file structure
 * and data items V2.0, and LD/T 32-2015, in agreement with several public readers. */
#ifndef BANSHI_DRIVERS_SMARTCARD_SSC_PARSE_H
#define BANSHI_DRIVERS_SMARTCARD_SSC_PARSE_H

#include <stddef.h>
#include <stdint.h>

#include "drivers/smartcard/smartcard.h"
#include "firmware/base/err.h"

/* The items, by their tags. EF05 holds 01 to 07 (the card), EF06 08 to 0D (the holder). */
enum ssc_tag {
    SSC_IDENTIFIER = 0x01,
    SSC_CLASS = 0x02,
    SSC_VERSION = 0x03,
    SSC_ISSUER = 0x04,
    SSC_ISSUED = 0x05,
    SSC_VALID_TO = 0x06,
    SSC_CARD_NUMBER = 0x07,
    SSC_SOCIAL_NUMBER = 0x08,
    SSC_NAME = 0x09,
    SSC_SEX = 0x0a,
    SSC_NATION = 0x0b,
    SSC_BIRTHPLACE = 0x0c,
    SSC_BIRTH = 0x0d
};

/* A record: `value` points into the bytes that were parsed. */
struct ssc_tlv {
    uint8_t tag;
    uint8_t size;
    const uint8_t *value;
};

/* How many bytes the value of an item has at most; 0 for an unknown tag. */
size_t ssc_value_size(uint8_t tag);

/* Reads exactly one record: tag, length of one byte, value; padding of 00 or FF up to the record's
 * end is passed over. ERR_PROTOCOL: shorter than it says, or other bytes behind it. */
err_t MUST_USE ssc_tlv_parse(const uint8_t *bytes, size_t size_bytes, struct ssc_tlv *out_tlv);

/* Puts an item into the member of the record that is its own. ERR_PROTOCOL: an unknown tag, a size
 * that the item cannot have, or a value that none of its kind is: no date, no name of GB 18030, no
 * number; the member is zeroed then. Blanks, 00 and FF behind a text go; a date of zeros or FF is
 * "none". */
err_t MUST_USE ssc_item_parse(const struct ssc_tlv *tlv, struct smartcard_record *out_record);

#endif
