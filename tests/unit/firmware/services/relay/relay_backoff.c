/* Backoff: the bounds of every wait, and that waits are spread within them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "firmware/services/relay/relay_backoff.h"

#define DRAW_COUNT 2000

static uint64_t bound_ms(unsigned failure)
{
    return failure >= 9 ? 900000u : 2000u << failure;
}

static void draws_within_the_doubling_bound(void **state)
{
    uint64_t most[12] = {0}, least[12];
    struct relay_backoff backoff;

    (void)state;
    for (unsigned n = 0; n < 12; n++)
        least[n] = UINT64_MAX;
    for (unsigned seed = 0; seed < DRAW_COUNT; seed++) {
        relay_backoff_init(&backoff, seed);
        for (unsigned n = 0; n < 12; n++) {
            uint64_t ms = relay_backoff_after_failure(&backoff, 0);

            assert_true(ms <= bound_ms(n));
            most[n] = ms > most[n] ? ms : most[n];
            least[n] = ms < least[n] ? ms : least[n];
        }
    }
    /* Full jitter: the whole range is used, near its floor and near its ceiling. */
    for (unsigned n = 0; n < 12; n++) {
        assert_true(most[n] > bound_ms(n) - bound_ms(n) / 50);
        assert_true(least[n] < bound_ms(n) / 50);
    }
}

static void starts_again_after_success(void **state)
{
    struct relay_backoff backoff;

    (void)state;
    for (unsigned seed = 0; seed < DRAW_COUNT; seed++) {
        relay_backoff_init(&backoff, seed);
        for (unsigned n = 0; n < 10; n++)
            relay_backoff_after_failure(&backoff, 0);
        relay_backoff_after_success(&backoff);
        assert_true(relay_backoff_after_failure(&backoff, 0) <= 2000);
    }
}

static void honours_retry_after(void **state)
{
    struct relay_backoff backoff;

    (void)state;
    for (unsigned seed = 0; seed < DRAW_COUNT; seed++) {
        uint64_t ms;

        relay_backoff_init(&backoff, seed);
        ms = relay_backoff_after_failure(&backoff, 120);
        assert_true(ms >= 120000 && ms <= 122000);
        relay_backoff_init(&backoff, seed);
        ms = relay_backoff_after_failure(&backoff, UINT32_MAX);
        assert_true(ms >= 86400000 && ms <= 86402000); /* a day is the most anyone may ask */
    }
}

static void spreads_the_return_after_a_long_outage(void **state)
{
    uint64_t most = 0, least = UINT64_MAX;
    struct relay_backoff backoff;

    (void)state;
    for (unsigned seed = 0; seed < DRAW_COUNT; seed++) {
        uint64_t ms;

        relay_backoff_init(&backoff, seed);
        assert_int_equal(relay_backoff_after_outage(&backoff, 0), 0);
        assert_int_equal(relay_backoff_after_outage(&backoff, 600000), 0);
        ms = relay_backoff_after_outage(&backoff, 600001);
        assert_true(ms <= 600000);
        most = ms > most ? ms : most;
        least = ms < least ? ms : least;
    }
    assert_true(most > 590000 && least < 10000);
}

static void stays_at_the_cap_for_ever(void **state)
{
    struct relay_backoff backoff;

    (void)state;
    relay_backoff_init(&backoff, 1);
    backoff.failure_count = UINT32_MAX;
    assert_true(relay_backoff_after_failure(&backoff, 0) <= 900000);
    assert_int_equal(backoff.failure_count, UINT32_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draws_within_the_doubling_bound),
        cmocka_unit_test(starts_again_after_success),
        cmocka_unit_test(honours_retry_after),
        cmocka_unit_test(spreads_the_return_after_a_long_outage),
        cmocka_unit_test(stays_at_the_cap_for_ever),
    };

    return cmocka_run_group_tests_name("relay_backoff", tests, NULL, NULL);
}
