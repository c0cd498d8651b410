/* YUYV, as most USB cameras send it: two pixels in four bytes Y0 U Y1 V, ITU-R BT.601 in its limited
 * range (Y 16 to 235, U and V 16 to 240 around 128). Pure; the caller owns all memory. */
#ifndef BANSHI_DRIVERS_CAMERA_YUYV_CONVERT_H
#define BANSHI_DRIVERS_CAMERA_YUYV_CONVERT_H

#include "drivers/camera/camera.h"

struct yuyv_picture {
    const uint8_t *bytes;
    size_t size_bytes;
    int width_px, height_px; /* the width is even */
    int stride_bytes;        /* from row to row, at least 2 * width_px */
};

/* Converts it to a picture of ours in `out_pixels` (CAMERA_PICTURE_BYTES, aligned to 4). ERR_CORRUPT:
 * a shape outside the limits, or fewer bytes than it needs; nothing is written then. */
MUST_USE err_t yuyv_convert(const struct yuyv_picture *picture, uint8_t *out_pixels);

/* Converts it pixel by pixel into `out_snap` (camera.h); ERR_CORRUPT as above, the size is 0 then. */
MUST_USE err_t yuyv_convert_whole(const struct yuyv_picture *picture, struct camera_snap *out_snap);

#endif
