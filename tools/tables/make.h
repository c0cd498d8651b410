/* The tables banshi-tables makes, one function each. Process: banshi-tables. */
#ifndef BANSHI_TOOLS_TABLES_MAKE_H
#define BANSHI_TOOLS_TABLES_MAKE_H

#include "firmware/base/err.h"
#include "tools/tables/unihan.h"

/* Where everything is read from and written to; each a folder or a file. */
struct make_paths {
    const char *unihan;    /* folder of the unpacked Unihan text files */
    const char *divisions; /* folder of divisions.json and regions.json */
    const char *parts;     /* the file of decompositions, cjk-decomp */
    const char *strokes;   /* the file of strokes, a rime dictionary */
    const char *graphics;  /* the file of stroke drawings, hanzi-writer-data */
    const char *lexicon;   /* folder of the house's own lists */
    const char *out;       /* folder of the tables */
};

/* readings.tbl: text, "字\tzi4" a line: every ideograph with a reading, its readings in order of
 * use, blanks between them, tones 1 to 5, v for u with dots. */
MUST_USE err_t make_readings(const struct make_paths *paths, const struct unihan *unihan);

/* pinyin.tbl: for ui/input/pinyin.h. */
MUST_USE err_t make_pinyin(const struct make_paths *paths, const struct unihan *unihan);

/* parts.tbl: for ui/input/parts.h. */
MUST_USE err_t make_parts(const struct make_paths *paths, const struct unihan *unihan);

/* places.tbl: for ui/input/places.h. */
MUST_USE err_t make_places(const struct make_paths *paths);

#endif
