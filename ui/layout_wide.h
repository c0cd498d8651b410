/* A keyboard over the whole width of a low panel: question and field over it, and between them a row
 * for candidates, for what was found or for what is to be done. Internal to ui/. */
#ifndef BANSHI_UI_LAYOUT_WIDE_H
#define BANSHI_UI_LAYOUT_WIDE_H

#include "ui/layout_write.h"

/* What of the view a keyboard leaves out, which then stands on pages of its own. */
struct wide_rest {
    bool any;   /* words, results or the beginning of a long answer */
    bool first; /* a warning or all results are among it: they are read before */
};
struct wide_rest wide_rest(struct layout *layout, struct box middle);

/* Puts it; `more` is the page that the key behind the row leads to, `step` away, or 0: no key. */
void wide_put(struct layout *layout, struct box middle, int step, int more);

#endif
