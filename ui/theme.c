#include "ui/theme.h"

#include <math.h>

/* tan(0.7 degrees): the cap height per millimetre of viewing distance. */
#define CAP_PER_VIEWING 0.01222

static const struct theme standard = {
    .paper = 0xFAF7F0,
    .sheet = 0xE7E1D3,
    .surface = 0xFFFFFF,
    .ink = 0x1B1E23,
    .quiet = 0x3A4049,
    .line = 0x756D5D,
    .rule = 0xD9D2C3,
    .action = 0x0B4A78,
    .action_soft = 0xE3EDF5,
    .pressed = 0x1B1E23,
    .on_action = 0xFFFFFF,
    .done = 0x0F5C3C,
    .done_soft = 0xE2F0E8,
    .stop = 0x9B2A1E,
    .stop_soft = 0xFAE6E2,
    .attention = 0xFFE7B0,
    .attention_line = 0x756D5D,
    .focus = 0x1B1E23,
    .question_mm = 11,
    .question_min_mm = 7.5,
    .answer_mm = 7.5,
    .answer_min_mm = 5.5,
    .explain_mm = 5.5,
    .explain_min_mm = 4.8,
    .target_mm = 12.7,
    .key_mm = 13.5,
    .gap_mm = 4,
    .line_factor = 1.35,
    .paragraph_factor = 1.3,
    .choices_max = 8,
};

static const struct theme elder_mode = {
    .paper = 0xFAF7F0,
    .sheet = 0xE7E1D3,
    .surface = 0xFFFFFF,
    .ink = 0x14171B,
    .quiet = 0x20242A,
    .line = 0x574F42,
    .rule = 0xD0C8B7,
    .action = 0x073A61,
    .action_soft = 0xEEF4F9,
    .pressed = 0x14171B,
    .on_action = 0xFFFFFF,
    .done = 0x063722,
    .done_soft = 0xE2F0E8,
    .stop = 0x68140D,
    .stop_soft = 0xFAE6E2,
    .attention = 0xFFE7B0,
    .attention_line = 0x574F42,
    .focus = 0x14171B,
    .question_mm = 13,
    .question_min_mm = 8.5,
    .answer_mm = 9.5,
    .answer_min_mm = 6.6,
    .explain_mm = 7,
    .explain_min_mm = 6.4,
    .target_mm = 15.9,
    .key_mm = 16.2,
    .gap_mm = 4,
    .line_factor = 1.5,
    .paragraph_factor = 2,
    .choices_max = 5,
};

/* Black, white and one yellow, 15.2:1 on black. What a tone says is then said by its sign alone. */
static void colors_of_contrast(struct theme *theme)
{
    const uint32_t black = 0x000000, white = 0xFFFFFF, yellow = 0xFFD84D;

    theme->paper = theme->sheet = theme->surface = black;
    theme->ink = theme->quiet = theme->line = theme->rule = white;
    theme->action = yellow;
    theme->action_soft = theme->on_action = black;
    theme->pressed = white;
    theme->done = white;
    theme->stop = yellow;
    theme->done_soft = theme->stop_soft = theme->attention = black;
    theme->attention_line = yellow;
    theme->focus = white;
}

static void lift(double *least_mm, double *full_mm, double to_mm)
{
    *least_mm = fmax(*least_mm, to_mm);
    *full_mm = fmax(*full_mm, *least_mm);
}

struct theme theme_make(uint32_t modes, const struct panel *panel)
{
    bool elder = (modes & MODE_ELDER) != 0;
    struct theme theme = elder ? elder_mode : standard;

    if (elder) {
        lift(&theme.explain_min_mm, &theme.explain_mm, panel->viewing_mm * CAP_PER_VIEWING);
        if (panel->height_mm >= THEME_LARGE_PANEL_MM)
            lift(&theme.explain_min_mm, &theme.explain_mm, THEME_LARGE_CAP_MM);
        lift(&theme.answer_min_mm, &theme.answer_mm, theme.explain_min_mm);
        lift(&theme.question_min_mm, &theme.question_mm, theme.answer_min_mm);
    }
    if ((modes & MODE_CONTRAST) != 0)
        colors_of_contrast(&theme);
    return theme;
}

double theme_px_per_mm(const struct panel *panel)
{
    return fmax(panel->width_px / panel->width_mm, panel->height_px / panel->height_mm);
}

static double channel_light(uint32_t value)
{
    double part = (value & 255) / 255.0;

    return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4);
}

static double color_light(uint32_t color)
{
    return 0.2126 * channel_light(color >> 16) + 0.7152 * channel_light(color >> 8) +
           0.0722 * channel_light(color);
}

double theme_contrast(uint32_t a, uint32_t b)
{
    double light = color_light(a), dark = color_light(b);

    return (fmax(light, dark) + 0.05) / (fmin(light, dark) + 0.05);
}
