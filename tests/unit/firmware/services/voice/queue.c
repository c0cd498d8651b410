/* The order of speaking, sentences, levels and English: the small parts of the voice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "firmware/services/voice/english.h"
#include "firmware/services/voice/level.h"
#include "firmware/services/voice/queue.h"
#include "firmware/services/voice/sentence.h"

static struct queue queue;
static struct queue_dropped dropped;

static void put(uint32_t sequence, uint32_t generation, enum queue_priority priority)
{
    const struct queue_item item = {.sequence = sequence,
                                    .generation = generation,
                                    .priority = priority,
                                    .is_private = sequence % 2 == 0};

    queue_put(&queue, &item, &dropped);
}

static void order_is(const uint32_t *sequences, size_t count)
{
    assert_int_equal(queue.count, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(queue.items[i].sequence, sequences[i]);
}

static void the_important_comes_first_and_equals_in_order(void **state)
{
    (void)state;
    memset(&queue, 0, sizeof(queue));
    assert_null(queue_first(&queue));
    put(1, 7, QUEUE_SCREEN);
    put(2, 7, QUEUE_HINT);
    put(3, 7, QUEUE_URGENT);
    put(4, 7, QUEUE_SCREEN);
    put(5, 7, QUEUE_ANSWER);
    put(6, 7, QUEUE_URGENT);
    order_is((uint32_t[]){3, 6, 5, 1, 4, 2}, 6);
    assert_int_equal(queue_first(&queue)->sequence, 3);
    assert_true(queue_remove(&queue, 5));
    assert_false(queue_remove(&queue, 5));
    order_is((uint32_t[]){3, 6, 1, 4, 2}, 5);
}

static void a_new_screen_drops_the_old_one(void **state)
{
    (void)state;
    memset(&queue, 0, sizeof(queue));
    put(1, 7, QUEUE_SCREEN);
    put(2, 0, QUEUE_URGENT);
    put(3, 7, QUEUE_SCREEN);
    put(4, 8, QUEUE_SCREEN);
    order_is((uint32_t[]){2, 4}, 2);
    assert_int_equal(dropped.count, 2);
    assert_int_equal(dropped.sequences[0] + dropped.sequences[1], 4);
    put(5, 0, QUEUE_HINT); /* what belongs to no screen drops nothing */
    order_is((uint32_t[]){2, 4, 5}, 3);
    assert_int_equal(dropped.count, 0);
}

static void a_full_queue_keeps_the_important(void **state)
{
    (void)state;
    memset(&queue, 0, sizeof(queue));
    for (uint32_t i = 1; i <= QUEUE_ITEMS_MAX; i++)
        put(i, 1, QUEUE_SCREEN);
    put(100, 1, QUEUE_SCREEN);
    assert_int_equal(dropped.count, 1);
    assert_int_equal(dropped.sequences[0], 100);
    put(101, 1, QUEUE_URGENT);
    assert_int_equal(dropped.sequences[0], QUEUE_ITEMS_MAX);
    assert_int_equal(queue_first(&queue)->sequence, 101);
    assert_int_equal(queue.count, QUEUE_ITEMS_MAX);
}

static void what_leaves_is_wiped(void **state)
{
    struct queue_item item = {.sequence = 2, .priority = QUEUE_SCREEN, .is_private = true};
    static const uint8_t nothing[sizeof(struct queue)];

    (void)state;
    memset(&queue, 0, sizeof(queue));
    strcpy(item.text, "secret");
    queue_put(&queue, &item, &dropped);
    put(3, 0, QUEUE_SCREEN);
    queue_drop_private(&queue, &dropped);
    assert_int_equal(dropped.count, 1);
    order_is((uint32_t[]){3}, 1);
    queue_drop_all(&queue, &dropped);
    assert_int_equal(dropped.sequences[0], 3);
    assert_memory_equal(&queue, nothing, sizeof(queue));
}

static void sentence_is(const char *text, const char *first)
{
    assert_int_equal(sentence_length(text), strlen(first));
}

static void sentences_end_where_people_breathe(void **state)
{
    char text[1025];

    (void)state;
    sentence_is("没有看清。请拿起来。", "没有看清。");
    sentence_is("对不对？！好", "对不对？");
    sentence_is("他说“好。”再来", "他说“好。”");
    sentence_is("Lay it here. Wait.", "Lay it here. ");
    sentence_is("Pay 20.50 yuan. Thanks", "Pay 20.50 yuan. ");
    sentence_is("第一，第二", "第一，第二");
    sentence_is("\n好", "\n");
    sentence_is("", "");
    memset(text, 0, sizeof(text));
    for (int i = 0; i < 200; i++)
        strcat(text, i == 40 ? "，" : "长");
    assert_int_equal(sentence_length(text), 41 * 3);
    assert_int_equal(sentence_length(text + 41 * 3), SENTENCE_BYTES_MAX / 3 * 3);
}

static double step_db(const struct level_plan *plan, unsigned high, unsigned low)
{
    return 20 * log10((double)level_gain(plan, high) / level_gain(plan, low));
}

static void levels_are_steps_of_3_db(void **state)
{
    const struct level_plan plan = {.normal_db = 62, .most_db = 74};
    int16_t samples[] = {32767, -32768, 100, 0};

    (void)state;
    assert_true(LEVEL_COUNT >= 7 && LEVEL_STEP_DB * (LEVEL_COUNT - 1) >= 18);
    for (unsigned i = 0; i + 1 < LEVEL_COUNT; i++)
        assert_true(fabs(step_db(&plan, i + 1, i) - 3) < 0.01);
    assert_true(fabs(step_db(&plan, 4, 0) - 12) < 0.01);
    assert_int_equal(level_gain(&plan, LEVEL_COUNT + 5), level_gain(&plan, LEVEL_COUNT - 1));
    level_apply(65536, samples, 4);
    assert_int_equal(samples[1], -32768);
    level_apply(65536 / 2, samples, 4);
    assert_int_equal(samples[0], 16383);
    assert_int_equal(samples[1], -16384);
}

static void a_visit_begins_at_65_db_at_most(void **state)
{
    const struct level_plan quiet = {.normal_db = 62, .most_db = 74};
    const struct level_plan rash = {.normal_db = 90, .most_db = 74};
    const struct level_plan weak = {.normal_db = 65, .most_db = 65};

    (void)state;
    assert_true(fabs(20 * log10(level_gain(&quiet, LEVEL_NORMAL) / 65536.0) + 12) < 0.01);
    assert_true(fabs(20 * log10(level_gain(&rash, LEVEL_NORMAL) / 65536.0) + 9) < 0.01);
    assert_int_equal(level_gain(&weak, LEVEL_NORMAL), 65536);
    assert_int_equal(level_gain(&weak, LEVEL_COUNT - 1), 65536);
}

static void english_is(const char *text, const char *expected)
{
    char out[ENGLISH_BYTES];

    english_read(text, strlen(text), out);
    assert_string_equal(out, expected);
}

static void english_takes_down_and_counts(void **state)
{
    (void)state;
    english_is("Step 2 of 5: who", "Step 2 of 5: who");
    english_is("Call 12345.", "Call 1 2 3 4 5 .");
    english_is("ID 11010519491231002X", "ID 1 1 0 1 0 5 , 1 9 4 9 , 1 2 3 1 , 0 0 2 X ");
    english_is("0878-000 0000", "0 8 7 8 , 0 0 0 , 0 0 0 0 ");
    english_is("on 2026-11-02", "on 2 November 2026");
    english_is("¥20.50", "20.50 yuan");
    english_is("the last 12 months", "the last 12 months");
    english_is("A4 in 2026", "A4 in 2026");
    english_is("", "");
}

static void languages_are_known_by_their_tags(void **state)
{
    (void)state;
    assert_int_equal(voice_language_find("zh-Hans"), VOICE_ZH);
    assert_int_equal(voice_language_find("en-GB"), VOICE_EN);
    assert_int_equal(voice_language_find("yue"), VOICE_LANGUAGE_COUNT);
    assert_int_equal(voice_language_find("zh-HK"), VOICE_LANGUAGE_COUNT);
    assert_int_equal(voice_language_find("ii"), VOICE_LANGUAGE_COUNT);
    assert_int_equal(voice_language_find(""), VOICE_LANGUAGE_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_important_comes_first_and_equals_in_order),
        cmocka_unit_test(a_new_screen_drops_the_old_one),
        cmocka_unit_test(a_full_queue_keeps_the_important),
        cmocka_unit_test(what_leaves_is_wiped),
        cmocka_unit_test(sentences_end_where_people_breathe),
        cmocka_unit_test(levels_are_steps_of_3_db),
        cmocka_unit_test(a_visit_begins_at_65_db_at_most),
        cmocka_unit_test(english_takes_down_and_counts),
        cmocka_unit_test(languages_are_known_by_their_tags),
    };

    return cmocka_run_group_tests_name("queue", tests, NULL, NULL);
}
