/* Streams of SDT replies, right and broken. Whatever comes, the parser ends, moves on, stays inside
 * the bytes, and never takes a broken frame for a reply. */
#include <string.h>

#include "drivers/idcard/sdt_parse.h"
#include "firmware/base/check.h"
#include "tests/grammar/grammar.h"
#include "tests/grammar/sdt_make.h"

enum {
    STATE_MORE,
    STATE_NOISE,
    STATE_SUM,
    STATE_OK,
    STATE_FOUND,
    STATE_EMPTY,
    STATE_NO_CARD,
    STATE_CARD_MOVED,
    STATE_DEVICE_FAULT,
    STATE_LINE_NOISE,
    STATE_PROTOCOL,
    STATE_REPLY_AFTER_NOISE,
    STATE_WHOLE,
    STATE_WHOLE_BROKEN,
    STATE_COUNT
};

static const char *const states[STATE_COUNT] = {
    "more",    "noise",       "sum",          "ok",         "found",    "empty",
    "no-card", "card-moved",  "device-fault", "line-noise", "protocol", "reply-after-noise",
    "whole",   "whole-broken"};

/* One reply, perhaps spoilt: a bit, the length, the check byte, the end. */
static void make_one(struct sdt_make *make, struct random *random)
{
    size_t start = make->size, size;

    sdt_make_reply(make, random);
    size = make->size - start;
    if (size < 11)
        return;
    switch (random_below(random, 10)) {
    case 0:
        make->bytes[start + random_below(random, size)] ^= (uint8_t)(1 << random_below(random, 8));
        break;
    case 1:
        make->bytes[start + 5 + random_below(random, 2)] = (uint8_t)random_next(random);
        break;
    case 2:
        make->bytes[make->size - 1] ^= (uint8_t)(1 + random_below(random, 255));
        break;
    case 3:
        make->size = start + random_below(random, size);
        break;
    case 4:
        sdt_make_random(make, random, 1 + random_below(random, 20));
        break;
    default:
        break;
    }
}

static size_t make_frames(struct random *random, uint8_t *out_bytes, size_t size_max)
{
    struct sdt_make make = {out_bytes, 0, size_max};
    uint64_t count = 1 + random_below(random, 4);

    if (random_chance(random, 250000))
        sdt_make_random(&make, random, random_below(random, 20));
    for (uint64_t i = 0; i < count; i++)
        make_one(&make, random);
    return make.size;
}

static unsigned state_of(const struct sdt_reply *reply)
{
    if (sdt_status_is_line_noise(reply->sw3))
        return STATE_LINE_NOISE;
    if (reply->sw3 == SDT_SW_FOUND)
        return STATE_FOUND;
    if (reply->sw3 == SDT_SW_EMPTY)
        return STATE_EMPTY;
    switch (sdt_status_err(reply->sw3)) {
    case ERR_OK:
        return STATE_OK;
    case ERR_NO_CARD:
        return STATE_NO_CARD;
    case ERR_CARD_MOVED:
        return STATE_CARD_MOVED;
    case ERR_DEVICE_FAULT:
        return STATE_DEVICE_FAULT;
    default:
        return STATE_PROTOCOL;
    }
}

/* A reply is whole, inside the bytes and of a right sum, which is counted here once more. */
static void check_reply(const struct sdt_reply *reply, const uint8_t *from, const uint8_t *to)
{
    const uint8_t *end = reply->data + reply->data_size;
    uint8_t sum = 0;

    CHECK(reply->data >= from + SDT_HEADER_BYTES + 3 && end + 1 == to);
    CHECK(reply->data_size <= SDT_LENGTH_MAX - SDT_LENGTH_MIN);
    for (const uint8_t *at = reply->data - 5; at < to; at++)
        sum ^= *at;
    CHECK(sum == 0);
}

static void check_frames(const uint8_t *bytes, size_t size_bytes,
                         uint64_t reached[GRAMMAR_STATES_MAX])
{
    enum sdt_scan scan = SDT_SCAN_NOISE;
    struct sdt_reply reply;
    size_t at = 0, used, broken = 0;

    while (scan != SDT_SCAN_MORE) {
        scan = sdt_parse_stream(bytes + at, size_bytes - at, &used, &reply);
        CHECK(used <= size_bytes - at && (scan == SDT_SCAN_MORE || used > 0));
        if (scan == SDT_SCAN_REPLY) {
            check_reply(&reply, bytes + at, bytes + at + used);
            reached[state_of(&reply)]++;
            reached[STATE_REPLY_AFTER_NOISE] += broken > 0;
        } else {
            broken++;
            reached[scan == SDT_SCAN_MORE  ? STATE_MORE
                    : scan == SDT_SCAN_SUM ? STATE_SUM
                                           : STATE_NOISE]++;
        }
        at += used;
    }
    if (sdt_parse_reply(bytes, size_bytes, &reply) == ERR_OK) {
        check_reply(&reply, bytes, bytes + size_bytes);
        reached[STATE_WHOLE]++;
    } else {
        CHECK(reply.data == NULL && reply.data_size == 0);
        reached[STATE_WHOLE_BROKEN]++;
    }
}

extern const struct grammar grammar_sdt_parse;
const struct grammar grammar_sdt_parse = {"sdt_parse", states, STATE_COUNT, make_frames,
                                          check_frames};
