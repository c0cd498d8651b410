/* Straight edges in a picture, by the Hough transform of gradients: each edge point votes only for the
 * lines that lie across its own gradient, so that a line knows which of its sides is bright and fine
 * print spreads its votes thin. Sources: R. Duda, P. Hart, "Use of the Hough transformation to detect
 * lines and curves in pictures", CACM 15 (1972); F. O'Gorman, M. Clowes (1976) for the gradient. */
#ifndef BANSHI_SERVICES_VISION_LINES_H
#define BANSHI_SERVICES_VISION_LINES_H

#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"
#include "firmware/services/vision/gray.h"

#define LINES_MAX 28

/* All places p with normal * (p - middle of the picture) == distance. The normal has length 1 and
 * points to the bright side. */
struct line {
    struct place normal;
    float distance;
    uint32_t votes; /* edge points on it; 0: not an edge but the border of the picture */
};

struct lines {
    size_t count;
    struct line list[LINES_MAX]; /* the most votes first */
};

/* Finds the strongest lines of a small picture (at most GRAY_SMALL_PX wide and high). ERR_MEMORY. */
MUST_USE err_t lines_find(const struct gray *small, struct lines *out);

#endif
