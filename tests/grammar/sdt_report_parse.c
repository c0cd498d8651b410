/* Rows of HID transfers that carry SDT replies, right and broken: counts that cannot be, cut
 * transfers, empty reports, "send more" in between. Each transfer stands behind a byte that tells
 * its size. */
#include <string.h>

#include "drivers/idcard/sdt_parse.h"
#include "drivers/idcard/sdt_report_parse.h"
#include "firmware/base/check.h"
#include "tests/grammar/grammar.h"
#include "tests/grammar/sdt_make.h"

enum {
    STATE_PAYLOAD,
    STATE_EMPTY,
    STATE_MORE,
    STATE_BROKEN_COUNT,
    STATE_CUT,
    STATE_REPLY,
    STATE_REPLY_OF_MANY,
    STATE_COUNT
};

static const char *const states[STATE_COUNT] = {"payload", "empty", "more",         "broken-count",
                                                "cut",     "reply", "reply-of-many"};

static void make_transfer(struct sdt_make *make, const uint8_t *report, size_t size)
{
    uint8_t count = (uint8_t)size;

    sdt_make_bytes(make, &count, 1);
    sdt_make_bytes(make, report, size);
}

/* What may stand between two reports. */
static void make_between(struct sdt_make *make, struct random *random)
{
    uint8_t report[SDT_REPORT_BYTES] = {0};

    if (random_chance(random, 50000))
        make_transfer(make, report, sizeof(report));
    report[0] = SDT_REPORT_ACK;
    if (random_chance(random, 50000))
        make_transfer(make, report, sizeof(report));
    report[0] = (uint8_t)(64 + random_below(random, 191));
    if (random_chance(random, 5000))
        make_transfer(make, report, sizeof(report));
}

static size_t make_reports(struct random *random, uint8_t *out_bytes, size_t size_max)
{
    uint8_t frame[GRAMMAR_BYTES_MAX];
    struct sdt_make reply = {frame, 0, sizeof(frame)}, make = {out_bytes, 0, size_max};
    size_t piece;

    sdt_make_reply(&reply, random);
    for (size_t at = 0; at < reply.size; at += piece) {
        uint8_t report[SDT_REPORT_BYTES] = {0};

        piece = random_chance(random, 900000) ? SDT_REPORT_PAYLOAD_MAX : random_below(random, 63);
        if (piece > reply.size - at)
            piece = reply.size - at;
        make_between(&make, random);
        report[0] = (uint8_t)piece;
        memcpy(report + 1, frame + at, piece);
        make_transfer(&make, report,
                      random_chance(random, 10000) ? random_below(random, SDT_REPORT_BYTES)
                                                   : SDT_REPORT_BYTES);
    }
    return make.size;
}

static void count_state(enum sdt_report kind, const uint8_t *report, size_t size, size_t got,
                        uint64_t *reached)
{
    if (kind == SDT_REPORT_MORE)
        reached[STATE_MORE]++;
    else if (kind == SDT_REPORT_PAYLOAD)
        reached[got > 0 ? STATE_PAYLOAD : STATE_EMPTY]++;
    else
        reached[size > 0 && report[0] > SDT_REPORT_PAYLOAD_MAX ? STATE_BROKEN_COUNT : STATE_CUT]++;
}

static void check_reports(const uint8_t *bytes, size_t size_bytes,
                          uint64_t reached[GRAMMAR_STATES_MAX])
{
    uint8_t stream[GRAMMAR_BYTES_MAX];
    struct sdt_make gather = {stream, 0, sizeof(stream)};
    struct sdt_reply reply;
    size_t carried = 0;

    for (size_t at = 0; at < size_bytes;) {
        size_t size = bytes[at], got;
        const uint8_t *payload;
        enum sdt_report kind;

        at++;
        if (size > size_bytes - at)
            size = size_bytes - at;
        kind = sdt_report_parse(bytes + at, size, &payload, &got);
        CHECK(got <= SDT_REPORT_PAYLOAD_MAX && (kind == SDT_REPORT_PAYLOAD || got == 0));
        CHECK(got == 0 || (payload == bytes + at + 1 && got < size));
        count_state(kind, bytes + at, size, got, reached);
        if (got > 0)
            sdt_make_bytes(&gather, payload, got);
        carried += got > 0;
        at += size;
    }
    if (sdt_parse_reply(stream, gather.size, &reply) != ERR_OK)
        return;
    reached[STATE_REPLY]++;
    reached[STATE_REPLY_OF_MANY] += carried > 1;
}

extern const struct grammar grammar_sdt_report_parse;
const struct grammar grammar_sdt_report_parse = {"sdt_report_parse", states, STATE_COUNT,
                                                 make_reports, check_reports};
