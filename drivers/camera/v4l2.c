/* Cameras of Video4Linux: the kernel's interface for every USB camera (UVC), by streaming into
 * mapped buffers. Source of all facts: the kernel's userspace API, "Video for Linux API", and
 * linux/videodev2.h. The file is opened so that nothing blocks but the ioctls that set up. */
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "drivers/camera/camera.h"
#include "drivers/camera/cover.h"
#include "drivers/camera/mjpeg_parse.h"
#include "drivers/camera/v4l2_modes.h"
#include "drivers/camera/yuyv_convert.h"
#include "drivers/transport/deadline.h"
#include "firmware/base/bytes.h"
#include "firmware/base/check.h"

#define BUFFERS 4
#define BUFFERS_MIN 2 /* one is filled while the other is read */
#define BUFFER_BYTES_MAX (8u << 20)
#define GAP_US (1000000 / CAMERA_RATE_MOST)

struct buffer {
    uint8_t *bytes; /* NULL: not mapped */
    size_t size_bytes;
};

struct camera_source {
    int file;
    struct v4l2_pix_format format;
    struct buffer buffers[BUFFERS];
    uint32_t buffer_count;
    bool streaming;
    int64_t taken_us; /* the camera's time of the last picture that came out */
    struct mjpeg_parse mjpeg;
};

static err_t request(const struct camera_source *source, unsigned long what, void *argument)
{
    return v4l2_request(source->file, what, argument);
}

static bool is_yuyv(const struct camera_source *source)
{
    return source->format.pixelformat == V4L2_PIX_FMT_YUYV;
}

/* ---- agreeing on a format ---- */

static err_t check_capability(const struct camera_source *source)
{
    const uint32_t needed = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
    struct v4l2_capability about = {0};
    uint32_t can;
    err_t err = request(source, VIDIOC_QUERYCAP, &about);

    if (err != ERR_OK)
        return err;
    can = (about.capabilities & V4L2_CAP_DEVICE_CAPS) != 0 ? about.device_caps : about.capabilities;
    return (can & needed) == needed ? ERR_OK : ERR_PROTOCOL;
}

static bool can_read(const struct v4l2_pix_format *format)
{
    if (format->width > CAMERA_WIDTH_PX_MAX || format->height > CAMERA_HEIGHT_PX_MAX ||
        !cover_allows((int)format->width, (int)format->height))
        return false;
    return format->pixelformat != V4L2_PIX_FMT_YUYV ||
           (format->width % 2 == 0 && format->bytesperline >= 2 * format->width &&
            format->bytesperline <= BUFFER_BYTES_MAX / format->height);
}

/* Asks for a mode. The kernel answers with what the camera makes of it, which need not be the same. */
static err_t try_mode(struct camera_source *source, const struct v4l2_mode *mode)
{
    struct v4l2_format wish = {.type = V4L2_BUF_TYPE_VIDEO_CAPTURE};
    err_t err;

    wish.fmt.pix.width = mode->width_px;
    wish.fmt.pix.height = mode->height_px;
    wish.fmt.pix.pixelformat = mode->pixel_format;
    wish.fmt.pix.field = V4L2_FIELD_NONE;
    err = request(source, VIDIOC_S_FMT, &wish);
    if (err != ERR_OK)
        return err;
    if (wish.fmt.pix.pixelformat != mode->pixel_format || !can_read(&wish.fmt.pix))
        return ERR_PROTOCOL;
    source->format = wish.fmt.pix;
    return ERR_OK;
}

/* The best mode that the camera really takes. */
static err_t choose_mode(struct camera_source *source)
{
    struct v4l2_modes modes;
    err_t err = v4l2_modes_list(source->file, &modes);

    if (err != ERR_OK)
        return err;
    err = ERR_PROTOCOL;
    for (size_t i = 0; i < modes.count; i++) {
        err = try_mode(source, &modes.list[i]);
        if (err != ERR_PROTOCOL)
            return err;
    }
    return err;
}

/* A wish: a camera with a rate of its own refuses or changes it, and read() thins out. */
static void ask_rate(const struct camera_source *source)
{
    struct v4l2_streamparm wish = {.type = V4L2_BUF_TYPE_VIDEO_CAPTURE};
    err_t err;

    wish.parm.capture.timeperframe = (struct v4l2_fract){1, CAMERA_RATE};
    err = request(source, VIDIOC_S_PARM, &wish);
    (void)err;
}

/* ---- buffers ---- */

static void unmap_buffers(struct camera_source *source)
{
    for (uint32_t i = 0; i < BUFFERS; i++) {
        struct buffer *buffer = &source->buffers[i];

        if (buffer->bytes == NULL)
            continue;
        bytes_wipe(buffer->bytes, buffer->size_bytes);
        munmap(buffer->bytes, buffer->size_bytes);
        *buffer = (struct buffer){0};
    }
}

/* After this the kernel holds no buffer either. */
static void free_buffers(struct camera_source *source)
{
    struct v4l2_requestbuffers none = {.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
                                       .memory = V4L2_MEMORY_MMAP};
    err_t err;

    unmap_buffers(source);
    if (source->buffer_count == 0)
        return;
    source->buffer_count = 0;
    err = request(source, VIDIOC_REQBUFS, &none);
    (void)err; /* of a camera that is gone nothing is left to free */
}

static err_t map_buffer(struct camera_source *source, uint32_t index)
{
    struct v4l2_buffer about = {
        .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP, .index = index};
    err_t err = request(source, VIDIOC_QUERYBUF, &about);
    void *at;

    if (err != ERR_OK)
        return err;
    if (about.length == 0 || about.length > BUFFER_BYTES_MAX)
        return ERR_PROTOCOL;
    at = mmap(NULL, about.length, PROT_READ | PROT_WRITE, MAP_SHARED, source->file,
              (off_t)about.m.offset);
    if (at == MAP_FAILED)
        return v4l2_err_of(errno);
    source->buffers[index] = (struct buffer){.bytes = at, .size_bytes = about.length};
    return request(source, VIDIOC_QBUF, &about);
}

static err_t take_buffers(struct camera_source *source)
{
    struct v4l2_requestbuffers wish = {
        .count = BUFFERS, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP};
    err_t err = request(source, VIDIOC_REQBUFS, &wish);

    if (err != ERR_OK)
        return err;
    source->buffer_count = wish.count;
    if (wish.count < BUFFERS_MIN || wish.count > BUFFERS)
        return ERR_PROTOCOL;
    for (uint32_t i = 0; i < wish.count && err == ERR_OK; i++)
        err = map_buffer(source, i);
    return err;
}

/* ---- the driver ---- */

static void v4l2_stop(struct camera_source *source)
{
    int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    err_t err;

    if (source->streaming) {
        err = request(source, VIDIOC_STREAMOFF, &type);
        (void)err; /* it fails only when the camera is gone */
    }
    source->streaming = false;
    free_buffers(source);
    mjpeg_parse_close(&source->mjpeg);
}

static void v4l2_close(struct camera_source *source)
{
    if (source == NULL)
        return;
    if (source->file >= 0) {
        v4l2_stop(source);
        close(source->file);
    }
    free(source);
}

static err_t v4l2_open(const char *port, struct camera_source **out_source)
{
    struct camera_source *source;
    err_t err;

    *out_source = NULL;
    if (port[0] != '/')
        return ERR_INVALID;
    source = calloc(1, sizeof(*source));
    if (source == NULL)
        return ERR_MEMORY;
    source->file = open(port, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    err = source->file < 0 ? v4l2_err_of(errno) : ERR_OK;
    if (err == ERR_OK)
        err = check_capability(source);
    if (err == ERR_OK)
        err = choose_mode(source);
    if (err != ERR_OK) {
        v4l2_close(source);
        return err;
    }
    ask_rate(source);
    *out_source = source;
    return ERR_OK;
}

static err_t v4l2_status(struct camera_source *source)
{
    return check_capability(source);
}

static err_t v4l2_start(struct camera_source *source)
{
    int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    err_t err = ERR_OK;

    if (source->streaming)
        return ERR_OK;
    if (!is_yuyv(source))
        err = mjpeg_parse_open(&source->mjpeg);
    if (err == ERR_OK)
        err = take_buffers(source);
    if (err == ERR_OK)
        err = request(source, VIDIOC_STREAMON, &type);
    source->streaming = err == ERR_OK;
    source->taken_us = 0;
    if (err != ERR_OK)
        v4l2_stop(source);
    return err;
}

/* Takes the oldest picture that waits. ERR_TIMEOUT: none is there now. */
static err_t dequeue(struct camera_source *source, struct v4l2_buffer *out_buffer)
{
    int result;

    *out_buffer =
        (struct v4l2_buffer){.type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP};
    do
        result = ioctl(source->file, VIDIOC_DQBUF, out_buffer);
    while (result < 0 && errno == EINTR);
    if (result < 0)
        return errno == EAGAIN ? ERR_TIMEOUT : v4l2_err_of(errno);
    if (out_buffer->index >= source->buffer_count ||
        out_buffer->bytesused > source->buffers[out_buffer->index].size_bytes)
        return ERR_PROTOCOL;
    return ERR_OK;
}

/* The newest of those that wait: whoever comes late shall not see the past. */
static err_t dequeue_newest(struct camera_source *source, struct v4l2_buffer *out_buffer)
{
    struct v4l2_buffer newer;
    err_t err = dequeue(source, out_buffer), more = err;

    for (uint32_t i = 1; i < source->buffer_count && more == ERR_OK; i++) {
        more = dequeue(source, &newer);
        if (more == ERR_OK) {
            err = request(source, VIDIOC_QBUF, out_buffer);
            *out_buffer = newer;
        }
        if (err != ERR_OK || (more != ERR_OK && more != ERR_TIMEOUT))
            return err != ERR_OK ? err : more;
    }
    return err;
}

static err_t wait_for_picture(struct camera_source *source, uint64_t deadline,
                              struct v4l2_buffer *out_buffer)
{
    err_t err = ERR_TIMEOUT;

    while (err == ERR_TIMEOUT) {
        struct pollfd event = {.fd = source->file, .events = POLLIN};
        int ready = poll(&event, 1, (int)deadline_left_most(deadline, 60000));

        if (ready == 0)
            return ERR_TIMEOUT;
        if (ready < 0 && errno != EINTR)
            return ERR_IO;
        err = dequeue_newest(source, out_buffer);
        /* An error condition stays, so waiting on would be a loop without rest. */
        if (err == ERR_TIMEOUT && ready > 0 && (event.revents & (POLLERR | POLLHUP)) != 0)
            return ERR_IO;
    }
    return err;
}

static struct yuyv_picture yuyv_of(const struct camera_source *source,
                                   const struct v4l2_buffer *buffer)
{
    return (struct yuyv_picture){.bytes = source->buffers[buffer->index].bytes,
                                 .size_bytes = buffer->bytesused,
                                 .width_px = (int)source->format.width,
                                 .height_px = (int)source->format.height,
                                 .stride_bytes = (int)source->format.bytesperline};
}

static err_t convert(struct camera_source *source, const struct v4l2_buffer *buffer,
                     uint8_t *out_pixels)
{
    const struct yuyv_picture picture = yuyv_of(source, buffer);

    if ((buffer->flags & V4L2_BUF_FLAG_ERROR) != 0)
        return ERR_CORRUPT;
    if (is_yuyv(source))
        return yuyv_convert(&picture, out_pixels);
    return mjpeg_parse_picture(&source->mjpeg, picture.bytes, picture.size_bytes, out_pixels);
}

static err_t convert_whole(struct camera_source *source, const struct v4l2_buffer *buffer,
                           struct camera_snap *out_snap)
{
    const struct yuyv_picture picture = yuyv_of(source, buffer);

    if ((buffer->flags & V4L2_BUF_FLAG_ERROR) != 0)
        return ERR_CORRUPT;
    if (is_yuyv(source))
        return yuyv_convert_whole(&picture, out_snap);
    return mjpeg_parse_whole(&source->mjpeg, picture.bytes, picture.size_bytes, out_snap);
}

/* True for a picture far enough from the last one. Judged by the time of its taking, because it may
 * have been late on its way here; one without such a time is always wanted. */
static bool is_wanted(struct camera_source *source, const struct v4l2_buffer *buffer)
{
    int64_t at_us = (int64_t)buffer->timestamp.tv_sec * 1000000 + buffer->timestamp.tv_usec;

    if ((buffer->flags & V4L2_BUF_FLAG_TIMESTAMP_MASK) == V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC &&
        at_us > source->taken_us && at_us - source->taken_us < GAP_US)
        return false;
    source->taken_us = at_us;
    return true;
}

static err_t v4l2_read(struct camera_source *source, uint32_t limit_ms, uint8_t *out_pixels)
{
    uint64_t deadline = deadline_after(limit_ms);
    struct v4l2_buffer buffer;
    bool wanted = false;
    err_t err, given;

    CHECK(source->streaming);
    do {
        err = wait_for_picture(source, deadline, &buffer);
        if (err != ERR_OK)
            return err;
        wanted = is_wanted(source, &buffer);
        if (wanted && out_pixels != NULL)
            err = convert(source, &buffer, out_pixels);
        given = request(source, VIDIOC_QBUF, &buffer);
        if (given != ERR_OK)
            return given;
    } while (!wanted);
    return err;
}

/* What waits was taken before anybody asked. */
static err_t drop_waiting(struct camera_source *source)
{
    struct v4l2_buffer old;
    err_t err = ERR_OK;

    for (uint32_t i = 0; i < source->buffer_count && err == ERR_OK; i++) {
        err = dequeue(source, &old);
        if (err == ERR_OK)
            err = request(source, VIDIOC_QBUF, &old);
    }
    return err == ERR_TIMEOUT ? ERR_OK : err;
}

static err_t v4l2_snap(struct camera_source *source, uint32_t limit_ms,
                       struct camera_snap *out_snap)
{
    uint64_t deadline = deadline_after(limit_ms);
    struct v4l2_buffer buffer;
    err_t err, given;

    CHECK(source->streaming);
    out_snap->width_px = out_snap->height_px = out_snap->stride_bytes = 0;
    err = drop_waiting(source);
    if (err == ERR_OK)
        err = wait_for_picture(source, deadline, &buffer);
    if (err != ERR_OK)
        return err;
    err = convert_whole(source, &buffer, out_snap);
    given = request(source, VIDIOC_QBUF, &buffer);
    return given != ERR_OK ? given : err;
}

extern const struct camera_driver v4l2;
const struct camera_driver v4l2 = {.name = "v4l2",
                                   .open = v4l2_open,
                                   .close = v4l2_close,
                                   .status = v4l2_status,
                                   .start = v4l2_start,
                                   .stop = v4l2_stop,
                                   .read = v4l2_read,
                                   .snap = v4l2_snap};
