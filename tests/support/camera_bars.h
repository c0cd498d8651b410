/* Reads the bar codes that the virtual camera puts on its pictures: by itself, not with the code
 * that draws them. */
#ifndef BANSHI_TESTS_SUPPORT_CAMERA_BARS_H
#define BANSHI_TESTS_SUPPORT_CAMERA_BARS_H

#include <stdbool.h>
#include <stdint.h>

/* A picture of 32-bit words 0xXXRRGGBB. */
struct camera_bars_picture {
    const uint8_t *pixels;
    int stride_bytes, width_px, height_px;
};

/* Reads the number over the top and over the bottom edge. False when a bar is neither black nor
 * white. */
bool camera_bars_read(const struct camera_bars_picture *picture, uint32_t *out_top,
                      uint32_t *out_bottom);

#endif
