/* A scanner's keys and lines. The first byte says which: events of 4 bytes (type, code high, code
 * low, value) that spell a code and Enter, or text with CR and LF; mostly right, and with keys that
 * spell nothing, events lost, doubled and out of order, lines too long, cut and joined. */
#include <linux/input-event-codes.h>
#include <string.h>

#include "drivers/scanner/line_parse.h"
#include "drivers/scanner/wedge_parse.h"
#include "firmware/base/check.h"
#include "tests/grammar/grammar.h"

enum state {
    STATE_TYPED,
    STATE_TYPED_BROKEN,
    STATE_TYPED_TOO_LONG,
    STATE_TYPED_UNFINISHED,
    STATE_LINE,
    STATE_LINE_TOO_LONG,
    STATE_LINE_UNFINISHED,
    STATE_COUNT
};

static const char *const state_names[STATE_COUNT] = {
    "typed", "typed broken",  "typed too long", "typed unfinished",
    "line",  "line too long", "line unfinished"};

static size_t put_key(uint8_t *out, uint16_t code, uint8_t value)
{
    out[0] = EV_KEY;
    out[1] = (uint8_t)(code >> 8);
    out[2] = (uint8_t)code;
    out[3] = value;
    return 4;
}

/* Mostly keys of the main block; now and then any. */
static uint16_t choose_key(struct random *random)
{
    if (random_chance(random, 3000))
        return (uint16_t)random_below(random, 0x300);
    return (uint16_t)(random_chance(random, 500000) ? KEY_1 + random_below(random, 10)
                                                    : KEY_Q + random_below(random, 10));
}

static size_t make_keys(struct random *random, uint8_t *out, size_t size_max)
{
    size_t keys = (size_t)random_below(random, random_chance(random, 900000) ? 40 : 800), size = 0;

    for (size_t i = 0; i < keys && size + 20 < size_max; i++) {
        uint16_t code = choose_key(random);

        if (random_chance(random, 200000))
            size += put_key(out + size, KEY_LEFTSHIFT, (uint8_t)random_below(random, 2));
        size += put_key(out + size, code, 1);
        if (random_chance(random, 200000))
            size += put_key(out + size, code, 0);
        if (random_chance(random, 1000))
            out[size - 4] = (uint8_t)random_below(random, 5); /* another type of event */
    }
    if (!random_chance(random, 100000))
        size += put_key(out + size, KEY_ENTER, 1);
    return size;
}

static size_t make_lines(struct random *random, uint8_t *out, size_t size_max)
{
    size_t size = 0, lines = 1 + (size_t)random_below(random, 4);

    for (size_t i = 0; i < lines; i++) {
        size_t length = (size_t)random_below(random, random_chance(random, 900000) ? 60 : 900);

        if (size + length + 2 > size_max)
            break;
        for (size_t j = 0; j < length; j++)
            out[size++] = (uint8_t)random_next(random);
        if (random_chance(random, 900000))
            out[size++] = '\r';
        if (random_chance(random, 500000))
            out[size++] = '\n';
    }
    return size;
}

static size_t make(struct random *random, uint8_t *out_bytes, size_t size_max)
{
    out_bytes[0] = (uint8_t)random_below(random, 2);
    return 1 + (out_bytes[0] == 0 ? make_keys(random, out_bytes + 1, size_max - 1)
                                  : make_lines(random, out_bytes + 1, size_max - 1));
}

static void check_keys(const uint8_t *bytes, size_t size_bytes, uint64_t *reached)
{
    struct wedge wedge = {0};
    struct scanner_payload payload;

    for (size_t at = 0; at + 4 <= size_bytes; at += 4) {
        const struct wedge_event event = {bytes[at], (uint16_t)(bytes[at + 1] << 8 | bytes[at + 2]),
                                          bytes[at + 3]};
        err_t err;

        if (!wedge_take(&wedge, &event, 0))
            continue;
        err = collect_finish(&wedge.collect, &payload);
        CHECK((err == ERR_OK) == (payload.size > 0));
        for (size_t i = 0; i < payload.size; i++)
            CHECK(payload.bytes[i] >= ' ' && payload.bytes[i] <= '~');
        reached[err == ERR_OK      ? STATE_TYPED
                : err == ERR_LIMIT ? STATE_TYPED_TOO_LONG
                                   : STATE_TYPED_BROKEN]++;
    }
    if (wedge.collect.started)
        reached[STATE_TYPED_UNFINISHED]++;
}

static void check_lines(const uint8_t *bytes, size_t size_bytes, uint64_t *reached)
{
    struct collect collect = {0};
    struct scanner_payload payload;
    size_t used;

    for (size_t at = 0; at < size_bytes; at += used) {
        bool whole = line_take(&collect, bytes + at, size_bytes - at, 0, &used);
        err_t err;

        CHECK(used > 0 && used <= size_bytes - at);
        if (!whole)
            continue;
        err = collect_finish(&collect, &payload);
        CHECK(err == ERR_OK || err == ERR_LIMIT);
        CHECK(memchr(payload.bytes, '\r', payload.size) == NULL &&
              memchr(payload.bytes, '\n', payload.size) == NULL);
        reached[err == ERR_OK ? STATE_LINE : STATE_LINE_TOO_LONG]++;
    }
    if (collect.started)
        reached[STATE_LINE_UNFINISHED]++;
}

static void check(const uint8_t *bytes, size_t size_bytes, uint64_t reached[GRAMMAR_STATES_MAX])
{
    if (size_bytes == 0)
        return;
    if (bytes[0] == 0)
        check_keys(bytes + 1, size_bytes - 1, reached);
    else
        check_lines(bytes + 1, size_bytes - 1, reached);
}

const struct grammar grammar_scan_keys = {"scan_keys", state_names, STATE_COUNT, make, check};
