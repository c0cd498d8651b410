/* banshi-lint as people use it: whole folders in, an exit status and lines on stderr out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/mman.h>
#include <unistd.h>

/* Tools are in no library. */
#include "tools/lint/lint_report.c"
#include "tools/lint/lint_sentence.c"
#include "tools/lint/lint_service.c"
#include "tools/lint/lint_text.c"
#include "tools/lint/lint_words.c"
int lint_main(int argc, char **argv);
#define main lint_main
#include "tools/lint/main.c"
#undef main

#define ERRORS_BYTES 4096

static char folder[] = "/tmp/banshi-lint-XXXXXX", errors[ERRORS_BYTES];

static const char *path_in(const char *name)
{
    static char path[256];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(path_in(name), "w");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

/* The exit status; what was said lies in `errors`. */
static int run(int argc, char **argv)
{
    int kept = dup(STDERR_FILENO), file = memfd_create("errors", 0), status;
    ssize_t size;

    memset(&used, 0, sizeof used);
    dup2(file, STDERR_FILENO);
    status = lint_main(argc, argv);
    fflush(stderr);
    dup2(kept, STDERR_FILENO);
    size = pread(file, errors, ERRORS_BYTES - 1, 0);
    errors[size < 0 ? 0 : size] = '\0';
    close(file);
    close(kept);
    return status;
}

static int run_words(void)
{
    char program[] = "banshi-lint", what[] = "words", *argv[] = {program, what, folder, folder};

    return run(4, argv);
}

/* A word file with every word, "1" and its arguments, but for one that has this text (NULL: none). */
static void write_words(const char *name, const char *word, const char *text)
{
    static const char *const TEXTS[] = {"1", "1{0}", "1{0}{1}", "1{0}{1}{2}"};
    json_t *words = json_object();

#define W(name, arguments) json_object_set_new(words, #name, json_string(TEXTS[arguments]));
#include "firmware/core/words.def"
#undef W
    if (word != NULL && text == NULL)
        json_object_del(words, word);
    else if (word != NULL)
        json_object_set_new(words, word, json_string(text));
    assert_int_equal(json_dump_file(words, path_in(name), 0), 0);
    json_decref(words);
}

/* What the linter says when everything is right but this. */
static void expect(const char *name, const char *word, const char *text, const char *finding)
{
    write_words(name, word, text);
    assert_int_equal(run_words(), 1);
    assert_non_null(strstr(errors, finding));
    assert_ptr_equal(strchr(errors, '\n'), strrchr(errors, '\n'));
    write_words(name, NULL, NULL);
}

/* A source that says every word but one. */
static void write_says(int silent)
{
    FILE *file = fopen(path_in("says.c"), "w");

    assert_non_null(file);
    for (int word = 1; word < WORD_COUNT; word++)
        if (word != silent)
            fprintf(file, "WORD_%s\n", NAMES[word]);
    fclose(file);
}

static int begin(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL)
        return -1;
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        char name[32];

        snprintf(name, sizeof name, "%s.json", language_tag((enum language)i));
        write_words(name, NULL, NULL);
    }
    write_says(WORD_NONE);
    return 0;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status;
    (void)type;
    (void)place;
    return remove(path);
}

static int end(void **state)
{
    (void)state;
    return nftw(folder, remove_one, OPEN_FOLDERS_MAX, FTW_PHYS | FTW_DEPTH);
}

static void what_is_right_passes(void **state)
{
    (void)state;
    assert_int_equal(run_words(), 0);
    assert_string_equal(errors, "");
}

static void what_is_wrong_with_words_is_said(void **state)
{
    (void)state;
    expect("zh-Hans.json", "BACK", NULL, "zh-Hans.json: 'BACK' is missing");
    expect("zh-Hant.json", "BACK", NULL, "BACK: not in zh-Hant");
    expect("ii.json", "BACK", NULL, "BACK: not in ii");
    expect("en.json", "BACKS", "1", "en.json: unknown key 'BACKS'");
    expect("en.json", "STEP_OF", "{0} of {1}", "en.json: STEP_OF: {2} is missing");
    expect("zh-Hant.json", "BACK", "{0}", "zh-Hant.json: BACK: {0} has no argument");
    expect("zh-Hant.json", "BACK", "返回E12", "'E12' is a code or an abbreviation");
    expect("en.json", "STEP_OF", "{2} after {1} and {0} and a b c d e f g h i j k l", "18 words");
}

static void a_word_that_nobody_says_is_said(void **state)
{
    (void)state;
    write_says(WORD_BACK);
    assert_int_equal(run_words(), 1);
    assert_string_equal(errors, "banshi-lint: BACK: no source says this word\n");
    write_says(WORD_NONE);
}

static void what_is_wrong_with_services_is_said(void **state)
{
    (void)state;
    write_file("a.json", "{\"name\": {\"zh-Hans\": \"证\", \"en\": \"Card\"}}");
    assert_int_equal(run_words(), 1);
    assert_non_null(strstr(errors, "a.json: not in zh-Hant: 证"));
    write_file("a.json", "{");
    assert_int_equal(run_words(), 1);
    assert_non_null(strstr(errors, "a.json: line 1"));
    unlink(path_in("a.json"));
}

static void wrong_uses_and_wrong_files_are_named(void **state)
{
    char program[] = "banshi-lint", catalogue[] = "catalogue", help[] = "--help";
    char none[] = "/nonexistent";

    (void)state;
    assert_int_equal(run(1, (char *[]){program}), 2);
    assert_int_equal(run(2, (char *[]){program, catalogue}), 2);
    assert_int_equal(run(2, (char *[]){program, help}), 0);
    assert_int_equal(run(3, (char *[]){program, catalogue, none}), 1);
    assert_non_null(strstr(errors, "/nonexistent: No such file"));
}

int main(void)
{
    const struct CMUnitTest main_tests[] = {
        cmocka_unit_test(what_is_right_passes),
        cmocka_unit_test(what_is_wrong_with_words_is_said),
        cmocka_unit_test(a_word_that_nobody_says_is_said),
        cmocka_unit_test(what_is_wrong_with_services_is_said),
        cmocka_unit_test(wrong_uses_and_wrong_files_are_named),
    };

    return cmocka_run_group_tests_name("main", main_tests, begin, end);
}
