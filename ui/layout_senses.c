/* Settings of seeing and hearing: switches and the volume. */
#include "ui/layout_new.h"

#define SWITCH_MM 22
#define BARS_MM 20
#define SWITCH_MOST_MM 30
#define RISE_MM 0.9      /* free over and under a name */
#define VOLUME_KEY_MM 34 /* of a low panel, where the word needs no more */

static int padding_px(const struct layout *layout)
{
    return layout_mm(layout, layout_is_portrait(layout) ? 4 : 3);
}

static int sign_px(const struct layout *layout)
{
    return layout_mm(layout, layout_is_portrait(layout) ? 18 : 14);
}

/* The words of what is on or off, on one line where the name leaves room for it, else on two. */
static int state_px(const struct layout *layout, const struct part *part, int width_px)
{
    struct type type = {layout->theme.explain_min_mm, true, TYPE_RIGHT, layout->theme.ink};
    char text[TEXTS_SENTENCE_BYTES];
    int least = layout_mm(layout, layout_is_portrait(layout) ? 40 : 17), wanted;

    layout_text(layout, &part->detail, text);
    wanted = layout_measure(layout, text, &type, 0).width_px + layout_mm(layout, 1);
    if (wanted > width_px / 3)
        wanted = wanted / 2 + layout_mm(layout, type.cap_mm * 1.4);
    return keys_larger(least, wanted);
}

static void put_switch(struct layout *layout, const struct part *part, struct box box)
{
    const struct theme *theme = &layout->theme;
    struct look look = {theme->surface, part->selected ? theme->action : theme->line,
                        part->selected ? 1.2 : 0.5, 4, false};
    struct type name = {theme->answer_mm, true, TYPE_LEFT, theme->ink};
    struct type state = {theme->explain_mm, part->selected != 0, TYPE_RIGHT,
                         part->selected ? theme->action : theme->quiet};
    char text[TEXTS_SENTENCE_BYTES], word[TEXTS_SENTENCE_BYTES];
    struct touch touch = {part->action, "switch", text, part->selected != 0, LOCAL_NONE, 0, false};
    uint32_t ground = layout->ground;
    int padding = padding_px(layout), size = sign_px(layout), rise = layout_mm(layout, RISE_MM);
    int word_px = state_px(layout, part, box.width);
    struct box sign = {box_right(box) - padding - size, box.y + (box.height - size) / 2, size,
                       size};
    struct box words = {sign.x - padding - word_px, box.y, word_px, box.height};

    layout_text(layout, &part->text, text);
    layout_text(layout, &part->detail, word);
    layout_begin_target(layout, box, &touch);
    layout_put_box(layout, box, &look);
    layout->ground = look.fill;
    layout_put_label(layout, text, &name,
                     (struct box){box.x + padding, box.y + rise,
                                  words.x - padding - box.x - padding, box.height - 2 * rise});
    layout_put_label(layout, word, &state, words);
    layout_put_icon(layout, DRAW_ICON_SWITCH, part->selected, sign, theme->action);
    layout_end_target(layout);
    layout->ground = ground;
}

/* The height of a switch for its name: one line, or as many of the smallest text as it takes. */
static int name_px(const struct layout *layout, const struct part *part, int width_px)
{
    struct type type = {layout->theme.explain_min_mm, true, TYPE_LEFT, layout->theme.ink};
    int beside = state_px(layout, part, width_px) + sign_px(layout) + 4 * padding_px(layout);
    struct box name = {0, 0, width_px - beside, keys_least_px(layout)};
    char text[TEXTS_SENTENCE_BYTES];

    layout_text(layout, &part->text, text);
    if (keys_fits(layout, text, layout->theme.answer_mm, name))
        return name.height;
    return keys_larger(keys_two_lines_px(layout),
                       layout_measure(layout, text, &type, name.width).ink.height +
                           layout_mm(layout, 2 * RISE_MM + 1));
}

int senses_put_switches(struct layout *layout, const struct piece *pieces, int count, struct box at)
{
    bool portrait = layout_is_portrait(layout);
    struct keys_grid grid = {at, 1, count, layout_target_gap(layout)};
    int least = portrait ? layout_mm(layout, SWITCH_MM) : keys_least_px(layout);
    int row_px = (at.height + grid.gap_px) / grid.rows - grid.gap_px;

    for (int i = 0; i < count; i++)
        least = keys_larger(least, name_px(layout, pieces[i].part, at.width));
    row_px = keys_larger(least, keys_smaller(row_px, layout_mm(layout, SWITCH_MOST_MM)));
    grid.box.height = keys_height(&grid, row_px);
    for (int i = 0; layout->drawing && i < count; i++)
        put_switch(layout, pieces[i].part, keys_cell(&grid, i));
    return grid.box.height;
}

/* ---- the volume ---- */

/* Rising bars: what is loud is filled, the rest only framed. */
static void put_bars(struct layout *layout, const struct part *part, struct box box)
{
    const struct theme *theme = &layout->theme;
    int count = part->number > 0 ? part->number : VIEW_VOLUMES;
    struct keys_grid grid = {box, count, 1, layout_mm(layout, 1.5)};

    for (int i = 0; i < count; i++) {
        struct box bar = keys_cell(&grid, i);
        struct look look = {i <= part->value ? theme->action : theme->surface,
                            i <= part->value ? theme->action : theme->line, 0.5, 1, false};
        int height = box.height * (count + 2 * (i + 1)) / (3 * count);

        bar.y += bar.height - height;
        bar.height = height;
        layout_put_box(layout, bar, &look);
    }
}

/* Wide enough for both signs with their words. */
static int volume_key_px(const struct layout *layout)
{
    struct type type = {layout->theme.explain_min_mm, true, TYPE_CENTER, layout->theme.ink};
    char softer[TEXTS_SENTENCE_BYTES], louder[TEXTS_SENTENCE_BYTES];
    int words;

    if (layout_is_portrait(layout))
        return layout_mm(layout, 56);
    keys_word(layout, WORD_VOLUME_SOFTER, softer);
    keys_word(layout, WORD_VOLUME_LOUDER, louder);
    words = keys_larger(layout_measure(layout, softer, &type, 0).width_px,
                        layout_measure(layout, louder, &type, 0).width_px);
    return keys_larger(layout_mm(layout, VOLUME_KEY_MM), words + layout_mm(layout, 13));
}

int senses_put_volume(struct layout *layout, const struct part *part, struct box at)
{
    struct type name = layout_type_answer(layout);
    bool portrait = layout_is_portrait(layout);
    int key_px = volume_key_px(layout), gap = layout_target_gap(layout), label;
    int height = portrait ? layout_mm(layout, BARS_MM) : keys_least_px(layout);
    struct keys_key less = {.role = "softer",
                            .action = {ACTION_SOFTER, 0},
                            .icon = DRAW_ICON_MINUS,
                            .cap_mm = layout->theme.explain_mm};
    struct keys_key more = {.role = "louder",
                            .action = {ACTION_LOUDER, 0},
                            .icon = DRAW_ICON_PLUS,
                            .cap_mm = layout->theme.explain_mm};
    char text[TEXTS_SENTENCE_BYTES];

    layout_text(layout, &part->text, text);
    label = layout_put_text(layout, text, &name, at);
    at.y += label + (label > 0 ? layout_mm(layout, 1) : 0);
    keys_put_word(layout, WORD_VOLUME_SOFTER, less, (struct box){at.x, at.y, key_px, height});
    keys_put_word(layout, WORD_VOLUME_LOUDER, more,
                  (struct box){box_right(at) - key_px, at.y, key_px, height});
    put_bars(layout, part,
             (struct box){at.x + key_px + gap, at.y, at.width - 2 * (key_px + gap), height});
    return label + (label > 0 ? layout_mm(layout, 1) : 0) + height;
}
