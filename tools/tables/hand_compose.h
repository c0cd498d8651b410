/* Draws a character the stroke data lacks, from characters it has. 珅 is 王 beside 申: some known
 * character has the same 王 on its left (珍); its other part is taken out and 申 put in its place. So
 * a part gets the form and the room it has on that side. Process: banshi-tables. */
#ifndef BANSHI_TOOLS_TABLES_HAND_COMPOSE_H
#define BANSHI_TOOLS_TABLES_HAND_COMPOSE_H

#include "tools/tables/hand_glyphs.h"
#include "tools/tables/hand_parts.h"

/* False when its parts are not known, or one of them can be drawn in no way. The glyphs must be
 * sorted. */
bool hand_compose(const struct hand_glyphs *glyphs, const struct hand_parts *parts,
                  uint32_t character, struct ink *out);

#endif
