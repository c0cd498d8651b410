#include "ui/input/hand_shape.h"

#include <math.h>
#include <string.h>

#include "firmware/base/bytes.h"

#define SPREAD_BOX 0.27f      /* standard deviation of the ink, in boxes, after normalisation */
#define DOT_LENGTH 0.02f      /* of the character's size: what a tap counts as */
#define LINK_WEIGHT 0.3f      /* of ink that is likely the way to the next stroke */
#define CIRCLE 8              /* directions all around */
#define FEATURE_LENGTH 600.0f /* Euclidean length of a feature vector */

/* One straight piece of a stroke, and the walk over all of them. */
struct piece {
    float x, y, dx, dy, length;
};

struct walk {
    const struct ink *ink;
    int stroke, point;
    float dot;
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

static struct walk walk_begin(const struct ink *ink)
{
    return (struct walk){.ink = ink, .dot = ink_size(ink) * DOT_LENGTH};
}

static struct piece piece_make(struct ink_point from, float dx, float dy)
{
    float length = hypotf(dx, dy);
    float part = length > 0 ? 1 / length : 0;

    return (struct piece){from.x, from.y, dx * part, dy * part, length};
}

/* The next piece; a tap becomes a short piece down to the right, as a dot is written. */
static bool walk_next(struct walk *walk, struct piece *out)
{
    const struct ink *ink = walk->ink;
    const struct ink_point *at = &ink->points[walk->point];
    bool first;

    if (walk->stroke == ink->stroke_count)
        return false;
    first = walk->point == (walk->stroke == 0 ? 0 : ink->ends[walk->stroke - 1]);
    walk->point++;
    if (walk->point < ink->ends[walk->stroke]) {
        *out = piece_make(*at, (float)(at[1].x - at[0].x), (float)(at[1].y - at[0].y));
        return true;
    }
    walk->stroke++;
    *out = piece_make(*at, first ? walk->dot : 0, first ? walk->dot : 0);
    return true;
}

static float ink_length(const struct ink *ink)
{
    struct walk walk = walk_begin(ink);
    struct piece piece;
    float length = 0;

    while (walk_next(&walk, &piece))
        length += piece.length;
    return length;
}

/* Sets HAND_POINTS points along the ink, each in the middle of its share of the length. */
static void points_set(const struct ink *ink, float length, struct hand_shape *out)
{
    struct walk walk = walk_begin(ink);
    struct piece piece = {0};
    float step = length / HAND_POINTS, done = 0;
    bool more = walk_next(&walk, &piece);

    for (int i = 0; i < HAND_POINTS; i++) {
        float want = ((float)i + 0.5f) * step;

        while (more && done + piece.length < want) {
            done += piece.length;
            more = walk_next(&walk, &piece);
        }
        out->x[i] = piece.x + piece.dx * (want - done);
        out->y[i] = piece.y + piece.dy * (want - done);
        out->dx[i] = piece.dx;
        out->dy[i] = piece.dy;
    }
}

static void weigh(struct hand_shape *shape)
{
    for (int i = 0; i < HAND_POINTS; i++) {
        bool up = shape->dy[i] < -0.25f && shape->dx[i] < 0.6f;
        bool left = shape->dy[i] < 0.1f && shape->dx[i] < -0.95f;

        shape->weight[i] = up || left ? LINK_WEIGHT : 1.0f;
    }
}

static float mean(const float *values, const float *weights)
{
    float sum = 0, all = 0;

    for (int i = 0; i < HAND_POINTS; i++) {
        sum += weights[i] * values[i];
        all += weights[i];
    }
    return sum / all;
}

static float spread(const float *values, float middle, const float *weights)
{
    float sum = 0, all = 0;

    for (int i = 0; i < HAND_POINTS; i++) {
        sum += weights[i] * (values[i] - middle) * (values[i] - middle);
        all += weights[i];
    }
    return sqrtf(sum / all);
}

/* How wide the narrower side of a character becomes: the square root of a sine keeps a line a line
 * and makes a nearly square character square. */
static float side(float narrow, float wide)
{
    return sqrtf(sinf((float)M_PI / 2 * narrow / wide));
}

static void normalise(struct hand_shape *shape)
{
    float x = mean(shape->x, shape->weight), y = mean(shape->y, shape->weight);
    float wide = spread(shape->x, x, shape->weight);
    float high = spread(shape->y, y, shape->weight);
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
    float length = ink_length(ink);

    if (length <= 0)
        return false;
    points_set(ink, length, out);
    weigh(out);
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

/* Shares a point between its two neighbouring directions. No stroke runs up and to the left: those
 * two directions have no place among the features. */
static void point_add(float sums[HAND_GRID][HAND_GRID][HAND_DIRECTIONS],
                      const struct hand_shape *shape, int point)
{
    float turn = atan2f(shape->dy[point], shape->dx[point]) / (2 * (float)M_PI) * CIRCLE + 1;
    float across[3], down[3];
    int left = cells_of(shape->x[point], across), top = cells_of(shape->y[point], down);
    int first = ((int)floorf(turn) + CIRCLE) % CIRCLE, second = (first + 1) % CIRCLE;
    float part = turn - floorf(turn);

    for (int row = 0; row < 3; row++) {
        for (int column = 0; column < 3; column++) {
            float share = shape->weight[point] * down[row] * across[column];
            int y = top + row, x = left + column;

            if (y < 0 || y >= HAND_GRID || x < 0 || x >= HAND_GRID)
                continue;
            if (first < HAND_DIRECTIONS)
                sums[y][x][first] += share * (1 - part);
            if (second < HAND_DIRECTIONS)
                sums[y][x][second] += share * part;
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
    scale = FEATURE_LENGTH / sqrtf(fmaxf(total, 1e-3f));
    for (int i = 0; i < HAND_FEATURES; i++)
        out_features[i] = (int8_t)fminf(sqrtf(values[i]) * scale + 0.5f, 127.0f);
    bytes_wipe(sums, sizeof(sums));
}
