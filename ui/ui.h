/* The glass: a view goes in, what people touch comes out. The kiosk process owns one. Nothing here
 * blocks, draws what did not change, or wakes up by itself: the caller waits on ui_fd() for at most
 * ui_wait_ms(), then calls ui_poll() until it is false. What is shown is personal: ui_clear() wipes
 * it from the frame and from all memory of the glass. */
#ifndef BANSHI_UI_UI_H
#define BANSHI_UI_UI_H

#include <stdbool.h>

#include "firmware/base/err.h"
#include "firmware/core/event.h"
#include "firmware/world/texts.h"
#include "ui/draw_list.h"
#include "ui/input/writing.h"
#include "ui/present.h"
#include "ui/speech.h"
#include "ui/theme.h"

struct ui;

struct ui_options {
    struct panel panel;
    const struct texts *texts;        /* must live until ui_close() or the next ui_texts() */
    const char *site[LANGUAGE_COUNT]; /* the name of this place, copied; NULL: as in the first */
    const char *title;                /* of the window */
    bool fullscreen;
    const char *record_path; /* a folder for pictures of every screen; NULL: nothing is recorded */
    bool no_pictures;        /* their draw lists alone: a picture takes longer than its painting */
    const char *tables_path; /* the folder of the tables of the ways of writing; NULL: none */
};

/* Opens a window and a glass on it. ERR_NO_DEVICE: no display of that size; ERR_MEMORY. */
MUST_USE err_t ui_open(const struct ui_options *options, struct ui **out);

/* A glass on a given back end, which the glass owns from here on, also when this fails. */
MUST_USE err_t ui_open_on(const struct ui_options *options, struct present *present,
                          struct ui **out);
void ui_close(struct ui *ui);

/* Shows a view; the glass keeps its own copy. Only what differs is painted. A finger that lies on
 * the glass is forgotten when the screen (the serial) changed. */
void ui_show(struct ui *ui, const struct view *view);

/* The time in the top band; hour -1 shows none. Paints nothing but the clock. */
void ui_set_clock(struct ui *ui, int hour, int minute);

/* Another catalogue or other words. The shown view is laid out again with them. */
void ui_texts(struct ui *ui, const struct texts *texts);

/* Takes what waits: true with a touch that began and ended on one target, or with the next character
 * of what was chosen on a pad (ACTION_INSERT), or with ACTION_NONE for one that the glass dealt with
 * itself (a stroke, a page): a sign of life. False when nothing is left. Also moves the sign of work. */
bool ui_poll(struct ui *ui, struct event_touched *out);

/* Takes what the last key of the keypad is to be heard as: the target that the focus went to, or the
 * digit that was written, which is secret. False when there is nothing. Keys do what fingers do: they
 * come out of ui_poll() as touches, the first of them as the wish for the speech mode. */
bool ui_take_said(struct ui *ui, struct speech_line *out);

/* How often a finger or a key met a target so far: each is to be heard at once. */
uint32_t ui_felt(const struct ui *ui);

/* Copies what was written on the signature pad. False when the shown screen has none or nothing is
 * written on it yet; `out` is untouched then. */
bool ui_take_ink(struct ui *ui, struct ink *out);

/* A picture of the camera, XRGB as the frame's pixels, shown at once where the screen has a place for
 * it, mirrored when it guides a face; a screen without one ignores it. The pixels may go when this
 * returns. */
struct ui_frame {
    const uint8_t *pixels;
    int stride_bytes, width_px, height_px;
};
void ui_camera(struct ui *ui, const struct ui_frame *frame);

/* True when this way of writing can be offered; the ways whose tables are missing cannot. */
bool ui_has_way(const struct ui *ui, enum way way);

/* What a view writes into, and how: the pads of another scope begin anew. */
struct writing_scope ui_scope(const struct view *view);

/* The descriptor that becomes readable when ui_poll() has work; -1 when there is none and the
 * caller must poll now and then. */
int ui_fd(const struct ui *ui);

/* How long the caller may sleep before ui_poll() has something to move; -1: for ever. */
int ui_wait_ms(const struct ui *ui);

/* True after the window was closed from outside (on a desk; never on a kiosk). */
bool ui_is_closed(const struct ui *ui);

/* Overwrites the frame and everything the glass remembers of views and texts. */
void ui_clear(struct ui *ui);

/* What is on the glass now, for tests and tools. Valid until the next call of any function here. */
const struct draw_list *ui_list(const struct ui *ui);

#endif
