/* English: a text made ready for the English voice. What a person would take down is spelled digit
 * by digit in groups, dates and amounts become words; the rest is left to the voice. */
#ifndef BANSHI_VOICE_ENGLISH_H
#define BANSHI_VOICE_ENGLISH_H

#include <stddef.h>

#define ENGLISH_BYTES 5120 /* of the longest text: a digit becomes "8 ", a month of 2 a word */

/* Writes `length` bytes of `text` into `out`, which holds ENGLISH_BYTES: "ID 11010519491231002X" as
 * "ID 1 1 0 1 0 5, 1 9 4 9, 1 2 3 1, 0 0 2 X", "2026-11-22" as "22 November 2026", "¥20.50" as
 * "20.50 yuan". Numbers of up to 4 digits are left as they are, unless they begin with 0. */
void english_read(const char *text, size_t length, char *out);

#endif
