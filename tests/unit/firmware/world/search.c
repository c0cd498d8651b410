/* Search: what people write finds the service they mean, in the catalogue of the house, within its
 * time; and nothing that anybody writes does any harm. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include <dirent.h>
#include <jansson.h>

#include "firmware/base/random.h"
#include "firmware/services/catalogue/catalogue.h"
#include "firmware/world/search.h"

#define FOLDER "assets/services/"
#define SEARCH_MS_MAX 2

static struct catalogue *catalogue;
static struct texts texts;
static struct search house;

static size_t find(const char *query, uint32_t *out)
{
    return search_find(&house, query, out);
}

static const char *code(uint32_t index)
{
    return catalogue_service(catalogue, index)->code;
}

static void people_find_what_they_mean(void **state)
{
    static const struct {
        const char *query, *first;
    } CASES[] = {
        {"社会保险参保证明", "social-insurance-certificate"},
        {"社保", "social-insurance-certificate"},
        {"社保证明", "social-insurance-certificate"},
        {"公积金", "housing-fund-certificate"},
        {"无房证明", "real-estate-query"},
        {"我想给孩子上户口", "newborn"},
        {"报户口", "newborn"},
        {"高龄津贴", "old-age-allowance"},
        {"老年证", "senior-card"},
        {"搬家了", "residence-change"},
        {"居住证", "residence-change"},
        {"外地看病", "care-elsewhere"},
        {"准生证", "birth-registration"},
        {"无犯罪", "no-criminal-record"},
        {"退休", "retirement"},
        {"没工作", "unemployment-registration"},
        {"新农合", "medical-insurance-enrolment"},
        {"Housing fund certificate", "housing-fund-certificate"},
        {"housing fund", "housing-fund-certificate"},
        {"MORTGAGE", "housing-fund-certificate"},
        {"housi", "housing-fund-certificate"},
        {"How do I get a birth certificate for my baby?", "newborn"},
        {"baby", "newborn"},
        {"retired", "retirement"},
        {"residence permits", "residence-change"},
        {"police certificate", "no-criminal-record"},
        {" 社 保，证 明！", "social-insurance-certificate"},
    };
    uint32_t items[CATALOGUE_ITEMS_MAX];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        size_t count = find(CASES[i].query, items);

        if (count == 0 || strcmp(code(items[0]), CASES[i].first) != 0)
            fail_msg("'%s' found %s", CASES[i].query, count == 0 ? "nothing" : code(items[0]));
    }
}

static void what_nobody_offers_is_not_found(void **state)
{
    static const char *const QUERIES[] = {"",         "   ",        "，。！",  "?!",
                                          "护照",     "驾驶证换证", "火车票",  "zzzz",
                                          "\xFF\xFE", "q",          "passport"};
    uint32_t items[CATALOGUE_ITEMS_MAX];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof QUERIES / sizeof QUERIES[0]; i++) {
        size_t count = find(QUERIES[i], items);

        if (count != 0)
            fail_msg("'%s' found %s", QUERIES[i], code(items[0]));
    }
}

static void equals_keep_their_order_and_nothing_comes_twice(void **state)
{
    uint32_t items[CATALOGUE_ITEMS_MAX];
    size_t count = find("证", items), i, j;

    (void)state;
    assert_true(count >= 3);
    for (i = 0; i < count; i++) {
        assert_true(items[i] < house.count);
        for (j = 0; j < i; j++)
            assert_int_not_equal(items[i], items[j]);
    }
    count = find("一件事", items);
    assert_int_equal(count, 2);
    assert_true(items[0] < items[1]);
}

/* A name outranks a keyword, a keyword a summary. */
static void names_come_before_keywords_before_summaries(void **state)
{
    static const char *const NAMES[] = {NULL, "甲乙", "丙丁", "戊己", "庚辛", "壬癸", "甲乙子"};
    const struct catalogue_item items[] = {
        {.name = 2, .summary = 6}, {.name = 3, .summary = 4}, {.name = 1, .summary = 5}};
    const char *const keywords[] = {NULL, "子丑\n甲乙寅\n", NULL};
    struct texts few = {.catalogue_count = 7};
    const struct search search = {&few, items, 3, keywords};
    uint32_t found[CATALOGUE_ITEMS_MAX];
    int language;

    (void)state;
    for (language = 0; language < LANGUAGE_COUNT; language++)
        few.catalogue[language] = NAMES;
    assert_int_equal(search_find(&search, "甲乙", found), 3);
    assert_int_equal(found[0], 2);
    assert_int_equal(found[1], 1);
    assert_int_equal(found[2], 0);
    assert_int_equal(search_find(&search, "甲子", found), 1); /* in order, with a gap */
    assert_int_equal(found[0], 0);
    assert_int_equal(search_find(&search, "子甲", found), 0);
}

static void a_catalogue_without_keywords_or_languages_is_searched(void **state)
{
    const struct catalogue_item items[] = {{.name = 1, .summary = 1}, {.name = 9, .summary = 1}};
    const char *const names[] = {NULL, "甲乙"};
    struct texts few = {.catalogue = {names}, .catalogue_count = 2};
    const struct search search = {&few, items, 2, NULL};
    uint32_t found[CATALOGUE_ITEMS_MAX];

    (void)state;
    assert_int_equal(search_find(&search, "甲", found), 1);
    assert_int_equal(found[0], 0);
}

static double now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* The longest query over the longest texts; the sanitisers of a test make it several times slower
 * than the product is. */
static void the_worst_search_is_over_in_time(void **state)
{
    static char longest[1024], words[2048], query[FIELD_VALUE_BYTES];
    struct catalogue_item items[CATALOGUE_ITEMS_MAX];
    const char *names[] = {NULL, longest}, *keywords[CATALOGUE_ITEMS_MAX];
    struct texts most = {.catalogue_count = 2};
    const struct search search = {&most, items, CATALOGUE_ITEMS_MAX, keywords};
    uint32_t found[CATALOGUE_ITEMS_MAX];
    double began_ms;
    int i;

    (void)state;
    for (i = 0; i + 3 < (int)sizeof longest; i += 3)
        memcpy(longest + i, i % 2 == 0 ? "甲" : "乙", 3);
    for (i = 0; i + 3 < (int)sizeof query; i += 3)
        memcpy(query + i, i % 4 == 0 ? "甲" : "乙", 3);
    for (i = 0; i + 13 < (int)sizeof words; i += 13)
        memcpy(words + i, "甲乙甲乙\n", 13);
    for (i = 0; i < CATALOGUE_ITEMS_MAX; i++) {
        items[i] = (struct catalogue_item){.name = 1, .summary = 1};
        keywords[i] = words;
    }
    for (i = 0; i < LANGUAGE_COUNT; i++)
        most.catalogue[i] = names;
    began_ms = now_ms();
    for (i = 0; i < 10; i++)
        (void)search_find(&search, query, found);
    print_message("the worst search: %.2f ms\n", (now_ms() - began_ms) / 10);
    began_ms = now_ms();
    for (i = 0; i < 10; i++)
        (void)search_find(&house, query, found);
    assert_true((now_ms() - began_ms) / 10 < SEARCH_MS_MAX * 4);
}

static void no_bytes_do_harm(void **state)
{
    uint32_t items[CATALOGUE_ITEMS_MAX];
    struct random random;
    char query[64];
    int round, i;

    (void)state;
    random_init(&random, 7);
    for (round = 0; round < 2000; round++) {
        for (i = 0; i < 63; i++)
            query[i] = (char)random_next(&random);
        query[63] = '\0';
        assert_true(find(query, items) <= house.count);
    }
}

static int is_service_file(const struct dirent *entry)
{
    return entry->d_name[0] >= '0' && entry->d_name[0] <= '9';
}

static int open_house(void **state)
{
    static struct catalogue_item items[CATALOGUE_ITEMS_MAX];
    struct dirent **entries;
    json_t *services = json_array(), *document;
    int count = scandir(FOLDER, &entries, is_service_file, alphasort), i;
    char path[512], why[CATALOGUE_WHY_BYTES], *bytes;

    (void)state;
    for (i = 0; i < count; i++) {
        snprintf(path, sizeof path, FOLDER "%s", entries[i]->d_name);
        json_array_append_new(services, json_load_file(path, 0, NULL));
        free(entries[i]);
    }
    free(entries);
    document =
        json_pack("{s:i,s:s,s:s,s:s,s:o}", "version", 1, "issued", "2026-11-22T08:00:00Z",
                  "expires", "2027-02-20T00:00:00Z", "min_fw", "0.0.0", "services", services);
    bytes = json_dumps(document, JSON_SORT_KEYS | JSON_COMPACT);
    i = catalogue_open(bytes, strlen(bytes), why, &catalogue) == ERR_OK ? 0 : -1;
    free(bytes);
    json_decref(document);
    if (i != 0)
        return i;
    catalogue_texts(catalogue, &texts);
    house =
        (struct search){&texts, items, catalogue_count(catalogue), catalogue_keywords(catalogue)};
    for (size_t item = 0; item < house.count; item++)
        items[item] = *catalogue_item(catalogue, item);
    return 0;
}

static int close_house(void **state)
{
    (void)state;
    catalogue_close(catalogue);
    return 0;
}

int main(void)
{
    const struct CMUnitTest search[] = {
        cmocka_unit_test(people_find_what_they_mean),
        cmocka_unit_test(what_nobody_offers_is_not_found),
        cmocka_unit_test(equals_keep_their_order_and_nothing_comes_twice),
        cmocka_unit_test(names_come_before_keywords_before_summaries),
        cmocka_unit_test(a_catalogue_without_keywords_or_languages_is_searched),
        cmocka_unit_test(the_worst_search_is_over_in_time),
        cmocka_unit_test(no_bytes_do_harm),
    };

    return cmocka_run_group_tests(search, open_house, close_house);
}
