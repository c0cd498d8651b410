/* Handwriting: which characters the ink on the pad may be.
 *
 * Made for people who write by hand: strokes may come in any order (the usual one helps) and may be
 * joined, and the character may be slanted, stretched or uneven. It knows the characters of its
 * table only (tools/tables/hand_table.h makes it). Runs in the kiosk process and answers in some
 * ten milliseconds; all memory is taken when it is opened, and what the ink left in it is wiped
 * before a call returns.
 *
 * How: the ink's directions in a grid (hand_shape.h) find the nearest templates in one scan.
 * Each of those is laid over the ink by the affine map that fits best and then compared point by
 * point and along the way of the pen (hand_match.h). */
#ifndef BANSHI_UI_INPUT_HAND_H
#define BANSHI_UI_INPUT_HAND_H

#include "firmware/base/err.h"
#include "firmware/base/ink.h"

#define HAND_CANDIDATES_MAX 24

struct hand;

/* Reads the table at `path`. The handle is the caller's and goes back to hand_close(). ERR_IO when
 * the file cannot be read, ERR_INVALID when it is no whole table of this version, ERR_MEMORY. */
MUST_USE err_t hand_open(const char *path, struct hand **out_hand);

/* NULL is allowed. */
void hand_close(struct hand *hand);

/* Writes at most `max` (0 to HAND_CANDIDATES_MAX) Unicode characters, the likeliest first, and
 * returns how many. Empty ink gives 0. */
int hand_recognise(struct hand *hand, const struct ink *ink, uint32_t *out_candidates, int max);

#endif
