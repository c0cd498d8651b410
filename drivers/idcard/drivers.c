#include <stddef.h>
#include <string.h>

#include "drivers/idcard/idcard.h"
#include "firmware/base/check.h"

#define IDCARD_DRIVER(symbol) extern const struct idcard_driver symbol;
#include "drivers/idcard/drivers.def"
#undef IDCARD_DRIVER

static const struct idcard_driver *const drivers[] = {
#define IDCARD_DRIVER(symbol) &symbol,
#include "drivers/idcard/drivers.def"
#undef IDCARD_DRIVER
};

const struct idcard_driver *idcard_driver_find(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(drivers); i++)
        if (strcmp(drivers[i]->name, name) == 0)
            return drivers[i];
    return NULL;
}

const struct idcard_driver *idcard_driver_at(size_t index)
{
    return index < COUNT_OF(drivers) ? drivers[index] : NULL;
}
