/* Cover: which pixel of a picture of another size stands for each pixel of ours: the middle part of
 * the same shape, the nearest pixel. Shared by the converters. */
#ifndef BANSHI_DRIVERS_CAMERA_COVER_H
#define BANSHI_DRIVERS_CAMERA_COVER_H

#include <stdbool.h>

#include "drivers/camera/camera.h"

/* Positions are fixed-point numbers with 16 bits behind the point. */
struct cover {
    uint32_t x, y, step; /* of our first pixel, and from one to the next */
};

/* Of a picture within the limits of camera.h. */
static inline struct cover cover_of(int width_px, int height_px)
{
    uint32_t across = ((uint32_t)width_px << 16) / CAMERA_WIDTH_PX;
    uint32_t down = ((uint32_t)height_px << 16) / CAMERA_HEIGHT_PX;
    uint32_t step = across < down ? across : down;

    return (struct cover){(((uint32_t)width_px << 16) - step * CAMERA_WIDTH_PX) / 2 + step / 2,
                          (((uint32_t)height_px << 16) - step * CAMERA_HEIGHT_PX) / 2 + step / 2,
                          step};
}

static inline bool cover_allows(int width_px, int height_px)
{
    return width_px >= CAMERA_WIDTH_PX_MIN && width_px <= CAMERA_WIDTH_PX_MAX &&
           height_px >= CAMERA_HEIGHT_PX_MIN && height_px <= CAMERA_HEIGHT_PX_MAX;
}

#endif
