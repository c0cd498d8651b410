#include "drivers/smartcard/ssc_read.h"

#include <stdbool.h>

#include "drivers/smartcard/ssc_parse.h"
#include "firmware/base/bytes.h"
#include "firmware/base/check.h"

#define SELECT_BY_NAME 0x04
#define SELECT_FILE 0x02
#define RECORD_BY_TAG 0x00
#define RECORD_BY_NUMBER 0x04

/* "sx1.sh.社会保障" in GBK: the social security application, 人社信息函〔2012〕37号. */
static const uint8_t application[] = {0x73, 0x78, 0x31, 0x2e, 0x73, 0x68, 0x2e, 0xc9,
                                      0xe7, 0xbb, 0xe1, 0xb1, 0xa3, 0xd5, 0xcf};

static const struct file {
    uint8_t id[2];
    uint8_t first, last; /* tags */
} files[] = {{{0xef, 0x05}, SSC_IDENTIFIER, SSC_CARD_NUMBER},
             {{0xef, 0x06}, SSC_SOCIAL_NUMBER, SSC_BIRTH}};

struct reading {
    const struct apdu_channel *channel;
    struct smartcard_record *record;
    struct apdu_answer answer;
    bool by_number; /* this card numbers its records, instead of asking for tags */
};

static err_t ask(struct reading *reading, const struct apdu_command *command)
{
    return apdu_ask(reading->channel, command, &reading->answer);
}

/* Cards of several makers want the file without "first in this folder": P1 0 instead of 2. */
static err_t select_file(struct reading *reading, const struct file *file)
{
    struct apdu_command command = {APDU_SELECT, SELECT_FILE, 0, file->id, sizeof(file->id), 0};
    err_t err = ask(reading, &command);

    if (err == ERR_OK &&
        (reading->answer.status == APDU_NOT_SO || reading->answer.status == APDU_NO_FILE)) {
        command.p1 = 0;
        err = ask(reading, &command);
    }
    if (err != ERR_OK)
        return err;
    if (reading->answer.status == APDU_LOCKED)
        return ERR_PIN_NEEDED;
    return reading->answer.status == APDU_OK ? ERR_OK : ERR_CARD_UNSUPPORTED;
}

static err_t ask_record(struct reading *reading, const struct file *file, uint8_t tag)
{
    struct apdu_command command = {.instruction = APDU_READ_RECORD,
                                   .p1 = tag,
                                   .p2 = RECORD_BY_TAG,
                                   .answer_max = (uint16_t)(2 + ssc_value_size(tag))};

    if (reading->by_number) {
        command.p1 = (uint8_t)(tag - file->first + 1);
        command.p2 = RECORD_BY_NUMBER;
    }
    return ask(reading, &command);
}

/* What a card that numbers its records says to a tag differs by maker; so the first refusal of the
 * first file is answered by asking for a number. */
static bool may_be_numbered(const struct reading *reading, const struct file *file, uint8_t tag)
{
    return !reading->by_number && file == &files[0] && tag == file->first &&
           (reading->answer.status == APDU_NO_RECORD || reading->answer.status == APDU_NOT_SO ||
            reading->answer.status == APDU_NO_FILE);
}

/* One item. A record that is not there leaves its member empty. */
static err_t read_item(struct reading *reading, const struct file *file, uint8_t tag)
{
    struct ssc_tlv tlv;
    err_t err = ask_record(reading, file, tag);

    if (err == ERR_OK && may_be_numbered(reading, file, tag)) {
        reading->by_number = true;
        err = ask_record(reading, file, tag);
    }
    if (err != ERR_OK)
        return err;
    if (reading->answer.status == APDU_LOCKED)
        return ERR_PIN_NEEDED;
    if (reading->answer.status == APDU_NO_RECORD)
        return ERR_OK;
    if (reading->answer.status != APDU_OK)
        return ERR_PROTOCOL;
    err = ssc_tlv_parse(reading->answer.bytes, reading->answer.size, &tlv);
    if (err == ERR_OK && tlv.tag != tag)
        err = ERR_PROTOCOL;
    return err == ERR_OK ? ssc_item_parse(&tlv, reading->record) : err;
}

static err_t read_file(struct reading *reading, const struct file *file)
{
    err_t err = select_file(reading, file);

    for (uint8_t tag = file->first; err == ERR_OK && tag <= file->last; tag++)
        err = read_item(reading, file, tag);
    return err;
}

static err_t select_application(struct reading *reading)
{
    static const struct apdu_command command = {APDU_SELECT, SELECT_BY_NAME,      0,
                                                application, sizeof(application), 0};
    err_t err = ask(reading, &command);

    if (err != ERR_OK)
        return err;
    return reading->answer.status == APDU_OK ? ERR_OK : ERR_CARD_UNSUPPORTED;
}

err_t ssc_read(const struct apdu_channel *channel, struct smartcard_record *out_record)
{
    struct reading reading = {.channel = channel, .record = out_record};
    err_t err;

    bytes_wipe(out_record, sizeof(*out_record));
    err = select_application(&reading);
    for (size_t i = 0; err == ERR_OK && i < COUNT_OF(files); i++)
        err = read_file(&reading, &files[i]);
    if (err == ERR_OK && (out_record->social_number[0] == '\0' || out_record->name[0] == '\0'))
        err = ERR_PROTOCOL;
    if (err != ERR_OK)
        bytes_wipe(out_record, sizeof(*out_record));
    bytes_wipe(&reading, sizeof(reading));
    return err;
}
