#include "ui/input/hand_match.h"

#include <math.h>

#include "firmware/base/bytes.h"

#define ROUNDS 2             /* of looking for the nearest and laying over */
#define FIT_STEP 2           /* every second point is enough to lay one over the other */
#define TURN 90.0f           /* how far apart two points of opposite directions are, in 1/256 box */
#define INK_FAR 2500.0f      /* squared: ink farther from the template counts as this far */
#define TEMPLATE_FAR 5000.0f /* squared: missing ink says more than a stray line does */
#define DOUBT 1500.0f        /* squared: a point this far from its nearest pulls half as much */
#define STIFF 100000.0f      /* how much the affine map keeps to "no change" */
#define KEY_BITS 7           /* HAND_POINTS fit into this */
#define KEY_SCALE 8.0f       /* fractions of a squared distance that a key keeps */

/* A shape as points in four dimensions, so that one sum of squares knows place and direction. */
struct cloud {
    float x[HAND_POINTS], y[HAND_POINTS], u[HAND_POINTS], v[HAND_POINTS];
};

/* The nearest point of another cloud for each point: its squared distance and its index. */
struct nearest {
    float squared[HAND_POINTS];
    int at[HAND_POINTS];
};

/* x' = m[0] x + m[1] y + m[2], about the middle of the box. */
struct row {
    float m[3];
};

/* So far outside the box no shape of a character goes; it keeps keys within their bits. */
static float kept(float at)
{
    return fminf(fmaxf(at, -HAND_BOX), 2 * HAND_BOX);
}

static void cloud_make(const struct hand_shape *shape, struct cloud *out)
{
    for (int i = 0; i < HAND_POINTS; i++) {
        out->x[i] = kept(shape->x[i]);
        out->y[i] = kept(shape->y[i]);
        out->u[i] = shape->dx[i] * (TURN / 2);
        out->v[i] = shape->dy[i] * (TURN / 2);
    }
}

/* Distance and index go into one integer, the distance in front: then the least key is the answer
 * and the loop over `from` needs no branch. Looks at every `step`th point of `to`. */
static void nearest_find(const struct cloud *from, const struct cloud *to, int step,
                         struct nearest *out)
{
    int32_t keys[HAND_POINTS];

    for (int i = 0; i < HAND_POINTS; i++)
        keys[i] = INT32_MAX;
    for (int j = 0; j < HAND_POINTS; j += step) {
        float x = to->x[j], y = to->y[j], u = to->u[j], v = to->v[j];

        for (int i = 0; i < HAND_POINTS; i++) {
            float dx = from->x[i] - x, dy = from->y[i] - y;
            float du = from->u[i] - u, dv = from->v[i] - v;
            float squared = dx * dx + dy * dy + du * du + dv * dv;
            int32_t key = (int32_t)(squared * KEY_SCALE) << KEY_BITS | j;

            keys[i] = key < keys[i] ? key : keys[i];
        }
    }
    for (int i = 0; i < HAND_POINTS; i++) {
        out->squared[i] = (float)(keys[i] >> KEY_BITS) / KEY_SCALE;
        out->at[i] = keys[i] & (HAND_POINTS - 1);
    }
}

static float distance(const struct nearest *nearest, const float *weights, float far)
{
    float sum = 0, all = 0;

    for (int i = 0; i < HAND_POINTS; i++) {
        sum += weights[i] * fminf(nearest->squared[i], far);
        all += weights[i];
    }
    return sum / all;
}

/* Solves three symmetric, positive equations for two right sides at once. */
static void solve(double at[3][5], struct row *out_x, struct row *out_y)
{
    for (int pivot = 0; pivot < 3; pivot++) {
        for (int row = 0; row < 3; row++) {
            double factor = at[row][pivot] / at[pivot][pivot];

            if (row == pivot)
                continue;
            for (int column = pivot; column < 5; column++)
                at[row][column] -= factor * at[pivot][column];
        }
    }
    for (int row = 0; row < 3; row++) {
        out_x->m[row] = (float)(at[row][3] / at[row][row]);
        out_y->m[row] = (float)(at[row][4] / at[row][row]);
    }
}

/* The affine map that brings the ink's points nearest to their partners, by weighted least squares.
 * STIFF keeps it from turning a line into any other line. */
static void map_fit(const struct cloud *ink, const float *weights, const struct cloud *to,
                    const struct nearest *nearest, struct row out_map[2])
{
    double sums[3][5] = {{STIFF, 0, 0, STIFF, 0}, {0, STIFF, 0, 0, STIFF}, {0, 0, 1e-3, 0, 0}};

    for (int i = 0; i < HAND_POINTS; i++) {
        float weight = weights[i] / (1 + nearest->squared[i] / DOUBT);
        float values[5] = {ink->x[i] - HAND_BOX / 2, ink->y[i] - HAND_BOX / 2, 1,
                           to->x[nearest->at[i]] - HAND_BOX / 2,
                           to->y[nearest->at[i]] - HAND_BOX / 2};

        for (int row = 0; row < 3; row++)
            for (int column = 0; column < 5; column++)
                sums[row][column] += weight * values[row] * values[column];
    }
    solve(sums, &out_map[0], &out_map[1]);
}

static void map_use(const struct row map[2], struct cloud *cloud)
{
    const float *a = map[0].m, *b = map[1].m;

    for (int i = 0; i < HAND_POINTS; i++) {
        float x = cloud->x[i] - HAND_BOX / 2, y = cloud->y[i] - HAND_BOX / 2;
        float u = a[0] * cloud->u[i] + a[1] * cloud->v[i];
        float v = b[0] * cloud->u[i] + b[1] * cloud->v[i];
        float length = sqrtf(u * u + v * v) + 1e-6f;

        cloud->x[i] = kept(HAND_BOX / 2 + a[0] * x + a[1] * y + a[2]);
        cloud->y[i] = kept(HAND_BOX / 2 + b[0] * x + b[1] * y + b[2]);
        cloud->u[i] = u / length * (TURN / 2);
        cloud->v[i] = v / length * (TURN / 2);
    }
}

float hand_match_distance(const struct hand_shape *ink, const struct hand_shape *shape)
{
    struct cloud from, to;
    struct nearest nearest;
    struct row map[2];
    float there, back;

    cloud_make(ink, &from);
    cloud_make(shape, &to);
    for (int round = 0; round < ROUNDS; round++) {
        nearest_find(&from, &to, FIT_STEP, &nearest);
        map_fit(&from, ink->weight, &to, &nearest, map);
        map_use(map, &from);
    }
    nearest_find(&from, &to, 1, &nearest);
    there = distance(&nearest, ink->weight, INK_FAR);
    nearest_find(&to, &from, 1, &nearest);
    back = distance(&nearest, shape->weight, TEMPLATE_FAR);
    bytes_wipe(&from, sizeof(from));
    bytes_wipe(&nearest, sizeof(nearest));
    return there + back;
}
