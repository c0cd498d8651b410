/* Words: what is missing, what nobody says, and what is wrong with one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Tools are in no library. */
#include "tools/lint/lint_report.c"
#include "tools/lint/lint_sentence.c"
#include "tools/lint/lint_text.c"
#include "tools/lint/lint_words.c"

static char *said;
static size_t said_bytes;
static struct lint_report report;

/* A fresh report into memory. */
static int begin(void **state)
{
    (void)state;
    report = (struct lint_report){open_memstream(&said, &said_bytes), 0};
    return report.to == NULL ? -1 : 0;
}

static int end(void **state)
{
    (void)state;
    fclose(report.to);
    free(said);
    return 0;
}

/* The finding is there, and it is the only one since the last call. */
static void assert_found(const char *finding)
{
    fflush(report.to);
    assert_int_equal(report.count, 1);
    assert_string_equal(said, finding);
    end(NULL);
    begin(NULL);
}

static void assert_nothing(void)
{
    assert_int_equal(report.count, 0);
}

static struct texts texts;
static struct lint_words words;

/* Every word is said and there; a test takes one away. */
static void fill(void)
{
    memset(&texts, 0, sizeof texts);
    for (int word = 1; word < WORD_COUNT; word++) {
        words.used[word] = true;
        for (int language = 0; language < LANGUAGE_COUNT; language++)
            texts.words[language][word] = "1";
    }
}

static void what_is_whole_is_fine(void **state)
{
    (void)state;
    fill();
    lint_words_check(&report, &words, &texts);
    assert_nothing();
}

static void a_missing_word_is_found_in_each_whole_language(void **state)
{
    (void)state;
    fill();
    texts.words[LANGUAGE_ZH_HANT][WORD_RATING_5] = NULL;
    lint_words_check(&report, &words, &texts);
    assert_found("banshi-lint: RATING_5: not in zh-Hant\n");
    fill();
    texts.words[LANGUAGE_EN][WORD_RATING_5] = NULL;
    lint_words_check(&report, &words, &texts);
    assert_found("banshi-lint: RATING_5: not in en\n");
}

static void a_beginning_lacks_only_what_it_may(void **state)
{
    (void)state;
    fill();
    texts.words[LANGUAGE_II][WORD_RATING_5] = NULL;
    lint_words_check(&report, &words, &texts);
    assert_nothing();
    texts.words[LANGUAGE_II][WORD_HOME_QUESTION] = NULL;
    lint_words_check(&report, &words, &texts);
    assert_found("banshi-lint: HOME_QUESTION: not in ii\n");
}

static void a_word_that_nobody_says_is_found(void **state)
{
    (void)state;
    fill();
    words.used[WORD_BACK] = false;
    lint_words_check(&report, &words, &texts);
    assert_found("banshi-lint: BACK: no source says this word\n");
}

static void a_text_is_checked_in_its_language(void **state)
{
    (void)state;
    fill();
    texts.words[LANGUAGE_ZH_HANT][WORD_BACK] = "证";
    lint_words_check(&report, &words, &texts);
    assert_found("banshi-lint: BACK: zh-Hant: '证' is of another script: 证\n");
    fill();
    texts.words[LANGUAGE_EN][WORD_LANGUAGES] = "中文 / EN";
    lint_words_check(&report, &words, &texts);
    assert_nothing();
}

static void a_source_says_whole_names(void **state)
{
    const struct lint_words none = {0};

    (void)state;
    words = none;
    lint_words_mark(&words, "    return phrase_word(WORD_BACK) + WORD_NEXT;\n");
    assert_true(words.used[WORD_BACK]);
    assert_true(words.used[WORD_NEXT]);
    words = none;
    lint_words_mark(&words, "PASSWORD_BACK WORD_BACKS XWORD_NEXT WORD_ WORD_COUNT BACK");
    assert_memory_equal(&words, &none, sizeof none);
    lint_words_mark_list(&words, "SITUATION(WORK, ICON_WORK, SITUATION_WORK, \"work\")");
    assert_true(words.used[WORD_SITUATION_WORK]);
    words.used[WORD_SITUATION_WORK] = false;
    assert_memory_equal(&words, &none, sizeof none);
}

int main(void)
{
    const struct CMUnitTest lint_words[] = {
        cmocka_unit_test_setup_teardown(what_is_whole_is_fine, begin, end),
        cmocka_unit_test_setup_teardown(a_missing_word_is_found_in_each_whole_language, begin, end),
        cmocka_unit_test_setup_teardown(a_beginning_lacks_only_what_it_may, begin, end),
        cmocka_unit_test_setup_teardown(a_word_that_nobody_says_is_found, begin, end),
        cmocka_unit_test_setup_teardown(a_text_is_checked_in_its_language, begin, end),
        cmocka_unit_test(a_source_says_whole_names),
    };

    return cmocka_run_group_tests(lint_words, NULL, NULL);
}
