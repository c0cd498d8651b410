#include "firmware/base/bytes.h"

#include <string.h>

void bytes_wipe(void *at, size_t size_bytes)
{
    if (size_bytes == 0)
        return;
    memset(at, 0, size_bytes);
    __asm__ __volatile__("" : : "r"(at) : "memory");
}

bool bytes_equal(const void *a, const void *b, size_t size_bytes)
{
    const uint8_t *left = a, *right = b;
    uint8_t difference = 0;

    for (size_t i = 0; i < size_bytes; i++)
        difference |= left[i] ^ right[i];
    return difference == 0;
}

void bytes_to_hex(const void *bytes, size_t size_bytes, char *out_text)
{
    static const char digits[] = "0123456789abcdef";
    const uint8_t *at = bytes;

    for (size_t i = 0; i < size_bytes; i++) {
        out_text[2 * i] = digits[at[i] >> 4];
        out_text[2 * i + 1] = digits[at[i] & 15];
    }
    out_text[2 * size_bytes] = '\0';
}

static int hex_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

bool bytes_from_hex(const char *text, void *out_bytes, size_t size_bytes)
{
    uint8_t *out = out_bytes;

    if (strlen(text) != 2 * size_bytes)
        return false;
    for (size_t i = 0; i < size_bytes; i++) {
        int high = hex_value(text[2 * i]), low = hex_value(text[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        out[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

uint64_t bytes_hash(uint64_t hash, const void *bytes, size_t size_bytes)
{
    const uint8_t *at = bytes;

    for (size_t i = 0; i < size_bytes; i++)
        hash = (hash ^ at[i]) * 0x100000001b3u;
    return hash;
}
