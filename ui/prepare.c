#include "ui/prepare.h"

#include <fcntl.h>
#include <pango/pangocairo.h>
#include <stdlib.h>
#include <unistd.h>

#include "firmware/base/check.h"

/* From Debian's fonts-noto-cjk. */
static const char *const faces[] = {"/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
                                    "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"};

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

/* The kernel reads it while the caller goes on. */
static void read_ahead(const char *file)
{
    int fd = open(file, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return;
    (void)posix_fadvise(fd, 0, 0, POSIX_FADV_WILLNEED); /* only a wish */
    close(fd);
}

void ui_prepare(const char *fonts)
{
    ui_prepare_environment(fonts);
    for (size_t i = 0; i < COUNT_OF(faces); i++)
        read_ahead(faces[i]);
    (void)pango_cairo_font_map_get_default(); /* its thread begins to read the list of fonts */
}
