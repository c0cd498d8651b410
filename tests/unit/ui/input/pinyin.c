/* Pinyin: known words, every character by every reading, what bad letters give, and that a damaged
 * table is refused. */
#include "ui/input/pinyin.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/random.h"
#include "firmware/base/text.h"
#include "tests/support/table_forge.h"
#include "ui/input/table.h"

#define MANY 4096

static struct pinyin *pinyin;
static struct pinyin_candidate found[MANY];

/* Where `text` stands among the candidates, from 0; -1 when it is not there. */
static int rank_of(enum pinyin_about about, const char *letters, const char *text)
{
    int count = pinyin_find(pinyin, about, letters, 0, found, MANY);
    for (int i = 0; i < count; i++)
        if (strcmp(found[i].text, text) == 0)
            return i;
    return -1;
}

static void assert_among(enum pinyin_about about, const char *letters, const char *text, int first)
{
    int rank = rank_of(about, letters, text);
    if (rank < 0 || rank >= first)
        fail_msg("%s gives %s at %d, not among the first %d", letters, text, rank, first);
    assert_true(found[rank].letters > 0 && found[rank].letters <= strlen(letters));
}

static void divisions(void **state)
{
    (void)state;
    static const char *const SPELLINGS[] = {"shanxisheng", "sxsheng",       "sxs", "shanxish",
                                            "shanxis",     "shan'xi'sheng", "shxs"};
    for (size_t i = 0; i < sizeof(SPELLINGS) / sizeof(SPELLINGS[0]); i++) {
        assert_among(PINYIN_ADDRESS, SPELLINGS[i], "山西省", 2);
        assert_among(PINYIN_ADDRESS, SPELLINGS[i], "陕西省", 2);
        assert_int_equal(found[0].letters, strlen(SPELLINGS[i]));
    }
    assert_among(PINYIN_ADDRESS, "beijing", "北京市", 3);
    assert_among(PINYIN_ADDRESS, "chongqing", "重庆", 1);
    assert_among(PINYIN_ADDRESS, "lvliangshi", "吕梁市", 1);
    assert_among(PINYIN_ADDRESS, "xian", "西安", 4);
    assert_among(PINYIN_ADDRESS, "xi'an", "西安", 1);
    assert_among(PINYIN_ADDRESS, "yuehaijiedao", "粤海街道", 1);
    assert_among(PINYIN_ANY, "wulumuqishi", "乌鲁木齐市", 1);
}

static void address_words(void **state)
{
    (void)state;
    assert_among(PINYIN_ADDRESS, "lu", "路", 1);
    assert_among(PINYIN_ADDRESS, "renminlu", "人民路", 1);
    assert_among(PINYIN_ADDRESS, "juweihui", "居委会", 1);
    assert_among(PINYIN_ADDRESS, "danyuan", "单元", 1);
    assert_among(PINYIN_ADDRESS, "chaoyangquwangjingjiedao", "朝阳区望京街道", 1);
    assert_int_equal(found[0].letters, 24);
}

static void names(void **state)
{
    (void)state;
    assert_among(PINYIN_NAME, "wang", "王", 1);
    assert_among(PINYIN_NAME, "li", "李", 1);
    assert_among(PINYIN_NAME, "ouyang", "欧阳", 1);
    assert_among(PINYIN_NAME, "yuchi", "尉迟", 1);
    assert_among(PINYIN_NAME, "moqi", "万俟", 1);
    assert_among(PINYIN_NAME, "qiu", "仇", 5);
    assert_among(PINYIN_NAME, "zha", "查", 3);
    assert_among(PINYIN_NAME, "ou", "区", 3);
    assert_among(PINYIN_NAME, "zhe", "喆", 8);
    assert_among(PINYIN_NAME, "yun", "赟", 8);
    assert_among(PINYIN_NAME, "lv", "吕", 1);
    assert_among(PINYIN_NAME, "zhw", "张", 1);
    assert_int_equal(found[0].letters, 2);
    assert_among(PINYIN_NAME, "wangjianguo", "王建国", 1);
    assert_int_equal(found[0].letters, 11);
    assert_among(PINYIN_NAME, "jianguo", "建", 4);
    assert_among(PINYIN_GIVEN, "jianguo", "建国", 1);
    assert_among(PINYIN_GIVEN, "guo", "国", 1);
    assert_among(PINYIN_NAME, "guo", "郭", 1);
    assert_int_equal(rank_of(PINYIN_NAME, "renminlu", "人民路"), -1);
}

/* ---- every character ---- */

/* One line of readings.tbl, one reading of it. */
struct reading {
    char letters[8];
    char character[8];
};

static int by_letters(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct reading));
}

/* Every reading of readings.tbl without its tone, sorted; freed by the caller. */
static struct reading *read_readings(size_t *out_count)
{
    size_t size_bytes, room = 100000;
    char *text = (char *)table_forge_read(table_forge_real("readings.tbl"), &size_bytes);
    struct reading *readings = calloc(room, sizeof(*readings));
    char *lines = NULL, *words = NULL;
    *out_count = 0;
    for (char *line = strtok_r(text, "\n", &lines); line; line = strtok_r(NULL, "\n", &lines)) {
        char *character = strtok_r(line, "\t", &words), *word;
        while ((word = strtok_r(NULL, " ", &words)) != NULL && *out_count < room) {
            struct reading *made = &readings[(*out_count)++];
            assert_in_range(word[strlen(word) - 1], '1', '5');
            word[strlen(word) - 1] = 0;
            text_copy(made->letters, sizeof(made->letters), word);
            text_copy(made->character, sizeof(made->character), character);
        }
    }
    free(text);
    qsort(readings, *out_count, sizeof(*readings), by_letters);
    return readings;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(((const struct pinyin_candidate *)a)->text,
                  ((const struct pinyin_candidate *)b)->text);
}

/* Nobody's name is missing: each of the 41,417 characters comes for each of its readings. */
static void every_reading(void **state)
{
    (void)state;
    size_t count;
    int candidates = 0;
    struct reading *readings = read_readings(&count);
    assert_true(count > 43000);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || strcmp(readings[i].letters, readings[i - 1].letters) != 0) {
            candidates = pinyin_find(pinyin, PINYIN_NAME, readings[i].letters, 0, found, MANY);
            qsort(found, (size_t)candidates, sizeof(found[0]), by_text);
        }
        struct pinyin_candidate key = {0};
        text_copy(key.text, sizeof(key.text), readings[i].character);
        if (bsearch(&key, found, (size_t)candidates, sizeof(key), by_text) == NULL)
            fail_msg("%s does not give %s", readings[i].letters, readings[i].character);
    }
    free(readings);
}

/* ---- letters of every kind ---- */

static void validity(void **state)
{
    (void)state;
    char long_letters[PINYIN_LETTERS_MAX + 2];
    memset(long_letters, 'a', sizeof(long_letters));
    long_letters[PINYIN_LETTERS_MAX] = 0;
    assert_true(pinyin_letters_valid(long_letters));
    long_letters[PINYIN_LETTERS_MAX] = 'a';
    long_letters[PINYIN_LETTERS_MAX + 1] = 0;
    assert_false(pinyin_letters_valid(long_letters));
    assert_true(pinyin_letters_valid("") && pinyin_letters_valid("lv'shi"));
    assert_false(pinyin_letters_valid("Li") || pinyin_letters_valid("l i") ||
                 pinyin_letters_valid("li3") || pinyin_letters_valid("lü"));
}

static void bad_letters(void **state)
{
    (void)state;
    assert_int_equal(pinyin_find(pinyin, PINYIN_ANY, "", 0, found, MANY), 0);
    assert_int_equal(pinyin_find(pinyin, PINYIN_ANY, "'''", 0, found, MANY), 0);
    assert_int_equal(pinyin_find(pinyin, PINYIN_ANY, "王", 0, found, MANY), 0);
    assert_int_equal(pinyin_find(pinyin, PINYIN_ANY, "wang", 0, found, 0), 0);
    assert_int_equal(pinyin_find(pinyin, PINYIN_ANY, "wang", 100000, found, MANY), 0);
    assert_among(PINYIN_NAME, "wangiii", "王", 1);
    assert_int_equal(found[0].letters, 4);
    assert_among(PINYIN_NAME, "wang3", "王", 1);
    assert_among(PINYIN_NAME, "''wang", "王", 1);
    assert_int_equal(found[0].letters, 6);
    assert_among(PINYIN_NAME, "wangqwrtp", "王", 1);
}

static void check_candidates(const char *letters, int count)
{
    for (int i = 0; i < count; i++) {
        assert_true(found[i].letters > 0 && found[i].letters <= strlen(letters));
        assert_true(found[i].text[0] != 0 && text_is_utf8(found[i].text, strlen(found[i].text)));
    }
    qsort(found, (size_t)count, sizeof(found[0]), by_text);
    for (int i = 1; i < count; i++)
        assert_string_not_equal(found[i - 1].text, found[i].text);
}

/* Any letters: sound candidates, none twice, and pages that join without a gap. */
static void any_letters(void **state)
{
    (void)state;
    static struct pinyin_candidate pages[60];
    struct random random;
    random_init(&random, 20260101);
    for (int round = 0; round < 300; round++) {
        char letters[PINYIN_LETTERS_MAX + 4] = "";
        size_t length = 1 + random_below(&random, PINYIN_LETTERS_MAX + 2);
        for (size_t i = 0; i < length; i++)
            letters[i] = "aaeeiouvnnggshhzxjlmb'"[random_below(&random, 22)];
        enum pinyin_about about = (enum pinyin_about)random_below(&random, 4);
        int count = pinyin_find(pinyin, about, letters, 0, found, 60);
        for (int page = 0; page < 60; page += 7)
            pinyin_find(pinyin, about, letters, page, pages + page, page + 7 <= 60 ? 7 : 60 - page);
        for (int i = 0; i < count; i++)
            assert_string_equal(found[i].text, pages[i].text);
        count = pinyin_find(pinyin, about, letters, 0, found, MANY);
        check_candidates(letters, count);
    }
}

static void split(void **state)
{
    (void)state;
    static const struct {
        const char *letters, *pieces;
        int count;
    } CASES[] = {
        {"shanxisheng", "shan xi sheng", 3},
        {"sxs", "s x s", 3},
        {"sxsheng", "s x sheng", 3},
        {"xian", "xian", 1},
        {"xi'an", "xi an", 2},
        {"fangan", "fang an", 2},
        {"zhg", "zh g", 2},
        {"wangxiaom", "wang xiao m", 3},
        {"", "", 0},
        {"'", "", 0},
        {"lvzho", "lv zho", 2},
        {"iuv", "i u v", 3},
    };
    char out[2 * PINYIN_LETTERS_MAX];
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
        assert_int_equal(pinyin_split(pinyin, CASES[i].letters, out), CASES[i].count);
        assert_string_equal(out, CASES[i].pieces);
    }
    char longest[PINYIN_LETTERS_MAX + 9];
    memset(longest, 'v', sizeof(longest));
    longest[sizeof(longest) - 1] = 0;
    assert_int_equal(pinyin_split(pinyin, longest, out), PINYIN_LETTERS_MAX);
    assert_int_equal(strlen(out), 2 * PINYIN_LETTERS_MAX - 1);
}

/* ---- damage ---- */

/* Puts `value` at `offset` of the first record of a section; the table must be refused. */
static void refuse(unsigned section, size_t offset, uint32_t value, size_t size)
{
    size_t size_bytes;
    struct pinyin *none;
    uint8_t *bytes = table_forge_read(table_forge_real("pinyin.tbl"), &size_bytes);
    memcpy(table_forge_record(bytes, section, 0) + offset, &value, size);
    err_t err = pinyin_open(table_forge_write(bytes, size_bytes, true), &none);
    free(bytes);
    if (err != ERR_INVALID)
        fail_msg("section %u at %zu: %s", section, offset, err_name(err));
    assert_null(none);
}

static void damaged(void **state)
{
    (void)state;
    struct pinyin *none;
    refuse(TABLE_PINYIN_SYLLABLES, 0, 'A', 1);
    refuse(TABLE_PINYIN_SYLLABLES, 0, 0, 1);
    refuse(TABLE_PINYIN_CHARACTERS, 4, UINT32_MAX, 4);
    refuse(TABLE_PINYIN_CHARACTERS, 8, UINT32_MAX, 4);
    refuse(TABLE_PINYIN_READINGS, 0, UINT16_MAX, 2);
    refuse(TABLE_PINYIN_WORDS, 0, UINT32_MAX, 4);
    refuse(TABLE_PINYIN_WORDS, 4, 0, 1);
    refuse(TABLE_PINYIN_WORDS, 4, 255, 1);
    refuse(TABLE_PINYIN_LETTERS, 0, UINT16_MAX, 2);
    refuse(TABLE_PINYIN_BUCKETS, 0, UINT32_MAX, 4);
    refuse(TABLE_PINYIN_ENTRIES, 0, UINT32_MAX, 4);
    assert_int_equal(pinyin_open(table_forge_real("parts.tbl"), &none), ERR_INVALID);
    assert_int_equal(pinyin_open("/nonexistent/pinyin.tbl", &none), ERR_NOT_FOUND);
    pinyin_close(NULL);
}

static int open_real(void **state)
{
    (void)state;
    return pinyin_open(table_forge_real("pinyin.tbl"), &pinyin) == ERR_OK ? 0 : -1;
}

static int close_real(void **state)
{
    (void)state;
    pinyin_close(pinyin);
    table_forge_remove();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(divisions),   cmocka_unit_test(address_words),
        cmocka_unit_test(names),       cmocka_unit_test(every_reading),
        cmocka_unit_test(validity),    cmocka_unit_test(bad_letters),
        cmocka_unit_test(any_letters), cmocka_unit_test(split),
        cmocka_unit_test(damaged),
    };
    return cmocka_run_group_tests_name("pinyin", tests, open_real, close_real);
}
