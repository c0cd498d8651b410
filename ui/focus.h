/* Focus: the way from key to key without a finger. In the speech mode a keypad moves the focus over
 * the targets of a draw list: first what the step asks, then the keys that lead on and back, last
 * those of the top band. Pure. */
#ifndef BANSHI_UI_FOCUS_H
#define BANSHI_UI_FOCUS_H

#include "ui/draw_list.h"

/* The target after (step 1) or before (step -1) `from` on that way, going round at its ends;
 * DRAW_NO_TARGET as `from` gives the first or the last. DRAW_NO_TARGET: there is none. */
int focus_move(const struct draw_list *list, int from, int step);

/* The enabled target with that role ("back", "help", ...), or DRAW_NO_TARGET. */
int focus_role(const struct draw_list *list, const char *role);

/* Where the same thing is in another list: the target with the same action, role and local meaning,
 * or DRAW_NO_TARGET. */
int focus_same(const struct draw_list *list, const struct draw_target *target);

#endif
