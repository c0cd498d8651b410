#include "ui/paint.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <qrencode.h>
#include <string.h>

#include "ui/icons.h"

/* Quiet zone of a QR code, in modules (ISO/IEC 18004). */
#define QR_QUIET 4

/* The pressed look turns a target around: what was light becomes the colour of the action, what was
 * the action becomes ink, and everything on it white. No shape moves. */
static void item_press(struct draw_item *item, const struct theme *theme)
{
    if (item->kind == DRAW_BOX && item->color != THEME_NO_COLOR) {
        item->color = item->color == theme->action ? theme->pressed : theme->action;
        item->border = THEME_NO_COLOR; /* of the same colour: the fill reaches to the edge */
    } else {
        item->color = theme->on_action;
        item->background = theme->action;
    }
}

static void add_corners(cairo_t *cairo, double left, double top, double right, double bottom,
                        double radius)
{
    cairo_move_to(cairo, left, top + radius);
    cairo_arc(cairo, left + radius, top + radius, radius, M_PI, 1.5 * M_PI);
    cairo_arc(cairo, right - radius, top + radius, radius, 1.5 * M_PI, 2 * M_PI);
    cairo_close_path(cairo);
    cairo_move_to(cairo, right, bottom - radius);
    cairo_arc(cairo, right - radius, bottom - radius, radius, 0, 0.5 * M_PI);
    cairo_arc(cairo, left + radius, bottom - radius, radius, 0.5 * M_PI, M_PI);
    cairo_close_path(cairo);
}

/* Fills a rounded box in bands: only the two with corners need anti-aliasing; the one between is
 * whole pixels, which are filled several times faster. */
static void fill_round(cairo_t *cairo, struct box box, double radius, uint32_t color)
{
    radius = fmin(radius, fmin(box.width, box.height) / 2.0);
    icons_set_color(cairo, color);
    if (radius < 1) {
        cairo_rectangle(cairo, box.x, box.y, box.width, box.height);
        cairo_fill(cairo);
        return;
    }
    cairo_rectangle(cairo, box.x, box.y + radius, box.width, box.height - 2 * radius);
    cairo_fill(cairo);
    add_corners(cairo, box.x, box.y, box_right(box), box_bottom(box), radius);
    cairo_fill(cairo);
}

/* A box in the border's colour and on it one that is a pen smaller. They lie over each other only in
 * the bands with corners, so no pixel of the large rest is painted twice. */
static void fill_framed(cairo_t *cairo, const struct draw_item *item)
{
    int pen = item->pen_px, radius = item->radius_px;
    struct box box = item->box, inner = box_inset(box, pen);
    int top = box.y + radius, height = box.height - 2 * radius;

    if (radius <= pen || 2 * radius >= box.height || 2 * radius >= box.width) {
        fill_round(cairo, box, radius, item->border);
        fill_round(cairo, inner, radius > pen ? radius - pen : 0, item->color);
        return;
    }
    icons_set_color(cairo, item->border);
    cairo_rectangle(cairo, box.x, top, pen, height);
    cairo_rectangle(cairo, box_right(box) - pen, top, pen, height);
    cairo_fill(cairo);
    add_corners(cairo, box.x, box.y, box_right(box), box_bottom(box), radius);
    cairo_fill(cairo);
    icons_set_color(cairo, item->color);
    cairo_rectangle(cairo, inner.x, top, inner.width, height);
    cairo_fill(cairo);
    add_corners(cairo, inner.x, inner.y, box_right(inner), box_bottom(inner), radius - pen);
    cairo_fill(cairo);
}

static void stroke_round(cairo_t *cairo, const struct draw_item *item)
{
    double half = item->pen_px / 2.0;
    double dashes[] = {3.0 * item->pen_px, 2.5 * item->pen_px};

    icons_add_round(cairo, item->box.x + half, item->box.y + half, item->box.width - 2 * half,
                    item->box.height - 2 * half, item->radius_px);
    cairo_set_dash(cairo, dashes, item->dashed ? 2 : 0, 0);
    cairo_set_line_width(cairo, item->pen_px);
    icons_set_color(cairo, item->border);
    cairo_stroke(cairo);
    cairo_set_dash(cairo, NULL, 0, 0);
}

/* A border that goes all around a filled box is filled too: that is cheaper than one stroke. */
static void paint_box(cairo_t *cairo, const struct draw_item *item)
{
    bool framed = item->border != THEME_NO_COLOR;
    bool filled = item->color != THEME_NO_COLOR;
    int pen = framed ? item->pen_px : 0;
    struct box inner = {item->box.x + pen, item->box.y + pen, item->box.width - 2 * pen,
                        item->box.height - 2 * pen};
    double radius = item->radius_px;

    if (framed && filled && !item->dashed) {
        fill_framed(cairo, item);
        return;
    }
    if (filled)
        fill_round(cairo, framed ? inner : item->box, radius, item->color);
    if (framed)
        stroke_round(cairo, item);
}

static void paint_text(cairo_t *cairo, const struct draw_list *list, struct typeset *typeset,
                       const struct draw_item *item)
{
    icons_set_color(cairo, item->color);
    cairo_move_to(cairo, item->box.x, item->box.y);
    pango_cairo_show_layout(cairo, typeset_layout(typeset, list->text + item->text, &item->style));
}

static void paint_qr(cairo_t *cairo, const struct draw_list *list, const struct draw_item *item)
{
    QRcode *code = QRcode_encodeString(list->text + item->text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    int modules, module_px, x, y;

    if (code == NULL)
        return;
    modules = code->width + 2 * QR_QUIET;
    module_px = item->box.width / modules;
    x = item->box.x + (item->box.width - module_px * code->width) / 2;
    y = item->box.y + (item->box.height - module_px * code->width) / 2;
    icons_set_color(cairo, item->background);
    cairo_rectangle(cairo, item->box.x, item->box.y, item->box.width, item->box.height);
    cairo_fill(cairo);
    icons_set_color(cairo, item->color);
    for (int i = 0; i < code->width * code->width; i++)
        if ((code->data[i] & 1) != 0)
            cairo_rectangle(cairo, x + i % code->width * module_px, y + i / code->width * module_px,
                            module_px, module_px);
    cairo_fill(cairo);
    memset(code->data, 0, (size_t)code->width * (size_t)code->width);
    QRcode_free(code);
}

static void paint_item(cairo_t *cairo, const struct paint *paint, const struct draw_item *item,
                       struct box clip)
{
    struct icon_ink ink = {item->color, item->border, item->background, item->pen_px};

    switch ((enum draw_kind)item->kind) {
    case DRAW_BOX:
        paint_box(cairo, item);
        break;
    case DRAW_TEXT:
        paint_text(cairo, paint->list, paint->typeset, item);
        break;
    case DRAW_QR:
        paint_qr(cairo, paint->list, item);
        break;
    case DRAW_INK:
        paint_ink(cairo, item, paint->ink, clip);
        break;
    case DRAW_FRAME:
        paint_camera(cairo, item, paint->camera);
        break;
    case DRAW_ICON:
        icons_paint_kept(cairo, (enum draw_icon)item->icon, item->value, item->box, &ink);
        break;
    }
}

static void paint_one_box(cairo_t *cairo, const struct paint *paint, const struct theme *theme,
                          struct box box)
{
    icons_set_color(cairo, paint->list->paper);
    cairo_paint(cairo);
    for (int i = 0; i < paint->list->item_count; i++) {
        struct draw_item item = paint->list->items[i];

        if (!box_meets(item.ink, box))
            continue;
        if (paint->pressed != DRAW_NO_TARGET && item.target == paint->pressed)
            item_press(&item, theme);
        paint_item(cairo, paint, &item, box);
    }
}

void paint_boxes(const struct paint *paint, const struct present_frame *frame,
                 const struct box *boxes, int count)
{
    const struct panel no_panel = {1, 1, 1, 1, 0, 0};
    struct theme theme = theme_make(paint->list->modes, &no_panel);
    cairo_surface_t *surface = cairo_image_surface_create_for_data(
        frame->pixels, CAIRO_FORMAT_RGB24, frame->width_px, frame->height_px, frame->stride_bytes);
    cairo_t *cairo = cairo_create(surface);

    for (int b = 0; b < count; b++) {
        cairo_save(cairo);
        cairo_rectangle(cairo, boxes[b].x, boxes[b].y, boxes[b].width, boxes[b].height);
        cairo_clip(cairo);
        paint_one_box(cairo, paint, &theme, boxes[b]);
        cairo_restore(cairo);
    }
    cairo_destroy(cairo);
    cairo_surface_finish(surface);
    cairo_surface_destroy(surface);
}
