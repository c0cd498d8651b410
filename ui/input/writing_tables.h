/* What the pads ask: the recogniser of handwriting and the tables of pinyin, strokes, components and
 * places. Each is opened, read only, at the first screen that needs it, so that the first screen of
 * all need not wait for any. Kiosk process. */
#ifndef BANSHI_UI_INPUT_WRITING_TABLES_H
#define BANSHI_UI_INPUT_WRITING_TABLES_H

#include "firmware/base/err.h"
#include "ui/input/writing.h"

/* Looks at the headers of what is in the folder (hand.tbl, pinyin.tbl, parts.tbl, places.tbl); a way
 * whose table is missing is not offered. `path` NULL: none. ERR_MEMORY. */
MUST_USE err_t writing_tables_open(const char *path, struct writing_tables **out);
void writing_tables_close(struct writing_tables *tables);

/* Opens what the way needs. A table that turns out to be damaged is not offered from then on. NULL:
 * nothing. */
void writing_tables_need(struct writing_tables *tables, enum way way);

/* Bit (1 << enum way) of each way that can be offered. NULL: those that need no table. */
uint32_t writing_tables_ways(const struct writing_tables *tables);

/* Replaces the candidates by those of what is on the pads, after the `skipped` best ones. */
void writing_tables_find(const struct writing_tables *tables, struct writing *writing);

/* True when the place at this index of the candidates is divided further. */
bool writing_tables_is_divided(const struct writing_tables *tables,
                               const struct writing_candidate *place);

#endif
