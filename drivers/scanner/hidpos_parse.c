#include "drivers/scanner/hidpos_parse.h"

#include <string.h>

#define PAGE_SCANNER 0x8c
#define USAGE_SCANNER 0x02
#define GLOBALS_DEPTH 4
#define COLLECTION_DEPTH 32
#define FIELDS_MAX 4096 /* bits that any report of ours may have */
#define LONG_ITEM 0xfe

/* Items by type and tag, the two size bits cleared (HID 1.11, section 6.2.2). */
enum {
    ITEM_INPUT = 0x80,
    ITEM_COLLECTION = 0xa0,
    ITEM_END_COLLECTION = 0xc0,
    ITEM_USAGE_PAGE = 0x04,
    ITEM_REPORT_SIZE = 0x74,
    ITEM_REPORT_ID = 0x84,
    ITEM_REPORT_COUNT = 0x94,
    ITEM_PUSH = 0xa4,
    ITEM_POP = 0xb4,
    ITEM_USAGE = 0x08
};

enum { OFFSET_LENGTH = 1, OFFSET_AIM = 2, OFFSET_DATA = 5, OFFSET_MORE = 63 };

/* What global items say until they are said anew. */
struct globals {
    uint32_t page, report_size, report_id, report_count;
};

struct reading {
    struct globals now, pushed[GLOBALS_DEPTH];
    size_t pushed_count;
    uint32_t usage; /* the last one, with its page; 0: none since the last main item */
    size_t depth;   /* of collections */
    bool in_scanner, scanner_seen;
    uint32_t bits; /* of input report 2 inside the scanner's collection */
};

static bool take_input(struct reading *reading)
{
    const struct globals *now = &reading->now;

    if (now->report_size > FIELDS_MAX || now->report_count > FIELDS_MAX)
        return false;
    if (reading->in_scanner && now->report_id == HIDPOS_REPORT_ID)
        reading->bits += now->report_size * now->report_count;
    return reading->bits <= FIELDS_MAX;
}

static bool take_collection(struct reading *reading, uint32_t kind)
{
    if (reading->depth == 0) {
        reading->in_scanner =
            kind == 1 && reading->usage == ((uint32_t)PAGE_SCANNER << 16 | USAGE_SCANNER);
        reading->scanner_seen |= reading->in_scanner;
    }
    return reading->depth++ < COLLECTION_DEPTH;
}

static bool end_collection(struct reading *reading)
{
    if (reading->depth == 0)
        return false;
    if (--reading->depth == 0)
        reading->in_scanner = false;
    return true;
}

/* A usage of 4 bytes brings its own page. */
static void take_usage(struct reading *reading, uint32_t value, size_t size)
{
    reading->usage = size == 4 ? value : reading->now.page << 16 | (value & 0xffff);
}

static bool push(struct reading *reading)
{
    if (reading->pushed_count == GLOBALS_DEPTH)
        return false;
    reading->pushed[reading->pushed_count++] = reading->now;
    return true;
}

static bool pop(struct reading *reading)
{
    if (reading->pushed_count == 0)
        return false;
    reading->now = reading->pushed[--reading->pushed_count];
    return true;
}

/* False for what breaks the rules. Items that say nothing about us are passed over. */
static bool take_item(struct reading *reading, uint8_t tag, uint32_t value, size_t size)
{
    bool good = true;

    switch (tag) {
    case ITEM_INPUT:
        good = take_input(reading);
        break;
    case ITEM_COLLECTION:
        good = take_collection(reading, value);
        break;
    case ITEM_END_COLLECTION:
        good = end_collection(reading);
        break;
    case ITEM_USAGE_PAGE:
        reading->now.page = value & 0xffff;
        break;
    case ITEM_REPORT_SIZE:
        reading->now.report_size = value;
        break;
    case ITEM_REPORT_ID:
        reading->now.report_id = value;
        break;
    case ITEM_REPORT_COUNT:
        reading->now.report_count = value;
        break;
    case ITEM_PUSH:
        return push(reading);
    case ITEM_POP:
        return pop(reading);
    case ITEM_USAGE:
        take_usage(reading, value, size);
        break;
    default:
        break;
    }
    if ((tag & 0x0c) == 0) /* a main item ends the life of usages */
        reading->usage = 0;
    return good;
}

bool hidpos_parse_descriptor(const uint8_t *bytes, size_t size_bytes)
{
    struct reading reading = {0};
    size_t at = 0;

    while (at < size_bytes) {
        uint8_t prefix = bytes[at++];
        size_t size = prefix & 3u;
        uint32_t value = 0;

        if (prefix == LONG_ITEM)
            return false;
        size = size == 3 ? 4 : size;
        if (size > size_bytes - at)
            return false;
        for (size_t i = 0; i < size; i++)
            value |= (uint32_t)bytes[at + i] << (8 * i);
        if (!take_item(&reading, prefix & 0xfc, value, size))
            return false;
        at += size;
    }
    return reading.scanner_seen && reading.depth == 0 &&
           reading.bits == (HIDPOS_REPORT_BYTES - 1) * 8;
}

/* ']', a letter, a letter or digit. */
static bool is_aim(const uint8_t *at)
{
    bool letter = (at[1] >= 'A' && at[1] <= 'Z') || (at[1] >= 'a' && at[1] <= 'z');
    bool modifier = (at[2] >= '0' && at[2] <= '9') || (at[2] >= 'A' && at[2] <= 'Z') ||
                    (at[2] >= 'a' && at[2] <= 'z');

    return at[0] == ']' && letter && modifier;
}

err_t hidpos_parse_report(const uint8_t *bytes, size_t size_bytes, struct hidpos_report *out_report)
{
    memset(out_report, 0, sizeof(*out_report));
    if (size_bytes != HIDPOS_REPORT_BYTES || bytes[0] != HIDPOS_REPORT_ID)
        return ERR_PROTOCOL;
    if (bytes[OFFSET_LENGTH] > HIDPOS_DATA_BYTES || !is_aim(bytes + OFFSET_AIM))
        return ERR_PROTOCOL;
    if (bytes[OFFSET_LENGTH] == 0 && (bytes[OFFSET_MORE] & 1) != 0)
        return ERR_PROTOCOL;
    out_report->data = bytes + OFFSET_DATA;
    out_report->data_size = bytes[OFFSET_LENGTH];
    memcpy(out_report->symbology, bytes + OFFSET_AIM, 3);
    out_report->more = (bytes[OFFSET_MORE] & 1) != 0;
    return ERR_OK;
}
