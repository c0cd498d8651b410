#include "drivers/idcard/sdt_parse.h"

#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "firmware/base/civil.h"
#include "firmware/base/text.h"

#define NUMBER_DIGITS 18
#define DATE_DIGITS 8
#define TYPE_OFFSET 248
#define READ_LENGTHS_BYTES 4 /* text length, photo length */

static const uint8_t preamble[SDT_PREAMBLE_BYTES] = {0xaa, 0xaa, 0xaa, 0x96, 0x69};

/* Offsets and sizes in bytes of a citizen's text block. */
static const struct {
    uint16_t at, units;
} name_at = {0, 15}, sex_at = {30, 1}, nation_at = {32, 2}, birth_at = {36, 8},
  address_at = {52, 35}, number_at = {122, 18}, issuer_at = {158, 15}, from_at = {188, 8},
  to_at = {204, 8};

uint8_t sdt_checksum(const uint8_t *bytes, size_t size_bytes)
{
    uint8_t sum = 0;

    for (size_t i = 0; i < size_bytes; i++)
        sum ^= bytes[i];
    return sum;
}

size_t sdt_encode_request(enum sdt_command command, const uint8_t *data, size_t data_size,
                          uint8_t *out)
{
    size_t size = SDT_HEADER_BYTES + 2 + data_size;

    CHECK(data_size <= SDT_REQUEST_DATA_MAX);
    memcpy(out, preamble, SDT_PREAMBLE_BYTES);
    bytes_put_be16(out + SDT_PREAMBLE_BYTES, (uint16_t)(data_size + 3));
    bytes_put_be16(out + SDT_HEADER_BYTES, (uint16_t)command);
    if (data_size > 0)
        memcpy(out + SDT_HEADER_BYTES + 2, data, data_size);
    out[size] = sdt_checksum(out + SDT_PREAMBLE_BYTES, size - SDT_PREAMBLE_BYTES);
    return size + 1;
}

err_t sdt_parse_header(const uint8_t header[SDT_HEADER_BYTES], size_t *out_length)
{
    *out_length = bytes_get_be16(header + SDT_PREAMBLE_BYTES);
    if (memcmp(header, preamble, SDT_PREAMBLE_BYTES) != 0)
        return ERR_PROTOCOL;
    return *out_length < SDT_LENGTH_MIN || *out_length > SDT_LENGTH_MAX ? ERR_PROTOCOL : ERR_OK;
}

err_t sdt_parse_reply(const uint8_t *frame, size_t size_bytes, struct sdt_reply *out_reply)
{
    const uint8_t *body = frame + SDT_HEADER_BYTES;
    size_t length;

    memset(out_reply, 0, sizeof(*out_reply));
    if (size_bytes < SDT_HEADER_BYTES || sdt_parse_header(frame, &length) != ERR_OK)
        return ERR_PROTOCOL;
    if (size_bytes != SDT_HEADER_BYTES + length)
        return ERR_PROTOCOL;
    if (sdt_checksum(frame + SDT_PREAMBLE_BYTES, size_bytes - SDT_PREAMBLE_BYTES) != 0)
        return ERR_CHECKSUM;
    out_reply->sw1 = body[0];
    out_reply->sw2 = body[1];
    out_reply->sw3 = body[2];
    out_reply->data = body + 3;
    out_reply->data_size = length - SDT_LENGTH_MIN;
    return ERR_OK;
}

/* How many bytes at the front cannot be the beginning of a preamble. */
static size_t noise_size(const uint8_t *bytes, size_t size_bytes)
{
    for (size_t at = 0; at < size_bytes; at++) {
        size_t rest = size_bytes - at;

        if (memcmp(bytes + at, preamble, rest < SDT_PREAMBLE_BYTES ? rest : SDT_PREAMBLE_BYTES) ==
            0)
            return at;
    }
    return size_bytes;
}

enum sdt_scan sdt_parse_stream(const uint8_t *bytes, size_t size_bytes, size_t *out_used,
                               struct sdt_reply *out_reply)
{
    size_t skip = noise_size(bytes, size_bytes), length;

    memset(out_reply, 0, sizeof(*out_reply));
    *out_used = skip;
    if (size_bytes - skip < SDT_HEADER_BYTES)
        return SDT_SCAN_MORE;
    *out_used = skip + 1;
    if (sdt_parse_header(bytes + skip, &length) != ERR_OK)
        return SDT_SCAN_NOISE;
    if (size_bytes - skip < SDT_HEADER_BYTES + length) {
        *out_used = skip;
        return SDT_SCAN_MORE;
    }
    if (sdt_parse_reply(bytes + skip, SDT_HEADER_BYTES + length, out_reply) != ERR_OK)
        return SDT_SCAN_NOISE;
    *out_used = skip + SDT_HEADER_BYTES + length;
    return SDT_SCAN_REPLY;
}

err_t sdt_status_err(uint8_t sw3)
{
    switch (sw3) {
    case 0x90: /* ok */
    case 0x9f: /* card found */
        return ERR_OK;
    case 0x80: /* no card */
        return ERR_NO_CARD;
    case 0x31: /* the card refused the SAM */
    case 0x32: /* the SAM refused the card */
    case 0x33: /* verification of the contents failed */
    case 0x40: /* unknown kind of card */
    case 0x41: /* reading failed */
    case 0x47: /* no random number from the card */
    case 0x81: /* selecting failed */
        return ERR_CARD_MOVED;
    case 0x60: /* self-test failed */
    case 0x66: /* not authorised */
        return ERR_DEVICE_FAULT;
    default: /* 10, 11, 21, 23, 24, 91 and whatever a maker invents */
        return ERR_PROTOCOL;
    }
}

bool sdt_status_is_line_noise(uint8_t sw3)
{
    return sw3 == 0x10 || sw3 == 0x11 || sw3 == 0x21 || sw3 == 0x24;
}

/* Reads `count` digits. False when a unit is none. */
static bool digits_of(const uint8_t *units, size_t count, char *out)
{
    for (size_t i = 0; i < count; i++) {
        uint16_t unit = bytes_get_le16(units + 2 * i);

        if (unit < '0' || unit > '9')
            return false;
        out[i] = (char)unit;
    }
    out[count] = '\0';
    return true;
}

static int number_of(const char *digits, int count)
{
    int value = 0;

    for (int i = 0; i < count; i++)
        value = value * 10 + (digits[i] - '0');
    return value;
}

static bool date_of(const uint8_t *units, char out[IDCARD_DATE_BYTES])
{
    return digits_of(units, DATE_DIGITS, out) &&
           civil_is_date(number_of(out, 4), number_of(out + 4, 2), number_of(out + 6, 2));
}

/* A date, or 长期 (without end), which gives an empty text. */
static bool date_end_of(const uint8_t *units, char out[IDCARD_DATE_BYTES])
{
    char words[IDCARD_DATE_BYTES * 3];

    out[0] = '\0';
    text_from_utf16le(units, DATE_DIGITS, words, sizeof(words));
    return strcmp(words, "长期") == 0 || date_of(units, out);
}

static bool is_number(const char *text)
{
    size_t digits = strspn(text, "0123456789");

    return strlen(text) == NUMBER_DIGITS &&
           (digits == NUMBER_DIGITS || (digits == NUMBER_DIGITS - 1 && text[digits] == 'X'));
}

/* Four values of GB/T 2261.1; a blank is "unknown". */
static bool sex_of(const uint8_t *unit, uint8_t *out)
{
    uint16_t value = bytes_get_le16(unit);

    if (value != ' ' && value != '0' && value != '1' && value != '2' && value != '9')
        return false;
    *out = value == ' ' ? 0 : (uint8_t)(value - '0');
    return true;
}

/* 01 to 56, 97, 98 of GB/T 3304; blanks are "not stated". */
static bool nation_of(const uint8_t *units, uint8_t *out)
{
    char digits[3];
    int value = 0;

    *out = 0;
    if (bytes_get_le16(units) == ' ' && bytes_get_le16(units + 2) == ' ')
        return true;
    if (!digits_of(units, 2, digits))
        return false;
    value = number_of(digits, 2);
    *out = (uint8_t)value;
    return (value >= 1 && value <= 56) || value == 97 || value == 98;
}

static err_t parse_citizen(const uint8_t *text, struct idcard_record *out)
{
    text_from_utf16le(text + name_at.at, name_at.units, out->name, sizeof(out->name));
    text_from_utf16le(text + address_at.at, address_at.units, out->address, sizeof(out->address));
    text_from_utf16le(text + issuer_at.at, issuer_at.units, out->issuer, sizeof(out->issuer));
    text_from_utf16le(text + number_at.at, number_at.units, out->number, sizeof(out->number));
    if (out->name[0] == '\0' || !is_number(out->number))
        return ERR_PROTOCOL;
    if (!sex_of(text + sex_at.at, &out->sex) || !nation_of(text + nation_at.at, &out->nation))
        return ERR_PROTOCOL;
    if (!date_of(text + birth_at.at, out->birth) || !date_of(text + from_at.at, out->valid_from))
        return ERR_PROTOCOL;
    return date_end_of(text + to_at.at, out->valid_to) ? ERR_OK : ERR_PROTOCOL;
}

err_t sdt_parse_text(const uint8_t text[SDT_TEXT_BYTES], struct idcard_record *out_record)
{
    uint16_t type = bytes_get_le16(text + TYPE_OFFSET);
    err_t err = ERR_CARD_UNSUPPORTED;

    bytes_wipe(out_record, offsetof(struct idcard_record, photo));
    if (type != 'J' && type != 'I' && type != 'Y')
        err = parse_citizen(text, out_record);
    if (err != ERR_OK)
        bytes_wipe(out_record, offsetof(struct idcard_record, photo));
    return err;
}

err_t sdt_parse_card(const struct sdt_reply *reply, struct idcard_record *out_record)
{
    const uint8_t *text = reply->data + READ_LENGTHS_BYTES;
    err_t err;

    bytes_wipe(out_record, sizeof(*out_record));
    if (reply->data_size != READ_LENGTHS_BYTES + SDT_TEXT_BYTES + IDCARD_PHOTO_BYTES)
        return ERR_PROTOCOL;
    if (bytes_get_be16(reply->data) != SDT_TEXT_BYTES ||
        bytes_get_be16(reply->data + 2) != IDCARD_PHOTO_BYTES)
        return ERR_PROTOCOL;
    err = sdt_parse_text(text, out_record);
    if (err == ERR_OK)
        memcpy(out_record->photo, text + SDT_TEXT_BYTES, IDCARD_PHOTO_BYTES);
    return err;
}
