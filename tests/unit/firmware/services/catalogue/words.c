/* Words: the files of the kiosk are whole, and what is not whole is refused by name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <jansson.h>
#include <sys/stat.h>
#include <unistd.h>

#include "firmware/services/catalogue/words.h"

#define FOLDER "assets/words"

static char why[WORDS_WHY_BYTES];

static json_t *load(void)
{
    json_t *document = json_load_file(FOLDER "/en.json", JSON_REJECT_DUPLICATES, NULL);

    assert_non_null(document);
    return document;
}

/* Judges the changed document, which it frees. */
static err_t judge_part(json_t *document, bool whole)
{
    const char *texts[WORD_COUNT];
    struct json_t *kept;
    char *bytes = json_dumps(document, 0);
    err_t err = words_parse(&(struct words_bytes){bytes, strlen(bytes), whole}, why, texts, &kept);

    json_decref(kept);
    json_decref(document);
    free(bytes);
    return err;
}

static err_t judge(json_t *document)
{
    return judge_part(document, true);
}

static void every_word_is_there_in_every_whole_language(void **state)
{
    static const enum language WHOLE[] = {LANGUAGE_ZH_HANS, LANGUAGE_ZH_HANT, LANGUAGE_EN};
    struct words *words;
    struct texts texts = {0};
    int word;

    (void)state;
    assert_int_equal(words_open(FOLDER, why, &words), ERR_OK);
    words_texts(words, &texts);
    for (size_t i = 0; i < sizeof WHOLE / sizeof WHOLE[0]; i++) {
        for (word = 1; word < WORD_COUNT; word++) {
            assert_non_null(texts.words[WHOLE[i]][word]);
            assert_true(strlen(texts.words[WHOLE[i]][word]) > 0);
        }
    }
    assert_string_equal(texts.words[LANGUAGE_ZH_HANS][WORD_NEXT], "下一步");
    assert_string_equal(texts.words[LANGUAGE_ZH_HANT][WORD_HELP], "幫助");
    assert_string_equal(texts.words[LANGUAGE_EN][WORD_BACK], "Back");
    words_close(words);
    words_close(NULL);
}

/* What a beginning lacks is missing, not empty: the first language speaks there. */
static void a_beginning_is_taken_as_far_as_it_is(void **state)
{
    struct words *words;
    struct texts texts = {0};

    (void)state;
    assert_int_equal(words_open(FOLDER, why, &words), ERR_OK);
    words_texts(words, &texts);
    assert_non_null(texts.words[LANGUAGE_II][WORD_HOME_QUESTION]);
    assert_null(texts.words[LANGUAGE_II][WORD_SUBMIT_SAVING]);
    words_close(words);
}

static void a_missing_word_is_named(void **state)
{
    json_t *document = load();

    (void)state;
    json_object_del(document, "STEP_OF");
    assert_int_equal(judge(document), ERR_INVALID);
    assert_string_equal(why, "'STEP_OF' is missing");
}

/* A language that is not whole yet is taken as far as it is. */
static void a_part_may_lack_words_and_nothing_else(void **state)
{
    json_t *document = load();

    (void)state;
    json_object_del(document, "STEP_OF");
    assert_int_equal(judge_part(document, false), ERR_OK);
    document = load();
    json_object_set_new(document, "STEP_OFF", json_string("x"));
    assert_int_equal(judge_part(document, false), ERR_INVALID);
}

static void a_word_too_many_is_named(void **state)
{
    json_t *document = load();

    (void)state;
    json_object_set_new(document, "STEP_OFF", json_string("x"));
    assert_int_equal(judge(document), ERR_INVALID);
    assert_string_equal(why, "unknown key 'STEP_OFF'");
}

static void placeholders_must_match(void **state)
{
    static const struct {
        const char *word, *text, *why;
    } CASES[] = {
        {"STEP_OF", "Step {0} of {1}", "STEP_OF: {2} is missing"},
        {"BACK", "Back {0}", "BACK: {0} has no argument"},
        {"HOME_NOT_NOW", "{1}{0}", "HOME_NOT_NOW: {1} has no argument"},
        {"BACK", "Back {3}", "BACK: a brace that is no placeholder {0} to {2}"},
        {"BACK", "Back {", "BACK: a brace that is no placeholder {0} to {2}"},
        {"BACK", "}", "BACK: a brace that is no placeholder {0} to {2}"},
        {"BACK", "", "BACK: is empty"},
        {"BACK", "a\tb", "BACK: has a control character"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        json_t *document = load();

        json_object_set_new(document, CASES[i].word, json_string(CASES[i].text));
        assert_int_equal(judge(document), ERR_INVALID);
        assert_string_equal(why, CASES[i].why);
    }
}

static void what_is_no_text_is_refused(void **state)
{
    json_t *document = load();
    char text[WORDS_TEXT_BYTES_MAX + 2];

    (void)state;
    json_object_set_new(document, "BACK", json_integer(1));
    assert_int_equal(judge(document), ERR_INVALID);
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    document = load();
    json_object_set_new(document, "BACK", json_string(text));
    assert_int_equal(judge(document), ERR_LIMIT);
    assert_int_equal(judge(json_array()), ERR_INVALID);
}

static void a_folder_without_files_is_an_io_error(void **state)
{
    struct words *words;
    char folder[] = "/tmp/banshi-words-XXXXXX", path[64];
    FILE *file;

    (void)state;
    assert_non_null(mkdtemp(folder));
    assert_int_equal(words_open(folder, why, &words), ERR_IO);
    assert_null(words);
    assert_non_null(strstr(why, "zh-Hans.json: "));
    snprintf(path, sizeof path, "%s/zh-Hans.json", folder);
    file = fopen(path, "w");
    fputs("{\"BACK\": 1,\n", file);
    fclose(file);
    assert_int_equal(words_open(folder, why, &words), ERR_INVALID);
    assert_non_null(strstr(why, "zh-Hans.json: line 2"));
    unlink(path);
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest words[] = {
        cmocka_unit_test(every_word_is_there_in_every_whole_language),
        cmocka_unit_test(a_beginning_is_taken_as_far_as_it_is),
        cmocka_unit_test(a_missing_word_is_named),
        cmocka_unit_test(a_part_may_lack_words_and_nothing_else),
        cmocka_unit_test(a_word_too_many_is_named),
        cmocka_unit_test(placeholders_must_match),
        cmocka_unit_test(what_is_no_text_is_refused),
        cmocka_unit_test(a_folder_without_files_is_an_io_error),
    };

    return cmocka_run_group_tests(words, NULL, NULL);
}
