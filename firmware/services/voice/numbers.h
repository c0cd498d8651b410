/* Numbers: how digits are said in Chinese. What a person would take down, an ID number, a telephone
 * number, a case number, is read digit by digit in groups, with 幺 for 1 as on the telephone; what
 * a person would count, an amount, a date, a time, so many months, is read as a number. */
#ifndef BANSHI_VOICE_NUMBERS_H
#define BANSHI_VOICE_NUMBERS_H

#include <stddef.h>

#include "firmware/services/voice/reading.h"

/* Reads what begins at `at`, inside `text`: digits, an amount with its ¥, or a code of letters and
 * digits. Returns how many bytes it took, 0 when nothing of this kind begins here. */
size_t numbers_read(const char *text, const char *at, struct reading *out);

/* How the digits of an identifier are grouped: the next group's length of `count` digits left, in
 * an identifier of `total`: 18 as 6-4-4-4 (an ID number), 11 as 3-4-4 (a mobile telephone), up to 5
 * together, others by four. */
size_t numbers_group(size_t total, size_t left);

#endif
