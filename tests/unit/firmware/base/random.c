/* Random numbers: the published sequence, and fair enough for simulation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "firmware/base/random.h"

/* The first numbers of SplitMix64 from seed 1234567, as printed in other implementations. */
static void sequence_is_splitmix64(void **state)
{
    static const uint64_t EXPECTED[] = {6457827717110365317u, 3203168211198807973u,
                                        9817491932198370423u, 4593380528125082431u,
                                        16408922859458223821u};
    struct random random;
    size_t i;

    (void)state;
    random_init(&random, 1234567);
    for (i = 0; i < sizeof EXPECTED / sizeof EXPECTED[0]; i++)
        assert_true(random_next(&random) == EXPECTED[i]);
}

static void below_stays_below_and_reaches_all(void **state)
{
    struct random random;
    unsigned seen = 0;
    int i;

    (void)state;
    random_init(&random, 1);
    for (i = 0; i < 1000; i++) {
        uint64_t number = random_below(&random, 7);

        assert_true(number < 7);
        seen |= 1u << number;
    }
    assert_int_equal(seen, 0x7F);
    assert_true(random_below(&random, 0) == 0);
    assert_true(random_below(&random, 1) == 0);
}

static void chance_is_about_right(void **state)
{
    struct random random;
    int i, hits = 0;

    (void)state;
    random_init(&random, 2);
    for (i = 0; i < 100000; i++) {
        hits += random_chance(&random, 250000);
        assert_false(random_chance(&random, 0));
        assert_true(random_chance(&random, 1000000));
    }
    assert_in_range(hits, 24000, 26000);
}

int main(void)
{
    const struct CMUnitTest random[] = {
        cmocka_unit_test(sequence_is_splitmix64),
        cmocka_unit_test(below_stays_below_and_reaches_all),
        cmocka_unit_test(chance_is_about_right),
    };

    return cmocka_run_group_tests(random, NULL, NULL);
}
