#include <stddef.h>
#include <string.h>

#include "drivers/locker/locker.h"
#include "firmware/base/check.h"

#define LOCKER_DRIVER(symbol) extern const struct locker_driver symbol;
#include "drivers/locker/drivers.def"
#undef LOCKER_DRIVER

static const struct locker_driver *const drivers[] = {
#define LOCKER_DRIVER(symbol) &symbol,
#include "drivers/locker/drivers.def"
#undef LOCKER_DRIVER
};

const struct locker_driver *locker_driver_find(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(drivers); i++)
        if (strcmp(drivers[i]->name, name) == 0)
            return drivers[i];
    return NULL;
}

const struct locker_driver *locker_driver_at(size_t index)
{
    return index < COUNT_OF(drivers) ? drivers[index] : NULL;
}
