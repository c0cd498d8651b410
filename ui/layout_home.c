/* Tiles: small cards of situations and places. */
#include "ui/layout_new.h"

#define TILE_MM 26
#define TILE_LOW_MM 17
#define TILE_MOST_MM 40

static int columns(const struct layout *layout)
{
    const struct view *view = layout->input->view;
    int count = 0;

    for (int i = 0; i < view->part_count; i++)
        count += view->parts[i].kind == PART_TILE;
    return !layout_is_portrait(layout) || count <= 8 ? 2 : 3;
}

/* Where icon and words of a tile stand. */
struct tile_plan {
    struct box icon, words;
    struct type title, why;
};

static struct tile_plan tile_plan(const struct layout *layout, const struct part *part,
                                  struct box box)
{
    const struct theme *theme = &layout->theme;
    bool portrait = layout_is_portrait(layout), closed = part->action.kind == ACTION_NONE;
    int padding = layout_mm(layout, 3), icon_px = layout_mm(layout, portrait ? 15 : 11);
    char text[TEXTS_SENTENCE_BYTES];
    bool fits = true;
    struct tile_plan plan = {
        .icon = {box.x + padding, box.y + (box.height - icon_px) / 2, icon_px, icon_px},
        .title = {closed ? theme->explain_mm : theme->answer_mm, true, TYPE_LEFT,
                  closed ? theme->quiet : theme->ink},
        .why = {theme->explain_min_mm, false, TYPE_LEFT, theme->quiet}};

    plan.words = box_inset(box, layout_mm(layout, 1));
    plan.words.x = part->icon == ICON_NONE ? plan.icon.x : box_right(plan.icon) + padding;
    plan.words.width = box_right(box) - padding - plan.words.x;
    layout_text(layout, &part->text, text);
    if (box.height > 0)
        layout_fit(layout, text, &plan.title, plan.words, &fits);
    if (!fits) { /* the words matter more */
        plan.words.width += plan.words.x - plan.icon.x;
        plan.words.x = plan.icon.x;
        plan.icon.width = 0;
    }
    return plan;
}

static int tile_natural(const struct layout *layout, const struct part *part, int width_px)
{
    struct tile_plan plan = tile_plan(layout, part, (struct box){0, 0, width_px, 0});
    char text[TEXTS_SENTENCE_BYTES];
    int height;

    if (part->action.kind != ACTION_NONE)
        return 0;
    layout_text(layout, &part->text, text);
    height = layout_measure(layout, text, &plan.title, plan.words.width).height_px;
    layout_text(layout, &part->detail, text);
    if (text[0] != '\0')
        height += layout_measure(layout, text, &plan.why, plan.words.width).height_px;
    return height + layout_mm(layout, 3);
}

/* A tile that cannot be touched says why, under its name. */
static void put_closed(struct layout *layout, const struct part *part, const char *text,
                       const struct tile_plan *plan)
{
    char why[TEXTS_SENTENCE_BYTES];
    struct box at = plan->words;
    int title, detail = 0;

    layout_text(layout, &part->detail, why);
    title = layout_measure(layout, text, &plan->title, at.width).height_px;
    if (why[0] != '\0')
        detail = layout_measure(layout, why, &plan->why, at.width).height_px;
    at.y += (at.height - title - detail) / 2;
    at.y += layout_put_text(layout, text, &plan->title, at);
    layout_put_text(layout, why, &plan->why, at);
}

static void put_face(struct layout *layout, const struct part *part, const char *text,
                     struct box box)
{
    struct tile_plan plan = tile_plan(layout, part, box);
    bool closed = part->action.kind == ACTION_NONE;

    if (part->icon != ICON_NONE && plan.icon.width > 0)
        layout_put_icon(layout, pads_service_icon(part->icon), 0, plan.icon,
                        closed ? layout->theme.line : layout->theme.action);
    if (closed)
        put_closed(layout, part, text, &plan);
    else
        layout_put_label(layout, text, &plan.title, plan.words);
}

static void put_tile(struct layout *layout, const struct part *part, struct box box)
{
    const struct theme *theme = &layout->theme;
    bool closed = part->action.kind == ACTION_NONE;
    struct look look = {closed ? theme->paper : theme->surface, theme->line, 0.5, 4, closed};
    char text[TEXTS_SENTENCE_BYTES];
    struct touch touch = {part->action, "tile", text, false, LOCAL_NONE, 0, false};
    uint32_t ground = layout->ground;

    layout_text(layout, &part->text, text);
    layout_begin_target(layout, box, &touch);
    layout_put_box(layout, box, &look);
    layout->ground = look.fill;
    put_face(layout, part, text, box);
    layout_end_target(layout);
    layout->ground = ground;
}

/* How many of the tiles from the first on share a row. On a low panel one that says why it cannot be
 * touched has the row to itself, so that it takes few lines. */
static int row_count(const struct layout *layout, const struct piece *pieces, int count)
{
    int most = keys_smaller(columns(layout), count), taken = 1;

    if (layout_is_portrait(layout))
        return most;
    while (pieces[0].part->action.kind != ACTION_NONE && taken < most &&
           pieces[taken].part->action.kind != ACTION_NONE)
        taken++;
    return taken;
}

/* One row with `extra_px` more than it needs; returns its height. */
static int put_row(struct layout *layout, const struct piece *pieces, int count, struct box at,
                   int extra_px)
{
    bool portrait = layout_is_portrait(layout);
    struct keys_grid grid = {at, portrait ? columns(layout) : count, 1, layout_target_gap(layout)};
    int least =
        keys_larger(keys_least_px(layout), layout_mm(layout, portrait ? TILE_MM : TILE_LOW_MM));
    int width = keys_cell(&grid, 0).width, height = least;

    for (int i = 0; i < count; i++)
        height = keys_larger(height, tile_natural(layout, pieces[i].part, width));
    grid.box.height =
        keys_larger(height, keys_smaller(height + extra_px, layout_mm(layout, TILE_MOST_MM)));
    for (int i = 0; layout->drawing && i < count; i++)
        put_tile(layout, pieces[i].part, keys_cell(&grid, i));
    return grid.box.height;
}

static int put_rows(struct layout *layout, const struct piece *pieces, int count, struct box at,
                    int extra_px)
{
    int y = at.y;

    for (int i = 0; i < count;) {
        int taken = row_count(layout, &pieces[i], count - i);

        if (i > 0)
            y += layout_target_gap(layout);
        y += put_row(layout, &pieces[i], taken, (struct box){at.x, y, at.width, 0}, extra_px);
        i += taken;
    }
    return y - at.y;
}

int home_put_tiles(struct layout *layout, const struct piece *pieces, int count, struct box at)
{
    bool drawing = layout->drawing;
    int natural, rows = 0;

    for (int i = 0; i < count; rows++)
        i += row_count(layout, &pieces[i], count - i);
    layout->drawing = false;
    natural = put_rows(layout, pieces, count, at, 0);
    layout->drawing = drawing;
    return put_rows(layout, pieces, count, at,
                    at.height > natural ? (at.height - natural) / rows : 0);
}
