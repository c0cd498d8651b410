/* Groups of what is touched: cards, choices, keys, months. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui/layout_parts.h"

#define CARDS_ONE_COLUMN_PORTRAIT 7
#define CARDS_ONE_COLUMN_LANDSCAPE 2
#define CARDS_ONE_COLUMN_TERSE 4
#define CARDS_THREE_COLUMNS 6  /* with names alone, where each has room on one line */
#define CARD_NARROW_MOST_MM 44 /* higher ones stand in one column in landscape */
#define CARD_STRETCH_MM 66
#define CHOICE_STRETCH_MM 40
#define CARD_ICON_MM 22        /* of the tile behind the icon, in a card of its natural height */
#define CARD_ICON_BESIDE_MM 15 /* where two cards share the width */
#define CARD_SIGN_MM 130       /* from this width on the words leave room for a sign */
#define CARD_WIDE_MM 150       /* from this width on a card has the line to itself */
#define CARD_ICON_MOST_MM 40   /* in a high one */
#define CARD_ICON_PART 0.62    /* of the card's height */
#define KEY_STRETCH_MM 38
#define DIGIT_PART 0.32 /* cap height of a digit in its key */

/* Cell `index` of a grid of equal cells in the box. */
struct grid {
    struct box box;
    int columns, rows, gap_px;
};

static struct box grid_cell(const struct grid *grid, int index)
{
    int column = index % grid->columns, row = index / grid->columns;
    int width = (grid->box.width - (grid->columns - 1) * grid->gap_px) / grid->columns;
    int height = (grid->box.height - (grid->rows - 1) * grid->gap_px) / grid->rows;

    return (struct box){grid->box.x + column * (width + grid->gap_px),
                        grid->box.y + row * (height + grid->gap_px), width, height};
}

static int at_least(int value, int least)
{
    return value < least ? least : value;
}

static int at_most(int value, int most)
{
    return value > most ? most : value;
}

/* The height of each row when the group may stretch to `wanted_px` in all. */
static int row_height(const struct grid *grid, int natural_px, int most_px, int wanted_px)
{
    int even = (wanted_px - (grid->rows - 1) * grid->gap_px) / grid->rows;

    return at_least(at_most(even, most_px), natural_px);
}

static int grid_height(const struct grid *grid, int row_px)
{
    return grid->rows * row_px + (grid->rows - 1) * grid->gap_px;
}

/* ---- cards and choices ---- */

static const enum draw_icon service_icons[ICON_COUNT] = {
    [ICON_NONE] = DRAW_ICON_NONE,       [ICON_CERTIFICATE] = DRAW_ICON_CERTIFICATE,
    [ICON_HOUSE] = DRAW_ICON_HOUSE,     [ICON_MEDICAL] = DRAW_ICON_MEDICAL,
    [ICON_PENSION] = DRAW_ICON_PENSION, [ICON_WORK] = DRAW_ICON_WORK,
    [ICON_FAMILY] = DRAW_ICON_FAMILY,   [ICON_CARD] = DRAW_ICON_CARD,
    [ICON_SEARCH] = DRAW_ICON_SEARCH,   [ICON_BUNDLE] = DRAW_ICON_BUNDLE,
    [ICON_PICKUP] = DRAW_ICON_PICKUP,   [ICON_CASE_PROGRESS] = DRAW_ICON_CASE_PROGRESS,
};

enum draw_icon pads_service_icon(int icon)
{
    return service_icons[icon % ICON_COUNT];
}

/* What stands where in a card of that width. */
struct card_plan {
    bool choice;
    int padding_px, icon_px, sign_px, text_x_px, text_width_px;
};

static struct card_plan card_plan(const struct layout *layout, const struct part *part,
                                  int width_px, double icon_mm)
{
    struct card_plan plan = {0};
    bool wide = width_px >= layout_mm(layout, 96) && !layout->squeeze.terse;

    plan.choice = part->kind == PART_CHOICE;
    plan.padding_px =
        layout_mm(layout, 2) +
        layout_gap(layout, wide && width_px >= layout_mm(layout, CARD_WIDE_MM) ? 4 : 2);
    if (plan.choice)
        plan.icon_px = layout_mm(layout, 10);
    else if (wide && part->icon != ICON_NONE)
        plan.icon_px = layout_mm(layout, layout_is_portrait(layout) ? icon_mm : 16);
    if (!plan.choice && !layout->squeeze.terse && width_px >= layout_mm(layout, CARD_SIGN_MM))
        plan.sign_px = layout_mm(layout, 9);
    plan.text_x_px = plan.padding_px;
    if (plan.icon_px > 0)
        plan.text_x_px += plan.icon_px + layout_mm(layout, 3) + layout_gap(layout, 2);
    plan.text_width_px = width_px - plan.text_x_px - plan.padding_px -
                         (plan.sign_px > 0 ? plan.sign_px + layout_mm(layout, 3) : 0);
    return plan;
}

/* True when another choice says the same: then the details tell them apart. */
static bool has_namesake(const struct layout *layout, const struct part *part)
{
    const struct view *view = layout->input->view;
    char name[TEXTS_SENTENCE_BYTES], other[TEXTS_SENTENCE_BYTES];

    layout_text(layout, &part->text, name);
    for (int i = 0; i < view->part_count; i++) {
        if (&view->parts[i] == part || view->parts[i].kind != part->kind)
            continue;
        layout_text(layout, &view->parts[i].text, other);
        if (strcmp(name, other) == 0)
            return true;
    }
    return false;
}

/* Title over detail; returns the height of both. */
static int card_texts(struct layout *layout, const struct part *part, struct box at)
{
    struct type title = layout_type_answer(layout), detail = layout_type_explain(layout);
    char text[TEXTS_SENTENCE_BYTES];
    int height;

    if (part->kind == PART_CARD && part->action.kind == ACTION_NONE)
        title.color = layout->theme.quiet;
    layout_text(layout, &part->text, text);
    if (part->kind == PART_CHOICE && part->selected)
        title.color = layout->theme.action;
    height = layout_put_text(layout, text, &title, at);
    if (layout->squeeze.terse && part->action.kind != ACTION_NONE && !has_namesake(layout, part))
        return height;
    layout_text(layout, &part->detail, text);
    at.y += height;
    return height + layout_put_text(layout, text, &detail, at);
}

/* The plate of an icon in a card of that width. */
static double card_icon_mm(const struct layout *layout, int width_px)
{
    return width_px < layout_mm(layout, CARD_WIDE_MM) ? CARD_ICON_BESIDE_MM : CARD_ICON_MM;
}

static int card_natural(struct layout *layout, const struct part *part, int width_px)
{
    struct card_plan plan = card_plan(layout, part, width_px, card_icon_mm(layout, width_px));
    bool drawing = layout->drawing;
    int height;

    layout->drawing = false;
    height = card_texts(layout, part, (struct box){0, 0, plan.text_width_px, 0});
    layout->drawing = drawing;
    height = at_least(height, plan.icon_px) + 2 * layout_gap(layout, 3) + layout_mm(layout, 2);
    return at_least(height, layout_mm(layout, layout->theme.target_mm));
}

static void card_put_frame(struct layout *layout, const struct part *part, struct box box)
{
    const struct theme *theme = &layout->theme;
    bool closed = part->kind == PART_CARD && part->action.kind == ACTION_NONE;
    struct look look = {theme->surface, theme->line, 0.5, 4, closed};

    if (closed) {
        look.fill = theme->paper;
        look.border_mm = 0.8;
    }
    if (part->kind == PART_CHOICE && part->selected) {
        look.fill = theme->action_soft;
        look.border = theme->action;
        look.border_mm = 1.2;
    }
    layout_put_box(layout, box, &look);
    layout->ground = look.fill;
}

static void card_put_icon(struct layout *layout, const struct part *part, struct box box)
{
    const struct theme *theme = &layout->theme;
    struct look tile = {theme->action_soft, THEME_NO_COLOR, 0, 4, false};
    uint32_t ground = layout->ground;

    if (part->kind == PART_CHOICE) {
        layout_put_icon(layout, part->selected ? DRAW_ICON_RADIO_ON : DRAW_ICON_RADIO, 0, box,
                        part->selected ? theme->action : theme->line);
        return;
    }
    layout_put_box(layout, box, &tile);
    layout->ground = tile.fill;
    layout_put_icon(layout, service_icons[part->icon % ICON_COUNT], 0,
                    box_inset(box, box.width / 6), theme->action);
    layout->ground = ground;
}

static void card_put(struct layout *layout, const struct part *part, struct box box, double icon_mm)
{
    struct card_plan plan = card_plan(layout, part, box.width, icon_mm);
    bool closed = part->action.kind == ACTION_NONE;
    uint32_t ground = layout->ground;
    char label[TEXTS_SENTENCE_BYTES];
    struct touch touch = {
        part->action, plan.choice ? "choice" : "service", label, part->selected != 0, LOCAL_NONE, 0,
        false};
    struct box inner = {box.x + plan.text_x_px, box.y, plan.text_width_px, 0};
    int height, middle = box.y + box.height / 2;

    layout_text(layout, &part->text, label);
    layout_begin_target(layout, box, &touch);
    card_put_frame(layout, part, box);
    if (plan.icon_px > 0)
        card_put_icon(layout, part,
                      (struct box){box.x + plan.padding_px, middle - plan.icon_px / 2, plan.icon_px,
                                   plan.icon_px});
    if (plan.sign_px > 0)
        layout_put_icon(layout, closed ? DRAW_ICON_CLOSED : DRAW_ICON_FORWARD, 0,
                        (struct box){box_right(box) - plan.padding_px - plan.sign_px,
                                     middle - plan.sign_px / 2, plan.sign_px, plan.sign_px},
                        closed ? layout->theme.line : layout->theme.action);
    layout->drawing = false;
    height = card_texts(layout, part, inner);
    layout->drawing = true;
    inner.y = middle - height / 2;
    card_texts(layout, part, inner);
    layout_end_target(layout);
    layout->ground = ground;
}

/* The columns follow from all cards of the view, so that every page of them looks the same. */
static int card_columns(const struct layout *layout, const struct part *part)
{
    const struct view *view = layout->input->view;
    int count = 0;

    for (int i = 0; i < view->part_count; i++)
        count += view->parts[i].kind == part->kind;
    if (layout_is_portrait(layout))
        return part->kind == PART_CARD && count > CARDS_ONE_COLUMN_PORTRAIT ? 2 : 1;
    if (layout->squeeze.terse)
        return count <= CARDS_ONE_COLUMN_TERSE ? 1 : count <= CARDS_THREE_COLUMNS ? 3 : 2;
    return count > CARDS_ONE_COLUMN_LANDSCAPE ? 2 : 1;
}

static int cards_natural(struct layout *layout, const struct piece *pieces, int count, int width_px)
{
    int natural = 0;

    for (int i = 0; i < count; i++)
        natural = at_least(natural, card_natural(layout, pieces[i].part, width_px));
    return natural;
}

/* With names alone every row has its own height, since a closed card still says why. */
static int put_rows(struct layout *layout, const struct piece *pieces, int count,
                    const struct grid *grid, int extra_px)
{
    struct grid row = *grid;
    int y = grid->box.y, width = grid_cell(grid, 0).width, height;

    row.rows = 1;
    for (int i = 0; i < count; i += grid->columns) {
        int cells = at_most(grid->columns, count - i);

        height = cards_natural(layout, &pieces[i], cells, width) + extra_px;
        row.box.y = y;
        row.box.height = height;
        for (int j = 0; layout->drawing && j < cells; j++)
            card_put(layout, pieces[i + j].part, grid_cell(&row, j), CARD_ICON_BESIDE_MM);
        y += height + grid->gap_px;
    }
    return y - grid->gap_px - grid->box.y;
}

static int put_terse(struct layout *layout, const struct piece *pieces, int count,
                     const struct grid *grid)
{
    bool drawing = layout->drawing;
    int natural, extra = 0;

    layout->drawing = false;
    natural = put_rows(layout, pieces, count, grid, 0);
    layout->drawing = drawing;
    if (grid->box.height > natural)
        extra = at_most((grid->box.height - natural) / grid->rows, layout_mm(layout, 12));
    return put_rows(layout, pieces, count, grid, extra);
}

static int card_words_px(struct layout *layout, const struct part *part, int width_px,
                         double icon_mm)
{
    struct card_plan plan = card_plan(layout, part, width_px, icon_mm);
    bool drawing = layout->drawing;
    int height;

    layout->drawing = false;
    height = card_texts(layout, part, (struct box){0, 0, plan.text_width_px, 0});
    layout->drawing = drawing;
    return height;
}

/* In high cards the icons grow together, as long as no words need another line for it. */
static double cards_icon_mm(struct layout *layout, const struct piece *pieces, int count,
                            struct box cell)
{
    double icon_mm = fmin(cell.height / layout->px_per_mm * CARD_ICON_PART, CARD_ICON_MOST_MM);

    if (icon_mm < CARD_ICON_MM || cell.width < layout_mm(layout, CARD_WIDE_MM))
        return card_icon_mm(layout, cell.width);
    for (int i = 0; i < count; i++)
        if (card_words_px(layout, pieces[i].part, cell.width, icon_mm) >
            card_words_px(layout, pieces[i].part, cell.width, CARD_ICON_MM))
            return CARD_ICON_MM;
    return icon_mm;
}

/* True when every name stands on one line of a card of that width. */
static bool names_fit(struct layout *layout, const struct piece *pieces, int count, int width_px)
{
    struct type type = layout_type_answer(layout);
    char text[TEXTS_SENTENCE_BYTES];
    bool all = true;

    for (int i = 0; i < count; i++) {
        struct card_plan plan = card_plan(layout, pieces[i].part, width_px, CARD_ICON_BESIDE_MM);

        layout_text(layout, &pieces[i].part->text, text);
        all = all && layout_measure(layout, text, &type, 0).width_px <= plan.text_width_px;
    }
    return all;
}

static int put_cards(struct layout *layout, const struct piece *pieces, int count, struct box at)
{
    struct grid grid = {at, card_columns(layout, pieces[0].part), 1, layout_target_gap(layout)};
    bool choices = pieces[0].part->kind == PART_CHOICE;
    double icon_mm = CARD_ICON_MM;
    int natural, row_px;

    natural = cards_natural(layout, pieces, count, grid_cell(&grid, 0).width);
    if (!layout_is_portrait(layout) && grid.columns == 2 &&
        natural > layout_mm(layout, CARD_NARROW_MOST_MM)) {
        grid.columns = 1;
        natural = cards_natural(layout, pieces, count, at.width);
    }
    if (grid.columns == 3 && !names_fit(layout, pieces, count, grid_cell(&grid, 0).width))
        grid.columns = 2;
    grid.rows = (count + grid.columns - 1) / grid.columns;
    if (layout->squeeze.terse)
        return put_terse(layout, pieces, count, &grid);
    row_px =
        row_height(&grid, natural, layout_mm(layout, choices ? CHOICE_STRETCH_MM : CARD_STRETCH_MM),
                   at.height);
    grid.box.height = grid_height(&grid, row_px);
    if (layout->drawing)
        icon_mm = cards_icon_mm(layout, pieces, count, grid_cell(&grid, 0));
    for (int i = 0; layout->drawing && i < count; i++)
        card_put(layout, pieces[i].part, grid_cell(&grid, i), icon_mm);
    return grid.box.height;
}

/* Beside each other cards are narrow: larger type would break their names. */
int pads_put_cards(struct layout *layout, const struct piece *pieces, int count, struct box at)
{
    double grow = layout->squeeze.grow;
    int height;

    if (card_columns(layout, pieces[0].part) > 1)
        layout->squeeze.grow = 0;
    height = put_cards(layout, pieces, count, at);
    layout->squeeze.grow = grow;
    return height;
}

/* ---- keys ---- */

struct key {
    struct action action;
    const char *role, *text;
    enum draw_icon icon;
    double cap_mm;
    bool alone; /* the icon says it all where the words do not fit */
};

/* Icon and word stand together in the middle; the icon alone where it says it all and the word does
 * not fit on a line. Returns whether the word is shown, and where. */
static bool key_put_icon(struct layout *layout, const struct key *key, const struct type *type,
                         struct box inner, struct box *words)
{
    int icon_px = layout_mm(layout, fmax(8, fmin(10, type->cap_mm * 1.2))),
        gap = layout_mm(layout, 2);
    int width = layout_measure(layout, key->text, type, 0).width_px + 2;
    int room = inner.width - icon_px - gap;
    struct box icon = {inner.x, inner.y + (inner.height - icon_px) / 2, icon_px, icon_px};
    bool fits = true;

    *words = (struct box){0, inner.y, width < room ? width : room, inner.height};
    if (key->alone) {
        words->height = layout_mm(layout, type->cap_mm * 2); /* a line */
        layout_fit(layout, key->text, type, *words, &fits);
        *words = (struct box){0, inner.y, fits ? words->width : -gap, inner.height};
    }
    icon.x += (inner.width - icon_px - gap - words->width) / 2;
    words->x = box_right(icon) + gap;
    layout_put_icon(layout, key->icon, 0, icon, layout->theme.action);
    return fits;
}

static void key_put(struct layout *layout, const struct key *key, struct box box)
{
    const struct theme *theme = &layout->theme;
    struct look look = {theme->surface, theme->line, 0.5, 3, false};
    struct touch touch = {key->action, key->role, key->text, false, LOCAL_NONE, 0, false};
    struct type type = {key->cap_mm, true, TYPE_CENTER, theme->ink};
    struct box words = {box.x + layout_mm(layout, 1.5), box.y + layout_mm(layout, 0.5),
                        box.width - 2 * layout_mm(layout, 1.5),
                        box.height - 2 * layout_mm(layout, 0.5)};
    uint32_t ground = layout->ground;

    layout_begin_target(layout, box, &touch);
    layout_put_box(layout, box, &look);
    layout->ground = look.fill;
    if (key->icon == DRAW_ICON_NONE || key_put_icon(layout, key, &type, words, &words))
        layout_put_label(layout, key->text, &type, words);
    layout_end_target(layout);
    layout->ground = ground;
}

/* The type of a digit grows with its key, up to that of the question. */
static double digit_mm(const struct layout *layout, int key_px)
{
    double high_mm = key_px / layout->px_per_mm * DIGIT_PART;

    return fmax(layout->theme.answer_mm * 1.15, fmin(layout->theme.question_mm, high_mm));
}

/* Digits as on a telephone; under them X (or nothing), 0, and what takes one back. */
int pads_put_keypad(struct layout *layout, const struct part *part, struct box at)
{
    static const char order[] = "123456789X0";
    struct grid grid = {at, 3, 4, layout_target_gap(layout)};
    struct phrase erase = phrase_word(WORD_FORM_ERASE);
    char text[TEXTS_SENTENCE_BYTES];
    struct key key = {{ACTION_KEY, 0}, "key", text, DRAW_ICON_NONE, 0, false};

    grid.box.height = grid_height(&grid, row_height(&grid, layout_mm(layout, layout->theme.key_mm),
                                                    layout_mm(layout, KEY_STRETCH_MM), at.height));
    if (!layout->drawing)
        return grid.box.height;
    key.cap_mm = digit_mm(layout, grid_cell(&grid, 0).height);
    for (int i = 0; order[i] != '\0'; i++) {
        if (order[i] == 'X' && part->value == 0)
            continue;
        key.action.arg = (uint16_t)order[i];
        text[0] = order[i];
        text[1] = '\0';
        key_put(layout, &key, grid_cell(&grid, i));
    }
    key.action.arg = VIEW_KEY_ERASE;
    key.icon = DRAW_ICON_ERASE;
    key.alone = true;
    key.cap_mm = layout->theme.explain_mm;
    layout_text(layout, &erase, text);
    key_put(layout, &key, grid_cell(&grid, 11));
    return grid.box.height;
}

static const enum word month_words[] = {WORD_FORM_YEAR_LESS, WORD_FORM_YEAR_MORE,
                                        WORD_FORM_MONTH_LESS, WORD_FORM_MONTH_MORE};

/* On a low panel the field that has the focus, beside the keys, shows the month already. */
static bool month_is_shown(const struct layout *layout)
{
    const struct view *view = layout->input->view;

    for (int i = 0; i < view->part_count; i++)
        if (view->parts[i].kind == PART_FIELD && view->parts[i].selected)
            return !layout_is_portrait(layout);
    return false;
}

/* True when the words of all four keys fit into that width. */
static bool month_words_fit(struct layout *layout, const struct key *key, int width_px)
{
    struct type type = {key->cap_mm, true, TYPE_CENTER, layout->theme.ink};
    struct box box = {0, 0, width_px, layout_mm(layout, layout->theme.key_mm + 4) - 1};
    char text[TEXTS_SENTENCE_BYTES];
    bool fits = true, all = true;

    for (int i = 0; i < 4; i++) {
        struct phrase phrase = phrase_word(month_words[i]);

        layout_text(layout, &phrase, text);
        layout_fit(layout, text, &type, box, &fits);
        all = all && fits;
    }
    return all;
}

/* The month in large words, under it year and month, less and more. */
int pads_put_month(struct layout *layout, const struct part *part, struct box at)
{
    struct type type = layout_type_question(layout);
    char text[TEXTS_SENTENCE_BYTES];
    struct grid grid = {at, 2, 2, layout_target_gap(layout)};
    struct key key = {
        {ACTION_MONTH, 0}, "month", text, DRAW_ICON_NONE, layout_type_answer(layout).cap_mm, false};
    int least = layout_mm(layout, layout->theme.key_mm + 5), head, cell_px;
    bool signs;

    type.align = TYPE_CENTER;
    layout_text(layout, &part->detail, text);
    head = month_is_shown(layout)
               ? 0
               : layout_put_text(layout, text, &type, at) + layout_gap(layout, 6);
    cell_px = grid_cell(&grid, 0).width;
    signs = month_words_fit(layout, &key, cell_px - layout_mm(layout, 16));
    if (!signs && !month_words_fit(layout, &key, cell_px - layout_mm(layout, 3.5))) {
        signs = true;
        grid.columns = 1;
        grid.rows = 4;
        least = layout_mm(layout, layout->theme.key_mm);
    }
    if (!signs)
        least = layout_mm(layout, layout->theme.key_mm + 5.7);
    grid.box.y += head;
    grid.box.height = grid_height(
        &grid, row_height(&grid, least, layout_mm(layout, KEY_STRETCH_MM), at.height - head));
    for (int i = 0; layout->drawing && i < 4; i++) {
        struct phrase phrase = phrase_word(month_words[i]);

        layout_text(layout, &phrase, text);
        key.action.arg = (uint16_t)(VIEW_YEAR_LESS + i);
        key.icon = !signs ? DRAW_ICON_NONE : i % 2 == 0 ? DRAW_ICON_MINUS : DRAW_ICON_PLUS;
        key_put(layout, &key, grid_cell(&grid, i));
    }
    return head + grid.box.height;
}
