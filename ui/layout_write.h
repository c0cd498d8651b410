/* The ways of writing on the glass: pads with their candidates, keyboards, places, and the keys that
 * change the way. Internal to ui/. */
#ifndef BANSHI_UI_LAYOUT_WRITE_H
#define BANSHI_UI_LAYOUT_WRITE_H

#include "ui/layout_keys.h"

/* What the pads hold; an empty one when the input has none. */
const struct writing *write_state(const struct layout *layout);

/* A pad: PART_WRITE. Like a group of layout_parts.h: returns its height. */
int write_put_pad(struct layout *layout, const struct part *part, struct box at);

/* Keys that change the way of writing: PART_WAY. On a low panel those of other ways are one key,
 * which shows them in the place of the pad. */
int write_put_ways(struct layout *layout, const struct piece *pieces, int count, struct box at);

/* True when the other ways are folded into one key. */
bool write_has_fold(const struct layout *layout);

/* True when the other ways of writing stand in the place of the pad or keypad now. */
bool write_shows_ways(const struct layout *layout);

/* Puts them there; returns the height. */
int write_put_all_ways(struct layout *layout, struct box at);

/* True when the view holds a keyboard that needs the whole width of a low panel: ui/layout_wide.h. */
bool write_is_wide(const struct layout *layout);

/* Says under a field which of its characters screen and printer cannot draw; 0 when they can. */
int write_put_missing(struct layout *layout, const struct part *part, struct box at);

/* ---- shared by the files of the pads ---- */

/* A row of candidates from the first shown one on; while there are none the hint. `as` is
 * LOCAL_CANDIDATE or LOCAL_COMPONENT. */
void write_put_candidates(struct layout *layout, struct box box, const char *hint,
                          enum draw_local as);

/* A surface for strokes with its ink: a target of its own. `under` draws what lies under the ink. */
void write_put_ink(struct layout *layout, struct box box, const char *label, double pen_mm,
                   void (*under)(struct layout *, struct box));

/* The key that shows the other ways of writing, or the pad again. */
void write_put_fold(struct layout *layout, struct box box);

/* The letters of pinyin so far; nothing when there are none. */
void write_put_syllables(struct layout *layout, struct box box);

/* The end of a text that stands on one line of that width; all of it where it does. */
const char *write_tail(const struct layout *layout, const char *text, const struct type *type,
                       int width_px);

/* Takes a row of that height, and the gap under it, off the top of a box. */
struct box write_take_row(struct box *rest, int height, int gap);

/* Pads of other files. Each fills the box. */
void write_put_pinyin_keys(struct layout *layout, struct box keys); /* its keys alone */
void write_put_letters(struct layout *layout, struct box box);      /* pinyin */
void write_put_latin(struct layout *layout, struct box box);        /* an English keyboard */
void write_put_code(struct layout *layout, struct box box);         /* digits of a code */
void write_put_places(struct layout *layout, struct box box);       /* divisions */

/* Least and most height of those in millimetres. */
double write_letters_mm(const struct layout *layout, bool most);
double write_code_mm(const struct layout *layout, bool most);
double write_latin_mm(const struct layout *layout, bool most);
double write_places_mm(const struct layout *layout, bool most);

#endif
