/* One text: each rule finds what it is for, and leaves alone what is right. */
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

static void check(enum language language, const char *text)
{
    lint_text_check(&report, &(struct lint_text){"WORD", language, text, false});
}

static void a_long_sentence_is_found_in_every_language(void **state)
{
    (void)state;
    check(LANGUAGE_ZH_HANS, "一二三四五六七八九十一二三四五六七八九十");
    check(LANGUAGE_ZH_HANT, "一二三四五六七八九十。一二三四五六七八九十一");
    check(LANGUAGE_EN, "a b c d e f g h i j k l m n o p. a b c d e");
    check(LANGUAGE_II, "ꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀ");
    assert_nothing();
    check(LANGUAGE_ZH_HANS, "一二三四五六七八九十一二三四五六七八九十一");
    assert_found("banshi-lint: WORD: zh-Hans: a sentence of 21 characters (at most 20): "
                 "一二三四五六七八九十一二三四五六七八九十一\n");
    check(LANGUAGE_ZH_HANT, "一二三四五六七八九十一二三四五六七八九十一");
    assert_found("banshi-lint: WORD: zh-Hant: a sentence of 21 characters (at most 20): "
                 "一二三四五六七八九十一二三四五六七八九十一\n");
    check(LANGUAGE_EN, "a b c d e f g h i j k l m n o p q.");
    assert_found("banshi-lint: WORD: en: a sentence of 17 words (at most 16): "
                 "a b c d e f g h i j k l m n o p q.\n");
    check(LANGUAGE_II, "ꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀ");
    assert_found("banshi-lint: WORD: ii: a sentence of 21 characters (at most 20): "
                 "ꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀꀀ\n");
}

static void codes_are_found(void **state)
{
    (void)state;
    check(LANGUAGE_EN, "Lay your ID card here, call 12345, scan the QR code. I agree. A McAdam.");
    check(LANGUAGE_ZH_HANS, "18位号码，打12345");
    assert_nothing();
    check(LANGUAGE_ZH_HANS, "出错了：E1023");
    assert_found("banshi-lint: WORD: zh-Hans: 'E1023' is a code or an abbreviation: "
                 "出错了：E1023\n");
    check(LANGUAGE_EN, "ERR_IO");
    assert_found("banshi-lint: WORD: en: 'ERR_IO' is a code or an abbreviation: ERR_IO\n");
    check(LANGUAGE_ZH_HANT, "請插USB");
    assert_found("banshi-lint: WORD: zh-Hant: 'USB' is a code or an abbreviation: 請插USB\n");
}

static void hanzi_of_another_script_are_found(void **state)
{
    (void)state;
    check(LANGUAGE_ZH_HANS, "请把身份证放在这里");
    check(LANGUAGE_ZH_HANT, "請把身份證放在這裡");
    check(LANGUAGE_EN, "Type “pinyin”, then touch ①");
    check(LANGUAGE_II, "ꆏꀃꑍꑞꃅ？");
    assert_nothing();
    check(LANGUAGE_ZH_HANS, "请把身份證放好");
    assert_found("banshi-lint: WORD: zh-Hans: '證' is of another script: 请把身份證放好\n");
    check(LANGUAGE_ZH_HANT, "請把身份证放好");
    assert_found("banshi-lint: WORD: zh-Hant: '证' is of another script: 請把身份证放好\n");
    check(LANGUAGE_EN, "The 证");
    assert_found("banshi-lint: WORD: en: '证' is of another script: The 证\n");
    check(LANGUAGE_II, "ꆏ你");
    assert_found("banshi-lint: WORD: ii: '你' is of another script: ꆏ你\n");
}

static void the_names_of_languages_are_of_every_script(void **state)
{
    (void)state;
    lint_text_check(&report, &(struct lint_text){"WORD", LANGUAGE_EN, "繁中文 / EN", true});
    assert_nothing();
    check(LANGUAGE_EN, "中文");
    assert_int_equal(report.count, 2);
}

static void extents_are_those_of_the_list(void **state)
{
    (void)state;
    assert_true(language_is_whole(LANGUAGE_ZH_HANS));
    assert_true(language_is_whole(LANGUAGE_ZH_HANT));
    assert_true(language_is_whole(LANGUAGE_EN));
    assert_false(language_is_whole(LANGUAGE_II));
}

int main(void)
{
    const struct CMUnitTest lint_text[] = {
        cmocka_unit_test_setup_teardown(a_long_sentence_is_found_in_every_language, begin, end),
        cmocka_unit_test_setup_teardown(codes_are_found, begin, end),
        cmocka_unit_test_setup_teardown(hanzi_of_another_script_are_found, begin, end),
        cmocka_unit_test_setup_teardown(the_names_of_languages_are_of_every_script, begin, end),
        cmocka_unit_test(extents_are_those_of_the_list),
    };

    return cmocka_run_group_tests(lint_text, NULL, NULL);
}
