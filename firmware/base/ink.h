/* Ink: what a finger wrote, as strokes of points. The handwriting and the signature pad fill it, the
 * recogniser and the core read it. Plain data with fixed limits and no pointers; it is personal and
 * wiped by its owner. */
#ifndef BANSHI_BASE_INK_H
#define BANSHI_BASE_INK_H

#include <stdbool.h>
#include <stdint.h>

#define INK_STROKES_MAX 64
#define INK_POINTS_MAX 1600

/* Tenths of a millimetre from the upper left corner of the pad, so that ink means the same on every
 * panel. */
struct ink_point {
    int16_t x, y;
};

struct ink {
    uint16_t stroke_count;
    uint16_t point_count;
    uint16_t ends[INK_STROKES_MAX]; /* index after the last point of each stroke */
    struct ink_point points[INK_POINTS_MAX];
};

/* Begins a stroke. False when the ink is full; then nothing changed. */
bool ink_begin(struct ink *ink, struct ink_point point);

/* Goes on with the last stroke; a point nearer than 0.5 mm to the one before is left out. False
 * when the ink is full. CHECKs that a stroke was begun. */
bool ink_go_on(struct ink *ink, struct ink_point point);

/* Takes the last stroke back; nothing when there is none. */
void ink_undo(struct ink *ink);

/* Overwrites everything. */
void ink_clear(struct ink *ink);

/* Index of the first point of a stroke. */
uint16_t ink_start(const struct ink *ink, uint16_t stroke);

#endif
