/* Reading: a text being turned into numbered pinyin, one syllable after another. The result is a
 * line for engine_espeak.c and for people: syllables and single capital letters separated by
 * spaces, and pauses among them: "|" between groups of digits, "," in a sentence, "." at its end.
 * The tone changes of 一 and 不 are made here, where the next syllable is known; those of the third
 * tone are espeak's. The caller owns and wipes all memory. */
#ifndef BANSHI_VOICE_READING_H
#define BANSHI_VOICE_READING_H

#include <stdbool.h>
#include <stddef.h>

#define READING_BYTES                                                                              \
    9216 /* of the longest text: a syllable of 7 bytes and a space for each byte */

struct reading {
    char text[READING_BYTES];
    size_t length;
    size_t pending; /* where a 一 or 不 ends whose tone waits for the next syllable; 0: none */
};

/* Empties it. */
void reading_init(struct reading *reading);

/* Adds a syllable ("zhong1") or a capital letter. One too many is dropped. */
void reading_add(struct reading *reading, const char *syllable);

/* Adds several, separated by spaces. */
void reading_add_all(struct reading *reading, const char *syllables);

/* Adds 一 ("yi1") or 不 ("bu4"), whose tone the next syllable decides: second before a fourth tone;
 * 一 is fourth before any other. At an end or a pause it keeps its own. */
void reading_add_changing(struct reading *reading, const char *syllable);

/* Adds a pause: '|', ',' or '.'. Of pauses in a row only the longest stays; none begins a text. */
void reading_pause(struct reading *reading, char pause);

#endif
