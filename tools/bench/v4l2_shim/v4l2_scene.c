#include "tools/bench/v4l2_shim/v4l2_scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <turbojpeg.h>

#define JPEG_BYTES_MAX (16 << 20)
#define SIDE_PX_MAX 8192

struct raw {
    uint8_t *pixels; /* R, G, B */
    int width_px, height_px;
};

/* ---- planes ---- */

void v4l2_planes_free(struct v4l2_planes *planes)
{
    free(planes->luma);
    *planes = (struct v4l2_planes){0};
}

static bool is_same(const struct v4l2_shape *a, const struct v4l2_shape *b)
{
    return a->width_px == b->width_px && a->height_px == b->height_px &&
           a->full_range == b->full_range;
}

bool v4l2_planes_make(struct v4l2_planes *planes, const struct v4l2_shape *shape)
{
    size_t pixels = (size_t)shape->width_px * (size_t)shape->height_px;

    if (planes->luma != NULL && is_same(&planes->shape, shape))
        return true;
    v4l2_planes_free(planes);
    planes->luma = malloc(pixels * 2);
    if (planes->luma == NULL)
        return false;
    planes->u = planes->luma + pixels;
    planes->v = planes->u + pixels / 2;
    planes->shape = *shape;
    return true;
}

/* Two pixels 0xRRGGBB beside each other. ITU-R BT.601-7, 8 bits in its limited range, with 8 more
 * behind the point; JFIF 1.02 for the full range. */
static void put(const struct v4l2_planes *planes, size_t at, const uint32_t pair[2])
{
    const bool full = planes->shape.full_range;
    int u = 0, v = 0;

    for (size_t i = 0; i < 2; i++) {
        int r = (int)(pair[i] >> 16 & 0xff), g = (int)(pair[i] >> 8 & 0xff);
        int b = (int)(pair[i] & 0xff);

        planes->luma[at + i] = full ? (uint8_t)((77 * r + 150 * g + 29 * b) / 256)
                                    : (uint8_t)(16 + (66 * r + 129 * g + 25 * b + 128) / 256);
        u += full ? 127 * b - 43 * r - 84 * g : 112 * b - 38 * r - 74 * g;
        v += full ? 127 * r - 106 * g - 21 * b : 112 * r - 94 * g - 18 * b;
    }
    planes->u[at / 2] = (uint8_t)(128 + u / 512);
    planes->v[at / 2] = (uint8_t)(128 + v / 512);
}

/* ---- files ---- */

static bool read_jpeg(const char *path, struct raw *out)
{
    FILE *file = fopen(path, "re");
    uint8_t *bytes = malloc(JPEG_BYTES_MAX);
    tjhandle decoder = tjInitDecompress();
    bool read = false;
    size_t size = 0;
    int sampling, colors;

    if (file != NULL && bytes != NULL)
        size = fread(bytes, 1, JPEG_BYTES_MAX, file);
    if (decoder != NULL && size > 0 &&
        tjDecompressHeader3(decoder, bytes, size, &out->width_px, &out->height_px, &sampling,
                            &colors) == 0 &&
        out->width_px <= SIDE_PX_MAX && out->height_px <= SIDE_PX_MAX)
        out->pixels = tjAlloc(out->width_px * out->height_px * 3);
    if (out->pixels != NULL)
        read = tjDecompress2(decoder, bytes, size, out->pixels, out->width_px, 0, out->height_px,
                             TJPF_RGB, 0) == 0;
    if (decoder != NULL)
        tjDestroy(decoder);
    free(bytes);
    if (file != NULL)
        fclose(file);
    return read;
}

/* What libjpeg-turbo loads by itself is PPM and BMP. */
static bool read_file(const char *path, struct raw *out)
{
    int format = TJPF_RGB;

    out->pixels = tjLoadImage(path, &out->width_px, 1, &out->height_px, &format, 0);
    return out->pixels != NULL || read_jpeg(path, out);
}

/* ---- fitting ---- */

/* The mean of the pixels that one of ours covers, so that fine print does not fall between
 * the pixels: a lens and its sensor do the same. */
static uint32_t mean_of(const struct raw *raw, const int columns[2], const int rows[2])
{
    uint32_t sum[3] = {0}, count = 0;

    for (int y = rows[0]; y < rows[1]; y++)
        for (int x = columns[0]; x < columns[1]; x++, count++) {
            const uint8_t *at = raw->pixels + ((size_t)y * (size_t)raw->width_px + (size_t)x) * 3;

            for (int i = 0; i < 3; i++)
                sum[i] += at[i];
        }
    return sum[0] / count << 16 | sum[1] / count << 8 | sum[2] / count;
}

/* The pixels of the file that position `i` of ours covers, at least one. */
static void span(double start, double step, int i, int limit, int out[2])
{
    out[0] = (int)(start + i * step);
    out[1] = (int)(start + (i + 1) * step);
    out[0] = out[0] >= limit ? limit - 1 : out[0];
    out[1] = out[1] <= out[0] ? out[0] + 1 : out[1] > limit ? limit : out[1];
}

/* The middle part of the same shape, as the lens of another camera would have caught it. */
static void fit(const struct raw *raw, const struct v4l2_planes *planes)
{
    int width = planes->shape.width_px, height = planes->shape.height_px;
    double across = (double)raw->width_px / width, down = (double)raw->height_px / height;
    double step = across < down ? across : down;
    int rows[2], columns[2];

    for (int y = 0; y < height; y++) {
        span((raw->height_px - step * height) / 2, step, y, raw->height_px, rows);
        for (int x = 0; x < width; x += 2) {
            uint32_t pair[2];

            for (int i = 0; i < 2; i++) {
                span((raw->width_px - step * width) / 2, step, x + i, raw->width_px, columns);
                pair[i] = mean_of(raw, columns, rows);
            }
            put(planes, (size_t)y * (size_t)width + (size_t)x, pair);
        }
    }
}

void v4l2_scene_free(struct v4l2_scene *scene)
{
    v4l2_planes_free(&scene->planes);
    *scene = (struct v4l2_scene){0};
}

bool v4l2_scene_load(struct v4l2_scene *scene, const char *path, const struct v4l2_shape *shape)
{
    struct raw raw = {0};
    struct stat about;
    int64_t changed_ns;
    bool loaded;

    if (stat(path, &about) != 0 || strlen(path) >= sizeof(scene->path)) {
        v4l2_scene_free(scene);
        return false;
    }
    changed_ns = (int64_t)about.st_mtim.tv_sec * 1000000000 + about.st_mtim.tv_nsec;
    if (scene->planes.luma != NULL && is_same(&scene->planes.shape, shape) &&
        scene->changed_ns == changed_ns && strcmp(scene->path, path) == 0)
        return true;
    loaded = read_file(path, &raw) && v4l2_planes_make(&scene->planes, shape);
    if (loaded) {
        fit(&raw, &scene->planes);
        snprintf(scene->path, sizeof(scene->path), "%s", path);
        scene->changed_ns = changed_ns;
    } else {
        v4l2_scene_free(scene);
    }
    tjFree(raw.pixels);
    return loaded;
}
