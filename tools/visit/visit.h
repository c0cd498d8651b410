/* Plays a script (script.h) at a running kiosk: looks at what it shows, presses, lays the card
 * down, and says in plain words where it got stuck. */
#ifndef BANSHI_TOOLS_VISIT_VISIT_H
#define BANSHI_TOOLS_VISIT_VISIT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "tools/visit/pointer.h"
#include "tools/visit/screen.h"
#include "tools/visit/script.h"

struct visit {
    const char *record;   /* the kiosk's --record folder */
    const char *bench;    /* socket of the virtual devices, or NULL */
    const char *platform; /* control socket of the platform, or NULL */
    const char *title;    /* of the kiosk's window */
    pid_t above;          /* whose descendants `kill` may end; 0: none */
    FILE *log;

    struct pointer *pointer;
    struct screen screen;
    long heard; /* how far in said.txt the visit has listened */
    uint64_t started_ms;
    uint64_t serial_since_ms; /* when the shown serial was first seen */
    const struct script *script;
    size_t step; /* index of the step that is done now */
};

/* Does all steps in order. False at the first that fails; the reason is in the log. */
bool visit_play(struct visit *visit, const struct script *script);

#endif
