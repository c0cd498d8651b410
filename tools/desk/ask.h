/* A question to a control socket that does not keep the window waiting: one line there, one line
 * back, looked after between two events. Plain data; one question at a time. */
#ifndef BANSHI_TOOLS_DESK_ASK_H
#define BANSHI_TOOLS_DESK_ASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ask_state {
    ASK_IDLE,    /* nothing was asked */
    ASK_WAITING, /* no answer yet */
    ASK_DONE,    /* `answer` is what came back */
    ASK_FAILED   /* nobody listens or answers, or it was refused: `answer` says why */
};

struct ask {
    int fd; /* of the question that waits */
    enum ask_state state;
    uint64_t until_ms;
    size_t used;
    char answer[256]; /* NUL at the end, without its newline */
};

/* Nothing is asked. */
void ask_init(struct ask *ask);

/* Sends `line` to the stream socket at `path`; a question that still waits is given up. */
void ask_begin(struct ask *ask, const char *path, const char *line);

/* Takes what has come. True when that ended the question. */
bool ask_look(struct ask *ask);

/* Gives up what waits; NULL is accepted. */
void ask_finish(struct ask *ask);

#endif
