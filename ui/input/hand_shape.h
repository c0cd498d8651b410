/* The shape of a written character: ink brought to one size and place, as evenly spaced points that
 * know the direction of the pen, and as a short vector of features for a fast scan. The recogniser
 * and the generator of its table share it, so that templates and ink are measured alike. */
#ifndef BANSHI_UI_INPUT_HAND_SHAPE_H
#define BANSHI_UI_INPUT_HAND_SHAPE_H

#include <stdint.h>

#include "firmware/base/ink.h"

#define HAND_POINTS 128   /* points of a shape, evenly spaced along the strokes */
#define HAND_GRID 8       /* cells across and down */
#define HAND_DIRECTIONS 6 /* 45 degrees apart, from up to the right clockwise to the left */
#define HAND_FEATURES (HAND_GRID * HAND_GRID * HAND_DIRECTIONS)
#define HAND_BOX 256.0f /* a shape lies about its middle in a box of this width */

/* Structure of arrays, so that a loop over the points becomes vector instructions. Coordinates are
 * in 1/256 of the box; `dx`, `dy` is a unit vector: where the pen went. `weight` is how much a
 * point says of the character: no stroke of a Chinese character runs up or to the left but for a
 * short hook, so ink that does is most likely the way to the next stroke, drawn by a pen that was
 * not lifted. */
struct hand_shape {
    float x[HAND_POINTS], y[HAND_POINTS];
    float dx[HAND_POINTS], dy[HAND_POINTS];
    float weight[HAND_POINTS];
};

/* Makes the shape of ink. The centre of gravity goes to the middle of the box and the spread of
 * the ink fills it (moment normalisation; C.-L. Liu et al., "Online recognition of Chinese
 * characters: the state of the art", IEEE PAMI 26 (2004)), which a long tail moves less than a
 * bounding box would. A very flat or narrow character keeps some of its flatness. False, and
 * nothing promised of `out`, when there is no ink. */
bool hand_shape_make(const struct ink *ink, struct hand_shape *out);

/* Directions in a grid: how much ink runs which way in which part of the box, blurred over
 * neighbouring cells and directions. Each value is 0 to 127; the vector's length is the same for
 * every shape, so a dot product is a likeness. */
void hand_shape_measure(const struct hand_shape *shape, int8_t out_features[HAND_FEATURES]);

#endif
