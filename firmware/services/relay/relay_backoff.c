#include "firmware/services/relay/relay_backoff.h"

void relay_backoff_init(struct relay_backoff *backoff, uint64_t seed)
{
    random_init(&backoff->random, seed);
    backoff->failure_count = 0;
}

/* The cap is reached after nine doublings; stopping there keeps the shift in range for ever. */
static uint64_t ceiling_ms(uint32_t failure_count)
{
    uint64_t ms = RELAY_BACKOFF_BASE_MS;

    for (uint32_t i = 0; i < failure_count && ms < RELAY_BACKOFF_CAP_MS; i++)
        ms *= 2;
    return ms < RELAY_BACKOFF_CAP_MS ? ms : RELAY_BACKOFF_CAP_MS;
}

uint64_t relay_backoff_after_failure(struct relay_backoff *backoff, uint32_t retry_after_s)
{
    uint64_t least_ms = (uint64_t)retry_after_s * 1000;
    uint64_t jitter_ms = random_below(&backoff->random, ceiling_ms(backoff->failure_count) + 1);

    if (backoff->failure_count < UINT32_MAX)
        backoff->failure_count++;
    if (least_ms > RELAY_BACKOFF_RETRY_AFTER_MS_MAX)
        least_ms = RELAY_BACKOFF_RETRY_AFTER_MS_MAX;
    return least_ms + jitter_ms;
}

void relay_backoff_after_success(struct relay_backoff *backoff)
{
    backoff->failure_count = 0;
}

uint64_t relay_backoff_after_outage(struct relay_backoff *backoff, uint64_t outage_ms)
{
    if (outage_ms <= RELAY_BACKOFF_OUTAGE_MS)
        return 0;
    return random_below(&backoff->random, RELAY_BACKOFF_SPREAD_MS + 1);
}
