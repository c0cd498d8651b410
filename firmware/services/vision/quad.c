#include "firmware/services/vision/quad.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- finding ---- */

#define SIDES_MAX (LINES_MAX + 4)
#define OPPOSITE -0.90f /* the most that the normals of opposite sides have in common: 26 degrees */
#define ACROSS 0.43f    /* likewise of neighbours */
#define APART_PARTS 8   /* opposite sides lie this part of the picture's height apart, or more */
#define AREA_MIN 0.04f  /* of the picture */
#define AREA_MIN_CUT 0.12f /* of what reaches over its border: most of that are other things */
#define SAMPLES 40         /* along a side */
#define STEP_PX 3          /* to each side of an edge, and twice, and three times so far */
#define STEP_LOOKS 3
#define STEP_MIN 9       /* levels */
#define SUPPORT_MIN 0.5f /* of a side's samples that show a step */
#define ENDS_MIN 0.4f    /* likewise near its ends */
#define CORNER_MAX 0.5f
#define SUPPORT_BORDER 0.6f
#define SEEN_MIN 0.3f /* of a side that lies inside the picture */
#define MARGIN_PX 3   /* nearer to the border no step can be seen */
#define DARK_PENALTY 0.6f
#define BORDER_PENALTY 0.7f

struct pair {
    const struct line *a, *b; /* a's normal points down or right when the inside is bright */
    bool is_dark;
};

struct search {
    const struct gray *small;
    struct line sides[SIDES_MAX];
    size_t side_count;
    struct pair pairs[SIDES_MAX * SIDES_MAX / 2];
    size_t pair_count;
};

static float dot(struct place a, struct place b)
{
    return a.x * b.x + a.y * b.y;
}

static struct place between(struct place a, struct place b, float part)
{
    return (struct place){a.x + part * (b.x - a.x), a.y + part * (b.y - a.y)};
}

static void add_borders(struct search *search)
{
    float x = (float)search->small->width_px / 2, y = (float)search->small->height_px / 2;
    const struct line borders[4] = {
        {{0, 1}, -y, 0}, {{0, -1}, -y, 0}, {{1, 0}, -x, 0}, {{-1, 0}, -x, 0}};

    memcpy(search->sides + search->side_count, borders, sizeof(borders));
    search->side_count += 4;
}

/* Opposite sides face each other across the page. Where both look outward the inside is dark. */
static void add_pair(struct search *search, const struct line *a, const struct line *b)
{
    float apart = -a->distance - b->distance;

    if (dot(a->normal, b->normal) > OPPOSITE || (a->votes == 0 && b->votes == 0) ||
        fabsf(apart) < (float)(search->small->height_px / APART_PARTS))
        return;
    if (apart < 0 && (a->votes == 0 || b->votes == 0))
        return; /* only a bright page may reach over the border */
    search->pairs[search->pair_count++] = (struct pair){a, b, apart < 0};
}

static bool cross(const struct line *a, const struct line *b, struct place *out)
{
    float det = a->normal.x * b->normal.y - a->normal.y * b->normal.x;

    if (fabsf(det) < 0.5f)
        return false;
    out->x = (a->distance * b->normal.y - b->distance * a->normal.y) / det;
    out->y = (b->distance * a->normal.x - a->distance * b->normal.x) / det;
    return true;
}

/* The lightest of some looks ahead, or the darkest. */
static float look_ahead(const struct gray *small, struct place at, struct place way, bool darkest)
{
    float found = darkest ? 255 : 0;

    for (int i = 1; i <= STEP_LOOKS; i++) {
        float reach = (float)(i * STEP_PX);
        float level =
            gray_between(small, (struct place){at.x + reach * way.x, at.y + reach * way.y});

        if (darkest ? level < found : level > found)
            found = level;
    }
    return found;
}

/* True when the inside is lighter than all that lies outside for a while. Print and rules on a page have
 * its paper again behind them; of the inside only the paper counts, not the print. */
static bool shows_step(const struct gray *small, struct place at, struct place inward, bool is_dark)
{
    struct place outward = {-inward.x, -inward.y};
    float step = look_ahead(small, at, inward, is_dark) - look_ahead(small, at, outward, is_dark);

    return (is_dark ? -step : step) >= STEP_MIN;
}

static bool is_inside(const struct gray *gray, struct place at, float margin)
{
    return at.x >= margin && at.y >= margin && at.x <= (float)gray->width_px - 1 - margin &&
           at.y <= (float)gray->height_px - 1 - margin;
}

/* To the left of a side that runs clockwise lies the outside. */
static struct place inward_of(struct place from, struct place to)
{
    float x = to.x - from.x, y = to.y - from.y, length = sqrtf(x * x + y * y);

    return length < 1 ? (struct place){0, 0} : (struct place){-y / length, x / length};
}

/* The part of side i's visible samples that show the step; negative: too little can be seen, or near the
 * corners there is none, as with round things. */
static float support_of(const struct gray *small, const struct quad *quad, int i)
{
    struct place from = quad->corners[i], to = quad->corners[(i + 1) % 4];
    struct place inward = inward_of(from, to);
    int seen = 0, steps = 0, ends_seen = 0, ends_steps = 0;

    for (int k = 0; k < SAMPLES; k++) {
        struct place at = between(from, to, 0.04f + 0.92f * ((float)k + 0.5f) / SAMPLES);
        bool is_end = k < SAMPLES / 5 || k >= SAMPLES - SAMPLES / 5, is_step;

        if (!is_inside(small, at, MARGIN_PX))
            continue;
        is_step = shows_step(small, at, inward, quad->is_dark);
        seen++;
        steps += is_step;
        ends_seen += is_end;
        ends_steps += is_end && is_step;
    }
    if ((float)seen < SEEN_MIN * SAMPLES || (float)ends_steps < ENDS_MIN * (float)ends_seen)
        return -1;
    return (float)steps / (float)seen;
}

/* True when every corner turns clockwise, by 60 to 120 degrees. */
static bool has_square_corners(const struct quad *quad)
{
    for (int i = 0; i < 4; i++) {
        struct place one = inward_of(quad->corners[i], quad->corners[(i + 1) % 4]);
        struct place two = inward_of(quad->corners[(i + 1) % 4], quad->corners[(i + 2) % 4]);

        if (one.x * two.y - one.y * two.x <= 0 || fabsf(dot(one, two)) > CORNER_MAX)
            return false;
    }
    return true;
}

/* The side whose inside lies most in that direction. */
static const struct line *facing(const struct pair *one, const struct pair *two, float x, float y)
{
    const struct line *all[4] = {one->a, one->b, two->a, two->b}, *best = NULL;
    const struct place direction = {one->is_dark ? -x : x, one->is_dark ? -y : y};

    for (int i = 0; i < 4; i++)
        if (best == NULL || dot(all[i]->normal, direction) > dot(best->normal, direction))
            best = all[i];
    return best;
}

static bool make_quad(const struct search *search, const struct pair *one, const struct pair *two,
                      struct quad *out)
{
    const struct line *sides[4] = {facing(one, two, 0, 1), facing(one, two, -1, 0),
                                   facing(one, two, 0, -1), facing(one, two, 1, 0)};
    struct place middle = {(float)(search->small->width_px / 2),
                           (float)(search->small->height_px / 2)};
    float least;
    int borders = 0;

    out->is_dark = one->is_dark;
    for (int i = 0; i < 4; i++) {
        if (!cross(sides[(i + 3) % 4], sides[i], &out->corners[i]))
            return false;
        out->corners[i].x += middle.x;
        out->corners[i].y += middle.y;
        out->is_border[i] = sides[i]->votes == 0;
        borders += out->is_border[i];
    }
    least = (borders == 0 ? AREA_MIN : AREA_MIN_CUT) * (float)search->small->width_px *
            (float)search->small->height_px;
    return borders <= 2 && has_square_corners(out) && quad_area(out) >= least;
}

/* How good a page it is; 0: none. */
static float score_of(const struct gray *small, const struct quad *quad)
{
    float sum = 0, score = 1;

    for (int i = 0; i < 4; i++) {
        float support = quad->is_border[i] ? SUPPORT_BORDER : support_of(small, quad, i);

        if (support < SUPPORT_MIN)
            return 0;
        sum += support;
        score *= quad->is_border[i] ? BORDER_PENALTY : 1;
    }
    score *= quad->is_dark ? DARK_PENALTY : 1;
    return score * sum * sum * sqrtf(quad_area(quad));
}

static void pick(struct search *search, struct quad *out, float *best)
{
    for (size_t i = 0; i < search->pair_count; i++)
        for (size_t k = i + 1; k < search->pair_count; k++) {
            const struct pair *one = &search->pairs[i], *two = &search->pairs[k];
            struct quad quad;
            float score;

            if (one->is_dark != two->is_dark ||
                fabsf(dot(one->a->normal, two->a->normal)) > ACROSS ||
                !make_quad(search, one, two, &quad))
                continue;
            score = score_of(search->small, &quad);
            if (score > *best) {
                *best = score;
                *out = quad;
            }
        }
}

bool quad_find(const struct gray *small, const struct lines *lines, struct quad *out)
{
    struct search search = {.small = small, .side_count = lines->count};
    float best = 0;

    memcpy(search.sides, lines->list, lines->count * sizeof(lines->list[0]));
    add_borders(&search);
    for (size_t i = 0; i < search.side_count; i++)
        for (size_t k = i + 1; k < search.side_count; k++)
            add_pair(&search, &search.sides[i], &search.sides[k]);
    pick(&search, out, &best);
    return best > 0;
}

/* ---- refining ---- */

#define POINTS 48         /* along a side */
#define POINTS_MIN 12     /* that show the step */
#define PROFILE 33        /* samples across a side */
#define LEVELS_MIN 8.0f   /* between outside and inside */
#define STRAIGHT_MIN 0.5f /* of the places of a side, on its line */
#define ROUNDS 4          /* of leaving out what does not lie on the line */

struct points {
    int seen; /* places of a side that lie inside the picture */
    int count;
    struct place list[POINTS];
};

static int compare_floats(const void *left, const void *right)
{
    float a = *(const float *)left, b = *(const float *)right;

    return (a > b) - (a < b);
}

static float middle_of(const float *values, int count)
{
    float sorted[PROFILE > POINTS ? PROFILE : POINTS];

    memcpy(sorted, values, (size_t)count * sizeof(values[0]));
    qsort(sorted, (size_t)count, sizeof(sorted[0]), compare_floats);
    return sorted[count / 2];
}

/* Where, from the outside, light first passes the middle between both sides' levels: print inside the
 * page has sharper edges than the page, but it comes later. -1: no step. */
static float find_step(const float *profile)
{
    float outside = middle_of(profile, PROFILE / 3);
    float inside = middle_of(profile + PROFILE - PROFILE / 3, PROFILE / 3);
    float half = (outside + inside) / 2, sign = inside > outside ? 1 : -1;

    if (fabsf(inside - outside) < LEVELS_MIN)
        return -1;
    for (int i = 1; i < PROFILE; i++)
        if (sign * (profile[i] - half) >= 0)
            return sign * (profile[i - 1] - half) >= 0
                       ? -1
                       : (float)(i - 1) + (half - profile[i - 1]) / (profile[i] - profile[i - 1]);
    return -1;
}

static void gather(const struct gray *gray, const struct place ends[2], float reach_px,
                   struct points *out)
{
    struct place inward = inward_of(ends[0], ends[1]);
    float spacing = 2 * reach_px / (PROFILE - 1);

    out->count = out->seen = 0;
    for (int i = 0; i < POINTS; i++) {
        struct place at = between(ends[0], ends[1], 0.06f + 0.88f * ((float)i + 0.5f) / POINTS);
        float profile[PROFILE], step;

        if (!is_inside(gray, at, 2))
            continue;
        out->seen++;
        for (int k = 0; k < PROFILE; k++) {
            float off = (float)k * spacing - reach_px;
            struct place here = {at.x + off * inward.x, at.y + off * inward.y};

            profile[k] = gray_between(gray, here);
        }
        step = find_step(profile);
        if (step < 0)
            continue;
        step = step * spacing - reach_px;
        out->list[out->count++] = (struct place){at.x + step * inward.x, at.y + step * inward.y};
    }
}

/* The line with the least squares of distances to the points. */
static struct line fit(const struct points *points)
{
    struct place mean = {0, 0};
    float xx = 0, xy = 0, yy = 0, angle;
    struct line line = {.votes = (uint32_t)points->count};

    for (int i = 0; i < points->count; i++) {
        mean.x += points->list[i].x / (float)points->count;
        mean.y += points->list[i].y / (float)points->count;
    }
    for (int i = 0; i < points->count; i++) {
        float x = points->list[i].x - mean.x, y = points->list[i].y - mean.y;

        xx += x * x;
        xy += x * y;
        yy += y * y;
    }
    angle = atan2f(2 * xy, xx - yy) / 2 + (float)M_PI / 2;
    line.normal = (struct place){cosf(angle), sinf(angle)};
    line.distance = dot(line.normal, mean);
    return line;
}

/* Leaves out the points that lie far from the line, by the measure of the others. */
static void drop_strays(const struct line *line, struct points *points)
{
    float off[POINTS], limit;
    int kept = 0;

    for (int i = 0; i < points->count; i++)
        off[i] = fabsf(dot(line->normal, points->list[i]) - line->distance);
    limit = 2.5f * middle_of(off, points->count) + 0.3f;
    for (int i = 0; i < points->count; i++)
        if (off[i] <= limit)
            points->list[kept++] = points->list[i];
    points->count = kept;
}

static struct line line_through(const struct place ends[2])
{
    struct points two = {2, 2, {ends[0], ends[1]}};

    return fit(&two);
}

/* True when most of what can be seen of a side lies on one line: the edge of a round thing does not. */
static bool is_straight(const struct points *points, const struct line *line, float reach_px)
{
    float limit = reach_px / 5;
    int on_it = 0;

    for (int i = 0; i < points->count; i++)
        on_it += fabsf(dot(line->normal, points->list[i]) - line->distance) <= limit;
    return (float)on_it >= STRAIGHT_MIN * (float)points->seen;
}

static bool refine_side(const struct gray *gray, const struct place ends[2], float reach_px,
                        struct line *out)
{
    struct points points, all;

    gather(gray, ends, reach_px, &points);
    all = points;
    *out = line_through(ends);
    for (int i = 0; i < ROUNDS && points.count >= POINTS_MIN; i++) {
        *out = fit(&points);
        drop_strays(out, &points);
    }
    return is_straight(&all, out, reach_px);
}

bool quad_refine(const struct gray *gray, float reach_px, struct quad *quad)
{
    struct line sides[4];
    struct place corners[4];
    bool straight = true;

    for (int i = 0; i < 4; i++) {
        const struct place ends[2] = {quad->corners[i], quad->corners[(i + 1) % 4]};

        if (quad->is_border[i])
            sides[i] = line_through(ends);
        else
            straight = refine_side(gray, ends, reach_px, &sides[i]) && straight;
    }
    for (int i = 0; i < 4; i++)
        if (!cross(&sides[(i + 3) % 4], &sides[i], &corners[i]) ||
            fabsf(corners[i].x - quad->corners[i].x) > 3 * reach_px ||
            fabsf(corners[i].y - quad->corners[i].y) > 3 * reach_px)
            return false;
    memcpy(quad->corners, corners, sizeof(corners));
    return straight;
}

/* ---- measuring ---- */

float quad_area(const struct quad *quad)
{
    const struct place *c = quad->corners;

    return fabsf((c[2].x - c[0].x) * (c[3].y - c[1].y) - (c[3].x - c[1].x) * (c[2].y - c[0].y)) / 2;
}

bool quad_is_cut(const struct quad *quad, int width_px, int height_px)
{
    for (int i = 0; i < 4; i++)
        if (quad->is_border[i] || quad->corners[i].x < 0 || quad->corners[i].y < 0 ||
            quad->corners[i].x > (float)width_px - 1 || quad->corners[i].y > (float)height_px - 1)
            return true;
    return false;
}

struct place quad_inside(const struct quad *quad, float across, float down)
{
    return between(between(quad->corners[0], quad->corners[1], across),
                   between(quad->corners[3], quad->corners[2], across), down);
}
