#include "drivers/camera/v4l2_modes.h"

#include <errno.h>
#include <linux/videodev2.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "drivers/camera/camera.h"
#include "drivers/camera/cover.h"

#define LISTED_MAX 64 /* entries of one list that are read: a camera could go on forever */

err_t v4l2_err_of(int error)
{
    switch (error) {
    case ENODEV:
    case ENXIO:
    case ENOENT:
        return ERR_NO_DEVICE;
    case EACCES:
    case EPERM:
        return ERR_DENIED;
    case EBUSY:
        return ERR_BUSY;
    case ENOMEM:
        return ERR_MEMORY;
    case ENOTTY:
    case EINVAL:
        return ERR_PROTOCOL;
    default:
        return ERR_IO;
    }
}

err_t v4l2_request(int file, unsigned long what, void *argument)
{
    int result;

    do
        result = ioctl(file, what, argument);
    while (result < 0 && errno == EINTR);
    return result < 0 ? v4l2_err_of(errno) : ERR_OK;
}

/* ---- the order ---- */

static bool is_often_enough(const struct v4l2_mode *mode)
{
    return mode->rate == 0 || mode->rate >= CAMERA_RATE_MIN;
}

static uint32_t pixels_of(const struct v4l2_mode *mode)
{
    return mode->width_px * mode->height_px;
}

/* Less is better. */
static int cost_of(const struct v4l2_mode *mode)
{
    bool is_large = pixels_of(mode) > CAMERA_WIDTH_PX * CAMERA_HEIGHT_PX;

    switch (mode->pixel_format) {
    case V4L2_PIX_FMT_YUYV:
        return is_large ? 3 : 0;
    case V4L2_PIX_FMT_MJPEG:
        return 1;
    default:
        return 2;
    }
}

static int compare(const void *left, const void *right)
{
    const struct v4l2_mode *a = left, *b = right;

    if (is_often_enough(a) != is_often_enough(b))
        return is_often_enough(a) ? -1 : 1;
    if (!is_often_enough(a) && a->rate != b->rate)
        return a->rate > b->rate ? -1 : 1;
    if (pixels_of(a) != pixels_of(b))
        return pixels_of(a) > pixels_of(b) ? -1 : 1;
    return cost_of(a) - cost_of(b);
}

/* ---- the lists ---- */

static uint32_t rate_of(const struct v4l2_fract *interval)
{
    return interval->numerator == 0 ? 0 : interval->denominator / interval->numerator;
}

/* The highest rate of a mode. */
static uint32_t ask_rate(int file, const struct v4l2_mode *mode)
{
    uint32_t best = 0;

    for (uint32_t i = 0; i < LISTED_MAX; i++) {
        struct v4l2_frmivalenum listed = {.index = i,
                                          .pixel_format = mode->pixel_format,
                                          .width = mode->width_px,
                                          .height = mode->height_px};
        uint32_t rate;

        if (v4l2_request(file, VIDIOC_ENUM_FRAMEINTERVALS, &listed) != ERR_OK)
            return best;
        if (listed.type != V4L2_FRMIVAL_TYPE_DISCRETE)
            return rate_of(&listed.stepwise.min);
        rate = rate_of(&listed.discrete);
        best = rate > best ? rate : best;
    }
    return best;
}

static void add(int file, struct v4l2_modes *modes, struct v4l2_mode mode)
{
    if (mode.width_px > CAMERA_WIDTH_PX_MAX || mode.height_px > CAMERA_HEIGHT_PX_MAX ||
        !cover_allows((int)mode.width_px, (int)mode.height_px) || modes->count == V4L2_MODES_MAX)
        return;
    mode.rate = ask_rate(file, &mode);
    modes->list[modes->count++] = mode;
}

/* The largest of a range that is within the limit. */
static uint32_t largest(uint32_t from, uint32_t to, uint32_t step, uint32_t limit)
{
    if (from > limit || step == 0)
        return from;
    return from + ((to < limit ? to : limit) - from) / step * step;
}

/* What one entry of the list of sizes stands for; false when no other entry follows it. */
static bool read_size(const struct v4l2_frmsizeenum *listed, struct v4l2_mode *mode)
{
    const struct v4l2_frmsize_stepwise *range = &listed->stepwise;

    if (listed->type == V4L2_FRMSIZE_TYPE_DISCRETE) {
        mode->width_px = listed->discrete.width;
        mode->height_px = listed->discrete.height;
        return true;
    }
    mode->width_px =
        largest(range->min_width, range->max_width, range->step_width, CAMERA_WIDTH_PX_MAX);
    mode->height_px =
        largest(range->min_height, range->max_height, range->step_height, CAMERA_HEIGHT_PX_MAX);
    return false;
}

static void add_sizes(int file, uint32_t pixel_format, struct v4l2_modes *modes)
{
    struct v4l2_mode mode = {pixel_format, CAMERA_WIDTH_PX_MAX, CAMERA_HEIGHT_PX_MAX, 0};
    bool more = true;

    for (uint32_t i = 0; i < LISTED_MAX && more; i++) {
        struct v4l2_frmsizeenum listed = {.index = i, .pixel_format = pixel_format};

        more = v4l2_request(file, VIDIOC_ENUM_FRAMESIZES, &listed) == ERR_OK;
        if (!more && i > 0)
            return;
        if (more)
            more = read_size(&listed, &mode);
        add(file, modes, mode);
    }
}

err_t v4l2_modes_list(int file, struct v4l2_modes *out_modes)
{
    err_t err = ERR_OK;

    out_modes->count = 0;
    for (uint32_t i = 0; i < LISTED_MAX && err == ERR_OK; i++) {
        struct v4l2_fmtdesc listed = {.index = i, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE};

        err = v4l2_request(file, VIDIOC_ENUM_FMT, &listed);
        if (err == ERR_OK &&
            (listed.pixelformat == V4L2_PIX_FMT_YUYV || listed.pixelformat == V4L2_PIX_FMT_MJPEG ||
             listed.pixelformat == V4L2_PIX_FMT_JPEG))
            add_sizes(file, listed.pixelformat, out_modes);
    }
    qsort(out_modes->list, out_modes->count, sizeof(out_modes->list[0]), compare);
    return err == ERR_PROTOCOL ? ERR_OK : err; /* EINVAL is the end of the list */
}
