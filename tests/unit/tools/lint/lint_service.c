/* Services: a text that a whole language lacks, however deep it lies, and each text by itself. */
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
#include "tools/lint/lint_service.c"
#include "tools/lint/lint_text.c"

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

static void check(const char *text)
{
    json_t *document = json_loads(text, 0, NULL);

    assert_non_null(document);
    lint_service_check(&report, "a.json", document);
    json_decref(document);
}

static void whole_texts_are_fine(void **state)
{
    (void)state;
    check("{\"a\": [{\"b\": {\"zh-Hans\": \"证\", \"zh-Hant\": \"證\", \"en\": \"Card\"}}],"
          " \"keywords\": {\"zh-Hans\": [\"社保\"]}, \"version\": 1}");
    assert_nothing();
}

static void a_missing_language_is_found(void **state)
{
    (void)state;
    check("[[{\"name\": {\"zh-Hans\": \"证\", \"zh-Hant\": \"證\"}}]]");
    assert_found("banshi-lint: a.json: not in en: 证\n");
    check("{\"name\": {\"zh-Hans\": \"证\", \"en\": \"Card\"}}");
    assert_found("banshi-lint: a.json: not in zh-Hant: 证\n");
}

static void each_text_is_checked(void **state)
{
    (void)state;
    check("{\"name\": {\"zh-Hans\": \"证\", \"zh-Hant\": \"证\", \"en\": \"Card\"}}");
    assert_found("banshi-lint: a.json: zh-Hant: '证' is of another script: 证\n");
}

/* The same text in its place is the first language speaking for the other. */
static void a_catalogue_may_lean_on_the_first_language(void **state)
{
    static const char *const first[] = {NULL, "证"}, *const own[] = {NULL, "E12"};
    struct texts texts = {.catalogue_count = 2};

    (void)state;
    for (int language = 0; language < LANGUAGE_COUNT; language++)
        texts.catalogue[language] = first;
    lint_service_check_texts(&report, &texts);
    assert_nothing();
    texts.catalogue[LANGUAGE_EN] = own;
    lint_service_check_texts(&report, &texts);
    assert_found("banshi-lint: catalogue: en: 'E12' is a code or an abbreviation: E12\n");
}

int main(void)
{
    const struct CMUnitTest lint_service[] = {
        cmocka_unit_test_setup_teardown(whole_texts_are_fine, begin, end),
        cmocka_unit_test_setup_teardown(a_missing_language_is_found, begin, end),
        cmocka_unit_test_setup_teardown(each_text_is_checked, begin, end),
        cmocka_unit_test_setup_teardown(a_catalogue_may_lean_on_the_first_language, begin, end),
    };

    return cmocka_run_group_tests(lint_service, NULL, NULL);
}
