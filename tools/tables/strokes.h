/* How characters are written, in the five classes 横 h, 竖 s, 撇 p, 点 (and 捺) d, 折 z, from the
 * rime dictionary of strokes (which says n for the fourth) and the house's own list.
 *
 * Process: banshi-tables. */
#ifndef BANSHI_TOOLS_TABLES_STROKES_H
#define BANSHI_TOOLS_TABLES_STROKES_H

#include <stdint.h>

#include "firmware/base/err.h"
#include "tools/tables/grow.h"
#include "ui/input/table.h"

struct strokes {
    struct grow spellings; /* struct table_spelling; `part` is the character itself */
    struct grow text;      /* char, each spelling ended by NUL */
    uint32_t *first;       /* character -> its first spelling + 1 */
};

/* Reads the dictionary at `path`, and parts.txt in `folder` for characters that are not in it: these
 * are written as their parts are, one after another, unless the list says otherwise. */
MUST_USE err_t strokes_load(struct strokes *out, const char *path, const char *folder);
void strokes_finish(struct strokes *strokes);

/* The usual way to write a character; NULL when it is not known. Only before strokes_keep(). */
const char *strokes_of(const struct strokes *strokes, uint32_t character);

/* Drops what `known` (character -> not 0) does not know and sorts the rest by strokes. */
void strokes_keep(struct strokes *strokes, const uint32_t *known);

#endif
