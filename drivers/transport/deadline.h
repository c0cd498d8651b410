/* Deadlines of drivers: a limit in milliseconds turned into a point of the monotonic clock, so that
 * an act made of many transfers keeps one limit. Runs in device workers; no memory. */
#ifndef BANSHI_DRIVERS_TRANSPORT_DEADLINE_H
#define BANSHI_DRIVERS_TRANSPORT_DEADLINE_H

#include <stdint.h>

/* The moment `limit_ms` from now, in milliseconds of the monotonic clock. */
uint64_t deadline_after(uint32_t limit_ms);

/* Milliseconds until `deadline`; 0 when it is past. */
uint32_t deadline_left(uint64_t deadline);

/* The same, but never more than `most_ms`. */
uint32_t deadline_left_most(uint64_t deadline, uint32_t most_ms);

#endif
