/* Texts, character by character: only what may stand there, never half a character, never too much. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "firmware/base/text.h"
#include "firmware/core/step.h"

static void takes_what_fits_the_kind(void **state)
{
    char text[FIELD_VALUE_BYTES] = "";

    (void)state;
    assert_true(letters_insert(text, LETTERS_NAME, 20, 0x5f20)); /* 张 */
    assert_true(letters_insert(text, LETTERS_NAME, 20, 0x00b7)); /* between the parts of a name */
    assert_true(
        letters_insert(text, LETTERS_NAME, 20, 0x20bb7)); /* 𠮷, outside of the first plane */
    assert_true(letters_insert(text, LETTERS_NAME, 20, 'A'));
    assert_false(letters_insert(text, LETTERS_NAME, 20, '7'));
    assert_string_equal(text, "张·𠮷A");
    assert_true(letters_insert(text, LETTERS_ADDRESS, 20, '7'));
    assert_true(letters_insert(text, LETTERS_ADDRESS, 20, '#'));
    assert_true(letters_insert(text, LETTERS_TEXT, 20, 0xff0c)); /* a full-width comma */
    assert_string_equal(text, "张·𠮷A7#，");
}

static void takes_no_control_and_nothing_unassigned(void **state)
{
    static const uint32_t refused[] = {0,       7,        '\n',     0x7f,      0x85,    0xad,
                                       0x200b,  0x202e,   0x2066,   0xd800,    0xe000,  0xfdd0,
                                       0xfeff,  0xfffe,   0xa48d,   0x2a6e0,   0x323b0, 0x1f600,
                                       0xe0001, 0x10ffff, 0x110000, 0xffffffff};
    char text[FIELD_VALUE_BYTES] = "";

    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
        for (int kind = LETTERS_NAME; kind <= LETTERS_CODE; kind++)
            assert_false(letters_insert(text, (enum letters)kind, 50, refused[i]));
    assert_string_equal(text, "");
}

static void ends_at_the_limit_of_characters_and_of_bytes(void **state)
{
    char text[FIELD_VALUE_BYTES] = "";

    (void)state;
    for (int i = 0; i < 50; i++)
        (void)letters_insert(text, LETTERS_TEXT, 50, 0x20bb7);
    assert_int_equal(strlen(text), 156); /* 39 characters of 4 bytes, and the NUL */
    assert_true(text_is_utf8(text, strlen(text)));
    text[0] = '\0';
    for (int i = 0; i < 60; i++)
        (void)letters_insert(text, LETTERS_TEXT, 50, 0x5f20);
    assert_int_equal(text_count(text), 50);
}

static void erases_whole_characters(void **state)
{
    char text[FIELD_VALUE_BYTES] = "A·张𠮷", nothing[FIELD_VALUE_BYTES] = "";

    (void)state;
    letters_erase(text);
    assert_string_equal(text, "A·张");
    letters_erase(text);
    assert_string_equal(text, "A·");
    letters_erase(text);
    assert_string_equal(text, "A");
    letters_erase(text);
    letters_erase(text);
    assert_memory_equal(text, nothing, sizeof(text));
}

static void codes_are_capitals_and_spaces_stand_alone(void **state)
{
    char code[FIELD_VALUE_BYTES] = "", text[FIELD_VALUE_BYTES] = "";

    (void)state;
    assert_true(letters_insert(code, LETTERS_CODE, 13, 'l'));
    assert_true(letters_insert(code, LETTERS_CODE, 13, 'F'));
    assert_false(letters_insert(code, LETTERS_CODE, 13, ' '));
    assert_string_equal(code, "LF");
    assert_true(letters_insert(text, LETTERS_TEXT, 13, ' '));
    assert_true(letters_insert(text, LETTERS_TEXT, 13, 'a'));
    assert_true(letters_insert(text, LETTERS_TEXT, 13, ' '));
    assert_true(letters_insert(text, LETTERS_TEXT, 13, ' '));
    assert_string_equal(text, "a ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_what_fits_the_kind),
        cmocka_unit_test(takes_no_control_and_nothing_unassigned),
        cmocka_unit_test(ends_at_the_limit_of_characters_and_of_bytes),
        cmocka_unit_test(erases_whole_characters),
        cmocka_unit_test(codes_are_capitals_and_spaces_stand_alone),
    };

    return cmocka_run_group_tests_name("letters", tests, NULL, NULL);
}
