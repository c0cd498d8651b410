/* Modes: what a Video4Linux camera says it can make, the best for us first. Asks the camera and changes
 * nothing in it. Source: the kernel's userspace API, VIDIOC_ENUM_FMT, _FRAMESIZES, _FRAMEINTERVALS. */
#ifndef BANSHI_DRIVERS_CAMERA_V4L2_MODES_H
#define BANSHI_DRIVERS_CAMERA_V4L2_MODES_H

#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"

#define V4L2_MODES_MAX 64

struct v4l2_mode {
    uint32_t pixel_format;        /* V4L2_PIX_FMT_ YUYV, MJPEG or JPEG */
    uint32_t width_px, height_px; /* within the limits of camera.h */
    uint32_t rate;                /* pictures a second at most; 0: it does not say */
};

struct v4l2_modes {
    size_t count;
    struct v4l2_mode list[V4L2_MODES_MAX];
};

/* ioctl(2) until it is not interrupted; its errno as an error of the house. */
MUST_USE err_t v4l2_request(int file, unsigned long what, void *argument);

/* The error that an errno of a camera's node means. */
err_t v4l2_err_of(int error);

/* Lists what the camera offers, the best first: often enough (CAMERA_RATE_MIN) before too slow, then
 * the larger; of one size JPEG where YUYV would fill the bus, else YUYV, which costs nothing to
 * decode. A camera that names formats but no sizes is asked for the largest. May be empty.
 * ERR_NO_DEVICE, ERR_IO. */
MUST_USE err_t v4l2_modes_list(int file, struct v4l2_modes *out_modes);

#endif
