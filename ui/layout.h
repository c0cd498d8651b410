/* Layout: a view becomes a draw list. Pure but for the measuring of type: the same input gives the
 * same list. The frame (bands, path, question, the four fixed keys) never moves; the middle is laid
 * out in one column (portrait) or two (landscape). What does not fit is first drawn with smaller
 * gaps, then with smaller type down to the theme's minimum, then (on a low panel) cards and choices
 * with their names alone, then on pages that the glass itself turns; what fits even so not is told
 * by `overflow`. In the low mode every target stands within reach of a seated person; what is only
 * looked at may stand above. Where the primary action says yes to words or rows on several pages it is drawn
 * but not offered (dashed, with a closed sign) until the last page was shown. */
#ifndef BANSHI_UI_LAYOUT_H
#define BANSHI_UI_LAYOUT_H

#include "firmware/world/texts.h"
#include "ui/draw_list.h"
#include "ui/input/writing.h"
#include "ui/theme.h"

struct layout_input {
    const struct view *view;
    const struct texts *texts;
    const struct panel *panel;
    const char *site; /* the name of this place */
    int hour, minute; /* hour -1: the time is not known, none is shown */
    int page;         /* of the middle; too large ones give the last */
    int pages_seen;   /* how many pages of this screen were shown so far, this one or not */
    int dot;          /* which dot of a sign of work is lit, 0 to 2 */
    struct typeset *typeset;
    int focus; /* index of the target that has the ring, or DRAW_NO_TARGET; moves nothing */
    const struct writing *writing; /* what the pads hold; NULL: nothing, and every way is offered */
};

/* Replaces `out`. */
void layout_view(const struct layout_input *input, struct draw_list *out);

#endif
