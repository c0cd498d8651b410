/* What store and relay say to each other: one fixed struct, always sent whole. The store owns every
 * fact; the relay is a pair of hands that may be cut off at any moment. */
#ifndef BANSHI_APP_OUTBOX_MESSAGE_H
#define BANSHI_APP_OUTBOX_MESSAGE_H

#include <stdint.h>

#include "firmware/base/err.h"

enum outbox_kind {
    OUTBOX_NONE,
    OUTBOX_ITEM,      /* store to relay: send this; the body in a sealed memory file */
    OUTBOX_RESULT,    /* relay to store: what became of it */
    OUTBOX_REACHED,   /* relay to store: the platform answers again, after `away_ms` */
    OUTBOX_HELD,      /* store to relay: the catalogue held, by version and etag; 0 and "": none */
    OUTBOX_CATALOGUE, /* relay to store: a newer one, verified; the bytes in a sealed memory file */
    OUTBOX_ASSIGNMENTS_HELD, /* store to relay: the highest seq held, in `seq`; 0: none */
    OUTBOX_ASSIGNMENTS_WISH, /* store to relay: somebody looks for his; ask the platform now */
    OUTBOX_ASSIGNMENTS /* relay to store: newer ones, unverified, as struct relay_assignments with
                        * so many items as came, in a sealed memory file */
};

struct outbox_message {
    uint32_t kind;          /* enum outbox_kind */
    uint32_t item_kind;     /* enum store_item_kind */
    int64_t seq;            /* of the item; ASSIGNMENTS_HELD: of the assignments */
    err_t err;              /* RESULT: 0 with a receipt */
    uint32_t retry_after_s; /* RESULT */
    uint32_t http_status;   /* RESULT; 0: nobody answered */
    uint32_t version;       /* HELD, CATALOGUE */
    uint32_t receipt_bytes; /* RESULT: of `receipt` */
    uint64_t away_ms;       /* REACHED: how long it was not reached */
    char key[64];           /* ITEM: the idempotency key */
    char id[40];            /* ITEM: of the object */
    char case_id[40];       /* ITEM: of its case; empty: none */
    char etag[80];          /* HELD, CATALOGUE */
    char receipt[2048];     /* RESULT: as it came */
};

#endif
