#include "firmware/services/trust/trust.h"

#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void trust_base64(const void *bytes, size_t size_bytes, char *out)
{
    const uint8_t *at = bytes;

    for (; size_bytes >= 3; size_bytes -= 3, at += 3, out += 4) {
        out[0] = alphabet[at[0] >> 2];
        out[1] = alphabet[(at[0] & 3) << 4 | at[1] >> 4];
        out[2] = alphabet[(at[1] & 15) << 2 | at[2] >> 6];
        out[3] = alphabet[at[2] & 63];
    }
    if (size_bytes > 0) {
        uint8_t second = size_bytes == 2 ? at[1] : 0;

        out[0] = alphabet[at[0] >> 2];
        out[1] = alphabet[(at[0] & 3) << 4 | second >> 4];
        out[2] = size_bytes == 2 ? alphabet[(second & 15) << 2] : '=';
        out[3] = '=';
        out += 4;
    }
    *out = '\0';
}

/* -1 for a character outside the alphabet. */
static int sextet(char character)
{
    const char *at = character == '\0' ? NULL : strchr(alphabet, character);

    return at == NULL ? -1 : (int)(at - alphabet);
}

/* Reads one group of `digit_count` (2 to 4) digits into digit_count - 1 bytes. Unused bits must be
 * zero, so that every byte string has exactly one text (RFC 4648 section 3.5). */
static err_t decode_group(const char *text, size_t digit_count, uint8_t *out)
{
    uint32_t bits = 0;

    for (size_t i = 0; i < digit_count; i++) {
        int value = sextet(text[i]);

        if (value < 0)
            return ERR_INVALID;
        bits |= (uint32_t)value << (18 - 6 * i);
    }
    for (size_t i = 0; i < digit_count - 1; i++)
        out[i] = (uint8_t)(bits >> (16 - 8 * i));
    return (bits & ((1u << (8 * (4 - digit_count))) - 1)) == 0 ? ERR_OK : ERR_INVALID;
}

static size_t padding_count(const char *text, size_t length)
{
    if (length == 0 || text[length - 1] != '=')
        return 0;
    return text[length - 2] == '=' ? 2 : 1;
}

err_t trust_base64_decode(const char *text, void *out_bytes, size_t limit_bytes,
                          size_t *out_size_bytes)
{
    size_t length = strlen(text), padding, size_bytes;
    uint8_t *out = out_bytes;
    err_t err = ERR_OK;

    *out_size_bytes = 0;
    if (length % 4 != 0)
        return ERR_INVALID;
    padding = padding_count(text, length);
    size_bytes = length / 4 * 3 - padding;
    if (size_bytes > limit_bytes)
        return ERR_LIMIT;
    for (size_t at = 0; at < length && err == ERR_OK; at += 4, out += 3)
        err = decode_group(text + at, at + 4 == length ? 4 - padding : 4, out);
    if (err != ERR_OK) {
        memset(out_bytes, 0, size_bytes);
        return err;
    }
    *out_size_bytes = size_bytes;
    return ERR_OK;
}
