#include "firmware/base/ink.h"

#include <stdlib.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"

#define NEAR_TENTHS 5

bool ink_begin(struct ink *ink, struct ink_point point)
{
    if (ink->stroke_count == INK_STROKES_MAX || ink->point_count == INK_POINTS_MAX)
        return false;
    ink->points[ink->point_count++] = point;
    ink->ends[ink->stroke_count++] = ink->point_count;
    return true;
}

bool ink_go_on(struct ink *ink, struct ink_point point)
{
    const struct ink_point *last;

    CHECK(ink->stroke_count > 0);
    last = &ink->points[ink->point_count - 1];
    if (abs(point.x - last->x) < NEAR_TENTHS && abs(point.y - last->y) < NEAR_TENTHS)
        return true;
    if (ink->point_count == INK_POINTS_MAX)
        return false;
    ink->points[ink->point_count++] = point;
    ink->ends[ink->stroke_count - 1] = ink->point_count;
    return true;
}

uint16_t ink_start(const struct ink *ink, uint16_t stroke)
{
    CHECK(stroke < ink->stroke_count);
    return stroke == 0 ? 0 : ink->ends[stroke - 1];
}

void ink_undo(struct ink *ink)
{
    uint16_t start;

    if (ink->stroke_count == 0)
        return;
    start = ink_start(ink, (uint16_t)(ink->stroke_count - 1));
    bytes_wipe(&ink->points[start], (size_t)(ink->point_count - start) * sizeof(ink->points[0]));
    ink->point_count = start;
    ink->stroke_count--;
}

void ink_clear(struct ink *ink)
{
    bytes_wipe(ink, sizeof(*ink));
}
