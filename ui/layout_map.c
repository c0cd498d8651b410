/* A sketch of what is near: the citizen stands in the middle and faces the machine, which is up. It
 * is no street map, so it says directions and walking minutes, and a list beside it says the rest. */
#include <math.h>
#include <stdio.h>

#include "ui/layout_new.h"

#define METRES_PER_MINUTE 60.0 /* an unhurried walk */
#define RINGS 2
#define SKETCH_MM 130
#define SKETCH_LOW_MM 78

static int minutes_of(const struct part *part)
{
    return (int)ceil(part->value / METRES_PER_MINUTE);
}

static double disc_mm(const struct layout *layout)
{
    return layout_is_portrait(layout) ? 14 : 11;
}

static double here_mm(const struct layout *layout)
{
    return layout_is_portrait(layout) ? 16 : 9;
}

static int farthest(const struct view *view)
{
    int most = 1;

    for (int i = 0; i < view->part_count; i++)
        if (view->parts[i].kind == PART_PLACE)
            most = keys_larger(most, view->parts[i].value);
    return most;
}

/* The number of a place, from 1: the same on every page. */
static int number_of(const struct view *view, const struct part *part)
{
    int number = 0;

    for (const struct part *at = view->parts; at <= part; at++)
        number += at->kind == PART_PLACE;
    return number;
}

/* The machine before the person, a bar: up is where the citizen looks now. */
static void put_machine(struct layout *layout, struct box sketch)
{
    struct look bar = {layout->theme.ink, THEME_NO_COLOR, 0, 1, false};
    int width = layout_mm(layout, here_mm(layout) * 1.25), height = layout_mm(layout, 2);

    layout_put_box(
        layout,
        (struct box){sketch.x + (sketch.width - width) / 2,
                     sketch.y + sketch.height / 2 - layout_mm(layout, here_mm(layout) / 2 + 4),
                     width, height},
        &bar);
}

static void put_rings(struct layout *layout, struct box sketch)
{
    const struct theme *theme = &layout->theme;
    struct look ring = {theme->surface, theme->line, 0.5, 400, false};
    int here_px = layout_mm(layout, here_mm(layout));

    for (int i = 0; i < RINGS; i++) {
        layout_put_box(layout, box_inset(sketch, i * sketch.width / 4), &ring);
        ring.fill = theme->action_soft;
        ring.border = THEME_NO_COLOR;
    }
    layout->ground = theme->action_soft;
    put_machine(layout, sketch);
    layout_put_icon(layout, DRAW_ICON_HERE, 0,
                    (struct box){sketch.x + (sketch.width - here_px) / 2,
                                 sketch.y + (sketch.height - here_px) / 2, here_px, here_px},
                    theme->action);
}

/* The number of a place in a filled disc, on the sketch and in the list. */
static void put_number(struct layout *layout, int number, struct box box)
{
    const struct theme *theme = &layout->theme;
    struct look disc = {theme->action, THEME_NO_COLOR, 0, 400, false};
    struct type type = {theme->explain_mm, true, TYPE_CENTER, theme->on_action};
    uint32_t ground = layout->ground;
    char text[16];

    snprintf(text, sizeof(text), "%d", number);
    layout_put_box(layout, box, &disc);
    layout->ground = disc.fill;
    layout_put_label(layout, text, &type, box);
    layout->ground = ground;
}

/* Nearer places stand nearer, but none on the person. */
static void put_spot(struct layout *layout, const struct part *part, struct box sketch)
{
    const struct view *view = layout->input->view;
    int disc_px = layout_mm(layout, disc_mm(layout));
    double most = (sketch.width - disc_px) / 2.0 - layout_mm(layout, 2);
    double least = layout_mm(layout, (here_mm(layout) + disc_mm(layout)) / 2 + 5);
    double far = least + (most - least) * part->value / farthest(view);
    double turn = part->number * M_PI / 180;
    int x = sketch.x + sketch.width / 2 + (int)lround(sin(turn) * far);
    int y = sketch.y + sketch.height / 2 - (int)lround(cos(turn) * far);

    put_number(layout, number_of(view, part),
               (struct box){x - disc_px / 2, y - disc_px / 2, disc_px, disc_px});
}

static void put_sketch(struct layout *layout, struct box sketch)
{
    const struct view *view = layout->input->view;
    struct type type = {layout->theme.explain_min_mm, true, TYPE_CENTER, layout->theme.action};
    uint32_t ground = layout->ground;
    char text[TEXTS_SENTENCE_BYTES];
    int line = layout_mm(layout, type.cap_mm * 1.6), middle = sketch.y + sketch.height / 2;

    put_rings(layout, sketch);
    keys_word(layout, WORD_MAP_HERE, text);
    if (layout_is_portrait(layout))
        layout_put_label(layout, text, &type,
                         (struct box){sketch.x + sketch.width / 6, middle + layout_mm(layout, 8.5),
                                      sketch.width * 2 / 3, line});
    layout->ground = layout->theme.surface;
    for (int i = 0; i < view->part_count; i++)
        if (view->parts[i].kind == PART_PLACE)
            put_spot(layout, &view->parts[i], sketch);
    layout->ground = ground;
}

/* Number and name, under it the way as an arrow with minutes, then the hours; returns the height.
 */
static int put_place(struct layout *layout, const struct part *part, struct box at)
{
    int number = number_of(layout->input->view, part);
    struct type name = layout_type_answer(layout), small = layout_type_explain(layout);
    int disc_px = layout_mm(layout, disc_mm(layout)), arrow_px = layout_mm(layout, 7);
    struct box words = {at.x + disc_px + layout_mm(layout, 3), at.y, 0, 0}, way;
    char text[TEXTS_SENTENCE_BYTES], minutes[16];

    words.width = box_right(at) - words.x;
    put_number(layout, number, (struct box){at.x, at.y + layout_mm(layout, 1), disc_px, disc_px});
    layout_text(layout, &part->text, text);
    words.y += layout_put_text(layout, text, &name, words);
    snprintf(minutes, sizeof(minutes), "%d", minutes_of(part));
    keys_word_with(layout, WORD_MAP_MINUTES, minutes, NULL, text);
    way = words;
    way.x += arrow_px + layout_mm(layout, 2);
    way.width -= arrow_px + layout_mm(layout, 2);
    small.color = layout->theme.ink;
    way.height = layout_put_text(layout, text, &small, way);
    layout_put_icon(layout, DRAW_ICON_POINTER, (part->number % 360 + 360) % 360 / 2,
                    (struct box){words.x, way.y + (way.height - arrow_px) / 2, arrow_px, arrow_px},
                    layout->theme.action);
    words.y += way.height;
    layout_text(layout, &part->detail, text);
    small.color = layout->theme.quiet;
    words.y += layout_put_text(layout, text, &small, words);
    return keys_larger(words.y - at.y, disc_px);
}

static int put_list(struct layout *layout, const struct piece *pieces, int count, struct box at)
{
    int y = at.y, gap = layout_gap(layout, 4) + layout_mm(layout, 1);

    for (int i = 0; i < count; i++)
        y += put_place(layout, pieces[i].part, (struct box){at.x, y, at.width, 0}) +
             (i + 1 < count ? gap : 0);
    return y - at.y;
}

int map_put(struct layout *layout, const struct piece *pieces, int count, struct box at)
{
    bool portrait = layout_is_portrait(layout);
    int size = keys_smaller(layout_mm(layout, portrait ? SKETCH_MM : SKETCH_LOW_MM), at.width);
    struct box sketch = {at.x + (at.width - size) / 2, at.y, size, size}, list = at;

    if (portrait) {
        list.y += size + layout_gap(layout, 6);
        put_sketch(layout, sketch);
        return list.y - at.y + put_list(layout, pieces, count, list);
    }
    if (layout_is_elder(layout)) /* large words leave no room for it; the arrows say the same */
        return put_list(layout, pieces, count, at);
    size = keys_smaller(size, at.width / 3);
    sketch = (struct box){at.x, at.y, size, size};
    list.x += size + layout_mm(layout, 5);
    list.width -= size + layout_mm(layout, 5);
    put_sketch(layout, sketch);
    return keys_larger(size, put_list(layout, pieces, count, list));
}
