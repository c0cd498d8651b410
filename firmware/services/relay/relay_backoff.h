/* Backoff: how long the relay waits before it tries again. Pure arithmetic over numbers the caller
 * passes in, so the simulator runs the same code on a virtual clock. The worker that runs the relay
 * owns the struct; it holds no pointer and needs no finish. */
#ifndef BANSHI_SERVICES_RELAY_RELAY_BACKOFF_H
#define BANSHI_SERVICES_RELAY_RELAY_BACKOFF_H

#include <stdint.h>

#include "firmware/base/random.h"

#define RELAY_BACKOFF_BASE_MS 2000u
#define RELAY_BACKOFF_CAP_MS 900000u
#define RELAY_BACKOFF_OUTAGE_MS 600000u /* an outage longer than this counts as a long one */
#define RELAY_BACKOFF_SPREAD_MS 600000u /* over which kiosks return after a long outage */
#define RELAY_BACKOFF_RETRY_AFTER_MS_MAX 86400000u

struct relay_backoff {
    struct random random;
    uint32_t failure_count;
};

/* `seed` must differ between kiosks and boots (take it from trust_random()). */
void relay_backoff_init(struct relay_backoff *backoff, uint64_t seed);

/* An attempt failed for the (n + 1)th time in a row: the wait in ms before the next, drawn from
 * 0 to min(900 s, 2 s * 2^n) ("full jitter", AWS Architecture Blog, "Exponential Backoff And
 * Jitter"). A Retry-After of the platform (seconds, 0 when there was none) is the least wait, up to
 * a day; the draw is added to it, so that kiosks told the same second do not come back together. */
uint64_t relay_backoff_after_failure(struct relay_backoff *backoff, uint32_t retry_after_s);

/* An attempt succeeded: the next failure starts from the beginning. */
void relay_backoff_after_success(struct relay_backoff *backoff);

/* The link (or the kiosk) is back after `outage_ms`: the wait in ms before the first attempt. 0 for
 * a short outage, 0 to 600 s after a long one, so that ten thousand kiosks do not return together.
 */
uint64_t relay_backoff_after_outage(struct relay_backoff *backoff, uint64_t outage_ms);

#endif
