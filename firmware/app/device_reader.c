/* The ID card's reader: what of a card's record is a person's. */
#include <string.h>

#include "drivers/idcard/idcard.h"
#include "firmware/app/device.h"
#include "firmware/app/device_card.h"
#include "firmware/base/bytes.h"

struct reader {
    struct device_card card; /* first */
    const struct idcard_driver *driver;
};

static const struct idcard_driver *driver_of(const struct device_card *card)
{
    return ((const struct reader *)card)->driver;
}

static err_t open_reader(const struct device_card *card, uint32_t limit_ms, void **out_handle)
{
    struct idcard_reader *handle = NULL;
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
    struct idcard_record record;
    err_t err = driver_of(card)->read(handle, limit_ms, &record);

    memset(out_person, 0, sizeof(*out_person));
    if (err == ERR_OK) {
        memcpy(out_person->name, record.name, sizeof(out_person->name));
        memcpy(out_person->number, record.number, sizeof(out_person->number));
        memcpy(out_person->address, record.address, sizeof(out_person->address));
        memcpy(out_person->birth, record.birth, sizeof(out_person->birth));
        memcpy(out_person->valid_to, record.valid_to, sizeof(out_person->valid_to));
        out_person->sex = record.sex;
        out_person->nation = record.nation;
        out_person->card = (uint8_t)record.kind;
    }
    bytes_wipe(&record, sizeof(record));
    return err;
}

_Static_assert((int)CARD_FOREIGNER_2023 == (int)IDCARD_FOREIGNER_2023, "the kinds go one to one");

err_t device_run_reader(const struct board *board)
{
    const struct reader reader = {.card = {.device = DEVICE_READER,
                                           .read_effect = EFFECT_CARD_READ,
                                           .cancel_effect = EFFECT_CARD_CANCEL,
                                           .port = board->reader.port,
                                           .open = open_reader,
                                           .close = close_reader,
                                           .status = status,
                                           .find = find,
                                           .read = read_person},
                                  .driver = idcard_driver_find(board->reader.driver)};

    if (reader.driver == NULL)
        return ERR_NOT_FOUND;
    device_run_card(&reader.card);
    return ERR_OK;
}
