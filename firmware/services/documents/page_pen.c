#include "firmware/services/documents/page_pen.h"

#include <qrencode.h>
#include <stdbool.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "firmware/base/text.h"

#define MM PAGE_PEN_MM
#define WIDTH PAGE_PEN_WIDTH
#define HEIGHT PAGE_PEN_HEIGHT
#define LEFT (28 * MM) /* GB/T 9704: 28 mm and 26 mm beside 156 mm of text */
#define RIGHT (WIDTH - 26 * MM)
#define TOP (30 * MM)
#define TOP_NEXT (34 * MM) /* of the pages that follow, below their small head */
#define BOTTOM (HEIGHT - 32 * MM)
#define FOOT (HEIGHT - 22 * MM)

#define TITLE_PT 22.0
#define TEXT_PT 16.0
#define ROW_PT 14.0
#define SMALL_PT 10.5
#define FOOT_PT 9.0
#define PITCH 28.95 /* 22 lines on 225 mm */
#define ROW_PITCH 22.0
#define ROW_PAD 7.0
#define LABEL_WIDTH (38 * MM)

/* The closing: code on the left, issuer and date on the right, in the middle of a place for a seal
 * of at most 45 mm. */
#define CLOSING_HEIGHT (56 * MM)
#define QR_SIDE (30 * MM)
#define QR_QUIET 4           /* modules, ISO/IEC 18004 */
#define QR_MODULE (0.4 * MM) /* the least that printers and old cameras share */
#define VERIFY_WIDTH (66 * MM)
#define DATE_RIGHT (RIGHT - 4 * TEXT_PT)

#define QUIET_INK 0.28
#define WORD_BYTES 256

enum align { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT };

/* How a text is set. */
struct hand {
    double size, pitch; /* points */
    bool bold, sans;
    double ink;    /* 0 black */
    double spread; /* between characters, points */
};

static const struct hand title_hand = {TITLE_PT, 34, true, false, 0, 4};
static const struct hand text_hand = {TEXT_PT, PITCH, false, false, 0, 0};
static const struct hand label_hand = {ROW_PT, ROW_PITCH, false, true, QUIET_INK, 0};
static const struct hand value_hand = {ROW_PT, ROW_PITCH, false, false, 0, 0};
static const struct hand small_hand = {SMALL_PT, 15, false, false, 0, 0};
static const struct hand foot_hand = {FOOT_PT, 13, false, true, QUIET_INK, 0};

static bool draws(const struct page_pen *pen)
{
    return pen->cairo != NULL && (pen->wanted < 0 || (unsigned)pen->wanted == pen->page);
}

static bool is_empty(const char *text)
{
    return text == NULL || text[0] == '\0';
}

/* Text --------------------------------------------------------------------------------------- */

static const char *family(const struct page_pen *pen, bool sans)
{
    bool hant = strncmp(pen->certificate->language, "zh-Hant", 7) == 0;

    if (sans)
        return hant ? "Noto Sans CJK TC" : "Noto Sans CJK SC";
    return hant ? "Noto Serif CJK TC" : "Noto Serif CJK SC";
}

static void spread(PangoLayout *layout, double points)
{
    PangoAttrList *list = pango_attr_list_new();

    pango_attr_list_insert(list, pango_attr_letter_spacing_new((int)(points * PANGO_SCALE)));
    pango_layout_set_attributes(layout, list);
    pango_attr_list_unref(list);
}

static PangoLayout *lay(struct page_pen *pen, const char *text, const struct hand *hand,
                        double width)
{
    PangoLayout *layout = pango_layout_new(pen->context);
    PangoFontDescription *font = pango_font_description_new();
    char bound[2 * PAGE_TEXT_BYTES_MAX];

    pango_font_description_set_family_static(font, family(pen, hand->sans));
    pango_font_description_set_weight(font, hand->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_absolute_size(font, hand->size * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    if (hand->spread > 0)
        spread(layout, hand->spread);
    text_bind_digits(bound, sizeof(bound), text);
    pango_layout_set_text(layout, bound, -1);
    bytes_wipe(bound, sizeof(bound));
    pango_font_description_free(font);
    if (pango_layout_get_unknown_glyphs_count(layout) > 0)
        pen->err = ERR_NOT_FOUND;
    return layout;
}

/* The layout keeps a copy of the text. */
static void lay_down(PangoLayout *layout)
{
    char *kept = (char *)(uintptr_t)pango_layout_get_text(layout);

    bytes_wipe(kept, strlen(kept));
    g_object_unref(layout);
}

static double width_of(PangoLayout *layout)
{
    PangoRectangle extent;

    pango_layout_get_extents(layout, NULL, &extent);
    return (double)extent.width / PANGO_SCALE;
}

/* A line of the layout with its upper edge at `top`, in the middle of its pitch. */
static void draw_line(struct page_pen *pen, PangoLayoutIter *line, const struct hand *hand,
                      double x, double top)
{
    PangoRectangle extent;
    double height, baseline;

    if (!draws(pen))
        return;
    pango_layout_iter_get_line_extents(line, NULL, &extent);
    height = (double)extent.height / PANGO_SCALE;
    baseline = (double)(pango_layout_iter_get_baseline(line) - extent.y) / PANGO_SCALE;
    cairo_set_source_rgb(pen->cairo, hand->ink, hand->ink, hand->ink);
    cairo_move_to(pen->cairo, x + (double)extent.x / PANGO_SCALE,
                  top + (hand->pitch - height) / 2 + baseline);
    pango_cairo_show_layout_line(pen->cairo, pango_layout_iter_get_line_readonly(line));
}

/* Draws all lines of a layout down from `top`, and returns where they end. */
static double draw_layout(struct page_pen *pen, PangoLayout *layout, const struct hand *hand,
                          double x, double top)
{
    PangoLayoutIter *line = pango_layout_get_iter(layout);

    do {
        draw_line(pen, line, hand, x, top);
        top += hand->pitch;
    } while (pango_layout_iter_next_line(line));
    pango_layout_iter_free(line);
    return top;
}

/* A text of its own in a box; returns where it ends. */
static double draw_text(struct page_pen *pen, const char *text, const struct hand *hand,
                        const double box[3], enum align align)
{
    static const PangoAlignment aligns[] = {PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER,
                                            PANGO_ALIGN_RIGHT};
    PangoLayout *layout;
    double end;

    if (is_empty(text))
        return box[1];
    layout = lay(pen, text, hand, box[2]);
    pango_layout_set_alignment(layout, aligns[align]);
    end = draw_layout(pen, layout, hand, box[0], box[1]);
    lay_down(layout);
    return end;
}

static void draw_rule(struct page_pen *pen, double y, double thickness)
{
    if (!draws(pen))
        return;
    cairo_set_source_rgb(pen->cairo, 0, 0, 0);
    cairo_rectangle(pen->cairo, LEFT, y, RIGHT - LEFT, thickness);
    cairo_fill(pen->cairo);
}

/* Pages -------------------------------------------------------------------------------------- */

/* "第{page}页,共{pages}页" with the numbers in it. */
static void number_page(const struct page_pen *pen, char out[WORD_BYTES])
{
    const char *at = pen->certificate->page_of;

    out[0] = '\0';
    while (!is_empty(at)) {
        char piece[8] = "";
        size_t length;

        if (strncmp(at, "{page}", 6) == 0) {
            text_append_number(out, WORD_BYTES, pen->page + 1, 1);
            at += 6;
        } else if (strncmp(at, "{pages}", 7) == 0) {
            text_append_number(out, WORD_BYTES, pen->pages, 1);
            at += 7;
        } else {
            text_next(at, &length);
            memcpy(piece, at, length);
            text_append(out, WORD_BYTES, piece);
            at += length;
        }
    }
}

static void draw_foot(struct page_pen *pen)
{
    char number[WORD_BYTES];
    double width = (RIGHT - LEFT) / 4;

    number_page(pen, number);
    draw_rule(pen, FOOT, 0.4);
    draw_text(pen, pen->certificate->site, &foot_hand, (const double[]){LEFT, FOOT + 4, 3 * width},
              ALIGN_LEFT);
    draw_text(pen, number, &foot_hand, (const double[]){RIGHT - width, FOOT + 4, width},
              ALIGN_RIGHT);
}

static void end_page(struct page_pen *pen)
{
    draw_foot(pen);
    if (draws(pen))
        cairo_show_page(pen->cairo);
    pen->page++;
}

/* The pages that follow say on top which certificate they belong to. */
static void begin_next_page(struct page_pen *pen)
{
    double half = (RIGHT - LEFT) / 2;

    end_page(pen);
    if (pen->page >= PAGE_SHEETS_MAX)
        pen->err = ERR_LIMIT;
    draw_text(pen, pen->certificate->title, &foot_hand, (const double[]){LEFT, 20 * MM, half},
              ALIGN_LEFT);
    draw_text(pen, pen->certificate->number, &foot_hand,
              (const double[]){LEFT + half, 20 * MM, half}, ALIGN_RIGHT);
    draw_rule(pen, 26 * MM, 0.4);
    pen->y = TOP_NEXT;
}

/* Makes sure that `height` fits on the page. */
static void need(struct page_pen *pen, double height)
{
    if (height > BOTTOM - TOP_NEXT)
        pen->err = ERR_LIMIT;
    else if (pen->y + height > BOTTOM)
        begin_next_page(pen);
}

/* Parts -------------------------------------------------------------------------------------- */

static void draw_head(struct page_pen *pen)
{
    double width = RIGHT - LEFT;

    pen->y = draw_text(pen, pen->certificate->number, &small_hand,
                       (const double[]){LEFT, TOP - 10 * MM, width}, ALIGN_RIGHT);
    pen->y = TOP + 4 * MM;
    pen->y = draw_text(pen, pen->certificate->title, &title_hand,
                       (const double[]){LEFT, pen->y, width}, ALIGN_CENTRE);
    pen->y += 5 * MM;
    draw_rule(pen, pen->y, 1.4);
    draw_rule(pen, pen->y + 2.6, 0.5);
    pen->y += 3.1 + 3 * MM;
}

static void draw_row(struct page_pen *pen, const struct page_row *row)
{
    PangoLayout *label =
        lay(pen, row->label != NULL ? row->label : "", &label_hand, LABEL_WIDTH - 3 * MM);
    PangoLayout *value =
        lay(pen, row->value != NULL ? row->value : "", &value_hand, RIGHT - LEFT - LABEL_WIDTH);
    int labels = pango_layout_get_line_count(label), values = pango_layout_get_line_count(value);
    double height = (labels > values ? labels : values) * ROW_PITCH + 2 * ROW_PAD;

    need(pen, height);
    draw_layout(pen, label, &label_hand, LEFT + 1 * MM, pen->y + ROW_PAD);
    draw_layout(pen, value, &value_hand, LEFT + LABEL_WIDTH, pen->y + ROW_PAD);
    pen->y += height;
    draw_rule(pen, pen->y, 0.4);
    lay_down(label);
    lay_down(value);
}

/* Line by line, so that it goes on over pages. Chinese begins two characters in. */
static void draw_paragraph(struct page_pen *pen, const char *text)
{
    bool chinese = strncmp(pen->certificate->language, "zh", 2) == 0;
    PangoLayout *layout = lay(pen, text, &text_hand, RIGHT - LEFT);
    PangoLayoutIter *line;

    pango_layout_set_indent(layout, chinese ? (int)(2 * TEXT_PT * PANGO_SCALE) : 0);
    pango_layout_set_justify(layout, chinese);
    line = pango_layout_get_iter(layout);
    do {
        need(pen, PITCH);
        draw_line(pen, line, &text_hand, LEFT, pen->y);
        pen->y += PITCH;
    } while (pen->err == ERR_OK && pango_layout_iter_next_line(line));
    pango_layout_iter_free(line);
    lay_down(layout);
}

/* Runs of dark modules as one box each: what is drawn edge to edge shows no hair between. */
static void draw_modules(struct page_pen *pen, const QRcode *code, double x, double y,
                         double module)
{
    cairo_set_source_rgb(pen->cairo, 0, 0, 0);
    for (int row = 0; row < code->width; row++)
        for (int from = 0, to; from < code->width; from = to + 1) {
            const unsigned char *modules = code->data + row * code->width;

            for (to = from; to < code->width && (modules[to] & 1) != 0;)
                to++;
            if (to > from)
                cairo_rectangle(pen->cairo, x + from * module, y + row * module,
                                (to - from) * module, module);
        }
    cairo_fill(pen->cairo);
}

/* The code's ink begins where the text does; its quiet zone lies in the margin. */
static void draw_qr(struct page_pen *pen, double y)
{
    QRcode *code;
    double module;

    if (is_empty(pen->certificate->qr))
        return;
    code = QRcode_encodeString(pen->certificate->qr, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    module = code != NULL ? QR_SIDE / (code->width + 2 * QR_QUIET) : 0;
    if (module < QR_MODULE)
        pen->err = ERR_LIMIT;
    else if (draws(pen))
        draw_modules(pen, code, LEFT, y + QR_QUIET * module, module);
    if (code != NULL)
        bytes_wipe(code->data, (size_t)code->width * (size_t)code->width);
    QRcode_free(code);
}

/* Issuer and date: the date four characters from the edge, the issuer centred over it as far as the
 * edge lets it. */
static void draw_signature(struct page_pen *pen, double y)
{
    const struct page_certificate *certificate = pen->certificate;
    PangoLayout *date =
        lay(pen, is_empty(certificate->date) ? "" : certificate->date, &text_hand, RIGHT - LEFT);
    PangoLayout *issuer = lay(pen, is_empty(certificate->issuer) ? "" : certificate->issuer,
                              &text_hand, RIGHT - LEFT - VERIFY_WIDTH);
    double centre = DATE_RIGHT - width_of(date) / 2, left = centre - width_of(issuer) / 2;

    if (left + width_of(issuer) > RIGHT)
        left = RIGHT - width_of(issuer);
    y = draw_layout(pen, issuer, &text_hand, left, y);
    draw_layout(pen, date, &text_hand, DATE_RIGHT - width_of(date), y);
    lay_down(issuer);
    lay_down(date);
}

/* Stays together, at the foot of the last page. */
static void draw_closing(struct page_pen *pen)
{
    double top;

    need(pen, CLOSING_HEIGHT);
    top = BOTTOM - CLOSING_HEIGHT;
    draw_qr(pen, top + 6 * MM);
    draw_text(pen, pen->certificate->verify, &foot_hand,
              (const double[]){LEFT, top + 6 * MM + QR_SIDE, VERIFY_WIDTH}, ALIGN_LEFT);
    draw_signature(pen, top + 16 * MM);
    draw_text(pen, pen->certificate->seal_note, &foot_hand,
              (const double[]){LEFT + VERIFY_WIDTH, BOTTOM - 5 * MM, RIGHT - LEFT - VERIFY_WIDTH},
              ALIGN_RIGHT);
}

void page_pen_draw(struct page_pen *pen)
{
    const struct page_certificate *certificate = pen->certificate;

    pen->page = 0;
    draw_head(pen);
    for (int i = 0; i < certificate->row_count && pen->err == ERR_OK; i++)
        draw_row(pen, &certificate->rows[i]);
    pen->y += 4 * MM;
    for (int i = 0; i < certificate->paragraph_count && pen->err == ERR_OK; i++)
        if (!is_empty(certificate->paragraphs[i]))
            draw_paragraph(pen, certificate->paragraphs[i]);
    if (pen->err == ERR_OK)
        draw_closing(pen);
    end_page(pen);
    if (pen->page > PAGE_SHEETS_MAX)
        pen->err = ERR_LIMIT;
}

/* Checking ----------------------------------------------------------------------------------- */

static err_t check_text(const char *text, size_t most)
{
    size_t length = text != NULL ? strnlen(text, most) : 0;

    if (length == most)
        return ERR_LIMIT;
    return text == NULL || text_is_utf8(text, length) ? ERR_OK : ERR_INVALID;
}

static err_t check_certificate(const struct page_certificate *certificate)
{
    const char *const texts[] = {certificate->title,  certificate->number,    certificate->issuer,
                                 certificate->date,   certificate->seal_note, certificate->qr,
                                 certificate->verify, certificate->site};
    err_t err = check_text(certificate->page_of, WORD_BYTES / 2);

    if (is_empty(certificate->title) || certificate->language == NULL ||
        certificate->row_count > PAGE_ROWS_MAX ||
        certificate->paragraph_count > PAGE_PARAGRAPHS_MAX)
        return ERR_INVALID;
    for (size_t i = 0; i < COUNT_OF(texts) && err == ERR_OK; i++)
        err = check_text(texts[i], WORD_BYTES * 2);
    for (int i = 0; i < certificate->row_count && err == ERR_OK; i++) {
        err = check_text(certificate->rows[i].label, WORD_BYTES);
        if (err == ERR_OK)
            err = check_text(certificate->rows[i].value, PAGE_TEXT_BYTES_MAX);
    }
    for (int i = 0; i < certificate->paragraph_count && err == ERR_OK; i++)
        err = check_text(certificate->paragraphs[i], PAGE_TEXT_BYTES_MAX);
    return err;
}

/* Opening ------------------------------------------------------------------------------------ */

/* Fractions of points are kept, so that paper and picture break lines at the same place. */
static PangoContext *context_open(const char *language)
{
    PangoContext *context = pango_font_map_create_context(pango_cairo_font_map_get_default());
    cairo_font_options_t *options = cairo_font_options_create();

    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context, options);
    pango_cairo_context_set_resolution(context, 72);
    pango_context_set_round_glyph_positions(context, FALSE);
    pango_context_set_language(context, pango_language_from_string(language));
    cairo_font_options_destroy(options);
    return context;
}

/* A pen that has measured: its pages are counted. */
err_t page_pen_open(struct page_pen *pen, const struct page_certificate *certificate)
{
    memset(pen, 0, sizeof(*pen));
    pen->err = check_certificate(certificate);
    if (pen->err != ERR_OK)
        return pen->err;
    pen->certificate = certificate;
    pen->wanted = -1;
    pen->context = context_open(certificate->language);
    page_pen_draw(pen);
    pen->pages = pen->page;
    return pen->err;
}

void page_pen_close(struct page_pen *pen)
{
    if (pen->context != NULL)
        g_object_unref(pen->context);
}
