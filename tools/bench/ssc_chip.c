#include "tools/bench/ssc_chip.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "firmware/base/check.h"

#define RECORD_BYTES 40
#define RECORDS 13
#define SLOW_US (80 * 1000)
#define TORN_AT 5

enum fault {
#define SSC_CHIP_FAULT(id, name, help) FAULT_##id,
#include "tools/bench/ssc_chip_faults.def"
#undef SSC_CHIP_FAULT
};

static const char *const fault_names[] = {
#define SSC_CHIP_FAULT(id, name, help) name,
#include "tools/bench/ssc_chip_faults.def"
#undef SSC_CHIP_FAULT
};

/* A card: the values of its records 01 to 0D as they lie in the chip, NULL where there is none. */
struct card {
    const char *name;
    bool is_social, numbered, locked;
    struct {
        const char *bytes;
        uint8_t size;
    } values[RECORDS];
};

#define VALUE(text)                                                                                \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }
#define NONE                                                                                       \
    {                                                                                              \
        NULL, 0                                                                                    \
    }
#define ZEROS_22 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"

static const struct card cards[] = {
    {"zhang",
     true,
     false,
     false,
     {VALUE("\x53\x23\x31\x00\x00\x00\x00\x01\x0a\x0b\x0c\x0d\x00\x00\x00\x01"), VALUE("3"),
      VALUE("3.00"), VALUE("\x91\x56\x00\x00\x02\x53\x23\x00\x53\x23\x00\x00"),
      VALUE("\x20\x19\x03\x01"), VALUE("\x20\x29\x03\x01"), VALUE("A01234567"),
      VALUE("532331194002290027"),
      VALUE("\xd5\xc5\xb9\xf0\xc0\xbc"
            "\0\0" ZEROS_22),
      VALUE("2"), VALUE("\x07"), VALUE("\x53\x23\x31"), VALUE("\x19\x40\x02\x29")}},
    {"wang",
     true,
     true,
     false,
     {VALUE("\x11\x01\x05\x00\x00\x00\x00\x02\xff\xff\xff\xff\xff\xff\xff\xff"), VALUE("2"),
      VALUE("2.00"), VALUE("\x91\x56\x00\x00\x02\x11\x00\x00\x11\x01\x00\x00"),
      VALUE("\x20\x12\x07\x12"), VALUE("\xff\xff\xff\xff"), VALUE("112345678"),
      VALUE("11010519491231002X"),
      VALUE("\xcd\xf5\xd0\xe3\xd3\xa2"
            "  "
            "                      "),
      VALUE("\x02"), VALUE("\x01"), VALUE("\x11\x01\x05"), VALUE("\x19\x49\x12\x31")}},
    {"li",
     true,
     false,
     true,
     {VALUE("\x14\x01\x00\x00\x00\x00\x00\x03\x00\x00\x00\x00\x00\x00\x00\x00"), VALUE("1"),
      VALUE("1.00"), VALUE("\x91\x56\x00\x00\x02\x14\x00\x00\x14\x01\x00\x00"),
      VALUE("\x20\x08\x01\x01"), VALUE("\x20\x18\x01\x01"), VALUE("100000003"),
      VALUE("140100200002290033"),
      VALUE("\xc0\xee\xc7\xbf"
            "\0\0\0\0" ZEROS_22),
      VALUE("1"), VALUE("\x01"), VALUE("\x14\x01\x00"), VALUE("\x20\x00\x02\x29")}},
    {"ouyang",
     true,
     false,
     false,
     {VALUE("\x33\x01\x00\x00\x00\x00\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00"), VALUE("\x03"),
      VALUE("3.00"), VALUE("\x91\x56\x00\x00\x02\x33\x00\x00\x33\x01\x00\x00"),
      VALUE("\x20\x21\x05\x20"), VALUE("\x20\x31\x05\x20"), VALUE("C7654321"),
      VALUE("330100198805200014"), VALUE("\xc5\xb7\xd1\xf4\x95\x33\xb9\x32" ZEROS_22), VALUE("1"),
      VALUE("\x11"), NONE, VALUE("\x19\x88\x05\x20")}},
    {"bank",
     false,
     false,
     false,
     {NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE}},
};

struct ssc_chip {
    pthread_mutex_t lock;
    const struct card *card; /* NULL: none */
    enum fault fault;
    unsigned tear_at, changes;
    bool application;  /* is chosen */
    uint8_t file;      /* 05, 06; 0: none */
    unsigned commands; /* since power */
    unsigned saw[256];
    uint8_t held[256]; /* an answer that waits to be fetched */
    size_t held_size;
};

/* T=0, direct convention, 8 historical bytes. */
static const uint8_t atr[] = {0x3b, 0x68, 0x00, 0x00, 'S', 'S', 'S', 'E', 0x86, 0x60, 0x01, 0x03};

/* Application identifier of the social security application, as the standard prints it. */
static const uint8_t application[] = {'s',  'x',  '1',  '.',  's',  'h',  '.', 0xc9,
                                      0xe7, 0xbb, 0xe1, 0xb1, 0xa3, 0xd5, 0xcf};

struct ssc_chip *ssc_chip_create(void)
{
    struct ssc_chip *chip = calloc(1, sizeof(*chip));

    if (chip == NULL)
        return NULL;
    pthread_mutex_init(&chip->lock, NULL);
    chip->tear_at = TORN_AT;
    return chip;
}

void ssc_chip_destroy(struct ssc_chip *chip)
{
    if (chip == NULL)
        return;
    pthread_mutex_destroy(&chip->lock);
    free(chip);
}

static void forget(struct ssc_chip *chip)
{
    chip->application = false;
    chip->file = 0;
    chip->commands = 0;
    chip->held_size = 0;
}

/* Called with the lock held. */
static void change(struct ssc_chip *chip, const struct card *card)
{
    if (chip->card != NULL || card != NULL)
        chip->changes++;
    chip->card = card;
    forget(chip);
}

bool ssc_chip_insert(struct ssc_chip *chip, const char *card)
{
    const struct card *found = NULL;

    for (size_t i = 0; i < COUNT_OF(cards); i++)
        if (strcmp(cards[i].name, card) == 0)
            found = &cards[i];
    if (found == NULL)
        return false;
    pthread_mutex_lock(&chip->lock);
    change(chip, found);
    pthread_mutex_unlock(&chip->lock);
    return true;
}

void ssc_chip_remove(struct ssc_chip *chip)
{
    pthread_mutex_lock(&chip->lock);
    change(chip, NULL);
    pthread_mutex_unlock(&chip->lock);
}

unsigned ssc_chip_changes(struct ssc_chip *chip)
{
    unsigned changes;

    pthread_mutex_lock(&chip->lock);
    changes = chip->changes;
    pthread_mutex_unlock(&chip->lock);
    return changes;
}

const char *ssc_chip_card(struct ssc_chip *chip)
{
    const char *name;

    pthread_mutex_lock(&chip->lock);
    name = chip->card != NULL ? chip->card->name : "none";
    pthread_mutex_unlock(&chip->lock);
    return name;
}

bool ssc_chip_is_present(struct ssc_chip *chip)
{
    return strcmp(ssc_chip_card(chip), "none") != 0;
}

bool ssc_chip_set_fault_name(struct ssc_chip *chip, const char *name)
{
    for (size_t i = 0; i < COUNT_OF(fault_names); i++)
        if (strcmp(fault_names[i], name) == 0) {
            pthread_mutex_lock(&chip->lock);
            chip->fault = (enum fault)i;
            pthread_mutex_unlock(&chip->lock);
            return true;
        }
    return false;
}

const char *ssc_chip_fault_name(struct ssc_chip *chip)
{
    enum fault fault;

    pthread_mutex_lock(&chip->lock);
    fault = chip->fault;
    pthread_mutex_unlock(&chip->lock);
    return fault_names[fault];
}

const char *ssc_chip_fault_at(size_t index)
{
    return index < COUNT_OF(fault_names) ? fault_names[index] : NULL;
}

void ssc_chip_tear_at(struct ssc_chip *chip, unsigned command)
{
    pthread_mutex_lock(&chip->lock);
    chip->tear_at = command;
    pthread_mutex_unlock(&chip->lock);
}

size_t ssc_chip_atr(struct ssc_chip *chip, uint8_t out_atr[SSC_CHIP_ATR_BYTES])
{
    if (!ssc_chip_is_present(chip))
        return 0;
    memcpy(out_atr, atr, sizeof(atr));
    return sizeof(atr);
}

size_t ssc_chip_power_on(struct ssc_chip *chip, uint8_t out_atr[SSC_CHIP_ATR_BYTES])
{
    bool mute;

    pthread_mutex_lock(&chip->lock);
    forget(chip);
    mute = chip->fault == FAULT_MUTE;
    pthread_mutex_unlock(&chip->lock);
    return mute ? 0 : ssc_chip_atr(chip, out_atr);
}

/* ---- answers ---- */

static size_t say(uint8_t *out, uint16_t status)
{
    out[0] = (uint8_t)(status >> 8);
    out[1] = (uint8_t)status;
    return 2;
}

static size_t say_data(uint8_t *out, const uint8_t *data, size_t size)
{
    memcpy(out, data, size);
    return size + say(out + size, 0x9000);
}

static size_t answer_select(struct ssc_chip *chip, const uint8_t *command, size_t size,
                            uint8_t *out)
{
    const uint8_t *data = command + 5;
    size_t length = size > 5 ? command[4] : 0;

    if (size < 5 + length || length == 0)
        return say(out, 0x6700);
    if (command[2] == 0x04) {
        chip->application = chip->card->is_social && chip->fault != FAULT_BLOCKED &&
                            length == sizeof(application) && memcmp(data, application, length) == 0;
        if (!chip->application)
            return say(out, chip->fault == FAULT_BLOCKED ? 0x6a81 : 0x6a82);
        return say(out, 0x9000);
    }
    if (!chip->application || length != 2 || data[0] != 0xef || data[1] < 5 || data[1] > 6)
        return say(out, 0x6a82);
    chip->file = data[1];
    return say(out, 0x9000);
}

/* The record as it lies in the chip, with the present fault. Returns its size. */
static size_t write_record(const struct ssc_chip *chip, unsigned tag, uint8_t *out)
{
    size_t size = chip->card->values[tag - 1].size;

    out[0] = (uint8_t)tag;
    out[1] = (uint8_t)size;
    memcpy(out + 2, chip->card->values[tag - 1].bytes, size);
    if (chip->fault == FAULT_TLV_LONG)
        out[1]++;
    if (chip->fault == FAULT_TLV_TAG)
        out[0] ^= 0x40;
    if (chip->fault == FAULT_BAD_NAME && tag == 9)
        memcpy(out + 2, "\x81\x20\xff\x81", 4);
    if (chip->fault == FAULT_BAD_DATE && tag == 13)
        memcpy(out + 2, "\x19\x40\x02\x31", 4);
    return chip->fault == FAULT_TLV_CUT ? 1 : 2 + size;
}

/* Gives `record` in the way this card does; `wanted` is the command's Le, 0 meaning 256. */
static size_t give(struct ssc_chip *chip, const uint8_t *record, size_t size, size_t wanted,
                   uint8_t *out)
{
    wanted = wanted == 0 ? 256 : wanted;
    if (chip->fault == FAULT_EXACT_LOOP)
        return say(out, 0x6c05);
    if ((chip->fault == FAULT_EXACT && wanted != size) || wanted < size)
        return say(out, (uint16_t)(0x6c00 + size));
    if (chip->fault == FAULT_FETCH || chip->fault == FAULT_FETCH_LOOP) {
        memcpy(chip->held, record, size);
        chip->held_size = size;
        return say(out, (uint16_t)(0x6100 + size));
    }
    return say_data(out, record, size);
}

static size_t answer_record(struct ssc_chip *chip, const uint8_t *command, size_t size,
                            uint8_t *out)
{
    unsigned first = chip->file == 5 ? 1 : 8, last = chip->file == 5 ? 7 : 13, tag = command[2];
    bool by_number = (command[3] & 7) == 4;
    uint8_t record[RECORD_BYTES];

    if (chip->file == 0)
        return say(out, 0x6986);
    if (chip->file == 6 && (chip->card->locked || chip->fault == FAULT_NEEDS_PIN))
        return say(out, 0x6982);
    if (chip->fault == FAULT_BROKEN)
        return say(out, 0x6581);
    if (by_number != chip->card->numbered)
        return say(out, by_number ? 0x6a86 : 0x6a83);
    if (by_number)
        tag = tag + first - 1;
    if (tag < first || tag > last || chip->card->values[tag - 1].bytes == NULL ||
        chip->fault == FAULT_NO_RECORDS)
        return say(out, 0x6a83);
    return give(chip, record, write_record(chip, tag, record), size > 4 ? command[4] : 0, out);
}

static size_t answer_fetch(struct ssc_chip *chip, const uint8_t *command, size_t size, uint8_t *out)
{
    size_t wanted = size > 4 ? command[4] : 0, had = chip->held_size;

    if (chip->fault == FAULT_FETCH_LOOP)
        return say(out, 0x6105);
    if (had == 0)
        return say(out, 0x6f00);
    if (wanted != 0 && wanted < had)
        return say(out, (uint16_t)(0x6c00 + had));
    chip->held_size = 0;
    return say_data(out, chip->held, had);
}

static size_t answer(struct ssc_chip *chip, const uint8_t *command, size_t size, uint8_t *out)
{
    if (size < 4)
        return say(out, 0x6700);
    if (command[0] != 0)
        return say(out, 0x6e00);
    chip->saw[command[1]]++;
    switch (command[1]) {
    case 0xa4:
        return answer_select(chip, command, size, out);
    case 0xb2:
        return answer_record(chip, command, size, out);
    case 0xc0:
        return answer_fetch(chip, command, size, out);
    case 0x20: /* a PIN, and a wrong one: what must never arrive */
        return say(out, 0x63c2);
    default:
        return say(out, 0x6d00);
    }
}

size_t ssc_chip_exchange(struct ssc_chip *chip, const uint8_t *command, size_t size,
                         uint8_t out_answer[SSC_CHIP_ANSWER_BYTES])
{
    size_t count = 0;
    bool slow;

    pthread_mutex_lock(&chip->lock);
    chip->commands++;
    if (chip->fault == FAULT_TORN && chip->commands >= chip->tear_at)
        change(chip, NULL);
    if (chip->card != NULL)
        count = answer(chip, command, size, out_answer);
    if (chip->fault == FAULT_BARE && count > 0)
        count = 1;
    slow = chip->fault == FAULT_SLOW;
    pthread_mutex_unlock(&chip->lock);
    if (slow)
        usleep(SLOW_US);
    return count;
}

unsigned ssc_chip_saw(struct ssc_chip *chip, uint8_t instruction)
{
    unsigned count;

    pthread_mutex_lock(&chip->lock);
    count = chip->saw[instruction];
    pthread_mutex_unlock(&chip->lock);
    return count;
}

unsigned ssc_chip_commands(struct ssc_chip *chip)
{
    unsigned count;

    pthread_mutex_lock(&chip->lock);
    count = chip->commands;
    pthread_mutex_unlock(&chip->lock);
    return count;
}

int ssc_chip_command(struct ssc_chip *chip, const char *const *words, size_t count,
                     char *out_answer, size_t size_bytes)
{
    const char *verb = count > 0 ? words[0] : "state";
    bool done = false;

    if (strcmp(verb, "state") == 0 && count <= 1) {
        snprintf(out_answer, size_bytes, "ok card %s, fault %s, %u commands", ssc_chip_card(chip),
                 ssc_chip_fault_name(chip), ssc_chip_commands(chip));
        return 0;
    }
    if (strcmp(verb, "card") == 0 && count == 2)
        done = ssc_chip_insert(chip, words[1]);
    if (strcmp(verb, "remove") == 0 && count == 1) {
        ssc_chip_remove(chip);
        done = true;
    }
    if (strcmp(verb, "fault") == 0 && (count == 2 || count == 3))
        done = ssc_chip_set_fault_name(chip, words[1]);
    if (done && count == 3)
        ssc_chip_tear_at(chip, (unsigned)strtoul(words[2], NULL, 10));
    snprintf(out_answer, size_bytes, done ? "ok" : "error cannot do that: %s", verb);
    return done ? 0 : 1;
}
