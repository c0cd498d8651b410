/* Text: UTF-8 in buffers of a stated size. Nothing here writes past `size_bytes`, and what is
 * written always ends with NUL and never in half a character. The caller owns all memory. */
#ifndef BANSHI_BASE_TEXT_H
#define BANSHI_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Copies `from` whole, or as many whole characters as fit. True when all of it fitted. */
bool text_copy(char *out, size_t size_bytes, const char *from);

/* Appends `from` to the text already in `out`; the same promise as text_copy(). */
bool text_append(char *out, size_t size_bytes, const char *from);

/* Appends a decimal number, padded with zeros to at least `width` digits. */
bool text_append_number(char *out, size_t size_bytes, uint64_t number, int width);

/* The next character and its length in bytes (1 to 4). Malformed or overlong UTF-8, surrogates and
 * values above U+10FFFF give U+FFFD and length 1. At the end: 0 and length 0. */
uint32_t text_next(const char *at, size_t *out_length);

/* Writes one character (at most 4 bytes, no NUL) and returns its length; U+FFFD for what is no
 * character. */
size_t text_put(char *out, uint32_t character);

/* Characters, not bytes. */
size_t text_count(const char *text);

/* True when all of the text is well-formed UTF-8. */
bool text_is_utf8(const char *text, size_t length);

/* UTF-16LE to UTF-8, trailing U+0020 and U+0000 cut, an unpaired surrogate becoming U+FFFD. At most
 * `size_bytes` with the NUL; `units` is a count of 16-bit units. */
void text_from_utf16le(const uint8_t *units, size_t unit_count, char *out, size_t size_bytes);

/* Copies `from`, cut at a whole character if need be, with every single space between two digits
 * made a no-break space (U+00A0), so that a line never breaks inside a telephone number. */
void text_bind_digits(char *out, size_t size_bytes, const char *from);

#endif
