/* The progress of a case: states, names and moments of stated sizes, or nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "firmware/base/text.h"
#include "firmware/services/relay/relay_progress_parse.h"

#define STAGE                                                                                      \
    "{\"department\":\"市公安局\",\"state\":\"REVIEW\",\"at\":\"2026-11-22T21:40:05+08:00\"}"

static err_t parse(const char *text, struct case_progress *out)
{
    return relay_progress_parse(text, strlen(text), out);
}

static void reads_the_progress_of_a_bundle(void **state)
{
    struct case_progress progress;

    (void)state;
    assert_int_equal(parse("{\"state\":\"ACCEPTED\",\"service\":\"新生儿出生一件事\",\"extra\":1,"
                           "\"stages\":[" STAGE ","
                           "{\"department\":\"City Medical Insurance Centre\","
                           "\"state\":\"SUBMITTED\"}]}",
                           &progress),
                     ERR_OK);
    assert_int_equal(progress.state, CASE_ACCEPTED);
    assert_string_equal(progress.service, "新生儿出生一件事");
    assert_string_equal(progress.code, "");
    assert_int_equal(progress.stage_count, 2);
    assert_string_equal(progress.stages[0].department, "市公安局");
    assert_int_equal(progress.stages[0].state, CASE_REVIEW);
    assert_int_equal(progress.stages[0].at_wall_s, 1795354805);
    assert_int_equal(progress.stages[1].state, CASE_SUBMITTED);
    assert_int_equal(progress.stages[1].at_wall_s, 0);
}

static void reads_the_code_of_a_result(void **state)
{
    struct case_progress progress;

    (void)state;
    assert_int_equal(parse("{\"state\":\"DECIDED_YES\",\"service\":\"s\",\"stages\":[],"
                           "\"code\":\"7K2M-9QXA-VTCB-4H8P\"}",
                           &progress),
                     ERR_OK);
    assert_string_equal(progress.code, "7K2M-9QXA-VTCB-4H8P");
}

static void cuts_a_long_name_at_a_character(void **state)
{
    char text[400] = "{\"state\":\"DONE\",\"stages\":[],\"service\":\"";
    struct case_progress progress;

    (void)state;
    for (int i = 0; i < 50; i++)
        strcat(text, "局");
    strcat(text, "\"}");
    assert_int_equal(parse(text, &progress), ERR_OK);
    assert_int_equal(strlen(progress.service), 93);
    assert_true(text_is_utf8(progress.service, strlen(progress.service)));
}

#define START "{\"state\":\"DONE\",\"service\":\"s\""

static void refuses_other_answers(void **state)
{
    static const char *const texts[] = {
        "",
        "<html>",
        "[]",
        START "}",
        START ",\"stages\":{}}",
        START ",\"stages\":[1]}",
        START ",\"stages\":[{\"department\":\"d\"}]}",
        START ",\"stages\":[{\"state\":\"DONE\"}]}",
        START ",\"stages\":[{\"department\":\"\",\"state\":\"DONE\"}]}",
        START ",\"stages\":[{\"department\":\"d\\u0007\",\"state\":\"DONE\"}]}",
        START ",\"stages\":[{\"department\":\"d\\u0000\",\"state\":\"DONE\"}]}",
        START ",\"stages\":[{\"department\":\"d\",\"state\":\"MAYBE\"}]}",
        START ",\"stages\":[{\"department\":\"d\",\"state\":\"DONE\",\"at\":\"soon\"}]}",
        START ",\"stages\":[{\"department\":\"d\",\"state\":\"DONE\",\"at\":7}]}",
        START ",\"stages\":[],\"code\":7}",
        START ",\"stages\":[],\"code\":\"A B\"}",
        START ",\"stages\":[],\"code\":\"0123456789012345678901234\"}",
        "{\"service\":\"s\",\"stages\":[]}",
        "{\"state\":\"DRAFT\",\"service\":\"s\",\"stages\":[]}",
        "{\"state\":\"NONE\",\"service\":\"s\",\"stages\":[]}",
        "{\"state\":\"DONE\",\"stages\":[]}",
        "{\"state\":\"DONE\",\"state\":\"DONE\",\"service\":\"s\",\"stages\":[]}",
    };
    struct case_progress progress;

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        assert_int_equal(parse(texts[i], &progress), ERR_INVALID);
        assert_int_equal(progress.stage_count, 0);
        assert_string_equal(progress.service, "");
    }
}

static void refuses_too_much(void **state)
{
    static char huge[RELAY_PROGRESS_BYTES_MAX + 1];
    struct case_progress progress;

    (void)state;
    assert_int_equal(parse(START ",\"stages\":[" STAGE "," STAGE "," STAGE "," STAGE "," STAGE
                                 "," STAGE "," STAGE "]}",
                           &progress),
                     ERR_LIMIT);
    assert_int_equal(progress.stage_count, 0);
    assert_int_equal(relay_progress_parse(huge, sizeof(huge), &progress), ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_progress_of_a_bundle),
        cmocka_unit_test(reads_the_code_of_a_result),
        cmocka_unit_test(cuts_a_long_name_at_a_character),
        cmocka_unit_test(refuses_other_answers),
        cmocka_unit_test(refuses_too_much),
    };

    return cmocka_run_group_tests_name("relay_progress_parse", tests, NULL, NULL);
}
