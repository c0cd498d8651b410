/* Civil time: compared with the C library's own calendar over four centuries and more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <time.h>

#include "firmware/base/civil.h"

static void dates_are_those_of_the_calendar(void **state)
{
    (void)state;
    assert_true(civil_is_date(1940, 2, 29));
    assert_true(civil_is_date(2000, 2, 29));
    assert_false(civil_is_date(1900, 2, 29));
    assert_false(civil_is_date(1941, 2, 29));
    assert_false(civil_is_date(2026, 4, 31));
    assert_false(civil_is_date(2026, 0, 1));
    assert_false(civil_is_date(2026, 13, 1));
    assert_false(civil_is_date(2026, 1, 0));
    assert_false(civil_is_date(0, 1, 1));
    assert_false(civil_is_date(10000, 1, 1));
    assert_true(civil_is_date(9999, 12, 31));
}

static void days_follow_each_other(void **state)
{
    int64_t expected = civil_days(1, 1, 1);
    int year, month, day;

    (void)state;
    assert_int_equal(expected, -719162);
    assert_int_equal(civil_days(1970, 1, 1), 0);
    for (year = 1; year <= 9999; year++) {
        for (month = 1; month <= 12; month++) {
            for (day = 1; civil_is_date(year, month, day); day++)
                assert_true(civil_days(year, month, day) == expected++);
        }
    }
}

static void shanghai_is_eight_hours_ahead(void **state)
{
    int64_t at;

    (void)state;
    for (at = -6000000000; at < 9000000000; at += 86399 * 37) {
        time_t shifted = (time_t)(at + CIVIL_SHANGHAI_OFFSET_S);
        struct civil got = civil_shanghai(at);
        struct tm expected;

        gmtime_r(&shifted, &expected);
        assert_int_equal(got.year, expected.tm_year + 1900);
        assert_int_equal(got.month, expected.tm_mon + 1);
        assert_int_equal(got.day, expected.tm_mday);
        assert_int_equal(got.hour, expected.tm_hour);
        assert_int_equal(got.minute, expected.tm_min);
        assert_int_equal(got.second, expected.tm_sec);
    }
}

static void moments_are_written_in_full(void **state)
{
    char out[CIVIL_TEXT_BYTES];

    (void)state;
    civil_format(0, out);
    assert_string_equal(out, "1970-01-01T08:00:00+08:00");
    civil_format(1795354805, out);
    assert_string_equal(out, "2026-11-22T21:40:05+08:00");
    civil_format(-1, out);
    assert_string_equal(out, "1970-01-01T07:59:59+08:00");
}

static void moments_are_read_back(void **state)
{
    static const char *const WRONG[] = {"",
                                        "2026-11-22",
                                        "2026-11-22T21:40:05",
                                        "2026-11-22T21:40:05+09:00",
                                        "2026-11-22T21:40:05+08:00x",
                                        "2026-11-22T21:40:05z",
                                        "2026-02-30T21:40:05Z",
                                        "2026-11-22T24:00:00Z",
                                        "2026-11-22T23:60:00Z",
                                        "2026-11-22T23:59:60Z",
                                        "2026-11-22 21:40:05Z",
                                        " 2026-11-22T21:40:05Z"};
    char text[CIVIL_TEXT_BYTES];
    int64_t at, back;
    size_t i;

    (void)state;
    for (at = -6000000000; at < 9000000000; at += 86399 * 37) {
        civil_format(at, text);
        assert_true(civil_parse(text, &back));
        assert_int_equal(back, at);
    }
    assert_true(civil_parse("2026-11-22T13:40:05Z", &back));
    assert_int_equal(back, 1795354805);
    for (i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        assert_false(civil_parse(WRONG[i], &back));
        assert_int_equal(back, 0);
    }
}

int main(void)
{
    const struct CMUnitTest civil[] = {
        cmocka_unit_test(dates_are_those_of_the_calendar),
        cmocka_unit_test(days_follow_each_other),
        cmocka_unit_test(shanghai_is_eight_hours_ahead),
        cmocka_unit_test(moments_are_written_in_full),
        cmocka_unit_test(moments_are_read_back),
    };

    return cmocka_run_group_tests(civil, NULL, NULL);
}
