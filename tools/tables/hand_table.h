/* The table of handwriting (hand.tbl, ui/input/hand.h): stroke data, completed, packed.
 *
 * Sources, both in assets/writing: hanzi-writer-data 2.0.1 (middle lines of the strokes of 9,574
 * characters, from Make Me a Hanzi, from fonts of Arphic Technology; Arphic Public License), and
 * for characters of the standard table that it lacks (1,239 of 8,105) the decompositions of hanzi
 * 3.2.0. Process: banshi-tables. */
#ifndef BANSHI_TOOLS_TABLES_HAND_TABLE_H
#define BANSHI_TOOLS_TABLES_HAND_TABLE_H

#include "firmware/base/err.h"
#include "tools/tables/unihan.h"

struct hand_table_sources {
    const char *graphics;        /* the file of stroke drawings, as hand_glyphs_read() takes it */
    const char *parts;           /* the file of decompositions, cjk-decomp */
    const struct unihan *unihan; /* which characters must be there (通用规范汉字表) */
};

/* Writes the table to `out_path`. ERR_NOT_FOUND when a source is missing, or, with a line on stderr
 * for each, when a character of the standard table can be drawn from none; ERR_INVALID, ERR_IO,
 * ERR_LIMIT as of the readers and the writer. */
MUST_USE err_t hand_table_make(const struct hand_table_sources *sources, const char *out_path);

#endif
