/* Streams of a locker's bus: frames of one model, mostly right, some damaged, cut, doubled or with
 * noise between. */
#ifndef BANSHI_TESTS_GRAMMAR_LOCKER_MAKE_H
#define BANSHI_TESTS_GRAMMAR_LOCKER_MAKE_H

#include <string.h>

#include "firmware/base/random.h"
#include "tests/grammar/locker_walk.h"

#define LOCKER_MAKE_PIECES_MOST 8
#define LOCKER_MAKE_SPOILT 60000 /* of a million, each way */

/* Writes a frame without its check byte and returns its size; at most LOCKER_FRAME_BYTES_MAX. */
typedef size_t locker_make_fn(struct random *random, uint8_t *out);

static inline uint8_t locker_make_byte(struct random *random)
{
    return (uint8_t)random_next(random);
}

/* One of the bytes of a string literal. */
static inline uint8_t locker_make_pick(struct random *random, const char *from, size_t count)
{
    return (uint8_t)from[random_below(random, count)];
}

/* Damages a whole frame and returns its new size. */
static inline size_t locker_make_spoil(struct random *random, uint8_t *frame, size_t size)
{
    if (random_chance(random, LOCKER_MAKE_SPOILT))
        frame[random_below(random, size)] ^= (uint8_t)(1u << random_below(random, 8));
    if (random_chance(random, LOCKER_MAKE_SPOILT))
        frame[random_below(random, size)] = locker_make_byte(random);
    if (random_chance(random, LOCKER_MAKE_SPOILT))
        return random_below(random, size);
    return size;
}

static inline size_t locker_make_noise(struct random *random, uint8_t *out)
{
    size_t size = random_chance(random, 3 * LOCKER_MAKE_SPOILT) ? random_below(random, 10) : 0;

    for (size_t i = 0; i < size; i++)
        out[i] = locker_make_byte(random);
    return size;
}

/* A stream of frames of `body`, sealed by `check`. */
static inline size_t locker_make(struct random *random, locker_make_fn *body,
                                 uint8_t (*check)(const uint8_t *, size_t), uint8_t *out_bytes,
                                 size_t size_max)
{
    uint64_t pieces = 1 + random_below(random, LOCKER_MAKE_PIECES_MOST);
    size_t at = 0;

    for (uint64_t i = 0; i < pieces && at + 4 * LOCKER_FRAME_BYTES_MAX <= size_max; i++) {
        size_t size;

        at += locker_make_noise(random, out_bytes + at);
        size = body(random, out_bytes + at);
        out_bytes[at + size] = check(out_bytes + at, size);
        size = locker_make_spoil(random, out_bytes + at, size + 1);
        if (random_chance(random, LOCKER_MAKE_SPOILT)) {
            memcpy(out_bytes + at + size, out_bytes + at, size);
            size *= 2;
        }
        at += size;
    }
    return at;
}

#endif
