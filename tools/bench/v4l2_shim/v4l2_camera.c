#include "tools/bench/v4l2_shim/v4l2_camera.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "firmware/base/check.h"
#include "tools/bench/v4l2_shim/v4l2_offer.h"
#include "tools/bench/v4l2_shim/v4l2_picture.h"

#define OPEN_MAX 4
#define BUFFERS_MAX 8
#define RATE 15 /* until a program asks for another */
#define CONTROL_BYTES_MAX 512
#define PAGE 4096
#define CAPABILITIES (V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING | V4L2_CAP_EXT_PIX_FORMAT)

enum owner { OWNER_PROGRAM, OWNER_QUEUE };

struct slot {
    enum owner owner;
    uint32_t queued_at; /* order in the queue */
};

struct camera {
    int timer; /* the descriptor that the program holds; 0: this place is free */
    bool yuyv, mjpeg;
    struct v4l2_pix_format format;
    uint32_t wished_rate;
    int memory; /* the buffers */
    uint8_t *bytes;
    uint32_t buffer_count, buffer_bytes;
    struct slot slots[BUFFERS_MAX];
    uint32_t queued;  /* counts QBUFs */
    uint32_t pending; /* pictures that were taken and not yet fetched */
    uint32_t number;  /* of the next picture */
    uint32_t rate;    /* the timer's; 0: not streaming */
    int64_t tick_us;  /* of the timer's last tick that was taken, on the monotonic clock */
    struct v4l2_scene scene;
    struct v4l2_planes planes; /* the last picture, as the sensor had it */
};

/* What the camera is told to be, at this moment. */
struct control {
    enum v4l2_camera_fault fault;
    char scene[V4L2_SCENE_PATH_MAX]; /* "": oval and bars */
    bool pans;
};

static struct camera cameras[OPEN_MAX];
static struct control own_control;
static uint32_t calls_left; /* until the camera is pulled out; 0: it stays */
static bool last_was_clean = true;

static const char *const fault_names[] = {
#define V4L2_CAMERA_FAULT(id, name, help) name,
#include "tools/bench/v4l2_shim/v4l2_camera_faults.def"
#undef V4L2_CAMERA_FAULT
};

enum v4l2_camera_fault v4l2_camera_fault_find(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(fault_names); i++)
        if (strcmp(fault_names[i], name) == 0)
            return (enum v4l2_camera_fault)i;
    return V4L2_CAMERA_FAULT_COUNT;
}

void v4l2_camera_set_fault(enum v4l2_camera_fault fault)
{
    own_control.fault = fault;
    calls_left = 0;
}

void v4l2_camera_set_scene(const char *path, bool pans)
{
    snprintf(own_control.scene, sizeof(own_control.scene), "%s", path == NULL ? "" : path);
    own_control.pans = pans;
}

void v4l2_camera_unplug_after(uint32_t calls)
{
    calls_left = calls;
}

bool v4l2_camera_left_nothing(void)
{
    return last_was_clean;
}

bool v4l2_camera_is_lit(void)
{
    for (int i = 0; i < OPEN_MAX; i++)
        if (cameras[i].rate != 0)
            return true;
    return false;
}

/* Line by line; what it does not know, it passes over. */
static void read_control(char *text, struct control *control)
{
    char *rest = NULL;

    for (char *line = strtok_r(text, "\r\n", &rest); line != NULL;
         line = strtok_r(NULL, "\r\n", &rest)) {
        enum v4l2_camera_fault fault = v4l2_camera_fault_find(line);

        if (fault != V4L2_CAMERA_FAULT_COUNT)
            control->fault = fault;
        else if (strncmp(line, "scene ", 6) == 0)
            snprintf(control->scene, sizeof(control->scene), "%s", line + 6);
        else if (strcmp(line, "pan") == 0)
            control->pans = true;
    }
}

/* What the control file says now, else the process itself. */
static struct control control_now(void)
{
    const char *path = getenv(V4L2_CAMERA_CONTROL);
    int file = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    struct control control = own_control;
    char text[CONTROL_BYTES_MAX] = "";
    ssize_t size;

    if (file < 0)
        return control;
    size = read(file, text, sizeof(text) - 1);
    close(file);
    text[size < 0 ? 0 : size] = '\0';
    read_control(text, &control);
    return control;
}

static enum v4l2_camera_fault fault_now(void)
{
    return control_now().fault;
}

static int fail(int error)
{
    errno = error;
    return -1;
}

static struct camera *find(int fd)
{
    for (size_t i = 0; i < OPEN_MAX; i++)
        if (fd > 0 && cameras[i].timer == fd)
            return &cameras[i];
    return NULL;
}

bool v4l2_camera_is_node(const char *path)
{
    return strncmp(path, V4L2_CAMERA_NODE, strlen(V4L2_CAMERA_NODE)) == 0;
}

bool v4l2_camera_owns(int fd)
{
    return find(fd) != NULL;
}

/* ---- formats ---- */

static struct v4l2_offer offer_now(const struct camera *camera)
{
    return (struct v4l2_offer){camera->yuyv, camera->mjpeg, fault_now()};
}

static int query_capability(struct v4l2_capability *about)
{
    *about = (struct v4l2_capability){.version = 0x060100};
    snprintf((char *)about->driver, sizeof(about->driver), "uvcvideo");
    snprintf((char *)about->card, sizeof(about->card), "Virtual camera");
    snprintf((char *)about->bus_info, sizeof(about->bus_info), "usb-bench-1.3");
    about->device_caps = CAPABILITIES;
    if (fault_now() == V4L2_CAMERA_FAULT_NO_CAPTURE)
        about->device_caps = V4L2_CAP_META_CAPTURE | V4L2_CAP_STREAMING;
    about->capabilities = CAPABILITIES | V4L2_CAP_DEVICE_CAPS;
    return 0;
}

/* A camera has one input and no other. */
static int do_input(unsigned long request, void *argument)
{
    struct v4l2_input *listed = argument;

    if (request == VIDIOC_G_INPUT) {
        *(int *)argument = 0;
        return 0;
    }
    if (request == VIDIOC_S_INPUT)
        return *(int *)argument == 0 ? 0 : fail(EINVAL);
    if (listed->index != 0)
        return fail(EINVAL);
    *listed = (struct v4l2_input){.type = V4L2_INPUT_TYPE_CAMERA, .name = "Camera 1"};
    return 0;
}

static int enumerate(const struct camera *camera, unsigned long request, void *argument)
{
    const struct v4l2_offer offer = offer_now(camera);
    int error = request == VIDIOC_ENUM_FMT          ? v4l2_offer_format(&offer, argument)
                : request == VIDIOC_ENUM_FRAMESIZES ? v4l2_offer_size(&offer, argument)
                                                    : v4l2_offer_interval(&offer, argument);

    return error == 0 ? 0 : fail(error);
}

static int do_format(struct camera *camera, unsigned long request, struct v4l2_format *format)
{
    const struct v4l2_offer offer = offer_now(camera);

    if (format->type != V4L2_BUF_TYPE_VIDEO_CAPTURE)
        return fail(EINVAL);
    if (request == VIDIOC_G_FMT) {
        format->fmt.pix = camera->format;
        return 0;
    }
    if (request == VIDIOC_S_FMT &&
        (camera->buffer_count > 0 || offer.fault == V4L2_CAMERA_FAULT_BUSY))
        return fail(EBUSY);
    v4l2_offer_settle(&offer, &format->fmt.pix);
    if (request == VIDIOC_S_FMT)
        camera->format = format->fmt.pix;
    return 0;
}

static uint32_t rate_now(const struct camera *camera)
{
    const struct v4l2_offer offer = offer_now(camera);

    return v4l2_offer_rate(&offer, &camera->format, camera->wished_rate);
}

static int set_rate(struct camera *camera, unsigned long request, struct v4l2_streamparm *wish)
{
    const struct v4l2_fract *interval = &wish->parm.capture.timeperframe;

    if (wish->type != V4L2_BUF_TYPE_VIDEO_CAPTURE)
        return fail(EINVAL);
    if (request == VIDIOC_S_PARM)
        camera->wished_rate = interval->numerator == 0 || interval->denominator == 0
                                  ? RATE
                                  : interval->denominator / interval->numerator;
    wish->parm.capture.capability = V4L2_CAP_TIMEPERFRAME;
    wish->parm.capture.timeperframe = (struct v4l2_fract){1, rate_now(camera)};
    return 0;
}

/* ---- buffers ---- */

static void free_buffers(struct camera *camera)
{
    size_t size_bytes = (size_t)camera->buffer_count * camera->buffer_bytes;

    if (camera->bytes == NULL)
        return;
    last_was_clean = true;
    for (size_t i = 0; i < size_bytes && last_was_clean; i++)
        last_was_clean = camera->bytes[i] == 0;
    munmap(camera->bytes, size_bytes);
    close(camera->memory);
    camera->bytes = NULL;
    camera->buffer_count = 0;
    memset(camera->slots, 0, sizeof(camera->slots));
}

static int request_buffers(struct camera *camera, struct v4l2_requestbuffers *wish)
{
    size_t size_bytes;

    if (wish->type != V4L2_BUF_TYPE_VIDEO_CAPTURE || wish->memory != V4L2_MEMORY_MMAP)
        return fail(EINVAL);
    if (camera->rate != 0)
        return fail(EBUSY);
    free_buffers(camera);
    if (wish->count == 0)
        return 0;
    if (wish->count > BUFFERS_MAX)
        wish->count = BUFFERS_MAX;
    camera->buffer_bytes = (camera->format.sizeimage + PAGE - 1) / PAGE * PAGE;
    size_bytes = (size_t)wish->count * camera->buffer_bytes;
    camera->memory = memfd_create("v4l2", MFD_CLOEXEC);
    if (camera->memory < 0 || ftruncate(camera->memory, (off_t)size_bytes) < 0)
        return fail(ENOMEM);
    camera->bytes = mmap(NULL, size_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, camera->memory, 0);
    CHECK(camera->bytes != MAP_FAILED);
    camera->buffer_count = wish->count;
    return 0;
}

static bool is_buffer(const struct camera *camera, const struct v4l2_buffer *buffer)
{
    return buffer->type == V4L2_BUF_TYPE_VIDEO_CAPTURE && buffer->memory == V4L2_MEMORY_MMAP &&
           buffer->index < camera->buffer_count;
}

static void describe(const struct camera *camera, struct v4l2_buffer *buffer)
{
    buffer->length = camera->buffer_bytes;
    buffer->m.offset = buffer->index * camera->buffer_bytes;
    buffer->flags = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC | V4L2_BUF_FLAG_MAPPED;
    if (camera->slots[buffer->index].owner == OWNER_QUEUE)
        buffer->flags |= V4L2_BUF_FLAG_QUEUED;
}

static int queue_buffer(struct camera *camera, struct v4l2_buffer *buffer)
{
    struct slot *slot = &camera->slots[buffer->index];

    if (!is_buffer(camera, buffer) || slot->owner == OWNER_QUEUE)
        return fail(EINVAL);
    *slot = (struct slot){.owner = OWNER_QUEUE, .queued_at = camera->queued++};
    describe(camera, buffer);
    return 0;
}

static struct slot *oldest_queued(struct camera *camera, uint32_t *out_count)
{
    struct slot *oldest = NULL;

    *out_count = 0;
    for (uint32_t i = 0; i < camera->buffer_count; i++) {
        struct slot *slot = &camera->slots[i];

        if (slot->owner != OWNER_QUEUE)
            continue;
        ++*out_count;
        if (oldest == NULL || (int32_t)(slot->queued_at - oldest->queued_at) < 0)
            oldest = slot;
    }
    return oldest;
}

/* ---- streaming ---- */

static int64_t now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void arm(struct camera *camera, uint32_t rate)
{
    long period_ns = rate == 0 ? 0 : 1000000000L / (long)rate;
    const struct itimerspec times = {{0, period_ns}, {0, period_ns}};

    camera->rate = rate;
    camera->tick_us = now_us();
    timerfd_settime(camera->timer, 0, &times, NULL);
}

static int stream(struct camera *camera, bool on)
{
    if (on && camera->buffer_count == 0)
        return fail(EINVAL);
    arm(camera, on ? rate_now(camera) : 0);
    camera->pending = 0;
    for (uint32_t i = 0; !on && i < camera->buffer_count; i++)
        camera->slots[i].owner = OWNER_PROGRAM;
    return 0;
}

/* Damage in the middle of the coded picture: markers that may not stand there. */
static void damage(uint8_t *bytes, size_t size_bytes)
{
    for (size_t i = size_bytes / 2; i < size_bytes / 2 + 64 && i + 1 < size_bytes; i += 2)
        memcpy(bytes + i, "\xff\xc4", 2);
}

static bool expose(struct camera *camera, const struct control *control)
{
    bool is_jpeg = camera->format.pixelformat == V4L2_PIX_FMT_MJPEG;
    struct v4l2_picture picture = {
        .number = camera->number,
        .shape = {(int)camera->format.width, (int)camera->format.height, is_jpeg},
        .pans = control->pans};

    if (control->scene[0] != '\0' &&
        v4l2_scene_load(&camera->scene, control->scene, &picture.shape))
        picture.scene = &camera->scene.planes;
    return v4l2_picture_paint(&picture, &camera->planes);
}

static void take_picture(struct camera *camera, struct v4l2_buffer *buffer)
{
    uint8_t *bytes = camera->bytes + (size_t)buffer->index * camera->buffer_bytes;
    const struct control control = control_now();
    bool is_jpeg = camera->format.pixelformat == V4L2_PIX_FMT_MJPEG;
    bool damaged = control.fault == V4L2_CAMERA_FAULT_CORRUPT ||
                   (control.fault == V4L2_CAMERA_FAULT_CORRUPT_SOME && camera->number % 2 == 0);

    CHECK(expose(camera, &control));
    buffer->bytesused = camera->format.sizeimage;
    if (is_jpeg)
        buffer->bytesused =
            (uint32_t)v4l2_picture_write_jpeg(&camera->planes, bytes, camera->buffer_bytes);
    else
        v4l2_picture_write_yuyv(&camera->planes, bytes);
    if (damaged && is_jpeg)
        damage(bytes, buffer->bytesused);
    if (damaged && !is_jpeg)
        buffer->flags |= V4L2_BUF_FLAG_ERROR;
    if (control.fault == V4L2_CAMERA_FAULT_CUT)
        buffer->bytesused /= 2;
}

/* When the picture was taken: as many ticks before the last one as pictures still wait. */
static void set_time(const struct camera *camera, struct v4l2_buffer *buffer)
{
    int64_t at_us = camera->tick_us - (int64_t)camera->pending * 1000000 / camera->rate;

    buffer->timestamp.tv_sec = at_us / 1000000;
    buffer->timestamp.tv_usec = at_us % 1000000;
}

/* Pictures that were due while no buffer was queued are lost, as they are in a real camera. */
static int dequeue_buffer(struct camera *camera, struct v4l2_buffer *buffer)
{
    uint64_t due = 0;
    uint32_t queued;
    struct slot *slot;

    if (camera->rate == 0 || buffer->type != V4L2_BUF_TYPE_VIDEO_CAPTURE)
        return fail(EINVAL);
    if (read(camera->timer, &due, sizeof(due)) != sizeof(due))
        due = 0;
    camera->tick_us += (int64_t)due * 1000000 / camera->rate;
    if (camera->rate != rate_now(camera))
        arm(camera, rate_now(camera));
    slot = oldest_queued(camera, &queued);
    if (fault_now() == V4L2_CAMERA_FAULT_STALL)
        due = camera->pending = 0;
    camera->pending += (uint32_t)due;
    if (camera->pending > queued) {
        camera->number += camera->pending - queued;
        camera->pending = queued;
    }
    if (camera->pending == 0)
        return fail(EAGAIN);
    slot->owner = OWNER_PROGRAM;
    buffer->index = (uint32_t)(slot - camera->slots);
    describe(camera, buffer);
    take_picture(camera, buffer);
    buffer->sequence = camera->number++;
    camera->pending--;
    set_time(camera, buffer);
    return 0;
}

/* ---- the calls ---- */

static int answer(struct camera *camera, unsigned long request, void *argument)
{
    switch (request) {
    case VIDIOC_QUERYCAP:
        return query_capability(argument);
    case VIDIOC_ENUMINPUT:
    case VIDIOC_G_INPUT:
    case VIDIOC_S_INPUT:
        return do_input(request, argument);
    case VIDIOC_ENUM_FMT:
    case VIDIOC_ENUM_FRAMESIZES:
    case VIDIOC_ENUM_FRAMEINTERVALS:
        return enumerate(camera, request, argument);
    case VIDIOC_G_FMT:
    case VIDIOC_TRY_FMT:
    case VIDIOC_S_FMT:
        return do_format(camera, request, argument);
    case VIDIOC_G_PARM:
    case VIDIOC_S_PARM:
        return set_rate(camera, request, argument);
    case VIDIOC_REQBUFS:
        return request_buffers(camera, argument);
    case VIDIOC_QUERYBUF:
        if (!is_buffer(camera, argument))
            return fail(EINVAL);
        describe(camera, argument);
        return 0;
    case VIDIOC_QBUF:
        return queue_buffer(camera, argument);
    case VIDIOC_DQBUF:
        return dequeue_buffer(camera, argument);
    case VIDIOC_STREAMON:
    case VIDIOC_STREAMOFF:
        return stream(camera, request == VIDIOC_STREAMON);
    default:
        return fail(ENOTTY);
    }
}

int v4l2_camera_ioctl(int fd, unsigned long request, void *argument)
{
    struct camera *camera = find(fd);

    CHECK(camera != NULL);
    if (calls_left > 0 && --calls_left == 0)
        own_control.fault = V4L2_CAMERA_FAULT_UNPLUG;
    if (fault_now() == V4L2_CAMERA_FAULT_UNPLUG)
        return fail(ENODEV);
    return answer(camera, request, argument);
}

int v4l2_camera_open(const char *path, int flags)
{
    const char *variant = path + strlen(V4L2_CAMERA_NODE);
    struct v4l2_offer offer;
    struct camera *camera = NULL;

    for (size_t i = 0; i < OPEN_MAX && camera == NULL; i++)
        if (cameras[i].timer == 0)
            camera = &cameras[i];
    if (fault_now() == V4L2_CAMERA_FAULT_UNPLUG ||
        (*variant != '\0' && strcmp(variant, "-yuyv") != 0 && strcmp(variant, "-mjpeg") != 0))
        return fail(ENOENT);
    if (camera == NULL)
        return fail(EMFILE);
    *camera =
        (struct camera){.timer = timerfd_create(CLOCK_MONOTONIC,
                                                ((flags & O_CLOEXEC) != 0 ? TFD_CLOEXEC : 0) |
                                                    ((flags & O_NONBLOCK) != 0 ? TFD_NONBLOCK : 0)),
                        .wished_rate = RATE,
                        .yuyv = strcmp(variant, "-mjpeg") != 0,
                        .mjpeg = strcmp(variant, "-yuyv") != 0};
    if (camera->timer <= 0) {
        camera->timer = 0;
        return -1;
    }
    offer = offer_now(camera);
    camera->format = (struct v4l2_pix_format){.width = 640, .height = 480};
    v4l2_offer_settle(&offer, &camera->format);
    return camera->timer;
}

void *v4l2_camera_map(int fd, size_t size_bytes, int protection, int64_t offset)
{
    struct camera *camera = find(fd);

    CHECK(camera != NULL);
    if (camera->buffer_count == 0 || size_bytes == 0 || size_bytes > camera->buffer_bytes ||
        offset < 0 || offset % camera->buffer_bytes != 0 ||
        offset / camera->buffer_bytes >= camera->buffer_count) {
        errno = EINVAL;
        return MAP_FAILED;
    }
    return mmap(NULL, size_bytes, protection, MAP_SHARED, camera->memory, offset);
}

void v4l2_camera_close(int fd)
{
    struct camera *camera = find(fd);

    CHECK(camera != NULL);
    free_buffers(camera);
    v4l2_scene_free(&camera->scene);
    v4l2_planes_free(&camera->planes);
    *camera = (struct camera){0};
}
