/* The painter: a draw list to pixels. The same items give the same pixels, whatever boxes they are
 * painted by. */
#ifndef BANSHI_UI_PAINT_H
#define BANSHI_UI_PAINT_H

#include <cairo.h>

#include "firmware/base/ink.h"
#include "ui/draw_list.h"
#include "ui/present.h"
#include "ui/theme.h"

/* What is painted, and what of it moves without a new layout. */
struct paint {
    const struct draw_list *list;
    struct typeset *typeset;
    const struct ink *ink;              /* of the pad that is shown; NULL: nothing is written */
    const struct present_frame *camera; /* the picture, as large as its item; NULL: none yet */
    int pressed; /* target under the finger, in its pressed look, or DRAW_NO_TARGET */
};

/* Paints `count` boxes of the list into the frame. */
void paint_boxes(const struct paint *paint, const struct present_frame *frame,
                 const struct box *boxes, int count);

/* The items that move: ink and the camera's picture (ui/paint_live.c). */
void paint_ink(cairo_t *cairo, const struct draw_item *item, const struct ink *ink,
               struct box clip);
void paint_camera(cairo_t *cairo, const struct draw_item *item, const struct present_frame *camera);

/* The pixels that a stroke between two points may touch on that pad. */
struct box paint_ink_box(const struct draw_item *item, struct ink_point from, struct ink_point to);

#endif
