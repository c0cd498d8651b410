/* A month of days and the times of a day. */
#include <stdio.h>

#include "ui/layout_new.h"

#include "firmware/base/civil.h"
#include "firmware/base/text.h"

#define DAYS 7
#define WEEK_MOST_MM 30
#define ROWS_LOW_STANDARD 4 /* weeks at once on a low panel */
#define ROWS_LOW_ELDER 3
#define SLOT_MM 18

/* What of the month is shown. */
struct month {
    int first_weekday; /* of the 1st, 0: Monday */
    int days, weeks;
    int first_week, rows; /* those that are shown */
    int page, pages;
};

static int days_of(int year, int month)
{
    return (int)(civil_days(month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1) -
                 civil_days(year, month, 1));
}

static bool week_is_open(const struct part *part, const struct month *month, int week)
{
    for (int i = 0; i < DAYS; i++) {
        int day = week * DAYS + i - month->first_weekday;

        if (day >= 0 && day < month->days && (part->bits >> day & 1) != 0)
            return true;
    }
    return false;
}

/* On a low panel weeks without a day to choose are left out at both ends, and what is still too much
 * comes in pages. */
static void month_cut(const struct layout *layout, const struct part *part, struct month *month)
{
    int most = (layout->out->modes & MODE_ELDER) != 0 ? ROWS_LOW_ELDER : ROWS_LOW_STANDARD;
    int first = 0, last = month->weeks - 1;

    if (layout_is_portrait(layout))
        return;
    while (first < last && !week_is_open(part, month, first))
        first++;
    while (last > first && !week_is_open(part, month, last))
        last--;
    month->pages = (last - first) / most + 1;
    month->page = keys_smaller(layout->input->page, month->pages - 1);
    month->first_week = first + month->page * most;
    month->rows = keys_smaller(most, last - month->first_week + 1);
}

/* 1970-01-01 was a Thursday. */
static struct month month_of(const struct layout *layout, const struct part *part)
{
    int year = part->number / 12, number = part->number % 12 + 1;
    struct month month = {0};

    month.first_weekday = (int)((civil_days(year, number, 1) % DAYS + DAYS + 3) % DAYS);
    month.days = days_of(year, number);
    month.weeks = month.rows = (month.first_weekday + month.days + DAYS - 1) / DAYS;
    month.pages = 1;
    month_cut(layout, part, &month);
    return month;
}

static void put_head_key(struct layout *layout, const struct month *month, int step, struct box box)
{
    struct keys_key key = {
        .role = "month", .text = "", .icon = step < 0 ? DRAW_ICON_BACK : DRAW_ICON_FORWARD};
    bool within = month->page + step >= 0 && month->page + step < month->pages;
    char label[TEXTS_SENTENCE_BYTES];

    keys_word(layout, step < 0 ? WORD_CALENDAR_LESS : WORD_CALENDAR_MORE, label);
    key.label = label;
    if (within) {
        key.local = LOCAL_PAGE;
        key.local_arg = step;
    } else {
        key.action = (struct action){ACTION_MONTH, step < 0 ? VIEW_MONTH_LESS : VIEW_MONTH_MORE};
    }
    keys_put(layout, &key, box);
}

static void put_head(struct layout *layout, const struct part *part, const struct month *month,
                     struct box box)
{
    struct type type = {layout->theme.answer_mm, true, TYPE_CENTER, layout->theme.ink};
    int key_px = layout_mm(layout, layout_is_portrait(layout) ? 40 : 28);
    char text[TEXTS_SENTENCE_BYTES];

    layout_text(layout, &part->detail, text);
    put_head_key(layout, month, -1, (struct box){box.x, box.y, key_px, box.height});
    put_head_key(layout, month, 1,
                 (struct box){box_right(box) - key_px, box.y, key_px, box.height});
    layout_put_label(layout, text, &type,
                     (struct box){box.x + key_px + layout_mm(layout, 2), box.y,
                                  box.width - 2 * key_px - layout_mm(layout, 4), box.height});
}

/* A day that can be chosen stands in a frame, the chosen one is filled, any other is bare. */
static void put_day(struct layout *layout, const struct part *part, int day, struct box box)
{
    struct type bare = {layout->theme.explain_mm, false, TYPE_CENTER, layout->theme.quiet};
    bool open = (part->bits >> (day - 1) & 1) != 0;
    char text[16];
    struct keys_key key = {.role = "day",
                           .text = text,
                           .action = {ACTION_DAY, (uint32_t)day},
                           .look = part->value == day ? KEYS_CHOSEN : KEYS_PLAIN,
                           .cap_mm = layout->theme.answer_mm};

    snprintf(text, sizeof(text), "%d", day);
    if (open)
        keys_put(layout, &key, box);
    else
        layout_put_label(layout, text, &bare, box);
}

static const enum word weekdays[DAYS] = {
    WORD_CALENDAR_DAY_1, WORD_CALENDAR_DAY_2, WORD_CALENDAR_DAY_3, WORD_CALENDAR_DAY_4,
    WORD_CALENDAR_DAY_5, WORD_CALENDAR_DAY_6, WORD_CALENDAR_DAY_7};

static void put_weekdays(struct layout *layout, const struct keys_grid *grid, int y, int height)
{
    struct type type = {layout->theme.explain_min_mm, true, TYPE_CENTER, layout->theme.quiet};
    char text[TEXTS_SENTENCE_BYTES];

    for (int i = 0; i < DAYS; i++) {
        struct box cell = keys_cell(grid, i);

        keys_word(layout, weekdays[i], text);
        layout_put_label(layout, text, &type, (struct box){cell.x, y, cell.width, height});
    }
}

static void put_days(struct layout *layout, const struct part *part, const struct month *month,
                     const struct keys_grid *grid)
{
    for (int i = 0; i < month->rows * DAYS; i++) {
        int day = month->first_week * DAYS + i - month->first_weekday + 1;

        if (day >= 1 && day <= month->days)
            put_day(layout, part, day, keys_cell(grid, i));
    }
}

int calendar_put(struct layout *layout, const struct part *part, struct box at)
{
    struct month month = month_of(layout, part);
    struct keys_grid grid = {at, DAYS, month.rows, layout_mm(layout, KEYS_GAP_MM)};
    int head = keys_least_px(layout), names = layout_mm(layout, layout->theme.explain_min_mm * 1.7);
    int gap = layout_target_gap(layout), above = head + names + 2 * layout_mm(layout, 2), row_px;

    if (layout_is_portrait(layout))
        head += gap;
    row_px = (at.height - above + grid.gap_px) / grid.rows - grid.gap_px;
    row_px =
        keys_smaller(keys_larger(row_px, keys_least_px(layout)), layout_mm(layout, WEEK_MOST_MM));
    grid.box.y += above;
    grid.box.height = keys_height(&grid, row_px);
    if (layout->drawing) {
        put_head(layout, part, &month, (struct box){at.x, at.y, at.width, keys_least_px(layout)});
        put_weekdays(layout, &grid, grid.box.y - names - layout_mm(layout, 1), names);
        put_days(layout, part, &month, &grid);
        if (month.pages > 1) {
            layout->out->page = (uint8_t)month.page;
            layout->out->page_count = (uint8_t)month.pages;
        }
    }
    return above + grid.box.height;
}

/* ---- times ---- */

static void put_slot(struct layout *layout, const struct part *part, struct box box)
{
    bool taken = part->action.kind == ACTION_NONE;
    char text[TEXTS_SENTENCE_BYTES], why[TEXTS_SENTENCE_BYTES], label[TEXTS_SENTENCE_BYTES];
    struct keys_key key = {.role = "slot",
                           .text = text,
                           .label = label,
                           .icon = taken ? DRAW_ICON_TAKEN : DRAW_ICON_NONE,
                           .action = part->action,
                           .look = taken            ? KEYS_CLOSED
                                   : part->selected ? KEYS_CHOSEN
                                                    : KEYS_PLAIN,
                           .cap_mm = layout->theme.answer_mm,
                           .regular = taken};

    layout_text(layout, &part->text, text);
    text_copy(label, sizeof(label), text);
    if (taken) {
        keys_word(layout, WORD_SLOT_TAKEN, why);
        text_append(label, sizeof(label), " ");
        text_append(label, sizeof(label), why);
    }
    keys_put(layout, &key, box);
}

/* True when every time stands on one line of its key. */
static bool slots_fit(const struct layout *layout, const struct piece *pieces, int count,
                      const struct keys_grid *grid, int row_px)
{
    struct type type = {layout->theme.explain_min_mm, true, TYPE_CENTER, layout->theme.ink};
    int width = (grid->box.width + grid->gap_px) / grid->columns - grid->gap_px;
    char text[TEXTS_SENTENCE_BYTES];
    bool all = true;

    for (int i = 0; i < count; i++) {
        layout_text(layout, &pieces[i].part->text, text);
        if (pieces[i].part->action.kind == ACTION_NONE) /* beside the sign of what is taken */
            all = all && keys_fits(layout, text, layout->theme.answer_mm,
                                   (struct box){0, 0, width - layout_mm(layout, 10), row_px});
        all =
            all && layout_measure(layout, text, &type, 0).width_px <= width - layout_mm(layout, 3);
    }
    return all;
}

int calendar_put_slots(struct layout *layout, const struct piece *pieces, int count, struct box at)
{
    struct keys_grid grid = {at, layout_is_portrait(layout) ? 3 : 2, 0, layout_target_gap(layout)};
    int least = keys_larger(keys_least_px(layout), layout_mm(layout, SLOT_MM));
    int row_px;

    while (grid.columns > 1 && !slots_fit(layout, pieces, count, &grid, least))
        grid.columns--;
    grid.rows = (count + grid.columns - 1) / grid.columns;
    row_px = (at.height + grid.gap_px) / grid.rows - grid.gap_px;
    row_px = keys_smaller(keys_larger(row_px, least), layout_mm(layout, 32));
    grid.box.height = keys_height(&grid, row_px);
    for (int i = 0; layout->drawing && i < count; i++)
        put_slot(layout, pieces[i].part, keys_cell(&grid, i));
    return grid.box.height;
}
