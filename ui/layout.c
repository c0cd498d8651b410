#include "ui/layout.h"

#include <string.h>

#include "firmware/base/text.h"
#include "ui/layout_middle.h"
#include "ui/layout_write.h"

#define FOCUS_RING_MM 1.2
#define FOCUS_FREE_MM 0.5
#define FOCUS_RADIUS_MM 5.2

/* Two columns first, then, where the left one is full, everything in the right one. */
static bool put_on_one_page(struct layout *layout, struct middle *middle)
{
    int choices = 0;

    for (int i = 0; i < layout->input->view->part_count; i++)
        choices += middle_is_choice(&(struct piece){&layout->input->view->parts[i], 0, 0});
    if (choices > layout->theme.choices_max)
        return false;
    for (int i = 0; i < MIDDLE_SQUEEZES; i++)
        for (int s = middle_share_first(layout); s < SHARE_COUNT; s++) {
            middle_begin(layout, middle, i, (enum share)s);
            middle_fit_question(layout, middle, 0);
            if (!middle_fits(layout, middle))
                continue;
            middle_put(layout, middle);
            flow_put(layout, middle->pieces, middle->count, middle->right);
            return true;
        }
    return false;
}

static void out_begin(const struct layout_input *input, const struct theme *theme,
                      struct draw_list *out)
{
    const struct view *view = input->view;

    out->item_count = out->target_count = 0;
    out->text_used = 0;
    out->text[0] = '\0';
    text_copy(out->name, sizeof(out->name), view_name(view));
    out->serial = view->serial;
    out->language = view->language;
    out->modes = view->modes;
    out->sheet = view->sheet;
    out->overflow = out->page = out->squeeze = out->dots = 0;
    out->page_count = 1;
    out->paper = view->sheet ? theme->sheet : theme->paper;
    out->width_px = input->panel->width_px;
    out->height_px = input->panel->height_px;
}

/* The ring leaves the target and its ground as they are and stands free around them, so it is seen
 * on any colour. */
static void put_focus(struct layout *layout)
{
    const struct draw_list *out = layout->out;
    struct look ring = {THEME_NO_COLOR, layout->theme.focus, FOCUS_RING_MM, FOCUS_RADIUS_MM, false};
    int focus = layout->input->focus;

    if (focus < 0 || focus >= out->target_count)
        return;
    layout_put_box(layout,
                   box_inset(out->targets[focus].box,
                             -layout_mm(layout, FOCUS_RING_MM) - layout_mm(layout, FOCUS_FREE_MM)),
                   &ring);
}

void layout_view(const struct layout_input *input, struct draw_list *out)
{
    struct layout layout;
    struct middle middle;

    memset(&layout, 0, sizeof(layout));
    memset(&middle, 0, sizeof(middle));
    layout.input = input;
    layout.out = out;
    layout.theme = theme_make(input->view->modes, input->panel);
    layout.px_per_mm = theme_px_per_mm(input->panel);
    layout.target = DRAW_NO_TARGET;
    out_begin(input, &layout.theme, out);
    layout.ground = out->paper;
    middle_plan_frame(&layout, &middle);
    layout.reach_top = middle.frame.reach_top;
    if (write_is_wide(&layout) || !put_on_one_page(&layout, &middle))
        if (!faces_put(&layout, &middle))
            pages_put(&layout, &middle);
    layout.ground = out->paper;
    frame_put(&layout, &middle.frame);
    put_focus(&layout);
}
