#include "firmware/services/vision/straighten.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"

#define SHAPE_NEAR 0.05f

static const float shapes[] = {297.0f / 210, 85.60f / 53.98f};

static float distance(struct place a, struct place b)
{
    return hypotf(a.x - b.x, a.y - b.y);
}

static float longer(float a, float b)
{
    return a > b ? a : b;
}

/* Stretches the side that came out too short. */
static void snap_shape(float *width, float *height)
{
    bool is_upright = *height >= *width;
    float *long_side = is_upright ? height : width, *short_side = is_upright ? width : height;

    for (size_t i = 0; i < COUNT_OF(shapes); i++) {
        float is = *long_side / *short_side;

        if (fabsf(is / shapes[i] - 1) > SHAPE_NEAR)
            continue;
        if (is < shapes[i])
            *long_side = *short_side * shapes[i];
        else
            *short_side = *long_side / shapes[i];
        return;
    }
}

void straighten_size(const struct quad *quad, int *out_width_px, int *out_height_px)
{
    const struct place *c = quad->corners;
    float width = longer(distance(c[0], c[1]), distance(c[3], c[2]));
    float height = longer(distance(c[0], c[3]), distance(c[1], c[2]));
    float scale = 1, less;

    snap_shape(&width, &height);
    less = VISION_PAGE_LONG_PX_MAX / longer(width, height);
    scale = less < scale ? less : scale;
    less = VISION_PAGE_SHORT_PX_MAX / (width < height ? width : height);
    scale = less < scale ? less : scale;
    *out_width_px = (int)longer(roundf(width * scale), 1);
    *out_height_px = (int)longer(roundf(height * scale), 1);
}

/* From the unit square: x = (a u + b v + c) / (g u + h v + 1), y = (d u + e v + f) / the same. */
struct homography {
    double a, b, c, d, e, f, g, h;
};

static bool solve(const struct place *at, struct homography *out)
{
    double dx1 = at[1].x - at[2].x, dx2 = at[3].x - at[2].x;
    double dy1 = at[1].y - at[2].y, dy2 = at[3].y - at[2].y;
    double dx3 = at[0].x - at[1].x + at[2].x - at[3].x;
    double dy3 = at[0].y - at[1].y + at[2].y - at[3].y;
    double det = dx1 * dy2 - dx2 * dy1;

    if (fabs(det) < 1e-6)
        return false;
    out->g = (dx3 * dy2 - dx2 * dy3) / det;
    out->h = (dx1 * dy3 - dx3 * dy1) / det;
    out->a = at[1].x - at[0].x + out->g * at[1].x;
    out->b = at[3].x - at[0].x + out->h * at[3].x;
    out->c = at[0].x;
    out->d = at[1].y - at[0].y + out->g * at[1].y;
    out->e = at[3].y - at[0].y + out->h * at[3].y;
    out->f = at[0].y;
    return out->g > -0.9 && out->h > -0.9 && out->g + out->h > -0.9;
}

static struct place map(const struct homography *by, double u, double v)
{
    double below = by->g * u + by->h * v + 1;

    return (struct place){(float)((by->a * u + by->b * v + by->c) / below),
                          (float)((by->d * u + by->e * v + by->f) / below)};
}

static uint32_t word_at(const struct vision_picture *picture, int x, int y)
{
    uint32_t color;

    memcpy(&color, picture->pixels + (size_t)y * (size_t)picture->stride_bytes + (size_t)x * 4, 4);
    return color;
}

static int clamp(int value, int most)
{
    return value < 0 ? 0 : value > most ? most : value;
}

/* Weights with 8 bits behind the point, two channels of a word at a time. Outside the picture there is
 * its nearest edge. */
static uint32_t color_between(const struct vision_picture *picture, struct place place)
{
    int x = (int)floorf(place.x), y = (int)floorf(place.y);
    uint32_t right = (uint32_t)((place.x - (float)x) * 256), left = 256 - right;
    uint32_t lower = (uint32_t)((place.y - (float)y) * 256), upper = 256 - lower;
    int x0 = clamp(x, picture->width_px - 1), x1 = clamp(x + 1, picture->width_px - 1);
    int y0 = clamp(y, picture->height_px - 1), y1 = clamp(y + 1, picture->height_px - 1);
    const uint32_t words[4] = {word_at(picture, x0, y0), word_at(picture, x1, y0),
                               word_at(picture, x0, y1), word_at(picture, x1, y1)};
    const uint32_t weights[4] = {left * upper, right * upper, left * lower, right * lower};
    uint32_t out = 0;

    for (int shift = 0; shift < 24; shift += 8) {
        uint32_t sum = 1 << 15;

        for (int i = 0; i < 4; i++)
            sum += (words[i] >> shift & 0xff) * weights[i];
        out |= (sum >> 16) << shift;
    }
    return out;
}

err_t straighten(const struct vision_picture *picture, const struct quad *quad,
                 struct straightened *out)
{
    struct homography by;

    CHECK(out->pixels == NULL && out->width_px > 0 && out->height_px > 0);
    if (!solve(quad->corners, &by))
        return ERR_INVALID;
    out->pixels = malloc((size_t)out->width_px * (size_t)out->height_px * 4);
    if (out->pixels == NULL)
        return ERR_MEMORY;
    for (int y = 0; y < out->height_px; y++) {
        uint32_t *row = out->pixels + (size_t)y * (size_t)out->width_px;
        double v = (y + 0.5) / out->height_px;

        for (int x = 0; x < out->width_px; x++)
            row[x] = color_between(picture, map(&by, (x + 0.5) / out->width_px, v));
    }
    return ERR_OK;
}

void straighten_free(struct straightened *page)
{
    if (page->pixels != NULL)
        bytes_wipe(page->pixels, (size_t)page->width_px * (size_t)page->height_px * 4);
    free(page->pixels);
    *page = (struct straightened){0};
}
