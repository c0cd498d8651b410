/* Reports of a HID point-of-sale scanner: codes in as many reports as they take, and the same with
 * reports lost, doubled, cut, with a wrong length, number, identifier or continuation. The payload
 * is put together as the driver does. */
#include <string.h>

#include "drivers/scanner/collect.h"
#include "drivers/scanner/hidpos_parse.h"
#include "firmware/base/check.h"
#include "tests/grammar/grammar.h"

enum state {
    STATE_ONE_REPORT,
    STATE_MORE_REPORTS,
    STATE_LAST_REPORT,
    STATE_DAMAGED_REPORT,
    STATE_PAYLOAD,
    STATE_TOO_LONG,
    STATE_BROKEN,
    STATE_COUNT
};

static const char *const state_names[STATE_COUNT] = {
    "one report", "more reports", "last report", "damaged report", "payload", "too long", "broken"};

#define REPORTS_MAX 24

static void make_report(struct random *random, uint8_t *out, size_t size, bool more)
{
    memset(out, 0, HIDPOS_REPORT_BYTES);
    out[0] = HIDPOS_REPORT_ID;
    out[1] = (uint8_t)size;
    memcpy(out + 2, "]Q1", 3);
    for (size_t i = 0; i < size; i++)
        out[5 + i] = (uint8_t)(' ' + random_below(random, 95));
    out[61] = 's';
    out[63] = more ? 1 : 0;
}

static void spoil(struct random *random, uint8_t *report)
{
    static const uint8_t places[] = {0, 1, 2, 3, 4, 63};

    if (random_chance(random, 500000))
        report[places[random_below(random, sizeof(places))]] ^= (uint8_t)random_next(random);
    else
        report[random_below(random, HIDPOS_REPORT_BYTES)] ^= (uint8_t)random_next(random);
}

static size_t make(struct random *random, uint8_t *out_bytes, size_t size_max)
{
    size_t reports = 1 + (size_t)random_below(random, random_chance(random, 800000) ? 3 : 23);

    CHECK(reports <= REPORTS_MAX && reports * HIDPOS_REPORT_BYTES <= size_max);
    for (size_t i = 0; i < reports; i++) {
        uint8_t *report = out_bytes + i * HIDPOS_REPORT_BYTES;
        bool more = i + 1 < reports;

        make_report(random, report, more ? HIDPOS_DATA_BYTES : 1 + random_below(random, 56), more);
        if (random_chance(random, 30000))
            spoil(random, report);
    }
    if (random_chance(random, 50000))
        return reports * HIDPOS_REPORT_BYTES - random_below(random, HIDPOS_REPORT_BYTES);
    return reports * HIDPOS_REPORT_BYTES;
}

static void finish(struct collect *collect, uint64_t *reached)
{
    struct scanner_payload payload;
    err_t err = collect_finish(collect, &payload);

    CHECK((err == ERR_OK) == (payload.size > 0));
    CHECK(payload.size <= SCANNER_PAYLOAD_BYTES);
    reached[err == ERR_OK ? STATE_PAYLOAD : err == ERR_LIMIT ? STATE_TOO_LONG : STATE_BROKEN]++;
}

static void check(const uint8_t *bytes, size_t size_bytes, uint64_t reached[GRAMMAR_STATES_MAX])
{
    struct collect collect = {0};
    struct hidpos_report report;

    (void)hidpos_parse_descriptor(bytes, size_bytes);
    for (size_t at = 0; at < size_bytes; at += HIDPOS_REPORT_BYTES) {
        size_t left = size_bytes - at;
        bool first = !collect.started;

        if (hidpos_parse_report(bytes + at, left < HIDPOS_REPORT_BYTES ? left : HIDPOS_REPORT_BYTES,
                                &report) != ERR_OK) {
            collect_break(&collect, 0);
            reached[STATE_DAMAGED_REPORT]++;
            continue;
        }
        CHECK(report.data + report.data_size <= bytes + at + HIDPOS_REPORT_BYTES);
        collect_add(&collect, report.data, report.data_size, 0);
        reached[report.more ? STATE_MORE_REPORTS : first ? STATE_ONE_REPORT : STATE_LAST_REPORT]++;
        if (!report.more)
            finish(&collect, reached);
    }
}

const struct grammar grammar_scan_hidpos = {"scan_hidpos", state_names, STATE_COUNT, make, check};
