/* What the tests of the locker's guard share: the guard as a process of its own, between a kiosk that
 * may say anything, a reader, and the real store. Only the board on the bus is made up. Everything
 * asserts that it worked. */
#ifndef BANSHI_TESTS_SUPPORT_GUARD_BENCH_H
#define BANSHI_TESTS_SUPPORT_GUARD_BENCH_H

#include <stdbool.h>
#include <sys/types.h>

#include "drivers/locker/locker.h"
#include "firmware/app/control.h"
#include "firmware/app/store_locker.h"
#include "firmware/core/event.h"
#include "tests/support/store_bench.h"

#define GUARD_BENCH_CODE "84K2" /* of what waits */
#define GUARD_BENCH_EPOCH 9     /* of the visit that wishes */
#define GUARD_BENCH_CELL 7

/* The made-up board: what the sensors say, and what a pulse does. Shared with the guard's process. */
struct guard_bus {
    struct locker_status status;
    uint32_t fired; /* pulses in all */
    uint8_t door;   /* of the last */
    err_t answer;   /* of the next pulse; ERR_OK: the door opens */
    bool dies;      /* the process ends in the middle of the pulse */
    bool silent;    /* no look is answered */
};

struct guard_bench {
    struct guard_bus *bus;
    struct store_bench store;
    struct store_locker keeper;
    struct control control; /* the store's process, as far as its guard sees it */
    struct trust_key *key;
    int supervisor, kiosk, reader;
    pid_t pid;
    uint64_t op;
};

extern struct guard_bench guard_bench; /* the one: a guard's board is a global of its process */

/* cmocka's set-up of a group; then of each case, and its tear-down. */
int guard_bench_start_group(void **state);
int guard_bench_start(void **state);
int guard_bench_finish(void **state);

/* Starts a guard, with fresh channels, where none lives. */
void guard_bench_live(void);

/* Serves the guard's questions until the kiosk hears of `kind`. */
struct event guard_bench_hear(enum event_kind kind);

/* Serves for a while, so that what the guard said last has arrived. */
void guard_bench_serve_for(uint64_t ms);

/* The platform gives cell GUARD_BENCH_CELL to that person, and the relay brings the word. */
void guard_bench_assign(char out_id[CASE_ID_BYTES], const char *number, bool code);

/* The reader read this person's card, in that visit. */
void guard_bench_read_card(const char *number, uint32_t epoch);

/* A durable intent to open for that assignment. */
uint64_t guard_bench_intend(const char *assignment);

/* The kiosk asks to open. */
void guard_bench_wish(uint64_t wish_op, uint64_t intent, const char *assignment, const char *code);

/* Asks with that intent and gives what the kiosk hears. */
struct event_locker_opened guard_bench_ask(uint64_t intent, const char *assignment,
                                           const char *code);

/* What the store holds of that intent. */
enum intent_state guard_bench_state_of(uint64_t intent);

/* Whether the guard reported it: an event of this kind is in the outbox. Takes out what lies before
 * it. */
bool guard_bench_is_reported(const char *kind);

/* Whether the store holds that assignment still. */
err_t guard_bench_held(const char *assignment);

#endif
