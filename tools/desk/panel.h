/* The desk panel as data and as a picture: what can be pressed, the last answer, the last receipt.
 * One thread; the panel owns the receipt's picture until panel_finish(). */
#ifndef BANSHI_TOOLS_DESK_PANEL_H
#define BANSHI_TOOLS_DESK_PANEL_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include <cairo.h>

#define PANEL_SIDE 420 /* px, of one of its two sides */
#define PANEL_WIDTH (2 * PANEL_SIDE)
#define PANEL_HEIGHT 840
#define PANEL_NONE (-1)

enum panel_to { PANEL_BENCH, PANEL_PLATFORM };

struct panel_button {
    const char *group; /* title of the group that begins here; NULL: goes on */
    const char *label, *line;
    enum panel_to to;
    int x, y, width, height; /* px */
};

struct panel {
    int pressed;              /* index of the button, or PANEL_NONE */
    bool failed;              /* the last answer is a complaint */
    char answer[256];         /* what the last line was answered with */
    cairo_surface_t *receipt; /* NULL: nothing was printed yet */
    struct timespec receipt_time;
};

/* Lays the buttons out; nothing is pressed. */
void panel_init(struct panel *panel);

/* The button at a place in px, or PANEL_NONE. */
int panel_find(int x, int y);

/* The button by its index. Static memory. */
const struct panel_button *panel_button(int index);

/* Reads FOLDER/receipt.png again if it has changed. True when the picture must be painted anew. */
bool panel_look(struct panel *panel, const char *folder);

/* Paints all of it, PANEL_WIDTH x PANEL_HEIGHT px. */
void panel_paint(const struct panel *panel, cairo_t *cairo);

/* NULL is accepted. */
void panel_finish(struct panel *panel);

#endif
