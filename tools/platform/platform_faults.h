/* Faults: what a bad network and a bad gateway do to a request, drawn from a seed. Shared by the
 * server's threads, which is why it holds a lock. Owned by main(). */
#ifndef BANSHI_PLATFORM_FAULTS_H
#define BANSHI_PLATFORM_FAULTS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "firmware/base/err.h"
#include "firmware/base/random.h"

struct platform_faults {
    pthread_mutex_t lock;
    struct random random;
    bool away, dup;
    uint32_t lose_reply, reset, lie_200; /* chances in a million */
    uint32_t slow_ms;
};

/* What happens to one request. At most one of away, reset and lie_200 counts, in this order. */
struct platform_fate {
    bool away;       /* the line is cut: no answer, nothing taken */
    bool reset;      /* the connection breaks before the request is looked at */
    bool lie_200;    /* something in between answers 200 with a page of its own */
    bool dup;        /* the network delivers the request twice */
    bool lose_reply; /* taken and stored, but the answer is lost */
    uint32_t slow_ms;
};

void platform_faults_init(struct platform_faults *faults, uint64_t seed);
void platform_faults_finish(struct platform_faults *faults);

/* Sets one fault by its name: "away" and "dup" with "on" or "off", "slow" with milliseconds (at
 * most 60000), "lose-reply", "reset" and "lie-200" with a chance from 0 to 1. ERR_INVALID
 * otherwise. */
MUST_USE err_t platform_faults_set(struct platform_faults *faults, const char *name,
                                   const char *value);

/* All faults off. */
void platform_faults_clear(struct platform_faults *faults);

bool platform_faults_is_away(struct platform_faults *faults);

/* Draws the fate of the next request. */
struct platform_fate platform_faults_draw(struct platform_faults *faults);

#endif
