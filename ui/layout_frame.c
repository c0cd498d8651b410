#include "ui/layout_frame.h"

#include <stdio.h>

#include "ui/layout_parts.h"

/* The measures of the frame in millimetres, for the two ways a panel stands. */
struct frame_mm {
    double margin, top, top_key_width, top_key_height, clock;
    double bottom, key_width, key_height, key_rise;
    double middle_gap, left_part;
};

static const struct frame_mm portrait_mm = {12, 32, 50, 24, 40, 44, 44, 28, 8, 8, 1};
static const struct frame_mm landscape_mm = {5, 17, 42, 16, 25, 20.8, 31, 20.2, 4, 3.6, 0.4};

bool layout_is_portrait(const struct layout *layout)
{
    return layout->input->panel->height_px > layout->input->panel->width_px;
}

static void plan_top(const struct layout *layout, const struct frame_mm *mm,
                     struct frame_plan *plan)
{
    int margin = layout_mm(layout, mm->margin), width = layout_mm(layout, mm->top_key_width);
    int height = layout_mm(layout, mm->top_key_height), gap = layout_target_gap(layout);
    int y = (plan->top.height - height) / 2;

    plan->language = (struct box){plan->top.width - margin - width, y, width, height};
    plan->elder = (struct box){plan->language.x - gap - width, y, width, height};
    plan->clock = (struct box){plan->elder.x - gap - layout_mm(layout, mm->clock), y,
                               layout_mm(layout, mm->clock), height};
    plan->site = (struct box){margin, layout_mm(layout, 1), plan->clock.x - gap - margin,
                              plan->top.height - 2 * layout_mm(layout, 1)};
}

static void plan_bottom(const struct layout *layout, const struct frame_mm *mm,
                        struct frame_plan *plan)
{
    int margin = layout_mm(layout, mm->margin), width = layout_mm(layout, mm->key_width);
    int height = layout_mm(layout, mm->key_height), gap = layout_target_gap(layout);
    int y = plan->bottom.y + (plan->bottom.height - height) / 2;

    plan->back = (struct box){margin, y, width, height};
    plan->leave = (struct box){plan->bottom.width - margin - width, y, width, height};
    plan->help = (struct box){plan->leave.x - gap - width, y, width, height};
    plan->primary = (struct box){box_right(plan->back) + gap, y, 0, height};
    plan->primary.width = plan->help.x - gap - plan->primary.x;
    plan->secondary = plan->primary;
    plan->secondary.y = plan->bottom.y - layout_mm(layout, mm->key_rise) - height;
}

/* Keys of digits need little width, so the words beside them get more; cards need much. */
static double left_part(const struct layout *layout, const struct frame_mm *mm)
{
    const struct view *view = layout->input->view;

    for (int i = 0; i < view->part_count; i++) {
        if (view->parts[i].kind == PART_KEYPAD)
            return layout->out->modes ? 0.64 : 0.5;
        if (view->parts[i].kind == PART_MONTH)
            return 0.5;
        if (view->parts[i].kind == PART_CARD)
            return 0.33;
    }
    return mm->left_part;
}

struct frame_plan frame_plan(const struct layout *layout)
{
    bool portrait = layout_is_portrait(layout);
    const struct frame_mm *mm = portrait ? &portrait_mm : &landscape_mm;
    const struct panel *panel = layout->input->panel;
    int margin = layout_mm(layout, mm->margin), gap = layout_mm(layout, mm->middle_gap);
    int bottom = layout_mm(layout, mm->bottom);
    const struct view *view = layout->input->view;
    struct frame_plan plan = {0};

    plan.top = (struct box){0, 0, panel->width_px, layout_mm(layout, mm->top)};
    plan.bottom = (struct box){0, panel->height_px - bottom, panel->width_px, bottom};
    plan_top(layout, mm, &plan);
    plan_bottom(layout, mm, &plan);
    plan.middle = (struct box){margin, plan.top.height + gap, panel->width_px - 2 * margin,
                               plan.bottom.y - plan.top.height - 2 * gap};
    plan.left = plan.right = plan.middle;
    if (!portrait) {
        plan.left.width = (int)(plan.middle.width * left_part(layout, mm));
        if (view->secondary.action.kind != ACTION_NONE)
            plan.left.width = plan.primary.width;
        plan.right.x += plan.left.width + layout_target_gap(layout);
        plan.right.width = box_right(plan.middle) - plan.right.x;
        plan.secondary.x = margin;
    }
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
};

/* In portrait the icon stands over the word, in the slim bands of landscape the word stands alone.
 */
static void put_key(struct layout *layout, const struct band_key *key, struct box box)
{
    struct type type = {key->cap_mm, true, TYPE_CENTER, key->color};
    int rise = layout_is_portrait(layout) ? layout_mm(layout, 1) : 0;
    struct box words = {box.x + layout_mm(layout, 1), box.y + rise,
                        box.width - 2 * layout_mm(layout, 1), box.height - 2 * rise};
    uint32_t ground = layout->ground;
    char text[TEXTS_SENTENCE_BYTES];
    struct touch touch = {key->button->action, key->role, text,         false,
                          LOCAL_NONE,          0,         key->disabled};
    int icon_px = layout_mm(layout, 9);

    if (key->button->action.kind == ACTION_NONE)
        return;
    layout_text(layout, &key->button->label, text);
    layout_begin_target(layout, box, &touch);
    layout_put_box(layout, box, &key->look);
    layout->ground = key->look.fill;
    if (key->icon != DRAW_ICON_NONE && layout_is_portrait(layout)) {
        layout_put_icon(layout, key->icon, 0,
                        (struct box){box.x + (box.width - icon_px) / 2,
                                     box.y + layout_mm(layout, 3), icon_px, icon_px},
                        key->color);
        words.y = box.y + layout_mm(layout, 3) + icon_px;
        words.height = box_bottom(box) - layout_mm(layout, 1) - words.y;
    }
    if (key->disabled) {
        layout_put_icon(layout, DRAW_ICON_CLOSED, 0,
                        (struct box){box.x + layout_mm(layout, 4),
                                     box.y + (box.height - icon_px) / 2, icon_px, icon_px},
                        key->color);
        words.x += layout_mm(layout, 5) + icon_px;
        words.width -= layout_mm(layout, 5) + icon_px;
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
    struct look warm = {theme->attention, theme->line, 0.5, 4, false};
    struct look strong = {theme->action, THEME_NO_COLOR, 0, 4, false};
    struct look outlined = {theme->surface, theme->action, 0.8, 4, false};
    struct look waiting = {theme->paper, theme->line, 0.8, 4, true};
    bool unread = layout->unread;
    double word = theme->explain_mm, large = theme->answer_mm;

    put_key(layout,
            &(struct band_key){&view->back, "back", white, theme->ink, DRAW_ICON_BACK, word, false},
            plan->back);
    put_key(layout,
            &(struct band_key){&view->secondary, "secondary", outlined, theme->action,
                               DRAW_ICON_NONE, large, false},
            plan->secondary);
    put_key(layout,
            &(struct band_key){&view->primary, "primary", unread ? waiting : strong,
                               unread ? theme->quiet : theme->on_action, DRAW_ICON_NONE, large,
                               unread},
            plan->primary);
    put_key(layout,
            &(struct band_key){&view->help, "help", warm, theme->ink, DRAW_ICON_HELP, word, false},
            plan->help);
    put_key(
        layout,
        &(struct band_key){&view->leave, "leave", white, theme->ink, DRAW_ICON_LEAVE, word, false},
        plan->leave);
}

static void put_top(struct layout *layout, const struct frame_plan *plan)
{
    const struct theme *theme = &layout->theme;
    const struct view *view = layout->input->view;
    struct look white = {theme->surface, theme->line, 0.5, 4, false};
    struct type name = {theme->explain_mm, true, TYPE_LEFT, theme->ink};
    struct type time = {theme->explain_mm * (layout_is_portrait(layout) ? 1.2 : 1), true,
                        TYPE_CENTER, theme->ink};
    char text[16];

    layout_put_label(layout, layout->input->site, &name, plan->site);
    if (layout->input->hour >= 0) {
        snprintf(text, sizeof(text), "%d:%02d", layout->input->hour, layout->input->minute);
        layout_put_label(layout, text, &time, plan->clock);
    }
    put_key(layout,
            &(struct band_key){&view->elder_key, "elder", white, theme->ink, DRAW_ICON_NONE,
                               theme->explain_mm, false},
            plan->elder);
    put_key(layout,
            &(struct band_key){&view->language_key, "language", white, theme->ink, DRAW_ICON_NONE,
                               theme->explain_mm, false},
            plan->language);
}

void frame_put(struct layout *layout, const struct frame_plan *plan)
{
    struct look rule = {layout->theme.line, THEME_NO_COLOR, 0, 0, false};
    int thin = layout_mm(layout, 0.4);

    put_top(layout, plan);
    layout_put_box(layout, (struct box){0, box_bottom(plan->top) - thin, plan->top.width, thin},
                   &rule);
    layout_put_box(layout, (struct box){0, plan->bottom.y, plan->bottom.width, thin}, &rule);
    put_bottom(layout, plan);
}
