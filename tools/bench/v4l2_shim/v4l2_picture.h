/* What the virtual camera sees: a bright oval that wanders before a coloured ground, and the number
 * of the picture as a bar code over the top and the bottom edge, so that whoever looks can tell
 * whether top and bottom are of one moment. The caller owns all memory. */
#ifndef BANSHI_TOOLS_BENCH_V4L2_PICTURE_H
#define BANSHI_TOOLS_BENCH_V4L2_PICTURE_H

#include <stddef.h>
#include <stdint.h>

/* The code: 32 bars of equal width, the most significant bit left, bright is 1. */
#define V4L2_PICTURE_BARS 32
#define V4L2_PICTURE_EDGE_PARTS 30 /* each edge is this part of the height */

struct v4l2_picture {
    uint32_t number;
    int width_px, height_px; /* the width is even */
};

/* Writes it as YUYV: width_px * height_px * 2 bytes. */
void v4l2_picture_draw_yuyv(const struct v4l2_picture *picture, uint8_t *out_bytes);

/* Writes it as a JPEG (4:2:2) and returns its size; 0: it does not fit into `size_bytes`. */
size_t v4l2_picture_draw_jpeg(const struct v4l2_picture *picture, uint8_t *out_bytes,
                              size_t size_bytes);

#endif
