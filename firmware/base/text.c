#include "firmware/base/text.h"

#include <string.h>

static bool is_tail(char byte)
{
    return ((uint8_t)byte & 0xc0) == 0x80;
}

bool text_copy(char *out, size_t size_bytes, const char *from)
{
    size_t length = strlen(from);
    bool whole = length < size_bytes;

    if (!whole) {
        length = size_bytes - 1;
        while (length > 0 && is_tail(from[length]))
            length--;
    }
    memmove(out, from, length);
    out[length] = '\0';
    return whole;
}

bool text_append(char *out, size_t size_bytes, const char *from)
{
    size_t used = strlen(out);

    return text_copy(out + used, size_bytes - used, from);
}

bool text_append_number(char *out, size_t size_bytes, uint64_t number, int width)
{
    char digits[24] = "";
    int at = (int)sizeof(digits) - 1, written = 0;

    digits[at] = '\0';
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
        written++;
    } while ((number > 0 || written < width) && at > 0);
    return text_append(out, size_bytes, digits + at);
}

static uint32_t decode_tail(const char *at, size_t length, uint32_t first, uint32_t least)
{
    uint32_t value = first;

    for (size_t i = 1; i < length; i++) {
        if (!is_tail(at[i]))
            return 0xfffd;
        value = value << 6 | ((uint8_t)at[i] & 0x3f);
    }
    if (value < least || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
        return 0xfffd;
    return value;
}

uint32_t text_next(const char *at, size_t *out_length)
{
    uint8_t first = (uint8_t)at[0];
    uint32_t value = 0xfffd;
    size_t length = 1;

    if (first < 0x80) {
        *out_length = first != 0;
        return first;
    }
    if (first >= 0xc2 && first <= 0xdf)
        value = decode_tail(at, length = 2, first & 0x1f, 0x80);
    else if (first >= 0xe0 && first <= 0xef)
        value = decode_tail(at, length = 3, first & 0x0f, 0x800);
    else if (first >= 0xf0 && first <= 0xf4)
        value = decode_tail(at, length = 4, first & 0x07, 0x10000);
    *out_length =
        value == 0xfffd && !(length == 3 && strncmp(at, "\xef\xbf\xbd", 3) == 0) ? 1 : length;
    return value;
}

size_t text_put(char *out, uint32_t character)
{
    if (character > 0x10ffff || (character >= 0xd800 && character <= 0xdfff))
        character = 0xfffd;
    if (character < 0x80) {
        out[0] = (char)character;
        return 1;
    }
    if (character < 0x800) {
        out[0] = (char)(0xc0 | character >> 6);
        out[1] = (char)(0x80 | (character & 0x3f));
        return 2;
    }
    if (character < 0x10000) {
        out[0] = (char)(0xe0 | character >> 12);
        out[1] = (char)(0x80 | (character >> 6 & 0x3f));
        out[2] = (char)(0x80 | (character & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | character >> 18);
    out[1] = (char)(0x80 | (character >> 12 & 0x3f));
    out[2] = (char)(0x80 | (character >> 6 & 0x3f));
    out[3] = (char)(0x80 | (character & 0x3f));
    return 4;
}

size_t text_count(const char *text)
{
    size_t count = 0, length;

    while (text_next(text, &length) != 0) {
        text += length;
        count++;
    }
    return count;
}

bool text_is_utf8(const char *text, size_t length)
{
    char piece[5];

    while (length > 0) {
        size_t step, have = length < 4 ? length : 4;

        memset(piece, 0, sizeof(piece));
        memcpy(piece, text, have);
        if (text_next(piece, &step) == 0xfffd && step == 1)
            return false;
        if (step == 0)
            step = 1;
        text += step;
        length -= step;
    }
    return true;
}

void text_from_utf16le(const uint8_t *units, size_t unit_count, char *out, size_t size_bytes)
{
    size_t used = 0;

    while (unit_count > 0) {
        uint32_t last = (uint32_t)(units[2 * unit_count - 2] | units[2 * unit_count - 1] << 8);

        if (last != 0x20 && last != 0)
            break;
        unit_count--;
    }
    for (size_t i = 0; i < unit_count; i++) {
        uint32_t unit = (uint32_t)(units[2 * i] | units[2 * i + 1] << 8);
        char piece[4];
        size_t length;

        if (unit >= 0xd800 && unit <= 0xdbff && i + 1 < unit_count) {
            uint32_t low = (uint32_t)(units[2 * i + 2] | units[2 * i + 3] << 8);

            if (low >= 0xdc00 && low <= 0xdfff) {
                unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                i++;
            }
        }
        length = text_put(piece, unit == 0 ? 0xfffd : unit);
        if (used + length >= size_bytes)
            break;
        memcpy(out + used, piece, length);
        used += length;
    }
    out[used] = '\0';
}

static bool is_digit(char letter)
{
    return letter >= '0' && letter <= '9';
}

void text_bind_digits(char *out, size_t size_bytes, const char *from)
{
    size_t used = 0;

    for (size_t at = 0, length; from[at] != '\0'; at += length) {
        bool bind = at > 0 && from[at] == ' ' && is_digit(from[at - 1]) && is_digit(from[at + 1]);
        size_t put;

        for (length = 1; (from[at + length] & 0xc0) == 0x80;)
            length++;
        put = bind ? 2 : length;
        if (used + put >= size_bytes)
            break;
        memcpy(out + used, bind ? "\xc2\xa0" : from + at, put);
        used += put;
    }
    out[used] = '\0';
}
