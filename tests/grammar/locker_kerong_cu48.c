/* Streams of the bus of Kerong CU48 boards. */
#include "drivers/locker/kerong_cu48_parse.h"
#include "tests/grammar/grammar.h"
#include "tests/grammar/locker_make.h"

static const char *const states[] = {"states", "answer", "request", "noise", "unfinished"};
static const uint8_t counted[] = {LOCKER_FRAME_STATES, LOCKER_FRAME_ANSWER, LOCKER_FRAME_REQUEST,
                                  LOCKER_WALK_NOISE, LOCKER_WALK_UNFINISHED};

static size_t make_frame(struct random *random, uint8_t *out)
{
    bool asks = random_chance(random, 400000);
    size_t size = 5;

    out[0] = 0x02;
    out[1] = locker_make_byte(random);
    out[2] = (uint8_t)random_below(random, 50);
    out[3] = locker_make_pick(random, asks ? "\x60\x61\x60\x62" : "\x75\x75\x75\x00", 4);
    out[4] = asks ? 0x03 : locker_make_pick(random, "\x06\x00\x06\x07", 4);
    while (!asks && out[4] == 0x06 && size < 11)
        out[size++] = locker_make_byte(random);
    return size;
}

static size_t make(struct random *random, uint8_t *out_bytes, size_t size_max)
{
    return locker_make(random, make_frame, locker_frame_sum, out_bytes, size_max);
}

static void check(const uint8_t *bytes, size_t size_bytes, uint64_t reached[GRAMMAR_STATES_MAX])
{
    uint64_t counts[LOCKER_WALK_STATES] = {0};

    locker_walk(kerong_cu48_parse, (struct locker_stream){bytes, size_bytes}, counts);
    for (size_t i = 0; i < COUNT_OF(counted); i++)
        reached[i] += counts[counted[i]];
}

extern const struct grammar grammar_kerong_cu48_parse;
const struct grammar grammar_kerong_cu48_parse = {"kerong_cu48_parse", states, COUNT_OF(states),
                                                  make, check};
