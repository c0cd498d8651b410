/* Children: starting, joining and ending the processes of the house. The supervisor's part that
 * forks; when to do it is decided in supervisor_main.c. */
#ifndef BANSHI_APP_CHILDREN_H
#define BANSHI_APP_CHILDREN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "firmware/app/control.h"

#define CHILDREN_START_MS 20000 /* from the start to the first proof of life */
#define CHILDREN_DELAY_MS_MIN 50
#define CHILDREN_DELAY_MS_MAX 5000
#define CHILDREN_STEADY_MS 10000 /* who lived so long is restarted without delay */

struct child {
    pid_t pid;   /* 0: not running */
    int control; /* our end; -1: not running */
    bool proven; /* sent a proof of life since its start */
    uint64_t started_ms;
    uint64_t deadline_ms; /* of the next proof of life, while running */
    uint64_t restart_ms;  /* while not running */
    uint32_t delay_ms;    /* before the next restart */
};

struct children {
    char **arguments; /* of the supervisor, handed on */
    int argument_count;
    const char *folder;         /* of the executables */
    int memory;                 /* the kiosk's memory file */
    bool absent[PROCESS_COUNT]; /* what this board does not have is never started */
    struct child child[PROCESS_COUNT];
};

/* Starts one and joins it to every running peer by fresh channels. A failed start counts as a
 * death.
 */
void children_start(struct children *children, enum process process);

/* One has ended: its control socket is closed, and the time of its restart is set. */
void children_ended(struct children *children, enum process process);

/* Which process has this pid; PROCESS_COUNT: none. */
enum process children_find(const struct children *children, pid_t pid);

/* Asks all to end, waits up to `limit_ms`, kills the rest and reaps all. */
void children_end_all(struct children *children, uint32_t limit_ms);

#endif
