#include "tools/bench/v4l2_shim/v4l2_picture.h"

#include <string.h>
#include <turbojpeg.h>

#define BRIGHT 235
#define DARK 16
#define GREY 128
#define QUALITY 85
#define PAN_PX 24      /* from one picture to the next */
#define PAN_PICTURES 8 /* to one side, then back */

/* A triangle wave over two seconds of fifteen pictures, so the oval walks to and fro. */
static int oval_x(const struct v4l2_picture *picture)
{
    int at = (int)(picture->number % 60);

    return picture->shape.width_px * (15 + (at < 30 ? at : 60 - at)) / 60;
}

/* Half the oval's width in a row; 0: the row does not meet it. */
static int oval_reach(const struct v4l2_picture *picture, int y)
{
    int64_t half_width = picture->shape.width_px / 8, half_height = picture->shape.height_px / 4;
    int64_t down = y - picture->shape.height_px / 2, reach = half_width;

    if (down * down >= half_height * half_height)
        return 0;
    while (reach > 0 &&
           reach * reach * half_height * half_height + down * down * half_width * half_width >=
               half_width * half_width * half_height * half_height)
        reach--;
    return (int)reach;
}

static void paint_ground(struct v4l2_planes *planes)
{
    int half = planes->shape.width_px / 2;

    for (int x = 0; x < half; x++)
        planes->u[x] = (uint8_t)(100 + x * 56 / half);
    for (int y = 0; y < planes->shape.height_px; y++) {
        memset(planes->luma + (size_t)y * (size_t)planes->shape.width_px,
               60 + y * 60 / planes->shape.height_px, (size_t)planes->shape.width_px);
        memcpy(planes->u + (size_t)y * (size_t)half, planes->u, (size_t)half);
    }
    memset(planes->v, GREY, (size_t)half * (size_t)planes->shape.height_px);
}

static void paint_oval(const struct v4l2_picture *picture, struct v4l2_planes *planes)
{
    int middle = oval_x(picture);

    for (int y = 0; y < planes->shape.height_px; y++) {
        int reach = oval_reach(picture, y) & ~1;
        size_t at =
            ((size_t)y * (size_t)planes->shape.width_px + (size_t)(middle - reach)) & ~(size_t)1;

        memset(planes->luma + at, 180, (size_t)reach * 2);
        memset(planes->u + at / 2, 110, (size_t)reach);
        memset(planes->v + at / 2, 150, (size_t)reach);
    }
}

static void paint_bars(const struct v4l2_picture *picture, struct v4l2_planes *planes)
{
    int width = planes->shape.width_px, edge = planes->shape.height_px / V4L2_PICTURE_EDGE_PARTS;
    int code = planes->shape.height_px * 4 / 3 < width ? planes->shape.height_px * 4 / 3 : width;
    uint8_t *row = planes->luma;

    memset(row, DARK, (size_t)width);
    for (int x = 0; x < code; x++) {
        int bit = V4L2_PICTURE_BARS - 1 - x * V4L2_PICTURE_BARS / code;

        row[(width - code) / 2 + x] = (picture->number >> bit & 1) != 0 ? BRIGHT : DARK;
    }
    for (int i = 0; i < 2 * edge; i++) {
        size_t y = (size_t)(i < edge ? i : planes->shape.height_px - 1 - (i - edge));

        memmove(planes->luma + y * (size_t)width, row, (size_t)width);
        memset(planes->u + y * (size_t)width / 2, GREY, (size_t)width / 2);
        memset(planes->v + y * (size_t)width / 2, GREY, (size_t)width / 2);
    }
}

static void shift_row(uint8_t *out, const uint8_t *row, size_t width, size_t by)
{
    memcpy(out, row + by, width - by);
    memset(out + width - by, row[width - 1], by);
}

static void paint_scene(const struct v4l2_picture *picture, struct v4l2_planes *planes)
{
    const struct v4l2_planes *from = picture->scene;
    uint32_t at = picture->number % (2 * PAN_PICTURES);
    size_t by = picture->pans ? PAN_PX * (at < PAN_PICTURES ? at : 2 * PAN_PICTURES - at) : 0;
    size_t width = (size_t)planes->shape.width_px;

    by = by > width / 4 * 2 ? width / 4 * 2 : by;
    for (size_t y = 0; y < (size_t)planes->shape.height_px; y++) {
        shift_row(planes->luma + y * width, from->luma + y * width, width, by);
        shift_row(planes->u + y * width / 2, from->u + y * width / 2, width / 2, by / 2);
        shift_row(planes->v + y * width / 2, from->v + y * width / 2, width / 2, by / 2);
    }
}

bool v4l2_picture_paint(const struct v4l2_picture *picture, struct v4l2_planes *out_planes)
{
    if (!v4l2_planes_make(out_planes, &picture->shape))
        return false;
    if (picture->scene != NULL) {
        paint_scene(picture, out_planes);
        return true;
    }
    paint_ground(out_planes);
    paint_oval(picture, out_planes);
    paint_bars(picture, out_planes);
    return true;
}

void v4l2_picture_write_yuyv(const struct v4l2_planes *planes, uint8_t *out_bytes)
{
    size_t pairs = (size_t)planes->shape.width_px * (size_t)planes->shape.height_px / 2;

    for (size_t i = 0; i < pairs; i++, out_bytes += 4) {
        out_bytes[0] = planes->luma[2 * i];
        out_bytes[1] = planes->u[i];
        out_bytes[2] = planes->luma[2 * i + 1];
        out_bytes[3] = planes->v[i];
    }
}

size_t v4l2_picture_write_jpeg(const struct v4l2_planes *planes, uint8_t *out_bytes,
                               size_t size_bytes)
{
    const unsigned char *from[3] = {planes->luma, planes->u, planes->v};
    tjhandle encoder = tjInitCompress();
    unsigned char *jpeg = NULL;
    unsigned long jpeg_bytes = 0;

    if (encoder == NULL)
        return 0;
    if (tjCompressFromYUVPlanes(encoder, from, planes->shape.width_px, NULL,
                                planes->shape.height_px, TJSAMP_422, &jpeg, &jpeg_bytes, QUALITY,
                                TJFLAG_FASTDCT) != 0 ||
        jpeg_bytes > size_bytes)
        jpeg_bytes = 0;
    if (jpeg_bytes > 0)
        memcpy(out_bytes, jpeg, jpeg_bytes);
    tjFree(jpeg);
    tjDestroy(encoder);
    return jpeg_bytes;
}
