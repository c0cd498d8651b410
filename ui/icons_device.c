/* The pictures of the machine: where to lay the card, where to take the card or the paper. What is
 * meant is in the strong colour, the rest of the machine only in its outline. */
#include <math.h>

#include "ui/icons.h"

/* Pictures are drawn on a sheet of 180 x 120 units. */
#define SHEET_WIDTH 180.0
#define SHEET_HEIGHT 120.0

/* The colours of the machine. On a dark ground all of it is only drawn in outline. */
struct machine {
    uint32_t surface, shade, light, light_edge;
};

static struct machine machine_on(uint32_t ground)
{
    bool dark = (ground >> 16 & 255) + (ground >> 8 & 255) + (ground & 255) < 3 * 128;

    if (dark)
        return (struct machine){ground, ground, ground, 0xFFFFFF};
    return (struct machine){0xFFFFFF, 0xEFEADF, 0xD6E5F1, 0xD6E5F1};
}

static void fill_and_stroke(cairo_t *cairo, uint32_t fill, uint32_t stroke, double pen)
{
    icons_set_color(cairo, fill);
    cairo_fill_preserve(cairo);
    icons_set_color(cairo, stroke);
    cairo_set_line_width(cairo, pen);
    cairo_stroke(cairo);
}

/* The slanted top of the machine on which reader and printer mouth lie. */
static void paint_console(cairo_t *cairo, const struct icon_ink *ink)
{
    cairo_move_to(cairo, 22, 66);
    cairo_line_to(cairo, 158, 66);
    cairo_line_to(cairo, 174, 112);
    cairo_line_to(cairo, 6, 112);
    cairo_close_path(cairo);
    fill_and_stroke(cairo, machine_on(ink->background).surface, ink->frame, 1.2);
    cairo_move_to(cairo, 6, 112);
    cairo_line_to(cairo, 174, 112);
    cairo_line_to(cairo, 174, 118);
    cairo_line_to(cairo, 6, 118);
    cairo_close_path(cairo);
    fill_and_stroke(cairo, machine_on(ink->background).shade, ink->frame, 1.2);
}

/* An ID card of 54 x 34 units with its top left corner at (x, y). */
static void paint_card(cairo_t *cairo, double x, double y, const struct icon_ink *ink)
{
    icons_add_round(cairo, x, y, 54, 34, 3.4);
    fill_and_stroke(cairo, machine_on(ink->background).surface, ink->color, 1.8);
    for (int i = 0; i < 3; i++) {
        cairo_move_to(cairo, x + 7, y + 10 + 7 * i);
        cairo_line_to(cairo, x + (i == 1 ? 21 : 26), y + 10 + 7 * i);
    }
    cairo_stroke(cairo);
    cairo_arc(cairo, x + 41, y + 13, 4.6, 0, 2 * M_PI);
    cairo_new_sub_path(cairo);
    cairo_move_to(cairo, x + 33, y + 27);
    cairo_curve_to(cairo, x + 33, y + 18.5, x + 49, y + 18.5, x + 49, y + 27);
    cairo_close_path(cairo);
    icons_set_color(cairo, ink->color);
    cairo_fill(cairo);
}

/* A thick arrow from (x, from) to (x, to). */
static void paint_arrow(cairo_t *cairo, double x, double from, double to,
                        const struct icon_ink *ink)
{
    double tip = to > from ? -7.5 : 7.5;

    icons_set_color(cairo, ink->color);
    cairo_set_line_width(cairo, 3.4);
    cairo_move_to(cairo, x, from);
    cairo_line_to(cairo, x, to);
    cairo_move_to(cairo, x - 7.5, to + tip);
    cairo_line_to(cairo, x, to);
    cairo_line_to(cairo, x + 7.5, to + tip);
    cairo_stroke(cairo);
}

/* The lit reader, seen from the front: a tile on the slanted console with light around it. */
static void paint_reader(cairo_t *cairo, const struct icon_ink *ink)
{
    struct machine machine = machine_on(ink->background);

    icons_add_round(cairo, 52, 71, 76, 37, 8);
    fill_and_stroke(cairo, machine.light, machine.light_edge, 1.2);
    icons_add_round(cairo, 57, 75, 66, 29, 5);
    fill_and_stroke(cairo, ink->color, ink->color, 1.6);
    icons_set_color(cairo, machine.surface);
    cairo_set_line_width(cairo, 2);
    for (int i = 1; i <= 3; i++) {
        cairo_new_sub_path(cairo);
        cairo_arc(cairo, 90, 97, 5.2 * i, -M_PI * 0.75, -M_PI * 0.25);
        cairo_stroke(cairo);
    }
    cairo_arc(cairo, 90, 97, 1.6, 0, 2 * M_PI);
    cairo_fill(cairo);
}

static void paint_slot(cairo_t *cairo, const struct icon_ink *ink)
{
    struct machine machine = machine_on(ink->background);

    icons_add_round(cairo, 12, 4, 156, 44, 5);
    fill_and_stroke(cairo, machine_on(ink->background).surface, ink->frame, 1.2);
    icons_add_round(cairo, 46, 19, 88, 17, 7);
    fill_and_stroke(cairo, machine.light, machine.light_edge, 1.2);
    icons_add_round(cairo, 52, 23, 76, 9, 4);
    icons_set_color(cairo, ink->color);
    cairo_fill(cairo);
}

static void paint_paper(cairo_t *cairo, const struct icon_ink *ink)
{
    cairo_move_to(cairo, 60, 27);
    cairo_line_to(cairo, 120, 27);
    cairo_line_to(cairo, 120, 92);
    for (int i = 0; i < 10; i++)
        cairo_line_to(cairo, 120 - 6 * i - 3, i % 2 == 0 ? 89 : 92);
    cairo_line_to(cairo, 60, 90);
    cairo_close_path(cairo);
    fill_and_stroke(cairo, machine_on(ink->background).surface, ink->color, 1.8);
    icons_set_color(cairo, ink->frame);
    for (int i = 0; i < 4; i++) {
        cairo_move_to(cairo, 68, 42 + 9 * i);
        cairo_line_to(cairo, i % 2 == 0 ? 112 : 98, 42 + 9 * i);
    }
    cairo_stroke(cairo);
    paint_arrow(cairo, 90, 98, 116, ink);
}

/* One of the sheets below the mouth of the A4 printer, `aside` to the right and down of the first. */
static void paint_sheet(cairo_t *cairo, double aside, const struct icon_ink *ink)
{
    cairo_rectangle(cairo, 55 + aside, 27 + aside, 64, 66);
    fill_and_stroke(cairo, machine_on(ink->background).surface, ink->color, 1.8);
}

static void paint_pages(cairo_t *cairo, const struct icon_ink *ink)
{
    paint_sheet(cairo, 6, ink);
    paint_sheet(cairo, 0, ink);
    icons_set_color(cairo, ink->color);
    cairo_set_line_width(cairo, 2.6);
    cairo_move_to(cairo, 72, 40);
    cairo_line_to(cairo, 102, 40);
    cairo_stroke(cairo);
    icons_set_color(cairo, ink->frame);
    cairo_set_line_width(cairo, 1.8);
    for (int i = 0; i < 4; i++) {
        cairo_move_to(cairo, 64, 51 + 9 * i);
        cairo_line_to(cairo, i == 3 ? 90 : 110, 51 + 9 * i);
    }
    cairo_stroke(cairo);
    paint_arrow(cairo, 90, 102, 118, ink);
}

void icons_paint_device(cairo_t *cairo, enum draw_icon icon, struct box box,
                        const struct icon_ink *ink)
{
    double scale = fmin(box.width / SHEET_WIDTH, box.height / SHEET_HEIGHT);

    cairo_translate(cairo, box.x + (box.width - SHEET_WIDTH * scale) / 2,
                    box.y + (box.height - SHEET_HEIGHT * scale) / 2);
    cairo_scale(cairo, scale, scale);
    if (icon == DRAW_ICON_TAKE_PAPER || icon == DRAW_ICON_TAKE_PAGES) {
        paint_slot(cairo, ink);
        if (icon == DRAW_ICON_TAKE_PAPER)
            paint_paper(cairo, ink);
        else
            paint_pages(cairo, ink);
        return;
    }
    paint_console(cairo, ink);
    paint_reader(cairo, ink);
    if (icon == DRAW_ICON_CARD_ON_READER) {
        paint_card(cairo, 63, 2, ink);
        paint_arrow(cairo, 90, 42, 64, ink);
    } else {
        paint_card(cairo, 63, 26, ink);
        paint_arrow(cairo, 90, 20, 2, ink);
    }
}
