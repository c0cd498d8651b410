#include "ui/input/hand_shape.h"

#include <math.h>
#include <string.h>

#define SPREAD_BOX 0.27f      /* standard deviation of the ink, in boxes, after normalisation */
#define DOT_LENGTH 0.02f      /* of the character's size: what a tap counts as */
#define FEATURE_LENGTH 600.0f /* Euclidean length of a feature vector */

/* One straight piece of a stroke. */
struct piece {
    float x, y, dx, dy, length;
};

struct pieces {
    int count;
    float length;
    struct piece at[INK_POINTS_MAX];
};

static float ink_size(const struct ink *ink)
{
    int16_t left = INT16_MAX, top = INT16_MAX, right = INT16_MIN, bottom = INT16_MIN;

    for (int i = 0; i < ink->point_count; i++) {
        struct ink_point point = ink->points[i];

        left = point.x < left ? point.x : left;
        right = point.x > right ? point.x : right;
        top = point.y < top ? point.y : top;
        bottom = point.y > bottom ? point.y : bottom;
    }
    return fmaxf(fmaxf((float)(right - left), (float)(bottom - top)), 1.0f);
}

static void piece_add(struct pieces *pieces, struct ink_point from, float dx, float dy)
{
    float length = hypotf(dx, dy);

    if (length <= 0)
        return;
    pieces->at[pieces->count++] =
        (struct piece){from.x, from.y, dx / length, dy / length, length};
    pieces->length += length;
}

/* Cuts the ink into pieces; a tap becomes a short piece down to the right, as a dot is written. */
static void pieces_make(const struct ink *ink, struct pieces *out)
{
    float dot = ink_size(ink) * DOT_LENGTH;
    int start = 0;

    out->count = 0;
    out->length = 0;
    for (int stroke = 0; stroke < ink->stroke_count; stroke++) {
        int before = out->count;

        for (int i = start + 1; i < ink->ends[stroke]; i++)
            piece_add(out, ink->points[i - 1], (float)(ink->points[i].x - ink->points[i - 1].x),
                      (float)(ink->points[i].y - ink->points[i - 1].y));
        if (out->count == before)
            piece_add(out, ink->points[start], dot, dot);
        start = ink->ends[stroke];
    }
}

/* Walks the pieces and sets HAND_POINTS points, each in the middle of its share of the length. */
static void points_set(const struct pieces *pieces, struct hand_shape *out)
{
    float step = pieces->length / HAND_POINTS, done = 0;
    int at = 0;

    for (int i = 0; i < HAND_POINTS; i++) {
        float want = ((float)i + 0.5f) * step;
        const struct piece *piece;

        while (at < pieces->count - 1 && done + pieces->at[at].length < want)
            done += pieces->at[at++].length;
        piece = &pieces->at[at];
        out->x[i] = piece->x + piece->dx * (want - done);
        out->y[i] = piece->y + piece->dy * (want - done);
        out->dx[i] = piece->dx;
        out->dy[i] = piece->dy;
    }
}

static float mean(const float *values)
{
    float sum = 0;

    for (int i = 0; i < HAND_POINTS; i++)
        sum += values[i];
    return sum / HAND_POINTS;
}

static float spread(const float *values, float middle)
{
    float sum = 0;

    for (int i = 0; i < HAND_POINTS; i++)
        sum += (values[i] - middle) * (values[i] - middle);
    return sqrtf(sum / HAND_POINTS);
}

/* How wide the narrower side of a character becomes: the square root of a sine keeps a line a line
 * and makes a nearly square character square. */
static float side(float narrow, float wide)
{
    return sqrtf(sinf((float)M_PI / 2 * narrow / wide));
}

static void normalise(struct hand_shape *shape)
{
    float x = mean(shape->x), y = mean(shape->y);
    float wide = spread(shape->x, x), high = spread(shape->y, y);
    float most = fmaxf(fmaxf(wide, high), 1e-3f);
    float scale_x, scale_y;

    wide = fmaxf(wide, most * 0.02f);
    high = fmaxf(high, most * 0.02f);
    scale_x = SPREAD_BOX * HAND_BOX / wide * (wide < high ? side(wide, high) : 1.0f);
    scale_y = SPREAD_BOX * HAND_BOX / high * (high < wide ? side(high, wide) : 1.0f);
    for (int i = 0; i < HAND_POINTS; i++) {
        float dx = shape->dx[i] * scale_x, dy = shape->dy[i] * scale_y;
        float length = hypotf(dx, dy);

        shape->x[i] = HAND_BOX / 2 + (shape->x[i] - x) * scale_x;
        shape->y[i] = HAND_BOX / 2 + (shape->y[i] - y) * scale_y;
        shape->dx[i] = dx / length;
        shape->dy[i] = dy / length;
    }
}

bool hand_shape_make(const struct ink *ink, struct hand_shape *out)
{
    struct pieces pieces;

    if (ink->point_count == 0)
        return false;
    pieces_make(ink, &pieces);
    points_set(&pieces, out);
    normalise(out);
    return true;
}

/* A quadratic spline over three neighbouring cells: smooth, and its three weights sum to 1. */
static int cells_of(float at, float out_weights[3])
{
    float cell = at / HAND_BOX * HAND_GRID;
    int middle;
    float off;

    cell = fminf(fmaxf(cell, 0.0f), (float)HAND_GRID - 0.01f);
    middle = (int)cell;
    off = cell - (float)middle - 0.5f;
    out_weights[0] = 0.5f * (0.5f - off) * (0.5f - off);
    out_weights[1] = 0.75f - off * off;
    out_weights[2] = 0.5f * (0.5f + off) * (0.5f + off);
    return middle - 1;
}

static void point_add(float sums[HAND_GRID][HAND_GRID][HAND_DIRECTIONS],
                      const struct hand_shape *shape, int point)
{
    float turn = atan2f(shape->dy[point], shape->dx[point]) / (2 * (float)M_PI) * HAND_DIRECTIONS;
    float across[3], down[3];
    int left = cells_of(shape->x[point], across), top = cells_of(shape->y[point], down);
    int direction = (int)floorf(turn);
    float part = turn - (float)direction;
    int first = (direction + HAND_DIRECTIONS) % HAND_DIRECTIONS;
    int second = (first + 1) % HAND_DIRECTIONS;

    for (int row = 0; row < 3; row++) {
        for (int column = 0; column < 3; column++) {
            int y = top + row, x = left + column;

            if (y < 0 || y >= HAND_GRID || x < 0 || x >= HAND_GRID)
                continue;
            sums[y][x][first] += down[row] * across[column] * (1 - part);
            sums[y][x][second] += down[row] * across[column] * part;
        }
    }
}

void hand_shape_measure(const struct hand_shape *shape, int8_t out_features[HAND_FEATURES])
{
    float sums[HAND_GRID][HAND_GRID][HAND_DIRECTIONS];
    const float *values = &sums[0][0][0];
    float total = 0, scale;

    memset(sums, 0, sizeof(sums));
    for (int i = 0; i < HAND_POINTS; i++)
        point_add(sums, shape, i);
    /* The square root takes away the weight of long strokes: without it a few of them decide. */
    for (int i = 0; i < HAND_FEATURES; i++)
        total += values[i];
    scale = FEATURE_LENGTH / sqrtf(total);
    for (int i = 0; i < HAND_FEATURES; i++)
        out_features[i] = (int8_t)fminf(sqrtf(values[i]) * scale + 0.5f, 127.0f);
}
