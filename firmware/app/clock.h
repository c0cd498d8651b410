/* The clocks of a real machine, for every process of the app. No memory. */
#ifndef BANSHI_APP_CLOCK_H
#define BANSHI_APP_CLOCK_H

#include <stdint.h>

#include "firmware/core/event.h"

/* Milliseconds since boot, the time asleep left out; never 0, never going back. */
uint64_t clock_mono_ms(void);

/* UTC seconds of the wall clock, which may jump. */
int64_t clock_wall_s(void);

/* Now, on both clocks. The trust is CLOCK_TRUSTED while the kernel says that something (NTP, PTP)
 * disciplines its clock, CLOCK_LOCAL when nothing does, and CLOCK_UNKNOWN when the time lies before
 * this firmware was written: a machine without a battery that has asked nobody yet. */
struct moment clock_moment(void);

/* Milliseconds of the monotonic clock at which the wall clock begins its next minute. */
uint64_t clock_next_minute_ms(void);

/* How long this process has lived, in milliseconds with the kernel's resolution of 10 ms: from its
 * fork, so the time it took to load counts. 0 when /proc does not tell. */
uint64_t clock_process_age_ms(void);

/* For poll(): milliseconds from now until `until_ms`, at most `most_ms`; 0 when it is past. An
 * `until_ms` of 0 means never and gives `most_ms`. */
int clock_wait_ms(uint64_t until_ms, int most_ms);

#endif
