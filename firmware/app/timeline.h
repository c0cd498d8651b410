/* The timeline: a line for each event and effect, for the desk and for tests. Kinds, ids and
 * numbers, never a citizen's words: 123456 event CARD op=4294967301 err=NO_CARD 123457 effect SHOW
 * serial=7 view=identify */
#ifndef BANSHI_APP_TIMELINE_H
#define BANSHI_APP_TIMELINE_H

#include "firmware/core/event.h"

struct timeline {
    int file; /* -1: none is written */
};

/* Opens the file to append; NULL: none. A file that cannot be opened is named in the log. */
void timeline_open(struct timeline *timeline, const char *path);
void timeline_close(struct timeline *timeline);

void timeline_event(const struct timeline *timeline, const struct event *event);
void timeline_effect(const struct timeline *timeline, const struct effect *effect);

/* The op of an effect; 0 when it has none. */
uint64_t timeline_op(const struct effect *effect);

#endif
