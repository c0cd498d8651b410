#include "ui/camera.h"

#include <stdlib.h>

#include "firmware/base/bytes.h"
#include "ui/ui.h"

/* Positions in the frame are fixed-point numbers with 16 bits behind the point. */
#define ONE 65536

void camera_close(struct camera *camera)
{
    struct present_frame *frame = &camera->frame;

    if (frame->pixels != NULL)
        bytes_wipe(frame->pixels, (size_t)frame->stride_bytes * (size_t)frame->height_px);
    free(frame->pixels);
    *frame = (struct present_frame){NULL, 0, 0, 0};
}

static bool make_room(struct camera *camera, struct box box)
{
    struct present_frame *frame = &camera->frame;

    if (frame->pixels != NULL && frame->width_px == box.width && frame->height_px == box.height)
        return true;
    camera_close(camera);
    frame->pixels = calloc((size_t)box.height, (size_t)box.width * 4);
    if (frame->pixels == NULL)
        return false;
    *frame = (struct present_frame){frame->pixels, box.width * 4, box.width, box.height};
    return true;
}

/* `part` of 256 of b, the rest of a; red and blue in one multiplication. */
static uint32_t blend(uint32_t a, uint32_t b, uint32_t part)
{
    uint32_t red_blue = (a & 0xff00ff) * (256 - part) + (b & 0xff00ff) * part;
    uint32_t green = (a & 0x00ff00) * (256 - part) + (b & 0x00ff00) * part;

    return (red_blue >> 8 & 0xff00ff) | (green >> 8 & 0x00ff00);
}

/* How the pixels of the picture lie in the frame. */
struct scaling {
    int64_t x, y, step; /* of the first pixel, and from one to the next */
    bool mirrored;
};

static struct scaling scaling_of(const struct ui_frame *frame, struct box box, bool mirrored)
{
    int64_t across = (int64_t)frame->width_px * ONE / box.width;
    int64_t down = (int64_t)frame->height_px * ONE / box.height;
    int64_t step = across < down ? across : down;

    return (struct scaling){((int64_t)frame->width_px * ONE - step * box.width) / 2,
                            ((int64_t)frame->height_px * ONE - step * box.height) / 2, step,
                            mirrored};
}

/* One row between two rows of the frame, each pixel between two of theirs. */
static void scale_row(const struct scaling *scaling, const struct ui_frame *frame, int64_t y,
                      uint32_t *out, int width)
{
    int row = (int)(y / ONE), last = frame->width_px - 1;
    int below = row + 1 < frame->height_px ? row + 1 : row;
    const uint32_t *upper =
        (const uint32_t *)(frame->pixels + (size_t)row * (size_t)frame->stride_bytes);
    const uint32_t *lower =
        (const uint32_t *)(frame->pixels + (size_t)below * (size_t)frame->stride_bytes);
    uint32_t down = (uint32_t)(y % ONE) >> 8;
    int64_t x = scaling->x;

    for (int i = 0; i < width; i++, x += scaling->step) {
        int left = (int)(x / ONE), right = left < last ? left + 1 : last;
        uint32_t across = (uint32_t)(x % ONE) >> 8;
        uint32_t color = blend(blend(upper[left], upper[right], across),
                               blend(lower[left], lower[right], across), down);

        out[scaling->mirrored ? width - 1 - i : i] = color;
    }
}

bool camera_take(struct camera *camera, const struct ui_frame *frame, struct box box, bool mirrored)
{
    struct scaling scaling;

    if (frame->pixels == NULL || frame->width_px < 2 || frame->height_px < 2 || box_is_empty(box) ||
        !make_room(camera, box))
        return false;
    scaling = scaling_of(frame, box, mirrored);
    for (int i = 0; i < box.height; i++)
        scale_row(
            &scaling, frame, scaling.y + i * scaling.step,
            (uint32_t *)(camera->frame.pixels + (size_t)i * (size_t)camera->frame.stride_bytes),
            box.width);
    return true;
}
