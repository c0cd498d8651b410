/* Text: UTF-8 that never ends in half a character. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "firmware/base/text.h"

static void copying_cuts_at_whole_characters(void **state)
{
    char out[8];

    (void)state;
    assert_true(text_copy(out, sizeof out, "办事"));
    assert_string_equal(out, "办事");
    assert_false(text_copy(out, sizeof out, "办事处"));
    assert_string_equal(out, "办事");
    assert_false(text_copy(out, 3, "办"));
    assert_string_equal(out, "");
    assert_false(text_copy(out, 4, "a办"));
    assert_string_equal(out, "a");
    assert_true(text_copy(out, 1, ""));
    assert_true(text_copy(out, sizeof out, "1234567"));
    assert_false(text_copy(out, sizeof out, "12345678"));
    assert_string_equal(out, "1234567");
}

static void appending_keeps_what_is_there(void **state)
{
    char out[8] = "ab";

    (void)state;
    assert_true(text_append(out, sizeof out, "办"));
    assert_string_equal(out, "ab办");
    assert_false(text_append(out, sizeof out, "事"));
    assert_string_equal(out, "ab办");
    assert_true(text_append(out, sizeof out, "cd"));
    assert_string_equal(out, "ab办cd");
}

static void numbers_are_padded(void **state)
{
    char out[32] = "";

    (void)state;
    text_append_number(out, sizeof out, 7, 3);
    text_append_number(out, sizeof out, 0, 1);
    text_append_number(out, sizeof out, 1234, 2);
    assert_string_equal(out, "00701234");
    out[0] = '\0';
    assert_true(text_append_number(out, sizeof out, UINT64_MAX, 0));
    assert_string_equal(out, "18446744073709551615");
}

static void next_reads_each_length(void **state)
{
    size_t length;

    (void)state;
    assert_int_equal(text_next("a", &length), 'a');
    assert_int_equal(length, 1);
    assert_int_equal(text_next("é", &length), 0xE9);
    assert_int_equal(length, 2);
    assert_int_equal(text_next("办", &length), 0x529E);
    assert_int_equal(length, 3);
    assert_int_equal(text_next("𠮷", &length), 0x20BB7);
    assert_int_equal(length, 4);
    assert_int_equal(text_next("\xEF\xBF\xBD", &length), 0xFFFD);
    assert_int_equal(length, 3);
    assert_int_equal(text_next("", &length), 0);
    assert_int_equal(length, 0);
}

static void malformed_is_replaced_one_byte_at_a_time(void **state)
{
    static const char *const BAD[] = {
        "\x80",     "\xC0\x80",         "\xC1\xBF",         "\xC3",
        "\xC3(",    "\xE0\x80\x80",     "\xED\xA0\x80",     "\xE5\x8A",
        "\xF0\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF",
    };
    size_t i, length;

    (void)state;
    for (i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        assert_int_equal(text_next(BAD[i], &length), 0xFFFD);
        assert_int_equal(length, 1);
        assert_false(text_is_utf8(BAD[i], strlen(BAD[i])));
    }
}

static void put_is_the_inverse_of_next(void **state)
{
    uint32_t character;
    char out[5];
    size_t length;

    (void)state;
    for (character = 1; character <= 0x10FFFF; character += character < 0x3000 ? 1 : 97) {
        if (character >= 0xD800 && character <= 0xDFFF)
            continue;
        out[text_put(out, character)] = '\0';
        assert_int_equal(text_next(out, &length), character);
        assert_int_equal(length, strlen(out));
    }
    assert_int_equal(text_put(out, 0xD800), 3);
    assert_int_equal(text_put(out, 0x110000), 3);
    assert_memory_equal(out, "\xEF\xBF\xBD", 3);
}

static void characters_are_counted_not_bytes(void **state)
{
    (void)state;
    assert_int_equal(text_count(""), 0);
    assert_int_equal(text_count("a办𠮷"), 3);
    assert_int_equal(text_count("\xFF\xFF"), 2);
    assert_true(text_is_utf8("a办𠮷", 8));
    assert_false(text_is_utf8("办", 2));
    assert_true(text_is_utf8("\0a", 2));
}

static void utf16_comes_over_whole(void **state)
{
    const uint8_t name[] = {0x8B, 0x73, 0x42, 0xD8, 0xB7, 0xDF, 0x20, 0x00, 0x00, 0x00};
    const uint8_t lone[] = {0x42, 0xD8, 0x41, 0x00, 0xB7, 0xDF};
    const uint8_t blanks[] = {0x20, 0x00, 0x20, 0x00};
    char out[16];

    (void)state;
    text_from_utf16le(name, 5, out, sizeof out);
    assert_string_equal(out, "王𠮷");
    text_from_utf16le(lone, 3, out, sizeof out);
    assert_string_equal(out, "\xEF\xBF\xBD"
                             "A\xEF\xBF\xBD");
    text_from_utf16le(blanks, 2, out, sizeof out);
    assert_string_equal(out, "");
    text_from_utf16le(name, 5, out, 7);
    assert_string_equal(out, "王");
    text_from_utf16le(name, 0, out, sizeof out);
    assert_string_equal(out, "");
}

int main(void)
{
    const struct CMUnitTest text[] = {
        cmocka_unit_test(copying_cuts_at_whole_characters),
        cmocka_unit_test(appending_keeps_what_is_there),
        cmocka_unit_test(numbers_are_padded),
        cmocka_unit_test(next_reads_each_length),
        cmocka_unit_test(malformed_is_replaced_one_byte_at_a_time),
        cmocka_unit_test(put_is_the_inverse_of_next),
        cmocka_unit_test(characters_are_counted_not_bytes),
        cmocka_unit_test(utf16_comes_over_whole),
    };

    return cmocka_run_group_tests(text, NULL, NULL);
}
