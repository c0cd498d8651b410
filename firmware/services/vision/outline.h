/* Outline: what stands before a plain ground, row by row, in a small picture. */
#ifndef BANSHI_SERVICES_VISION_OUTLINE_H
#define BANSHI_SERVICES_VISION_OUTLINE_H

#include "firmware/services/vision/gray.h"

#define OUTLINE_ROWS_MAX GRAY_SMALL_PX

/* Rows top to bottom - 1 hold it; zeroed: there is none. */
struct outline {
    int width_px, height_px, factor; /* of the small picture, and what it was shrunk by */
    int top, bottom;
    int16_t left[OUTLINE_ROWS_MAX], right[OUTLINE_ROWS_MAX]; /* first and last column */
    float ground;                                            /* its luma */
};

/* Models the ground from the upper border of the picture (a plane for each colour, because light falls
 * off to the sides), marks what differs, and follows it from the bottom up. ERR_MEMORY. */
MUST_USE err_t outline_find(const struct vision_picture *picture, struct outline *out);

static inline int outline_width(const struct outline *outline, int row)
{
    return outline->right[row] - outline->left[row] + 1;
}

#endif
