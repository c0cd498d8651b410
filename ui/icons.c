#include "ui/icons.h"

#include <math.h>

/* Icons are drawn on a square of 24 units; the pen is scaled back to pixels. */
#define UNITS 24.0

void icons_set_color(cairo_t *cairo, uint32_t color)
{
    cairo_set_source_rgb(cairo, (color >> 16 & 255) / 255.0, (color >> 8 & 255) / 255.0,
                         (color & 255) / 255.0);
}

void icons_add_round(cairo_t *cairo, double x, double y, double width, double height, double radius)
{
    radius = fmin(radius, fmin(width, height) / 2);
    cairo_new_sub_path(cairo);
    cairo_arc(cairo, x + width - radius, y + radius, radius, -M_PI_2, 0);
    cairo_arc(cairo, x + width - radius, y + height - radius, radius, 0, M_PI_2);
    cairo_arc(cairo, x + radius, y + height - radius, radius, M_PI_2, M_PI);
    cairo_arc(cairo, x + radius, y + radius, radius, M_PI, 3 * M_PI_2);
    cairo_close_path(cairo);
}

/* One polyline of `count` points. */
static void trace(cairo_t *cairo, const double (*points)[2], int count)
{
    cairo_move_to(cairo, points[0][0], points[0][1]);
    for (int i = 1; i < count; i++)
        cairo_line_to(cairo, points[i][0], points[i][1]);
}

#define TRACE(cairo, ...)                                                                          \
    trace(cairo, (const double[][2])__VA_ARGS__,                                                   \
          (int)(sizeof((const double[][2])__VA_ARGS__) / sizeof(double[2])))

static void circle(cairo_t *cairo, double x, double y, double radius)
{
    cairo_new_sub_path(cairo);
    cairo_arc(cairo, x, y, radius, 0, 2 * M_PI);
}

/* A body as a curve from (left, bottom) over (middle, top) to (right, bottom). */
static void shoulders(cairo_t *cairo, double left, double right, double top, double bottom)
{
    double middle = (left + right) / 2, bend = (right - left) * 0.23;

    cairo_move_to(cairo, left, bottom);
    cairo_curve_to(cairo, left, bottom - (bottom - top) * 0.72, middle - bend, top, middle, top);
    cairo_curve_to(cairo, middle + bend, top, right, bottom - (bottom - top) * 0.72, right, bottom);
}

static void trace_life(cairo_t *cairo, enum draw_icon icon)
{
    if (icon == DRAW_ICON_HOUSE) {
        TRACE(cairo, {{3, 12}, {12, 4}, {21, 12}});
        TRACE(cairo, {{5.5, 10}, {5.5, 20.5}, {18.5, 20.5}, {18.5, 10}});
        TRACE(cairo, {{10, 20}, {10, 14.5}, {14, 14.5}, {14, 20}});
    } else if (icon == DRAW_ICON_MEDICAL) {
        icons_add_round(cairo, 3.5, 7, 17, 13.5, 2.5);
        TRACE(cairo, {{9, 7}, {9, 4}, {15, 4}, {15, 7}});
        TRACE(cairo, {{12, 10.5}, {12, 17}});
        TRACE(cairo, {{8.7, 13.75}, {15.3, 13.75}});
    } else if (icon == DRAW_ICON_WORK) {
        icons_add_round(cairo, 2.5, 8, 19, 12.5, 2.5);
        TRACE(cairo, {{8.5, 8}, {8.5, 4}, {15.5, 4}, {15.5, 8}});
        TRACE(cairo, {{2.5, 13}, {9.5, 14.2}});
        TRACE(cairo, {{14.5, 14.2}, {21.5, 13}});
        icons_add_round(cairo, 9.5, 12.2, 5, 4, 1);
    } else if (icon == DRAW_ICON_FAMILY) {
        circle(cairo, 8, 6.8, 3.3);
        shoulders(cairo, 2, 14, 12.6, 20.5);
        circle(cairo, 17, 9.3, 2.5);
        cairo_move_to(cairo, 16, 14.3);
        cairo_curve_to(cairo, 19.6, 13.8, 22, 15.8, 22, 20.5);
    } else {
        circle(cairo, 12, 7.5, 3.8);
        shoulders(cairo, 4.5, 19.5, 13.6, 20.5);
        TRACE(cairo, {{9.5, 14}, {12, 17.5}, {14.5, 14}});
    }
}

static void trace_errand(cairo_t *cairo, enum draw_icon icon)
{
    if (icon == DRAW_ICON_CERTIFICATE) {
        TRACE(cairo, {{14, 3}, {5, 3}, {5, 21}, {11, 21}});
        TRACE(cairo, {{14, 3}, {19, 8}, {19, 11}});
        TRACE(cairo, {{14, 3}, {14, 8}, {19, 8}});
        TRACE(cairo, {{8, 12}, {12, 12}});
        TRACE(cairo, {{8, 16}, {10.5, 16}});
        circle(cairo, 16.5, 15.5, 3);
        TRACE(cairo, {{14.8, 18}, {14.8, 22}, {16.5, 20.8}, {18.2, 22}, {18.2, 18}});
    } else if (icon == DRAW_ICON_CARD) {
        icons_add_round(cairo, 2, 4.8, 20, 14.4, 2.5);
        circle(cairo, 8, 10, 2.1);
        shoulders(cairo, 4.8, 11.2, 13.4, 16.2);
        TRACE(cairo, {{14.2, 10}, {18.8, 10}});
        TRACE(cairo, {{14.2, 14.2}, {17.2, 14.2}});
    } else if (icon == DRAW_ICON_BUNDLE) {
        circle(cairo, 12, 5.4, 2.9);
        circle(cairo, 5.2, 18.2, 2.9);
        circle(cairo, 18.8, 18.2, 2.9);
        TRACE(cairo, {{10.6, 8}, {6.6, 15.6}});
        TRACE(cairo, {{13.4, 8}, {17.4, 15.6}});
        TRACE(cairo, {{8.1, 18.2}, {15.9, 18.2}});
    } else if (icon == DRAW_ICON_PICKUP) {
        icons_add_round(cairo, 3.5, 3, 17, 18, 2);
        TRACE(cairo, {{12, 3}, {12, 21}});
        TRACE(cairo, {{3.5, 12}, {20.5, 12}});
        TRACE(cairo, {{9, 6.9}, {9, 8.1}});
        TRACE(cairo, {{15, 6.9}, {15, 8.1}});
        TRACE(cairo, {{9, 15.9}, {9, 17.1}});
        TRACE(cairo, {{15, 15.9}, {15, 17.1}});
    } else {
        circle(cairo, 10.3, 10.3, 7.3);
        TRACE(cairo, {{15.7, 15.7}, {21.3, 21.3}});
        if (icon == DRAW_ICON_CASE_PROGRESS)
            TRACE(cairo, {{10.3, 6.3}, {10.3, 10.6}, {13.2, 12.4}});
    }
}

static void paint_service(cairo_t *cairo, enum draw_icon icon)
{
    if (icon == DRAW_ICON_HOUSE || icon == DRAW_ICON_MEDICAL || icon == DRAW_ICON_WORK ||
        icon == DRAW_ICON_FAMILY || icon == DRAW_ICON_PENSION)
        trace_life(cairo, icon);
    else
        trace_errand(cairo, icon);
    cairo_stroke(cairo);
}

/* Keys of the bands that change how the glass is seen and heard. */
static void paint_sense(cairo_t *cairo, enum draw_icon icon, bool up)
{
    if (icon == DRAW_ICON_VOICE || icon == DRAW_ICON_VOICE_STOP) {
        TRACE(cairo, {{2.5, 9}, {2.5, 15}, {6.5, 15}, {12, 19.5}, {12, 4.5}, {6.5, 9}});
        cairo_close_path(cairo);
        if (icon == DRAW_ICON_VOICE_STOP) {
            TRACE(cairo, {{16, 9}, {22, 15}});
            TRACE(cairo, {{22, 9}, {16, 15}});
        } else {
            cairo_new_sub_path(cairo);
            cairo_arc(cairo, 12.5, 12, 4.2, -0.75, 0.75);
            cairo_new_sub_path(cairo);
            cairo_arc(cairo, 12.5, 12, 8.8, -0.8, 0.8);
        }
    } else if (icon == DRAW_ICON_SENSES) {
        cairo_move_to(cairo, 1.8, 12);
        cairo_curve_to(cairo, 6.5, 3.8, 17.5, 3.8, 22.2, 12);
        cairo_curve_to(cairo, 17.5, 20.2, 6.5, 20.2, 1.8, 12);
        cairo_close_path(cairo);
        circle(cairo, 12, 12, 3.4);
    } else if (icon == DRAW_ICON_ELDER) {
        TRACE(cairo, {{3.5, 9}, {20.5, 9}});
        cairo_move_to(cairo, 12, 2.5);
        cairo_curve_to(cairo, 12, 11, 11, 17, 3.5, 21.5);
        cairo_move_to(cairo, 12.2, 9);
        cairo_curve_to(cairo, 13.2, 15, 16, 19, 20.5, 21.5);
    } else if (up) {
        TRACE(cairo, {{3.5, 2.5}, {20.5, 2.5}});
        TRACE(cairo, {{12, 21.5}, {12, 7.5}});
        TRACE(cairo, {{6.5, 13}, {12, 7.5}, {17.5, 13}});
    } else {
        TRACE(cairo, {{3.5, 21.5}, {20.5, 21.5}});
        TRACE(cairo, {{12, 2.5}, {12, 16.5}});
        TRACE(cairo, {{6.5, 11}, {12, 16.5}, {17.5, 11}});
    }
    cairo_stroke(cairo);
}

static void paint_way(cairo_t *cairo, enum draw_icon icon)
{
    if (icon == DRAW_ICON_BACK) {
        TRACE(cairo, {{20, 12}, {4.5, 12}});
        TRACE(cairo, {{11, 5}, {4, 12}, {11, 19}});
    } else if (icon == DRAW_ICON_FORWARD) {
        TRACE(cairo, {{8.5, 4.5}, {16, 12}, {8.5, 19.5}});
    } else if (icon == DRAW_ICON_HELP) {
        circle(cairo, 12, 12, 9.5);
        cairo_move_to(cairo, 8.9, 9.6);
        cairo_curve_to(cairo, 8.9, 5.4, 15.2, 5.4, 15.2, 9.4);
        cairo_curve_to(cairo, 15.2, 11.8, 12, 11.9, 12, 14.3);
        TRACE(cairo, {{12, 17.6}, {12, 17.7}});
    } else if (icon == DRAW_ICON_LEAVE) {
        TRACE(cairo, {{12, 3.5}, {4.5, 3.5}, {4.5, 20.5}, {12, 20.5}});
        TRACE(cairo, {{9.5, 12}, {20.5, 12}});
        TRACE(cairo, {{16, 7.3}, {20.8, 12}, {16, 16.7}});
    } else {
        circle(cairo, 12, 12, 9);
        cairo_save(cairo);
        cairo_translate(cairo, 12, 12);
        cairo_scale(cairo, 0.45, 1);
        circle(cairo, 0, 0, 9);
        cairo_restore(cairo);
        TRACE(cairo, {{3, 12}, {21, 12}});
    }
    cairo_stroke(cairo);
}

/* A filled disc or octagon with a sign cut out of it in the colour of the ground. */
static void paint_sign(cairo_t *cairo, enum draw_icon icon, const struct icon_ink *ink)
{
    icons_set_color(cairo, ink->color);
    if (icon == DRAW_ICON_STOP)
        TRACE(cairo, {{7.4, 1},
                      {16.6, 1},
                      {23, 7.4},
                      {23, 16.6},
                      {16.6, 23},
                      {7.4, 23},
                      {1, 16.6},
                      {1, 7.4}});
    else if (icon == DRAW_ICON_NOTICE)
        TRACE(cairo, {{12, 2}, {23.4, 22}, {0.6, 22}});
    else
        circle(cairo, 12, 12, 11);
    cairo_close_path(cairo);
    cairo_fill(cairo);
    icons_set_color(cairo, ink->background);
    cairo_set_line_width(cairo, 2.6);
    if (icon == DRAW_ICON_STOP) {
        TRACE(cairo, {{8, 8}, {16, 16}});
        TRACE(cairo, {{16, 8}, {8, 16}});
    } else if (icon == DRAW_ICON_NOTICE) {
        TRACE(cairo, {{12, 9}, {12, 14.5}});
        TRACE(cairo, {{12, 18.4}, {12, 18.5}});
    } else if (icon == DRAW_ICON_INFO) {
        TRACE(cairo, {{12, 11}, {12, 17.5}});
        TRACE(cairo, {{12, 6.6}, {12, 6.7}});
    } else if (icon == DRAW_ICON_CLOSED) {
        TRACE(cairo, {{7, 12}, {17, 12}});
    } else {
        TRACE(cairo, {{6.8, 12.4}, {10.4, 16}, {17.4, 8.6}});
    }
    cairo_stroke(cairo);
}

static void paint_key(cairo_t *cairo, enum draw_icon icon, const struct icon_ink *ink)
{
    if (icon == DRAW_ICON_ERASE) {
        TRACE(cairo, {{8.5, 4.5}, {22, 4.5}, {22, 19.5}, {8.5, 19.5}, {2, 12}});
        cairo_close_path(cairo);
        TRACE(cairo, {{11.5, 8.7}, {18, 15.3}});
        TRACE(cairo, {{18, 8.7}, {11.5, 15.3}});
    } else if (icon == DRAW_ICON_RADIO || icon == DRAW_ICON_RADIO_ON) {
        circle(cairo, 12, 12, 10);
    } else {
        TRACE(cairo, {{4, 12}, {20, 12}});
        if (icon == DRAW_ICON_PLUS)
            TRACE(cairo, {{12, 4}, {12, 20}});
    }
    cairo_stroke(cairo);
    if (icon == DRAW_ICON_RADIO_ON)
        paint_sign(cairo, DRAW_ICON_TICK, ink);
}

static void paint_dots(cairo_t *cairo, int lit, const struct icon_ink *ink)
{
    for (int i = 0; i < 3; i++) {
        icons_set_color(cairo, ink->color);
        circle(cairo, 4 + 8 * i, 12, i == lit ? 3.2 : 2);
        if (i == lit)
            cairo_fill(cairo);
        else
            cairo_stroke(cairo);
    }
}

static void paint_face(cairo_t *cairo, int value)
{
    double bend = (value - 3) * 2.2, y = 16.2 - bend / 3;

    circle(cairo, 12, 12, 10.6);
    cairo_move_to(cairo, 7, y);
    cairo_curve_to(cairo, 9, y + bend, 15, y + bend, 17, y);
    cairo_stroke(cairo);
    circle(cairo, 8.3, 9.3, 1.35);
    cairo_fill(cairo);
    circle(cairo, 15.7, 9.3, 1.35);
    cairo_fill(cairo);
}

static void paint_small(cairo_t *cairo, enum draw_icon icon, int value, const struct icon_ink *ink)
{
    if (icon <= DRAW_ICON_CASE_PROGRESS)
        paint_service(cairo, icon);
    else if (icon <= DRAW_ICON_GLOBE)
        paint_way(cairo, icon);
    else if (icon <= DRAW_ICON_LOW)
        paint_sense(cairo, icon, value != 0);
    else if (icon <= DRAW_ICON_INFO || icon == DRAW_ICON_CLOSED)
        paint_sign(cairo, icon, ink);
    else if (icon == DRAW_ICON_DOTS)
        paint_dots(cairo, value, ink);
    else if (icon == DRAW_ICON_FACE)
        paint_face(cairo, value);
    else
        paint_key(cairo, icon, ink);
}

void icons_paint(cairo_t *cairo, enum draw_icon icon, int value, struct box box,
                 const struct icon_ink *ink)
{
    double size = fmin(box.width, box.height), scale = size / UNITS;

    if (icon == DRAW_ICON_NONE || size <= 0)
        return;
    cairo_save(cairo);
    icons_set_color(cairo, ink->color);
    cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    if (icon >= DRAW_ICON_CARD_ON_READER) {
        icons_paint_device(cairo, icon, box, ink);
    } else {
        cairo_translate(cairo, box.x + (box.width - size) / 2, box.y + (box.height - size) / 2);
        cairo_scale(cairo, scale, scale);
        cairo_set_line_width(cairo, ink->pen_px / scale);
        paint_small(cairo, icon, value, ink);
    }
    cairo_restore(cairo);
}
