#include "tools/tables/hand_compose.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ui/input/hand_match.h"

#define DEPTH_MAX 5
#define STROKE_COST                                                                                \
    150.0f /* per stroke that the part put in has more or less than the one before */
#define STRETCH_COST 400.0f /* for making it e times as wide and no higher */
#define UNLIKE_MAX                                                                                 \
    2500.0f    /* squares of 1/256 box: beyond this a part is not found in a character */
#define GAP 30 /* between two parts put side by side without an example */

struct maker {
    const struct hand_glyphs *glyphs;
    const struct hand_parts *parts;
};

struct box {
    int left, top, right, bottom;
};

/* A run of strokes in a known character, and how little it looks like what was sought. */
struct run {
    const struct ink *ink;
    int first, count;
    float unlike;
};

static bool part_draw(const struct maker *maker, uint32_t key, int depth, struct ink *out);

static const struct ink *known(const struct maker *maker, uint32_t key)
{
    const struct hand_glyph *glyph = hand_glyphs_find(maker->glyphs, key);

    return glyph == NULL ? NULL : &glyph->ink;
}

/* Appends strokes `first` to `first + count` of one ink to another; false when it is full. */
static bool strokes_append(struct ink *to, const struct ink *from, int first, int count)
{
    for (int stroke = first; stroke < first + count; stroke++) {
        uint16_t start = ink_start(from, (uint16_t)stroke);

        if (!ink_begin(to, from->points[start]))
            return false;
        for (int i = start + 1; i < from->ends[stroke]; i++)
            if (!ink_go_on(to, from->points[i]))
                return false;
    }
    return true;
}

static struct box box_of(const struct ink *ink)
{
    struct box box = {INT16_MAX, INT16_MAX, INT16_MIN, INT16_MIN};

    for (int i = 0; i < ink->point_count; i++) {
        struct ink_point point = ink->points[i];

        box.left = point.x < box.left ? point.x : box.left;
        box.top = point.y < box.top ? point.y : box.top;
        box.right = point.x > box.right ? point.x : box.right;
        box.bottom = point.y > box.bottom ? point.y : box.bottom;
    }
    return box;
}

static int16_t along(int at, int from, int from_end, int to, int to_end)
{
    if (from_end == from)
        return (int16_t)((to + to_end) / 2);
    return (int16_t)(to + (at - from) * (to_end - to) / (from_end - from));
}

static void fit(struct ink *ink, struct box to)
{
    struct box from = box_of(ink);

    for (int i = 0; i < ink->point_count; i++) {
        struct ink_point *point = &ink->points[i];

        point->x = along(point->x, from.left, from.right, to.left, to.right);
        point->y = along(point->y, from.top, from.bottom, to.top, to.bottom);
    }
}

/* Where in `ink` the strokes of `part` are: the run of as many strokes that looks most like it. */
static struct run run_find(const struct ink *ink, const struct ink *part)
{
    struct run best = {ink, 0, part->stroke_count, FLT_MAX};
    struct hand_shape wanted, there;

    if (part->stroke_count >= ink->stroke_count || !hand_shape_make(part, &wanted))
        return best;
    for (int first = 0; first + part->stroke_count <= ink->stroke_count; first++) {
        struct ink strokes = {0};
        float unlike;

        if (!strokes_append(&strokes, ink, first, part->stroke_count) ||
            !hand_shape_make(&strokes, &there))
            continue;
        unlike = hand_match_distance(&there, &wanted);
        if (unlike < best.unlike) {
            best.unlike = unlike;
            best.first = first;
        }
    }
    return best;
}

/* How much a part must be stretched one way to take the place of the run: 0 for not at all. */
static float stretch(const struct ink *part, const struct run *run)
{
    struct ink old = {0};
    struct box from = box_of(part), to;

    if (!strokes_append(&old, run->ink, run->first, run->count))
        return 0;
    to = box_of(&old);
    return fabsf(logf((float)(from.right - from.left + GAP) /
                      (float)(from.bottom - from.top + GAP) * (float)(to.bottom - to.top + GAP) /
                      (float)(to.right - to.left + GAP)));
}

static bool run_replace(const struct run *run, const struct ink *part, struct ink *out)
{
    struct ink old = {0}, fitted = *part;
    int after = run->first + run->count;

    memset(out, 0, sizeof(*out));
    if (!strokes_append(&old, run->ink, run->first, run->count))
        return false;
    fit(&fitted, box_of(&old));
    return strokes_append(out, run->ink, 0, run->first) &&
           strokes_append(out, &fitted, 0, fitted.stroke_count) &&
           strokes_append(out, run->ink, after, run->ink->stroke_count - after);
}

/* The best known character of the same kind that has `kept` in the same place: the run of strokes
 * that its other part is. `strokes` is how many strokes will come instead. */
static struct run example_find(const struct maker *maker, const struct hand_parts_entry *wanted,
                               int kept, const struct ink *part)
{
    struct run best = {.unlike = UNLIKE_MAX};
    const struct hand_parts_entry *entries = maker->parts->list.at;

    for (size_t i = 0; i < maker->parts->list.count; i++) {
        const struct hand_parts_entry *entry = &entries[i];
        const struct ink *ink, *other;
        struct run run;
        float cost;

        if (entry->of[kept] != wanted->of[kept] || strcmp(entry->kind, wanted->kind) != 0)
            continue;
        ink = known(maker, entry->key);
        other = known(maker, entry->of[1 - kept]);
        if (ink == NULL || other == NULL)
            continue;
        cost = STROKE_COST * (float)abs(other->stroke_count - part->stroke_count);
        if (cost >= best.unlike)
            continue;
        run = run_find(ink, other);
        run.unlike += cost + STRETCH_COST * stretch(part, &run);
        if (run.unlike < best.unlike)
            best = run;
    }
    return best;
}

/* A part that is no character of the data by itself: what is left of a known character when its
 * other part is taken out. */
static bool part_extract(const struct maker *maker, uint32_t key, struct ink *out)
{
    struct run best = {.unlike = UNLIKE_MAX};
    const struct hand_parts_entry *entries = maker->parts->list.at;

    for (size_t i = 0; i < maker->parts->list.count; i++) {
        for (int place = 0; place < 2; place++) {
            const struct ink *ink = known(maker, entries[i].key);
            const struct ink *other = known(maker, entries[i].of[1 - place]);

            if (entries[i].of[place] == key && ink != NULL && other != NULL) {
                struct run run = run_find(ink, other);

                if (run.unlike < best.unlike)
                    best = run;
            }
        }
    }
    if (best.ink == NULL)
        return false;
    memset(out, 0, sizeof(*out));
    return strokes_append(out, best.ink, 0, best.first) &&
           strokes_append(out, best.ink, best.first + best.count,
                          best.ink->stroke_count - best.first - best.count);
}

/* Without an example: side by side or one above the other, the room by the number of strokes. */
static bool split(const struct hand_parts_entry *entry, struct ink parts[2], struct ink *out)
{
    int strokes = parts[0].stroke_count + parts[1].stroke_count;
    int middle = HAND_GLYPH_SIDE / 4 +
                 HAND_GLYPH_SIDE / 2 * parts[0].stroke_count / (strokes > 0 ? strokes : 1);

    memset(out, 0, sizeof(*out));
    if (strcmp(entry->kind, "a") == 0) {
        fit(&parts[0], (struct box){0, 0, middle - GAP, HAND_GLYPH_SIDE});
        fit(&parts[1], (struct box){middle + GAP, 0, HAND_GLYPH_SIDE, HAND_GLYPH_SIDE});
    } else if (strcmp(entry->kind, "d") == 0) {
        fit(&parts[0], (struct box){0, 0, HAND_GLYPH_SIDE, middle - GAP});
        fit(&parts[1], (struct box){0, middle + GAP, HAND_GLYPH_SIDE, HAND_GLYPH_SIDE});
    } else {
        return false;
    }
    return strokes_append(out, &parts[0], 0, parts[0].stroke_count) &&
           strokes_append(out, &parts[1], 0, parts[1].stroke_count);
}

static bool compose(const struct maker *maker, uint32_t key, int depth, struct ink *out)
{
    const struct hand_parts_entry *entry = hand_parts_find(maker->parts, key);
    struct run best = {.unlike = FLT_MAX};
    struct ink parts[2];
    bool drawn[2];
    int replaced = 0;

    if (entry == NULL || depth == 0)
        return false;
    for (int place = 0; place < 2; place++) {
        drawn[place] = part_draw(maker, entry->of[place], depth - 1, &parts[place]);
        if (drawn[place]) {
            struct run run = example_find(maker, entry, 1 - place, &parts[place]);

            if (run.ink != NULL && run.unlike < best.unlike) {
                best = run;
                replaced = place;
            }
        }
    }
    if (best.ink != NULL)
        return run_replace(&best, &parts[replaced], out);
    return drawn[0] && drawn[1] && split(entry, parts, out);
}

static bool part_draw(const struct maker *maker, uint32_t key, int depth, struct ink *out)
{
    const struct ink *ink = known(maker, key);

    if (ink != NULL) {
        *out = *ink;
        return true;
    }
    return part_extract(maker, key, out) || compose(maker, key, depth, out);
}

bool hand_compose(const struct hand_glyphs *glyphs, const struct hand_parts *parts,
                  uint32_t character, struct ink *out)
{
    struct maker maker = {glyphs, parts};

    return compose(&maker, character, DEPTH_MAX, out);
}
