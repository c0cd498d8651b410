/* Five faces of one size. */
#include "ui/layout_keys.h"

#define FACE_STRETCH_MM 48

/* Room for two lines. */
static int faces_words_px(const struct layout *layout)
{
    return layout_mm(layout, 2 * 1.18 / THEME_CAP_PER_EM * layout_type_answer(layout).cap_mm);
}

/* On a high panel the word stands beside its face, on a low one under it. */
static void face_put(struct layout *layout, const struct part *part, struct box box)
{
    const struct theme *theme = &layout->theme;
    struct look look = {theme->surface, theme->line, 0.5, 4, false};
    char text[TEXTS_SENTENCE_BYTES];
    struct touch touch = {part->action, "rate", text, false, LOCAL_NONE, 0, false};
    struct type type = layout_type_answer(layout);
    bool beside = layout_is_portrait(layout);
    int padding = layout_mm(layout, beside ? 3 : 1), words_px = faces_words_px(layout);
    int icon_px = beside ? keys_smaller(box.height - 2 * padding, layout_mm(layout, 24))
                         : keys_smaller(box.height - words_px - 3 * padding, layout_mm(layout, 20));
    uint32_t ground = layout->ground;
    struct box icon = {box.x + 2 * padding, box.y + (box.height - icon_px) / 2, icon_px, icon_px};
    struct box words = {box_right(icon) + padding, box.y + layout_mm(layout, 1), 0,
                        box.height - layout_mm(layout, 2)};

    words.width = box_right(box) - words.x - layout_mm(layout, 2);
    if (!beside) {
        icon.x = box.x + (box.width - icon_px) / 2;
        icon.y = box.y + (box.height - icon_px - words_px - padding) / 2;
        words = (struct box){box.x + padding, box_bottom(icon) + padding, box.width - 2 * padding,
                             words_px};
        type.align = TYPE_CENTER;
    }
    layout_text(layout, &part->text, text);
    layout_begin_target(layout, box, &touch);
    layout_put_box(layout, box, &look);
    layout->ground = look.fill;
    layout_put_icon(layout, DRAW_ICON_FACE, part->value, icon, theme->action);
    layout_put_label(layout, text, &type, words);
    layout_end_target(layout);
    layout->ground = ground;
}

/* True when every word fits under its face in so many columns. */
static bool faces_fit(struct layout *layout, const struct piece *pieces, int count,
                      const struct keys_grid *grid)
{
    struct type type = layout_type_answer(layout);
    struct box box = {0, 0, keys_cell(grid, 0).width - 2 * layout_mm(layout, 1),
                      faces_words_px(layout)};
    char text[TEXTS_SENTENCE_BYTES];
    bool fits = true, all = true;

    for (int i = 0; i < count; i++) {
        layout_text(layout, &pieces[i].part->text, text);
        layout_fit(layout, text, &type, box, &fits);
        all = all && fits;
    }
    return all;
}

int rating_put_faces(struct layout *layout, const struct piece *pieces, int count, struct box at)
{
    bool portrait = layout_is_portrait(layout);
    struct keys_grid grid = {at, portrait ? 1 : count, 1, layout_target_gap(layout)};
    int natural = portrait ? layout_mm(layout, 20) : faces_words_px(layout) + layout_mm(layout, 13);
    int row_px;

    if (!portrait && !faces_fit(layout, pieces, count, &grid))
        grid.columns = (count + 1) / 2;
    grid.rows = (count + grid.columns - 1) / grid.columns;
    row_px = (at.height - (grid.rows - 1) * grid.gap_px) / grid.rows;
    row_px = keys_smaller(row_px, layout_mm(layout, FACE_STRETCH_MM));
    grid.box.height = keys_height(&grid, keys_larger(row_px, natural));
    for (int i = 0; layout->drawing && i < count; i++)
        face_put(layout, pieces[i].part, keys_cell(&grid, i));
    return grid.box.height;
}
