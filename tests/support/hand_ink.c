#include "tests/support/hand_ink.h"

#include <math.h>
#include <string.h>

#define MARGIN 200 /* so that nothing gets a negative coordinate by turning */

struct place {
    double x, y;
};

/* One drawing of the whole character's distortion. */
struct whole {
    double slant, wide, high, turn, wave_x, wave_y, phase_x, phase_y;
};

/* The same for one stroke, about its middle. */
struct single {
    struct place middle, move;
    double scale, turn;
};

static double draw(struct random *random, double most)
{
    return most * ((double)(random_next(random) >> 11) / 4503599627370496.0 - 1.0);
}

static struct whole whole_draw(struct random *random)
{
    struct whole whole;

    whole.slant = draw(random, HAND_INK_SLANT);
    whole.wide = 1 + draw(random, HAND_INK_STRETCH);
    whole.high = 1 + draw(random, HAND_INK_STRETCH);
    whole.turn = draw(random, HAND_INK_TURN);
    whole.wave_x = draw(random, HAND_INK_WAVE);
    whole.wave_y = draw(random, HAND_INK_WAVE);
    whole.phase_x = draw(random, M_PI);
    whole.phase_y = draw(random, M_PI);
    return whole;
}

static struct single single_draw(const struct place *at, int count, struct random *random)
{
    struct single single = {.scale = 1 + draw(random, HAND_INK_STROKE_SCALE),
                            .turn = draw(random, HAND_INK_STROKE_TURN)};

    single.move.x = draw(random, HAND_INK_STROKE_MOVE);
    single.move.y = draw(random, HAND_INK_STROKE_MOVE);
    for (int i = 0; i < count; i++) {
        single.middle.x += at[i].x / count;
        single.middle.y += at[i].y / count;
    }
    return single;
}

static struct place turned(struct place at, double turn)
{
    return (struct place){at.x * cos(turn) - at.y * sin(turn), at.x * sin(turn) + at.y * cos(turn)};
}

static struct place distorted(struct place at, const struct single *single,
                              const struct whole *whole, struct random *random)
{
    struct place own =
        turned((struct place){at.x - single->middle.x, at.y - single->middle.y}, single->turn);
    struct place bent;

    at.x = single->middle.x + single->move.x + single->scale * own.x;
    at.y = single->middle.y + single->move.y + single->scale * own.y;
    at.x += draw(random, HAND_INK_POINT_MOVE);
    at.y += draw(random, HAND_INK_POINT_MOVE);
    bent.x = at.x + whole->wave_x * sin(2 * M_PI * at.y + whole->phase_x);
    bent.y = at.y + whole->wave_y * sin(2 * M_PI * at.x + whole->phase_y);
    bent.x = whole->wide * bent.x - whole->slant * bent.y;
    bent.y *= whole->high;
    return turned(bent, whole->turn);
}

/* Brings the ink about the origin, its longer side to 1. */
static void places_of(const struct ink *ink, struct place *out)
{
    double left = INT16_MAX, top = INT16_MAX, right = INT16_MIN, bottom = INT16_MIN, side;

    for (int i = 0; i < ink->point_count; i++) {
        left = fmin(left, ink->points[i].x);
        right = fmax(right, ink->points[i].x);
        top = fmin(top, ink->points[i].y);
        bottom = fmax(bottom, ink->points[i].y);
    }
    side = fmax(fmax(right - left, bottom - top), 1);
    for (int i = 0; i < ink->point_count; i++)
        out[i] = (struct place){(ink->points[i].x - (left + right) / 2) / side,
                                (ink->points[i].y - (top + bottom) / 2) / side};
}

static void shuffle(int *order, int count, struct random *random)
{
    for (int i = count - 1; i > 0; i--) {
        int other = (int)random_below(random, (uint64_t)i + 1);
        int kept = order[i];

        order[i] = order[other];
        order[other] = kept;
    }
}

void hand_ink_write(const struct ink *from, struct hand_ink_habits habits, struct random *random,
                    struct ink *out)
{
    struct place places[INK_POINTS_MAX];
    struct whole whole = whole_draw(random);
    int order[INK_STROKES_MAX];
    bool is_joined = false;

    places_of(from, places);
    memset(out, 0, sizeof(*out));
    for (int i = 0; i < from->stroke_count; i++)
        order[i] = i;
    if (habits.shuffles)
        shuffle(order, from->stroke_count, random);
    for (int i = 0; i < from->stroke_count; i++) {
        uint16_t start = ink_start(from, (uint16_t)order[i]), end = from->ends[order[i]];
        struct single single = single_draw(&places[start], end - start, random);

        for (int j = start; j < end; j++) {
            struct place at =
                habits.distorts ? distorted(places[j], &single, &whole, random) : places[j];
            struct ink_point point = {(int16_t)(MARGIN + (at.x + 0.5) * HAND_INK_SIDE),
                                      (int16_t)(MARGIN + (at.y + 0.5) * HAND_INK_SIDE)};

            (void)(j == start && !is_joined ? ink_begin(out, point) : ink_go_on(out, point));
        }
        is_joined = habits.joins && random_chance(random, 500000);
    }
}
