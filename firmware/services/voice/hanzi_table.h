/* The two tables of hanzi.h in memory: parsing, ordering and finding. Used by hanzi.c alone. */
#ifndef BANSHI_VOICE_HANZI_TABLE_H
#define BANSHI_VOICE_HANZI_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "firmware/services/voice/hanzi.h"

#define HANZI_SYLLABLE_BYTES 8 /* "zhuang1" and its NUL */

struct hanzi_character {
    uint32_t character;
    char syllable[HANZI_SYLLABLE_BYTES];
};

struct hanzi_word {
    const char *text; /* NUL-terminated, in `words_text` */
    const char *syllables;
};

struct hanzi {
    struct hanzi_character *characters; /* by code point */
    struct hanzi_word *words;           /* by bytes */
    char *words_text;                   /* the file, cut into strings */
    size_t character_count, word_count;
};

/* Fills `out` from the two files; errors as hanzi_open(). What was allocated is in `out` in every
 * case. */
MUST_USE err_t hanzi_table_load(struct hanzi *out, const char *readings, const char *polyphones,
                                struct hanzi_problem *out_problem);

/* The reading of a character, NULL: none. */
const char *hanzi_table_character(const struct hanzi *hanzi, uint32_t character);

/* The longest word that begins at `at`, NULL: none. */
const struct hanzi_word *hanzi_table_word(const struct hanzi *hanzi, const char *at);

#endif
