/* Hanzi: Chinese text to numbered pinyin. A table gives every character its most common reading;
 * a list of words gives the readings that differ in company (银行, 重庆, 还款), the longest word
 * first. Digits are read by numbers.c, Latin letters are spelled, and punctuation becomes pauses.
 * Tables are read once; after that nothing is allocated, so nothing of a citizen stays in the heap. */
#ifndef BANSHI_VOICE_HANZI_H
#define BANSHI_VOICE_HANZI_H

#include "firmware/base/err.h"
#include "firmware/services/voice/reading.h"

#define HANZI_CHARACTERS_MAX 65536
#define HANZI_WORDS_MAX 8192
#define HANZI_WORD_CHARACTERS_MAX 8

struct hanzi;

/* What is wrong, for the person who wrote the file: "polyphones.txt:12: 3 syllables for 2
 * characters". Empty when nothing is. */
struct hanzi_problem {
    char text[160];
};

/* Reads the two tables, UTF-8, a line for each entry, "#" begins a comment:
 *     readings    字<TAB>du2 duo4   the first reading counts, in its full tone if it has one
 *     polyphones  word<TAB>a syllable for each character
 * A polyphone of one character replaces its entry in the table. Syllables are pinyin with the tone
 * 1 to 5 behind, v for ü. ERR_NOT_FOUND: a file cannot be read; ERR_INVALID: a line of another
 * form; ERR_LIMIT: more entries than the limits above; ERR_MEMORY. The problem is named. */
MUST_USE err_t hanzi_open(const char *readings, const char *polyphones, struct hanzi **out_hanzi,
                          struct hanzi_problem *out_problem);

/* Frees it; NULL is allowed. */
void hanzi_close(struct hanzi *hanzi);

/* Reads `text`, UTF-8 below VOICE_TEXT_BYTES; form of the result: reading.h. A character that is in
 * no table becomes a short pause. */
void hanzi_read(const struct hanzi *hanzi, const char *text, struct reading *out);

/* True for the characters that this room reads: CJK ideographs of all planes. */
bool hanzi_is(uint32_t character);

#endif
