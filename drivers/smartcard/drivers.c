#include <stddef.h>
#include <string.h>

#include "drivers/smartcard/smartcard.h"
#include "firmware/base/check.h"

#define SMARTCARD_DRIVER(symbol) extern const struct smartcard_driver symbol;
#include "drivers/smartcard/drivers.def"
#undef SMARTCARD_DRIVER

static const struct smartcard_driver *const drivers[] = {
#define SMARTCARD_DRIVER(symbol) &symbol,
#include "drivers/smartcard/drivers.def"
#undef SMARTCARD_DRIVER
};

const struct smartcard_driver *smartcard_driver_find(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(drivers); i++)
        if (strcmp(drivers[i]->name, name) == 0)
            return drivers[i];
    return NULL;
}

const struct smartcard_driver *smartcard_driver_at(size_t index)
{
    return index < COUNT_OF(drivers) ? drivers[index] : NULL;
}
