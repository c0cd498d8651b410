/* Lists of assignments from the wire: taken as they are signed, none looked into. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "firmware/services/relay/relay_assignments_parse.h"

static struct relay_assignments list;

/* So many of that text length, or the list as it is. */
static json_t *make(size_t count, size_t length)
{
    json_t *array = json_array();
    uint8_t signature[TRUST_SIGNATURE_BYTES];
    char sig[89], *text = malloc(length + 1);

    memset(text, 'x', length);
    text[length] = '\0';
    for (size_t i = 0; i < count; i++) {
        memset(signature, (int)i, sizeof(signature));
        trust_base64(signature, sizeof(signature), sig);
        json_array_append_new(array, json_pack("{s:s,s:s}", "assignment", text, "sig", sig));
    }
    free(text);
    return array;
}

static err_t parse(json_t *array)
{
    static const struct relay_assignments zero;
    char *text = json_dumps(array, JSON_COMPACT);
    err_t err = relay_assignments_parse(text, strlen(text), &list);

    if (err != ERR_OK)
        assert_memory_equal(&list, &zero, sizeof(zero));
    free(text);
    json_decref(array);
    return err;
}

static void takes_each_as_it_is(void **state)
{
    (void)state;
    assert_int_equal(parse(json_array()), ERR_OK);
    assert_int_equal(list.count, 0);
    assert_int_equal(parse(make(3, 5)), ERR_OK);
    assert_int_equal(list.count, 3);
    assert_int_equal(list.items[2].text_bytes, 5);
    assert_memory_equal(list.items[2].text, "xxxxx", 5);
    assert_int_equal(list.items[2].signature[63], 2);
}

static void keeps_its_limits(void **state)
{
    json_t *bad;

    (void)state;
    assert_int_equal(parse(make(RELAY_ASSIGNMENTS_MAX, 700)), ERR_OK);
    assert_int_equal(parse(make(RELAY_ASSIGNMENTS_MAX + 1, 1)), ERR_LIMIT);
    assert_int_equal(parse(make(1, RELAY_ASSIGNMENT_TEXT_BYTES)), ERR_OK);
    assert_int_equal(parse(make(1, RELAY_ASSIGNMENT_TEXT_BYTES + 1)), ERR_LIMIT);
    assert_int_equal(parse(make(1, RELAY_ASSIGNMENTS_BYTES_MAX)), ERR_LIMIT);
    assert_int_equal(parse(make(1, 0)), ERR_INVALID);
    assert_int_equal(parse(json_object()), ERR_INVALID);
    assert_int_equal(parse(json_pack("[i]", 1)), ERR_INVALID);
    assert_int_equal(parse(json_pack("[{s:s}]", "assignment", "x")), ERR_INVALID);
    bad = make(2, 3);
    json_object_set_new(json_array_get(bad, 1), "sig", json_string("AAAA"));
    assert_int_equal(parse(bad), ERR_INVALID);
    assert_int_equal(relay_assignments_parse("[", 1, &list), ERR_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_each_as_it_is),
        cmocka_unit_test(keeps_its_limits),
    };

    return cmocka_run_group_tests_name("relay_assignments_parse", tests, NULL, NULL);
}
