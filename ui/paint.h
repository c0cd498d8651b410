/* The painter: a draw list to pixels. The same items give the same pixels, whatever boxes they are
 * painted by. */
#ifndef BANSHI_UI_PAINT_H
#define BANSHI_UI_PAINT_H

#include "ui/draw_list.h"
#include "ui/present.h"
#include "ui/theme.h"

/* Paints `count` boxes of the list into the frame. `pressed` is the target under the finger, which
 * is painted in its pressed look, or DRAW_NO_TARGET. */
void paint_boxes(const struct draw_list *list, struct typeset *typeset,
                 const struct present_frame *frame, const struct box *boxes, int count,
                 int pressed);

#endif
