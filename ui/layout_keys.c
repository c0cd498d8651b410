#include "ui/layout_keys.h"

#include <math.h>
#include <string.h>

#include "firmware/base/bytes.h"

#define SIDE_MM 1.0 /* between the border of a key and its words */
#define RISE_MM 0.9
#define LINE_FACTOR 1.14 /* of a label, with a rounding */

int keys_larger(int a, int b)
{
    return a > b ? a : b;
}

int keys_smaller(int a, int b)
{
    return a < b ? a : b;
}

struct box keys_cell(const struct keys_grid *grid, int index)
{
    int column = index % grid->columns, row = index / grid->columns;
    int across = grid->box.width + grid->gap_px, down = grid->box.height + grid->gap_px;
    int x = column * across / grid->columns, y = row * down / grid->rows;

    return (struct box){grid->box.x + x, grid->box.y + y,
                        (column + 1) * across / grid->columns - x - grid->gap_px,
                        (row + 1) * down / grid->rows - y - grid->gap_px};
}

int keys_height(const struct keys_grid *grid, int row_px)
{
    return grid->rows * row_px + (grid->rows - 1) * grid->gap_px;
}

int keys_least_px(const struct layout *layout)
{
    return layout_mm(layout, layout->theme.target_mm);
}

void keys_word(const struct layout *layout, enum word word, char out[TEXTS_SENTENCE_BYTES])
{
    struct phrase phrase = phrase_word(word);

    layout_text(layout, &phrase, out);
}

void keys_word_with(const struct layout *layout, enum word word, const char *first,
                    const char *second, char out[TEXTS_SENTENCE_BYTES])
{
    struct phrase phrase = phrase_word(word);
    struct phrase_pool pool;

    memset(&pool, 0, sizeof(pool));
    if (first != NULL)
        phrase = phrase_with(phrase, phrase_literal(&pool, first));
    if (second != NULL)
        phrase = phrase_with(phrase, phrase_literal(&pool, second));
    texts_resolve(layout->input->texts, (enum language)layout->input->view->language, &phrase,
                  &pool, out);
    bytes_wipe(&pool, sizeof(pool));
}

bool keys_fits(const struct layout *layout, const char *text, double cap_mm, struct box box)
{
    struct type type = {cap_mm, true, TYPE_CENTER, layout->theme.ink};
    struct box inner = {0, 0, box.width - 2 * layout_mm(layout, SIDE_MM),
                        box.height - 2 * layout_mm(layout, RISE_MM)};
    bool fits;

    layout_fit(layout, text, &type, inner, &fits);
    return fits;
}

int keys_two_lines_px(const struct layout *layout)
{
    return layout_mm(layout,
                     2 * 1.2 * layout->theme.explain_min_mm / THEME_CAP_PER_EM + 2 * RISE_MM);
}

/* ---- keys ---- */

static struct look look_of(const struct layout *layout, enum keys_look kind)
{
    const struct theme *theme = &layout->theme;
    struct look look = {theme->surface, theme->line, 0.5, 3, false};

    if (kind == KEYS_CHOSEN) {
        look.fill = theme->action;
        look.border = THEME_NO_COLOR;
    } else if (kind == KEYS_FIRST) {
        look.border = theme->action;
        look.border_mm = 1.2;
    } else if (kind == KEYS_CLOSED) {
        look.fill = theme->paper;
        look.dashed = true;
    } else if (kind == KEYS_QUIET) {
        look.fill = layout->ground;
        look.border = THEME_NO_COLOR;
    }
    return look;
}

static uint32_t ink_of(const struct layout *layout, enum keys_look kind)
{
    const struct theme *theme = &layout->theme;

    return kind == KEYS_CHOSEN                        ? theme->on_action
           : kind == KEYS_CLOSED                      ? theme->quiet
           : kind == KEYS_FIRST || kind == KEYS_QUIET ? theme->action
                                                      : theme->ink;
}

/* The largest type whose one line fits into the height: known without a trial, which would have to
 * shape the text once for each size. */
static double cap_most(const struct layout *layout, int height_px)
{
    double cap_mm = height_px / layout->px_per_mm / LINE_FACTOR * THEME_CAP_PER_EM;

    return fmax(layout->theme.explain_min_mm, cap_mm);
}

/* The text, with the icon before it, or the icon alone. */
static void put_face(struct layout *layout, const struct keys_key *key, struct box inner)
{
    double wanted_mm = key->cap_mm > 0 ? key->cap_mm : layout->theme.explain_mm;
    struct type type = {fmin(wanted_mm, cap_most(layout, inner.height)), !key->regular, TYPE_CENTER,
                        ink_of(layout, key->look)};
    struct type small = {layout->theme.explain_min_mm, false, TYPE_CENTER, layout->theme.quiet};
    int icon_px = keys_smaller(layout_mm(layout, 9), inner.height * 7 / 10);
    int under_px = keys_larger(layout_mm(layout, small.cap_mm * 1.75), inner.height * 2 / 5);

    if (key->icon != DRAW_ICON_NONE) {
        int words = key->text[0] == '\0' ? 0
                                         : layout_measure(layout, key->text, &type, 0).width_px +
                                               layout_mm(layout, 1);
        int x = inner.x + keys_larger(0, (inner.width - icon_px - words) / 2);

        layout_put_icon(layout, key->icon, key->icon_value,
                        (struct box){x, inner.y + (inner.height - icon_px) / 2, icon_px, icon_px},
                        key->look == KEYS_PLAIN ? layout->theme.action : type.color);
        inner.width = box_right(inner) - (x - inner.x) - (x + icon_px + layout_mm(layout, 1));
        inner.x = x + icon_px + layout_mm(layout, 1);
    }
    if (key->under != NULL) {
        layout_put_label(
            layout, key->under, &small,
            (struct box){inner.x, box_bottom(inner) - under_px, inner.width, under_px});
        inner.height -= under_px;
    }
    layout_put_label(layout, key->text, &type, inner);
}

void keys_put(struct layout *layout, const struct keys_key *key, struct box box)
{
    struct look look = look_of(layout, key->look);
    struct touch touch = {key->action,
                          key->role,
                          key->label != NULL ? key->label : key->text,
                          key->selected || key->look == KEYS_CHOSEN,
                          key->local,
                          key->local_arg,
                          key->look == KEYS_CLOSED};
    uint32_t ground = layout->ground;
    int side = layout_mm(layout, SIDE_MM), rise = layout_mm(layout, RISE_MM);

    if (!layout->drawing)
        return;
    layout_begin_target(layout, box, &touch);
    layout_put_box(layout, box, &look);
    layout->ground = look.fill;
    put_face(layout, key,
             (struct box){box.x + side, box.y + rise, box.width - 2 * side, box.height - 2 * rise});
    layout_end_target(layout);
    layout->ground = ground;
}

void keys_put_word(struct layout *layout, enum word word, struct keys_key key, struct box box)
{
    char text[TEXTS_SENTENCE_BYTES];

    keys_word(layout, word, text);
    key.text = text;
    keys_put(layout, &key, box);
}

void keys_put_hint(struct layout *layout, const char *text, struct box box, enum type_align align)
{
    struct type type = {layout->theme.explain_mm, false, align, layout->theme.quiet};

    layout_put_label(layout, text, &type, box);
}
