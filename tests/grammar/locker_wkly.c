/* Streams of the bus of WKLY boards. */
#include "drivers/locker/wkly_parse.h"
#include "tests/grammar/grammar.h"
#include "tests/grammar/locker_make.h"

static const char *const states[] = {"states",  "change", "answer",
                                     "request", "noise",  "unfinished"};
static const uint8_t counted[] = {LOCKER_FRAME_STATES, LOCKER_FRAME_CHANGE,
                                  LOCKER_FRAME_ANSWER, LOCKER_FRAME_REQUEST,
                                  LOCKER_WALK_NOISE,   LOCKER_WALK_UNFINISHED};

static size_t data_size(struct random *random, uint8_t command)
{
    switch (command) {
    case 0x82:
        return random_chance(random, 500000) ? 1 : 3;
    case 0x84:
        return random_chance(random, 300000) ? 0 : 2 + random_below(random, 30);
    case 0x85:
        return 2;
    default:
        return random_below(random, 20);
    }
}

static size_t make_frame(struct random *random, uint8_t *out)
{
    uint8_t command = locker_make_pick(random, "\x82\x84\x85\x84\x86\x83", 6);
    size_t data = data_size(random, command);

    memcpy(out, "WKLY", 4);
    out[4] = (uint8_t)(8 + data);
    out[5] = (uint8_t)random_below(random, 34);
    out[6] = command;
    for (size_t i = 0; i < data; i++)
        out[7 + i] = locker_make_pick(random, "\x00\x01\x01\xff", 4);
    if (command == 0x84 && data >= 2) {
        out[7] = locker_make_pick(random, "\x00\x00\x00\xff", 4);
        out[8] = (uint8_t)(data - 2);
    }
    return 7 + data;
}

static size_t make(struct random *random, uint8_t *out_bytes, size_t size_max)
{
    return locker_make(random, make_frame, locker_frame_xor, out_bytes, size_max);
}

static void check(const uint8_t *bytes, size_t size_bytes, uint64_t reached[GRAMMAR_STATES_MAX])
{
    uint64_t counts[LOCKER_WALK_STATES] = {0};

    locker_walk(wkly_parse, (struct locker_stream){bytes, size_bytes}, counts);
    for (size_t i = 0; i < COUNT_OF(counted); i++)
        reached[i] += counts[counted[i]];
}

extern const struct grammar grammar_wkly_parse;
const struct grammar grammar_wkly_parse = {"wkly_parse", states, COUNT_OF(states), make, check};
