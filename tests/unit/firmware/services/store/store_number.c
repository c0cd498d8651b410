/* Case numbers: form, check character, every single error and swap. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "firmware/services/store/store_number.h"

static void test_form(void **state)
{
    (void)state;
    char number[CASE_NUMBER_BYTES];
    /* 2026-11-22 15:59:59 UTC is still the 22nd in Shanghai; one second later it is the 23rd. */
    store_number_format("LF", 1795363199, 1, number);
    assert_memory_equal(number, "LF2611220001", 12);
    store_number_format("LF", 1795363200, 23456, number);
    assert_memory_equal(number, "LF2611233456", 12);
    store_number_format("AB", -5, 0, number);
    assert_memory_equal(number, "AB7001010000", 12);
    assert_int_equal(strlen(number), STORE_NUMBER_LENGTH);
}

/* ISO/IEC 7064's own property: with the check character in place the recursion ends in 1. */
static int end_of_recursion(const char *text)
{
    static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    int p = 36, last = 0;
    for (; *text != '\0'; text++) {
        last = (p + (int)(strchr(alphabet, *text) - alphabet)) % 36;
        p = (last == 0 ? 36 : last) * 2 % 37;
    }
    return last;
}

static void test_check(void **state)
{
    (void)state;
    static const char all[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    char number[CASE_NUMBER_BYTES];
    for (uint32_t serial = 0; serial < 300; serial++) {
        store_number_format("LF", 1795363199, serial * 37, number);
        assert_int_equal(end_of_recursion(number), 1);
        assert_true(store_number_is_valid(number));
        for (size_t i = 0; i < STORE_NUMBER_LENGTH; i++) {
            char kept = number[i];
            for (const char *other = all; *other != '\0'; other++) {
                number[i] = *other;
                assert_int_equal(store_number_is_valid(number), *other == kept);
            }
            number[i] = kept;
        }
    }
}

/* Of neighbours that differ, nearly all swaps are found. */
static void test_swaps(void **state)
{
    (void)state;
    char number[CASE_NUMBER_BYTES];
    uint32_t swaps = 0, missed = 0;
    for (uint32_t serial = 0; serial < 10000; serial++) {
        store_number_format("LF", 1795363199, serial, number);
        for (size_t i = 2; i + 2 < STORE_NUMBER_LENGTH; i++) {
            char a = number[i], b = number[i + 1];
            number[i] = b;
            number[i + 1] = a;
            swaps += a != b;
            missed += a != b && store_number_is_valid(number);
            number[i] = a;
            number[i + 1] = b;
        }
    }
    print_message("%u swaps, %u missed\n", swaps, missed);
    assert_true(missed * 50 < swaps);
}

static void test_refused(void **state)
{
    (void)state;
    assert_false(store_number_is_valid(""));
    assert_false(store_number_is_valid("LF261122000"));
    assert_false(store_number_is_valid("lf2611220001A"));
    assert_false(store_number_is_valid("LF26112200011AA"));
    assert_false(store_number_is_valid("LF2611220001?"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_form),
        cmocka_unit_test(test_check),
        cmocka_unit_test(test_swaps),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests_name("store_number", tests, NULL, NULL);
}
