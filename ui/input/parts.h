/* Rare characters without their reading: by what they are made of (吉 and 吉 give 喆), by how they
 * are written (横竖撇点折), by their code. Offline; nothing is learnt, and what a search needed is
 * wiped before it returns.
 *
 * The table comes from cjk-decomp, the stroke dictionary of rime, Unicode's Han database and the
 * lists in assets/lexicon. Process: kiosk. */
#ifndef BANSHI_UI_INPUT_PARTS_H
#define BANSHI_UI_INPUT_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "firmware/base/err.h"

#define PARTS_COMPONENTS_MAX 8
#define PARTS_FOUND_MAX 256
#define PARTS_CODE_BYTES 32

struct parts;

/* Opens parts.tbl; the whole table is checked once. Errors as table_open(), and ERR_MEMORY. */
MUST_USE err_t parts_open(const char *path, struct parts **out);

/* NULL is allowed. */
void parts_close(struct parts *parts);

/* Characters that contain all the components (1 to PARTS_COMPONENTS_MAX, one named twice must be there
 * twice), however deep, in whatever form (水 finds 氵): the simplest first, those of the standard table
 * before others of nearly the same size. Writes at most `max` (up to PARTS_FOUND_MAX) and returns how
 * many; 0 for a component that is unknown. One search at a time: the scratch is the struct's. */
int parts_by_components(const struct parts *parts, const uint32_t *components, int count,
                        uint32_t *out, int max);

/* Characters by their strokes in writing order: h 横, s 竖, p 撇, d 点 or 捺, z 折. `whole`: written with
 * exactly these; otherwise these are the beginning, and exact ones come first. The more common first.
 * Returns how many, at most `max` (up to PARTS_FOUND_MAX); 0 for "" and for other letters. */
int parts_by_strokes(const struct parts *parts, const char *strokes, bool whole, uint32_t *out,
                     int max);

/* The ideographs a code may mean: "U+20BB7", "20BB7", "9839" (Unicode); "9534B235" (GB 18030, four
 * bytes), "GBBCAA" (two bytes). Four bare digits may be both: Unicode's comes first. Blanks and small
 * letters are allowed. Returns 0 (no code, or no ideograph has it), 1 or 2. */
int parts_from_code(const struct parts *parts, const char *text, uint32_t out[2]);

/* Both codes for showing, "U+5586 GB 86B4"; false when the character has none in GB 18030 or is no
 * character. */
bool parts_code_of(const struct parts *parts, uint32_t character, char out[PARTS_CODE_BYTES]);

#endif
