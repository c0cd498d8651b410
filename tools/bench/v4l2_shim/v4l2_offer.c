#include "tools/bench/v4l2_shim/v4l2_offer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/check.h"

#define RATE_SLOW 4
#define RATE_FAST 30

static const struct mode {
    uint32_t pixel_format, width, height;
    uint32_t rates[2]; /* falling; 0: no other */
} modes[] = {{V4L2_PIX_FMT_MJPEG, 1920, 1080, {30, 15}}, {V4L2_PIX_FMT_MJPEG, 640, 480, {30, 15}},
             {V4L2_PIX_FMT_MJPEG, 1280, 720, {30, 15}},  {V4L2_PIX_FMT_MJPEG, 800, 600, {30, 15}},
             {V4L2_PIX_FMT_YUYV, 640, 480, {30, 15}},    {V4L2_PIX_FMT_YUYV, 1280, 720, {10, 5}},
             {V4L2_PIX_FMT_YUYV, 1920, 1080, {5, 0}}};

int v4l2_offer_format(const struct v4l2_offer *offer, struct v4l2_fmtdesc *listed)
{
    uint32_t formats[2], count = 0;

    if (offer->mjpeg) /* MJPEG first, as many cameras list them */
        formats[count++] = V4L2_PIX_FMT_MJPEG;
    if (offer->yuyv)
        formats[count++] = V4L2_PIX_FMT_YUYV;
    if (offer->fault == V4L2_CAMERA_FAULT_NO_FORMAT)
        count = 1, formats[0] = V4L2_PIX_FMT_SRGGB8;
    if (listed->type != V4L2_BUF_TYPE_VIDEO_CAPTURE || listed->index >= count)
        return EINVAL;
    listed->pixelformat = formats[listed->index];
    listed->flags = listed->pixelformat == V4L2_PIX_FMT_MJPEG ? V4L2_FMT_FLAG_COMPRESSED : 0;
    snprintf((char *)listed->description, sizeof(listed->description), "%.4s",
             (const char *)&listed->pixelformat);
    return 0;
}

int v4l2_offer_size(const struct v4l2_offer *offer, struct v4l2_frmsizeenum *listed)
{
    uint32_t index = 0;

    if (offer->fault == V4L2_CAMERA_FAULT_NO_SIZES)
        return ENOTTY;
    if (offer->fault == V4L2_CAMERA_FAULT_ANY_SIZE && listed->index == 0) {
        listed->type = V4L2_FRMSIZE_TYPE_STEPWISE;
        listed->stepwise = (struct v4l2_frmsize_stepwise){160, 4096, 16, 120, 2160, 8};
        return 0;
    }
    for (size_t i = 0; i < COUNT_OF(modes); i++) {
        if (modes[i].pixel_format != listed->pixel_format || index++ != listed->index)
            continue;
        listed->type = V4L2_FRMSIZE_TYPE_DISCRETE;
        listed->discrete = (struct v4l2_frmsize_discrete){modes[i].width, modes[i].height};
        return 0;
    }
    return EINVAL;
}

static const struct mode *find(uint32_t pixel_format, uint32_t width, uint32_t height)
{
    for (size_t i = 0; i < COUNT_OF(modes); i++)
        if (modes[i].pixel_format == pixel_format && modes[i].width == width &&
            modes[i].height == height)
            return &modes[i];
    return NULL;
}

int v4l2_offer_interval(const struct v4l2_offer *offer, struct v4l2_frmivalenum *listed)
{
    const struct mode *mode = find(listed->pixel_format, listed->width, listed->height);

    if (offer->fault == V4L2_CAMERA_FAULT_NO_SIZES)
        return ENOTTY;
    if (mode == NULL || listed->index >= COUNT_OF(mode->rates) || mode->rates[listed->index] == 0)
        return EINVAL;
    listed->type = V4L2_FRMIVAL_TYPE_DISCRETE;
    listed->discrete = (struct v4l2_fract){1, mode->rates[listed->index]};
    return 0;
}

/* As uvcvideo: the smallest sum of what differs. */
static const struct mode *nearest(uint32_t pixel_format, const struct v4l2_pix_format *wish)
{
    const struct mode *best = NULL;
    int64_t least = 0;

    for (size_t i = 0; i < COUNT_OF(modes); i++) {
        int64_t differs = llabs((int64_t)modes[i].width - wish->width) +
                          llabs((int64_t)modes[i].height - wish->height);

        if (modes[i].pixel_format != pixel_format || (best != NULL && differs >= least))
            continue;
        best = &modes[i];
        least = differs;
    }
    return best;
}

static void force_size(enum v4l2_camera_fault fault, struct v4l2_pix_format *format)
{
    if (fault == V4L2_CAMERA_FAULT_ODD_SIZE)
        format->width = 800, format->height = 600;
    else if (fault == V4L2_CAMERA_FAULT_WIDE)
        format->width = 1280, format->height = 720;
    else if (fault == V4L2_CAMERA_FAULT_HUGE)
        format->width = 4096, format->height = 2160;
}

void v4l2_offer_settle(const struct v4l2_offer *offer, struct v4l2_pix_format *format)
{
    bool is_jpeg = !offer->yuyv || (offer->mjpeg && format->pixelformat == V4L2_PIX_FMT_MJPEG);
    const struct mode *mode = nearest(is_jpeg ? V4L2_PIX_FMT_MJPEG : V4L2_PIX_FMT_YUYV, format);

    format->width = mode->width;
    format->height = mode->height;
    force_size(offer->fault, format);
    format->pixelformat = is_jpeg ? V4L2_PIX_FMT_MJPEG : V4L2_PIX_FMT_YUYV;
    if (offer->fault == V4L2_CAMERA_FAULT_NO_FORMAT)
        format->pixelformat = V4L2_PIX_FMT_SRGGB8;
    format->field = V4L2_FIELD_NONE;
    format->bytesperline = is_jpeg ? 0 : format->width * 2;
    format->sizeimage = format->width * format->height * 2;
    format->colorspace = is_jpeg ? V4L2_COLORSPACE_JPEG : V4L2_COLORSPACE_SRGB;
}

uint32_t v4l2_offer_rate(const struct v4l2_offer *offer, const struct v4l2_pix_format *format,
                         uint32_t wish)
{
    const struct mode *mode = find(format->pixelformat, format->width, format->height);

    if (offer->fault == V4L2_CAMERA_FAULT_SLOW)
        return RATE_SLOW;
    if (offer->fault == V4L2_CAMERA_FAULT_FAST)
        return RATE_FAST;
    if (mode == NULL)
        return wish > RATE_FAST ? RATE_FAST : wish;
    return mode->rates[1] != 0 && wish <= mode->rates[1] ? mode->rates[1] : mode->rates[0];
}
