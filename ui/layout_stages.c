/* How far each department is, on a line from what is done to what comes later. */
#include "ui/layout_new.h"

static enum draw_icon sign_of(const struct part *part)
{
    if (part->tone == TONE_DONE)
        return DRAW_ICON_STAGE_DONE;
    if (part->tone == TONE_STOP)
        return DRAW_ICON_STOP;
    return part->tone == TONE_ATTENTION || part->selected ? DRAW_ICON_STAGE_NOW
                                                          : DRAW_ICON_STAGE_LATER;
}

static uint32_t color_of(const struct layout *layout, const struct part *part)
{
    const struct theme *theme = &layout->theme;

    return part->tone == TONE_DONE                ? theme->done
           : part->tone == TONE_STOP              ? theme->stop
           : sign_of(part) == DRAW_ICON_STAGE_NOW ? theme->action
                                                  : theme->line;
}

static int put_who(struct layout *layout, const struct part *part, struct box at)
{
    struct type who = layout_type_answer(layout);
    char text[TEXTS_SENTENCE_BYTES];

    layout_text(layout, &part->text, text);
    return layout_put_text(layout, text, &who, at);
}

static int put_what(struct layout *layout, const struct part *part, struct box at)
{
    struct type what = layout_type_explain(layout);
    char text[TEXTS_SENTENCE_BYTES];
    int y = at.y;

    layout_text(layout, &part->detail, text);
    what.bold = sign_of(part) != DRAW_ICON_STAGE_LATER;
    what.color = what.bold ? color_of(layout, part) : what.color;
    y += layout_put_text(layout, text, &what, (struct box){at.x, y, at.width, 0});
    what = layout_type_explain(layout);
    layout_text(layout, &part->more, text);
    y += layout_put_text(layout, text, &what, (struct box){at.x, y, at.width, 0});
    return y - at.y;
}

/* Who over what and when, or the half of them that the piece is; returns the height. */
static int put_words(struct layout *layout, const struct piece *piece, struct box at)
{
    int y = at.y;

    if (piece->start == 0)
        y += put_who(layout, piece->part, at);
    if (piece->start != 0 || piece->length == 0)
        y += put_what(layout, piece->part, (struct box){at.x, y, at.width, 0});
    return y - at.y;
}

int stages_put(struct layout *layout, const struct piece *pieces, int count, struct box at)
{
    struct look thread = {layout->theme.line, THEME_NO_COLOR, 0, 0, false};
    int sign_px = layout_mm(layout, layout_is_portrait(layout) ? 13 : 10);
    int indent = sign_px + layout_mm(layout, 5), gap = layout_gap(layout, 6) + layout_mm(layout, 1);
    int thin = layout_mm(layout, 0.8), y = at.y;

    for (int i = 0; i < count; i++) {
        struct box words = {at.x + indent, y, at.width - indent, 0};
        int height = keys_larger(put_words(layout, &pieces[i], words), sign_px);
        struct box sign = {at.x, y, sign_px, sign_px};

        if (i + 1 < count)
            layout_put_box(layout,
                           (struct box){at.x + (sign_px - thin) / 2, box_bottom(sign), thin,
                                        height + gap - sign_px},
                           &thread);
        layout_put_icon(layout, sign_of(pieces[i].part), 0, sign, color_of(layout, pieces[i].part));
        y += height + (i + 1 < count ? gap : 0);
    }
    return y - at.y;
}
