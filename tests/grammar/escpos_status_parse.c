/* What printers say: answers to DLE EOT, ASB packets, answers to GS r and to DLE EOT 20, in any
 * order and inside each other, mostly right; and the same with bytes flipped, lost, doubled, packets
 * of other makers, and noise. */
#include <string.h>

#include "drivers/printer/escpos_status_parse.h"
#include "firmware/base/check.h"
#include "tests/grammar/grammar.h"

enum state {
    STATE_REPLY,
    STATE_REPLY_INSIDE_ASB,
    STATE_ASB,
    STATE_ASB_DROPPED,
    STATE_ASB_CONTRADICTS,
    STATE_FENCE,
    STATE_FULL,
    STATE_NOISE,
    STATE_UNFINISHED,
    STATE_PAPER_LOW,
    STATE_PAPER_OUT,
    STATE_COVER,
    STATE_CUTTER,
    STATE_ERROR,
    STATE_JAM,
    STATE_HOLDING,
    STATE_COUNT
};

static const char *const state_names[STATE_COUNT] = {"reply",
                                                     "reply inside asb",
                                                     "asb",
                                                     "asb dropped",
                                                     "asb contradicts itself",
                                                     "fence",
                                                     "full",
                                                     "noise",
                                                     "unfinished",
                                                     "paper low",
                                                     "paper out",
                                                     "cover",
                                                     "cutter",
                                                     "error",
                                                     "jam",
                                                     "holding"};

static uint8_t some(struct random *random, uint8_t bits)
{
    return random_chance(random, 500000) ? 0 : (uint8_t)(random_next(random) & bits);
}

static size_t make_asb(struct random *random, uint8_t *out)
{
    out[1] = some(random, 0x6f);
    out[2] = some(random, 0x6f);
    out[3] = some(random, 0x6f);
    out[0] = (uint8_t)(0x10 | some(random, 0x6c));
    if ((out[1] & 0x6c) != 0 && !random_chance(random, 100000)) /* most are off-line then */
        out[0] |= 0x08;
    return ESCPOS_ASB_BYTES;
}

static size_t make_full(struct random *random, uint8_t *out)
{
    out[0] = 0x10;
    out[1] = 0x0f;
    for (int i = 2; i < ESCPOS_FULL_BYTES; i++)
        out[i] = some(random, 0xff);
    return ESCPOS_FULL_BYTES;
}

/* One thing that a printer says. */
static size_t make_item(struct random *random, uint8_t *out)
{
    switch (random_below(random, 5)) {
    case 0:
        out[0] = (uint8_t)(0x12 | some(random, 0x6c));
        return 1;
    case 1:
        return make_asb(random, out);
    case 2:
        out[0] = some(random, 0x0f);
        return 1;
    case 3:
        return make_full(random, out);
    default:
        out[0] = (uint8_t)random_next(random);
        return 1;
    }
}

static size_t insert(uint8_t *bytes, size_t size, size_t at, uint8_t byte)
{
    memmove(bytes + at + 1, bytes + at, size - at);
    bytes[at] = byte;
    return size + 1;
}

/* Breaks something in one of the ways wires and firmwares do. */
static size_t spoil(struct random *random, uint8_t *bytes, size_t size)
{
    size_t at = (size_t)random_below(random, size);

    switch (random_below(random, 5)) {
    case 0:
        bytes[at] ^= (uint8_t)(1u << random_below(random, 8));
        return size;
    case 1: /* one byte is lost */
        memmove(bytes + at, bytes + at + 1, size - at - 1);
        return size - 1;
    case 2: /* one comes twice */
        return insert(bytes, size, at, bytes[at]);
    case 3: /* an answer to a poll comes in between */
        return insert(bytes, size, at, (uint8_t)(0x12 | some(random, 0x6c)));
    default: /* the cable is pulled */
        return at + 1;
    }
}

/* The first byte says whether the model knows DLE EOT 20. */
static size_t make(struct random *random, uint8_t *out_bytes, size_t size_max)
{
    size_t count = 1 + (size_t)random_below(random, 8), size = 1;

    CHECK(size_max >= 64 + 16);
    out_bytes[0] = (uint8_t)random_below(random, 2);
    for (size_t i = 0; i < count; i++)
        size += make_item(random, out_bytes + size);
    for (int i = 0; i < 3 && size > 2; i++)
        if (random_chance(random, 300000))
            size = 1 + spoil(random, out_bytes + 1, size - 1);
    return size;
}

static void count_status(const struct printer_status *status, uint64_t *reached)
{
    reached[STATE_PAPER_LOW] += status->paper == PRINTER_PAPER_LOW;
    reached[STATE_PAPER_OUT] += status->paper == PRINTER_PAPER_OUT;
    reached[STATE_COVER] += status->cover_open;
    reached[STATE_CUTTER] += status->cutter_error;
    reached[STATE_ERROR] += status->recoverable_error || status->unrecoverable_error;
    reached[STATE_JAM] += status->paper_jam;
    reached[STATE_HOLDING] += status->presenter == PRINTER_PRESENTER_HOLDING;
    CHECK(status->answering && status->paper != PRINTER_PAPER_UNKNOWN);
    CHECK(!status->online || !(status->cover_open || status->cutter_error || status->paper_jam ||
                               status->recoverable_error || status->unrecoverable_error));
}

static void count_item(const struct escpos_stream *before, const struct escpos_stream *after,
                       enum escpos_item item, uint64_t *reached)
{
    struct printer_status status;

    reached[STATE_REPLY] += item == ESCPOS_ITEM_REPLY;
    reached[STATE_REPLY_INSIDE_ASB] += item == ESCPOS_ITEM_REPLY && before->size > 0;
    reached[STATE_FENCE] += item == ESCPOS_ITEM_FENCE;
    reached[STATE_NOISE] += item == ESCPOS_ITEM_NOISE;
    reached[STATE_ASB_DROPPED] +=
        (item == ESCPOS_ITEM_NOISE && before->size > 0) ||
        (item == ESCPOS_ITEM_NONE && before->size > 0 && after->size == 1);
    reached[STATE_ASB_CONTRADICTS] += item == ESCPOS_ITEM_NOISE && before->size == 3 &&
                                      (after->packet[3] & 0x90) == 0 &&
                                      (after->packet[1] & 0x6c) != 0;
    if (item == ESCPOS_ITEM_ASB) {
        reached[STATE_ASB]++;
        escpos_status_from_asb(after->packet, &status);
        count_status(&status, reached);
    } else if (item == ESCPOS_ITEM_FULL) {
        reached[STATE_FULL]++;
        escpos_status_from_full(after->packet, &status);
        count_status(&status, reached);
    }
}

static void check(const uint8_t *bytes, size_t size_bytes, uint64_t reached[GRAMMAR_STATES_MAX])
{
    struct escpos_stream stream = {.has_full = bytes[0] != 0};

    for (size_t i = 1; i < size_bytes; i++) {
        struct escpos_stream before = stream;
        enum escpos_item item = escpos_status_parse(&stream, bytes[i]);

        CHECK(stream.size < ESCPOS_FULL_BYTES && stream.has_full == before.has_full);
        CHECK(stream.has_full || (stream.size < ESCPOS_ASB_BYTES && item != ESCPOS_ITEM_FULL));
        CHECK(item != ESCPOS_ITEM_REPLY || stream.size == before.size);
        count_item(&before, &stream, item, reached);
    }
    reached[STATE_UNFINISHED] += stream.size > 0;
}

extern const struct grammar grammar_escpos_status_parse;
const struct grammar grammar_escpos_status_parse = {
    .name = "escpos_status_parse",
    .states = state_names,
    .state_count = STATE_COUNT,
    .make = make,
    .check = check,
};
