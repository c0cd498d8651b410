/* Status and problem answers: codes of stated sizes, or nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "firmware/services/relay/relay_problem_parse.h"
#include "firmware/services/relay/relay_status_parse.h"

#define DOCUMENT "{\"kind\":\"k\",\"verification_code\":\"ABCD\",\"valid_until\":\"2027-02-20\"}"

static err_t parse(const char *text, struct relay_status *out)
{
    return relay_status_parse(text, strlen(text), out);
}

static void reads_a_status(void **state)
{
    struct relay_status status;

    (void)state;
    assert_int_equal(parse("{\"state\":\"DECIDED_YES\",\"state_version\":2,\"next_step\":\"print\","
                           "\"decided_by\":\"system\",\"documents\":[" DOCUMENT "," DOCUMENT "]}",
                           &status),
                     ERR_OK);
    assert_string_equal(status.state, "DECIDED_YES");
    assert_int_equal(status.state_version, 2);
    assert_string_equal(status.next_step, "print");
    assert_string_equal(status.decided_by, "system");
    assert_int_equal(status.document_count, 2);
    assert_string_equal(status.documents[1].valid_until, "2027-02-20");
    assert_int_equal(parse("{\"state\":\"SUBMITTED\",\"state_version\":1,\"next_step\":\"wait\","
                           "\"documents\":[]}",
                           &status),
                     ERR_OK);
    assert_string_equal(status.decided_by, "");
}

#define START "{\"next_step\":\"wait\",\"state\":\"DONE\",\"state_version\":1"

static void refuses_other_answers(void **state)
{
    static const char *const texts[] = {
        "",
        "<html>",
        "[]",
        START "}",
        START ",\"documents\":{}}",
        START ",\"documents\":[1]}",
        START ",\"documents\":[{\"kind\":\"k\",\"verification_code\":\"A\",\"valid_until\":"
              "\"20270220\"}]}",
        START ",\"documents\":[{\"kind\":\"k\",\"verification_code\":\"A\\n\",\"valid_until\":"
              "\"2027-02-20\"}]}",
        START ",\"decided_by\":7,\"documents\":[]}",
        "{\"next_step\":\"wait\",\"state\":\"MAYBE\",\"state_version\":1,\"documents\":[]}",
        "{\"next_step\":\"wait\",\"state\":\"DONE\",\"state_version\":-1,\"documents\":[]}",
        "{\"next_step\":\"wait\",\"state\":\"DONE\",\"state_version\":4294967296,\"documents\":[]}",
        "{\"next_step\":\"wait\",\"state\":\"DONE\",\"state_version\":1.5,\"documents\":[]}",
        "{\"state\":\"DONE\",\"state_version\":1,\"documents\":[]}",
    };
    struct relay_status status, zeros;

    (void)state;
    memset(&zeros, 0, sizeof(zeros));
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        assert_int_equal(parse(texts[i], &status), ERR_INVALID);
        assert_memory_equal(&status, &zeros, sizeof(zeros));
    }
    assert_int_equal(parse(START ",\"documents\":[1,2,3,4,5,6,7,8,9]}", &status), ERR_LIMIT);
}

static void reads_a_problem_as_one_line(void **state)
{
    static const char text[] = "{\"type\":\"https://x/problems/digest-conflict\","
                               "\"title\":\"first\\nsecond\\u001b[0m\"}";
    struct relay_problem problem;
    char large[RELAY_PROBLEM_BYTES_MAX + 1];

    (void)state;
    assert_int_equal(relay_problem_parse(text, sizeof(text) - 1, &problem), ERR_OK);
    assert_string_equal(problem.type, "digest-conflict");
    assert_string_equal(problem.title, "first second [0m");
    assert_int_equal(relay_problem_parse("{\"title\":\"x\"}", 13, &problem), ERR_INVALID);
    assert_string_equal(problem.title, "");
    assert_int_equal(relay_problem_parse("<html>", 6, &problem), ERR_INVALID);
    memset(large, ' ', sizeof(large));
    assert_int_equal(relay_problem_parse(large, sizeof(large), &problem), ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_status),
        cmocka_unit_test(refuses_other_answers),
        cmocka_unit_test(reads_a_problem_as_one_line),
    };

    return cmocka_run_group_tests_name("relay_status_parse", tests, NULL, NULL);
}
