/* How far one shape is from another when writers' habits are set aside: the ink is moved, turned,
 * slanted and stretched onto the template, then every point of each looks for its nearest in the
 * other. Points of one stroke and points of two joined ones look the same to it, and so does any
 * order of strokes. Plain arithmetic on the caller's memory. */
#ifndef BANSHI_UI_INPUT_HAND_MATCH_H
#define BANSHI_UI_INPUT_HAND_MATCH_H

#include "ui/input/hand_shape.h"

/* Mean squared distance, in squares of 1/256 of the box, ink to template plus template to ink;
 * directions count as a third and a fourth coordinate. 0 for the same shape. */
float hand_match_distance(const struct hand_shape *ink, const struct hand_shape *shape);

#endif
