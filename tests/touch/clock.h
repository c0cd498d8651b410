/* The clock of the touch fuzzer: time is simulated, so that minutes of a held finger cost nothing and
 * a run is the same again. clock.c replaces clock_gettime() of the whole program for the monotonic
 * clocks; the glass, its toolkits and the core see one time. One thread. */
#ifndef BANSHI_TESTS_TOUCH_CLOCK_H
#define BANSHI_TESTS_TOUCH_CLOCK_H

#include <stdint.h>

/* Sets the simulated time; it never goes back within a round. */
void clock_set_ms(uint64_t now_ms);
uint64_t clock_ms(void);

/* The machine's own clock, for measuring this program. */
double clock_real_s(void);

#endif
