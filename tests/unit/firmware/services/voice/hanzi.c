/* Chinese text to pinyin: words, tone changes, numbers as people say them, and broken tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "firmware/base/check.h"
#include "firmware/services/voice/hanzi.h"

#define READINGS "build/tables/readings.tbl"
#define POLYPHONES "assets/voice/polyphones.txt"

static struct hanzi *hanzi;
static struct reading reading;

static void reads(const char *text, const char *expected)
{
    hanzi_read(hanzi, text, &reading);
    assert_string_equal(reading.text, expected);
}

static int open_tables(void **state)
{
    struct hanzi_problem problem;

    (void)state;
    if (hanzi_open(READINGS, POLYPHONES, &hanzi, &problem) == ERR_OK)
        return 0;
    fprintf(stderr, "%s\n", problem.text);
    return 1;
}

static int close_tables(void **state)
{
    (void)state;
    hanzi_close(hanzi);
    return 0;
}

/* Every word of the file is read as the file says, alone and between other words. */
static void every_word_of_the_file_is_read_as_written(void **state)
{
    char line[256], text[512], expected[512];
    FILE *file = fopen(POLYPHONES, "re");
    int count = 0;

    (void)state;
    assert_non_null(file);
    while (fgets(line, sizeof(line), file) != NULL) {
        char *tab = strchr(line, '\t');

        if (line[0] == '#' || tab == NULL)
            continue;
        line[strcspn(line, "\n")] = '\0';
        *tab = '\0';
        reads(line, tab + 1);
        snprintf(text, sizeof(text), "请，%s。您", line);
        snprintf(expected, sizeof(expected), "qing3 , %s . nin2", tab + 1);
        reads(text, expected);
        count++;
    }
    fclose(file);
    assert_true(count > 1200);
}

static void polyphones_in_sentences(void **state)
{
    (void)state;
    reads("请到银行还款", "qing3 dao4 yin2 hang2 huan2 kuan3");
    reads("他在重庆长大", "ta1 zai4 chong2 qing4 zhang3 da4");
    reads("音乐会计划", "yin1 yue4 hui4 ji4 hua4");
    reads("社会计划", "she4 hui4 ji4 hua4");
    reads("会计参加行政会议", "kuai4 ji4 can1 jia1 xing2 zheng4 hui4 yi4");
    reads("重新填地址，取得证明", "chong2 xin1 tian2 di4 zhi3 , qu3 de2 zheng4 ming2");
    reads("还没还清", "hai2 mei2 huan2 qing1");
    reads("现在办不了，查不了", "xian4 zai4 ban4 bu5 liao3 , cha2 bu5 liao3");
    reads("这次办得怎么样？", "zhe4 ci4 ban4 de5 zen3 me5 yang4 .");
    reads("把身份证平放在亮灯的地方。",
          "ba3 shen1 fen4 zheng4 ping2 fang4 zai4 liang4 deng1 de5 di4 fang1 .");
}

/* What zh-Hant writes otherwise is read the same. */
static void traditional_characters_are_read_alike(void **state)
{
    (void)state;
    reads("請到銀行還款", "qing3 dao4 yin2 hang2 huan2 kuan3");
    reads("他在重慶長大", "ta1 zai4 chong2 qing4 zhang3 da4");
    reads("請對著回執再看一遍，接著辦",
          "qing3 dui4 zhe5 hui2 zhi2 zai4 kan4 yi2 bian4 , jie1 zhe5 ban4");
    reads("您還在嗎？", "nin2 hai2 zai4 ma5 .");
    reads("這次辦得怎麼樣？", "zhe4 ci4 ban4 de5 zen3 me5 yang4 .");
    reads("2個月，2點，2種", "liang3 ge4 yue4 , liang3 dian3 , liang3 zhong3");
    reads("一號樓", "yi1 hao4 lou2");
}

static void tones_of_one_and_not_change(void **state)
{
    (void)state;
    reads("不是不对不填", "bu2 shi4 bu2 dui4 bu4 tian2");
    reads("一位", "yi2 wei4");
    reads("一张", "yi4 zhang1");
    reads("一年", "yi4 nian2");
    reads("一种", "yi4 zhong3");
    reads("第一位", "di4 yi1 wei4");
    reads("十一位", "shi2 yi1 wei4");
    reads("对不对", "dui4 bu5 dui4");
    reads("读一读", "du2 yi5 du2");
    reads("一遍一遍", "yi2 bian4 yi2 bian4");
    reads("一，二", "yi1 , er4");
}

static void identifiers_are_taken_down(void **state)
{
    (void)state;
    reads("13800138000", "yao1 san1 ba1 | ling2 ling2 yao1 san1 | ba1 ling2 ling2 ling2");
    reads("532331194002290019", "wu3 san1 er4 san1 san1 yao1 | yao1 jiu3 si4 ling2 | "
                                "ling2 er4 er4 jiu3 | ling2 ling2 yao1 jiu3");
    reads("11010519491231002X", "yao1 yao1 ling2 yao1 ling2 wu3 | yao1 jiu3 si4 jiu3 | "
                                "yao1 er4 san1 yao1 | ling2 ling2 er4 X");
    reads("办件号AB2611220017", "ban4 jian4 hao4 A B | er4 liu4 yao1 yao1 | er4 er4 ling2 | "
                                "ling2 yao1 qi1");
    reads("0878-000 0000", "ling2 ba1 qi1 ba1 | ling2 ling2 ling2 | ling2 ling2 ling2 ling2");
    reads("打12345。", "da3 yao1 er4 san1 si4 wu3 .");
    reads("302室", "san1 ling2 er4 shi4");
    reads("１２３４５", "yao1 er4 san1 si4 wu3");
    reads("尾号****0019", "wei3 hao4 | xing1 hao4 | ling2 ling2 yao1 jiu3");
}

static void amounts_are_counted(void **state)
{
    (void)state;
    reads("¥20.00", "er4 shi2 yuan2");
    reads("￥1,234.56", "yi1 qian1 er4 bai3 san1 shi2 si4 yuan2 wu3 jiao3 liu4 fen1");
    reads("20.05元", "er4 shi2 yuan2 ling2 wu3 fen1");
    reads("¥0.50", "wu3 jiao3");
    reads("¥0.00", "ling2 yuan2");
    reads("2元", "liang3 yuan2");
    reads("2000元", "liang3 qian1 yuan2");
    reads("20000元", "liang3 wan4 yuan2");
    reads("10005元", "yi1 wan4 ling2 wu3 yuan2");
    reads("100050元", "shi2 wan4 ling2 wu3 shi2 yuan2");
    reads("60000000元", "liu4 qian1 wan4 yuan2");
    reads("105000300元", "yi1 yi4 ling2 wu3 bai3 wan4 ling2 san1 bai3 yuan2");
    reads("3.5%", "bai3 fen1 zhi1 san1 dian3 wu3");
    reads("15位号码", "shi2 wu3 wei4 hao4 ma3");
    reads("2个月、12个月", "liang3 ge4 yue4 , shi2 er4 ge4 yue4");
    reads("1个月", "yi2 ge4 yue4");
    reads("第1步，共2步", "di4 yi1 bu4 , gong4 liang3 bu4");
    reads("3-5个工作日", "san1 dao4 wu3 ge4 gong1 zuo4 ri4");
    reads("120平方米", "yi1 bai3 er4 shi2 ping2 fang1 mi3");
}

static void dates_and_times(void **state)
{
    (void)state;
    reads("2026年11月", "er4 ling2 er4 liu4 nian2 shi2 yi1 yue4");
    reads("2026年2月2日", "er4 ling2 er4 liu4 nian2 er4 yue4 er4 ri4");
    reads("2026-11-22 21:40", "er4 ling2 er4 liu4 nian2 shi2 yi1 yue4 er4 shi2 er4 ri4 "
                              "er4 shi2 yi1 dian3 si4 shi2 fen1");
    reads("2026-11", "er4 ling2 er4 liu4 nian2 shi2 yi1 yue4");
    reads("8:30-17:30", "ba1 dian3 san1 shi2 fen1 dao4 shi2 qi1 dian3 san1 shi2 fen1");
    reads("02:05", "liang3 dian3 ling2 wu3 fen1");
    reads("下午2点到4点", "xia4 wu3 liang3 dian3 dao4 si4 dian3");
}

static void letters_are_spelled_and_signs_are_pauses(void **state)
{
    (void)state;
    reads("EMS邮寄", "E M S you2 ji4");
    reads("A4纸", "A | si4 zhi3");
    reads("《社会保险法》第七十四条。", "she4 hui4 bao3 xian3 fa3 di4 qi1 shi2 si4 tiao2 .");
    reads("好（一）。。，！", "hao3 , yi1 .");
    reads("，。", "");
    reads("", "");
}

static void strange_bytes_do_no_harm(void **state)
{
    char text[1025];

    (void)state;
    reads("A\xff\xfe"
          "B",
          "A B");
    memset(text, '\xff', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    hanzi_read(hanzi, text, &reading);
    memset(text, '7', sizeof(text) - 1);
    hanzi_read(hanzi, text, &reading);
    assert_true(reading.length > 4500 && reading.length < READING_BYTES);
    memset(text, '*', sizeof(text) - 1);
    reads(text, "xing1 hao4 |");
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    fclose(file);
}

static void refuses(const char *readings, const char *words, err_t expected, const char *says)
{
    char folder[] = "/tmp/voice-hanzi-XXXXXX", a[64], b[64];
    struct hanzi_problem problem;
    struct hanzi *none;

    assert_non_null(mkdtemp(folder));
    snprintf(a, sizeof(a), "%s/readings", folder);
    snprintf(b, sizeof(b), "%s/words", folder);
    write_file(a, readings);
    write_file(b, words);
    assert_int_equal(hanzi_open(a, b, &none, &problem), expected);
    assert_string_equal(problem.text, says);
    hanzi_close(none);
    unlink(a);
    unlink(b);
    rmdir(folder);
}

static void broken_tables_are_named(void **state)
{
    struct hanzi_problem problem;
    struct hanzi *none;

    (void)state;
    refuses("好\thao3\n", "# words\n好\thao3", ERR_OK, "");
    refuses("好\thao3\r\n", "好人\thao3 ren2\r\n", ERR_OK, "");
    refuses("好\thao6\n", "", ERR_INVALID,
            "readings:1: a character, a tabulator and syllables are needed");
    refuses("好\n", "", ERR_INVALID,
            "readings:1: a character, a tabulator and syllables are needed");
    refuses("好\thao3\n", "\n好人\thao3\n", ERR_INVALID,
            "words:2: a syllable for each character is needed");
    refuses("好\thao3\n", "ab\thao3 ren2\n", ERR_INVALID, "words:1: 1 to 8 characters are needed");
    refuses("好\thao3\n", "好\thao3\n好\thao4\n", ERR_INVALID, "polyphones: 好 twice");
    assert_int_equal(hanzi_open("/nowhere", POLYPHONES, &none, &problem), ERR_NOT_FOUND);
    assert_null(none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_word_of_the_file_is_read_as_written),
        cmocka_unit_test(polyphones_in_sentences),
        cmocka_unit_test(traditional_characters_are_read_alike),
        cmocka_unit_test(tones_of_one_and_not_change),
        cmocka_unit_test(identifiers_are_taken_down),
        cmocka_unit_test(amounts_are_counted),
        cmocka_unit_test(dates_and_times),
        cmocka_unit_test(letters_are_spelled_and_signs_are_pauses),
        cmocka_unit_test(strange_bytes_do_no_harm),
        cmocka_unit_test(broken_tables_are_named),
    };

    return cmocka_run_group_tests_name("hanzi", tests, open_tables, close_tables);
}
