/* What the kiosk shows, as it says itself: the draw list that it keeps as current.json beside its
 * recorded pictures (ui/draw_list_json.c). The holder owns a screen until screen_finish(). */
#ifndef BANSHI_TOOLS_VISIT_SCREEN_H
#define BANSHI_TOOLS_VISIT_SCREEN_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "tools/visit/pointer.h"

struct screen {
    char name[32]; /* "home", "identify", ...; empty: nothing is known yet */
    uint32_t serial;
    int panel_width, panel_height; /* px */
    json_t *list;
};

enum screen_target { SCREEN_TARGET_ABSENT, SCREEN_TARGET_DISABLED, SCREEN_TARGET_FOUND };

/* Reads DIR/current.json. False, and `out` empty, when there is none or it is damaged. */
bool screen_read(const char *dir, struct screen *out);

/* Which target is meant. */
struct screen_wanted {
    const char *action; /* "primary", or the target's role: "page_next" */
    int32_t number;     /* the action's argument; negative: any */
    const char *label;  /* words that its label holds; empty: any */
};

/* Looks for the first target that is meant. When it is found and enabled, `out` is its middle. */
enum screen_target screen_find(const struct screen *screen, const struct screen_wanted *wanted,
                               struct pointer_place *out);

/* Where the first target that is meant lies, in pixels of the panel. False: there is none. */
struct screen_box {
    int x, y, width, height;
};
bool screen_find_box(const struct screen *screen, const struct screen_wanted *wanted,
                     struct screen_box *out);

/* Writes the enabled actions of the screen, for a complaint: "back primary rate 1 ...". */
void screen_list_actions(const struct screen *screen, char *out, size_t out_bytes);

/* Whether these words stand on the glass; words that were cut into lines count as whole. */
bool screen_says(const struct screen *screen, const char *words);

/* NULL and empty screens are accepted. */
void screen_finish(struct screen *screen);

#endif
