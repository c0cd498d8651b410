#include "ui/prepare.h"

#include <pango/pangocairo.h>
#include <stdlib.h>
#include <unistd.h>

void ui_prepare_environment(const char *fonts)
{
    char *path = realpath(fonts, NULL); /* fontconfig looks for a relative name elsewhere */

    if (path != NULL && access(path, R_OK) == 0)
        setenv("FONTCONFIG_FILE", path, 1);
    free(path);
    setenv("XCOMPOSEFILE", "/dev/null", 0); /* half a megabyte of accents that no keypad has */
    /* A kiosk has no desktop: SDL would fork a program to look for its bus. */
    setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:", 1);
}

void ui_prepare(const char *fonts)
{
    ui_prepare_environment(fonts);
    (void)pango_cairo_font_map_get_default(); /* its thread begins to read the list of fonts */
}
