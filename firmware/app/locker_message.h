/* What the locker's guard hears and says beside the kiosk's effects: to the store, which keeps
 * assignments and intents, and from the reader, which alone knows whose card lay on it. One fixed
 * struct, always sent whole; it may hold a number, so both ends wipe it. */
#ifndef BANSHI_APP_LOCKER_MESSAGE_H
#define BANSHI_APP_LOCKER_MESSAGE_H

#include <stdint.h>

#include "firmware/base/err.h"
#include "firmware/core/model.h"

enum locker_message_kind {
    LOCKER_NONE,
    LOCKER_ASK,        /* guard to store: `assignment`, for the opening `op` */
    LOCKER_ASSIGNMENT, /* store to guard: `err`, or its bytes in a sealed memory file */
    LOCKER_CLAIM,      /* guard to store: `intent`, for the opening `op` */
    LOCKER_CLAIMED,    /* store to guard: `err`, or the intent as it now stands */
    LOCKER_SETTLE,     /* guard to store: `intent` to `state` */
    LOCKER_REPORT,     /* guard to store: what happened at `cell`; not answered */
    LOCKER_ASK_LOST, /* guard to store: the first opening above `intent` whose fate is not known */
    LOCKER_LOST,     /* store to guard: that one, its assignment's bytes beside it if still here;
                        * ERR_NOT_FOUND: there is no more */
    LOCKER_IDENTITY  /* reader to guard: this card was read in `epoch` at `mono_ms` */
};

struct locker_message {
    uint32_t kind; /* enum locker_message_kind */
    err_t err;
    uint64_t op, intent;
    uint64_t saved_ms;       /* of the intent, on the monotonic clock */
    uint32_t boot, boot_now; /* of the store: when it was saved, now */
    uint32_t state;          /* enum intent_state */
    uint32_t intent_kind;    /* enum intent_kind */
    uint32_t event;          /* REPORT: enum store_locker_event_kind */
    uint32_t cell;           /* REPORT */
    uint32_t epoch;          /* IDENTITY: of the visit */
    uint32_t has_evidence;   /* REPORT: 0 or 1 */
    uint64_t mono_ms;        /* IDENTITY: of the reading */
    char assignment[40];
    char number[24]; /* IDENTITY: as in struct person */
    uint8_t evidence[DIGEST_BYTES];
};

#endif
