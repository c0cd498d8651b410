#include <stddef.h>
#include <string.h>

#include "drivers/camera/camera.h"
#include "firmware/base/check.h"

#define CAMERA_DRIVER(symbol) extern const struct camera_driver symbol;
#include "drivers/camera/drivers.def"
#undef CAMERA_DRIVER

static const struct camera_driver *const drivers[] = {
#define CAMERA_DRIVER(symbol) &symbol,
#include "drivers/camera/drivers.def"
#undef CAMERA_DRIVER
};

const struct camera_driver *camera_driver_find(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(drivers); i++)
        if (strcmp(drivers[i]->name, name) == 0)
            return drivers[i];
    return NULL;
}

const struct camera_driver *camera_driver_at(size_t index)
{
    return index < COUNT_OF(drivers) ? drivers[index] : NULL;
}
