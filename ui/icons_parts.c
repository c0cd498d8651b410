/* Signs of the newer parts. */
#include <math.h>

#include "ui/icons.h"

#define UNITS 24.0

static void circle(cairo_t *cairo, double x, double y, double radius)
{
    cairo_new_sub_path(cairo);
    cairo_arc(cairo, x, y, radius, 0, 2 * M_PI);
}

static void line(cairo_t *cairo, double x, double y, double to_x, double to_y)
{
    cairo_move_to(cairo, x, y);
    cairo_line_to(cairo, to_x, to_y);
}

/* A department that is done has a tick, the one that works now a full point, a later one nothing. */
static void paint_stage(cairo_t *cairo, enum draw_icon icon, const struct icon_ink *ink)
{
    circle(cairo, 12, 12, 10);
    icons_set_color(cairo, icon == DRAW_ICON_STAGE_DONE ? ink->color : ink->background);
    cairo_fill_preserve(cairo);
    icons_set_color(cairo, ink->color);
    cairo_stroke(cairo);
    if (icon == DRAW_ICON_STAGE_NOW) {
        circle(cairo, 12, 12, 5);
        cairo_fill(cairo);
    } else if (icon == DRAW_ICON_STAGE_DONE) {
        icons_set_color(cairo, ink->background);
        cairo_move_to(cairo, 7.2, 12.4);
        cairo_line_to(cairo, 10.8, 16);
        cairo_line_to(cairo, 17, 8.6);
        cairo_stroke(cairo);
    }
}

/* On: a filled track, the knob at its right end with a tick in it. Off: an empty one, the knob left.
 */
static void paint_switch(cairo_t *cairo, bool on, const struct icon_ink *ink)
{
    double x = on ? 17 : 7;

    icons_add_round(cairo, 1, 6, 22, 12, 6);
    icons_set_color(cairo, on ? ink->color : ink->background);
    cairo_fill_preserve(cairo);
    icons_set_color(cairo, ink->color);
    cairo_stroke(cairo);
    circle(cairo, x, 12, 3.6);
    icons_set_color(cairo, on ? ink->background : ink->color);
    cairo_fill(cairo);
}

static void paint_pointer(cairo_t *cairo, int value)
{
    cairo_translate(cairo, 12, 12);
    cairo_rotate(cairo, value * 2 * M_PI / 180);
    cairo_move_to(cairo, 0, -10);
    cairo_line_to(cairo, 6.5, 8.5);
    cairo_line_to(cairo, 0, 4.5);
    cairo_line_to(cairo, -6.5, 8.5);
    cairo_close_path(cairo);
    cairo_fill(cairo);
}

static void paint_pin(cairo_t *cairo, const struct icon_ink *ink)
{
    cairo_arc(cairo, 12, 9.5, 7, M_PI * 0.86, M_PI * 0.14);
    cairo_line_to(cairo, 12, 22.5);
    cairo_close_path(cairo);
    cairo_fill(cairo);
    icons_set_color(cairo, ink->background);
    circle(cairo, 12, 9.5, 2.6);
    cairo_fill(cairo);
}

/* A person from above, facing up. */
static void paint_here(cairo_t *cairo, const struct icon_ink *ink)
{
    circle(cairo, 12, 12, 11);
    cairo_fill(cairo);
    icons_set_color(cairo, ink->background);
    circle(cairo, 12, 8, 3.2);
    cairo_fill(cairo);
    cairo_arc(cairo, 12, 19.5, 6.5, M_PI, 0);
    cairo_close_path(cairo);
    cairo_fill(cairo);
}

static void paint_taken(cairo_t *cairo)
{
    line(cairo, 6, 6, 18, 18);
    line(cairo, 18, 6, 6, 18);
    cairo_stroke(cairo);
}

static void paint_shift(cairo_t *cairo)
{
    cairo_move_to(cairo, 12, 4);
    cairo_line_to(cairo, 20, 12.5);
    cairo_line_to(cairo, 15.5, 12.5);
    cairo_line_to(cairo, 15.5, 20);
    cairo_line_to(cairo, 8.5, 20);
    cairo_line_to(cairo, 8.5, 12.5);
    cairo_line_to(cairo, 4, 12.5);
    cairo_close_path(cairo);
    cairo_stroke(cairo);
}

static void paint_sound(cairo_t *cairo)
{
    cairo_move_to(cairo, 3, 9);
    cairo_line_to(cairo, 7, 9);
    cairo_line_to(cairo, 12.5, 4.5);
    cairo_line_to(cairo, 12.5, 19.5);
    cairo_line_to(cairo, 7, 15);
    cairo_line_to(cairo, 3, 15);
    cairo_close_path(cairo);
    cairo_stroke(cairo);
    cairo_arc(cairo, 13, 12, 4.5, -0.8, 0.8);
    cairo_stroke(cairo);
    cairo_arc(cairo, 13, 12, 8, -0.8, 0.8);
    cairo_stroke(cairo);
}

static void paint_headphones(cairo_t *cairo)
{
    cairo_arc(cairo, 12, 12.5, 8.5, M_PI, 0);
    cairo_stroke(cairo);
    icons_add_round(cairo, 2, 12.5, 4.6, 8, 1.6);
    cairo_fill_preserve(cairo);
    cairo_stroke(cairo);
    icons_add_round(cairo, 17.4, 12.5, 4.6, 8, 1.6);
    cairo_fill_preserve(cairo);
    cairo_stroke(cairo);
}

/* A cabinet of doors; the one that is meant stands out, with room for its number. */
static void paint_door(cairo_t *cairo, const struct icon_ink *ink)
{
    double pen = cairo_get_line_width(cairo);

    icons_set_color(cairo, ink->frame);
    cairo_set_line_width(cairo, pen * 0.6);
    icons_add_round(cairo, 1, 1, 22, 22, 1);
    for (int i = 1; i < 4; i++)
        line(cairo, 1, 1 + i * 5.5, 23, 1 + i * 5.5);
    for (int i = 1; i < 3; i++)
        line(cairo, 1 + i * 22.0 / 3, 1, 1 + i * 22.0 / 3, 23);
    cairo_stroke(cairo);
    cairo_set_line_width(cairo, pen);
    icons_set_color(cairo, ink->color);
    icons_add_round(cairo, 5, 6.5, 14, 11, 1);
    cairo_fill(cairo);
    icons_set_color(cairo, ink->background);
    line(cairo, 17.2, 10.5, 17.2, 13.5);
    cairo_stroke(cairo);
}

static void paint_sign(cairo_t *cairo, enum draw_icon icon, int value, const struct icon_ink *ink)
{
    if (icon == DRAW_ICON_DOOR)
        paint_door(cairo, ink);
    else if (icon == DRAW_ICON_HEADPHONES)
        paint_headphones(cairo);
    else if (icon <= DRAW_ICON_STAGE_LATER)
        paint_stage(cairo, icon, ink);
    else if (icon == DRAW_ICON_SWITCH)
        paint_switch(cairo, value != 0, ink);
    else if (icon == DRAW_ICON_POINTER)
        paint_pointer(cairo, value);
    else if (icon == DRAW_ICON_PIN)
        paint_pin(cairo, ink);
    else if (icon == DRAW_ICON_HERE)
        paint_here(cairo, ink);
    else if (icon == DRAW_ICON_TAKEN)
        paint_taken(cairo);
    else if (icon == DRAW_ICON_SHIFT)
        paint_shift(cairo);
    else
        paint_sound(cairo);
}

void icons_paint_part(cairo_t *cairo, enum draw_icon icon, int value, struct box box,
                      const struct icon_ink *ink)
{
    double size = fmin(box.width, box.height), scale = size / UNITS;

    if (size <= 0)
        return;
    cairo_save(cairo);
    cairo_new_path(cairo);
    icons_set_color(cairo, ink->color);
    cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_translate(cairo, box.x + (box.width - size) / 2, box.y + (box.height - size) / 2);
    cairo_scale(cairo, scale, scale);
    cairo_set_line_width(cairo, ink->pen_px / scale);
    paint_sign(cairo, icon, value, ink);
    cairo_restore(cairo);
}
