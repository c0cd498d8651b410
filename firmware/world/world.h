/* The world around the kiosk: it gives the next event and performs effects. Two worlds exist, the
 * real one (firmware/app/kiosk) and the simulated one (tests/sim); both drive the same core. */
#ifndef BANSHI_WORLD_WORLD_H
#define BANSHI_WORLD_WORLD_H

#include "firmware/core/core.h"

struct world {
    /* Blocks until something happens or the monotonic clock reaches `deadline_ms` (0: no deadline),
     * then fills `out`. False: the world ends. */
    bool (*next)(struct world *world, uint64_t deadline_ms, struct event *out);

    /* Called with the state after a step and before its effects are performed, so that a state that
     * is restored later has never promised less than what the world has seen. */
    void (*keep)(struct world *world, const struct core *core);

    /* Performs one effect. Never blocks: what cannot be taken comes back as EVENT_BUSY. */
    void (*perform)(struct world *world, const struct effect *effect);
};

/* Drives `core` until the world ends. `effects` is the caller's, so that the loop needs no large
 * stack; it may hold personal data and is wiped at the end. */
void world_run(struct world *world, struct core *core, struct effects *effects);

#endif
