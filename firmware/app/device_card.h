/* The worker of anything that reads a person off a card: the search that the kiosk asks for, the
 * tries, the health. What differs between the ID card's reader and the smart card's is a struct of
 * functions around a driver. */
#ifndef BANSHI_APP_DEVICE_CARD_H
#define BANSHI_APP_DEVICE_CARD_H

#include "firmware/core/event.h"

struct device_card {
    enum device device;
    enum effect_kind read_effect, cancel_effect;
    const char *port;

    /* As of the driver's; `handle` is its open reader. */
    err_t (*open)(const struct device_card *card, uint32_t limit_ms, void **out_handle);
    void (*close)(const struct device_card *card, void *handle);
    err_t (*status)(const struct device_card *card, void *handle, uint32_t limit_ms);
    err_t (*find)(const struct device_card *card, void *handle, uint32_t limit_ms);

    /* What a person needs to be told apart; zeroed on every error. */
    err_t (*read)(const struct device_card *card, void *handle, uint32_t limit_ms,
                  struct person *out_person);
};

/* Until the supervisor ends it. */
void device_run_card(const struct device_card *card);

#endif
