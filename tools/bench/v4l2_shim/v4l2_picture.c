#include "tools/bench/v4l2_shim/v4l2_picture.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>

#define BRIGHT 235
#define DARK 16
#define GREY 128
#define QUALITY 85

static bool is_edge(const struct v4l2_picture *picture, int y)
{
    int edge = picture->height_px / V4L2_PICTURE_EDGE_PARTS;

    return y < edge || y >= picture->height_px - edge;
}

static uint8_t bar(const struct v4l2_picture *picture, int x)
{
    int bit = V4L2_PICTURE_BARS - 1 - x * V4L2_PICTURE_BARS / picture->width_px;

    return (picture->number >> bit & 1) != 0 ? BRIGHT : DARK;
}

/* A triangle wave over two seconds of fifteen pictures, so the oval walks to and fro. */
static int oval_x(const struct v4l2_picture *picture)
{
    int at = (int)(picture->number % 60);

    return picture->width_px * (15 + (at < 30 ? at : 60 - at)) / 60;
}

static bool is_oval(const struct v4l2_picture *picture, int x, int y)
{
    int64_t across = (int64_t)(x - oval_x(picture)) * 100 / (picture->width_px / 8);
    int64_t down = (int64_t)(y - picture->height_px / 2) * 100 / (picture->height_px / 4);

    return across * across + down * down < 10000;
}

static uint8_t luma(const struct v4l2_picture *picture, int x, int y)
{
    if (is_edge(picture, y))
        return bar(picture, x);
    if (is_oval(picture, x, y))
        return 180;
    return (uint8_t)(60 + y * 60 / picture->height_px);
}

static void chroma(const struct v4l2_picture *picture, int x, int y, uint8_t *out_u, uint8_t *out_v)
{
    *out_u = *out_v = GREY;
    if (is_edge(picture, y))
        return;
    *out_u = is_oval(picture, x, y) ? 110 : (uint8_t)(100 + x * 56 / picture->width_px);
    *out_v = is_oval(picture, x, y) ? 150 : GREY;
}

void v4l2_picture_draw_yuyv(const struct v4l2_picture *picture, uint8_t *out_bytes)
{
    for (int y = 0; y < picture->height_px; y++)
        for (int x = 0; x < picture->width_px; x += 2, out_bytes += 4) {
            out_bytes[0] = luma(picture, x, y);
            out_bytes[2] = luma(picture, x + 1, y);
            chroma(picture, x, y, &out_bytes[1], &out_bytes[3]);
        }
}

/* The planes of 4:2:2, one after the other. */
static void draw_planes(const struct v4l2_picture *picture, uint8_t *const planes[3])
{
    size_t at = 0;

    for (int y = 0; y < picture->height_px; y++)
        for (int x = 0; x < picture->width_px; x += 2, at++) {
            planes[0][2 * at] = luma(picture, x, y);
            planes[0][2 * at + 1] = luma(picture, x + 1, y);
            chroma(picture, x, y, &planes[1][at], &planes[2][at]);
        }
}

size_t v4l2_picture_draw_jpeg(const struct v4l2_picture *picture, uint8_t *out_bytes,
                              size_t size_bytes)
{
    size_t pixels = (size_t)picture->width_px * (size_t)picture->height_px;
    uint8_t *room = malloc(pixels * 2);
    tjhandle encoder = tjInitCompress();
    unsigned char *jpeg = NULL;
    unsigned long jpeg_bytes = 0;

    if (room != NULL && encoder != NULL) {
        uint8_t *planes[3] = {room, room + pixels, room + pixels + pixels / 2};
        const unsigned char *from[3] = {planes[0], planes[1], planes[2]};

        draw_planes(picture, planes);
        if (tjCompressFromYUVPlanes(encoder, from, picture->width_px, NULL, picture->height_px,
                                    TJSAMP_422, &jpeg, &jpeg_bytes, QUALITY, 0) != 0 ||
            jpeg_bytes > size_bytes)
            jpeg_bytes = 0;
    }
    if (jpeg_bytes > 0)
        memcpy(out_bytes, jpeg, jpeg_bytes);
    tjFree(jpeg);
    if (encoder != NULL)
        tjDestroy(encoder);
    free(room);
    return jpeg_bytes;
}
