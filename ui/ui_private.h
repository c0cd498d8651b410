/* Inside the glass: what ui.c (what is shown) and ui_touch.c (what is touched) share. */
#ifndef BANSHI_UI_UI_PRIVATE_H
#define BANSHI_UI_UI_PRIVATE_H

#include "ui/camera.h"
#include "ui/input/writing_tables.h"
#include "ui/record.h"
#include "ui/ui.h"

struct ui {
    struct panel panel;
    const struct texts *texts;
    struct present *present;
    struct typeset *typeset;
    struct record *record; /* NULL: nothing is recorded */
    struct draw_list *now, *next;
    char site[LANGUAGE_COUNT][64];
    struct view view;
    bool has_view, closed;
    int hour, minute, page, pages_seen, dot;
    int64_t dot_ms; /* when the dot last moved */
    int pressed;    /* target under the finger, or DRAW_NO_TARGET */
    int held;       /* target on which the finger came down, or DRAW_NO_TARGET */
    uint64_t finger;
    int64_t held_ms; /* when it came down there, or last wrote */
    struct writing_tables *tables;
    struct writing writing;
    struct camera camera;    /* of the camera */
    int focus;               /* target that a key would press, or DRAW_NO_TARGET */
    struct speech_line said; /* what the last key is to be heard as; empty: nothing */
    uint32_t felt;           /* counts targets that were touched, for the sound of it */
};

/* The monotonic clock. (ui.c) */
int64_t ui_now_ms(void);

/* Lays the view out again and paints the difference to what is on the glass. (ui.c) */
void ui_refresh(struct ui *ui);

/* Paints boxes of the list that is on the glass now and shows them. (ui.c) */
void ui_repaint(struct ui *ui, const struct box *boxes, int count);

/* The item of a kind of which a screen has one; NULL: this has none. (ui.c) */
struct draw_item *ui_item_find(const struct ui *ui, enum draw_kind kind);

/* A pixel as a place on the pad, in tenths of a millimetre, and never so near to its edge that the pen
 * is cut. (ui.c) */
struct ink_point ui_pad_point(const struct draw_item *pad, int x, int y);

/* The finger counts no more; its target gets its look back. (ui_touch.c) */
void ui_release(struct ui *ui);

/* One input of a finger or a key; true with a touch for the core. (ui_touch.c) */
bool ui_take_input(struct ui *ui, const struct present_input *input, struct event_touched *out);

/* The next character of what was chosen on a pad, as a touch. (ui_touch.c) */
bool ui_take_insert(struct ui *ui, struct event_touched *out);

#endif
