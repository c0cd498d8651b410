/* Typed letters, cut into the pieces they may be meant as: whole syllables where possible, initials
 * and the beginning of a syllable where not. Part of ui/input/pinyin.h; process: kiosk. */
#ifndef BANSHI_UI_INPUT_PINYIN_LETTERS_H
#define BANSHI_UI_INPUT_PINYIN_LETTERS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "ui/input/pinyin.h"
#include "ui/input/table.h"

#define PINYIN_LETTERS_REST_MAX 60

struct pinyin_letters {
    char at[PINYIN_LETTERS_MAX + 8]; /* NUL behind them, so that eight can be loaded anywhere */
    uint8_t count;
    bool whole;        /* they are whole syllables from beginning to end */
    bool starts_whole; /* a whole syllable stands at the beginning */
    /* For each place between letters, what the rest costs to say: 1 for a whole syllable, more for
     * the rest, much for what is no pinyin at all; at most PINYIN_LETTERS_REST_MAX. */
    uint8_t rest[PINYIN_LETTERS_MAX + 1];
    uint8_t piece[PINYIN_LETTERS_MAX + 1]; /* letters of the piece that stands there */
};

struct pinyin_syllables {
    const struct table_pinyin_syllable *at;
    uint32_t count;
};

/* Takes what is pinyin of the beginning of `typed`, without separators in front, whose number it
 * returns. Personal: wiped by the owner. */
unsigned pinyin_letters_set(struct pinyin_letters *out, const struct pinyin_syllables *syllables,
                            const char *typed);

/* How many letters at `at` (eight can be read) stand so in the syllable, from its beginning; at least
 * its length when all of it stands there. */
static inline unsigned pinyin_letters_common(const char *at,
                                             const struct table_pinyin_syllable *syllable)
{
    uint64_t typed, wanted;
    memcpy(&typed, at, sizeof(typed));
    memcpy(&wanted, syllable->letters, sizeof(wanted));
    uint64_t differ = typed ^ wanted;
    return differ == 0 ? 8 : (unsigned)__builtin_ctzll(differ) / 8;
}

static inline unsigned pinyin_letters_length(const struct table_pinyin_syllable *syllable)
{
    return (unsigned)strnlen(syllable->letters, sizeof(syllable->letters));
}

/* The first place from `place` on that is no separator. */
static inline unsigned pinyin_letters_skip(const struct pinyin_letters *letters, unsigned place)
{
    while (letters->at[place] == '\'')
        place++;
    return place;
}

#endif
