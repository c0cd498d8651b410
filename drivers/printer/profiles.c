#include <stddef.h>
#include <string.h>

#include "drivers/printer/printer.h"
#include "firmware/base/check.h"

/* What a model says of itself, as profiles.def names it. */
enum {
    SAYS_NOTHING = PRINTER_CHANNEL_NONE,
    SAYS_POLLS = PRINTER_CHANNEL_POLL,
    SAYS_ALL = PRINTER_CHANNEL_POLL | PRINTER_CHANNEL_ASB | PRINTER_CHANNEL_FENCE,
    SAYS_FULL = PRINTER_CHANNEL_FULL,
    SAYS_POLLS_FULL = PRINTER_CHANNEL_POLL | PRINTER_CHANNEL_FULL
};

/* clang-format off */
static const struct printer_profile profiles[] = {
#define PRINTER_PROFILE(name, model, vendor, product, width, band, speed, feed, cutter, steps, \
                        channels, prelude, chinese)                                            \
    {name, model, vendor, product, width, band, speed, feed, PRINTER_CUTTER_##cutter, steps,   \
     SAYS_##channels, prelude, chinese},
#include "drivers/printer/profiles.def"
#undef PRINTER_PROFILE
};
/* clang-format on */

const struct printer_profile *printer_profile_find(const char *name)
{
    if (name == NULL || name[0] == '\0')
        return &profiles[0];
    for (size_t i = 0; i < COUNT_OF(profiles); i++)
        if (strcmp(profiles[i].name, name) == 0)
            return &profiles[i];
    return NULL;
}

const struct printer_profile *printer_profile_at(size_t index)
{
    return index < COUNT_OF(profiles) ? &profiles[index] : NULL;
}
