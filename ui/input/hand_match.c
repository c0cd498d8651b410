#include "ui/input/hand_match.h"

#include <math.h>

#include "firmware/base/bytes.h"

#define ROUNDS 2             /* of looking for the nearest and laying over */
#define FIT_STEP 2           /* every second point is enough to lay one over the other */
#define TURN 90.0f           /* how far apart two points of opposite directions are, in 1/256 box */
#define INK_FAR 2500.0f      /* squared: ink farther from the template counts as this far */
#define TEMPLATE_FAR 5000.0f /* squared: missing ink says more than a stray line does */
#define NARROW 0.4f          /* of both, between shapes already known to be near */
#define DOUBT 1500.0f        /* squared: a point this far from its nearest pulls half as much */
#define STIFF 100000.0f      /* how much the affine map keeps to "no change" */
#define KEY_BITS 7           /* HAND_POINTS fit into this */
#define KEY_SCALE 8.0f       /* fractions of a squared distance that a key keeps */
#define PATH_STEP 2          /* every second point is enough to follow the pen */
#define PATH_POINTS (HAND_POINTS / PATH_STEP)
#define PATH_FAR 5000.0f /* squared: what a point without a partner on the path costs */

/* A shape as points in four dimensions, so that one sum of squares knows place and direction. */
struct cloud {
    float x[HAND_POINTS], y[HAND_POINTS], u[HAND_POINTS], v[HAND_POINTS];
    const float *weight; /* the shape's */
};

/* The nearest point of another cloud for each point: its squared distance and its index. */
struct nearest {
    float squared[HAND_POINTS];
    int at[HAND_POINTS];
};

/* The cheapest way to pair the ink so far with the first `j` points of the template, for each j. */
struct path {
    float cost[PATH_POINTS + 1];
    float squared[PATH_POINTS]; /* of the ink's newest point to each of the template */
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
    out->weight = shape->weight;
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

static float distance(const struct cloud *from, const struct nearest *nearest, float far)
{
    float sum = 0, all = 0;

    for (int i = 0; i < HAND_POINTS; i++) {
        sum += from->weight[i] * fminf(nearest->squared[i], far);
        all += from->weight[i];
    }
    return sum / all;
}

/* The share of a cloud that is nearest to nothing of the other: lines that are there once too often
 * lie near some line, too, but nothing looks for them. */
static float unclaimed(const struct cloud *of, const struct nearest *other_nearest)
{
    bool is_claimed[HAND_POINTS] = {false};
    float sum = 0, all = 0;

    for (int i = 0; i < HAND_POINTS; i++)
        is_claimed[other_nearest->at[i]] = true;
    for (int i = 0; i < HAND_POINTS; i++) {
        sum += is_claimed[i] ? 0 : of->weight[i];
        all += of->weight[i];
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
static void map_fit(const struct cloud *ink, const struct cloud *to, const struct nearest *nearest,
                    struct row out_map[2])
{
    double sums[3][5] = {{STIFF, 0, 0, STIFF, 0}, {0, STIFF, 0, 0, STIFF}, {0, 0, 1e-3, 0, 0}};

    for (int i = 0; i < HAND_POINTS; i++) {
        float weight = ink->weight[i] / (1 + nearest->squared[i] / DOUBT);
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

/* Which point of a shape stands at a place of the path. */
static int point_at(int place)
{
    return place * PATH_STEP + PATH_STEP / 2;
}

/* Goes on by one point of the ink. It takes the template's next point as its partner, or stays with
 * the one before it, or the template goes on alone; far partners cost no more than none. */
static void path_go_on(struct path *path, const struct cloud *ink, int point,
                       const struct cloud *template)
{
    float weight = ink->weight[point], before = path->cost[0], here;

    for (int i = 0; i < PATH_POINTS; i++) {
        int at = point_at(i);
        float dx = ink->x[point] - template->x[at], dy = ink->y[point] - template->y[at];
        float du = ink->u[point] - template->u[at], dv = ink->v[point] - template->v[at];

        path->squared[i] = fminf(dx * dx + dy * dy + du * du + dv * dv, PATH_FAR);
    }
    here = path->cost[0] += weight * PATH_FAR;
    for (int i = 0; i < PATH_POINTS; i++) {
        float own = template->weight[point_at(i)], squared = path->squared[i];
        float both = before + (weight + own) * squared;
        float alone = path->cost[i + 1] + weight * squared;
        float skipped = here + own * squared;

        before = path->cost[i + 1];
        here = both < alone ? both : alone;
        here = skipped < here ? skipped : here;
        path->cost[i + 1] = here;
    }
}

/* Dynamic time warping (H. Sakoe, S. Chiba, IEEE Trans. ASSP 26 (1978)) over both paths of the pen,
 * the lifts left out: the mean squared distance of partners when both are gone along in order. */
static float path_distance(const struct cloud *ink, const struct cloud *template)
{
    struct path path = {0};
    float all = 0, distance;

    for (int i = 0; i < PATH_POINTS; i++) {
        path.cost[i + 1] = path.cost[i] + template->weight[point_at(i)] * PATH_FAR;
        all += ink->weight[point_at(i)] + template->weight[point_at(i)];
    }
    for (int i = 0; i < PATH_POINTS; i++)
        path_go_on(&path, ink, point_at(i), template);
    distance = path.cost[PATH_POINTS] / all;
    bytes_wipe(&path, sizeof(path));
    return distance;
}

static void lay_over(struct cloud *ink, const struct cloud *template)
{
    struct nearest nearest;
    struct row map[2];

    for (int round = 0; round < ROUNDS; round++) {
        nearest_find(ink, template, FIT_STEP, &nearest);
        map_fit(ink, template, &nearest, map);
        map_use(map, ink);
    }
    bytes_wipe(&nearest, sizeof(nearest));
}

float hand_match_distance(const struct hand_shape *ink, const struct hand_shape *shape)
{
    struct cloud from, to;
    struct nearest nearest;
    float there, back;

    cloud_make(ink, &from);
    cloud_make(shape, &to);
    lay_over(&from, &to);
    nearest_find(&from, &to, 1, &nearest);
    there = distance(&from, &nearest, INK_FAR);
    nearest_find(&to, &from, 1, &nearest);
    back = distance(&to, &nearest, TEMPLATE_FAR);
    bytes_wipe(&from, sizeof(from));
    bytes_wipe(&nearest, sizeof(nearest));
    return there + back;
}

struct hand_match hand_match_compare(const struct hand_shape *ink, const struct hand_shape *shape)
{
    struct cloud from, to;
    struct nearest nearest;
    struct hand_match match;

    cloud_make(ink, &from);
    cloud_make(shape, &to);
    lay_over(&from, &to);
    nearest_find(&from, &to, 1, &nearest);
    match.there = distance(&from, &nearest, NARROW * INK_FAR);
    nearest_find(&to, &from, 1, &nearest);
    match.back = distance(&to, &nearest, NARROW * TEMPLATE_FAR);
    match.unclaimed = unclaimed(&from, &nearest);
    match.path = path_distance(&from, &to);
    bytes_wipe(&from, sizeof(from));
    bytes_wipe(&nearest, sizeof(nearest));
    return match;
}
