/* Streams of the bus of Kerong CU16 boards. */
#include "drivers/locker/kerong_cu16_parse.h"
#include "tests/grammar/grammar.h"
#include "tests/grammar/locker_make.h"

static const char *const states[] = {"states", "request", "noise", "unfinished"};
static const uint8_t counted[] = {LOCKER_FRAME_STATES, LOCKER_FRAME_REQUEST, LOCKER_WALK_NOISE,
                                  LOCKER_WALK_UNFINISHED};

static size_t make_frame(struct random *random, uint8_t *out)
{
    uint8_t command = locker_make_pick(random, "\x30\x31\x32\x33\x35\x35\x35\x37", 8);
    size_t size = 3;

    out[0] = 0x02;
    out[1] = locker_make_byte(random);
    out[2] = command;
    while (command == 0x35 && size < 7)
        out[size++] = locker_make_byte(random);
    out[size++] = 0x03;
    return size;
}

static size_t make(struct random *random, uint8_t *out_bytes, size_t size_max)
{
    return locker_make(random, make_frame, locker_frame_sum, out_bytes, size_max);
}

static void check(const uint8_t *bytes, size_t size_bytes, uint64_t reached[GRAMMAR_STATES_MAX])
{
    uint64_t counts[LOCKER_WALK_STATES] = {0};

    locker_walk(kerong_cu16_parse, (struct locker_stream){bytes, size_bytes}, counts);
    for (size_t i = 0; i < COUNT_OF(counted); i++)
        reached[i] += counts[counted[i]];
}

extern const struct grammar grammar_kerong_cu16_parse;
const struct grammar grammar_kerong_cu16_parse = {"kerong_cu16_parse", states, COUNT_OF(states),
                                                  make, check};
