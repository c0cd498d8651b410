/* Fields of a form, each with its label and what was written so far. */
#include <math.h>

#include "ui/layout_parts.h"
#include "ui/layout_write.h"

#define FIELD_BESIDE_MM 150 /* from this width on the label stands beside the value */
#define LABEL_PART 0.29
#define VALUE_LEAST 0.75 /* of its size that a value may be to stay on one line */

static int larger(int a, int b)
{
    return a > b ? a : b;
}

static void put_caret(struct layout *layout, struct box value, const struct type *type,
                      const char *text)
{
    bool fits;
    struct type fitted = layout_fit(layout, text, type, value, &fits);
    struct look look = {layout->theme.action, THEME_NO_COLOR, 0, 0, false};
    int width = text[0] == '\0' ? 0 : layout_measure(layout, text, &fitted, 0).width_px;
    int tall = layout_mm(layout, fitted.cap_mm * 1.3);

    if (width < value.width - layout_mm(layout, 2))
        layout_put_box(layout,
                       (struct box){value.x + width + layout_mm(layout, 1),
                                    value.y + (value.height - tall) / 2, layout_mm(layout, 0.8),
                                    tall},
                       &look);
}

static int field_count(const struct layout *layout)
{
    const struct view *view = layout->input->view;
    int count = 0;

    for (int i = 0; i < view->part_count; i++)
        count += view->parts[i].kind == PART_FIELD;
    return count;
}

/* On a low panel one of several fields is one line high when its label and value stand on it. */
static bool field_is_low(const struct layout *layout, const struct part *part, int width_px)
{
    struct type label = layout_type_explain(layout), value = layout_type_answer(layout);
    char name[TEXTS_SENTENCE_BYTES], text[TEXTS_SENTENCE_BYTES];

    if (layout_is_portrait(layout) || field_count(layout) < 2)
        return false;
    layout_text(layout, &part->text, name);
    layout_text(layout, &part->detail, text);
    return layout_measure(layout, name, &label, 0).width_px +
               layout_measure(layout, text, &value, 0).width_px +
               2 * (layout_mm(layout, 2) + layout_gap(layout, 2)) + layout_mm(layout, 7) <=
           width_px;
}

/* Where label and value stand in a box of that width; a value of several lines is `wrapped`. */
struct field_plan {
    struct box labels, values;
    struct type value;
    int height_px;
    bool beside, wrapped, cut;
};

const char *write_tail(const struct layout *layout, const char *text, const struct type *type,
                       int width_px)
{
    while (*text != '\0' && layout_measure(layout, text, type, 0).width_px > width_px) {
        text++;
        while ((*text & 0xc0) == 0x80)
            text++;
    }
    return text;
}

/* A value stands on one line, if need be a little smaller; an address or the name of a company that
 * is too long even so takes as many lines as it needs, or beside a pad shows its end. */
static void plan_value(struct layout *layout, const char *text, struct field_plan *plan)
{
    struct type least = plan->value;
    int width = plan->values.width;

    least.cap_mm = fmax(layout->theme.explain_min_mm, plan->value.cap_mm * VALUE_LEAST);
    plan->values.height = layout_measure(layout, "0", &plan->value, 0).height_px;
    plan->wrapped = layout_measure(layout, text, &least, 0).width_px > width;
    if (!plan->wrapped)
        return;
    plan->cut = layout->face == FACE_PAD || layout->face == FACE_PAD_ALONE;
    if (!layout_is_portrait(layout))
        plan->value =
            (struct type){layout->theme.explain_min_mm, false, TYPE_LEFT, layout->theme.ink};
    plan->values.height =
        layout_measure(layout, plan->cut ? "0" : text, &plan->value, width).height_px;
}

/* The one answer of a page is what is compared with a card: as large as the question, where one line
 * holds it. */
static bool stands_large(const struct layout *layout, const char *text, int width_px)
{
    struct type type = {layout->theme.question_mm * VALUE_LEAST, true, TYPE_LEFT,
                        layout->theme.ink};

    return layout_measure(layout, text, &type, 0).width_px <= width_px;
}

static struct field_plan plan_field(struct layout *layout, const struct part *part,
                                    const char *name, const char *text, struct box at)
{
    struct type label = layout_type_explain(layout);
    int padding = layout_mm(layout, 2) + layout_gap(layout, 2), words;
    bool one = field_count(layout) == 1;
    bool wide = !one && at.width >= layout_mm(layout, FIELD_BESIDE_MM);
    struct field_plan plan = {.labels = {at.x + padding, at.y, at.width - 2 * padding, 0},
                              .value = layout_type_answer(layout)};

    plan.beside = wide || field_is_low(layout, part, at.width);
    plan.values = plan.labels;
    if (wide)
        plan.labels.width = (int)(at.width * LABEL_PART);
    else if (plan.beside)
        plan.labels.width = layout_measure(layout, name, &label, 0).width_px;
    /* On a low panel the question over a single field says what it is. */
    if (!one || layout_is_portrait(layout))
        plan.labels.height = layout_measure(layout, name, &label, plan.labels.width).height_px;
    if (plan.beside) {
        plan.values.x = box_right(plan.labels) + layout_mm(layout, 4);
        plan.values.width = box_right(at) - padding - plan.values.x;
    }
    if (one && layout_is_portrait(layout) && stands_large(layout, text, plan.values.width))
        plan.value.cap_mm = layout->theme.question_mm;
    plan_value(layout, text, &plan);
    words = plan.beside ? larger(plan.labels.height, plan.values.height)
                        : plan.labels.height + plan.values.height;
    plan.height_px =
        larger(words + layout_mm(layout, 2) + 2 * layout_gap(layout, plan.beside ? 3 : 1),
               layout_mm(layout, layout->theme.target_mm));
    plan.labels.y =
        at.y + (plan.height_px - plan.labels.height - (plan.beside ? 0 : plan.values.height)) / 2;
    plan.values.y =
        plan.beside ? at.y + (plan.height_px - plan.values.height) / 2 : box_bottom(plan.labels);
    return plan;
}

static void field_words(struct layout *layout, const struct part *part, const char *name,
                        const char *text, const struct field_plan *plan)
{
    struct type label = layout_type_explain(layout);

    if (plan->labels.height > 0)
        layout_put_text(layout, name, &label, plan->labels);
    if (plan->cut)
        text = write_tail(layout, text, &plan->value, plan->values.width);
    if (plan->wrapped) {
        layout_put_text(layout, text, &plan->value, plan->values);
        return;
    }
    layout_put_label(layout, text, &plan->value, plan->values);
    if (part->selected)
        put_caret(layout, plan->values, &plan->value, text);
}

bool fields_is_wrong(const struct layout *layout, const struct part *part)
{
    const struct view *view = layout->input->view;
    bool warned = false;

    for (int i = 0; i < view->part_count; i++)
        warned = warned || (view->parts[i].kind == PART_NOTE && view->parts[i].tone != TONE_PLAIN);
    return warned && part->selected;
}

static int put_field(struct layout *layout, const struct part *part, struct box at)
{
    const struct theme *theme = &layout->theme;
    struct look look = {theme->surface,
                        fields_is_wrong(layout, part) ? theme->stop
                        : part->selected              ? theme->action
                                                      : theme->line,
                        part->selected ? 1.2 : 0.5, 3, false};
    char name[TEXTS_SENTENCE_BYTES], text[TEXTS_SENTENCE_BYTES];
    struct touch touch = {part->action, "field", name, part->selected != 0, LOCAL_NONE, 0, false};
    struct field_plan plan;
    uint32_t ground = layout->ground;

    layout_text(layout, &part->text, name);
    layout_text(layout, &part->detail, text);
    plan = plan_field(layout, part, name, text, at);
    if (!layout->drawing)
        return plan.height_px;
    at.height = plan.height_px;
    layout_begin_target(layout, at, &touch);
    layout_put_box(layout, at, &look);
    layout->ground = look.fill;
    field_words(layout, part, name, text, &plan);
    layout_end_target(layout);
    layout->ground = ground;
    return plan.height_px;
}

/* A field that is a way to somewhere else, such as the search: a sign and what it is for. */
static int put_way_in(struct layout *layout, const struct part *part, struct box at)
{
    const struct theme *theme = &layout->theme;
    struct look look = {theme->surface, theme->line, 0.5, 4, false};
    struct type type = layout_type_explain(layout);
    int padding = layout_mm(layout, 4), icon_px = layout_mm(layout, theme->target_mm - 3);
    struct box box = at, words = {at.x + 2 * padding + icon_px, at.y, 0, 0};
    char text[TEXTS_SENTENCE_BYTES];
    struct touch touch = {part->action, "place", text, false, LOCAL_NONE, 0, false};
    uint32_t ground = layout->ground;

    layout_text(layout, &part->text, text);
    words.width = box_right(at) - padding - words.x;
    words.height = layout_measure(layout, text, &type, words.width).height_px;
    box.height = larger(words.height, icon_px) + layout_mm(layout, 4) + 2 * layout_gap(layout, 1);
    if (!layout->drawing)
        return box.height;
    words.y = box.y + (box.height - words.height) / 2;
    layout_begin_target(layout, box, &touch);
    layout_put_box(layout, box, &look);
    layout->ground = look.fill;
    layout_put_icon(
        layout, pads_service_icon(part->icon), 0,
        (struct box){box.x + padding, box.y + (box.height - icon_px) / 2, icon_px, icon_px},
        theme->action);
    layout_put_text(layout, text, &type, words);
    layout_end_target(layout);
    layout->ground = ground;
    return box.height;
}

int fields_put(struct layout *layout, const struct piece *pieces, int count, struct box at)
{
    int top = at.y, y = at.y;

    for (int i = 0; i < count; i++) {
        if (i > 0)
            y += layout_target_gap(layout);
        at.y = y;
        y += pieces[i].part->icon != ICON_NONE ? put_way_in(layout, pieces[i].part, at)
                                               : put_field(layout, pieces[i].part, at);
        y += write_put_missing(layout, pieces[i].part, (struct box){at.x, y, at.width, 0});
    }
    return y - top;
}
