/* Makes lists of reasons and supplies as printers write them, and breaks many. The first byte says
 * which of the two it is. */
#include <stdio.h>
#include <string.h>

#include "drivers/page_printer/ipp_status_parse.h"
#include "firmware/base/check.h"
#include "tests/grammar/grammar.h"

#define PIECES_MOST 8

static const char *const states[] = {
    "nothing", "media out", "media low",   "marker out", "marker low",    "jam",
    "cover",   "tray",      "output full", "fault",      "offline",       "away",
    "level",   "no level",  "by hand",     "waste",      "not in sheets", "ready"};

enum { STATE_LEVEL = 12, STATE_NO_LEVEL, STATE_BY_HAND, STATE_WASTE, STATE_UNITS, STATE_READY };

static const char *const keywords[] = {
#define IPP_REASON(keyword, error, warning, report) keyword,
#include "drivers/page_printer/ipp_reasons.def"
#undef IPP_REASON
    "com.maker-thing", "media", ""};

static const char *const severities[] = {"", "-error", "-warning", "-report", "-errorr", "-"};

static const char *const pairs[] = {"type=sheetFeedAutoRemovableTray",
                                    "type=sheetFeedManual",
                                    "class=supplyThatIsConsumed",
                                    "class=receptacleThatIsFilled",
                                    "unit=percent",
                                    "unit=sheets",
                                    "maxcapacity=250",
                                    "maxcapacity=-2",
                                    "status=0",
                                    "name=Tray 1",
                                    "level=",
                                    "=",
                                    "level"};

static const char *const numbers[] = {"0", "1", "100", "-1", "-3", "999999999", "9999999999", "1x"};

struct output {
    uint8_t *bytes;
    size_t size, room;
};

static void put(struct output *out, const char *text)
{
    size_t length = strlen(text);

    if (length > out->room - out->size)
        length = out->room - out->size;
    memcpy(out->bytes + out->size, text, length);
    out->size += length;
}

static const char *pick(struct random *random, const char *const *from, size_t count)
{
    return from[random_below(random, count)];
}

static void put_reason(struct random *random, struct output *out)
{
    put(out, pick(random, keywords, COUNT_OF(keywords)));
    put(out, pick(random, severities, COUNT_OF(severities)));
    put(out, ",");
}

static void put_pair(struct random *random, struct output *out)
{
    if (random_chance(random, 400000)) {
        put(out, "level=");
        put(out, pick(random, numbers, COUNT_OF(numbers)));
    } else {
        put(out, pick(random, pairs, COUNT_OF(pairs)));
    }
    put(out, ";");
}

/* Cut, doubled or with a byte of noise, now and then. */
static void spoil(struct random *random, struct output *out)
{
    if (out->size > 1 && random_chance(random, 100000))
        out->size = 1 + random_below(random, out->size);
    if (out->size > 1 && random_chance(random, 100000))
        out->bytes[1 + random_below(random, out->size - 1)] = (uint8_t)random_next(random);
    if (out->size > 1 && out->size * 2 <= out->room && random_chance(random, 100000)) {
        memcpy(out->bytes + out->size, out->bytes + 1, out->size - 1);
        out->size += out->size - 1;
    }
}

static size_t make(struct random *random, uint8_t *out_bytes, size_t size_max)
{
    struct output out = {out_bytes, 1, size_max};
    uint64_t pieces = random_below(random, PIECES_MOST);

    CHECK(size_max >= 1);
    out_bytes[0] = (uint8_t)random_below(random, 2);
    for (uint64_t i = 0; i < pieces; i++) {
        if (out_bytes[0] == 0)
            put_reason(random, &out);
        else
            put_pair(random, &out);
    }
    spoil(random, &out);
    return out.size;
}

/* What is said together is what is said one by one. */
static void check_reasons(const char *text, size_t length, uint64_t reached[])
{
    uint32_t says = ipp_status_parse_reasons(text, length), sum = 0;
    struct ipp_facts facts = {IPP_STATUS_IDLE, says, true, true, 10, 50};
    struct page_printer_status status;
    size_t from = 0;

    for (size_t i = 0; i <= length; i++)
        if (i == length || text[i] == ',') {
            sum |= ipp_status_parse_reasons(text + from, i - from);
            from = i + 1;
        }
    CHECK(sum == says && (says & ~(uint32_t)IPP_SAYS_ALL) == 0);
    reached[0] += says == 0;
    for (unsigned bit = 0; bit < 11; bit++)
        reached[bit + 1] += says >> bit & 1;
    ipp_status_judge(&facts, &status);
    CHECK((status.reason == ERR_OK) ==
          ((says & ~(uint32_t)(IPP_SAYS_MEDIA_LOW | IPP_SAYS_MARKER_LOW)) == 0));
    reached[STATE_READY] += status.reason == ERR_OK;
}

static void check_supply(const char *text, size_t length, uint64_t reached[])
{
    struct ipp_facts facts = {.state = IPP_STATUS_IDLE, .sheets = IPP_STATUS_NONE_YET};
    struct ipp_supply supply;
    bool told = ipp_status_parse_supply(text, length, &supply);

    CHECK(told || (supply.level == -2 && supply.capacity == -2 && !supply.by_hand));
    ipp_status_add_tray(&facts, &supply);
    CHECK(facts.sheets < 0 || (told && supply.level == facts.sheets && supply.in_sheets));
    reached[told ? STATE_LEVEL : STATE_NO_LEVEL]++;
    reached[STATE_BY_HAND] += supply.by_hand;
    reached[STATE_WASTE] += supply.waste;
    reached[STATE_UNITS] += !supply.in_sheets;
}

static void check(const uint8_t *bytes, size_t size_bytes, uint64_t reached[GRAMMAR_STATES_MAX])
{
    const char *text = (const char *)bytes + 1;

    if (size_bytes == 0)
        return;
    if (bytes[0] == 0)
        check_reasons(text, size_bytes - 1, reached);
    else
        check_supply(text, size_bytes - 1, reached);
}

extern const struct grammar grammar_ipp_status_parse;
const struct grammar grammar_ipp_status_parse = {"ipp_status_parse", states, COUNT_OF(states), make,
                                                 check};
