#include <stddef.h>
#include <string.h>

#include "drivers/printer/printer.h"
#include "firmware/base/check.h"

#define PRINTER_DRIVER(symbol) extern const struct printer_driver symbol;
#include "drivers/printer/drivers.def"
#undef PRINTER_DRIVER

static const struct printer_driver *const drivers[] = {
#define PRINTER_DRIVER(symbol) &symbol,
#include "drivers/printer/drivers.def"
#undef PRINTER_DRIVER
};

const struct printer_driver *printer_driver_find(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(drivers); i++)
        if (strcmp(drivers[i]->name, name) == 0)
            return drivers[i];
    return NULL;
}

const struct printer_driver *printer_driver_at(size_t index)
{
    return index < COUNT_OF(drivers) ? drivers[index] : NULL;
}
