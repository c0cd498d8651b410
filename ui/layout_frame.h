/* The frame of every screen: the bands with their fixed keys, and where the middle lies. The keys
 * depend on the panel and the modes alone, never on the view, so none of them moves from screen to
 * screen; only how the middle of a low panel is shared by its two columns follows the view.
 *
 * The keys of language, voice and senses stand at the right of the top band; in the elder mode of a
 * high panel under the name of the place, where large words fit; in the low mode, when the top band
 * is out of reach, in a row over the bottom band. Internal to ui/. */
#ifndef BANSHI_UI_LAYOUT_FRAME_H
#define BANSHI_UI_LAYOUT_FRAME_H

#include "ui/layout_draw.h"

/* The physical band that a seated person reaches (EN 301 549 8.3), above the floor. */
#define FRAME_REACH_LOW_MM 380
#define FRAME_REACH_HIGH_MM 1220

enum frame_keys { FRAME_KEYS_BESIDE, FRAME_KEYS_UNDER, FRAME_KEYS_DOWN };

struct frame_plan {
    enum frame_keys keys;
    int reach_top,
        reach_bottom;       /* no target lies above or below; 0 and the height but in low mode */
    struct box top, bottom; /* the bands */
    struct box site, clock, language, voice, senses;
    struct box back, primary, help, leave;
    struct box elder, low;  /* the left of the bottom band, where home has no other keys */
    struct box secondary;   /* same size as primary; above the bands */
    struct box middle;      /* between the bands, inside the margins */
    struct box left, right; /* landscape: the two columns of the middle; portrait: both `middle` */
};

struct frame_plan frame_plan(const struct layout *layout);

/* Puts bands, keys, site and clock. */
void frame_put(struct layout *layout, const struct frame_plan *plan);

#endif
