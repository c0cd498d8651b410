/* How far one shape is from another when writers' habits are set aside: the ink is moved, turned,
 * slanted and stretched onto the template, then every point of each looks for its nearest in the
 * other. Points of one stroke and points of two joined ones look the same to it, and so does any
 * order of strokes; only the path asks for the order. Plain arithmetic on the caller's memory. */
#ifndef BANSHI_UI_INPUT_HAND_MATCH_H
#define BANSHI_UI_INPUT_HAND_MATCH_H

#include "ui/input/hand_shape.h"

/* Mean squared distance, in squares of 1/256 of the box, ink to template plus template to ink;
 * directions count as a third and a fourth coordinate. 0 for the same shape. */
float hand_match_distance(const struct hand_shape *ink, const struct hand_shape *shape);

/* What tells near shapes apart. Distances are mean squares as above, but far points count for less:
 * of some hundred templates that are all much like the ink, the details decide. */
struct hand_match {
    float there, back; /* ink to template, 0 to 1000; template to ink, 0 to 2000 */
    float path;        /* of the pen's two ways, gone along in order: 0 to 5000 */
    float unclaimed;   /* 0 to 1: the part of the ink that is nearest to nothing of the template */
};

struct hand_match hand_match_compare(const struct hand_shape *ink, const struct hand_shape *shape);

#endif
