#include "drivers/scanner/payload_parse.h"

#include <stdbool.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "firmware/base/civil.h"
#include "firmware/base/identify.h"

#define PICKUP_HEAD "K1:"
#define PICKUP_HEAD_LENGTH 3
#define CODE_LENGTH_MIN 10
#define CODE_LENGTH_MAX 400
#define MAC_LENGTH_MIN 26
#define MAC_LENGTH_MAX 52
#define CASE_LENGTH 13
#define COMPANY_LENGTH 18
#define PLAIN_LENGTH_MIN 4
#define PLAIN_LENGTH_MAX 64
#define MODULUS 36

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* 0 to 31 of RFC 4648, table 3; -1 for no character of it. */
static int base32_value(char c)
{
    if (is_capital(c))
        return c - 'A';
    return c >= '2' && c <= '7' ? c - '2' + 26 : -1;
}

/* How many characters of base32 stand here. */
static size_t base32_span(const char *text)
{
    size_t length = 0;

    while (base32_value(text[length]) >= 0)
        length++;
    return length;
}

/* True when whole bytes have this length and no bit is left over: else two texts would mean one
 * value. */
static bool is_canonical(const char *text, size_t length)
{
    size_t bits_left = length * 5 % 8;

    return bits_left < 5 && (base32_value(text[length - 1]) & ((1 << bits_left) - 1)) == 0;
}

static bool is_pickup(const char *text, size_t length, struct payload *out)
{
    size_t code, mac;
    const char *at;

    if (strncmp(text, PICKUP_HEAD, PICKUP_HEAD_LENGTH) != 0)
        return false;
    at = text + PICKUP_HEAD_LENGTH;
    code = base32_span(at);
    if (code < CODE_LENGTH_MIN || code > CODE_LENGTH_MAX || at[code] != ':')
        return false;
    mac = base32_span(at + code + 1);
    if (mac < MAC_LENGTH_MIN || mac > MAC_LENGTH_MAX ||
        PICKUP_HEAD_LENGTH + code + 1 + mac != length)
        return false;
    if (!is_canonical(at, code) || !is_canonical(at + code + 1, mac))
        return false;
    out->code_at = PICKUP_HEAD_LENGTH;
    out->code_length = (uint16_t)code;
    out->mac_at = (uint16_t)(PICKUP_HEAD_LENGTH + code + 1);
    out->mac_length = (uint16_t)mac;
    return true;
}

/* ISO/IEC 7064:2003, section 9.2, the hybrid system MOD 37,36: the last character checks those
 * before it. The text is letters and digits. */
static bool has_right_check(const char *text, size_t length)
{
    int product = MODULUS;

    for (size_t i = 0; i + 1 < length; i++) {
        int sum = (product + (is_digit(text[i]) ? text[i] - '0' : text[i] - 'A' + 10)) % MODULUS;

        product = (sum == 0 ? MODULUS : sum) * 2 % (MODULUS + 1);
    }
    product = (MODULUS + 1 - product) % MODULUS;
    return text[length - 1] == (product < 10 ? '0' + product : 'A' + product - 10);
}

static int two_digits(const char *at)
{
    return (at[0] - '0') * 10 + at[1] - '0';
}

static bool is_case(const char *text, size_t length)
{
    if (length != CASE_LENGTH || !is_capital(text[0]) || !is_capital(text[1]))
        return false;
    for (size_t i = 2; i < CASE_LENGTH - 1; i++)
        if (!is_digit(text[i]))
            return false;
    return (is_digit(text[12]) || is_capital(text[12])) &&
           civil_is_date(2000 + two_digits(text + 2), two_digits(text + 4), two_digits(text + 6)) &&
           has_right_check(text, CASE_LENGTH);
}

/* Only as it is printed: nothing is put in order first. */
static bool is_company(const char *text, size_t length)
{
    struct identify_input in = {.text = text, .length = length};

    return length == COMPANY_LENGTH && identify_uscc(&in, NULL, 0) == IDENTIFY_OK;
}

static bool is_plain(const char *text, size_t length)
{
    if (length < PLAIN_LENGTH_MIN || length > PLAIN_LENGTH_MAX)
        return false;
    for (size_t i = 0; i < length; i++)
        if (!is_digit(text[i]) && !is_capital(text[i]) && text[i] != '-')
            return false;
    return text[0] != '-' && text[length - 1] != '-';
}

static enum payload_kind kind_of(const char *text, size_t length, struct payload *out)
{
    if (is_pickup(text, length, out))
        return PAYLOAD_PICKUP;
    if (is_case(text, length))
        return PAYLOAD_CASE;
    if (is_company(text, length))
        return PAYLOAD_COMPANY;
    return is_plain(text, length) ? PAYLOAD_PLAIN : PAYLOAD_NONE;
}

/* A NUL inside the bytes ends no text here: the lengths then disagree, or the form does. */
err_t payload_parse(const uint8_t *bytes, size_t size_bytes, struct payload *out_payload)
{
    bytes_wipe(out_payload, sizeof(*out_payload));
    if (size_bytes == 0 || size_bytes > SCANNER_PAYLOAD_BYTES)
        return ERR_INVALID;
    memcpy(out_payload->text, bytes, size_bytes);
    out_payload->length = (uint16_t)size_bytes;
    out_payload->kind = kind_of(out_payload->text, size_bytes, out_payload);
    if (out_payload->kind != PAYLOAD_NONE)
        return ERR_OK;
    bytes_wipe(out_payload, sizeof(*out_payload));
    return ERR_INVALID;
}

const char *payload_kind_name(enum payload_kind kind)
{
    static const char *const names[] = {"none", "pickup", "case", "company", "plain"};

    return (size_t)kind < COUNT_OF(names) ? names[kind] : "none";
}
