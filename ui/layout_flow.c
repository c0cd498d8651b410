/* A column of groups of parts. */
#include "ui/layout_middle.h"

static int larger(int a, int b)
{
    return a > b ? a : b;
}

/* Targets keep their distance whatever the squeeze; two paragraphs stand as far apart as the mode
 * says. */
static int gap_before(const struct layout *layout, const struct piece *piece)
{
    int gap = larger(layout_gap(layout, MIDDLE_PART_GAP_MM), layout_target_gap(layout));

    if (piece[-1].part->kind == PART_PARAGRAPH && piece[0].part->kind == PART_PARAGRAPH)
        gap = larger(gap, parts_paragraph_gap(layout));
    return gap;
}

/* A pad that ends a high page stands on its bottom edge, so that no key moves under a finger when a
 * warning comes above it. */
static bool is_anchored(const struct layout *layout, const struct part *part)
{
    return layout_is_portrait(layout) &&
           (part->kind == PART_KEYPAD || part->kind == PART_MONTH || part->kind == PART_WRITE);
}

static int flow(struct layout *layout, const struct piece *pieces, int count, struct box area,
                int extra_px)
{
    int y = area.y;

    for (int i = 0; i < count;) {
        int group = parts_group_count(&pieces[i], count - i), natural;
        struct box at = {area.x, y, area.width, 0};
        bool drawing = layout->drawing;

        if (i > 0)
            at.y += gap_before(layout, &pieces[i]);
        if (parts_is_touched(&pieces[i], group))
            at.y = larger(at.y, layout->reach_top);
        layout->drawing = false;
        natural = parts_put_group(layout, &pieces[i], group, at);
        layout->drawing = drawing;
        if (drawing || extra_px > 0) {
            at.height = parts_stretch(layout, &pieces[i]) ? natural + extra_px : 0;
            if (drawing && i + group == count && is_anchored(layout, pieces[i].part)) {
                layout->drawing = false;
                natural = parts_put_group(layout, &pieces[i], group, at);
                layout->drawing = true;
                at.y = larger(at.y, box_bottom(area) - natural);
            }
            natural = parts_put_group(layout, &pieces[i], group, at);
        }
        y = at.y + natural;
        i += group;
    }
    return y - area.y;
}

int flow_measure(struct layout *layout, const struct piece *pieces, int count, struct box area)
{
    layout->drawing = false;
    return flow(layout, pieces, count, area, 0);
}

/* A picture with its words stands in the middle of what is free, a little above it. */
static bool is_scene(const struct layout *layout)
{
    return layout_is_portrait(layout) && middle_has(layout->input->view, PART_PICTURE);
}

void flow_put(struct layout *layout, const struct piece *pieces, int count, struct box area)
{
    int natural = flow_measure(layout, pieces, count, area), growing = 0, extra = 0;

    layout->drawing = true;
    for (int i = 0; i < count; i += parts_group_count(&pieces[i], count - i))
        growing += parts_stretch(layout, &pieces[i]);
    if (natural > area.height)
        layout_overflow(layout);
    if (growing > 0 && natural < area.height)
        extra = (area.height - natural) / growing;
    if (is_scene(layout)) {
        layout->drawing = false;
        area.y += larger(0, area.height - flow(layout, pieces, count, area, extra)) / 3;
        layout->drawing = true;
    }
    flow(layout, pieces, count, area, extra);
}
