/* Texts: from a phrase to a sentence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "firmware/world/texts.h"

static const char *const CATALOGUE[] = {NULL, "参保证明", "a {0} b"};
static struct texts texts;
static char out[TEXTS_SENTENCE_BYTES];

static int set_up(void **state)
{
    (void)state;
    memset(&texts, 0, sizeof texts);
    texts.words[LANGUAGE_ZH_HANS][WORD_STEP_OF] = "第{0}步，共{1}步：{2}";
    texts.words[LANGUAGE_EN][WORD_STEP_OF] = "{2}: {1}, {0}, {1} {x} {3}";
    texts.words[LANGUAGE_ZH_HANS][WORD_BACK] = "返回";
    texts.catalogue[LANGUAGE_ZH_HANS] = CATALOGUE;
    texts.catalogue[LANGUAGE_EN] = CATALOGUE;
    texts.catalogue_count = 3;
    return 0;
}

static struct phrase step_phrase(struct phrase_pool *pool)
{
    struct phrase phrase = phrase_word(WORD_STEP_OF);

    phrase = phrase_with(phrase, phrase_number(pool, 2));
    phrase = phrase_with(phrase, phrase_catalogue(1));
    return phrase_with(phrase, phrase_literal(pool, "{0}王"));
}

static void arguments_stand_where_the_language_wants_them(void **state)
{
    struct phrase_pool pool = {0};
    struct phrase phrase = step_phrase(&pool);

    (void)state;
    texts_resolve(&texts, LANGUAGE_ZH_HANS, &phrase, &pool, out);
    assert_string_equal(out, "第2步，共参保证明步：{0}王");
    texts_resolve(&texts, LANGUAGE_EN, &phrase, &pool, out);
    assert_string_equal(out, "{0}王: 参保证明, 2, 参保证明 {x} {3}");
}

static void what_is_missing_is_empty(void **state)
{
    struct phrase_pool pool = {0};
    struct phrase none = phrase_none(), beyond = phrase_catalogue(3);
    struct phrase word = phrase_word(WORD_BACK);

    (void)state;
    texts_resolve(&texts, LANGUAGE_ZH_HANS, &none, &pool, out);
    assert_string_equal(out, "");
    texts_resolve(&texts, LANGUAGE_ZH_HANS, &beyond, &pool, out);
    assert_string_equal(out, "");
    texts.words[LANGUAGE_ZH_HANS][WORD_BACK] = NULL;
    texts_resolve(&texts, LANGUAGE_EN, &word, &pool, out);
    assert_string_equal(out, "");
}

static void what_a_language_lacks_is_said_in_the_first(void **state)
{
    static const char *const lacking[] = {NULL, "Proof", NULL};
    struct phrase_pool pool = {0};
    struct phrase word = phrase_word(WORD_BACK), title = phrase_catalogue(2);
    char first[TEXTS_SENTENCE_BYTES];

    (void)state;
    texts_resolve(&texts, LANGUAGE_EN, &word, &pool, out);
    assert_string_equal(out, "返回");
    texts_resolve(&texts, LANGUAGE_ZH_HANS, &title, &pool, first);
    texts.catalogue[LANGUAGE_EN] = lacking;
    texts_resolve(&texts, LANGUAGE_EN, &title, &pool, out);
    assert_string_equal(out, first);
    assert_true(first[0] != '\0');
}

static void literals_are_never_patterns(void **state)
{
    struct phrase_pool pool = {0};
    struct phrase phrase = phrase_literal(&pool, "{0}{1}");

    (void)state;
    texts_resolve(&texts, LANGUAGE_ZH_HANS, &phrase, &pool, out);
    assert_string_equal(out, "{0}{1}");
}

static void long_sentences_are_cut_at_a_character(void **state)
{
    static char long_text[4096];
    struct phrase_pool pool = {0};
    struct phrase phrase = phrase_word(WORD_BACK);
    size_t i;

    (void)state;
    for (i = 0; i + 3 < sizeof long_text; i += 3)
        memcpy(long_text + i, "办", 3);
    texts.words[LANGUAGE_ZH_HANS][WORD_BACK] = long_text;
    texts_resolve(&texts, LANGUAGE_ZH_HANS, &phrase, &pool, out);
    assert_true(strlen(out) < TEXTS_SENTENCE_BYTES);
    assert_true(strlen(out) > TEXTS_SENTENCE_BYTES - 10);
    assert_int_equal(strlen(out) % 3, 0);
}

int main(void)
{
    const struct CMUnitTest texts_tests[] = {
        cmocka_unit_test_setup(arguments_stand_where_the_language_wants_them, set_up),
        cmocka_unit_test_setup(what_is_missing_is_empty, set_up),
        cmocka_unit_test_setup(what_a_language_lacks_is_said_in_the_first, set_up),
        cmocka_unit_test_setup(literals_are_never_patterns, set_up),
        cmocka_unit_test_setup(long_sentences_are_cut_at_a_character, set_up),
    };

    return cmocka_run_group_tests_name("texts", texts_tests, NULL, NULL);
}
