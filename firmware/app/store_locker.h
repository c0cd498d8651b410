/* The store's side of the locker: assignments come from the relay and are kept if the platform
 * signed them, the kiosk asks whose they are, the guard asks for their bytes and for intents. In
 * the store process; store and key stay the caller's. Every err_t but ERR_OK says that the store is
 * broken. */
#ifndef BANSHI_APP_STORE_LOCKER_H
#define BANSHI_APP_STORE_LOCKER_H

#include "firmware/app/control.h"
#include "firmware/core/event.h"
#include "firmware/services/store/store.h"

struct store_locker {
    struct store *store;
    const struct trust_key *key; /* the platform's, for assignments; NULL: none is believed */
    uint64_t seq;                /* the highest that was looked at in this run, kept or not */
};

void store_locker_init(struct store_locker *locker, struct store *store,
                       const struct trust_key *key);

/* Takes the relay's list; the file is closed. Those that are not signed are not kept. */
MUST_USE err_t store_locker_take(struct store_locker *locker, int file);

/* Tells the relay behind `relay` (-1: there is none) where to go on, or to ask at once. */
void store_locker_tell(const struct store_locker *locker, int relay, bool ask_now);

/* Answers EFFECT_LOCKER_FIND, in the first language: the effect names none. */
MUST_USE err_t store_locker_find(struct store_locker *locker, const struct effect_locker_find *wish,
                                 struct event *out_event);

/* The guard is new: what its predecessor had claimed is unknown now. */
MUST_USE err_t store_locker_met(struct store_locker *locker);

/* Takes what the guard says and answers it; a guard that breaks the rules loses its channel. */
MUST_USE err_t store_locker_serve(struct store_locker *locker, struct control *control);

#endif
