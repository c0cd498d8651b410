/* A finger for the scripted visit: real pointer events of the X server (XTest), so that they take
 * the same way as a touch of the glass: window system, SDL, targets, core. */
#ifndef BANSHI_TOOLS_VISIT_POINTER_H
#define BANSHI_TOOLS_VISIT_POINTER_H

#include <stdbool.h>

struct pointer;

/* A place on the panel in its own pixels, and the size of the panel. */
struct pointer_place {
    int x, y;
    int panel_width, panel_height;
};

/* Connects to $DISPLAY. NULL when there is none or it has no XTest. */
struct pointer *pointer_open(void);

/* Presses and lets go at a place of the kiosk's window: the visible window whose title begins with
 * `title`, or the largest visible one when none does. A window of another size than the panel is
 * taken as a scaled picture of it. False when there is no window yet. Takes about 80 ms. */
bool pointer_tap(struct pointer *pointer, const char *title, struct pointer_place place);

/* Draws a stroke through places of the kiosk's window, pressed from the first to the last. False as
 * pointer_tap(). Takes about 10 ms a place. */
bool pointer_stroke(struct pointer *pointer, const char *title, const struct pointer_place *places,
                    int count);

/* Presses and lets go a key, by its name in X11. False when this keyboard has none of that name. */
bool pointer_key(struct pointer *pointer, const char *title, const char *key);

/* NULL is accepted. */
void pointer_close(struct pointer *pointer);

#endif
