/* The guard's decision: may this door be opened now? Pure: everything it goes by is in the facts,
 * which the locker's process gathered from four sides that do not trust each other: the platform's
 * signature, the ID reader, the durable ledger, the sensors. What the kiosk says counts for nothing
 * but the wish. Source: the project's threat model, section 4.2. */
#ifndef BANSHI_SERVICES_PICKUP_GUARD_H
#define BANSHI_SERVICES_PICKUP_GUARD_H

#include <stdbool.h>
#include <stdint.h>

#include "firmware/base/err.h"
#include "firmware/core/event.h"
#include "firmware/services/pickup/assignment.h"

#define GUARD_IDENTITY_MS_MAX 180000 /* how long a card that was read speaks for its owner */
#define GUARD_INTENT_MS_MAX 10000    /* the life of an intent, from SAVED */
#define GUARD_TRIES_MAX 5            /* wrong codes ... */
#define GUARD_TRIES_MS 600000        /* ... in this time; then nobody's code counts */

/* What the item sensor of a cell says. */
enum guard_item { GUARD_ITEM_UNKNOWN, GUARD_ITEM_EMPTY, GUARD_ITEM_OCCUPIED };

/* What the reader attested last. Personal: the owner wipes it. */
struct guard_identity {
    uint32_t epoch;   /* of the visit; 0: nobody was identified */
    uint64_t mono_ms; /* of the reading */
    char number[19];  /* GB 11643 */
};

/* The intent as the ledger gave it out. */
struct guard_intent {
    uint32_t kind;           /* enum intent_kind */
    uint32_t state;          /* enum intent_state: CLAIMED, by this very claim */
    uint32_t boot, boot_now; /* of the store, when it was saved and when it was claimed */
    uint64_t saved_ms;
    char assignment[CASE_ID_BYTES];
};

/* Wrong codes: when each of the last GUARD_TRIES_MAX was given; 0: not yet. */
struct guard_tries {
    uint64_t wrong_ms[GUARD_TRIES_MAX];
};

struct guard_facts {
    struct moment now;
    bool is_locked_out; /* a door moved that nobody had asked for */
    const char *kiosk_id;
    uint8_t door_count;
    /* The wish of the kiosk. */
    uint32_t epoch;
    const char *wished; /* the assignment's id */
    const char *code;   /* empty: none was given */
    /* The platform's word. */
    err_t assignment_err; /* what assignment_open() said */
    struct assignment assignment;
    struct guard_identity identity;
    struct guard_tries tries;
    struct guard_intent intent;
    /* The world. */
    uint32_t door; /* enum door_state, before */
    uint32_t item; /* enum guard_item, before */
};

/* Why not, in the order in which it is asked. */
enum guard_reason {
#define GUARD(name, err, text) GUARD_##name,
#include "firmware/services/pickup/guard.def"
#undef GUARD
    GUARD_REASON_COUNT
};

/* "CODE_WRONG". Static memory. */
const char *guard_reason_name(enum guard_reason reason);

/* Everything but the intent and the world: whether it is worth claiming. GUARD_OPEN or the first
 * reason against it. */
enum guard_reason guard_permit(const struct guard_facts *facts);

/* All of it. ERR_OK: fire. Else nothing may move, err_world() is NOTHING, and `out_reason` says
 * which fact was against it. */
MUST_USE err_t guard_decide(const struct guard_facts *facts, enum guard_reason *out_reason);

/* What an answer to the kiosk says for that reason; world NOTHING but for GUARD_OPEN. */
err_t guard_err(enum guard_reason reason);

/* Notes a wrong code given at `now_ms`. */
void guard_note_wrong(struct guard_tries *tries, uint64_t now_ms);

#endif
