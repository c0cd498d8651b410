#include "ui/input/writing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ui/input/table.h"
#include "ui/input/writing_tables.h"

/* Without tables the pads still keep what is written; candidates are put by hand. */
static struct writing writing_in(uint8_t way)
{
    struct writing_scope scope = {7, 0, way, ABOUT_ANY, 0, 0};
    struct writing writing;

    memset(&writing, 0, sizeof(writing));
    writing.ways = writing_tables_ways(NULL);
    writing_begin(&writing, NULL, &scope);
    return writing;
}

static void offer(struct writing *writing, const char *text, uint8_t letters)
{
    struct writing_candidate *candidate = &writing->candidates[writing->candidate_count++];

    strcpy(candidate->text, text);
    candidate->letters = letters;
}

static void draw(struct writing *writing, int16_t x)
{
    writing_stroke_begin(writing, (struct ink_point){x, 0});
    writing_stroke_go_on(writing, (struct ink_point){x, 200});
    writing_stroke_end(writing, NULL);
}

static bool is_empty(const struct writing *writing)
{
    return writing->ink.stroke_count == 0 && writing->ink.point_count == 0 &&
           writing->candidate_count == 0 && writing->letters[0] == '\0' &&
           writing->strokes[0] == '\0' && writing->component_count == 0 && writing->depth == 0 &&
           writing->insert_count == 0;
}

static void test_another_scope_wipes(void **state)
{
    struct writing writing = writing_in(WAY_HAND);
    struct writing_scope scope = writing.scope;

    (void)state;
    draw(&writing, 10);
    writing_begin(&writing, NULL, &scope);
    assert_int_equal(writing.ink.stroke_count, 1);
    scope.focus = 1;
    writing_begin(&writing, NULL, &scope);
    assert_true(is_empty(&writing));
    draw(&writing, 10);
    scope.way = WAY_STROKES;
    writing_begin(&writing, NULL, &scope);
    assert_true(is_empty(&writing));
    draw(&writing, 10);
    scope.serial++;
    writing_begin(&writing, NULL, &scope);
    assert_true(is_empty(&writing));
    assert_true((writing.ways >> WAY_LATIN & 1) != 0);
}

static void test_wipe_leaves_nothing(void **state)
{
    struct writing writing = writing_in(WAY_HAND), empty;

    (void)state;
    draw(&writing, 10);
    offer(&writing, "王", 0);
    writing_touch(&writing, NULL, LOCAL_CANDIDATE, 0);
    writing_touch(&writing, NULL, LOCAL_LETTER, 'w');
    writing_wipe(&writing);
    memset(&empty, 0, sizeof(empty));
    empty.ways = writing.ways;
    empty.erased = writing.erased;
    empty.scope.way = WAY_COUNT;
    assert_memory_equal(&writing, &empty, sizeof(empty));
}

static void test_a_candidate_leaves_character_by_character(void **state)
{
    struct writing writing = writing_in(WAY_PINYIN);
    uint32_t character;

    (void)state;
    for (const char *at = "wangjing"; *at != '\0'; at++)
        assert_true(writing_touch(&writing, NULL, LOCAL_LETTER, *at));
    assert_string_equal(writing.letters, "wangjing");
    offer(&writing, "王𠮷", 4);
    assert_true(writing_touch(&writing, NULL, LOCAL_CANDIDATE, 0));
    assert_string_equal(writing.letters, "jing");
    assert_true(writing_take(&writing, &character));
    assert_int_equal(character, 0x738B);
    assert_true(writing_take(&writing, &character));
    assert_int_equal(character, 0x20BB7);
    assert_false(writing_take(&writing, &character));
    assert_false(writing_touch(&writing, NULL, LOCAL_CANDIDATE, 0));
}

static void test_ink_is_taken_back(void **state)
{
    struct writing writing = writing_in(WAY_HAND);
    uint8_t erased = writing.erased;

    (void)state;
    draw(&writing, 10);
    draw(&writing, 100);
    assert_int_equal(writing.ink.stroke_count, 2);
    assert_int_equal(writing.erased, erased);
    assert_true(writing_touch(&writing, NULL, LOCAL_INK_UNDO, 0));
    assert_int_equal(writing.ink.stroke_count, 1);
    assert_true(writing_touch(&writing, NULL, LOCAL_INK_CLEAR, 0));
    assert_int_equal(writing.ink.stroke_count, 0);
    assert_int_not_equal(writing.erased, erased);
    assert_false(writing_touch(&writing, NULL, LOCAL_INK_UNDO, 0));
}

static void test_full_ink_takes_no_more(void **state)
{
    struct writing writing = writing_in(WAY_HAND);

    (void)state;
    for (int16_t i = 0; i < INK_STROKES_MAX; i++)
        draw(&writing, i);
    writing_stroke_begin(&writing, (struct ink_point){0, 0});
    assert_false(writing.stroke_open);
    writing_stroke_go_on(&writing, (struct ink_point){500, 500});
    writing_stroke_end(&writing, NULL);
    assert_int_equal(writing.ink.stroke_count, INK_STROKES_MAX);
}

static void test_ink_keeps_its_shape_on_another_pad(void **state)
{
    struct writing writing = writing_in(WAY_COUNT);

    (void)state;
    writing_fit(&writing, 1000, 800);
    writing_stroke_begin(&writing, (struct ink_point){100, 200});
    writing_stroke_go_on(&writing, (struct ink_point){900, 600});
    writing_fit(&writing, 500, 600);
    assert_int_equal(writing.ink.points[0].x, 50);
    assert_int_equal(writing.ink.points[0].y, 100);
    assert_int_equal(writing.ink.points[1].x, 450);
    assert_int_equal(writing.ink.points[1].y, 300);
}

static void test_letters_and_strokes_have_an_end(void **state)
{
    struct writing writing = writing_in(WAY_PINYIN);

    (void)state;
    assert_false(writing_touch(&writing, NULL, LOCAL_LETTER, VIEW_KEY_ERASE));
    for (int i = 0; i < WRITING_LETTERS_MAX; i++)
        assert_true(writing_touch(&writing, NULL, LOCAL_LETTER, 'a'));
    assert_false(writing_touch(&writing, NULL, LOCAL_LETTER, 'a'));
    assert_true(writing_touch(&writing, NULL, LOCAL_LETTER, VIEW_KEY_ERASE));
    assert_int_equal(strlen(writing.letters), WRITING_LETTERS_MAX - 1);
    writing = writing_in(WAY_STROKES);
    for (int i = 0; i < WRITING_STROKES_MAX; i++)
        assert_true(writing_touch(&writing, NULL, LOCAL_STROKE, 'h'));
    assert_false(writing_touch(&writing, NULL, LOCAL_STROKE, 'h'));
}

static void test_components(void **state)
{
    struct writing writing = writing_in(WAY_PARTS);

    (void)state;
    for (int i = 0; i < WRITING_COMPONENTS_MAX; i++) {
        draw(&writing, 10);
        offer(&writing, "吉", 0);
        assert_true(writing_touch(&writing, NULL, LOCAL_COMPONENT, 0));
        assert_int_equal(writing.ink.stroke_count, 0);
    }
    offer(&writing, "吉", 0);
    assert_false(writing_touch(&writing, NULL, LOCAL_COMPONENT, 0));
    assert_true(writing_touch(&writing, NULL, LOCAL_COMPONENT, -1));
    assert_int_equal(writing.component_count, WRITING_COMPONENTS_MAX - 1);
    assert_true(writing_touch(&writing, NULL, LOCAL_CODE, 0));
    assert_int_equal(writing.component_count, 0);
    for (const char *at = "9839"; *at != '\0'; at++)
        assert_true(writing_touch(&writing, NULL, LOCAL_LETTER, *at));
    assert_string_equal(writing.code, "9839");
    assert_string_equal(writing.letters, "");
}

static void test_more_goes_round(void **state)
{
    struct writing writing = writing_in(WAY_HAND);

    (void)state;
    for (int i = 0; i < 12; i++)
        offer(&writing, "王", 0);
    assert_true(writing_touch(&writing, NULL, LOCAL_MORE, 8));
    assert_int_equal(writing.first, 8);
    assert_true(writing_touch(&writing, NULL, LOCAL_MORE, 12));
    assert_int_equal(writing.first, 0);
}

static void test_missing_tables(void **state)
{
    struct writing_tables *tables;
    struct writing writing = writing_in(WAY_HAND);

    (void)state;
    assert_int_equal(writing_tables_open("build/no-such-folder", &tables), ERR_OK);
    assert_int_equal(writing_tables_ways(tables), writing_tables_ways(NULL));
    for (int way = 0; way < WAY_COUNT; way++) {
        struct writing_scope scope = {8, 0, (uint8_t)way, ABOUT_NAME, 0, 0};

        writing_begin(&writing, tables, &scope);
        writing_touch(&writing, tables, LOCAL_LETTER, 'a');
        writing_touch(&writing, tables, LOCAL_STROKE, 'h');
        writing_touch(&writing, tables, LOCAL_MORE, 0);
        writing_touch(&writing, tables, LOCAL_PLACES, -1);
        assert_int_equal(writing.candidate_count, 0);
    }
    writing_tables_close(tables);
    writing_tables_close(NULL);
}

/* The header of a table tells that its way can be offered; that the rest is damaged shows when the
 * way is needed, and from then on it is not offered. */
static void test_damaged_table(void **state)
{
    struct table_header header = {.kind = TABLE_PINYIN,
                                  .version = TABLE_PINYIN_VERSION,
                                  .size_bytes = sizeof(header),
                                  .checksum = 1};
    struct writing_scope scope = {8, 0, WAY_PINYIN, ABOUT_NAME, 0, 0};
    struct writing writing = writing_in(WAY_HAND);
    char folder[] = "/tmp/banshi.XXXXXX", path[64];
    struct writing_tables *tables;
    FILE *file;

    (void)state;
    memcpy(header.magic, TABLE_MAGIC, sizeof(header.magic));
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/pinyin.tbl", folder);
    file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(&header, sizeof(header), 1, file), 1);
    fclose(file);
    assert_int_equal(writing_tables_open(folder, &tables), ERR_OK);
    assert_int_equal(writing_tables_ways(tables), writing_tables_ways(NULL) | 1u << WAY_PINYIN);
    writing_begin(&writing, tables, &scope);
    assert_int_equal(writing.ways, writing_tables_ways(NULL));
    assert_false(writing_touch(&writing, tables, LOCAL_CANDIDATE, 0));
    writing_tables_close(tables);
    unlink(path);
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_another_scope_wipes),
        cmocka_unit_test(test_wipe_leaves_nothing),
        cmocka_unit_test(test_a_candidate_leaves_character_by_character),
        cmocka_unit_test(test_ink_is_taken_back),
        cmocka_unit_test(test_full_ink_takes_no_more),
        cmocka_unit_test(test_ink_keeps_its_shape_on_another_pad),
        cmocka_unit_test(test_letters_and_strokes_have_an_end),
        cmocka_unit_test(test_components),
        cmocka_unit_test(test_more_goes_round),
        cmocka_unit_test(test_missing_tables),
        cmocka_unit_test(test_damaged_table),
    };

    return cmocka_run_group_tests_name("ui/input/writing", tests, NULL, NULL);
}
