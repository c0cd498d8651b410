#include "ui/layout_wide.h"

#include <math.h>

#include "ui/layout_middle.h"

#define RESULTS_MOST 3      /* names beside each other over the keys */
#define HEAD_MM 12          /* the row of question and field */
#define HEAD_LINE 1.7       /* height of a question on a line of its own, in its cap height */
#define HEAD_LEAST 1.55     /* of one line, in its cap height */
#define HEAD_PART 0.46      /* of the width for the question where the field stands beside it */
#define HEAD_PART_EMPTY 0.7 /* while nothing is in the field */
#define ONE_LINE 0.72       /* of its size that an answer may be to stay on one line */
#define FIELD_SIDE_MM 3     /* between the frame of the field and its words */

static const struct part *part_find(const struct layout *layout, enum part_kind kind, int index)
{
    const struct view *view = layout->input->view;

    for (int i = 0; i < view->part_count; i++)
        if (view->parts[i].kind == kind && index-- == 0)
            return &view->parts[i];
    return NULL;
}

bool write_is_wide(const struct layout *layout)
{
    const struct part *part = part_find(layout, PART_WRITE, 0);

    return !layout_is_portrait(layout) && part != NULL &&
           (part->value == WAY_PINYIN || part->value == WAY_LATIN) &&
           (write_state(layout)->ways >> part->value & 1) != 0;
}

/* Question and field stand beside each other; a longer answer has the lines under the question; one
 * that is too long even so has the row to itself and shows its end. */
struct wide_plan {
    struct box question, field, row, keys;
    bool several, asked; /* several fields; the question is shown */
    int lines;           /* of the field; 0: one, the end of the answer */
};

static struct type least_type(const struct layout *layout)
{
    return (struct type){layout->theme.explain_min_mm, false, TYPE_LEFT, layout->theme.ink};
}

static int field_inner(const struct layout *layout, int width_px)
{
    return width_px - 2 * layout_mm(layout, FIELD_SIDE_MM);
}

static bool stands_on_line(const struct layout *layout, const char *text, int width_px)
{
    struct type type = {fmax(layout->theme.explain_min_mm, layout->theme.answer_mm * ONE_LINE),
                        true, TYPE_LEFT, layout->theme.ink};

    return layout_measure(layout, text, &type, 0).width_px <= field_inner(layout, width_px);
}

/* Field beside the question, of the height of one line. */
static void plan_beside(const struct layout *layout, struct box head, const char *text,
                        struct wide_plan *plan)
{
    plan->question = plan->field = head;
    plan->question.width = (int)(head.width * (text[0] == '\0' ? HEAD_PART_EMPTY : HEAD_PART));
    plan->field.x = box_right(plan->question) + layout_target_gap(layout);
    plan->field.width = box_right(head) - plan->field.x;
    plan->asked = true;
    plan->lines = stands_on_line(layout, text, plan->field.width);
}

/* The head of a single field in at most `room_px`; returns its height. */
static int plan_head(struct layout *layout, struct box head, int room_px, struct wide_plan *plan)
{
    struct type least = least_type(layout);
    struct type_extent extent;
    char text[TEXTS_SENTENCE_BYTES];
    int question = layout_mm(layout, least.cap_mm * HEAD_LINE), lines;

    head.height = keys_smaller(layout_mm(layout, HEAD_MM), room_px);
    if (write_shows_ways(layout)) /* which need the room more */
        head.height = keys_smaller(head.height, layout_mm(layout, least.cap_mm * HEAD_LEAST));
    layout_text(layout, &part_find(layout, PART_FIELD, 0)->detail, text);
    plan_beside(layout, head, text, plan);
    if (plan->lines == 1)
        return head.height;
    extent = layout_measure(layout, text, &least, field_inner(layout, head.width));
    lines = keys_larger(extent.ink.height + layout_mm(layout, 2), layout_mm(layout, HEAD_MM));
    if (question + layout_mm(layout, 1) + lines <= room_px) {
        plan->question = (struct box){head.x, head.y, head.width, question};
        plan->field = (struct box){head.x, box_bottom(plan->question) + layout_mm(layout, 1),
                                   head.width, lines};
        plan->lines = extent.lines;
        return box_bottom(plan->field) - head.y;
    }
    if (write_state(layout)->letters[0] == '\0') { /* letters take the place of the question */
        plan->field = head;
        plan->asked = false;
        plan->lines =
            layout_measure(layout, text, &least, 0).width_px <= field_inner(layout, head.width);
    }
    return head.height;
}

static struct wide_plan wide_plan(struct layout *layout, struct box middle)
{
    struct wide_plan plan = {.several = part_find(layout, PART_FIELD, 1) != NULL, .keys = middle};
    int least = keys_least_px(layout), gap = layout_mm(layout, KEYS_GAP_MM), head, room;
    /* What is no key of a pad keeps its distance; several fields have no room for that. */
    int apart = plan.several ? gap : layout_target_gap(layout);

    room = middle.height - 4 * least - 3 * gap - apart;
    if (plan.several || part_find(layout, PART_FIELD, 0) == NULL) {
        plan.field = middle;
        plan.field.height = head = least;
        plan.lines = 1;
    } else {
        head = plan_head(layout, middle, room, &plan);
    }
    write_take_row(&plan.keys, head, gap); /* a single field is no target, several are keys */
    plan.row = write_take_row(&plan.keys, least, apart);
    return plan;
}

/* ---- the head ---- */

/* One field alone needs no touch: it has the focus. */
static void put_field(struct layout *layout, const struct part *part, const struct wide_plan *plan,
                      struct box box)
{
    const struct theme *theme = &layout->theme;
    struct look look = {theme->surface,
                        fields_is_wrong(layout, part) ? theme->stop
                        : part->selected              ? theme->action
                                                      : theme->line,
                        part->selected ? 1.2 : 0.5, 3, false};
    struct type type = {theme->answer_mm, true, TYPE_LEFT, theme->ink};
    char name[TEXTS_SENTENCE_BYTES], text[TEXTS_SENTENCE_BYTES];
    struct touch touch = {part->action, "field", name, part->selected != 0, LOCAL_NONE, 0, false};
    struct box inner = {box.x + layout_mm(layout, FIELD_SIDE_MM), box.y,
                        field_inner(layout, box.width), box.height};
    uint32_t ground = layout->ground;
    const char *shown = text;

    layout_text(layout, &part->text, name);
    layout_text(layout, &part->detail, text);
    if (plan->several)
        layout_begin_target(layout, box, &touch);
    layout_put_box(layout, box, &look);
    layout->ground = look.fill;
    if (text[0] == '\0') { /* a name too long for it stands before it, or on a page of its own */
        bool fits;

        type = (struct type){theme->explain_mm, false, TYPE_LEFT, theme->quiet};
        layout_fit(layout, name, &type, inner, &fits);
        shown = fits || plan->several ? name : "";
    } else if (plan->lines != 1) {
        type = least_type(layout);
    }
    if (plan->lines == 0)
        shown = write_tail(layout, text, &type, inner.width);
    layout_put_label(layout, shown, &type, inner);
    layout_end_target(layout);
    layout->ground = ground;
}

/* All fields beside each other. */
static void put_fields(struct layout *layout, const struct wide_plan *plan)
{
    struct keys_grid grid = {plan->field, 0, 1, layout_target_gap(layout)};

    while (part_find(layout, PART_FIELD, grid.columns) != NULL)
        grid.columns++;
    for (int i = 0; i < grid.columns; i++)
        put_field(layout, part_find(layout, PART_FIELD, i), plan, keys_cell(&grid, i));
}

static void question_text(const struct layout *layout, char out[TEXTS_SENTENCE_BYTES])
{
    layout_text(layout, &layout->input->view->question, out);
}

static struct type question_type(const struct layout *layout)
{
    return (struct type){layout->theme.question_min_mm, true, TYPE_LEFT, layout->theme.ink};
}

static bool fits_question(const struct layout *layout, const char *text,
                          const struct wide_plan *plan)
{
    struct type type = question_type(layout);
    bool fits;

    layout_fit(layout, text, &type, plan->question, &fits);
    return fits;
}

/* False where the question is too long for its place: then the name of the field stands there, or
 * where that is too long as well nothing; the question has a page of its own. */
static bool question_fits(const struct layout *layout, const struct wide_plan *plan)
{
    char text[TEXTS_SENTENCE_BYTES];

    question_text(layout, text);
    return plan->asked && fits_question(layout, text, plan);
}

static void put_head(struct layout *layout, const struct wide_plan *plan)
{
    struct type type = question_type(layout);
    const struct part *field = part_find(layout, PART_FIELD, 0);
    char text[TEXTS_SENTENCE_BYTES];

    put_fields(layout, plan);
    if (write_state(layout)->letters[0] != '\0' && plan->asked) {
        write_put_syllables(layout, plan->question);
        return;
    }
    if (question_fits(layout, plan) || field == NULL)
        question_text(layout, text);
    else
        layout_text(layout, &field->text, text);
    if (plan->asked && fits_question(layout, text, plan))
        layout_put_label(layout, text, &type, plan->question);
}

/* ---- the row ---- */

/* True when so many names stand beside each other. */
static bool results_fit(const struct layout *layout, const struct keys_grid *grid)
{
    char text[TEXTS_SENTENCE_BYTES];
    bool all = true;

    for (int i = 0; i < grid->columns; i++) {
        layout_text(layout, &part_find(layout, PART_CARD, i)->text, text);
        all = all && keys_fits(layout, text, layout->theme.explain_mm, keys_cell(grid, i));
    }
    return all;
}

/* The best first, as many as have room: names alone; none where not even the first has room. */
static struct keys_grid results_grid(const struct layout *layout, struct box row)
{
    struct keys_grid grid = {row, 0, 1, layout_target_gap(layout)};

    while (grid.columns < RESULTS_MOST && part_find(layout, PART_CARD, grid.columns) != NULL)
        grid.columns++;
    while (grid.columns > 0 && !results_fit(layout, &grid))
        grid.columns--;
    return grid;
}

static void put_results(struct layout *layout, struct box row)
{
    struct keys_grid grid = results_grid(layout, row);
    char text[TEXTS_SENTENCE_BYTES];

    for (int i = 0; i < grid.columns; i++) {
        const struct part *part = part_find(layout, PART_CARD, i);
        struct keys_key key = {.role = "service",
                               .text = text,
                               .action = part->action,
                               .look = part->action.kind == ACTION_NONE ? KEYS_CLOSED : KEYS_FIRST,
                               .cap_mm = layout->theme.explain_mm};

        layout_text(layout, &part->text, text);
        keys_put(layout, &key, keys_cell(&grid, i));
    }
}

static bool is_pinyin(const struct layout *layout)
{
    return part_find(layout, PART_WRITE, 0)->value == WAY_PINYIN;
}

/* The key that changes the way stands in the row where the keyboard has no place for it. */
static bool folds_in_row(const struct layout *layout)
{
    return !is_pinyin(layout) || write_shows_ways(layout);
}

static int fold_px(const struct layout *layout)
{
    return layout_mm(layout, layout_is_elder(layout) ? 40 : 34);
}

/* A key at the right end of the row; the rest of the row is returned. */
static struct box key_off(const struct layout *layout, int key_px, struct box row,
                          struct box *out_key)
{
    *out_key = (struct box){box_right(row) - key_px, row.y, key_px, row.height};
    row.width -= key_px + layout_target_gap(layout);
    return row;
}

static int more_px(const struct layout *layout)
{
    return layout_mm(layout, layout->theme.target_mm * 1.5);
}

/* The words of the row: what is wrong, or else the question where the answer took its place, or else
 * what to do. Empty: nothing. */
static struct type row_words(const struct layout *layout, const struct wide_plan *plan,
                             char out[TEXTS_SENTENCE_BYTES])
{
    const struct part *note = part_find(layout, PART_NOTE, 0);
    struct type type = {layout->theme.explain_mm, true, TYPE_LEFT, layout->theme.stop};

    out[0] = '\0';
    if (note != NULL) {
        layout_text(layout, &note->text, out);
        type.color = note->tone == TONE_STOP ? layout->theme.stop : layout->theme.ink;
    } else if (!plan->asked && !plan->several) {
        question_text(layout, out);
        type.color = layout->theme.ink;
    } else if (is_pinyin(layout)) {
        keys_word(layout, WORD_WRITE_LETTERS_HINT, out);
        type = (struct type){layout->theme.explain_mm, false, TYPE_LEFT, layout->theme.quiet};
    }
    return type;
}

/* What is free for words in the row while there is a key for more. */
static struct box row_room(const struct layout *layout, const struct wide_plan *plan)
{
    struct box row = plan->row, key;

    if (folds_in_row(layout))
        row = key_off(layout, fold_px(layout), row, &key);
    return key_off(layout, more_px(layout), row, &key);
}

/* Where its words stand; a warning has its sign before it. */
static struct box words_box(const struct layout *layout, struct box row, struct box *out_sign)
{
    int size = layout_mm(layout, 9), gap = layout_mm(layout, 2);

    *out_sign = (struct box){row.x, row.y + (row.height - size) / 2, 0, size};
    if (part_find(layout, PART_NOTE, 0) == NULL)
        return row;
    out_sign->width = size;
    row.x += size + gap;
    row.width -= size + gap;
    return row;
}

static void put_row(struct layout *layout, const struct wide_plan *plan, int step, int more)
{
    bool letters = write_state(layout)->letters[0] != '\0', fits;
    struct box row = plan->row, key, sign;
    char text[TEXTS_SENTENCE_BYTES];
    struct type type;

    if (folds_in_row(layout)) {
        row = key_off(layout, fold_px(layout), row, &key);
        write_put_fold(layout, key);
    }
    if (letters && is_pinyin(layout) && !write_shows_ways(layout)) {
        write_put_candidates(layout, row, "", LOCAL_CANDIDATE);
        return;
    }
    if (step != 0) {
        row = key_off(layout, more_px(layout), row, &key);
        pages_put_key(layout, key, step, more);
    }
    if (part_find(layout, PART_CARD, 0) != NULL) {
        put_results(layout, row);
        return;
    }
    type = row_words(layout, plan, text);
    row = words_box(layout, row, &sign);
    layout_fit(layout, text, &type, row, &fits);
    if (!fits)
        return;
    layout_put_label(layout, text, &type, row);
    if (sign.width > 0)
        parts_put_sign(layout, (enum tone)part_find(layout, PART_NOTE, 0)->tone, sign);
}

/* ---- the whole ---- */

/* What is found but has no room in the row, and why something found cannot be chosen. */
static bool results_left(const struct layout *layout, struct box row)
{
    int shown = results_grid(layout, row).columns;

    for (int i = 0; part_find(layout, PART_CARD, i) != NULL; i++)
        if (i >= shown || part_find(layout, PART_CARD, i)->action.kind == ACTION_NONE)
            return true;
    return false;
}

struct wide_rest wide_rest(struct layout *layout, struct box middle)
{
    struct wide_plan plan = wide_plan(layout, middle);
    bool note = part_find(layout, PART_NOTE, 0) != NULL, found = part_find(layout, PART_CARD, 0);
    struct box row = row_room(layout, &plan), sign;
    char text[TEXTS_SENTENCE_BYTES];
    struct wide_rest rest = {0};
    struct type type = row_words(layout, &plan, text);
    bool fits = true;

    if (write_state(layout)->letters[0] != '\0' && is_pinyin(layout))
        return rest; /* the row is full of candidates */
    row = words_box(layout, row, &sign);
    layout_fit(layout, text, &type, row, &fits);
    rest.first = (note && (!fits || found)) ||
                 (found && results_grid(layout, row_room(layout, &plan)).columns == 0);
    rest.any =
        rest.first || plan.lines == 0 || part_find(layout, PART_NOTE, 1) != NULL ||
        (found && results_left(layout, row_room(layout, &plan))) ||
        (!plan.several && (plan.asked ? !question_fits(layout, &plan) : note || found || !fits));
    return rest;
}

void wide_put(struct layout *layout, struct box middle, int step, int more)
{
    struct wide_plan plan = wide_plan(layout, middle);

    layout->drawing = true;
    put_head(layout, &plan);
    put_row(layout, &plan, step, more);
    if (write_shows_ways(layout))
        write_put_all_ways(layout, plan.keys);
    else if (is_pinyin(layout))
        write_put_pinyin_keys(layout, plan.keys);
    else
        write_put_latin(layout, plan.keys);
}
