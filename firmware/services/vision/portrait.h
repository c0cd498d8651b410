/* A portrait before a plain ground: the outline of head and shoulders, told from the ground by its
 * colour alone. It looks at no face, so it works alike for every face and knows none. What it needs
 * is what a kiosk's portrait corner has: a ground of one colour, lighter than 80 of 255 levels, that
 * hair and clothes differ from. A white shirt before a white ground, a second person or a hat of the
 * width of shoulders make it say that it sees nobody. It cannot tell a person from a mannequin. */
#ifndef BANSHI_SERVICES_VISION_PORTRAIT_H
#define BANSHI_SERVICES_VISION_PORTRAIT_H

#include "firmware/services/vision/quad.h"

struct portrait {
    bool found;
    struct quad crop;  /* in pixels of the whole picture, of the shape of VISION_PORTRAIT_* */
    uint32_t warnings; /* bits of vision.h; all but MOVING */
};

/* Looks at a picture and at `whole`, its luma. ERR_MEMORY. */
MUST_USE err_t portrait_find(const struct vision_picture *picture, const struct gray *whole,
                             struct portrait *out);

#endif
