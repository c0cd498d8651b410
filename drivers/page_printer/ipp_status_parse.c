#include "drivers/page_printer/ipp_status_parse.h"

#include <string.h>

#include "firmware/base/check.h"

#define NUMBER_DIGITS_MAX 9
#define MARKER_LOW_PERCENT 10

static const struct {
    const char *keyword;
    uint16_t error, warning, report;
} reasons[] = {
#define IPP_REASON(keyword, error, warning, report)                                                \
    {keyword, IPP_SAYS_##error, IPP_SAYS_##warning, IPP_SAYS_##report},
#include "drivers/page_printer/ipp_reasons.def"
#undef IPP_REASON
};

/* A piece of text that belongs to somebody else. */
struct piece {
    const char *at;
    size_t length;
};

static bool is(struct piece piece, const char *text)
{
    return piece.length == strlen(text) && memcmp(piece.at, text, piece.length) == 0;
}

/* Cuts `suffix` off, if it is there. */
static bool cut_suffix(struct piece *piece, const char *suffix)
{
    size_t length = strlen(suffix);

    if (piece->length <= length || memcmp(piece->at + piece->length - length, suffix, length) != 0)
        return false;
    piece->length -= length;
    return true;
}

/* Takes what comes before the next `mark` (or the end) out of `rest`. False at the end. */
static bool take_piece(struct piece *rest, char mark, struct piece *out)
{
    const char *end;

    if (rest->length == 0)
        return false;
    end = memchr(rest->at, mark, rest->length);
    *out = *rest;
    if (end == NULL) {
        rest->length = 0;
        return true;
    }
    out->length = (size_t)(end - rest->at);
    rest->at = end + 1;
    rest->length -= out->length + 1;
    return true;
}

static uint32_t meaning_of(struct piece word)
{
    bool report = cut_suffix(&word, "-report");
    bool warning = !report && cut_suffix(&word, "-warning");

    if (!report && !warning)
        cut_suffix(&word, "-error");
    for (size_t i = 0; i < COUNT_OF(reasons); i++) {
        if (!is(word, reasons[i].keyword))
            continue;
        if (report)
            return reasons[i].report;
        return warning ? reasons[i].warning : reasons[i].error;
    }
    return IPP_SAYS_NOTHING;
}

uint32_t ipp_status_parse_reasons(const char *text, size_t length)
{
    struct piece rest = {text, length}, word;
    uint32_t says = IPP_SAYS_NOTHING;

    while (take_piece(&rest, ',', &word))
        says |= meaning_of(word);
    return says;
}

/* A whole decimal number of at most nine digits, so that it fits. */
static bool read_number(struct piece text, int32_t *out_number)
{
    bool negative = text.length > 0 && text.at[0] == '-';
    size_t first = negative ? 1 : 0;
    int32_t number = 0;

    if (text.length == first || text.length - first > NUMBER_DIGITS_MAX)
        return false;
    for (size_t i = first; i < text.length; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        number = number * 10 + (text.at[i] - '0');
    }
    *out_number = negative ? -number : number;
    return true;
}

/* False: a number that is none. */
static bool take_pair(struct piece key, struct piece value, struct ipp_supply *supply,
                      bool *out_level)
{
    if (is(key, "level")) {
        *out_level = true;
        return read_number(value, &supply->level);
    }
    if (is(key, "maxcapacity"))
        return read_number(value, &supply->capacity);
    if (is(key, "type"))
        supply->by_hand = is(value, "sheetFeedManual");
    else if (is(key, "unit"))
        supply->in_sheets = is(value, "sheets") || is(value, "8");
    else if (is(key, "class"))
        supply->waste = is(value, "receptacleThatIsFilled");
    return true;
}

bool ipp_status_parse_supply(const char *text, size_t length, struct ipp_supply *out_supply)
{
    static const struct ipp_supply unknown = {.level = -2, .capacity = -2, .in_sheets = true};
    struct piece rest = {text, length}, pair, key;
    bool has_level = false, ok = true;

    *out_supply = unknown;
    while (ok && take_piece(&rest, ';', &pair))
        if (memchr(pair.at, '=', pair.length) != NULL && take_piece(&pair, '=', &key))
            ok = take_pair(key, pair, out_supply, &has_level);
    if (!ok || !has_level)
        *out_supply = unknown;
    return ok && has_level;
}

void ipp_status_add_tray(struct ipp_facts *facts, const struct ipp_supply *tray)
{
    if (tray->by_hand || facts->sheets == -1)
        return;
    if (tray->level < 0 || !tray->in_sheets || tray->level > INT32_MAX / 1000)
        facts->sheets = -1;
    else if (facts->sheets == IPP_STATUS_NONE_YET)
        facts->sheets = tray->level;
    else if (facts->sheets <= INT32_MAX / 2)
        facts->sheets += tray->level;
}

void ipp_status_add_marker(struct ipp_facts *facts, int32_t percent)
{
    if (percent < 0 || percent > 100)
        return;
    if (facts->percent < 0 || percent < facts->percent)
        facts->percent = percent;
}

/* The level that words and number tell together: the worse of them. */
static enum page_printer_level level_of(bool out, bool low, bool told)
{
    if (out)
        return PAGE_PRINTER_LEVEL_OUT;
    if (low)
        return PAGE_PRINTER_LEVEL_LOW;
    return told ? PAGE_PRINTER_LEVEL_FULL : PAGE_PRINTER_LEVEL_UNKNOWN;
}

/* Standing still without a word is a fault as well. */
static err_t reason_of(const struct ipp_facts *facts, const struct page_printer_status *status)
{
    static const struct {
        uint32_t says;
        err_t err;
    } order[] = {{IPP_SAYS_JAM, ERR_PAPER_JAM},        {IPP_SAYS_FAULT, ERR_DEVICE_FAULT},
                 {IPP_SAYS_COVER, ERR_COVER_OPEN},     {IPP_SAYS_TRAY, ERR_COVER_OPEN},
                 {IPP_SAYS_AWAY, ERR_NO_DEVICE},       {IPP_SAYS_MARKER_OUT, ERR_MARKER_OUT},
                 {IPP_SAYS_OUTPUT_FULL, ERR_NOT_TAKEN}};

    for (size_t i = 0; i < COUNT_OF(order); i++)
        if ((facts->says & order[i].says) != 0)
            return order[i].err;
    if (status->media == PAGE_PRINTER_LEVEL_OUT)
        return ERR_PAPER_OUT;
    if ((facts->says & IPP_SAYS_OFFLINE) != 0 || !facts->accepting)
        return ERR_OFFLINE;
    if (facts->state == IPP_STATUS_STOPPED)
        return ERR_DEVICE_FAULT;
    if (!facts->takes_pdf)
        return ERR_PROTOCOL;
    return facts->state == IPP_STATUS_IDLE ? ERR_OK : ERR_BUSY;
}

static enum page_printer_state state_of(const struct ipp_facts *facts, err_t reason)
{
    if (reason == ERR_PAPER_JAM || reason == ERR_DEVICE_FAULT || reason == ERR_PROTOCOL)
        return PAGE_PRINTER_HARDWARE_ERROR;
    if (reason == ERR_COVER_OPEN || reason == ERR_NOT_TAKEN)
        return PAGE_PRINTER_USER_ERROR;
    if (reason == ERR_NO_DEVICE)
        return PAGE_PRINTER_NO_DEVICE;
    if (reason == ERR_OFFLINE)
        return PAGE_PRINTER_OFFLINE;
    return facts->state == IPP_STATUS_PROCESSING ? PAGE_PRINTER_BUSY : PAGE_PRINTER_ONLINE;
}

void ipp_status_judge(const struct ipp_facts *facts, struct page_printer_status *out_status)
{
    uint32_t says = facts->says;

    memset(out_status, 0, sizeof(*out_status));
    out_status->sheets = facts->sheets < 0 ? -1 : facts->sheets;
    out_status->marker_percent = facts->percent < 0 ? -1 : facts->percent;
    out_status->media = level_of((says & IPP_SAYS_MEDIA_OUT) != 0 || facts->sheets == 0,
                                 (says & IPP_SAYS_MEDIA_LOW) != 0, (says & IPP_SAYS_AWAY) == 0);
    out_status->marker = level_of((says & IPP_SAYS_MARKER_OUT) != 0,
                                  (says & IPP_SAYS_MARKER_LOW) != 0 ||
                                      (facts->percent >= 0 && facts->percent < MARKER_LOW_PERCENT),
                                  facts->percent >= 0);
    out_status->jam = (says & IPP_SAYS_JAM) != 0;
    out_status->cover_open = (says & IPP_SAYS_COVER) != 0;
    out_status->reason = reason_of(facts, out_status);
    out_status->state = state_of(facts, out_status->reason);
}

bool ipp_status_counted(int32_t impressions, int32_t sheets, uint16_t pages)
{
    bool by_impressions = impressions == pages, by_sheets = sheets == pages;

    if (pages == 0)
        return false;
    return (by_impressions && (by_sheets || sheets <= 0)) || (by_sheets && impressions <= 0);
}
