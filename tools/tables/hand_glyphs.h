/* Characters as ink: what the stroke data says, what was composed from it, what was drawn by hand.
 * A list that grows, sorted on demand. Process: banshi-tables. */
#ifndef BANSHI_TOOLS_TABLES_HAND_GLYPHS_H
#define BANSHI_TOOLS_TABLES_HAND_GLYPHS_H

#include "firmware/base/err.h"
#include "firmware/base/ink.h"
#include "tools/tables/grow.h"

/* Ink about as large as this, in the units of the stroke data. */
#define HAND_GLYPH_SIDE 1024

struct hand_glyph {
    uint32_t character;
    struct ink ink;
};

struct hand_glyphs {
    struct grow list; /* struct hand_glyph */
    size_t sorted;    /* the first so many are sorted by character */
};

/* Reads the file of stroke drawings at `path` (strokes.txt of assets/writing, described there): the
 * middle lines of strokes in writing order, y upwards, one character a line in the order of code
 * points. The radicals of the blocks below U+3400 are left out. ERR_NOT_FOUND when there is no such
 * file or nothing in it; ERR_INVALID, with the number of the line on stderr, when a line has not
 * this form, is out of order, or holds more than an ink can. */
MUST_USE err_t hand_glyphs_read(struct hand_glyphs *glyphs, const char *path);

/* Draws digits, Latin letters and the middle dot of names (hand_latin.def). */
void hand_glyphs_draw_latin(struct hand_glyphs *glyphs);

/* One more; `ink` is copied. */
void hand_glyphs_add(struct hand_glyphs *glyphs, uint32_t character, const struct ink *ink);

void hand_glyphs_sort(struct hand_glyphs *glyphs);

/* NULL when it is not there or was added after the last sort. Valid until the next add. */
const struct hand_glyph *hand_glyphs_find(const struct hand_glyphs *glyphs, uint32_t character);

const struct hand_glyph *hand_glyphs_at(const struct hand_glyphs *glyphs, size_t index);

void hand_glyphs_finish(struct hand_glyphs *glyphs);

#endif
