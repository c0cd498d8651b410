#include "tests/support/scanner_ends.h"

#include <stdio.h>
#include <string.h>

#include "firmware/base/check.h"
#include "tools/bench/cdc_scanner.h"
#include "tools/bench/hid_scanner.h"
#include "tools/bench/wedge_scanner.h"

static struct code_scanner *make_hidpos(struct plug_umockdev *plug)
{
    return hid_scanner_create(plug, 3);
}

static struct code_scanner *make_wedge(struct plug_umockdev *plug)
{
    return wedge_scanner_create(plug, 7);
}

static struct code_scanner *make_cdc(struct plug_umockdev *plug)
{
    char link[128];

    snprintf(link, sizeof(link), "%s/scanner", plug_umockdev_folder(plug));
    return cdc_scanner_create(link, false);
}

static const struct scanner_expectation hidpos_faults[] = {{"none", ERR_OK, ERR_OK},
                                                           {"silent", ERR_OK, ERR_TIMEOUT},
                                                           {"half", ERR_OK, ERR_PROTOCOL},
                                                           {"noise", ERR_OK, ERR_PROTOCOL},
                                                           {"length", ERR_OK, ERR_PROTOCOL},
                                                           {"no-aim", ERR_OK, ERR_PROTOCOL},
                                                           {"no-end", ERR_OK, ERR_PROTOCOL},
                                                           {"late-rest", ERR_OK, ERR_PROTOCOL},
                                                           {"mixed", ERR_OK, ERR_PROTOCOL},
                                                           {"doubled", ERR_OK, ERR_OK},
                                                           {"suffix", ERR_OK, ERR_OK},
                                                           {"flood", ERR_OK, ERR_PROTOCOL},
                                                           {"descriptor", ERR_PROTOCOL, ERR_OK},
                                                           {"feature", ERR_PROTOCOL, ERR_OK}};
static const struct scanner_expectation wedge_faults[] = {
    {"none", ERR_OK, ERR_OK},           {"silent", ERR_OK, ERR_TIMEOUT},
    {"no-enter", ERR_OK, ERR_PROTOCOL}, {"late-rest", ERR_OK, ERR_PROTOCOL},
    {"control", ERR_OK, ERR_PROTOCOL},  {"alt-code", ERR_OK, ERR_PROTOCOL},
    {"caps", ERR_OK, ERR_PROTOCOL},     {"dropped", ERR_OK, ERR_PROTOCOL},
    {"doubled", ERR_OK, ERR_OK},        {"repeated", ERR_OK, ERR_OK},
    {"grabbed", ERR_BUSY, ERR_OK},      {"mouse", ERR_PROTOCOL, ERR_OK}};
static const struct scanner_expectation cdc_faults[] = {{"none", ERR_OK, ERR_OK},
                                                        {"silent", ERR_OK, ERR_TIMEOUT},
                                                        {"pieces", ERR_OK, ERR_OK},
                                                        {"no-end", ERR_OK, ERR_PROTOCOL},
                                                        {"late-rest", ERR_OK, ERR_PROTOCOL},
                                                        {"line-feed", ERR_OK, ERR_OK},
                                                        {"doubled", ERR_OK, ERR_OK},
                                                        {"noise", ERR_OK, ERR_OK},
                                                        {"flood", ERR_OK, ERR_PROTOCOL}};

static const struct scanner_end ends[] = {
    {"hidpos", make_hidpos, hidpos_faults, COUNT_OF(hidpos_faults), "]Q1", "hidraw:/dev/hidraw9",
     "evdev:/dev/input/event7", false},
    {"wedge", make_wedge, wedge_faults, COUNT_OF(wedge_faults), "", "evdev:/dev/input/event9",
     "hidraw:/dev/hidraw3", true},
    {"cdc", make_cdc, cdc_faults, COUNT_OF(cdc_faults), "", "serial:/dev/ttyACM9",
     "hidraw:/dev/hidraw3", true}};

const struct scanner_end *scanner_end_of(const struct scanner_driver *driver)
{
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (strcmp(ends[i].driver, driver->name) == 0)
            return &ends[i];
    return NULL;
}
