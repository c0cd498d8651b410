#include "firmware/services/voice/english.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "firmware/base/check.h"
#include "firmware/base/text.h"
#include "firmware/services/voice/numbers.h"
#include "firmware/services/voice/voice.h"

#define ENGLISH_COUNT_DIGITS_MAX 4

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static void append(char *out, const char *text, size_t length)
{
    char piece[64];

    CHECK(length < sizeof(piece));
    memcpy(piece, text, length);
    piece[length] = '\0';
    text_append(out, ENGLISH_BYTES, piece);
}

/* How far a word of letters and digits goes; runs of digits may be joined by one hyphen or space. */
static size_t token_at(const char *at, const char *end)
{
    size_t length = 0, most = (size_t)(end - at);

    while (length < most &&
           (is_digit(at[length]) || is_letter(at[length]) ||
            (length > 0 && length + 1 < most && (at[length] == '-' || at[length] == ' ') &&
             is_digit(at[length - 1]) && is_digit(at[length + 1]))))
        length++;
    return length;
}

static size_t digits_at(const char *at, const char *end)
{
    size_t length = 0;

    while (at + length < end && is_digit(at[length]))
        length++;
    return length;
}

/* Spells letters and digits; a comma between groups. */
static void spell(const char *at, size_t length, char *out)
{
    for (size_t i = 0; i < length;) {
        size_t total = 0, group;

        while (i + total < length && is_digit(at[i + total]))
            total++;
        if (total == 17 && i == 0 && length == 18)
            total = 18; /* an ID number whose check digit is an X */
        for (size_t left = total; left > 0; left -= group) {
            group = numbers_group(total, left);
            for (size_t k = 0; k < group; k++, i++) {
                append(out, &at[i], 1);
                append(out, " ", 1);
            }
            if (i < length)
                append(out, ", ", 2);
        }
        for (; i < length && !is_digit(at[i]); i++) {
            append(out, &at[i], 1);
            append(out, " ", 1);
        }
    }
}

static size_t read_date(const char *at, const char *end, char *out)
{
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    int month;

    if (end - at < 10 || digits_at(at, end) != 4 || at[4] != '-' || digits_at(at + 5, end) != 2 ||
        at[7] != '-' || digits_at(at + 8, end) != 2)
        return 0;
    month = (at[5] - '0') * 10 + at[6] - '0';
    if (month < 1 || month > 12)
        return 0;
    append(out, at + 8 + (at[8] == '0'), at[8] == '0' ? 1 : 2);
    append(out, " ", 1);
    append(out, months[month - 1], strlen(months[month - 1]));
    append(out, " ", 1);
    append(out, at, 4);
    return 10;
}

static size_t read_money(const char *at, const char *end, char *out)
{
    const size_t sign = strlen("¥");
    size_t length = sign;

    if ((size_t)(end - at) <= sign || memcmp(at, "¥", sign) != 0 || !is_digit(at[sign]))
        return 0;
    while (at + length < end && length < 40 &&
           (is_digit(at[length]) || ((at[length] == ',' || at[length] == '.') &&
                                     at + length + 1 < end && is_digit(at[length + 1]))))
        length++;
    append(out, at + sign, length - sign);
    text_append(out, ENGLISH_BYTES, " yuan");
    return length;
}

/* True for what is taken down: a long run of digits, one that begins with 0, several joined ones,
 * or digits and letters mixed. */
static bool is_identifier(const char *at, size_t length)
{
    size_t digits = 0, letters = 0, joints = 0;

    for (size_t i = 0; i < length; i++) {
        digits += is_digit(at[i]);
        letters += is_letter(at[i]);
        joints += at[i] == '-' || at[i] == ' ';
    }
    if (digits == 0)
        return false;
    return digits > ENGLISH_COUNT_DIGITS_MAX || (at[0] == '0' && digits > 1) ||
           (letters > 0 && digits > 2) || (joints > 0 && digits > 5);
}

static size_t read_token(const char *at, const char *end, char *out)
{
    size_t length = token_at(at, end), begin = 0;

    if (length == 0)
        return 0;
    if (!is_identifier(at, length)) {
        /* A plain word or number: digits and their neighbours stay as they are. */
        length = 0;
        while (at + length < end && length < 60 && (is_digit(at[length]) || is_letter(at[length])))
            length++;
        append(out, at, length);
        return length;
    }
    for (size_t i = 0; i <= length; i++) {
        if (i < length && at[i] != '-' && at[i] != ' ')
            continue;
        spell(at + begin, i - begin, out);
        if (i < length)
            text_append(out, ENGLISH_BYTES, ", ");
        begin = i + 1;
    }
    return length;
}

void english_read(const char *text, size_t length, char *out)
{
    const char *end = text + length;
    size_t taken;

    CHECK(length < VOICE_TEXT_BYTES);
    out[0] = '\0';
    for (const char *at = text; at < end; at += taken) {
        taken = read_date(at, end, out);
        if (taken == 0)
            taken = read_money(at, end, out);
        if (taken == 0)
            taken = read_token(at, end, out);
        if (taken > 0)
            continue;
        text_next(at, &taken);
        append(out, at, taken);
    }
}
