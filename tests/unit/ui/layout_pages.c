/* What is too much for a page: long answers beside a pad, long names of departments, long letters. */
#include "ui/layout.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "tests/support/view_samples.h"

/* 50 characters. */
#define LONG_ANSWER                                                                                                                              \
    "内蒙古自治区呼伦贝尔市莫力达瓦达斡尔族自治旗尼尔基镇纳文西大街新时代花园小区北区十二号楼三单" \
    "元一千二"

#define LONG_DEPARTMENT                                                                            \
    "Yaodu District Human Resources and Social Security Bureau, Insurance Centre"
#define LONG_STATE "Papers are missing. Please go to the counter and bring what the letter asks for"

static struct draw_list list;
static struct typeset *typeset;

/* A field that holds a long address, and a pad for it. */
static void long_answer(enum way way, struct view *view)
{
    view_samples_make(view_samples_find("form-mobile"), LANGUAGE_ZH_HANS, MODE_ELDER, view);
    view->part_count = 2;
    memset(view->parts, 0, 2 * sizeof(view->parts[0]));
    view->parts[0].kind = PART_FIELD;
    view->parts[0].selected = 1;
    view->parts[0].text = view->question;
    view->parts[0].detail = phrase_literal(&view->pool, LONG_ANSWER);
    view->parts[1].kind = PART_WRITE;
    view->parts[1].value = way;
}

static bool list_shows(const char *text)
{
    for (int i = 0; i < list.item_count; i++)
        if (list.items[i].kind == DRAW_TEXT && strcmp(list.text + list.items[i].text, text) == 0)
            return true;
    return false;
}

static bool list_has_role(const char *role)
{
    for (int i = 0; i < list.target_count; i++)
        if (strcmp(list.targets[i].role, role) == 0)
            return true;
    return false;
}

/* A pad and the whole of a long answer stand on one page where they have room, on a high panel
 * always; else the pad stands on a page with the end of it, the whole of it is on the next, and keys
 * lead there and back. */
static void test_long_answer(void **state)
{
    static const enum way ways[] = {WAY_HAND, WAY_PINYIN, WAY_DIGITS};

    (void)state;
    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
        for (int panel_index = 0; panel_index < 2; panel_index++) {
            struct panel panel = view_samples_panel(panel_index);
            struct view view;
            struct layout_input input = {&view,   view_samples_texts(), &panel, "", 21, 40, 0, 0, 0,
                                         typeset, DRAW_NO_TARGET,       NULL};

            long_answer(ways[i], &view);
            layout_view(&input, &list);
            assert_false(list.overflow);
            if (panel_index == 0 || (ways[i] != WAY_PINYIN && list.page_count == 1)) {
                assert_int_equal(list.page_count, 1);
                assert_true(list_shows(LONG_ANSWER));
                continue;
            }
            assert_int_equal(list.page_count, 2);
            assert_false(list_shows(LONG_ANSWER));
            assert_true(list_has_role("page_next"));
            input.page = 1;
            layout_view(&input, &list);
            assert_false(list.overflow);
            assert_true(list_shows(LONG_ANSWER));
            assert_true(list_has_role("page_back"));
        }
}

/* ---- departments ---- */

static void long_stages(struct view *view)
{
    view_samples_make(view_samples_find("home"), LANGUAGE_EN, MODE_ELDER, view);
    view->part_count = 3;
    memset(view->parts, 0, 3 * sizeof(view->parts[0]));
    for (int i = 0; i < 3; i++) {
        view->parts[i].kind = PART_STAGE;
        view->parts[i].tone = TONE_STOP;
        view->parts[i].text = phrase_literal(&view->pool, LONG_DEPARTMENT);
        view->parts[i].detail = phrase_literal(&view->pool, LONG_STATE);
        view->parts[i].more = phrase_literal(&view->pool, "2026-11-22 21:40");
    }
}

static int count_shown(const char *text)
{
    int count = 0;

    for (int i = 0; i < list.item_count; i++)
        count +=
            list.items[i].kind == DRAW_TEXT && strcmp(list.text + list.items[i].text, text) == 0;
    return count;
}

/* A department whose name and state fill more than a page of a low panel: its name stands on one,
 * how far it is on the next; each of them once. */
static void test_long_stages(void **state)
{
    struct panel panel = view_samples_panel(1);
    struct view view;
    struct layout_input input = {&view,   view_samples_texts(), &panel, "", 21, 40, 0, 0, 0,
                                 typeset, DRAW_NO_TARGET,       NULL};
    int names = 0, states = 0;

    (void)state;
    long_stages(&view);
    do {
        layout_view(&input, &list);
        assert_false(list.overflow);
        names += count_shown(LONG_DEPARTMENT);
        states += count_shown(LONG_STATE);
        input.page++;
    } while (input.page < list.page_count);
    assert_int_equal(names, 3);
    assert_int_equal(states, 3);
}

/* Letters without end on a pad: those that are written now are shown. */
static void test_last_syllables(void **state)
{
    static struct writing writing = {.ways = ~0u};
    struct panel panel = view_samples_panel(1);
    struct view view;
    struct layout_input input = {&view,   view_samples_texts(), &panel,  "", 21, 40, 0, 0, 0,
                                 typeset, DRAW_NO_TARGET,       &writing};

    (void)state;
    long_answer(WAY_PINYIN, &view);
    view.parts[0].detail = (struct phrase){0};
    memcpy(writing.letters, "zhchsh", 7);
    memset(writing.syllables, 0, sizeof(writing.syllables));
    for (size_t i = 0; i + 3 < sizeof(writing.syllables); i += 3)
        memcpy(writing.syllables + i, "zh ", 3);
    writing.syllables[sizeof(writing.syllables) - 2] = 'm';
    layout_view(&input, &list);
    assert_false(list.overflow);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_long_answer),
        cmocka_unit_test(test_long_stages),
        cmocka_unit_test(test_last_syllables),
    };
    int failed;

    if (typeset_open(&typeset) != ERR_OK)
        return 1;
    failed = cmocka_run_group_tests_name("ui/layout_pages", tests, NULL, NULL);
    typeset_close(typeset);
    return failed;
}
