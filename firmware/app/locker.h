/* The guard of the pick-up locker at work, in a process of its own that alone holds the bus. The
 * kiosk may ask for a door; whether it opens follows from what the platform signed, what the ID
 * reader itself attested, what the ledger gave out once, and what the sensors say:
 * firmware/services/pickup/guard.h decides. There is one pulse in it, fire_door(), and this process
 * never repeats one. */
#ifndef BANSHI_APP_LOCKER_H
#define BANSHI_APP_LOCKER_H

#include "drivers/locker/locker.h"
#include "firmware/app/board.h"
#include "firmware/services/trust/trust.h"

/* Until the supervisor behind `fd` (CONTROL_FD but in tests) ends it. `key` is the platform's, for
 * assignments; all stays the caller's. */
void locker_run(const struct board *board, const struct locker_driver *driver,
                const struct trust_key *key, int fd);

#endif
