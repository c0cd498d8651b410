#include "drivers/idcard/sdt_text_parse.h"

#include <stddef.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "firmware/base/civil.h"
#include "firmware/base/text.h"

#define DATE_DIGITS 8
#define TYPE_OFFSET 248
#define LENGTHS_BYTES 4 /* text length, photo length */
#define ENGLISH_UNITS_MAX 60

/* Where an item stands: an offset in bytes and a count of units. */
struct place {
    uint16_t at, units;
};

/* A layout; an item without units is not on this kind of card. */
struct layout {
    uint16_t type; /* the unit at offset 248 */
    enum idcard_kind kind;
    struct place name, english, english_rest, sex, nation, birth, address, number, issuer;
    struct place from, to, permit, count, country;
};

static const struct layout layouts[] = {
    {.type = ' ',
     .kind = IDCARD_CITIZEN,
     .name = {0, 15},
     .sex = {30, 1},
     .nation = {32, 2},
     .birth = {36, 8},
     .address = {52, 35},
     .number = {122, 18},
     .issuer = {158, 15},
     .from = {188, 8},
     .to = {204, 8}},
    {.type = 'J',
     .kind = IDCARD_RESIDENCE_PERMIT,
     .name = {0, 15},
     .sex = {30, 1},
     .birth = {36, 8},
     .address = {52, 35},
     .number = {122, 18},
     .issuer = {158, 15},
     .from = {188, 8},
     .to = {204, 8},
     .permit = {220, 9},
     .count = {238, 2}},
    {.type = 'I',
     .kind = IDCARD_FOREIGNER,
     .english = {0, 60},
     .sex = {120, 1},
     .number = {122, 15},
     .country = {152, 3},
     .name = {158, 15},
     .from = {188, 8},
     .to = {204, 8},
     .birth = {220, 8},
     .issuer = {240, 4}},
    {.type = 'Y',
     .kind = IDCARD_FOREIGNER_2023,
     .name = {0, 15},
     .sex = {30, 1},
     .count = {32, 2},
     .birth = {36, 8},
     .english = {52, 35},
     .number = {122, 18},
     .from = {188, 8},
     .to = {204, 8},
     .english_rest = {220, 11},
     .country = {242, 3}},
};

/* Control characters, C1 in its two bytes too, would be commands to a printer or a terminal. */
static void calm(char *text)
{
    for (unsigned char *at = (unsigned char *)text; *at != '\0'; at++) {
        if (*at < 0x20 || *at == 0x7f)
            *at = ' ';
        if (at[0] == 0xc2 && at[1] < 0xa0)
            at[0] = at[1] = ' ';
    }
}

static void take_text(const uint8_t *text, struct place place, char *out, size_t size_bytes)
{
    text_from_utf16le(text + place.at, place.units, out, size_bytes);
    calm(out);
}

/* Reads `count` digits. False when a unit is none. */
static bool take_digits(const uint8_t *units, size_t count, char *out)
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

static bool take_date(const uint8_t *units, char out[IDCARD_DATE_BYTES])
{
    return take_digits(units, DATE_DIGITS, out) &&
           civil_is_date(number_of(out, 4), number_of(out + 4, 2), number_of(out + 6, 2));
}

/* A date, or 长期 (without end), which gives an empty text. */
static bool take_end(const uint8_t *units, char out[IDCARD_DATE_BYTES])
{
    char words[IDCARD_DATE_BYTES * 3];

    out[0] = '\0';
    text_from_utf16le(units, DATE_DIGITS, words, sizeof(words));
    return strcmp(words, "长期") == 0 || take_date(units, out);
}

/* Two digits; a blank is 0. */
static bool take_pair(const uint8_t *units, uint8_t *out)
{
    char digits[3];

    *out = 0;
    if (bytes_get_le16(units) == ' ' && bytes_get_le16(units + 2) == ' ')
        return true;
    if (!take_digits(units, 2, digits))
        return false;
    *out = (uint8_t)number_of(digits, 2);
    return true;
}

/* Four values of GB/T 2261.1; a blank is "unknown". */
static bool take_sex(const uint8_t *unit, uint8_t *out)
{
    uint16_t value = bytes_get_le16(unit);

    if (value != ' ' && value != '0' && value != '1' && value != '2' && value != '9')
        return false;
    *out = value == ' ' ? 0 : (uint8_t)(value - '0');
    return true;
}

/* 01 to 56, 97, 98 of GB/T 3304; blanks are "not stated", "00" is nothing. */
static bool take_nation(const uint8_t *units, uint8_t *out)
{
    if (!take_pair(units, out))
        return false;
    return (*out >= 1 && *out <= 56) || *out == 97 || *out == 98 || bytes_get_le16(units) == ' ';
}

static size_t count_in(const char *text, char first, char last)
{
    size_t count = 0;

    while (text[count] >= first && text[count] <= last)
        count++;
    return count;
}

/* 18 digits, the last of which may be X; a foreigner's of 2017: the country and 12 digits; of 2023:
 * 18 again, the first a 9. */
static bool is_number(const char *text, enum idcard_kind kind)
{
    size_t digits = count_in(text, '0', '9'), length = strlen(text);

    if (kind == IDCARD_FOREIGNER)
        return length == 15 && count_in(text, 'A', 'Z') == 3 && count_in(text + 3, '0', '9') == 12;
    if (kind == IDCARD_FOREIGNER_2023 && text[0] != '9')
        return false;
    return length == 18 && (digits == 18 || (digits == 17 && text[17] == 'X'));
}

static bool is_permit(const char *text)
{
    for (; *text != '\0'; text++)
        if (count_in(text, '0', '9') == 0 && count_in(text, 'A', 'Z') == 0)
            return false;
    return true;
}

/* The English name may go on at a second place, in the middle of a word or at a space. */
static void take_english(const uint8_t *text, const struct layout *layout,
                         struct idcard_record *out)
{
    size_t size = 2 * (size_t)layout->english.units, rest = 2 * (size_t)layout->english_rest.units;
    uint8_t units[2 * ENGLISH_UNITS_MAX];

    memcpy(units, text + layout->english.at, size);
    memcpy(units + size, text + layout->english_rest.at, rest);
    text_from_utf16le(units, (size + rest) / 2, out->english_name, sizeof(out->english_name));
    calm(out->english_name);
    bytes_wipe(units, sizeof(units));
}

static bool take_names(const uint8_t *text, const struct layout *layout, struct idcard_record *out)
{
    take_text(text, layout->name, out->name, sizeof(out->name));
    take_english(text, layout, out);
    if (out->name[0] == '\0')
        out->name_is_cut = !text_copy(out->name, sizeof(out->name), out->english_name);
    return out->name[0] != '\0';
}

static bool take_dates(const uint8_t *text, const struct layout *layout, struct idcard_record *out)
{
    return take_date(text + layout->birth.at, out->birth) &&
           take_date(text + layout->from.at, out->valid_from) &&
           take_end(text + layout->to.at, out->valid_to);
}

static bool take_codes(const uint8_t *text, const struct layout *layout, struct idcard_record *out)
{
    take_text(text, layout->country, out->country, sizeof(out->country));
    take_text(text, layout->permit, out->permit_number, sizeof(out->permit_number));
    if (layout->country.units != 0 && count_in(out->country, 'A', 'Z') != 3)
        return false;
    if (layout->nation.units != 0 && !take_nation(text + layout->nation.at, &out->nation))
        return false;
    if (layout->count.units != 0 && !take_pair(text + layout->count.at, &out->issue_count))
        return false;
    return is_permit(out->permit_number) && take_sex(text + layout->sex.at, &out->sex);
}

static bool take_all(const uint8_t *text, const struct layout *layout, struct idcard_record *out)
{
    out->kind = layout->kind;
    take_text(text, layout->number, out->number, sizeof(out->number));
    take_text(text, layout->address, out->address, sizeof(out->address));
    take_text(text, layout->issuer, out->issuer, sizeof(out->issuer));
    return is_number(out->number, layout->kind) && take_names(text, layout, out) &&
           take_codes(text, layout, out) && take_dates(text, layout, out);
}

/* A citizen's card has nothing at that place; what is no letter there is nothing too. */
static const struct layout *layout_of(uint16_t type)
{
    if (type < 'A' || type > 'Z')
        return &layouts[0];
    for (size_t i = 1; i < COUNT_OF(layouts); i++)
        if (layouts[i].type == type)
            return &layouts[i];
    return NULL;
}

err_t sdt_text_parse_block(const uint8_t text[SDT_TEXT_BYTES], struct idcard_record *out_record)
{
    const struct layout *layout = layout_of(bytes_get_le16(text + TYPE_OFFSET));
    err_t err = ERR_OK;

    bytes_wipe(out_record, offsetof(struct idcard_record, photo));
    if (layout == NULL)
        err = ERR_CARD_UNSUPPORTED;
    else if (!take_all(text, layout, out_record))
        err = ERR_PROTOCOL;
    if (err != ERR_OK)
        bytes_wipe(out_record, offsetof(struct idcard_record, photo));
    return err;
}

err_t sdt_text_parse_read(const struct sdt_reply *reply, struct idcard_record *out_record)
{
    const uint8_t *text = reply->data + LENGTHS_BYTES;
    err_t err;

    bytes_wipe(out_record, sizeof(*out_record));
    if (reply->data_size != SDT_READ_BYTES || bytes_get_be16(reply->data) != SDT_TEXT_BYTES ||
        bytes_get_be16(reply->data + 2) != IDCARD_PHOTO_BYTES)
        return ERR_PROTOCOL;
    err = sdt_text_parse_block(text, out_record);
    if (err == ERR_OK)
        memcpy(out_record->photo, text + SDT_TEXT_BYTES, IDCARD_PHOTO_BYTES);
    return err;
}

err_t sdt_text_parse_newest(const struct sdt_reply *reply, struct idcard_record *record)
{
    char address[IDCARD_ADDRESS_BYTES];

    if (reply->data_size != SDT_ADDRESS_BYTES)
        return ERR_PROTOCOL;
    take_text(reply->data, (struct place){0, SDT_ADDRESS_BYTES / 2}, address, sizeof(address));
    if (address[0] != '\0') {
        memcpy(record->address, address, sizeof(address));
        record->address_is_newest = true;
    }
    bytes_wipe(address, sizeof(address));
    return ERR_OK;
}
