/* A box on the glass in whole pixels, origin top left. Plain data. */
#ifndef BANSHI_UI_BOX_H
#define BANSHI_UI_BOX_H

#include <stdbool.h>

struct box {
    int x, y, width, height;
};

static inline int box_right(struct box box)
{
    return box.x + box.width;
}

static inline int box_bottom(struct box box)
{
    return box.y + box.height;
}

static inline bool box_is_empty(struct box box)
{
    return box.width <= 0 || box.height <= 0;
}

static inline bool box_holds(struct box box, int x, int y)
{
    return x >= box.x && y >= box.y && x < box_right(box) && y < box_bottom(box);
}

static inline bool box_meets(struct box a, struct box b)
{
    return a.x < box_right(b) && b.x < box_right(a) && a.y < box_bottom(b) && b.y < box_bottom(a);
}

/* The smallest box around both; an empty one adds nothing. */
static inline struct box box_union(struct box a, struct box b)
{
    int x, y, right, bottom;

    if (box_is_empty(a))
        return b;
    if (box_is_empty(b))
        return a;
    x = a.x < b.x ? a.x : b.x;
    y = a.y < b.y ? a.y : b.y;
    right = box_right(a) > box_right(b) ? box_right(a) : box_right(b);
    bottom = box_bottom(a) > box_bottom(b) ? box_bottom(a) : box_bottom(b);
    return (struct box){x, y, right - x, bottom - y};
}

/* The box made smaller by `by` on every side (larger when negative). */
static inline struct box box_inset(struct box box, int by)
{
    return (struct box){box.x + by, box.y + by, box.width - 2 * by, box.height - 2 * by};
}

#endif
