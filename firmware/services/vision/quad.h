/* The page in a picture: four lines of which opposite ones run against each other and neighbours cross,
 * with a step of light all along, such as no rule, table or line of print has. Lines of the picture's
 * own border may stand for sides that lie outside it. */
#ifndef BANSHI_SERVICES_VISION_QUAD_H
#define BANSHI_SERVICES_VISION_QUAD_H

#include <stdbool.h>

#include "firmware/services/vision/lines.h"

/* Corners from the upper left clockwise, side i from corner i to corner i + 1: top, right, bottom,
 * left. "Up" is the picture's, within 45 degrees. */
struct quad {
    struct place corners[4];
    bool is_border[4]; /* this side lies outside: the picture's border stands for it */
    bool is_dark;      /* darker than what it lies on */
};

/* Picks the best page among the lines of a small picture. False: there is none. */
bool quad_find(const struct gray *small, const struct lines *lines, struct quad *out);

/* Fits every side to the step of light in a picture of any size, which lies within `reach_px` of it. A
 * side whose step is not seen clearly stays as it is. False: a side is not straight, or it is not
 * there, and then the quad may be as it was. */
bool quad_refine(const struct gray *gray, float reach_px, struct quad *quad);

/* In pixels squared. */
float quad_area(const struct quad *quad);

/* True when a side is the picture's border, or a corner lies outside. */
bool quad_is_cut(const struct quad *quad, int width_px, int height_px);

/* The place inside: 0, 0 is the first corner, 1, 1 the third; straight along the sides. */
struct place quad_inside(const struct quad *quad, float across, float down);

#endif
