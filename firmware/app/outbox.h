/* The outbox's pump, in the store process: hands due items to the relay, takes what became of them,
 * and decides when to try again. The relay is the one process that the network can reach, so its
 * word is not enough: a receipt is verified here once more before an item counts as delivered. */
#ifndef BANSHI_APP_OUTBOX_H
#define BANSHI_APP_OUTBOX_H

#include "firmware/app/outbox_message.h"
#include "firmware/services/relay/relay_backoff.h"
#include "firmware/services/store/store.h"

struct outbox_flight {
    int64_t seq;   /* 0: free */
    uint32_t kind; /* enum store_item_kind */
    char id[CASE_ID_BYTES];
    uint8_t digest[TRUST_DIGEST_BYTES]; /* of the body */
};

struct outbox {
    struct store *store;
    const struct trust_key *receipt_key; /* the platform's */
    struct relay_backoff backoff;
    bool is_cut;            /* the last attempt was heard by nobody */
    uint64_t not_before_ms; /* the latest moment that a Retry-After named */
    struct outbox_flight flights[STORE_IN_FLIGHT_MAX];
    struct store_item item; /* sealed, so not personal */
};

/* The store and the key stay the caller's. */
void outbox_init(struct outbox *outbox, struct store *store, const struct trust_key *receipt_key);

/* Hands out what is due to the relay at `relay` (-1: there is none). Any error but ERR_IO is dealt
 * with; ERR_IO: the store is broken. */
MUST_USE err_t outbox_pump(struct outbox *outbox, int relay);

/* When to pump again, on the monotonic clock; 0: not before something changes. */
uint64_t outbox_due_ms(struct outbox *outbox);

/* Takes a RESULT. `out_case_id` (CASE_ID_BYTES) is the case that is now at the platform, else
 * empty. ERR_IO: the store is broken. */
MUST_USE err_t outbox_result(struct outbox *outbox, const struct outbox_message *message,
                             char *out_case_id);

/* The platform answers again after `away_ms`: what waited because nobody answered need not sit out
 * its backoff. After a long outage it is spread, so that kiosks do not all come back at once. */
MUST_USE err_t outbox_reached(struct outbox *outbox, uint64_t away_ms);

/* The relay is gone: what it was sending may or may not have arrived, and is tried again. */
MUST_USE err_t outbox_lost(struct outbox *outbox);

#endif
