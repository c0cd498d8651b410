/* The keys that change the way of writing. */
#include "ui/layout_write.h"

#define SHORT_MM 76 /* what fits on one line of the left column of a low panel */
#define FOLD_COLUMNS_MOST 4

static bool way_is_offered(const struct layout *layout, const struct part *part)
{
    return part->kind == PART_WAY &&
           (part->action.kind != ACTION_WAY ||
            (part->action.arg < WAY_COUNT && (write_state(layout)->ways >> part->action.arg & 1)));
}

/* On a low panel and in the elder mode the other ways are folded into one key; only what fills the
 * field by itself stands beside the pad, where it has room. */
static bool is_folding(const struct layout *layout)
{
    return !layout_is_portrait(layout) || layout_is_elder(layout);
}

/* Its words must find room on one line of the narrow column of a low panel. */
static bool is_short(const struct layout *layout, const struct part *part)
{
    struct type type = {layout->theme.explain_min_mm, true, TYPE_CENTER, layout->theme.ink};
    char text[TEXTS_SENTENCE_BYTES];

    layout_text(layout, &part->text, text);
    return layout_is_portrait(layout) ||
           layout_measure(layout, text, &type, 0).width_px <= layout_mm(layout, SHORT_MM);
}

static bool way_stands_out(const struct layout *layout, const struct part *part)
{
    return way_is_offered(layout, part) &&
           (!is_folding(layout) || (part->action.kind != ACTION_WAY &&
                                    layout->face != FACE_PAD_ALONE && is_short(layout, part)));
}

static void put_way(struct layout *layout, const struct part *part, struct box box)
{
    char text[TEXTS_SENTENCE_BYTES];
    struct keys_key key = {.role = "way",
                           .text = text,
                           .action = part->action,
                           .look = part->selected ? KEYS_FIRST : KEYS_PLAIN,
                           .selected = part->selected != 0,
                           .cap_mm = layout->theme.explain_mm};

    layout_text(layout, &part->text, text);
    keys_put(layout, &key, box);
}

bool write_shows_ways(const struct layout *layout)
{
    return is_folding(layout) && write_state(layout)->ways_shown;
}

void write_put_fold(struct layout *layout, struct box box)
{
    struct keys_key key = {.role = "ways", .local = LOCAL_WAYS, .cap_mm = layout->theme.explain_mm};

    keys_put_word(layout, write_shows_ways(layout) ? WORD_WRITE_WAYS_BACK : WORD_WRITE_WAYS, key,
                  box);
}

static bool has_other_ways(const struct layout *layout)
{
    const struct view *view = layout->input->view;
    int count = 0;

    for (int i = 0; i < view->part_count; i++)
        count += view->parts[i].kind == PART_WAY && view->parts[i].action.kind == ACTION_WAY &&
                 way_is_offered(layout, &view->parts[i]);
    return count > 0;
}

bool write_has_fold(const struct layout *layout)
{
    return is_folding(layout) && has_other_ways(layout);
}

/* True when the words of every key fit into its cell. */
static bool ways_fit(const struct layout *layout, const struct piece *pieces, int count,
                     const struct keys_grid *grid, int row_px)
{
    struct box cell = {0, 0, (grid->box.width + grid->gap_px) / grid->columns - grid->gap_px,
                       row_px};
    char text[TEXTS_SENTENCE_BYTES];
    bool all = true;

    for (int i = 0; i < count; i++)
        if (way_stands_out(layout, pieces[i].part)) {
            layout_text(layout, &pieces[i].part->text, text);
            all = all && keys_fits(layout, text, layout->theme.explain_mm, cell);
        }
    return all;
}

int write_put_ways(struct layout *layout, const struct piece *pieces, int count, struct box at)
{
    bool portrait = layout_is_portrait(layout), fold = write_has_fold(layout);
    struct keys_grid grid = {at, is_folding(layout) ? 2 : 4, 0, layout_target_gap(layout)};
    int row_px = layout_mm(layout, layout->theme.target_mm + (portrait ? 3 : 0));
    int cells = fold, cell = 0;

    for (int i = 0; i < count; i++)
        cells += way_stands_out(layout, pieces[i].part);
    if (cells == 0)
        return 0;
    grid.columns = keys_smaller(grid.columns, cells);
    while (grid.columns > 1 && !ways_fit(layout, pieces, count, &grid, row_px))
        grid.columns--;
    if (!ways_fit(layout, pieces, count, &grid, row_px))
        row_px = keys_two_lines_px(layout);
    grid.rows = (cells + grid.columns - 1) / grid.columns;
    grid.box.height = keys_height(&grid, row_px);
    for (int i = 0; layout->drawing && i < count; i++)
        if (way_stands_out(layout, pieces[i].part))
            put_way(layout, pieces[i].part, keys_cell(&grid, cell++));
    if (layout->drawing && fold)
        write_put_fold(layout, keys_cell(&grid, cell));
    return grid.box.height;
}

/* What does not stand beside the pad already. */
static bool is_folded(const struct layout *layout, const struct part *part)
{
    return way_is_offered(layout, part) && (write_is_wide(layout) || !way_stands_out(layout, part));
}

/* In as many cells of a row as its words need; returns the next free cell. */
static int put_folded(struct layout *layout, const struct part *part, const struct keys_grid *grid,
                      int cell)
{
    char text[TEXTS_SENTENCE_BYTES];
    struct box box;
    int span = 1;

    layout_text(layout, &part->text, text);
    while (span < grid->columns &&
           !keys_fits(layout, text, layout->theme.explain_mm,
                      box_union(keys_cell(grid, 0), keys_cell(grid, span - 1))))
        span++;
    if (cell % grid->columns + span > grid->columns)
        cell += grid->columns - cell % grid->columns;
    box = box_union(keys_cell(grid, cell), keys_cell(grid, cell + span - 1));
    if (layout->drawing)
        put_way(layout, part, box);
    return cell + span;
}

/* Puts what is folded into the grid; returns how many cells that took. */
static int put_all_folded(struct layout *layout, const struct keys_grid *grid)
{
    const struct view *view = layout->input->view;
    int cell = 0;

    for (int i = 0; i < view->part_count; i++)
        if (is_folded(layout, &view->parts[i]))
            cell = put_folded(layout, &view->parts[i], grid, cell);
    return cell;
}

/* The fewest columns with which all rows fit into the height. */
static void plan_folded(struct layout *layout, struct keys_grid *grid, int height_px)
{
    bool drawing = layout->drawing;
    int cells;

    layout->drawing = false;
    for (grid->columns = 2; grid->columns < FOLD_COLUMNS_MOST; grid->columns++) {
        grid->rows = 1;
        grid->box.height = keys_least_px(layout);
        cells = put_all_folded(layout, grid);
        grid->rows = keys_larger((cells + grid->columns - 1) / grid->columns, 1);
        if (height_px == 0 || keys_height(grid, keys_least_px(layout)) <= height_px)
            break;
    }
    layout->drawing = drawing;
}

int write_put_all_ways(struct layout *layout, struct box at)
{
    struct keys_grid grid = {at, 2, 1, layout_target_gap(layout)};
    int row_px;

    plan_folded(layout, &grid, at.height);
    row_px = (at.height + grid.gap_px) / grid.rows - grid.gap_px;
    row_px = keys_larger(keys_least_px(layout), keys_smaller(layout_mm(layout, 24), row_px));
    grid.box.height = keys_height(&grid, row_px);
    if (layout->drawing)
        put_all_folded(layout, &grid);
    return grid.box.height;
}
