/* One picture of the virtual camera. Without a scene it sees a bright oval that wanders before a
 * coloured ground, and the number of the picture as a bar code over the top and the bottom edge, so
 * that whoever looks can tell whether top and bottom are of one moment. The code fills the middle part
 * of shape 4:3, which is what is left of a wide picture on a glass of that shape. */
#ifndef BANSHI_TOOLS_BENCH_V4L2_PICTURE_H
#define BANSHI_TOOLS_BENCH_V4L2_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tools/bench/v4l2_shim/v4l2_scene.h"

/* The code: 32 bars of equal width, the most significant bit left, bright is 1. */
#define V4L2_PICTURE_BARS 32
#define V4L2_PICTURE_EDGE_PARTS 30 /* each edge is this part of the height */

struct v4l2_picture {
    uint32_t number;
    struct v4l2_shape shape;
    const struct v4l2_planes *scene; /* of that shape; NULL: oval and bars */
    bool pans;                       /* the scene moves a step to the side in every picture */
};

/* Paints it; false: no memory. */
bool v4l2_picture_paint(const struct v4l2_picture *picture, struct v4l2_planes *out_planes);

/* Writes planes as YUYV: width_px * height_px * 2 bytes. */
void v4l2_picture_write_yuyv(const struct v4l2_planes *planes, uint8_t *out_bytes);

/* Writes planes as a JPEG (4:2:2) and returns its size; 0: it does not fit into `size_bytes`. */
size_t v4l2_picture_write_jpeg(const struct v4l2_planes *planes, uint8_t *out_bytes,
                               size_t size_bytes);

#endif
