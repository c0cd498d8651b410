#include "drivers/smartcard/ssc_parse.h"

#include <iconv.h>
#include <stdbool.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "firmware/base/civil.h"
#include "firmware/base/text.h"

#define DATE_BYTES 4
#define REGION_BYTES 3
#define NAME_BYTES 30

/* Sizes by tag; a value may be shorter where texts are concerned. */
static const struct {
    uint8_t size, size_min;
} sizes[] = {
    [SSC_IDENTIFIER] = {16, 16}, [SSC_CLASS] = {1, 1},           [SSC_VERSION] = {4, 4},
    [SSC_ISSUER] = {12, 12},     [SSC_ISSUED] = {4, 4},          [SSC_VALID_TO] = {4, 4},
    [SSC_CARD_NUMBER] = {9, 1},  [SSC_SOCIAL_NUMBER] = {18, 15}, [SSC_NAME] = {NAME_BYTES, 1},
    [SSC_SEX] = {1, 1},          [SSC_NATION] = {1, 1},          [SSC_BIRTHPLACE] = {3, 3},
    [SSC_BIRTH] = {4, 4},
};

size_t ssc_value_size(uint8_t tag)
{
    return tag < COUNT_OF(sizes) ? sizes[tag].size : 0;
}

static bool is_all(const uint8_t *bytes, size_t size, uint8_t value)
{
    for (size_t i = 0; i < size; i++)
        if (bytes[i] != value)
            return false;
    return true;
}

err_t ssc_tlv_parse(const uint8_t *bytes, size_t size_bytes, struct ssc_tlv *out_tlv)
{
    size_t left;

    memset(out_tlv, 0, sizeof(*out_tlv));
    if (size_bytes < 2 || bytes[1] > size_bytes - 2)
        return ERR_PROTOCOL;
    left = size_bytes - 2 - bytes[1];
    if (!is_all(bytes + size_bytes - left, left, 0x00) &&
        !is_all(bytes + size_bytes - left, left, 0xff))
        return ERR_PROTOCOL;
    *out_tlv = (struct ssc_tlv){bytes[0], bytes[1], bytes + 2};
    return ERR_OK;
}

/* Two decimal digits a byte. */
static bool bcd_of(const uint8_t *bytes, size_t size, char *out)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] >> 4 > 9 || (bytes[i] & 15) > 9)
            return false;
        out[2 * i] = (char)('0' + (bytes[i] >> 4));
        out[2 * i + 1] = (char)('0' + (bytes[i] & 15));
    }
    out[2 * size] = '\0';
    return true;
}

static int number_of(const char *digits, int count)
{
    int number = 0;

    for (int i = 0; i < count; i++)
        number = number * 10 + digits[i] - '0';
    return number;
}

/* YYYYMMDD; without one, an empty text. */
static bool date_of(const uint8_t *bytes, char out[SMARTCARD_DATE_BYTES])
{
    if (is_all(bytes, DATE_BYTES, 0x00) || is_all(bytes, DATE_BYTES, 0xff)) {
        out[0] = '\0';
        return true;
    }
    return bcd_of(bytes, DATE_BYTES, out) &&
           civil_is_date(number_of(out, 4), number_of(out + 4, 2), number_of(out + 6, 2));
}

static bool region_of(const uint8_t *bytes, char out[SMARTCARD_REGION_BYTES])
{
    if (is_all(bytes, REGION_BYTES, 0xff)) {
        out[0] = '\0';
        return true;
    }
    return bcd_of(bytes, REGION_BYTES, out);
}

/* How much is left without the padding at the end. */
static size_t unpadded(const uint8_t *bytes, size_t size)
{
    while (size > 0 &&
           (bytes[size - 1] == 0x00 || bytes[size - 1] == 0xff || bytes[size - 1] == ' '))
        size--;
    return size;
}

/* Letters and digits of ASCII, at least `size_min`. */
static bool code_of(const struct ssc_tlv *tlv, size_t size_min, char *out)
{
    size_t size = unpadded(tlv->value, tlv->size);

    for (size_t i = 0; i < size; i++) {
        char c = (char)tlv->value[i];

        if ((c < '0' || c > '9') && (c < 'A' || c > 'Z'))
            return false;
        out[i] = c;
    }
    out[size] = '\0';
    return size >= size_min;
}

/* "3.00" */
static bool version_of(const uint8_t *bytes, char out[SMARTCARD_VERSION_BYTES])
{
    memcpy(out, bytes, 4);
    out[4] = '\0';
    return bytes[0] >= '0' && bytes[0] <= '9' && bytes[1] == '.' && bytes[2] >= '0' &&
           bytes[2] <= '9' && bytes[3] >= '0' && bytes[3] <= '9';
}

/* No control characters: a name is shown and printed. */
static bool is_printable(const char *text)
{
    size_t length;
    uint32_t character;

    for (; (character = text_next(text, &length)) != 0; text += length)
        if (character < ' ' || (character >= 0x7f && character < 0xa0) || character == 0xfffd)
            return false;
    return true;
}

/* GB 18030, of which GBK is a part, to UTF-8: whole or not at all. */
static bool name_of(const struct ssc_tlv *tlv, char out[SMARTCARD_NAME_BYTES])
{
    char from[NAME_BYTES], *in = from, *to = out;
    size_t left = unpadded(tlv->value, tlv->size), room = SMARTCARD_NAME_BYTES - 1;
    iconv_t convert = iconv_open("UTF-8", "GB18030");
    bool done;

    if (convert == (iconv_t)-1)
        return false;
    memcpy(from, tlv->value, left);
    done = left > 0 && iconv(convert, &in, &left, &to, &room) != (size_t)-1 && left == 0;
    *to = '\0';
    iconv_close(convert);
    bytes_wipe(from, sizeof(from));
    return done && strlen(out) == (size_t)(to - out) && is_printable(out);
}

/* GB/T 2261.1, as a character or as a number. */
static bool sex_of(uint8_t byte, uint8_t *out)
{
    *out = byte >= '0' && byte <= '9' ? (uint8_t)(byte - '0') : byte;
    if (byte == 0xff || byte == ' ')
        *out = 0;
    return *out <= 2 || *out == 9;
}

/* GB/T 3304, BCD. */
static bool nation_of(uint8_t byte, uint8_t *out)
{
    char digits[3];

    *out = 0;
    if (byte == 0xff || byte == 0x00)
        return true;
    if (!bcd_of(&byte, 1, digits))
        return false;
    *out = (uint8_t)number_of(digits, 2);
    return *out <= 56 || *out == 97 || *out == 98;
}

/* The identifier's first three bytes are the region that issued the card. */
static bool identifier_of(const uint8_t *bytes, struct smartcard_record *out)
{
    bytes_to_hex(bytes, SMARTCARD_IDENTIFIER_BYTES / 2, out->identifier);
    for (char *at = out->identifier; *at != '\0'; at++)
        if (*at >= 'a' && *at <= 'f')
            *at = (char)(*at - 'a' + 'A');
    return region_of(bytes, out->region);
}

static bool item_of(const struct ssc_tlv *tlv, struct smartcard_record *out)
{
    const uint8_t *value = tlv->value;

    switch ((enum ssc_tag)tlv->tag) {
    case SSC_IDENTIFIER:
        return identifier_of(value, out);
    case SSC_CLASS:
        out->card_class = (char)(value[0] < 10 ? '0' + value[0] : value[0]);
        return value[0] < 10 || (value[0] >= '0' && value[0] <= 'Z');
    case SSC_VERSION:
        return version_of(value, out->version);
    case SSC_ISSUER:
        bytes_to_hex(value, SMARTCARD_ISSUER_BYTES / 2, out->issuer);
        return true;
    case SSC_ISSUED:
        return date_of(value, out->issued);
    case SSC_VALID_TO:
        return date_of(value, out->valid_to);
    case SSC_CARD_NUMBER:
        return code_of(tlv, 1, out->card_number);
    case SSC_SOCIAL_NUMBER:
        return code_of(tlv, 15, out->social_number);
    case SSC_NAME:
        return name_of(tlv, out->name);
    case SSC_SEX:
        return sex_of(value[0], &out->sex);
    case SSC_NATION:
        return nation_of(value[0], &out->nation);
    case SSC_BIRTHPLACE:
        return region_of(value, out->birthplace);
    case SSC_BIRTH:
        return date_of(value, out->birth);
    }
    return false;
}

/* Where an item goes, to wipe it again. */
static void wipe_item(uint8_t tag, struct smartcard_record *record)
{
    static const struct {
        uint16_t at, size;
    } members[] = {
#define MEMBER(name)                                                                               \
    {offsetof(struct smartcard_record, name), sizeof(((struct smartcard_record *)0)->name)}
        [SSC_IDENTIFIER] = MEMBER(identifier),
        [SSC_CLASS] = MEMBER(card_class),
        [SSC_VERSION] = MEMBER(version),
        [SSC_ISSUER] = MEMBER(issuer),
        [SSC_ISSUED] = MEMBER(issued),
        [SSC_VALID_TO] = MEMBER(valid_to),
        [SSC_CARD_NUMBER] = MEMBER(card_number),
        [SSC_SOCIAL_NUMBER] = MEMBER(social_number),
        [SSC_NAME] = MEMBER(name),
        [SSC_SEX] = MEMBER(sex),
        [SSC_NATION] = MEMBER(nation),
        [SSC_BIRTHPLACE] = MEMBER(birthplace),
        [SSC_BIRTH] = MEMBER(birth),
#undef MEMBER
    };

    bytes_wipe((uint8_t *)record + members[tag].at, members[tag].size);
    if (tag == SSC_IDENTIFIER)
        bytes_wipe(record->region, sizeof(record->region));
}

err_t ssc_item_parse(const struct ssc_tlv *tlv, struct smartcard_record *out_record)
{
    if (ssc_value_size(tlv->tag) == 0)
        return ERR_PROTOCOL;
    if (tlv->size <= sizes[tlv->tag].size && tlv->size >= sizes[tlv->tag].size_min &&
        item_of(tlv, out_record))
        return ERR_OK;
    wipe_item(tlv->tag, out_record);
    return ERR_PROTOCOL;
}
