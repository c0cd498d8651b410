#include "firmware/services/vision/measure.h"

#include <stdlib.h>
#include <string.h>

#define GRID 128 /* places across and down */
#define PATCH 4  /* places across a patch of burnt ones */
#define BURNT 250

#define PATCHES 36 /* across and down, of sharpness */
#define PATCH_PX 6 /* from the middle of one to its sides */
#define CONTRAST_MIN 30
#define SHARPNESS_MIN 0.2f /* of the contrast in one pixel: an edge of a deviation of 2 pixels */
#define CHANGE_MIN 22      /* levels, beyond the noise of a camera in a dim room */

static struct place grid_place(const struct quad *quad, int column, int row, float inset)
{
    float across = inset + (1 - 2 * inset) * ((float)column + 0.5f) / GRID;
    float down = inset + (1 - 2 * inset) * ((float)row + 0.5f) / GRID;

    return quad_inside(quad, across, down);
}

static bool is_clear_of_border(const struct gray *gray, int x, int y, int margin)
{
    return x >= margin && y >= margin && x < gray->width_px - margin &&
           y < gray->height_px - margin;
}

static int level_of(const uint32_t *counts, uint32_t total, uint32_t tenths)
{
    uint32_t sum = 0;
    int level = 0;

    while (level < 255 && (sum += counts[level]) * 10 < total * tenths)
        level++;
    return level;
}

/* A patch is burnt out when all of its places are. */
static float burnt_part(const uint8_t levels[GRID][GRID])
{
    int burnt = 0;

    for (int y = 0; y + PATCH <= GRID; y += PATCH)
        for (int x = 0; x + PATCH <= GRID; x += PATCH) {
            bool all = true;

            for (int i = 0; i < PATCH * PATCH; i++)
                all = all && levels[y + i / PATCH][x + i % PATCH] >= BURNT;
            burnt += all;
        }
    return (float)burnt * PATCH * PATCH / (GRID * GRID);
}

struct measure_light measure_light(const struct gray *gray, const struct quad *quad, float inset)
{
    uint8_t levels[GRID][GRID] = {0};
    uint32_t counts[256] = {0}, total = 0;

    for (int row = 0; row < GRID; row++)
        for (int column = 0; column < GRID; column++) {
            struct place at = grid_place(quad, column, row, inset);

            if (!is_clear_of_border(gray, (int)at.x, (int)at.y, 0))
                continue;
            levels[row][column] = gray_at(gray, (int)at.x, (int)at.y);
            counts[levels[row][column]]++;
            total++;
        }
    return (struct measure_light){level_of(counts, total, 1), level_of(counts, total, 5),
                                  level_of(counts, total, 9), burnt_part(levels)};
}

/* ---- sharpness ---- */

/* What is around one place: the contrast there, and the steepest slope, in levels per pixel. */
struct patch {
    int contrast;
    float slope;
};

/* Sobel's operator, of which a slope of one level per pixel makes 8. */
static int slope_at(const uint8_t *at, int stride)
{
    const uint8_t *above = at - stride, *below = at + stride;
    int across = above[1] - above[-1] + 2 * (at[1] - at[-1]) + below[1] - below[-1];
    int down = below[-1] - above[-1] + 2 * (below[0] - above[0]) + below[1] - above[1];

    across = abs(across);
    down = abs(down);
    return across > down ? across : down;
}

static struct patch patch_at(const struct gray *gray, int x, int y)
{
    int darkest = 255, lightest = 0, steepest = 0;

    for (int row = y - PATCH_PX; row <= y + PATCH_PX; row++) {
        const uint8_t *at =
            gray->pixels + (size_t)row * (size_t)gray->width_px + (size_t)(x - PATCH_PX);

        for (int i = 0; i <= 2 * PATCH_PX; i++, at++) {
            int slope = slope_at(at, gray->width_px);

            darkest = *at < darkest ? *at : darkest;
            lightest = *at > lightest ? *at : lightest;
            steepest = slope > steepest ? slope : steepest;
        }
    }
    return (struct patch){lightest - darkest, (float)steepest / 8};
}

static int compare_floats(const void *left, const void *right)
{
    float a = *(const float *)left, b = *(const float *)right;

    return (a > b) - (a < b);
}

/* A little of the surroundings belongs to it: the edge of a page is always there to be sharp. */
static struct patch patch_of(const struct gray *gray, const struct quad *quad, int index)
{
    float across = -0.02f + 1.04f * ((float)(index % PATCHES) + 0.5f) / PATCHES;
    float down = -0.02f + 1.04f * ((float)(index / PATCHES) + 0.5f) / PATCHES;
    struct place at = quad_inside(quad, across, down);

    if (!is_clear_of_border(gray, (int)at.x, (int)at.y, PATCH_PX + 1))
        return (struct patch){0, 0};
    return patch_at(gray, (int)at.x, (int)at.y);
}

bool measure_is_blurred(const struct gray *gray, const struct quad *quad)
{
    struct patch patches[PATCHES * PATCHES];
    float sharpness[PATCHES * PATCHES];
    int most = 0, least;
    size_t count = 0;

    for (int i = 0; i < PATCHES * PATCHES; i++) {
        patches[i] = patch_of(gray, quad, i);
        most = patches[i].contrast > most ? patches[i].contrast : most;
    }
    least = most / 2 > CONTRAST_MIN ? most / 2 : CONTRAST_MIN;
    for (int i = 0; i < PATCHES * PATCHES; i++)
        if (patches[i].contrast >= least)
            sharpness[count++] = patches[i].slope / (float)patches[i].contrast;
    qsort(sharpness, count, sizeof(sharpness[0]), compare_floats);
    return count > 0 && sharpness[count * 3 / 4] < SHARPNESS_MIN;
}

/* ---- motion ---- */

static int mean_change(const struct gray *before, const struct gray *now)
{
    size_t count = (size_t)now->width_px * (size_t)now->height_px;
    int64_t sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += now->pixels[i] - before->pixels[i];
    return (int)(sum / (int64_t)count);
}

float measure_motion(const struct gray *before, const struct gray *now)
{
    size_t count = (size_t)now->width_px * (size_t)now->height_px, changed = 0;
    int mean;

    if (before->pixels == NULL || before->width_px != now->width_px ||
        before->height_px != now->height_px)
        return 0;
    mean = mean_change(before, now);
    for (size_t i = 0; i < count; i++)
        changed += abs(now->pixels[i] - before->pixels[i] - mean) > CHANGE_MIN;
    return (float)changed / (float)count;
}
