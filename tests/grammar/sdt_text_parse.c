/* Read replies of all four kinds of card with an address supplement behind them, right and broken
 * in a field. A record is either good in every member or all zero. */
#include <string.h>

#include "drivers/idcard/sdt_text_parse.h"
#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "firmware/base/text.h"
#include "tests/grammar/grammar.h"
#include "tests/grammar/sdt_make.h"

enum {
    STATE_CITIZEN,
    STATE_PERMIT,
    STATE_FOREIGNER,
    STATE_FOREIGNER_2023,
    STATE_UNSUPPORTED,
    STATE_PROTOCOL,
    STATE_WITHOUT_END,
    STATE_ENGLISH_AS_NAME,
    STATE_NAME_CUT,
    STATE_BEYOND_BASIC_PLANE,
    STATE_BROKEN_PAIR,
    STATE_NEWEST,
    STATE_NEWEST_BLANK,
    STATE_NEWEST_REFUSED,
    STATE_COUNT
};

static const char *const states[STATE_COUNT] = {
    "citizen",     "permit", "foreigner",       "foreigner-2023", "unsupported",
    "protocol",    "no-end", "english-as-name", "name-cut",       "beyond-basic-plane",
    "broken-pair", "newest", "newest-blank",    "newest-refused"};

/* A field of a layout: what it holds, where, how many units. */
struct field {
    enum { WORDS, LATIN, NUMBER, LETTERS, DATE, END, SEX, NATION, PAIR, MAYBE_WORDS } what;
    uint16_t at, units;
};

#define FIELDS_MAX 14
static const struct {
    char type;
    struct field fields[FIELDS_MAX];
    uint8_t count;
} layouts[] = {
    {' ',
     {{WORDS, 0, 15},
      {SEX, 30, 1},
      {NATION, 32, 2},
      {DATE, 36, 8},
      {WORDS, 52, 35},
      {NUMBER, 122, 18},
      {WORDS, 158, 15},
      {DATE, 188, 8},
      {END, 204, 8}},
     9},
    {'J',
     {{WORDS, 0, 15},
      {SEX, 30, 1},
      {DATE, 36, 8},
      {WORDS, 52, 35},
      {NUMBER, 122, 18},
      {WORDS, 158, 15},
      {DATE, 188, 8},
      {END, 204, 8},
      {LETTERS, 220, 1},
      {NUMBER, 222, 8},
      {PAIR, 238, 2}},
     11},
    {'I',
     {{LATIN, 0, 60},
      {SEX, 120, 1},
      {LETTERS, 122, 3},
      {NUMBER, 128, 12},
      {LETTERS, 152, 3},
      {MAYBE_WORDS, 158, 15},
      {DATE, 188, 8},
      {END, 204, 8},
      {DATE, 220, 8},
      {NUMBER, 240, 4}},
     10},
    {'Y',
     {{MAYBE_WORDS, 0, 15},
      {SEX, 30, 1},
      {PAIR, 32, 2},
      {DATE, 36, 8},
      {LATIN, 52, 35},
      {LETTERS, 122, 1},
      {NUMBER, 124, 17},
      {DATE, 188, 8},
      {END, 204, 8},
      {LATIN, 220, 11},
      {LETTERS, 242, 3}},
     11},
};

static void put(uint8_t *at, size_t unit, unsigned value)
{
    bytes_put_le16(at + 2 * unit, (uint16_t)value);
}

static void put_ascii(uint8_t *at, const char *text)
{
    for (size_t i = 0; text[i] != '\0'; i++)
        put(at, i, (unsigned char)text[i]);
}

/* Characters of the basic plane, pairs, halves of pairs, private ones, controls, spaces. */
static void put_words(struct random *random, uint8_t *at, size_t units)
{
    size_t count = 1 + random_below(random, units);

    for (size_t i = 0; i < count; i++)
        switch (random_below(random, 12)) {
        case 0:
            put(at, i, 0xd800 + (unsigned)random_below(random, 0x400));
            if (i + 1 < count && random_chance(random, 700000))
                put(at, ++i, 0xdc00 + (unsigned)random_below(random, 0x400));
            break;
        case 1:
            put(at, i, 0xe000 + (unsigned)random_below(random, 0x1900));
            break;
        case 2:
            put(at, i, (unsigned)random_below(random, 0x100));
            break;
        default:
            put(at, i, 0x4e00 + (unsigned)random_below(random, 0x5000));
        }
}

static void put_date(struct random *random, uint8_t *at)
{
    char text[16] = "";

    text_append_number(text, sizeof(text), 1900 + random_below(random, 200), 4);
    text_append_number(text, sizeof(text), 1 + random_below(random, 12), 2);
    text_append_number(text, sizeof(text), 1 + random_below(random, 28), 2);
    put_ascii(at, text);
}

static void put_end(struct random *random, uint8_t *at)
{
    put_date(random, at);
    if (!random_chance(random, 300000))
        return;
    put_ascii(at, "        ");
    put(at, 0, 0x957f);
    put(at, 1, 0x671f);
}

static void put_nation(struct random *random, uint8_t *at)
{
    unsigned nation = 1 + (unsigned)random_below(random, 56);

    put(at, 0, '0' + nation / 10);
    put(at, 1, '0' + nation % 10);
}

static void put_latin(struct random *random, uint8_t *at, size_t units)
{
    size_t count = 1 + random_below(random, units);

    for (size_t i = 0; i < count; i++)
        put(at, i, random_chance(random, 200000) ? 0xc9 : 'A' + (unsigned)random_below(random, 26));
}

static void put_field(struct random *random, uint8_t *text, const struct field *field)
{
    uint8_t *at = text + field->at;

    switch (field->what) {
    case MAYBE_WORDS:
        if (random_chance(random, 500000))
            break;
        /* fall through */
    case WORDS:
        put_words(random, at, field->units);
        break;
    case LATIN:
        put_latin(random, at, field->units);
        break;
    case NUMBER:
    case PAIR:
        for (size_t i = 0; i < field->units; i++)
            put(at, i, '0' + (unsigned)random_below(random, 10));
        break;
    case LETTERS:
        for (size_t i = 0; i < field->units; i++)
            put(at, i, 'A' + (unsigned)random_below(random, 26));
        break;
    case DATE:
        put_date(random, at);
        break;
    case END:
        put_end(random, at);
        break;
    case SEX:
        put(at, 0, (unsigned char)"0129"[random_below(random, 4)]);
        break;
    case NATION:
        put_nation(random, at);
        break;
    }
}

static void put_block(struct random *random, uint8_t text[SDT_TEXT_BYTES])
{
    size_t kind = random_below(random, COUNT_OF(layouts));

    for (size_t i = 0; i < SDT_TEXT_BYTES / 2; i++)
        put(text, i, ' ');
    for (size_t i = 0; i < layouts[kind].count; i++)
        put_field(random, text, &layouts[kind].fields[i]);
    put(text + 248, 0, (unsigned char)layouts[kind].type);
    if (layouts[kind].type == 'Y')
        put(text + 122, 0, '9');
    if (random_chance(random, 250000)) /* a unit that is not what it should be */
        put(text, random_below(random, SDT_TEXT_BYTES / 2), (unsigned)random_below(random, 0x80));
    if (random_chance(random, 20000))
        put(text + 248, 0, 'A' + (unsigned)random_below(random, 26));
}

/* The data of a read reply, then that of an address supplement. */
static size_t make_card(struct random *random, uint8_t *out_bytes, size_t size_max)
{
    static const uint8_t lengths[] = {1, 0, 4, 0};
    static const uint8_t photo[IDCARD_PHOTO_BYTES] = {0x57, 0x4c};
    uint8_t text[SDT_TEXT_BYTES], newest[SDT_ADDRESS_BYTES];
    struct sdt_make make = {out_bytes, 0, size_max};

    put_block(random, text);
    sdt_make_bytes(&make, lengths, sizeof(lengths));
    sdt_make_bytes(&make, text, sizeof(text));
    sdt_make_bytes(&make, photo, sizeof(photo));
    if (random_chance(random, 20000))
        make.bytes[random_below(random, 4)] ^= 1;
    for (size_t i = 0; i < SDT_ADDRESS_BYTES / 2; i++)
        put(newest, i, ' ');
    if (random_chance(random, 500000))
        put_words(random, newest, SDT_ADDRESS_BYTES / 2);
    sdt_make_bytes(&make, newest, sizeof(newest));
    if (random_chance(random, 50000))
        make.size -= random_below(random, 100);
    return make.size;
}

static void check_text(const char *text)
{
    CHECK(text_is_utf8(text, strlen(text)));
    for (; *text != '\0'; text++)
        CHECK((unsigned char)*text >= 0x20 && *text != 0x7f);
}

static void check_good(const struct idcard_record *record, uint64_t *reached)
{
    static const unsigned of_kind[] = {STATE_CITIZEN, STATE_PERMIT, STATE_FOREIGNER,
                                       STATE_FOREIGNER_2023};
    size_t length;

    CHECK(record->kind < COUNT_OF(of_kind) && record->name[0] != '\0');
    check_text(record->name);
    check_text(record->english_name);
    check_text(record->address);
    check_text(record->issuer);
    CHECK(strlen(record->number) == (record->kind == IDCARD_FOREIGNER ? 15 : 18));
    CHECK(strlen(record->birth) == 8 && strlen(record->valid_from) == 8);
    reached[of_kind[record->kind]]++;
    reached[STATE_WITHOUT_END] += record->valid_to[0] == '\0';
    reached[STATE_NAME_CUT] += record->name_is_cut;
    reached[STATE_ENGLISH_AS_NAME] += strcmp(record->name, record->english_name) == 0;
    for (const char *at = record->address; *at != '\0'; at += length) {
        uint32_t character = text_next(at, &length);

        reached[STATE_BEYOND_BASIC_PLANE] += character > 0xffff;
        reached[STATE_BROKEN_PAIR] += character == 0xfffd;
    }
}

static void check_card(const uint8_t *bytes, size_t size_bytes,
                       uint64_t reached[GRAMMAR_STATES_MAX])
{
    static const struct idcard_record zero;
    static struct idcard_record record;
    size_t size = size_bytes < SDT_READ_BYTES ? size_bytes : SDT_READ_BYTES;
    struct sdt_reply reply = {.sw3 = SDT_SW_OK, .data = bytes, .data_size = size};
    err_t err;

    memset(&record, 0xa5, sizeof(record));
    err = sdt_text_parse_read(&reply, &record);
    if (err != ERR_OK) {
        CHECK(memcmp(&record, &zero, sizeof(record)) == 0);
        reached[err == ERR_CARD_UNSUPPORTED ? STATE_UNSUPPORTED : STATE_PROTOCOL]++;
        return;
    }
    check_good(&record, reached);
    reply.data = bytes + size;
    reply.data_size = size_bytes - size;
    if (sdt_text_parse_newest(&reply, &record) != ERR_OK)
        reached[STATE_NEWEST_REFUSED]++;
    else
        reached[record.address_is_newest ? STATE_NEWEST : STATE_NEWEST_BLANK]++;
    check_text(record.address);
}

extern const struct grammar grammar_sdt_text_parse;
const struct grammar grammar_sdt_text_parse = {"sdt_text_parse", states, STATE_COUNT, make_card,
                                               check_card};
