#include "ui/layout_frame.h"

#include <math.h>
#include <stdio.h>

#include "firmware/base/check.h"
#include "ui/layout_parts.h"
#include "ui/layout_write.h"

/* The measures of the frame in millimetres, for the two ways a panel stands and the two sizes of
 * type. `status` is the height of the line of site and clock where the keys stand elsewhere. */
struct frame_mm {
    double margin, top, status, top_key_width, top_key_height, clock;
    double bottom, key_width, key_height, key_rise;
    double middle_gap, left_part;
};

static const struct frame_mm portrait_mm = {12, 32, 20, 41, 24, 28, 44, 44, 28, 8, 8, 1};
static const struct frame_mm portrait_elder_mm = {12, 46, 22, 38, 22, 38, 44, 44, 28, 8, 8, 1};
static const struct frame_mm landscape_mm = {5,    17.6, 12,   31, 16,  19.5,
                                             21.4, 31,   20.2, 4,  3.6, 0.4};
static const struct frame_mm landscape_elder_mm = {5,    17.6, 12,   55, 16,  30,
                                                   21.4, 31,   20.2, 4,  3.6, 0.4};

bool layout_is_portrait(const struct layout *layout)
{
    return layout->input->panel->height_px > layout->input->panel->width_px;
}

static const struct frame_mm *measures(const struct layout *layout)
{
    if (layout_is_portrait(layout))
        return layout_is_elder(layout) ? &portrait_elder_mm : &portrait_mm;
    return layout_is_elder(layout) ? &landscape_elder_mm : &landscape_mm;
}

#define RULE_MM 0.4 /* the line between a band and the middle */
#define SITE_LEAST_MM 6.4
#define KEY_WIDE 3 /* from this ratio on the icon stands beside the word */

/* ---- where everything stands ---- */

/* A panel that is wholly within reach, or wholly out of it, stays as it is. */
static void plan_reach(const struct layout *layout, struct frame_plan *plan)
{
    const struct panel *panel = layout->input->panel;
    double px_per_mm = panel->height_px / panel->height_mm;
    double over_mm = panel->mount_bottom_mm + panel->height_mm - FRAME_REACH_HIGH_MM;
    double under_mm = FRAME_REACH_LOW_MM - panel->mount_bottom_mm;

    plan->reach_top = 0;
    plan->reach_bottom = panel->height_px;
    if ((layout->input->view->modes & MODE_LOW) == 0 || over_mm >= panel->height_mm ||
        under_mm >= panel->height_mm)
        return;
    if (over_mm > 0)
        plan->reach_top = (int)ceil(over_mm * px_per_mm) + 1;
    if (under_mm > 0)
        plan->reach_bottom = panel->height_px - (int)ceil(under_mm * px_per_mm) - 1;
}

/* Three equal keys in a row of that box. */
static void plan_keys(const struct layout *layout, struct box row, struct frame_plan *plan)
{
    int gap = layout_target_gap(layout), width = (row.width - 2 * gap) / 3;

    plan->language = (struct box){row.x, row.y, width, row.height};
    plan->voice = (struct box){row.x + width + gap, row.y, width, row.height};
    plan->senses = (struct box){box_right(row) - width, row.y, width, row.height};
}

static void plan_top(const struct layout *layout, const struct frame_mm *mm,
                     struct frame_plan *plan)
{
    int margin = layout_mm(layout, mm->margin), gap = layout_target_gap(layout);
    int height = layout_mm(layout, mm->top_key_height);
    int edge = layout_mm(layout, layout_is_portrait(layout) ? 1 : 0.4);
    struct box keys = {margin, 0, plan->top.width - 2 * margin, height};
    struct box status = {margin, edge, keys.width, layout_mm(layout, mm->status) - 2 * edge};
    int clock = layout_mm(layout, mm->clock);

    if (plan->keys == FRAME_KEYS_BESIDE) {
        keys.width = 3 * layout_mm(layout, mm->top_key_width) + 2 * gap;
        keys.x = plan->top.width - margin - keys.width;
        keys.y = (plan->top.height - layout_mm(layout, RULE_MM) - height) / 2;
        status.height = plan->top.height - 2 * edge;
        status.width = keys.x - gap - margin;
    } else if (plan->keys == FRAME_KEYS_UNDER) {
        keys.y = plan->top.height - layout_mm(layout, 3) - height;
    } else {
        keys.y = plan->bottom.y - gap - height;
    }
    plan_keys(layout, keys, plan);
    clock = clock < status.width ? clock : status.width;
    plan->clock = (struct box){box_right(status) - clock, status.y, clock, status.height};
    plan->site = status;
    plan->site.width -= clock + layout_mm(layout, 2);
}

static void plan_bottom(const struct layout *layout, const struct frame_mm *mm,
                        struct frame_plan *plan)
{
    int margin = layout_mm(layout, mm->margin), width = layout_mm(layout, mm->key_width);
    int height = layout_mm(layout, mm->key_height), gap = layout_target_gap(layout);
    int rule = layout_mm(layout, RULE_MM), half;
    int y = plan->bottom.y + rule + (plan->bottom.height - rule - height) / 2;

    plan->back = (struct box){margin, y, width, height};
    plan->leave = (struct box){plan->bottom.width - margin - width, y, width, height};
    plan->help = (struct box){plan->leave.x - gap - width, y, width, height};
    plan->primary = (struct box){box_right(plan->back) + gap, y, 0, height};
    plan->primary.width = plan->help.x - gap - plan->primary.x;
    half = (plan->help.x - 2 * gap - margin) / 2;
    plan->elder = (struct box){margin, y, half, height};
    plan->low = (struct box){plan->help.x - gap - half, y, half, height};
}

/* Beside a pad. One to write on is as wide as it is high: there the question gets more. */
static double left_of_pad(const struct layout *layout, enum way way)
{
    if (!layout_is_elder(layout) || way == WAY_PLACES)
        return 0.4;
    return layout->face == FACE_PAD_ALONE && way == WAY_HAND && !write_shows_ways(layout) ? 0.52
                                                                                          : 0.45;
}

/* Keys of digits need little width, so the words beside them get more; cards need much. */
static double left_part(const struct layout *layout, const struct frame_mm *mm)
{
    const struct view *view = layout->input->view;

    for (int i = 0; i < view->part_count; i++) {
        if (layout->face == FACE_WORDS &&
            (view->parts[i].kind == PART_KEYPAD || view->parts[i].kind == PART_WRITE))
            continue;
        if (view->parts[i].kind == PART_KEYPAD)
            return layout_is_elder(layout) ? 0.64 : 0.5;
        if (view->parts[i].kind == PART_MONTH)
            return 0.5;
        if (view->parts[i].kind == PART_CARD || view->parts[i].kind == PART_TILE)
            return 0.33;
        if (view->parts[i].kind == PART_ROW && layout_is_elder(layout))
            return 0.35;
        if (view->parts[i].kind == PART_CALENDAR || view->parts[i].kind == PART_STAGE ||
            view->parts[i].kind == PART_PLACE)
            return 0.36;
        if (view->parts[i].kind == PART_WRITE)
            return left_of_pad(layout, (enum way)view->parts[i].value);
    }
    return mm->left_part;
}

/* Nothing stands beside the secondary action of a high panel: long words get the room over the key
 * that leads back as well. */
static void widen_secondary(const struct layout *layout, struct frame_plan *plan)
{
    struct type type = {layout->theme.answer_mm, true, TYPE_CENTER, layout->theme.action};
    struct box words = box_inset(plan->secondary, layout_mm(layout, 1));
    char text[TEXTS_SENTENCE_BYTES];
    bool fits;

    layout_text(layout, &layout->input->view->secondary.label, text);
    layout_fit(layout, text, &type, words, &fits);
    if (fits)
        return;
    plan->secondary.width += plan->secondary.x - plan->back.x;
    plan->secondary.x = plan->back.x;
}

static void plan_middle(const struct layout *layout, const struct frame_mm *mm,
                        struct frame_plan *plan)
{
    int margin = layout_mm(layout, mm->margin), gap = layout_mm(layout, mm->middle_gap);
    int rise = layout_mm(layout, mm->key_rise);
    int end = plan->keys == FRAME_KEYS_DOWN ? plan->language.y : plan->bottom.y;

    plan->middle = (struct box){margin, plan->top.height + gap, plan->top.width - 2 * margin,
                                end - plan->top.height - 2 * gap};
    plan->secondary = plan->primary;
    plan->secondary.y = end - rise - plan->primary.height;
    plan->left = plan->right = plan->middle;
    if (layout_is_portrait(layout)) {
        widen_secondary(layout, plan);
        return;
    }
    plan->left.width = (int)(plan->middle.width * left_part(layout, mm));
    if (layout->input->view->secondary.action.kind != ACTION_NONE)
        plan->left.width = plan->primary.width;
    plan->right.x += plan->left.width + layout_target_gap(layout);
    plan->right.width = box_right(plan->middle) - plan->right.x;
    plan->secondary.x = margin;
}

struct frame_plan frame_plan(const struct layout *layout)
{
    const struct frame_mm *mm = measures(layout);
    const struct panel *panel = layout->input->panel;
    int bottom = layout_mm(layout, mm->bottom);
    struct frame_plan plan = {0};
    double top_mm = mm->top;

    plan_reach(layout, &plan);
    plan.keys = mm == &portrait_elder_mm ? FRAME_KEYS_UNDER : FRAME_KEYS_BESIDE;
    if (plan.reach_top > 0) {
        plan.keys = FRAME_KEYS_DOWN;
        top_mm = mm->status;
    }
    plan.top = (struct box){0, 0, panel->width_px, layout_mm(layout, top_mm)};
    plan.bottom = (struct box){0, plan.reach_bottom - bottom, panel->width_px, bottom};
    plan_top(layout, mm, &plan);
    plan_bottom(layout, mm, &plan);
    plan_middle(layout, mm, &plan);
    return plan;
}

/* ---- keys of the bands ---- */

struct band_key {
    const struct button *button;
    const char *role;
    struct look look;
    uint32_t color;
    enum draw_icon icon;
    double cap_mm;
    bool disabled;
    int icon_value;
};

/* How icon and word share a key: the word under its icon in a high key, beside it in a wide one;
 * where the word needs all the room the icon is left out. */
static void share_key(const struct layout *layout, const struct band_key *key, const char *text,
                      struct box box, struct box *icon, struct box *words)
{
    struct type type = {key->cap_mm, true, TYPE_CENTER, key->color};
    int edge = layout_mm(layout, 1), rise = layout_is_portrait(layout) ? edge : 0;
    double height_mm = box.height / layout->px_per_mm, width_mm = box.width / layout->px_per_mm;
    int icon_px = layout_mm(layout, fmin(10, height_mm * 0.36)), width;
    struct box all = {box.x + edge, box.y + rise, box.width - 2 * edge, box.height - 2 * rise};
    bool fits = true;

    *icon = (struct box){0};
    *words = all;
    if (key->icon == DRAW_ICON_NONE)
        return;
    width = layout_measure(layout, text, &type, 0).width_px;
    *icon = (struct box){box.x + (box.width - icon_px) / 2,
                         box.y + layout_mm(layout, height_mm / 11), icon_px, icon_px};
    words->y = box_bottom(*icon);
    words->height = box_bottom(box) - rise - words->y;
    if (width_mm > KEY_WIDE * height_mm) {
        icon_px = layout_mm(layout, fmin(10, height_mm * 0.5));
        *icon = (struct box){box.x + (box.width - icon_px - 2 * edge - width) / 2,
                             box.y + (box.height - icon_px) / 2, icon_px, icon_px};
        if (icon->x < box.x + 2 * edge)
            icon->x = box.x + 2 * edge;
        *words = all;
        words->x = box_right(*icon) + 2 * edge;
        words->width = box_right(all) - words->x;
        if (width <= words->width)
            words->width = width + 1;
    }
    layout_fit(layout, text, &type, *words, &fits);
    if (!fits) {
        *icon = (struct box){0};
        *words = all;
    }
}

static void put_key(struct layout *layout, const struct band_key *key, struct box box)
{
    struct type type = {key->cap_mm, true, TYPE_CENTER, key->color};
    struct box icon, words;
    uint32_t ground = layout->ground;
    char text[TEXTS_SENTENCE_BYTES];
    struct touch touch = {key->button->action, key->role, text,         false,
                          LOCAL_NONE,          0,         key->disabled};

    if (key->button->action.kind == ACTION_NONE)
        return;
    layout_text(layout, &key->button->label, text);
    share_key(layout, key, text, box, &icon, &words);
    layout_begin_target(layout, box, &touch);
    layout_put_box(layout, box, &key->look);
    layout->ground = key->look.fill;
    if (icon.width > 0)
        layout_put_icon(layout, key->icon, key->icon_value, icon, key->color);
    if (key->disabled) {
        int sign = layout_mm(layout, 9), edge = layout_mm(layout, 4);

        layout_put_icon(layout, DRAW_ICON_CLOSED, 0,
                        (struct box){box.x + edge, box.y + (box.height - sign) / 2, sign, sign},
                        key->color);
        words.x += edge + sign;
        words.width -= edge + sign;
    }
    layout_put_label(layout, text, &type, words);
    layout_end_target(layout);
    layout->ground = ground;
}

static void put_bottom(struct layout *layout, const struct frame_plan *plan)
{
    const struct theme *theme = &layout->theme;
    const struct view *view = layout->input->view;
    struct look white = {theme->surface, theme->line, 0.5, 4, false};
    struct look warm = {theme->attention, theme->attention_line, 0.5, 4, false};
    struct look strong = {theme->action, THEME_NO_COLOR, 0, 4, false};
    struct look outlined = {theme->surface, theme->action, 0.8, 4, false};
    struct look waiting = {theme->paper, theme->line, 0.8, 4, true};
    bool unread = layout->unread, icons = layout_is_portrait(layout);
    double word = theme->explain_mm, large = theme->answer_mm;
    const struct {
        struct band_key key;
        struct box box;
    } keys[] = {
        {{&view->back, "back", white, theme->ink, icons ? DRAW_ICON_BACK : 0, word, false, 0},
         plan->back},
        {{&view->elder_key, "elder", white, theme->ink, DRAW_ICON_ELDER, word, false, 0},
         plan->elder},
        {{&view->low_key, "low", white, theme->ink, DRAW_ICON_LOW, word, false,
          (view->modes & MODE_LOW) != 0},
         plan->low},
        {{&view->secondary, "secondary", outlined, theme->action, DRAW_ICON_NONE, large, false, 0},
         plan->secondary},
        {{&view->primary, "primary", unread ? waiting : strong,
          unread ? theme->quiet : theme->on_action, DRAW_ICON_NONE, large, unread, 0},
         plan->primary},
        {{&view->help, "help", warm, theme->ink, icons ? DRAW_ICON_HELP : 0, word, false, 0},
         plan->help},
        {{&view->leave, "leave", white, theme->ink, icons ? DRAW_ICON_LEAVE : 0, word, false, 0},
         plan->leave},
    };

    for (int i = 0; i < (int)COUNT_OF(keys); i++)
        put_key(layout, &keys[i].key, keys[i].box);
}

/* True when the name of the place needs no smaller type. */
static bool stands_full(const struct layout *layout, const struct type *type, struct box box)
{
    return layout_measure(layout, layout->input->site, type, 0).width_px <= box.width;
}

/* The name of the place is no function: before it would be clipped it may be as small as the mode's
 * words on any panel, and where it fits even so not it is left out. */
static void put_site(struct layout *layout, const struct frame_plan *plan)
{
    struct type name = {layout->theme.explain_mm, true, TYPE_LEFT, layout->theme.ink};
    double least_mm = layout->theme.explain_min_mm;
    bool fits;

    if (plan->site.width <= 0)
        return;
    if (layout_is_elder(layout))
        layout->theme.explain_min_mm = fmin(least_mm, SITE_LEAST_MM);
    layout_fit(layout, layout->input->site, &name, plan->site, &fits);
    if (layout_is_elder(layout) && fits && !stands_full(layout, &name, plan->site))
        name.bold = false; /* which is narrower */
    if (fits)
        layout_put_label(layout, layout->input->site, &name, plan->site);
    layout->theme.explain_min_mm = least_mm;
}

/* What is being said can be stopped: the sign and the word of the key say so. */
static void put_top(struct layout *layout, const struct frame_plan *plan)
{
    const struct theme *theme = &layout->theme;
    const struct view *view = layout->input->view;
    struct look white = {theme->surface, theme->line, 0.5, 4, false};
    struct look busy = {theme->surface, theme->ink, 1.2, 4, false};
    bool portrait = layout_is_portrait(layout), small = !portrait && plan->keys != FRAME_KEYS_DOWN;
    double word = small && !layout_is_elder(layout) ? theme->explain_min_mm : theme->explain_mm;
    struct type time = {theme->explain_mm, false, TYPE_RIGHT, theme->quiet};
    bool speaking = view->voice.speaking != 0;
    char text[16];

    put_site(layout, plan);
    if (layout->input->hour >= 0) {
        snprintf(text, sizeof(text), "%d:%02d", layout->input->hour, layout->input->minute);
        layout_put_label(layout, text, &time, plan->clock);
    }
    put_key(layout,
            &(struct band_key){&view->language_key, "language", white, theme->ink, DRAW_ICON_GLOBE,
                               word, false, 0},
            plan->language);
    put_key(layout,
            &(struct band_key){&view->voice_key, "voice", speaking ? busy : white, theme->ink,
                               speaking ? DRAW_ICON_VOICE_STOP : DRAW_ICON_VOICE, word, false, 0},
            plan->voice);
    put_key(layout,
            &(struct band_key){&view->senses_key, "senses", white, theme->ink, DRAW_ICON_SENSES,
                               word, false, 0},
            plan->senses);
}

void frame_put(struct layout *layout, const struct frame_plan *plan)
{
    struct look rule = {layout->theme.line, THEME_NO_COLOR, 0, 0, false};
    int thin = layout_mm(layout, RULE_MM);

    put_top(layout, plan);
    layout_put_box(layout, (struct box){0, box_bottom(plan->top) - thin, plan->top.width, thin},
                   &rule);
    layout_put_box(layout, (struct box){0, plan->bottom.y, plan->bottom.width, thin}, &rule);
    if (box_bottom(plan->bottom) < layout->out->height_px) /* what is under it is out of reach */
        layout_put_box(layout, (struct box){0, box_bottom(plan->bottom), plan->bottom.width, thin},
                       &rule);
    put_bottom(layout, plan);
}
