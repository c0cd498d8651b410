#include "ui/layout_draw.h"

#include <math.h>
#include <string.h>

#define FIT_STEP_MM 0.25
#define LABEL_ONE_LINE 1.12 /* height of one line, in ems */
#define ONE_LINE_LEAST 0.72 /* of the size that two lines would have */

/* Strokes of at least 0.7 mm where the capitals are 6.3 mm or more (VVSG 1.1): a regular hanzi such
 * as 国 has 0.07 em, so under 7.4 mm it must be bold. */
#define ICON_PEN_MM 0.8 /* the thinnest stroke of an icon */
#define ICON_PEN 0.058  /* of its size */

#define STROKE_FROM_MM 6.3
#define STROKE_REGULAR_FROM_MM 7.4

int layout_mm(const struct layout *layout, double mm)
{
    return (int)ceil(mm * layout->px_per_mm - 0.001);
}

int layout_gap(const struct layout *layout, double mm)
{
    return (int)lround(mm * layout->squeeze.gap * layout->px_per_mm);
}

int layout_target_gap(const struct layout *layout)
{
    return layout_mm(layout, layout->theme.gap_mm);
}

bool layout_is_elder(const struct layout *layout)
{
    return (layout->input->view->modes & MODE_ELDER) != 0;
}

static double between(const struct layout *layout, double least, double most, double part)
{
    return fmax(layout->theme.explain_min_mm, least + (most - least) * part);
}

struct type layout_type_question(const struct layout *layout)
{
    const struct theme *theme = &layout->theme;
    double cap_mm =
        between(layout, theme->question_min_mm, theme->question_mm, layout->squeeze.question);

    return (struct type){cap_mm, true, TYPE_LEFT, theme->ink};
}

struct type layout_type_answer(const struct layout *layout)
{
    const struct theme *theme = &layout->theme;
    double cap_mm = between(layout, theme->answer_min_mm, theme->answer_mm, layout->squeeze.answer);

    cap_mm += (theme->question_mm - theme->answer_mm) / 2 * layout->squeeze.grow;
    return (struct type){cap_mm, true, TYPE_LEFT, theme->ink};
}

struct type layout_type_explain(const struct layout *layout)
{
    const struct theme *theme = &layout->theme;
    double cap_mm =
        between(layout, theme->explain_min_mm, theme->explain_mm, layout->squeeze.explain);

    cap_mm += (theme->answer_mm - theme->explain_mm) * layout->squeeze.grow;
    return (struct type){cap_mm, false, TYPE_LEFT, theme->quiet};
}

void layout_text(const struct layout *layout, const struct phrase *phrase,
                 char out[TEXTS_SENTENCE_BYTES])
{
    const struct view *view = layout->input->view;

    texts_resolve(layout->input->texts, (enum language)view->language, phrase, &view->pool, out);
}

static struct type_style style_of(const struct layout *layout, const struct type *type,
                                  int width_px)
{
    double em_px = type->cap_mm / THEME_CAP_PER_EM * layout->px_per_mm;
    struct type_style style;

    memset(&style, 0, sizeof(style));
    style.em_px = (int)ceil(em_px - 0.001);
    style.line_px = (int)ceil(style.em_px * layout->theme.line_factor);
    style.width_px = width_px;
    style.bold =
        type->bold || (type->cap_mm >= STROKE_FROM_MM && type->cap_mm < STROKE_REGULAR_FROM_MM);
    style.align = (uint8_t)type->align;
    style.language = layout->input->view->language;
    return style;
}

struct type_extent layout_measure(const struct layout *layout, const char *text,
                                  const struct type *type, int width_px)
{
    struct type_style style = style_of(layout, type, width_px);

    return typeset_measure(layout->input->typeset, text, &style);
}

static void put_styled(struct layout *layout, const char *text, const struct type_style *style,
                       struct box at, uint32_t color)
{
    struct type_extent extent = typeset_measure(layout->input->typeset, text, style);
    struct draw_item item;

    if (!layout->drawing || text[0] == '\0')
        return;
    memset(&item, 0, sizeof(item));
    item.kind = DRAW_TEXT;
    item.target = (int16_t)layout->target;
    item.text = draw_list_keep(layout->out, text);
    item.color = color;
    item.border = THEME_NO_COLOR;
    item.background = layout->ground;
    item.box = (struct box){at.x, at.y, style->width_px > 0 ? style->width_px : extent.width_px,
                            extent.height_px};
    item.ink = extent.ink;
    item.ink.x += at.x;
    item.ink.y += at.y;
    item.style = *style;
    draw_list_add(layout->out, &item);
}

static int lines_of(const struct layout *layout, const char *text, struct type_style style,
                    int wider_px)
{
    style.width_px += wider_px;
    return typeset_measure(layout->input->typeset, text, &style).lines;
}

/* No last line of a single Chinese character: where one would stand alone the lines are broken a
 * little earlier, as long as they stay as many. */
static void avoid_widow(const struct layout *layout, const char *text, struct type_style *style)
{
    int em = style->em_px + style->em_px / 8, lines;

    if (style->language != LANGUAGE_ZH_HANS && style->language != LANGUAGE_ZH_HANT)
        return;
    if (!layout->drawing || style->align != TYPE_LEFT || style->width_px <= 4 * em)
        return;
    lines = lines_of(layout, text, *style, 0);
    if (lines > 1 && lines_of(layout, text, *style, em) < lines &&
        lines_of(layout, text, *style, -em) == lines)
        style->width_px -= em;
}

int layout_put_text(struct layout *layout, const char *text, const struct type *type, struct box at)
{
    struct type_style style = style_of(layout, type, at.width);

    if (text[0] == '\0')
        return 0;
    avoid_widow(layout, text, &style);
    put_styled(layout, text, &style, at, type->color);
    return typeset_measure(layout->input->typeset, text, &style).height_px;
}

/* What a label needs: of one line its em, of more what is seen of them. */
static int label_height(const struct type_style *style, const struct type_extent *extent)
{
    return extent->lines > 1 ? extent->ink.height : (int)ceil(style->em_px * LABEL_ONE_LINE);
}

/* A word that is longer than the line sticks out when words are kept whole, so its width tells. */
static bool label_fits(const struct layout *layout, const char *text, const struct type *type,
                       struct box box)
{
    struct type_style style = style_of(layout, type, box.width);
    struct type_extent extent;

    style.whole_words = 1;
    extent = typeset_measure(layout->input->typeset, text, &style);
    return label_height(&style, &extent) <= box.height && extent.width_px <= box.width &&
           extent.ink.width <= box.width + 2;
}

struct type layout_fit(const struct layout *layout, const char *text, const struct type *type,
                       struct box box, bool *fits)
{
    struct type smaller = *type;
    double least = layout->theme.explain_min_mm;

    *fits = label_fits(layout, text, &smaller, box);
    while (!*fits && smaller.cap_mm > least) {
        smaller.cap_mm = fmax(least, smaller.cap_mm - FIT_STEP_MM);
        *fits = label_fits(layout, text, &smaller, box);
    }
    return smaller;
}

/* One line that is a little smaller reads better than two. */
static struct type fit_label(const struct layout *layout, const char *text, const struct type *type,
                             struct box box, bool *fits)
{
    int line_px = style_of(layout, type, 0).em_px * 3 / 2;
    struct box line = box;
    struct type fitted;

    if (line.height > line_px)
        line.height = line_px;
    fitted = layout_fit(layout, text, type, line, fits);
    if (*fits && fitted.cap_mm >= type->cap_mm * ONE_LINE_LEAST)
        return fitted;
    return layout_fit(layout, text, type, box, fits);
}

void layout_put_label(struct layout *layout, const char *text, const struct type *type,
                      struct box box)
{
    bool fits;
    struct type fitted;
    struct type_style style;
    struct type_extent extent;

    if (!layout->drawing || text[0] == '\0')
        return;
    fitted = fit_label(layout, text, type, box, &fits);
    style = style_of(layout, &fitted, box.width);
    style.whole_words = 1;
    if (!fits)
        layout_overflow(layout);
    extent = typeset_measure(layout->input->typeset, text, &style);
    /* Several lines are centred by what is seen of them, so that no tail crosses the border; one
     * line as a hanzi would be, so that neighbours stand on one line. */
    if (extent.lines == 1) {
        style.width_px = 0;
        extent = typeset_measure(layout->input->typeset, "国", &style);
        style.width_px = box.width;
    }
    box.y += (box.height - extent.ink.height) / 2 - extent.ink.y;
    put_styled(layout, text, &style, box, type->color);
}

void layout_put_box(struct layout *layout, struct box box, const struct look *look)
{
    struct draw_item item;

    if (!layout->drawing)
        return;
    memset(&item, 0, sizeof(item));
    item.kind = DRAW_BOX;
    item.dashed = look->dashed;
    item.target = (int16_t)layout->target;
    item.pen_px = (uint16_t)fmax(1, lround(look->border_mm * layout->px_per_mm));
    item.radius_px = (uint16_t)lround(look->radius_mm * layout->px_per_mm);
    item.color = look->fill;
    item.border = look->border;
    item.background = layout->ground;
    item.box = box;
    item.ink = box;
    draw_list_add(layout->out, &item);
}

void layout_put_icon(struct layout *layout, enum draw_icon icon, int value, struct box box,
                     uint32_t color)
{
    struct draw_item item;

    if (!layout->drawing)
        return;
    memset(&item, 0, sizeof(item));
    item.kind = DRAW_ICON;
    item.icon = (uint8_t)icon;
    item.value = (uint8_t)value;
    item.target = (int16_t)layout->target;
    item.pen_px =
        (uint16_t)lround(fmax(ICON_PEN_MM * layout->px_per_mm,
                              ICON_PEN * (box.width < box.height ? box.width : box.height)));
    item.color = color;
    item.border = layout->theme.line;
    item.background = layout->ground;
    item.box = box;
    item.ink = box_inset(box, -2);
    draw_list_add(layout->out, &item);
}

void layout_put_qr(struct layout *layout, const char *text, struct box box)
{
    struct draw_item item;

    if (!layout->drawing)
        return;
    memset(&item, 0, sizeof(item));
    item.kind = DRAW_QR;
    item.target = DRAW_NO_TARGET;
    item.text = draw_list_keep(layout->out, text);
    item.color = 0x000000; /* whatever the mode: readers expect dark on light */
    item.border = THEME_NO_COLOR;
    item.background = 0xFFFFFF;
    item.box = box;
    item.ink = box;
    draw_list_add(layout->out, &item);
}

void layout_begin_target(struct layout *layout, struct box box, const struct touch *touch)
{
    struct draw_target target;

    if (!layout->drawing)
        return;
    memset(&target, 0, sizeof(target));
    target.box = box;
    target.action = touch->action;
    target.role = touch->role;
    target.label = draw_list_keep(layout->out, touch->label);
    target.enabled =
        !touch->disabled && (touch->action.kind != ACTION_NONE || touch->local != LOCAL_NONE);
    target.selected = touch->selected;
    target.local = (uint8_t)touch->local;
    target.local_arg = touch->local_arg;
    layout->target = draw_list_add_target(layout->out, &target);
}

void layout_end_target(struct layout *layout)
{
    layout->target = DRAW_NO_TARGET;
}

void layout_overflow(struct layout *layout)
{
    if (layout->drawing)
        layout->out->overflow = 1;
}
