/* Jack: whether headphones are plugged in, from the kernel's input device that has the switch
 * SW_HEADPHONE_INSERT (linux/input-event-codes.h). No node, no answer, a node that has gone: not
 * plugged, because private words follow this answer. */
#ifndef BANSHI_VOICE_JACK_H
#define BANSHI_VOICE_JACK_H

#include <stdbool.h>

struct jack {
    const char *path; /* NULL: this machine has none */
    int fd;           /* to wait on; -1: not open */
    bool is_plugged;
};

/* Opens `path` (kept, the caller's; NULL: none) and asks for the state. */
void jack_open(struct jack *jack, const char *path);

/* Tries again when the node is not open. */
void jack_reopen(struct jack *jack);

/* Takes what the node has to tell. */
void jack_read(struct jack *jack);

/* Closes; -1 is allowed. */
void jack_close(struct jack *jack);

#endif
