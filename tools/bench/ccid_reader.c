#include "tools/bench/ccid_reader.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"

#define HEADER_BYTES 10
#define MESSAGE_BYTES 271

/* Messages, CCID rev. 1.10 section 6. */
enum message {
    POWER_ON = 0x62,
    POWER_OFF = 0x63,
    GET_SLOT_STATUS = 0x65,
    GET_PARAMETERS = 0x6c,
    RESET_PARAMETERS = 0x6d,
    SET_PARAMETERS = 0x61,
    TRANSFER_BLOCK = 0x6f,
    DATA_BLOCK = 0x80,
    SLOT_STATUS = 0x81,
    PARAMETERS = 0x82,
    SLOT_CHANGE = 0x50
};

enum card_state { CARD_ACTIVE = 0, CARD_INACTIVE = 1, CARD_ABSENT = 2 };

#define FAILED 0x40
#define ERROR_MUTE 0xfe
#define ERROR_HARDWARE 0xfb
#define ERROR_UNSUPPORTED 0x00

enum fault {
#define CCID_READER_FAULT(id, name, help) FAULT_##id,
#include "tools/bench/ccid_reader_faults.def"
#undef CCID_READER_FAULT
};

static const char *const fault_names[] = {
#define CCID_READER_FAULT(id, name, help) name,
#include "tools/bench/ccid_reader_faults.def"
#undef CCID_READER_FAULT
};

struct ccid_reader {
    struct bench_device device;
    pthread_mutex_t lock;
    struct ssc_chip *chip;
    enum fault fault;
    bool powered;          /* the card that is in */
    unsigned told_changes; /* of the card, up to which the host was told by interrupt */
    uint8_t reply[HEADER_BYTES + SSC_CHIP_ANSWER_BYTES];
    size_t reply_size; /* 0: none waits */
};

/* clang-format off */
static const uint8_t descriptors[] = {
    18, 1, 0x10, 0x01, 0, 0, 0, 16, 0x8f, 0x05, 0x40, 0x95, 0x20, 0x01, 1, 2, 3, 1,
    9, 2, 93, 0, 1, 1, 0, 0x80, 50,
    9, 4, 0, 0, 3, 0x0b, 0, 0, 0,            /* smart card class, 3 endpoints */
    54, 0x21, 0x10, 0x01, 0, 7,              /* one slot, 5 V, 3 V, 1.8 V */
    3, 0, 0, 0,                              /* T=0 and T=1 */
    0xa0, 0x0f, 0, 0, 0xa0, 0x0f, 0, 0, 0,   /* 4 MHz */
    0x00, 0x2a, 0, 0, 0x00, 0x2a, 0, 0, 0,   /* 10752 bit/s */
    0xfe, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,   /* IFSD 254 */
    0xbe, 0x04, 0x02, 0,                     /* all automatic, short commands */
    0x0f, 0x01, 0, 0,                        /* messages of 271 bytes */
    0xff, 0xff, 0, 0, 0, 1,
    7, 5, 0x01, 2, 64, 0, 0, 7, 5, 0x82, 2, 64, 0, 0, 7, 5, 0x83, 3, 8, 0, 16};
/* clang-format on */

static struct ccid_reader *of(struct bench_device *device)
{
    return (struct ccid_reader *)device; /* the device is the first member */
}

static enum card_state card_state(struct ccid_reader *reader)
{
    if (!ssc_chip_is_present(reader->chip))
        reader->powered = false;
    if (reader->powered)
        return CARD_ACTIVE;
    return ssc_chip_is_present(reader->chip) ? CARD_INACTIVE : CARD_ABSENT;
}

/* Prepares an answer to `command`; its data lies in the reply already. */
static void reply(struct ccid_reader *reader, const uint8_t *command, enum message type,
                  size_t data_size, int error)
{
    uint8_t *out = reader->reply;

    memset(out, 0, HEADER_BYTES);
    out[0] = (uint8_t)type;
    bytes_put_le16(out + 1, (uint16_t)data_size);
    out[5] = command[5];
    out[6] = command[6];
    out[7] = (uint8_t)((error >= 0 ? FAILED : 0) | card_state(reader));
    out[8] = (uint8_t)(error >= 0 ? error : 0);
    reader->reply_size = HEADER_BYTES + data_size;
    if (reader->fault == FAULT_CUT)
        reader->reply_size = HEADER_BYTES / 2;
}

static void power_on_card(struct ccid_reader *reader, const uint8_t *command)
{
    size_t size = ssc_chip_power_on(reader->chip, reader->reply + HEADER_BYTES);

    reader->powered = size > 0;
    reply(reader, command, DATA_BLOCK, size, size > 0 ? -1 : ERROR_MUTE);
}

static void transfer(struct ccid_reader *reader, const uint8_t *command, size_t size)
{
    size_t count = 0;

    if (reader->powered && reader->fault != FAULT_HARDWARE)
        count = ssc_chip_exchange(reader->chip, command + HEADER_BYTES, size - HEADER_BYTES,
                                  reader->reply + HEADER_BYTES);
    reply(reader, command, DATA_BLOCK, count,
          count > 0                         ? -1
          : reader->fault == FAULT_HARDWARE ? ERROR_HARDWARE
                                            : ERROR_MUTE);
}

/* T=0: Fi/Di, TCCKS, guard time, waiting integer, clock stop. */
static void give_parameters(struct ccid_reader *reader, const uint8_t *command)
{
    static const uint8_t parameters[] = {0x11, 0x00, 0x00, 0x0a, 0x00};

    memcpy(reader->reply + HEADER_BYTES, parameters, sizeof(parameters));
    reply(reader, command, PARAMETERS, sizeof(parameters), -1);
}

static void take_command(struct ccid_reader *reader, const uint8_t *command, size_t size)
{
    switch (command[0]) {
    case POWER_ON:
        power_on_card(reader, command);
        break;
    case POWER_OFF:
        reader->powered = false;
        reply(reader, command, SLOT_STATUS, 0, -1);
        break;
    case GET_SLOT_STATUS:
        reply(reader, command, SLOT_STATUS, 0, -1);
        break;
    case GET_PARAMETERS:
    case RESET_PARAMETERS:
    case SET_PARAMETERS:
        give_parameters(reader, command);
        break;
    case TRANSFER_BLOCK:
        transfer(reader, command, size);
        break;
    default:
        reply(reader, command, SLOT_STATUS, 0, ERROR_UNSUPPORTED);
        break;
    }
}

static int device_out(struct bench_device *device, uint8_t endpoint, const uint8_t *bytes, int size)
{
    struct ccid_reader *reader = of(device);

    (void)endpoint;
    if (size < HEADER_BYTES || size > MESSAGE_BYTES ||
        bytes_get_le32(bytes + 1) != (uint32_t)size - HEADER_BYTES)
        return -EPIPE;
    pthread_mutex_lock(&reader->lock);
    take_command(reader, bytes, (size_t)size);
    pthread_mutex_unlock(&reader->lock);
    return size;
}

/* Interrupt: a card came or went since the host was told last. */
static int tell_change(struct ccid_reader *reader, uint8_t *out)
{
    unsigned changes = ssc_chip_changes(reader->chip);

    if (changes == reader->told_changes)
        return -EAGAIN;
    reader->told_changes = changes;
    out[0] = SLOT_CHANGE;
    out[1] = ssc_chip_is_present(reader->chip) ? 3 : 2;
    return 2;
}

static int give_reply(struct ccid_reader *reader, uint8_t *out, int size_max)
{
    int size = (int)reader->reply_size;

    if (reader->fault == FAULT_STALL)
        return -EPIPE;
    if (size == 0)
        return -EAGAIN;
    size = size < size_max ? size : size_max;
    memcpy(out, reader->reply, (size_t)size);
    memset(reader->reply, 0, sizeof(reader->reply));
    reader->reply_size = 0;
    return size;
}

static int device_in(struct bench_device *device, uint8_t endpoint, uint8_t *out, int size_max)
{
    struct ccid_reader *reader = of(device);
    int result;

    pthread_mutex_lock(&reader->lock);
    result = endpoint == 0x83 ? tell_change(reader, out) : give_reply(reader, out, size_max);
    pthread_mutex_unlock(&reader->lock);
    return result;
}

static void device_power_on(struct bench_device *device)
{
    struct ccid_reader *reader = of(device);

    pthread_mutex_lock(&reader->lock);
    reader->powered = false;
    reader->told_changes = ssc_chip_changes(reader->chip) - 1; /* tells at once what is in */
    reader->reply_size = 0;
    pthread_mutex_unlock(&reader->lock);
}

struct ccid_reader *ccid_reader_create(const char *serial)
{
    struct ccid_reader *reader = calloc(1, sizeof(*reader));

    if (reader == NULL)
        return NULL;
    reader->device = (struct bench_device){.name = "smartcard",
                                           .descriptors = descriptors,
                                           .descriptors_size = sizeof(descriptors),
                                           .strings = {"Banshi bench", "Virtual CCID", serial},
                                           .out = device_out,
                                           .in = device_in,
                                           .power_on = device_power_on};
    pthread_mutex_init(&reader->lock, NULL);
    reader->chip = ssc_chip_create();
    if (reader->chip != NULL)
        return reader;
    ccid_reader_destroy(reader);
    return NULL;
}

void ccid_reader_destroy(struct ccid_reader *reader)
{
    if (reader == NULL)
        return;
    ssc_chip_destroy(reader->chip);
    pthread_mutex_destroy(&reader->lock);
    free(reader);
}

struct bench_device *ccid_reader_device(struct ccid_reader *reader)
{
    return &reader->device;
}

struct ssc_chip *ccid_reader_chip(struct ccid_reader *reader)
{
    return reader->chip;
}

bool ccid_reader_set_fault_name(struct ccid_reader *reader, const char *name)
{
    for (size_t i = 0; i < COUNT_OF(fault_names); i++)
        if (strcmp(fault_names[i], name) == 0) {
            pthread_mutex_lock(&reader->lock);
            reader->fault = (enum fault)i;
            pthread_mutex_unlock(&reader->lock);
            return true;
        }
    return false;
}

const char *ccid_reader_fault_name(struct ccid_reader *reader)
{
    enum fault fault;

    pthread_mutex_lock(&reader->lock);
    fault = reader->fault;
    pthread_mutex_unlock(&reader->lock);
    return fault_names[fault];
}
