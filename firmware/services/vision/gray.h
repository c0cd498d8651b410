/* Gray pictures to measure on: luma of 8 bits, rows without a gap. The owner wipes: gray_free() does. */
#ifndef BANSHI_SERVICES_VISION_GRAY_H
#define BANSHI_SERVICES_VISION_GRAY_H

#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"
#include "firmware/services/vision/vision.h"

/* Zeroed means none. */
struct gray {
    uint8_t *pixels;
    int width_px, height_px;
};

/* A place in a picture: whole numbers are the middles of pixels. */
struct place {
    float x, y;
};

static inline uint8_t gray_at(const struct gray *gray, int x, int y)
{
    return gray->pixels[(size_t)y * (size_t)gray->width_px + (size_t)x];
}

/* The value between the pixels, of the nearest edge beyond them. */
float gray_between(const struct gray *gray, struct place place);

/* Room for that size, not cleared; ERR_MEMORY. A gray of that size is kept, another is freed first. */
MUST_USE err_t gray_make(struct gray *gray, int width_px, int height_px);

/* Wipes and frees; a zeroed one is allowed. */
void gray_free(struct gray *gray);

/* The luma of a picture, pixel by pixel. ERR_MEMORY. */
MUST_USE err_t gray_of(const struct vision_picture *picture, struct gray *out);

/* The mean of every `factor` by `factor` pixels; what is left over at the right and at the bottom is
 * dropped. ERR_MEMORY. */
MUST_USE err_t gray_shrink(const struct gray *gray, int factor, struct gray *out);

/* The factor that makes a picture at most GRAY_SMALL_PX wide and high: the size for finding things. */
#define GRAY_SMALL_PX 480
int gray_factor(int width_px, int height_px);

/* Of a place in the small picture the one in the large. */
static inline struct place gray_enlarge(struct place small, int factor)
{
    float half = (float)(factor - 1) / 2;

    return (struct place){small.x * (float)factor + half, small.y * (float)factor + half};
}

#endif
