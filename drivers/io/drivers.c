#include <stddef.h>
#include <string.h>

#include "drivers/io/io.h"
#include "firmware/base/check.h"

#define IO_DRIVER(symbol) extern const struct io_driver symbol;
#include "drivers/io/drivers.def"
#undef IO_DRIVER

static const struct io_driver *const drivers[] = {
#define IO_DRIVER(symbol) &symbol,
#include "drivers/io/drivers.def"
#undef IO_DRIVER
};

const struct io_driver *io_driver_find(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(drivers); i++)
        if (strcmp(drivers[i]->name, name) == 0)
            return drivers[i];
    return NULL;
}

const struct io_driver *io_driver_at(size_t index)
{
    return index < COUNT_OF(drivers) ? drivers[index] : NULL;
}
