/* Ink of other hands: what people do to a character they write, in numbers and from a seed. For the
 * tests and the bench of the handwriting recogniser. */
#ifndef BANSHI_TESTS_SUPPORT_HAND_INK_H
#define BANSHI_TESTS_SUPPORT_HAND_INK_H

#include "firmware/base/ink.h"
#include "firmware/base/random.h"

/* The most each thing is off, either way, drawn evenly; lengths are parts of the character's longer
 * side, turns are in radians. The bench prints these. */
#define HAND_INK_SLANT 0.20       /* the whole character, sideways per height */
#define HAND_INK_STRETCH 0.20     /* the whole, each axis by itself */
#define HAND_INK_TURN 0.10        /* the whole */
#define HAND_INK_WAVE 0.04        /* the whole bent as one wave, each axis by itself */
#define HAND_INK_STROKE_MOVE 0.04 /* every stroke, each axis */
#define HAND_INK_STROKE_SCALE 0.15
#define HAND_INK_STROKE_TURN 0.12
#define HAND_INK_POINT_MOVE 0.01 /* every point */
#define HAND_INK_SIDE 500        /* tenths of a millimetre: how large the outcome is */

struct hand_ink_habits {
    bool distorts; /* all of the above */
    bool shuffles; /* the strokes come in any order */
    bool joins;    /* every second gap between strokes, by chance, is drawn over */
};

/* Ink of any size to ink as this hand would have written it on the pad. */
void hand_ink_write(const struct ink *from, struct hand_ink_habits habits, struct random *random,
                    struct ink *out);

#endif
