/* Straightens a quad of a picture into an upright rectangle: the homography from the rectangle to the
 * quad, bilinear between pixels. Source of the closed form: P. Heckbert, "Fundamentals of texture
 * mapping and image warping", 1989, 2.2.3. */
#ifndef BANSHI_SERVICES_VISION_STRAIGHTEN_H
#define BANSHI_SERVICES_VISION_STRAIGHTEN_H

#include "firmware/services/vision/quad.h"

/* Rows of 32-bit words 0x00RRGGBB without a gap; zeroed means none. */
struct straightened {
    uint32_t *pixels;
    int width_px, height_px;
};

/* The size in which a quad is straightened: that of its longer sides, never more than the limits of
 * vision.h. A shape near A4 or near an ID card (ISO/IEC 7810 ID-1) is made exactly so, because the
 * camera looked at it from somewhere. */
void straighten_size(const struct quad *quad, int *out_width_px, int *out_height_px);

/* Fills `out`, whose size is already set and which has no pixels yet. ERR_MEMORY; ERR_INVALID: four
 * corners that no rectangle can be seen as. */
MUST_USE err_t straighten(const struct vision_picture *picture, const struct quad *quad,
                          struct straightened *out);

/* Wipes and frees; a zeroed one is allowed. */
void straighten_free(struct straightened *page);

#endif
