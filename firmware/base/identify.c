#include "firmware/base/identify.h"

#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "firmware/base/civil.h"
#include "firmware/base/text.h"

#define YEAR_MIN 1850

static const char *const VERDICT_NAMES[IDENTIFY_VERDICT_COUNT] = {
    [IDENTIFY_OK] = "ok",
    [IDENTIFY_OK_NORMALISE] = "ok_normalise",
    [IDENTIFY_OK_NORMALISE_UPPER] = "ok_normalise_upper",
    [IDENTIFY_OK_NORMALISE_WIDTH] = "ok_normalise_width",
    [IDENTIFY_BAD] = "bad",
    [IDENTIFY_BAD_CHAR] = "bad_char",
    [IDENTIFY_BAD_CHECK] = "bad_check",
    [IDENTIFY_BAD_DATE] = "bad_date",
    [IDENTIFY_BAD_REGION] = "bad_region",
    [IDENTIFY_LEGACY15] = "legacy15",
};

static const char *const KIND_NAMES[IDENTIFY_KIND_COUNT] = {
    [IDENTIFY_ID] = "id",         [IDENTIFY_USCC] = "uscc",     [IDENTIFY_CERT_ID] = "cert_id",
    [IDENTIFY_MOBILE] = "mobile", [IDENTIFY_ITEM31] = "item31", [IDENTIFY_S10] = "s10",
};

/* GB 32100 leaves out I, O, S, V and Z, which look like digits or each other. */
static const char USCC_ALPHABET[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
static const char ALNUM[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/* The text put in order, ASCII only, and what it took. */
struct ordered {
    char text[IDENTIFY_TEXT_BYTES];
    size_t length;
    bool blanks, lower, wide;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool all_digits(const char *at, size_t length)
{
    size_t i;

    for (i = 0; i < length; i++) {
        if (!is_digit(at[i]))
            return false;
    }
    return true;
}

/* The place of `c` in an alphabet, -1 when it is not there. */
static int value_in(const char *alphabet, char c)
{
    const char *found = c == '\0' ? NULL : strchr(alphabet, c);

    return found == NULL ? -1 : (int)(found - alphabet);
}

static bool is_blank(uint32_t character)
{
    return character == ' ' || character == '\t' || character == 0xA0 || character == 0x3000;
}

/* One character of at most `limit` bytes; unlike text_next() it does not need a NUL after them. */
static uint32_t next_within(const char *at, size_t limit, size_t *out_length)
{
    char four[5] = {0};

    memcpy(four, at, limit < 4 ? limit : 4);
    if (four[0] == '\0') {
        *out_length = 1;
        return 0xFFFD;
    }
    return text_next(four, out_length);
}

/* Puts one character in order; false when it is none that any number can hold. */
static bool order_character(uint32_t character, struct ordered *ordered)
{
    if (character >= 0xFF01 && character <= 0xFF5E) {
        character -= 0xFEE0;
        ordered->wide = true;
    }
    if (character >= 'a' && character <= 'z') {
        character -= 'a' - 'A';
        ordered->lower = true;
    }
    if (character <= ' ' || character > '~')
        return false;
    ordered->text[ordered->length++] = (char)character;
    return true;
}

/* OK, BAD (too long for any number) or BAD_CHAR. */
static enum identify_verdict order_text(const struct identify_input *in, struct ordered *ordered)
{
    size_t at = 0, length;

    memset(ordered, 0, sizeof *ordered);
    while (at < in->length) {
        uint32_t character = next_within(in->text + at, in->length - at, &length);

        at += length;
        if (is_blank(character)) {
            ordered->blanks = true;
            continue;
        }
        if (ordered->length == sizeof ordered->text - 1)
            return IDENTIFY_BAD;
        if (!order_character(character, ordered))
            return IDENTIFY_BAD_CHAR;
    }
    return ordered->length == 0 ? IDENTIFY_BAD : IDENTIFY_OK;
}

static enum identify_verdict verdict_right(const struct ordered *ordered)
{
    if (ordered->wide)
        return IDENTIFY_OK_NORMALISE_WIDTH;
    if (ordered->lower)
        return IDENTIFY_OK_NORMALISE_UPPER;
    return ordered->blanks ? IDENTIFY_OK_NORMALISE : IDENTIFY_OK;
}

/* Orders the text, judges it, hands the number out and wipes the copy. `judge` sees only ordered
 * text of at least one character. */
static enum identify_verdict run(const struct identify_input *in, char *out_text, size_t size_bytes,
                                 enum identify_verdict (*judge)(struct ordered *,
                                                                const struct identify_input *))
{
    struct ordered ordered;
    enum identify_verdict verdict = order_text(in, &ordered);

    if (size_bytes > 0)
        out_text[0] = '\0';
    if (verdict == IDENTIFY_OK)
        verdict = judge(&ordered, in);
    if (verdict == IDENTIFY_OK)
        verdict = verdict_right(&ordered);
    if (size_bytes > 0 && (identify_is_ok(verdict) || verdict == IDENTIFY_LEGACY15)) {
        CHECK(ordered.length < size_bytes);
        memcpy(out_text, ordered.text, ordered.length + 1);
    }
    bytes_wipe(&ordered, sizeof ordered);
    return verdict;
}

/* ---- ID numbers ---- */

/* The first two digits of GB/T 2260 and, from 81, the residence permits of people from Hong Kong,
 * Macao and Taiwan and of foreigners. Counties are not judged: old codes stay valid. */
static bool region_exists(const char *digits)
{
    static const uint8_t LAST[10] = {0, 5, 3, 7, 6, 4, 5, 1, 3, 1}; /* 11-15, 21-23, ... 91 */
    int tens = digits[0] - '0', ones = digits[1] - '0';

    return tens > 0 && ones > 0 - (tens == 5) && ones <= LAST[tens];
}

static bool after(int year, int month, int day, const struct identify_input *in)
{
    if (in->year == 0)
        return false;
    if (year != in->year)
        return year > in->year;
    return month != in->month ? month > in->month : day > in->day;
}

static int number_of(const char *digits, int count)
{
    int number = 0;

    while (count-- > 0)
        number = number * 10 + (*digits++ - '0');
    return number;
}

/* `year` and the four digits MMDD. */
static bool birth_exists(int year, const char *month_day, const struct identify_input *in)
{
    int month = number_of(month_day, 2), day = number_of(month_day + 2, 2);

    return year >= YEAR_MIN && civil_is_date(year, month, day) && !after(year, month, day, in);
}

static char id_check(const char *digits)
{
    static const uint8_t WEIGHTS[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    unsigned sum = 0, i;

    for (i = 0; i < COUNT_OF(WEIGHTS); i++)
        sum += (unsigned)(digits[i] - '0') * WEIGHTS[i];
    return "10X98765432"[sum % 11];
}

static enum identify_verdict judge_id15(const struct ordered *ordered,
                                        const struct identify_input *in)
{
    const char *text = ordered->text;

    if (!region_exists(text))
        return IDENTIFY_BAD_REGION;
    if (!birth_exists(1900 + number_of(text + 6, 2), text + 8, in))
        return IDENTIFY_BAD_DATE;
    return IDENTIFY_LEGACY15;
}

static enum identify_verdict judge_id(struct ordered *ordered, const struct identify_input *in)
{
    const char *text = ordered->text;
    size_t body = ordered->length - (text[ordered->length - 1] == 'X');

    if (!all_digits(text, body))
        return IDENTIFY_BAD_CHAR;
    if (ordered->length == 15 && body == 15)
        return judge_id15(ordered, in);
    if (ordered->length != 18)
        return IDENTIFY_BAD;
    if (!region_exists(text))
        return IDENTIFY_BAD_REGION;
    if (!birth_exists(number_of(text + 6, 4), text + 10, in))
        return IDENTIFY_BAD_DATE;
    return id_check(text) == text[17] ? IDENTIFY_OK : IDENTIFY_BAD_CHECK;
}

enum identify_verdict identify_id(const struct identify_input *in, char *out_text,
                                  size_t size_bytes)
{
    return run(in, out_text, size_bytes, judge_id);
}

/* ---- Unified social credit codes ---- */

static char uscc_check(const char *text)
{
    static const uint8_t WEIGHTS[17] = {1,  3,  9,  27, 19, 26, 16, 17, 20,
                                        29, 25, 13, 8,  24, 10, 30, 28};
    unsigned sum = 0, i;

    for (i = 0; i < COUNT_OF(WEIGHTS); i++)
        sum += (unsigned)value_in(USCC_ALPHABET, text[i]) * WEIGHTS[i];
    return USCC_ALPHABET[(31 - sum % 31) % 31];
}

/* GB 11714 over the eight characters of the organisation's own code. */
static char organisation_check(const char *text)
{
    static const uint8_t WEIGHTS[8] = {3, 7, 9, 10, 5, 8, 4, 2};
    unsigned sum = 0, i;

    for (i = 0; i < COUNT_OF(WEIGHTS); i++)
        sum += (unsigned)value_in(ALNUM, text[i]) * WEIGHTS[i];
    return "0X987654321"[sum % 11];
}

static bool uscc_characters(const char *text, size_t length)
{
    size_t i;

    for (i = 0; i < length; i++) {
        if (value_in(USCC_ALPHABET, text[i]) < 0)
            return false;
    }
    return true;
}

/* The first 18 characters, all of them of the alphabet. */
static enum identify_verdict judge_uscc18(const char *text)
{
    if (!all_digits(text + 2, 6))
        return IDENTIFY_BAD_CHAR;
    if (organisation_check(text + 8) != text[16] || uscc_check(text) != text[17])
        return IDENTIFY_BAD_CHECK;
    return IDENTIFY_OK;
}

static enum identify_verdict judge_uscc(struct ordered *ordered, const struct identify_input *in)
{
    (void)in;
    if (!uscc_characters(ordered->text, ordered->length))
        return IDENTIFY_BAD_CHAR;
    return ordered->length == 18 ? judge_uscc18(ordered->text) : IDENTIFY_BAD;
}

enum identify_verdict identify_uscc(const struct identify_input *in, char *out_text,
                                    size_t size_bytes)
{
    return run(in, out_text, size_bytes, judge_uscc);
}

/* ---- Identifiers of e-certificates ---- */

#define CERT_PREFIX "1.2.156.3005.2."
#define CERT_FIELDS 5 /* type, issuer, serial, version, check */

/* More characters into ISO 7064 MOD 37,36 (hybrid): a sum of 1 to 36 in and out; dots are left out.
 */
static unsigned cert_sum(unsigned sum, const char *at, size_t length)
{
    for (; length > 0; at++, length--) {
        if (*at == '.')
            continue;
        sum = (sum + (unsigned)value_in(ALNUM, *at)) % 36;
        sum = (sum == 0 ? 36 : sum) * 2 % 37;
    }
    return sum;
}

static bool is_uuid(const char *at, size_t length)
{
    size_t i;

    for (i = 0; i < length; i++) {
        if (!is_digit(at[i]) && (at[i] < 'A' || at[i] > 'F'))
            return false;
    }
    return length == 32;
}

/* The check character stands over type, issuer, serial and version. At least one issuer whose
 * serial is a UUID leaves its own code out of the sum (tests/vectors/identifiers.tsv, the
 * identifier that ends with 001.M), so for such serials, and no others, that reading is taken too.
 */
static bool cert_check_fits(const char *fields, size_t length)
{
    const char *issuer = strchr(fields, '.') + 1, *serial = strchr(issuer, '.') + 1;
    const char *version = strchr(serial, '.') + 1;
    size_t body = length - 2, type = (size_t)(issuer - fields);
    char check = fields[length - 1];

    if (ALNUM[(37 - cert_sum(36, fields, body)) % 36] == check)
        return true;
    return is_uuid(serial, (size_t)(version - serial) - 1) &&
           ALNUM[(37 -
                  cert_sum(cert_sum(36, fields, type), serial, body - (size_t)(serial - fields))) %
                 36] == check;
}

/* Five fields, none empty, the last of one character. Some issuers write shorter types and issuers
 * than GB/T 36904 has, so no other length is judged. */
static bool cert_shape(const char *fields, size_t length)
{
    size_t i, dots = 0;

    for (i = 0; i < length; i++) {
        if (fields[i] != '.')
            continue;
        dots++;
        if (i == 0 || fields[i - 1] == '.')
            return false;
    }
    return dots == CERT_FIELDS - 1 && length >= 2 && fields[length - 2] == '.' &&
           fields[length - 1] != '.';
}

static enum identify_verdict judge_cert_id(struct ordered *ordered, const struct identify_input *in)
{
    const size_t prefix = sizeof CERT_PREFIX - 1;
    const char *fields = ordered->text + prefix;
    size_t i;

    (void)in;
    for (i = 0; i < ordered->length; i++) {
        if (ordered->text[i] != '.' && value_in(ALNUM, ordered->text[i]) < 0)
            return IDENTIFY_BAD_CHAR;
    }
    if (ordered->length <= prefix || memcmp(ordered->text, CERT_PREFIX, prefix) != 0 ||
        !cert_shape(fields, ordered->length - prefix))
        return IDENTIFY_BAD;
    return cert_check_fits(fields, ordered->length - prefix) ? IDENTIFY_OK : IDENTIFY_BAD_CHECK;
}

enum identify_verdict identify_cert_id(const struct identify_input *in, char *out_text,
                                       size_t size_bytes)
{
    return run(in, out_text, size_bytes, judge_cert_id);
}

/* ---- Mobile numbers ---- */

static void cut_front(struct ordered *ordered, size_t count)
{
    memmove(ordered->text, ordered->text + count, ordered->length - count + 1);
    ordered->length -= count;
    ordered->blanks = true;
}

static void cut_hyphens(struct ordered *ordered)
{
    size_t from, to = 0;

    for (from = 0; from < ordered->length; from++) {
        if (ordered->text[from] == '-')
            ordered->blanks = true;
        else
            ordered->text[to++] = ordered->text[from];
    }
    ordered->text[to] = '\0';
    ordered->length = to;
}

/* No finer list of prefixes: the ministry adds ranges. */
static enum identify_verdict judge_mobile(struct ordered *ordered, const struct identify_input *in)
{
    (void)in;
    cut_hyphens(ordered);
    if (strncmp(ordered->text, "+86", 3) == 0)
        cut_front(ordered, 3);
    else if (strncmp(ordered->text, "0086", 4) == 0)
        cut_front(ordered, 4);
    if (!all_digits(ordered->text, ordered->length))
        return IDENTIFY_BAD_CHAR;
    if (ordered->length != 11 || ordered->text[0] != '1' || ordered->text[1] < '3')
        return IDENTIFY_BAD;
    return IDENTIFY_OK;
}

enum identify_verdict identify_mobile(const struct identify_input *in, char *out_text,
                                      size_t size_bytes)
{
    return run(in, out_text, size_bytes, judge_mobile);
}

/* ---- Codes of government matters ---- */

static enum identify_verdict judge_item31(struct ordered *ordered, const struct identify_input *in)
{
    const char *text = ordered->text;
    size_t uscc = ordered->length < 18 ? ordered->length : 18;

    (void)in;
    if (!uscc_characters(text, uscc) || !all_digits(text + uscc, ordered->length - uscc))
        return IDENTIFY_BAD_CHAR;
    if (ordered->length != 31 || text[18] < '1' || text[18] > '6')
        return IDENTIFY_BAD;
    return judge_uscc18(text);
}

enum identify_verdict identify_item31(const struct identify_input *in, char *out_text,
                                      size_t size_bytes)
{
    return run(in, out_text, size_bytes, judge_item31);
}

/* ---- Parcels ---- */

static char s10_check(const char *digits)
{
    static const uint8_t WEIGHTS[8] = {8, 6, 4, 2, 3, 5, 9, 7};
    unsigned sum = 0, i;

    for (i = 0; i < COUNT_OF(WEIGHTS); i++)
        sum += (unsigned)(digits[i] - '0') * WEIGHTS[i];
    return "50987654321"[sum % 11];
}

static enum identify_verdict judge_s10(struct ordered *ordered, const struct identify_input *in)
{
    const char *text = ordered->text;
    size_t i;

    (void)in;
    for (i = 0; i < ordered->length; i++) {
        if (value_in(ALNUM, text[i]) < 0)
            return IDENTIFY_BAD_CHAR;
    }
    if (ordered->length != 13)
        return IDENTIFY_BAD;
    if (!is_upper(text[0]) || !is_upper(text[1]) || !all_digits(text + 2, 9) ||
        !is_upper(text[11]) || !is_upper(text[12]))
        return IDENTIFY_BAD_CHAR;
    return s10_check(text + 2) == text[10] ? IDENTIFY_OK : IDENTIFY_BAD_CHECK;
}

enum identify_verdict identify_s10(const struct identify_input *in, char *out_text,
                                   size_t size_bytes)
{
    return run(in, out_text, size_bytes, judge_s10);
}

/* ---- By kind ---- */

enum identify_verdict identify_check_input(enum identify_kind kind, const struct identify_input *in,
                                           char *out_text, size_t size_bytes)
{
    switch (kind) {
    case IDENTIFY_ID:
        return identify_id(in, out_text, size_bytes);
    case IDENTIFY_USCC:
        return identify_uscc(in, out_text, size_bytes);
    case IDENTIFY_CERT_ID:
        return identify_cert_id(in, out_text, size_bytes);
    case IDENTIFY_MOBILE:
        return identify_mobile(in, out_text, size_bytes);
    case IDENTIFY_ITEM31:
        return identify_item31(in, out_text, size_bytes);
    case IDENTIFY_S10:
        return identify_s10(in, out_text, size_bytes);
    case IDENTIFY_KIND_COUNT:
        break;
    }
    CHECK(kind < IDENTIFY_KIND_COUNT);
    return IDENTIFY_BAD;
}

enum identify_verdict identify_check(enum identify_kind kind, const char *text, char *out_text,
                                     size_t size_bytes)
{
    struct identify_input in = {.text = text, .length = strlen(text)};

    return identify_check_input(kind, &in, out_text, size_bytes);
}

bool identify_is_ok(enum identify_verdict verdict)
{
    return verdict <= IDENTIFY_OK_NORMALISE_WIDTH;
}

const char *identify_verdict_name(enum identify_verdict verdict)
{
    return (unsigned)verdict < IDENTIFY_VERDICT_COUNT ? VERDICT_NAMES[verdict] : "?";
}

const char *identify_kind_name(enum identify_kind kind)
{
    return (unsigned)kind < IDENTIFY_KIND_COUNT ? KIND_NAMES[kind] : "?";
}

enum identify_kind identify_kind_find(const char *name)
{
    int kind;

    for (kind = 0; kind < IDENTIFY_KIND_COUNT; kind++) {
        if (strcmp(KIND_NAMES[kind], name) == 0)
            break;
    }
    return (enum identify_kind)kind;
}
