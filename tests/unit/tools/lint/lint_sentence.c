/* Sentences: what counts, and where one ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Tools are in no library. */
#include "tools/lint/lint_sentence.c"

static void sentences_end_at_their_marks(void **state)
{
    (void)state;
    assert_int_equal(lint_sentence_longest(""), 0);
    assert_int_equal(lint_sentence_longest("您要办什么？"), 5);
    assert_int_equal(lint_sentence_longest("一二三。四五！六七八九\n十"), 4);
    assert_int_equal(lint_sentence_longest("一二三，四五。"), 5);
}

static void marks_and_placeholders_do_not_count(void **state)
{
    (void)state;
    assert_int_equal(lint_sentence_longest("第{0}步，共{1}步：{2}"), 4);
    assert_int_equal(lint_sentence_longest("（《“办事”》） 、；"), 2);
    assert_int_equal(lint_sentence_longest("「辦事」"), 2);
    assert_int_equal(lint_sentence_longest("请打12345"), 7);
    assert_int_equal(lint_sentence_longest("１２"), 2);
}

static void words_are_what_blanks_part(void **state)
{
    (void)state;
    assert_int_equal(lint_sentence_longest_words(""), 0);
    assert_int_equal(lint_sentence_longest_words("Step {0} of {1}: {2}"), 5);
    assert_int_equal(lint_sentence_longest_words("One two.  Three four five? Six."), 3);
    assert_int_equal(lint_sentence_longest_words("One two\nthree"), 2);
    assert_int_equal(lint_sentence_longest_words("Open 8.30 to 12.00 here."), 5);
}

int main(void)
{
    const struct CMUnitTest lint_sentence[] = {
        cmocka_unit_test(sentences_end_at_their_marks),
        cmocka_unit_test(marks_and_placeholders_do_not_count),
        cmocka_unit_test(words_are_what_blanks_part),
    };

    return cmocka_run_group_tests(lint_sentence, NULL, NULL);
}
