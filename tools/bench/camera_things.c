#include "tools/bench/camera_things.h"

#include <cairo.h>
#include <math.h>
#include <qrencode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/random.h"

#define TRAY 62
#define WALL 205

const char camera_scene_code[] = "BANSHI:SAMPLE:532331194002290019";

static void gray(cairo_t *cairo, int level)
{
    cairo_set_source_rgb(cairo, level / 255.0, level / 255.0, level / 255.0);
}

/* ---- the page ---- */

static void write_line(cairo_t *cairo, double x, double y, double size, const char *text)
{
    cairo_set_font_size(cairo, size);
    cairo_move_to(cairo, x, y);
    cairo_show_text(cairo, text);
}

static void write_paragraphs(cairo_t *cairo)
{
    static const char *const lines[] = {
        "This page is a sample: it names nobody and certifies nothing. It is as long",
        "as a page of its kind, so that a camera has print to be sharp on, lines to be",
        "level with, and a white margin that ends where the tray begins.",
        "",
        "1. The holder of this sample was not born and does not live at any address.",
        "2. Number 532331194002290019 is computed and belongs to nobody.",
        "3. It is valid from the first to the last day of a month without days."};

    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        write_line(cairo, 130, 380 + (double)i * 44, 27, lines[i]);
        write_line(cairo, 130, 1120 + (double)i * 44, 27, lines[i]);
    }
}

static void draw_table(cairo_t *cairo)
{
    cairo_set_line_width(cairo, 3);
    for (int row = 0; row <= 6; row++) {
        cairo_move_to(cairo, 130, 730 + row * 52);
        cairo_line_to(cairo, 1110, 730 + row * 52);
    }
    for (int column = 0; column <= 4; column++) {
        cairo_move_to(cairo, 130 + column * 245, 730);
        cairo_line_to(cairo, 130 + column * 245, 730 + 6 * 52);
    }
    cairo_stroke(cairo);
    for (int i = 0; i < 24; i++) {
        char text[16];

        snprintf(text, sizeof(text), "%d.%02d", i * 37 % 1000, i * 7 % 100);
        write_line(cairo, 150 + i % 4 * 245, 765 + i / 4 * 52, 25, text);
    }
}

static void draw_stamp(cairo_t *cairo)
{
    cairo_set_source_rgb(cairo, 0.78, 0.1, 0.12);
    cairo_set_line_width(cairo, 8);
    cairo_arc(cairo, 860, 1540, 110, 0, 2 * M_PI);
    cairo_stroke(cairo);
    write_line(cairo, 800, 1552, 34, "SAMPLE");
}

static void draw_code(cairo_t *cairo)
{
    QRcode *code = QRcode_encodeString8bit(camera_scene_code, 0, QR_ECLEVEL_M);

    for (int i = 0; code != NULL && i < code->width * code->width; i++)
        if ((code->data[i] & 1) != 0)
            cairo_rectangle(cairo, 150 + i % code->width * 8, 1430 + i / code->width * 8, 8, 8);
    cairo_fill(cairo);
    QRcode_free(code);
}

uint32_t *camera_things_page(int paper)
{
    const int width = CAMERA_THINGS_PAGE_WIDTH, height = CAMERA_THINGS_PAGE_HEIGHT;
    uint32_t *pixels = calloc((size_t)width * (size_t)height, sizeof(*pixels));
    cairo_surface_t *surface;
    cairo_t *cairo;

    if (pixels == NULL)
        return NULL;
    surface = cairo_image_surface_create_for_data((unsigned char *)pixels, CAIRO_FORMAT_RGB24,
                                                  width, height, width * 4);
    cairo = cairo_create(surface);
    gray(cairo, paper);
    cairo_paint(cairo);
    gray(cairo, paper / 8);
    cairo_select_font_face(cairo, "sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
    write_line(cairo, 330, 220, 62, "Certificate of a sample");
    write_paragraphs(cairo);
    draw_table(cairo);
    draw_code(cairo);
    draw_stamp(cairo);
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    return pixels;
}

/* ---- the tray ---- */

/* Brushed metal: fine streaks along, a slow wave across. */
static uint32_t tray_color(struct random *random, int level, int x, int y)
{
    double wave = 4 * sin(y * 0.11) + 3 * sin(x * 0.013 + y * 0.31);
    int is = level + (int)wave + (int)random_below(random, 7) - 3;

    return (uint32_t)(is << 16 | is << 8 | (is + 4));
}

static void draw_pen(cairo_t *cairo)
{
    cairo_save(cairo);
    cairo_rotate(cairo, 0.5);
    cairo_set_source_rgb(cairo, 0.75, 0.72, 0.2);
    cairo_rectangle(cairo, 0.34, -0.36, 0.02, 0.55);
    cairo_fill(cairo);
    cairo_restore(cairo);
}

static void draw_clutter(cairo_t *cairo)
{
    draw_pen(cairo);
    cairo_set_source_rgb(cairo, 0.8, 0.8, 0.82);
    cairo_arc(cairo, -0.6, 0.25, 0.13, 0, 2 * M_PI);
    cairo_fill(cairo);
    cairo_set_source_rgb(cairo, 0.55, 0.7, 0.8);
    cairo_rectangle(cairo, -0.72, -0.4, 0.25, 0.16);
    cairo_fill(cairo);
}

/* With its middle as 0, 0 and its height as 1. */
static cairo_t *begin(uint32_t *pixels, int width_px, int height_px)
{
    cairo_surface_t *surface = cairo_image_surface_create_for_data(
        (unsigned char *)pixels, CAIRO_FORMAT_RGB24, width_px, height_px, width_px * 4);
    cairo_t *cairo = cairo_create(surface);

    cairo_surface_destroy(surface);
    cairo_translate(cairo, width_px / 2.0, height_px / 2.0);
    cairo_scale(cairo, height_px, height_px);
    return cairo;
}

static bool end(cairo_t *cairo)
{
    bool drawn = cairo_status(cairo) == CAIRO_STATUS_SUCCESS;

    cairo_surface_flush(cairo_get_target(cairo));
    cairo_destroy(cairo);
    return drawn;
}

bool camera_things_tray(const struct camera_scene *scene, int width_px, int height_px,
                        uint32_t *out_pixels)
{
    struct random random;
    cairo_t *cairo;

    random_init(&random, 3);
    for (int y = 0; y < height_px; y++)
        for (int x = 0; x < width_px; x++)
            out_pixels[(size_t)y * (size_t)width_px + (size_t)x] =
                tray_color(&random, scene->ground == 0 ? TRAY : scene->ground, x, y);
    cairo = begin(out_pixels, width_px, height_px);
    if (scene->clutter)
        draw_clutter(cairo);
    return end(cairo);
}

/* ---- the mannequin ---- */

static void oval(cairo_t *cairo, double width, double height)
{
    cairo_save(cairo);
    cairo_scale(cairo, width / 2, height / 2);
    cairo_arc(cairo, 0, 0, 1, 0, 2 * M_PI);
    cairo_restore(cairo);
}

/* The crown of the head is at 0, 0 and its width is 1; shoulders are 2.4 wide. */
static void draw_body(cairo_t *cairo)
{
    cairo_set_source_rgb(cairo, 0.2, 0.25, 0.42);
    cairo_move_to(cairo, -0.3, 1.5);
    cairo_curve_to(cairo, -0.9, 1.65, -1.2, 1.7, -1.2, 2.3);
    cairo_line_to(cairo, -1.25, 9);
    cairo_line_to(cairo, 1.25, 9);
    cairo_line_to(cairo, 1.2, 2.3);
    cairo_curve_to(cairo, 1.2, 1.7, 0.9, 1.65, 0.3, 1.5);
    cairo_fill(cairo);
    cairo_set_source_rgb(cairo, 0.72, 0.56, 0.46);
    cairo_rectangle(cairo, -0.27, 1.0, 0.54, 0.62);
    cairo_fill(cairo);
}

static void draw_head(cairo_t *cairo, double shade)
{
    cairo_set_source_rgb(cairo, 0.8, 0.64, 0.54);
    cairo_translate(cairo, 0, 0.67);
    oval(cairo, 1, 1.34);
    cairo_fill(cairo);
    cairo_set_source_rgb(cairo, 0.12, 0.1, 0.1);
    cairo_save(cairo);
    oval(cairo, 1, 1.34);
    cairo_clip(cairo);
    cairo_rectangle(cairo, -0.6, -0.7, 1.2, 0.36);
    cairo_fill(cairo);
    cairo_restore(cairo);
    for (int i = -1; i <= 1; i += 2) {
        cairo_save(cairo);
        cairo_translate(cairo, i * 0.2, -0.02);
        oval(cairo, 0.13, 0.06);
        cairo_fill(cairo);
        cairo_restore(cairo);
    }
    cairo_set_line_width(cairo, 0.04);
    cairo_move_to(cairo, -0.15, 0.38);
    cairo_line_to(cairo, 0.15, 0.38);
    cairo_stroke(cairo);
    cairo_set_source_rgba(cairo, 0, 0, 0, shade);
    oval(cairo, 1, 1.34);
    cairo_clip(cairo);
    cairo_rectangle(cairo, 0, -0.7, 0.6, 1.4);
    cairo_fill(cairo);
}

bool camera_things_person(const struct camera_scene *scene, int width_px, int height_px,
                          uint32_t *out_pixels)
{
    int level = scene->ground == 0 ? WALL : scene->ground;
    cairo_t *cairo = begin(out_pixels, width_px, height_px);

    cairo_set_source_rgb(cairo, level / 255.0, (level + 3) / 255.0, (level + 8) / 255.0);
    cairo_paint(cairo);
    if (scene->head_width > 0) {
        cairo_translate(cairo, scene->middle.x, scene->middle.y);
        cairo_scale(cairo, scene->head_width, scene->head_width);
        draw_body(cairo);
        draw_head(cairo, scene->shade);
    }
    return end(cairo);
}
