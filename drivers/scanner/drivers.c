#include <stddef.h>
#include <string.h>

#include "drivers/scanner/scanner.h"
#include "firmware/base/check.h"

#define SCANNER_DRIVER(symbol) extern const struct scanner_driver symbol;
#include "drivers/scanner/drivers.def"
#undef SCANNER_DRIVER

static const struct scanner_driver *const drivers[] = {
#define SCANNER_DRIVER(symbol) &symbol,
#include "drivers/scanner/drivers.def"
#undef SCANNER_DRIVER
};

const struct scanner_driver *scanner_driver_find(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(drivers); i++)
        if (strcmp(drivers[i]->name, name) == 0)
            return drivers[i];
    return NULL;
}

const struct scanner_driver *scanner_driver_at(size_t index)
{
    return index < COUNT_OF(drivers) ? drivers[index] : NULL;
}
