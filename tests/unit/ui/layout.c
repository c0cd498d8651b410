/* Properties of every sample screen, on both panels, in both modes and languages; the numbers are
 * those of the accessibility table (A1, A6 to A9, A13, A15). */
#include "ui/layout.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "tests/support/view_samples.h"

static struct draw_list list;
static struct typeset *typeset;
static int pages_seen;

static void lay_out(int sample, int panel_index, bool elder, enum language language, int page)
{
    struct panel panel = view_samples_panel(panel_index);
    struct view view;
    struct layout_input input = {
        &view,  view_samples_texts(), &panel, "阳光街道便民服务站", 21, 40, page, pages_seen, 0,
        typeset};

    view_samples_make(sample, language, elder, &view);
    layout_view(&input, &list);
}

/* Calls the check with every screen and page; it may say more with print_error. */
static void for_each(void (*check)(int sample, const struct panel *panel, bool elder))
{
    for (int p = 0; p < 2; p++)
        for (int elder = 0; elder < 2; elder++)
            for (int language = 0; language < LANGUAGE_COUNT; language++)
                for (int sample = 0; sample < view_samples_count(); sample++) {
                    struct panel panel = view_samples_panel(p);

                    lay_out(sample, p, elder != 0, (enum language)language, 0);
                    check(sample, &panel, elder != 0);
                    for (int page = 1; page < list.page_count; page++) {
                        lay_out(sample, p, elder != 0, (enum language)language, page);
                        assert_int_equal(list.page, page);
                        check(sample, &panel, elder != 0);
                    }
                }
}

static double width_mm(const struct panel *panel, int px)
{
    return px * panel->width_mm / panel->width_px;
}

static double height_mm(const struct panel *panel, int px)
{
    return px * panel->height_mm / panel->height_px;
}

/* A8: size of every target. */
static void check_targets(int sample, const struct panel *panel, bool elder)
{
    double least = elder ? 15.85 : 12.65;

    (void)sample;
    for (int i = 0; i < list.target_count; i++) {
        const struct draw_target *target = &list.targets[i];

        assert_true(width_mm(panel, target->box.width) >= least);
        assert_true(height_mm(panel, target->box.height) >= least);
        if (elder && strcmp(target->role, "primary") == 0)
            assert_true(height_mm(panel, target->box.height) >= 20);
        assert_true(target->box.x >= 0 && target->box.y >= 0);
        assert_true(box_right(target->box) <= panel->width_px);
        assert_true(box_bottom(target->box) <= panel->height_px);
    }
}

static void test_targets(void **state)
{
    (void)state;
    for_each(check_targets);
}

/* A9: made larger by half the gap no two targets meet. */
static void check_gaps(int sample, const struct panel *panel, bool elder)
{
    int half = (int)(1.9 * panel->width_px / panel->width_mm);

    (void)elder;
    for (int i = 0; i < list.target_count; i++)
        for (int j = 0; j < i; j++) {
            if (box_meets(box_inset(list.targets[i].box, -half),
                          box_inset(list.targets[j].box, -half)))
                print_error("%s panel %d elder %d language %d page %d: %s and %s too near\n",
                            view_samples_name(sample), panel->width_px, elder, list.language,
                            list.page, list.targets[i].role, list.targets[j].role);
            assert_false(box_meets(box_inset(list.targets[i].box, -half),
                                   box_inset(list.targets[j].box, -half)));
        }
}

static void test_gaps(void **state)
{
    (void)state;
    for_each(check_gaps);
}

/* A1: the smallest text, and A6: its contrast; all of it inside the panel. */
static void check_texts(int sample, const struct panel *panel, bool elder)
{
    double least = elder ? 6.4 : 4.8;

    (void)sample;
    for (int i = 0; i < list.item_count; i++) {
        const struct draw_item *item = &list.items[i];

        if (item->kind != DRAW_TEXT)
            continue;
        assert_true(height_mm(panel, item->style.em_px) * THEME_CAP_PER_EM >= least - 0.01);
        assert_true(theme_contrast(item->color, item->background) >= (elder ? 10 : 7));
        assert_true(item->ink.x >= 0 && box_right(item->ink) <= panel->width_px);
        assert_true(item->ink.y >= 0 && box_bottom(item->ink) <= panel->height_px);
    }
}

static void test_texts(void **state)
{
    (void)state;
    for_each(check_texts);
}

/* A7: borders and icons. */
static void check_shapes(int sample, const struct panel *panel, bool elder)
{
    (void)sample;
    (void)panel;
    for (int i = 0; i < list.item_count; i++) {
        const struct draw_item *item = &list.items[i];

        if (item->kind == DRAW_BOX && item->border != THEME_NO_COLOR)
            assert_true(theme_contrast(item->border, item->background) >= (elder ? 4.5 : 3));
        if (item->kind == DRAW_ICON)
            assert_true(theme_contrast(item->color, item->background) >= (elder ? 4.5 : 3));
    }
}

static void test_shapes(void **state)
{
    (void)state;
    for_each(check_shapes);
}

/* A13: nothing is clipped, no text lies on another, and what belongs to a target stays in it. */
static void check_overflow(int sample, const struct panel *panel, bool elder)
{
    if (list.overflow)
        print_error("%s panel %d elder %d language %d page %d\n", view_samples_name(sample),
                    panel->width_px, elder, list.language, list.page);
    assert_false(list.overflow);
    for (int i = 0; i < list.item_count; i++) {
        const struct draw_item *item = &list.items[i];
        struct box box;

        if (item->kind != DRAW_TEXT || item->target == DRAW_NO_TARGET)
            continue;
        box = box_union(list.targets[item->target].box, box_inset(item->ink, 1));
        if (memcmp(&box, &list.targets[item->target].box, sizeof(box)) != 0)
            print_error("%s panel %d elder %d language %d: %s leaves its target\n",
                        view_samples_name(sample), panel->width_px, elder, list.language,
                        list.text + item->text);
        assert_memory_equal(&box, &list.targets[item->target].box, sizeof(box));
    }
    for (int i = 0; i < list.item_count; i++)
        for (int j = 0; j < i; j++)
            if (list.items[i].kind == DRAW_TEXT && list.items[j].kind == DRAW_TEXT)
                assert_false(
                    box_meets(box_inset(list.items[i].ink, 1), box_inset(list.items[j].ink, 1)));
}

static void test_overflow(void **state)
{
    (void)state;
    for_each(check_overflow);
}

static bool is_fixed(const char *role)
{
    static const char *const roles[] = {"back",  "primary", "secondary", "help",
                                        "leave", "elder",   "language"};

    for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
        if (strcmp(roles[i], role) == 0)
            return true;
    return false;
}

/* A15: what has a fixed place has it on every screen, in every mode and language. */
static void test_fixed_places(void **state)
{
    (void)state;
    for (int p = 0; p < 2; p++) {
        struct draw_target seen[16];
        int count = 0;

        for (int sample = 0; sample < view_samples_count(); sample++)
            for (int mode = 0; mode < 4; mode++) {
                lay_out(sample, p, mode & 1, mode & 2 ? LANGUAGE_EN : LANGUAGE_ZH_HANS, 0);
                for (int i = 0; i < list.target_count; i++) {
                    const struct draw_target *target = &list.targets[i];
                    int at = 0;

                    if (!is_fixed(target->role))
                        continue;
                    while (at < count && strcmp(seen[at].role, target->role) != 0)
                        at++;
                    if (at == count)
                        seen[count++] = *target;
                    assert_memory_equal(&seen[at].box, &target->box, sizeof(target->box));
                }
            }
        assert_int_equal(count, 7);
    }
}

/* A34: five faces of one size, and agreeing no larger than refusing. */
static void test_equal_choices(void **state)
{
    struct box face = {0}, agree = {0}, refuse = {0};

    (void)state;
    lay_out(view_samples_find("rating"), 0, false, LANGUAGE_ZH_HANS, 0);
    for (int i = 0; i < list.target_count; i++)
        if (strcmp(list.targets[i].role, "rate") == 0) {
            face = face.width == 0 ? list.targets[i].box : face;
            assert_int_equal(list.targets[i].box.width, face.width);
            assert_int_equal(list.targets[i].box.height, face.height);
        }
    lay_out(view_samples_find("consent"), 0, false, LANGUAGE_ZH_HANS, 0);
    for (int i = 0; i < list.target_count; i++) {
        if (strcmp(list.targets[i].role, "primary") == 0)
            agree = list.targets[i].box;
        if (strcmp(list.targets[i].role, "secondary") == 0)
            refuse = list.targets[i].box;
    }
    assert_true(agree.width > 0);
    assert_int_equal(agree.width, refuse.width);
    assert_int_equal(agree.height, refuse.height);
    for (int mode = 0; mode < 4; mode++) {
        int faces = 0;

        lay_out(view_samples_find("rating"), 1, mode & 1, mode & 2 ? LANGUAGE_EN : LANGUAGE_ZH_HANS,
                0);
        for (int i = 0; i < list.target_count; i++)
            faces += strcmp(list.targets[i].role, "rate") == 0;
        assert_int_equal(faces, 5);
        assert_int_equal(list.page_count, 1);
    }
}

static const struct draw_target *find_target(const char *role)
{
    for (int i = 0; i < list.target_count; i++)
        if (strcmp(list.targets[i].role, role) == 0)
            return &list.targets[i];
    return NULL;
}

/* Nobody agrees to what was not shown: the primary action waits for the last page, drawn dashed and
 * with a sign of its own, and stays once the last page was seen. */
static void test_agree_after_the_last_page(void **state)
{
    const int sample = view_samples_find("consent-refused");
    int last;

    (void)state;
    lay_out(sample, 1, true, LANGUAGE_EN, 0);
    last = list.page_count - 1;
    assert_true(last > 0);
    for (int page = 0; page <= last; page++) {
        bool dashed = false;
        const struct draw_target *primary;

        lay_out(sample, 1, true, LANGUAGE_EN, page);
        primary = find_target("primary");
        assert_non_null(primary);
        assert_int_equal(primary->enabled, page == last);
        assert_int_equal(draw_list_hit(&list, primary->box.x + 9, primary->box.y + 9) >= 0,
                         page == last);
        for (int i = 0; i < list.item_count; i++)
            dashed = dashed || (list.items[i].dashed &&
                                memcmp(&list.items[i].box, &primary->box, sizeof(struct box)) == 0);
        assert_int_equal(dashed, page != last);
        assert_true(find_target("secondary")->enabled);
    }
    pages_seen = last + 1;
    lay_out(sample, 1, true, LANGUAGE_EN, 0);
    pages_seen = 0;
    assert_true(find_target("primary")->enabled);
    lay_out(view_samples_find("guide"), 1, true, LANGUAGE_EN, 0);
    assert_true(list.page_count > 1 && find_target("primary")->enabled);
}

/* A telephone number stays on one line: its spaces do not break. */
static void test_numbers_stay_whole(void **state)
{
    struct type_style style = {40, 60, 0, 0, TYPE_LEFT, 0, 0};
    struct type_extent number = typeset_measure(typeset, "0878-000 0000", &style);
    struct type_extent whole;

    (void)state;
    style.width_px = number.width_px + 20;
    whole = typeset_measure(typeset, "call 0878-000 0000", &style);
    assert_int_equal(whole.lines, 2);
    style.width_px = typeset_measure(typeset, "有事请打电话：0878-000", &style).width_px + 20;
    whole = typeset_measure(typeset, "有事请打电话：0878-000 0000", &style);
    assert_int_equal(whole.lines, 2);
    assert_true(whole.width_px >= number.width_px);
}

/* The same view gives the same list, whatever was laid out before. */
static void test_is_pure(void **state)
{
    static struct draw_list first;

    (void)state;
    lay_out(view_samples_find("review"), 0, true, LANGUAGE_ZH_HANS, 0);
    first = list;
    lay_out(view_samples_find("home"), 1, false, LANGUAGE_EN, 0);
    typeset_clear(typeset);
    lay_out(view_samples_find("review"), 0, true, LANGUAGE_ZH_HANS, 0);
    assert_int_equal(first.item_count, list.item_count);
    assert_memory_equal(first.items, list.items, sizeof(list.items[0]) * (size_t)list.item_count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_targets),
        cmocka_unit_test(test_gaps),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_overflow),
        cmocka_unit_test(test_fixed_places),
        cmocka_unit_test(test_equal_choices),
        cmocka_unit_test(test_is_pure),
        cmocka_unit_test(test_agree_after_the_last_page),
        cmocka_unit_test(test_numbers_stay_whole),
    };
    int failed;

    if (typeset_open("zh-cn", &typeset) != ERR_OK)
        return 1;
    failed = cmocka_run_group_tests_name("ui/layout", tests, NULL, NULL);
    typeset_close(typeset);
    return failed;
}
