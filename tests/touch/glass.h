/* The glass of the touch fuzzer: the real ui/ on one of two back ends, the memory frame or a real
 * window on SDL's dummy driver, behind a thin layer that shows each input to the rule before the
 * glass gets it and compares what the window made of SDL's events with what was sent. Unless a round
 * paints, that layer's frame is one pixel: everything runs, but pixels cost nothing. */
#ifndef BANSHI_TESTS_TOUCH_GLASS_H
#define BANSHI_TESTS_TOUCH_GLASS_H

#include <SDL.h>

#include "tests/screen/house.h"
#include "tests/touch/rule.h"
#include "ui/ui.h"

#define GLASS_SENT_MAX 64

struct glass_options {
    const struct house *house;
    int panel;   /* index of the house's */
    bool window; /* by SDL; else memory */
    bool paints;
};

struct glass {
    struct present present; /* first: what the ui holds */
    struct present *inner;
    struct ui *ui;
    struct rule rule;
    struct glass_options options;
    struct panel panel;
    uint32_t pixel;
    struct present_input sent[GLASS_SENT_MAX]; /* to the window, what must come of it */
    int sent_count;
    const char *wrong; /* what the window made wrong of an event; NULL: nothing */
};

MUST_USE err_t glass_open(const struct glass_options *options, struct glass *glass);
void glass_close(struct glass *glass);

/* A finger, mouse (finger 0) or key, into whichever back end it is. */
void glass_send(struct glass *glass, const struct present_input *input);

/* Any event of SDL, of which nothing may come; a memory frame ignores it. */
void glass_send_noise(struct glass *glass, SDL_Event *event);

/* A finger with coordinates that no panel has (not a number, far outside); something may come of it,
 * but nothing on the panel. */
void glass_send_stray(struct glass *glass, uint32_t kind, float x, float y);

/* Takes the next touch the glass reports, as ui_poll(); then `out_wrong` is NULL or what is wrong. */
bool glass_poll(struct glass *glass, struct event_touched *out, const char **out_wrong);

#endif
