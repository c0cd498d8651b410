/* A page before the camera: where it lies and what is wrong with how it lies. */
#ifndef BANSHI_SERVICES_VISION_DOCUMENT_H
#define BANSHI_SERVICES_VISION_DOCUMENT_H

#include "firmware/services/vision/quad.h"

struct document {
    bool found;
    struct quad quad;  /* in pixels of the whole picture */
    uint32_t warnings; /* bits of vision.h; all but MOVING */
};

/* Looks for the page in a picture: coarsely in `small` (gray_shrink() of `whole` by gray_factor()),
 * then at every pixel of the page's sides. ERR_MEMORY. */
MUST_USE err_t document_find(const struct gray *whole, const struct gray *small,
                             struct document *out);

#endif
