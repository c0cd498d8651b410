/* Errors: every line of err.def has its name, its text, and says what it did to the world. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "firmware/base/err.h"

static void every_error_is_described(void **state)
{
    err_t err, other;

    (void)state;
    for (err = 0; err < ERR_COUNT; err++) {
        assert_true(strlen(err_name(err)) > 0);
        assert_true(strlen(err_text(err)) > 0);
        for (other = 0; other < err; other++)
            assert_string_not_equal(err_name(err), err_name(other));
    }
}

static void what_err_def_says_is_told(void **state)
{
    (void)state;
    assert_int_equal(ERR_OK, 0);
    assert_string_equal(err_name(ERR_PAPER_OUT), "PAPER_OUT");
    assert_string_equal(err_text(ERR_PAPER_OUT), "no paper");
    assert_int_equal(err_world(ERR_PAPER_OUT), ERR_WORLD_NOTHING);
    assert_int_equal(err_who(ERR_PAPER_OUT), ERR_WHO_TECHNICIAN);
    assert_int_equal(err_world(ERR_PRINT_UNKNOWN), ERR_WORLD_UNKNOWN);
    assert_int_equal(err_who(ERR_NO_CARD), ERR_WHO_CITIZEN);
    assert_int_equal(err_world(ERR_OK), ERR_WORLD_DONE);
}

static void a_number_that_is_no_error_is_unknown(void **state)
{
    (void)state;
    assert_string_equal(err_name(ERR_COUNT), "?");
    assert_string_equal(err_name(UINT32_MAX), "?");
    assert_int_equal(err_world(ERR_COUNT), ERR_WORLD_UNKNOWN);
    assert_int_equal(err_world(UINT32_MAX), ERR_WORLD_UNKNOWN);
    assert_non_null(err_text(UINT32_MAX));
    (void)err_who(UINT32_MAX);
}

int main(void)
{
    const struct CMUnitTest err[] = {
        cmocka_unit_test(every_error_is_described),
        cmocka_unit_test(what_err_def_says_is_told),
        cmocka_unit_test(a_number_that_is_no_error_is_unknown),
    };

    return cmocka_run_group_tests(err, NULL, NULL);
}
