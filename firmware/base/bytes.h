/* Bytes: reading and writing integers of a stated order, wiping, comparing in constant time.
 * Any process; the caller owns all memory. */
#ifndef BANSHI_BASE_BYTES_H
#define BANSHI_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline uint16_t bytes_get_be16(const uint8_t *at)
{
    return (uint16_t)((at[0] << 8) | at[1]);
}

static inline uint16_t bytes_get_le16(const uint8_t *at)
{
    return (uint16_t)((at[1] << 8) | at[0]);
}

static inline uint32_t bytes_get_le32(const uint8_t *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static inline void bytes_put_be16(uint8_t *at, uint16_t value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static inline void bytes_put_le16(uint8_t *at, uint16_t value)
{
    at[0] = (uint8_t)value;
    at[1] = (uint8_t)(value >> 8);
}

/* Overwrites `size_bytes` bytes with zeros in a way no compiler removes. NULL with 0 is allowed. */
void bytes_wipe(void *at, size_t size_bytes);

/* Equality whose time depends on the size alone: for tags, digests, codes. */
bool bytes_equal(const void *a, const void *b, size_t size_bytes);

/* Writes 2 * size_bytes lower-case hexadecimal digits and a NUL; `out_text` holds that much. */
void bytes_to_hex(const void *bytes, size_t size_bytes, char *out_text);

/* Reads exactly 2 * size_bytes hexadecimal digits. False, and nothing promised of `out_bytes`, when
 * the text has another length or another character. */
bool bytes_from_hex(const char *text, void *out_bytes, size_t size_bytes);

/* FNV-1a over the bytes, going on from `hash` (start with BYTES_HASH_START): for comparing states
 * and traces, never for security. */
#define BYTES_HASH_START 0xcbf29ce484222325u
uint64_t bytes_hash(uint64_t hash, const void *bytes, size_t size_bytes);

#endif
