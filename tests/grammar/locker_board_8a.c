/* Streams of the bus of 8A boards, of up to 8 and of 24 locks: the first byte of an input says which. */
#include "drivers/locker/board_8a_parse.h"
#include "tests/grammar/grammar.h"
#include "tests/grammar/locker_make.h"

static const char *const states[] = {"states",  "change", "answer",
                                     "request", "noise",  "unfinished"};
static const uint8_t counted[] = {LOCKER_FRAME_STATES, LOCKER_FRAME_CHANGE,
                                  LOCKER_FRAME_ANSWER, LOCKER_FRAME_REQUEST,
                                  LOCKER_WALK_NOISE,   LOCKER_WALK_UNFINISHED};

#define STATES_LONG 3

static size_t make_frame(struct random *random, uint8_t *out)
{
    bool is_long = random_chance(random, 300000);
    size_t size = 3;

    out[0] = is_long ? 0x80 : locker_make_pick(random, "\x80\x81\x8a\x80", 4);
    out[1] = (uint8_t)random_below(random, 34);
    out[2] = is_long ? locker_make_byte(random) : (uint8_t)random_below(random, 26);
    while (is_long && size < 2 + STATES_LONG)
        out[size++] = locker_make_byte(random);
    out[size++] = is_long ? 0x33 : locker_make_pick(random, "\x00\x11\x33\x11", 4);
    return size;
}

static enum locker_scan parse_small(struct locker_stream stream, size_t *out_used,
                                    struct locker_frame *out_frame)
{
    return board_8a_parse(stream, 1, out_used, out_frame);
}

static enum locker_scan parse_large(struct locker_stream stream, size_t *out_used,
                                    struct locker_frame *out_frame)
{
    return board_8a_parse(stream, STATES_LONG, out_used, out_frame);
}

static size_t make(struct random *random, uint8_t *out_bytes, size_t size_max)
{
    CHECK(size_max >= 1);
    out_bytes[0] = locker_make_byte(random);
    return 1 + locker_make(random, make_frame, locker_frame_xor, out_bytes + 1, size_max - 1);
}

static void check(const uint8_t *bytes, size_t size_bytes, uint64_t reached[GRAMMAR_STATES_MAX])
{
    uint64_t counts[LOCKER_WALK_STATES] = {0};

    if (size_bytes == 0)
        return;
    locker_walk(bytes[0] % 2 == 0 ? parse_small : parse_large,
                (struct locker_stream){bytes + 1, size_bytes - 1}, counts);
    for (size_t i = 0; i < COUNT_OF(counted); i++)
        reached[i] += counts[counted[i]];
}

extern const struct grammar grammar_board_8a_parse;
const struct grammar grammar_board_8a_parse = {"board_8a_parse", states, COUNT_OF(states), make,
                                               check};
