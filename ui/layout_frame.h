/* The frame of every screen: the bands with their fixed keys, and where the middle lies. The keys
 * depend on the panel alone, never on the view, so none of them moves; only how the middle of a low
 * panel is shared by its two columns follows the view. Internal to ui/. */
#ifndef BANSHI_UI_LAYOUT_FRAME_H
#define BANSHI_UI_LAYOUT_FRAME_H

#include "ui/layout_draw.h"

struct frame_plan {
    struct box top, bottom; /* the bands */
    struct box site, clock, elder, language;
    struct box back, primary, help, leave;
    struct box secondary;   /* same size as primary; above the band */
    struct box middle;      /* between the bands, inside the margins */
    struct box left, right; /* landscape: the two columns of the middle; portrait: both `middle` */
};

struct frame_plan frame_plan(const struct layout *layout);

/* Puts bands, keys, site and clock. */
void frame_put(struct layout *layout, const struct frame_plan *plan);

#endif
