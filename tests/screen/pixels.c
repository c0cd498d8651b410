#include "tests/screen/pixels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RUNS_MAX 65536
#define SIDE_POINTS 16 /* on both sides of the middle: more than the gap of a dashed line */

uint32_t pixels_at(const struct present_frame *frame, int x, int y)
{
    x = x < 0 ? 0 : x >= frame->width_px ? frame->width_px - 1 : x;
    y = y < 0 ? 0 : y >= frame->height_px ? frame->height_px - 1 : y;
    return *(const uint32_t *)(const void *)(frame->pixels +
                                             (size_t)y * (size_t)frame->stride_bytes +
                                             4 * (size_t)x) &
           0xffffff;
}

static double light_of(uint32_t color)
{
    static double table[256];

    if (table[255] == 0)
        for (int i = 0; i < 256; i++) {
            double part = i / 255.0;

            table[i] = part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4);
        }
    return 0.2126 * table[color >> 16 & 255] + 0.7152 * table[color >> 8 & 255] +
           0.0722 * table[color & 255];
}

double pixels_contrast(uint32_t a, uint32_t b)
{
    double light = light_of(a), dark = light_of(b);

    if (light < dark)
        return (dark + 0.05) / (light + 0.05);
    return (light + 0.05) / (dark + 0.05);
}

/* A majority vote, in one pass. */
uint32_t pixels_ground(const struct present_frame *frame, struct box box)
{
    uint32_t ground = pixels_at(frame, box.x, box.y);
    int votes = 0;

    for (int y = box.y; y < box_bottom(box); y++)
        for (int x = box.x; x < box_right(box); x++) {
            uint32_t color = pixels_at(frame, x, y);

            if (votes == 0)
                ground = color;
            votes += color == ground ? 1 : -1;
        }
    return ground;
}

static bool has_ink(const struct present_frame *frame, struct box box, int y, uint32_t ground)
{
    for (int x = box.x; x < box_right(box); x++) {
        uint32_t color = pixels_at(frame, x, y);

        if (color != ground && pixels_contrast(color, ground) > 1.6)
            return true;
    }
    return false;
}

int pixels_bands(const struct present_frame *frame, struct box box, uint32_t ground,
                 struct pixels_band *out, int room)
{
    int count = 0;
    bool inside = false;

    for (int y = box.y; y <= box_bottom(box); y++) {
        bool ink = y < box_bottom(box) && has_ink(frame, box, y, ground);

        if (ink && !inside && count < room)
            out[count++] = (struct pixels_band){y, y};
        if (ink && count > 0)
            out[count - 1].bottom = y + 1;
        inside = ink;
    }
    return count;
}

/* ---- strokes ---- */

static double coverage(const struct present_frame *frame, int x, int y, uint32_t ground,
                       uint32_t ink)
{
    double from = light_of(ground), to = light_of(ink);

    if (fabs(to - from) < 0.01)
        return 0;
    from = sqrt(from);
    to = sqrt(to);
    from = (sqrt(light_of(pixels_at(frame, x, y))) - from) / (to - from);
    return from < 0 ? 0 : from > 1 ? 1 : from;
}

/* The length of the run of ink through a point, along one axis. */
static double run(const struct present_frame *frame, const int at[2], int axis, uint32_t ground,
                  uint32_t ink)
{
    double sum = coverage(frame, at[0], at[1], ground, ink);

    for (int way = -1; way <= 1; way += 2)
        for (int i = 1; i < 200; i++) {
            double part = coverage(frame, at[0] + (axis == 0 ? way * i : 0),
                                   at[1] + (axis == 1 ? way * i : 0), ground, ink);

            sum += part;
            if (part < 0.1)
                break;
        }
    return sum;
}

static int by_size(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;

    return left < right ? -1 : left > right;
}

double pixels_stroke(const struct present_frame *frame, struct box box, uint32_t ground,
                     uint32_t ink)
{
    static double runs[RUNS_MAX];
    int count = 0;

    for (int y = box.y; y < box_bottom(box); y += 2)
        for (int x = box.x; x < box_right(box) && count < RUNS_MAX; x++) {
            int at[2] = {x, y};

            if (coverage(frame, x, y, ground, ink) > 0.7)
                runs[count++] =
                    fmin(run(frame, at, 0, ground, ink), run(frame, at, 1, ground, ink));
        }
    if (count == 0)
        return 0;
    qsort(runs, (size_t)count, sizeof(runs[0]), by_size);
    return runs[count / 2];
}

/* ---- boxes ---- */

struct side {
    int x, y;   /* a point on the expected edge */
    int dx, dy; /* inward */
};

/* Walks inward from outside until the colour changes; how far that was, or -1. */
static int walk(const struct present_frame *frame, const struct side *side, int reach,
                double *out_contrast)
{
    uint32_t ground = pixels_at(frame, side->x - side->dx * reach, side->y - side->dy * reach);
    double most = 0;
    int found = -1;

    for (int i = -reach + 1; i <= reach; i++) {
        uint32_t color = pixels_at(frame, side->x + side->dx * i, side->y + side->dy * i);
        double ratio = pixels_contrast(color, ground);

        if (found < 0 && ratio > 1.15)
            found = i + reach;
        most = fmax(most, ratio);
    }
    *out_contrast = most;
    return found;
}

/* Of many points along a side the outermost edge, for a border may be dashed. */
static bool find_side(const struct present_frame *frame, const struct side *middle, int reach,
                      int *out_offset, double *out_contrast)
{
    int best = -1;

    for (int i = -SIDE_POINTS; i <= SIDE_POINTS; i++) {
        struct side side = *middle;
        double contrast = 0;
        int found;

        side.x += side.dx == 0 ? i : 0;
        side.y += side.dy == 0 ? i : 0;
        found = walk(frame, &side, reach, &contrast);
        if (found < 0)
            continue;
        best = best < 0 || found < best ? found : best;
        *out_contrast = fmax(*out_contrast, contrast);
    }
    *out_offset = best - reach;
    return best >= 0;
}

bool pixels_find_box(const struct present_frame *frame, struct box near, int reach,
                     struct box *out_box, double *out_contrast)
{
    int middle_x = near.x + near.width / 2, middle_y = near.y + near.height / 2;
    const struct side sides[4] = {{near.x, middle_y, 1, 0},
                                  {box_right(near) - 1, middle_y, -1, 0},
                                  {middle_x, near.y, 0, 1},
                                  {middle_x, box_bottom(near) - 1, 0, -1}};
    int offsets[4];

    *out_contrast = 21;
    for (int i = 0; i < 4; i++) {
        double contrast = 0, near_contrast = 0;
        int near_offset = 0;

        if (!find_side(frame, &sides[i], reach, &offsets[i], &contrast))
            return false;
        /* A line of the frame may pass near by: then the edge is looked for from close to it. */
        if (abs(offsets[i]) > 1 && find_side(frame, &sides[i], 2, &near_offset, &near_contrast) &&
            abs(near_offset) <= 1) {
            offsets[i] = near_offset;
            contrast = near_contrast;
        }
        *out_contrast = fmin(*out_contrast, contrast);
    }
    *out_box =
        (struct box){near.x + offsets[0], near.y + offsets[2], near.width - offsets[0] - offsets[1],
                     near.height - offsets[2] - offsets[3]};
    return true;
}
