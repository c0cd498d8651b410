#include "firmware/services/vision/outline.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/bytes.h"

#define CHANNELS 3
#define BORDER_PARTS 14 /* the ground is looked for in this part along the upper and side borders */
#define SIDE_ROWS_PARTS 2 /* of the side borders the upper half only: shoulders reach the lower */
#define ROUNDS 4          /* of leaving out what is not ground */
#define DIFFERS_PART 0.12 /* of the light of the ground, summed over the colours */
#define DIFFERS_MIN 8.0   /* levels */
#define DIFFERS_NOISE 4.0
#define GAP_PARTS 40 /* a row's parts with a smaller gap than this part of the width are one */
#define ROWS_MIN 12

/* The picture in planes of a small size: luma and two differences of colour. */
struct colors {
    struct gray planes[CHANNELS];
    int factor;
};

/* value = base + across * x + down * y */
struct plane {
    double base, across, down;
    double spread; /* the mean distance of the ground from it */
};

/* ---- the small picture ---- */

static uint8_t level(int value)
{
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

static void put(struct colors *colors, size_t at, const uint32_t sum[3], uint32_t count)
{
    int red = (int)(sum[0] / count), green = (int)(sum[1] / count), blue = (int)(sum[2] / count);

    colors->planes[0].pixels[at] = level((77 * red + 150 * green + 29 * blue) / 256);
    colors->planes[1].pixels[at] = level(128 + (blue - green) / 2);
    colors->planes[2].pixels[at] = level(128 + (red - green) / 2);
}

static void shrink(const struct vision_picture *picture, struct colors *colors, int x, int y)
{
    int factor = colors->factor;
    uint32_t sum[3] = {0};

    for (int i = 0; i < factor; i++)
        for (int k = 0; k < factor; k++) {
            uint32_t color;

            memcpy(&color,
                   picture->pixels + (size_t)(y * factor + i) * (size_t)picture->stride_bytes +
                       (size_t)(x * factor + k) * 4,
                   4);
            sum[0] += color >> 16 & 0xff;
            sum[1] += color >> 8 & 0xff;
            sum[2] += color & 0xff;
        }
    put(colors, (size_t)y * (size_t)colors->planes[0].width_px + (size_t)x, sum,
        (uint32_t)(factor * factor));
}

static void colors_free(struct colors *colors)
{
    for (int i = 0; i < CHANNELS; i++)
        gray_free(&colors->planes[i]);
}

static err_t colors_of(const struct vision_picture *picture, struct colors *out)
{
    out->factor = gray_factor(picture->width_px, picture->height_px);
    for (int i = 0; i < CHANNELS; i++) {
        err_t err = gray_make(&out->planes[i], picture->width_px / out->factor,
                              picture->height_px / out->factor);

        if (err != ERR_OK)
            return err;
    }
    for (int y = 0; y < out->planes[0].height_px; y++)
        for (int x = 0; x < out->planes[0].width_px; x++)
            shrink(picture, out, x, y);
    return ERR_OK;
}

/* ---- the ground ---- */

static double plane_at(const struct plane *plane, int x, int y)
{
    return plane->base + plane->across * x + plane->down * y;
}

static bool is_border(const struct gray *gray, int x, int y)
{
    int border = gray->width_px / BORDER_PARTS;

    return y < border ||
           ((x < border || x >= gray->width_px - border) && y < gray->height_px / SIDE_ROWS_PARTS);
}

/* Sums of the normal equations of a plane: 1, x, y against each other and against the value. */
struct sums {
    double n, x, y, xx, xy, yy, v, xv, yv;
};

static void add(struct sums *sums, double x, double y, double value)
{
    sums->n++;
    sums->x += x;
    sums->y += y;
    sums->xx += x * x;
    sums->xy += x * y;
    sums->yy += y * y;
    sums->v += value;
    sums->xv += x * value;
    sums->yv += y * value;
}

static bool solve(const struct sums *s, struct plane *out)
{
    double xx = s->xx - s->x * s->x / s->n, yy = s->yy - s->y * s->y / s->n;
    double xy = s->xy - s->x * s->y / s->n, det = xx * yy - xy * xy;
    double xv = s->xv - s->x * s->v / s->n, yv = s->yv - s->y * s->v / s->n;

    if (s->n < 3 || fabs(det) < 1)
        return false;
    out->across = (xv * yy - yv * xy) / det;
    out->down = (yv * xx - xv * xy) / det;
    out->base = (s->v - out->across * s->x - out->down * s->y) / s->n;
    return true;
}

/* One round: what lies off the plane so far is no ground. */
static void fit_once(const struct gray *gray, double limit, struct plane *plane)
{
    struct sums sums = {0};
    double off = 0, count = 0;

    for (int y = 0; y < gray->height_px; y++)
        for (int x = 0; x < gray->width_px; x++) {
            double distance;

            if (!is_border(gray, x, y))
                continue;
            distance = fabs(gray_at(gray, x, y) - plane_at(plane, x, y));
            if (distance > limit)
                continue;
            add(&sums, x, y, gray_at(gray, x, y));
            off += distance;
            count++;
        }
    if (solve(&sums, plane))
        plane->spread = off / count;
}

static int middle_level(const struct gray *gray)
{
    uint32_t counts[256] = {0}, total = 0, sum = 0;
    int at = 0;

    for (int y = 0; y < gray->height_px; y++)
        for (int x = 0; x < gray->width_px; x++)
            if (is_border(gray, x, y)) {
                counts[gray_at(gray, x, y)]++;
                total++;
            }
    while (at < 255 && (sum += counts[at]) * 2 < total)
        at++;
    return at;
}

static struct plane fit(const struct gray *gray)
{
    struct plane plane = {.base = middle_level(gray), .spread = 12};

    for (int i = 0; i < ROUNDS; i++)
        fit_once(gray, 3 * plane.spread + 3, &plane);
    return plane;
}

/* ---- what stands before it ---- */

/* 1: differs from the ground. */
static void mark(const struct colors *colors, const struct plane planes[CHANNELS], struct gray *out)
{
    double limit = DIFFERS_PART * planes[0].base;

    limit = limit < DIFFERS_MIN ? DIFFERS_MIN : limit;
    for (int i = 0; i < CHANNELS; i++)
        limit += DIFFERS_NOISE * planes[i].spread;
    for (int y = 0; y < out->height_px; y++)
        for (int x = 0; x < out->width_px; x++) {
            double differs = 0;

            for (int i = 0; i < CHANNELS; i++)
                differs += fabs(gray_at(&colors->planes[i], x, y) - plane_at(&planes[i], x, y));
            out->pixels[(size_t)y * (size_t)out->width_px + (size_t)x] = differs > limit;
        }
}

struct run {
    int left, right;
};

/* The next part of the row from column `x` on; false: none. */
static bool next_run(const struct gray *marks, int row, int x, struct run *out)
{
    int gap = marks->width_px / GAP_PARTS, missing = 0;

    while (x < marks->width_px && gray_at(marks, x, row) == 0)
        x++;
    if (x == marks->width_px)
        return false;
    *out = (struct run){x, x};
    for (; x < marks->width_px && missing <= gap; x++) {
        missing = gray_at(marks, x, row) != 0 ? 0 : missing + 1;
        if (missing == 0)
            out->right = x;
    }
    return true;
}

/* The row's part that has most in common with the one below; the whole extent of all that lie within
 * it, because a face may have the ground's colour and its outline has not. */
static bool follow(const struct gray *marks, int row, const struct run *below, struct run *out)
{
    struct run run, found = {0, -1};
    bool any = false;

    for (int x = 0; next_run(marks, row, x, &run); x = run.right + 1) {
        if (run.right < below->left || run.left > below->right)
            continue;
        found.left = any ? found.left : run.left;
        found.right = run.right;
        any = true;
    }
    *out = found;
    return any;
}

static void trace(const struct gray *marks, struct outline *out)
{
    struct run run = {0, marks->width_px - 1};
    int row = marks->height_px - 1;

    out->bottom = marks->height_px;
    for (; row >= 0 && follow(marks, row, &run, &run); row--) {
        out->left[row] = (int16_t)run.left;
        out->right[row] = (int16_t)run.right;
    }
    out->top = row + 1;
    if (out->bottom - out->top < ROWS_MIN)
        out->top = out->bottom = 0;
}

err_t outline_find(const struct vision_picture *picture, struct outline *out)
{
    struct colors colors = {0};
    struct gray marks = {0};
    struct plane planes[CHANNELS];
    err_t err = colors_of(picture, &colors);

    *out = (struct outline){0};
    if (err == ERR_OK)
        err = gray_make(&marks, colors.planes[0].width_px, colors.planes[0].height_px);
    if (err != ERR_OK)
        goto out;
    for (int i = 0; i < CHANNELS; i++)
        planes[i] = fit(&colors.planes[i]);
    mark(&colors, planes, &marks);
    out->width_px = marks.width_px;
    out->height_px = marks.height_px;
    out->factor = colors.factor;
    out->ground = (float)plane_at(&planes[0], marks.width_px / 2, marks.height_px / 4);
    trace(&marks, out);
out:
    gray_free(&marks);
    colors_free(&colors);
    return err;
}
