/* The usual glass: a window by SDL. Apart from ui.c so that tools which only make pictures need no
 * SDL. */
#include "ui/ui.h"

err_t ui_open(const struct ui_options *options, struct ui **out)
{
    struct present_options window = {options->title, options->panel.width_px,
                                     options->panel.height_px, options->fullscreen};
    struct present *present;
    err_t err = present_sdl_open(&window, &present);

    *out = NULL;
    if (err != ERR_OK)
        return err;
    return ui_open_on(options, present, out);
}
