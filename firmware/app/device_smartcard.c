/* The social security card's reader: what of a card's record is a person's. */
#include <string.h>

#include "drivers/smartcard/smartcard.h"
#include "firmware/app/device.h"
#include "firmware/app/device_card.h"
#include "firmware/base/bytes.h"

struct reader {
    struct device_card card; /* first */
    const struct smartcard_driver *driver;
};

static const struct smartcard_driver *driver_of(const struct device_card *card)
{
    return ((const struct reader *)card)->driver;
}

static err_t open_reader(const struct device_card *card, uint32_t limit_ms, void **out_handle)
{
    struct smartcard_reader *handle = NULL;
    err_t err = driver_of(card)->open(card->port, limit_ms, &handle);

    *out_handle = handle;
    return err;
}

static void close_reader(const struct device_card *card, void *handle)
{
    driver_of(card)->close(handle);
}

static err_t status(const struct device_card *card, void *handle, uint32_t limit_ms)
{
    return driver_of(card)->status(handle, limit_ms);
}

static err_t find(const struct device_card *card, void *handle, uint32_t limit_ms)
{
    return driver_of(card)->find(handle, limit_ms);
}

static err_t read_person(const struct device_card *card, void *handle, uint32_t limit_ms,
                         struct person *out_person)
{
    struct smartcard_record record;
    err_t err = driver_of(card)->read(handle, limit_ms, &record);

    memset(out_person, 0, sizeof(*out_person));
    if (err == ERR_OK) {
        memcpy(out_person->name, record.name, sizeof(out_person->name));
        memcpy(out_person->number, record.social_number, sizeof(out_person->number));
        memcpy(out_person->birth, record.birth, sizeof(out_person->birth));
        memcpy(out_person->valid_to, record.valid_to, sizeof(out_person->valid_to));
        out_person->sex = record.sex;
        out_person->nation = record.nation;
        out_person->card = CARD_SOCIAL;
    }
    bytes_wipe(&record, sizeof(record));
    return err;
}

err_t device_run_smartcard(const struct board *board)
{
    const struct reader reader = {.card = {.device = DEVICE_SMARTCARD,
                                           .read_effect = EFFECT_SOCIAL_READ,
                                           .cancel_effect = EFFECT_SOCIAL_CANCEL,
                                           .port = board->smartcard.port,
                                           .open = open_reader,
                                           .close = close_reader,
                                           .status = status,
                                           .find = find,
                                           .read = read_person},
                                  .driver = smartcard_driver_find(board->smartcard.driver)};

    if (reader.driver == NULL)
        return ERR_NOT_FOUND;
    device_run_card(&reader.card);
    return ERR_OK;
}
