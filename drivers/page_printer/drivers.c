#include <stddef.h>
#include <string.h>

#include "drivers/page_printer/page_printer.h"
#include "firmware/base/check.h"

#define PAGE_PRINTER_DRIVER(symbol) extern const struct page_printer_driver symbol;
#include "drivers/page_printer/drivers.def"
#undef PAGE_PRINTER_DRIVER

static const struct page_printer_driver *const drivers[] = {
#define PAGE_PRINTER_DRIVER(symbol) &symbol,
#include "drivers/page_printer/drivers.def"
#undef PAGE_PRINTER_DRIVER
};

const struct page_printer_driver *page_printer_driver_find(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(drivers); i++)
        if (strcmp(drivers[i]->name, name) == 0)
            return drivers[i];
    return NULL;
}

const struct page_printer_driver *page_printer_driver_at(size_t index)
{
    return index < COUNT_OF(drivers) ? drivers[index] : NULL;
}
