/* The head of a screen: where the visit is, what is asked, and a hint. */
#include "ui/layout_middle.h"

#define HEAD_GAP_MM 5 /* between path and question: fixed, so the question stays in its place */

static int put_bars(struct layout *layout, struct box at)
{
    const struct theme *theme = &layout->theme;
    const struct view *view = layout->input->view;
    struct look done = {theme->action, THEME_NO_COLOR, 0, 1.25, false};
    struct look ahead = {theme->surface, theme->line, 0.4, 1.25, false};
    int gap = layout_mm(layout, 2), count = view->step_count;
    struct box bar = {at.x, at.y, 0, layout_mm(layout, 2.5)};

    for (int i = 0; i < count; i++) {
        bar.x = at.x + i * (at.width + gap) / count;
        bar.width = at.x + (i + 1) * (at.width + gap) / count - gap - bar.x;
        layout_put_box(layout, bar, i < view->step_now ? &done : &ahead);
    }
    return bar.height;
}

/* The last squeeze of a low panel: what is no question, no warning and no control gives way. */
static bool is_barest(const struct layout *layout)
{
    return layout->squeeze.brief && layout->squeeze.answer < 0;
}

/* On one line when both fit, else each on its own. The bars keep their room when there are none, so
 * the question stays where it is. */
static int put_path(struct layout *layout, struct box at)
{
    struct type name = layout_type_explain(layout), step = name;
    const struct view *view = layout->input->view;
    char path[TEXTS_SENTENCE_BYTES], text[TEXTS_SENTENCE_BYTES];
    int path_width, y = at.y;
    struct box beside = at;

    name.bold = true;
    name.color = layout->theme.ink;
    layout_text(layout, &view->path, path);
    layout_text(layout, &view->step_text, text);
    if ((path[0] == '\0' || is_barest(layout)) && text[0] == '\0')
        return 0;
    if (layout->squeeze.brief && text[0] != '\0') {
        if (!is_barest(layout))
            y += layout_put_text(layout, text, &step, at) + layout_mm(layout, 0.5);
        y += put_bars(layout, (struct box){at.x, y, at.width, 0});
        return y + layout_mm(layout, 1) - at.y;
    }
    path_width = layout_measure(layout, path, &name, 0).width_px + layout_mm(layout, 6);
    beside.x += path_width;
    beside.width -= path_width;
    if (layout_measure(layout, text, &step, 0).width_px <= beside.width) {
        y += layout_put_text(layout, path, &name, at);
        layout_put_text(layout, text, &step, beside);
    } else {
        y += layout_put_text(layout, path, &name, at);
        y += layout_put_text(layout, text, &step, (struct box){at.x, y, at.width, 0});
    }
    y += layout_mm(layout, 1);
    y += put_bars(layout, (struct box){at.x, y, at.width, 0});
    return y + layout_mm(layout, layout_is_portrait(layout) ? HEAD_GAP_MM : 1) - at.y;
}

int head_put(struct layout *layout, struct box at)
{
    struct type question = layout_type_question(layout), hint = layout_type_explain(layout);
    const struct view *view = layout->input->view;
    char text[TEXTS_SENTENCE_BYTES];
    int y = at.y + put_path(layout, at);

    layout_text(layout, &view->question, text);
    y += layout_put_text(layout, text, &question, (struct box){at.x, y, at.width, 0});
    if (is_barest(layout) || layout->face == FACE_PAD_ALONE)
        text[0] = '\0';
    else
        layout_text(layout, &view->hint, text);
    if (text[0] != '\0' && layout_is_portrait(layout))
        y += layout_mm(layout, 1);
    y += layout_put_text(layout, text, &hint, (struct box){at.x, y, at.width, 0});
    return y == at.y ? 0 : y + layout_gap(layout, MIDDLE_PART_GAP_MM) - at.y;
}
