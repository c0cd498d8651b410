/* What Unicode's Han database says of each character: readings, place in the table of general
 * standard Chinese characters (通用规范汉字表, 2013), strokes. Process: banshi-tables.
 *
 * Sources: Unihan_Readings.txt (kMandarin, kHanyuPinlu with its counts, kTGHZ2013, kXHC1983),
 * Unihan_OtherMappings.txt (kTGH), Unihan_IRGSources.txt (kTotalStrokes), described in UAX #38. */
#ifndef BANSHI_TOOLS_TABLES_UNIHAN_H
#define BANSHI_TOOLS_TABLES_UNIHAN_H

#include <stdbool.h>
#include <stdint.h>

#include "firmware/base/err.h"
#include "tools/tables/grow.h"

#define UNIHAN_CHARACTER_MAX 0x3ffffu
#define UNIHAN_READINGS_MAX 16

struct unihan_reading {
    char letters[8]; /* without tone, v for u with dots */
    uint8_t tone;    /* 1 to 4, 5 for the light tone */
    uint32_t count;  /* of kHanyuPinlu; 0 when it is not listed there */
    uint32_t order;  /* how early and in how good a source it was seen; less is better */
};

struct unihan_character {
    uint32_t character;
    uint16_t standard; /* 1 to 8105 in the standard table; 0 when it is not there */
    uint16_t rank;     /* 0 is the most used; those outside the standard table come behind it */
    uint8_t strokes;
    uint8_t reading_count;
    struct unihan_reading readings[UNIHAN_READINGS_MAX]; /* most common first, no duplicates */
};

struct unihan {
    struct grow characters; /* struct unihan_character, sorted by character */
    uint32_t *index;        /* character -> index + 1 */
};

/* Reads the three files from `folder`. ERR_NOT_FOUND, ERR_INVALID when they are not what they
 * should be (the standard table must be whole). */
MUST_USE err_t unihan_load(struct unihan *out, const char *folder);
void unihan_finish(struct unihan *unihan);

/* NULL when nothing is known of it. */
const struct unihan_character *unihan_find(const struct unihan *unihan, uint32_t character);

/* Whether it is an ideograph people may have in a name: unified ideographs and 〇. */
bool unihan_is_ideograph(uint32_t character);

/* "zhōng" to "zhong" and 1; v for u with dots; a syllable without a vowel (ḿ, ńg) becomes what people
 * type for it. False when it is no pinyin. */
bool unihan_spell(const char *marked, char out_letters[8], uint8_t *out_tone);

#endif
