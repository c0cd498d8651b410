/* A social security card's side of a whole visit: its answers one after another, each behind a
 * length of one byte, in the order that a card gives them; and the same with status words changed,
 * records of wrong tags and lengths, detours (61xx, 6Cxx), bytes lost, and an early end. */
#include <string.h>

#include "drivers/smartcard/ssc_parse.h"
#include "drivers/smartcard/ssc_read.h"
#include "firmware/base/check.h"
#include "tests/grammar/grammar.h"

enum state {
    STATE_READ,
    STATE_FETCHED,
    STATE_REPEATED,
    STATE_PIN_NEEDED,
    STATE_UNSUPPORTED,
    STATE_PROTOCOL,
    STATE_PULLED,
    STATE_COUNT
};

static const char *const state_names[STATE_COUNT] = {
    "read", "fetched", "repeated", "pin needed", "unsupported", "protocol", "pulled"};

/* A good value for every item, behind its length. */
static const char *const values[] = {
    "\x10\x53\x23\x31\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01",
    "\x01"
    "3",
    "\x04"
    "3.00",
    "\x0c\x91\x56\x01\x01\x02\x53\x23\x01\x53\x23\x01\x01",
    "\x04\x20\x19\x03\x01",
    "\x04\x20\x29\x03\x01",
    "\x09"
    "A01234567",
    "\x12"
    "532331194002290027",
    "\x06\xd5\xc5\xb9\xf0\xc0\xbc",
    "\x01"
    "2",
    "\x01\x07",
    "\x03\x53\x23\x31",
    "\x04\x19\x40\x02\x29"};

static size_t put_answer(uint8_t *out, const uint8_t *data, size_t size, uint16_t status)
{
    out[0] = (uint8_t)(size + 2);
    if (size > 0)
        memcpy(out + 1, data, size);
    out[1 + size] = (uint8_t)(status >> 8);
    out[2 + size] = (uint8_t)status;
    return 3 + size;
}

/* 9000, or now and then another word that cards say. */
static uint16_t choose_status(struct random *random)
{
    static const uint16_t words[] = {0x6982, 0x6a82, 0x6a83, 0x6a86,
                                     0x6283, 0x6d00, 0x6f00, 0x6581};

    return random_chance(random, 20000) ? words[random_below(random, COUNT_OF(words))] : 0x9000;
}

static size_t put_record(struct random *random, unsigned tag, uint8_t *out)
{
    uint8_t record[64] = {(uint8_t)tag};
    size_t length = (uint8_t)values[tag - 1][0], size = 0;

    memcpy(record + 1, values[tag - 1], 1 + length);
    if (random_chance(random, 20000))
        record[random_below(random, 2 + length)] ^= (uint8_t)(1u << random_below(random, 8));
    if (random_chance(random, 40000))
        size += put_answer(out, NULL, 0, (uint16_t)(0x6100 + 2 + length));
    if (random_chance(random, 40000))
        size += put_answer(out + size, NULL, 0, (uint16_t)(0x6c00 + 2 + length));
    return size + put_answer(out + size, record, 2 + length, choose_status(random));
}

static size_t make(struct random *random, uint8_t *out_bytes, size_t size_max)
{
    size_t size = put_answer(out_bytes, NULL, 0, choose_status(random));

    for (unsigned tag = 1; tag <= COUNT_OF(values); tag++) {
        if (tag == 1 || tag == 8)
            size += put_answer(out_bytes + size, NULL, 0, choose_status(random));
        size += put_record(random, tag, out_bytes + size);
        CHECK(size + 100 < size_max);
    }
    return random_chance(random, 50000) ? (size_t)random_below(random, size) : size;
}

struct card {
    const uint8_t *bytes;
    size_t left;
    unsigned fetched, repeated;
    uint8_t last_status; /* the first byte of the last status word */
};

static err_t exchange(void *context, const uint8_t *bytes, size_t size, uint8_t *out,
                      size_t *out_size)
{
    struct card *card = context;
    size_t count;

    CHECK(size >= 4 && (bytes[1] == 0xa4 || bytes[1] == 0xb2 || bytes[1] == 0xc0));
    card->fetched += card->last_status == 0x61 && bytes[1] == 0xc0;
    card->repeated += card->last_status == 0x6c && bytes[1] == 0xb2;
    if (card->left == 0)
        return ERR_CARD_MOVED;
    count = card->bytes[0] < card->left ? card->bytes[0] : card->left - 1;
    memcpy(out, card->bytes + 1, count);
    card->last_status = count >= 2 ? out[count - 2] : 0;
    *out_size = count;
    card->bytes += 1 + count;
    card->left -= 1 + count;
    return ERR_OK;
}

static void check(const uint8_t *bytes, size_t size_bytes, uint64_t reached[GRAMMAR_STATES_MAX])
{
    static const struct smartcard_record zero;
    struct card card = {.bytes = bytes, .left = size_bytes};
    const struct apdu_channel channel = {exchange, &card};
    struct smartcard_record record;
    err_t err = ssc_read(&channel, &record);

    if (err == ERR_OK)
        CHECK(record.name[0] != '\0' && strlen(record.social_number) >= 15);
    else
        CHECK(memcmp(&record, &zero, sizeof(zero)) == 0);
    reached[STATE_READ] += err == ERR_OK;
    reached[STATE_FETCHED] += card.fetched > 0;
    reached[STATE_REPEATED] += card.repeated > 0;
    reached[STATE_PIN_NEEDED] += err == ERR_PIN_NEEDED;
    reached[STATE_UNSUPPORTED] += err == ERR_CARD_UNSUPPORTED;
    reached[STATE_PROTOCOL] += err == ERR_PROTOCOL;
    reached[STATE_PULLED] += err == ERR_CARD_MOVED;
}

const struct grammar grammar_smartcard_card = {"smartcard_card", state_names, STATE_COUNT, make,
                                               check};
