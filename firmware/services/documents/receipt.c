#include "firmware/services/documents/receipt.h"

#include <pango/pangocairo.h>
#include <qrencode.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/text.h"

#define FONT "Noto Sans CJK SC"
#define CAP_PER_EM 0.733
#define MARGIN_LEFT_MM 8
#define MARGIN_RIGHT_MM 2
#define MARGIN_TOP_MM 4
#define MARGIN_BOTTOM_MM 8
#define QR_LEAST_MM 25
#define QR_QUIET 4 /* modules, ISO/IEC 18004 */
#define INK_LEVEL                                                                                  \
    112 /* coverage from which a dot is black: a little fat, as thermal paper fades                \
         */

/* Sizes by cap height in millimetres. A little over the least, since dots are cut at a level. */
struct sizes {
    double text_mm, label_mm, large_mm, title_mm;
};

static const struct sizes standard_sizes = {3.8, 3.6, 6.2, 6.2};
static const struct sizes elder_sizes = {5.1, 4.9, 6.6, 7.2};

/* The least size of a number or date. */
#define LARGE_LEAST_MM 6.05
#define LARGE_STEP_MM 0.05
#define ONE_LINE_PER_CAP 2.6 /* a line is 1.9 to 2 cap heights high */

/* A pen that goes down the paper. Without `cairo` it only measures. */
struct pen {
    const struct paper *paper;
    const struct texts *texts;
    PangoContext *context;
    cairo_t *cairo;
    int width, y; /* dots */
    err_t err;
};

static int dots(double mm)
{
    return (int)(mm * RECEIPT_DOTS_PER_MM + 0.5);
}

static void pen_text(struct pen *pen, const char *text, double cap_mm, bool bold)
{
    PangoLayout *layout = pango_layout_new(pen->context);
    PangoFontDescription *font = pango_font_description_from_string(bold ? FONT " Bold" : FONT);
    char bound[2 * TEXTS_SENTENCE_BYTES], *kept;
    int height;

    pango_font_description_set_absolute_size(font, dots(cap_mm / CAP_PER_EM) * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_width(layout,
                           (pen->width - dots(MARGIN_LEFT_MM + MARGIN_RIGHT_MM)) * PANGO_SCALE);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_line_spacing(layout, 0.93F);
    text_bind_digits(bound, sizeof(bound), text);
    pango_layout_set_text(layout, bound, -1);
    bytes_wipe(bound, sizeof(bound));
    pango_layout_get_pixel_size(layout, NULL, &height);
    if (pen->cairo != NULL) {
        cairo_move_to(pen->cairo, dots(MARGIN_LEFT_MM), pen->y);
        pango_cairo_show_layout(pen->cairo, layout);
    }
    pen->y += height;
    kept = (char *)pango_layout_get_text(layout);
    bytes_wipe(kept, strlen(kept));
    pango_font_description_free(font);
    g_object_unref(layout);
}

static void pen_phrase(struct pen *pen, const struct phrase *phrase, double cap_mm, bool bold)
{
    char text[TEXTS_SENTENCE_BYTES];

    texts_resolve(pen->texts, (enum language)pen->paper->language, phrase, &pen->paper->pool, text);
    if (text[0] != '\0')
        pen_text(pen, text, cap_mm, bold);
    bytes_wipe(text, sizeof(text));
}

/* The height a phrase would take; the pen stays where it is. */
static int pen_measure(struct pen *pen, const struct phrase *phrase, double cap_mm, bool bold)
{
    cairo_t *cairo = pen->cairo;
    int y = pen->y, height;

    pen->cairo = NULL;
    pen_phrase(pen, phrase, cap_mm, bold);
    height = pen->y - y;
    pen->y = y;
    pen->cairo = cairo;
    return height;
}

/* A number is copied by hand, so it is worth a smaller size, then a lighter hand, to keep it on one
 * line: it is on one when the height is under one and a half of the size's. */
static void pen_large(struct pen *pen, const struct phrase *phrase, double cap_mm)
{
    double size = cap_mm;

    while (size - LARGE_STEP_MM >= LARGE_LEAST_MM &&
           pen_measure(pen, phrase, size, true) > dots(size * ONE_LINE_PER_CAP))
        size -= LARGE_STEP_MM;
    if (pen_measure(pen, phrase, size, true) <= dots(size * ONE_LINE_PER_CAP))
        pen_phrase(pen, phrase, size, true);
    else if (pen_measure(pen, phrase, LARGE_LEAST_MM, false) <=
             dots(LARGE_LEAST_MM * ONE_LINE_PER_CAP))
        pen_phrase(pen, phrase, LARGE_LEAST_MM, false);
    else
        pen_phrase(pen, phrase, cap_mm, true);
}

static void pen_rule(struct pen *pen)
{
    pen->y += dots(1.5);
    if (pen->cairo != NULL) {
        cairo_rectangle(pen->cairo, dots(MARGIN_LEFT_MM), pen->y,
                        pen->width - dots(MARGIN_LEFT_MM + MARGIN_RIGHT_MM), 3);
        cairo_fill(pen->cairo);
    }
    pen->y += dots(1.5);
}

static void pen_modules(struct pen *pen, const QRcode *code, int module, int x, int y)
{
    for (int i = 0; i < code->width * code->width; i++)
        if ((code->data[i] & 1) != 0)
            cairo_rectangle(pen->cairo, x + i % code->width * module, y + i / code->width * module,
                            module, module);
    cairo_fill(pen->cairo);
}

/* Modules are whole dots, so the cut at a level leaves them sharp. */
static void pen_qr(struct pen *pen)
{
    char text[TEXTS_SENTENCE_BYTES];
    QRcode *code;
    int side, module;

    texts_resolve(pen->texts, (enum language)pen->paper->language, &pen->paper->qr,
                  &pen->paper->pool, text);
    if (text[0] == '\0')
        return;
    code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    bytes_wipe(text, sizeof(text));
    if (code == NULL) {
        pen->err = ERR_LIMIT;
        return;
    }
    side = code->width + 2 * QR_QUIET;
    module = (dots(QR_LEAST_MM) + side - 1) / side;
    if (module < 4)
        module = 4;
    if (side * module > pen->width - dots(MARGIN_LEFT_MM))
        pen->err = ERR_LIMIT;
    else if (pen->cairo != NULL)
        pen_modules(pen, code, module, dots(MARGIN_LEFT_MM) + QR_QUIET * module,
                    pen->y + QR_QUIET * module);
    pen->y += side * module;
    bytes_wipe(code->data, (size_t)code->width * (size_t)code->width);
    QRcode_free(code);
}

static void pen_paper(struct pen *pen)
{
    const struct paper *paper = pen->paper;
    const struct sizes *sizes = paper->elder ? &elder_sizes : &standard_sizes;

    pen->y = dots(MARGIN_TOP_MM);
    pen_phrase(pen, &paper->title, sizes->title_mm, true);
    pen_rule(pen);
    for (int i = 0; i < paper->row_count && i < PAPER_ROWS_MAX; i++) {
        const struct paper_row *row = &paper->rows[i];

        pen_phrase(pen, &row->label, sizes->label_mm, false);
        if (row->large)
            pen_large(pen, &row->value, sizes->large_mm);
        else
            pen_phrase(pen, &row->value, sizes->text_mm, true);
        pen->y += dots(1.5);
    }
    pen_rule(pen);
    for (int i = 0; i < paper->note_count && i < PAPER_NOTES_MAX; i++)
        pen_phrase(pen, &paper->notes[i], sizes->text_mm, false);
    pen->y += dots(2);
    pen_qr(pen);
    pen->y += dots(MARGIN_BOTTOM_MM);
}

/* Coverage of ink to dots. */
static void cut(const cairo_surface_t *surface, const struct receipt_raster *raster)
{
    cairo_surface_t *source = (cairo_surface_t *)surface;
    const uint8_t *from = cairo_image_surface_get_data(source);
    int stride = cairo_image_surface_get_stride(source);

    for (uint32_t y = 0; y < raster->height; y++)
        for (uint32_t x = 0; x < raster->width; x++)
            if (from[(size_t)y * (size_t)stride + x] >= INK_LEVEL)
                raster->rows[(size_t)y * raster->row_bytes + x / 8] |= (uint8_t)(0x80 >> x % 8);
}

/* The language picks among the shapes that one character has in several places. */
static PangoContext *context_open(enum language language)
{
    PangoContext *context = pango_font_map_create_context(pango_cairo_font_map_get_default());
    cairo_font_options_t *options = cairo_font_options_create();

    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    pango_cairo_context_set_font_options(context, options);
    pango_cairo_context_set_resolution(context, 72);
    pango_context_set_language(context, pango_language_from_string(language_tag(language)));
    cairo_font_options_destroy(options);
    return context;
}

/* Paints what was measured: pen->y is the height. */
static err_t paint(struct pen *pen, struct receipt_raster *raster)
{
    cairo_surface_t *surface;

    raster->width = (uint32_t)pen->width;
    raster->height = (uint32_t)pen->y;
    raster->row_bytes = (raster->width + 7) / 8;
    raster->rows = calloc(raster->height, raster->row_bytes);
    surface = cairo_image_surface_create(CAIRO_FORMAT_A8, pen->width, pen->y);
    pen->cairo = cairo_create(surface);
    if (raster->rows == NULL || cairo_status(pen->cairo) != CAIRO_STATUS_SUCCESS) {
        pen->err = ERR_MEMORY;
    } else {
        pen_paper(pen);
        cairo_surface_flush(surface);
        cut(surface, raster);
        bytes_wipe(cairo_image_surface_get_data(surface),
                   (size_t)cairo_image_surface_get_stride(surface) * raster->height);
    }
    cairo_destroy(pen->cairo);
    cairo_surface_destroy(surface);
    return pen->err;
}

err_t receipt_paint(const struct paper *paper, const struct texts *texts, uint32_t width_dots,
                    struct receipt_raster *out)
{
    struct pen pen = {paper, texts, NULL, NULL, (int)width_dots, 0, ERR_OK};

    memset(out, 0, sizeof(*out));
    if (width_dots < RECEIPT_WIDTH_DOTS_MIN || width_dots > RECEIPT_WIDTH_DOTS_MAX ||
        paper->language >= LANGUAGE_COUNT)
        return ERR_INVALID;
    pen.context = context_open((enum language)paper->language);
    pen_paper(&pen);
    if (pen.err == ERR_OK && pen.y > RECEIPT_HEIGHT_DOTS_MAX)
        pen.err = ERR_LIMIT;
    if (pen.err == ERR_OK)
        pen.err = paint(&pen, out);
    if (pen.err != ERR_OK)
        receipt_free(out);
    g_object_unref(pen.context);
    return pen.err;
}

void receipt_free(struct receipt_raster *raster)
{
    if (raster == NULL)
        return;
    if (raster->rows != NULL)
        bytes_wipe(raster->rows, (size_t)raster->height * raster->row_bytes);
    free(raster->rows);
    memset(raster, 0, sizeof(*raster));
}
