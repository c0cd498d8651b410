/* What the virtual camera offers: its formats, sizes and rates, as many a camera of 1080p on USB 2.0 has
 * them (the bus carries raw pictures of that size only a few times a second), and the kernel's
 * questions about them. */
#ifndef BANSHI_TOOLS_BENCH_V4L2_OFFER_H
#define BANSHI_TOOLS_BENCH_V4L2_OFFER_H

#include <linux/videodev2.h>
#include <stdbool.h>
#include <stdint.h>

#include "tools/bench/v4l2_shim/v4l2_camera.h"

struct v4l2_offer {
    bool yuyv, mjpeg;
    enum v4l2_camera_fault fault;
};

/* VIDIOC_ENUM_FMT, _FRAMESIZES, _FRAMEINTERVALS. 0, or the errno. */
int v4l2_offer_format(const struct v4l2_offer *offer, struct v4l2_fmtdesc *listed);
int v4l2_offer_size(const struct v4l2_offer *offer, struct v4l2_frmsizeenum *listed);
int v4l2_offer_interval(const struct v4l2_offer *offer, struct v4l2_frmivalenum *listed);

/* Makes a wish into what the camera would make: the size that comes nearest, of that format if the
 * camera has it. */
void v4l2_offer_settle(const struct v4l2_offer *offer, struct v4l2_pix_format *format);

/* The rate that a camera of this format takes when asked for `wish` pictures a second. */
uint32_t v4l2_offer_rate(const struct v4l2_offer *offer, const struct v4l2_pix_format *format,
                         uint32_t wish);

#endif
