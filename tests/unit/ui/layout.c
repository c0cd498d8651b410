/* Properties of every sample screen, on both panels, in all modes and languages; the numbers are
 * those of the accessibility table (A1, A2, A5 to A9, A11 to A13, A15, A32). */
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

static int focus = DRAW_NO_TARGET;

/* The modes of the screen that is laid out now. */
static uint32_t modes;

static void lay_out_on(int sample, const struct panel *panel, enum language language, int page)
{
    struct view view;
    struct layout_input input = {.view = &view,
                                 .texts = view_samples_texts(),
                                 .panel = panel,
                                 .site = view_samples_site(language),
                                 .hour = 21,
                                 .minute = 40,
                                 .page = page,
                                 .pages_seen = pages_seen,
                                 .typeset = typeset,
                                 .focus = focus};

    view_samples_make(sample, language, modes, &view);
    layout_view(&input, &list);
}

static void lay_out(int sample, int panel_index, uint32_t in_modes, enum language language,
                    int page)
{
    struct panel panel = view_samples_panel(panel_index);

    modes = in_modes;
    lay_out_on(sample, &panel, language, page);
}

/* Calls the check with every page of a screen; it may say more with print_error. */
static void for_pages(int sample, const struct panel *panel, enum language language,
                      void (*check)(int sample, const struct panel *panel, bool elder))
{
    int page = 0;

    do {
        lay_out_on(sample, panel, language, page);
        assert_int_equal(list.page, page);
        check(sample, panel, (modes & MODE_ELDER) != 0);
    } while (++page < list.page_count);
}

/* Calls the check with every screen and page on both panels, in the languages with the widest and the
 * longest words; the audit of the screens takes all of them. */
static void for_each(void (*check)(int sample, const struct panel *panel, bool elder))
{
    for (int p = 0; p < 2; p++)
        for (int m = 0; m < view_samples_modes_count(); m++)
            for (int language = LANGUAGE_ZH_HANS; language <= LANGUAGE_EN;
                 language += LANGUAGE_EN - LANGUAGE_ZH_HANS)
                for (int sample = 0; sample < view_samples_count(); sample++) {
                    struct panel panel = view_samples_panel(p);

                    modes = view_samples_modes[m].modes;
                    for_pages(sample, &panel, (enum language)language, check);
                }
}

static bool is_contrast(void)
{
    return (modes & MODE_CONTRAST) != 0;
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

/* The name of the place is no function: on a small panel it may be as small as any text. */
static bool is_site(const struct draw_item *item)
{
    const char *text = list.text + item->text;

    return strcmp(text, view_samples_site((enum language)list.language)) == 0;
}

/* A1 and A2: the smallest text; A5: its strokes, whose width is known of the font (ems of a regular
 * and of a bold 国); A12: the distance of its lines. */
static void check_texts(int sample, const struct panel *panel, bool elder)
{
    for (int i = 0; i < list.item_count; i++) {
        const struct draw_item *item = &list.items[i];
        double em_mm = height_mm(panel, item->style.em_px), cap_mm = em_mm * THEME_CAP_PER_EM;
        double least = !elder ? 4.8 : panel->height_mm < 300 || is_site(item) ? 6.4 : 8.5;

        if (item->kind != DRAW_TEXT)
            continue;
        if (cap_mm < least - 0.01)
            print_error("%s: %s has %.2f mm\n", view_samples_name(sample), list.text + item->text,
                        cap_mm);
        assert_true(cap_mm >= least - 0.01);
        if (em_mm * (item->style.bold ? 0.11 : 0.07) < (cap_mm >= 6.32 ? 0.7 : 0.35))
            print_error("%s: %s bold %d %.2f mm em_px %d\n", view_samples_name(sample),
                        list.text + item->text, item->style.bold, cap_mm, item->style.em_px);
        assert_true(em_mm * (item->style.bold ? 0.11 : 0.07) >= (cap_mm >= 6.32 ? 0.7 : 0.35));
        assert_true(item->style.line_px >= item->style.em_px * (elder ? 1.5 : 1.3) - 0.01);
        assert_true(item->ink.x >= 0 && box_right(item->ink) <= panel->width_px);
        assert_true(item->ink.y >= 0 && box_bottom(item->ink) <= panel->height_px);
    }
}

static void test_texts(void **state)
{
    (void)state;
    for_each(check_texts);
}

/* A6: the contrast of texts. */
static void check_contrast(int sample, const struct panel *panel, bool elder)
{
    double least = is_contrast() ? 15 : elder ? 10 : 7;

    (void)sample;
    (void)panel;
    for (int i = 0; i < list.item_count; i++)
        if (list.items[i].kind == DRAW_TEXT)
            assert_true(theme_contrast(list.items[i].color, list.items[i].background) >= least);
}

static void test_contrast(void **state)
{
    (void)state;
    for_each(check_contrast);
}

/* A11: choices on one page. */
static void check_choices(int sample, const struct panel *panel, bool elder)
{
    int choices = 0;

    (void)sample;
    (void)panel;
    for (int i = 0; i < list.target_count; i++)
        choices += strcmp(list.targets[i].role, "service") == 0 ||
                   strcmp(list.targets[i].role, "choice") == 0;
    assert_true(choices <= (elder ? 5 : 8));
}

static void test_choices(void **state)
{
    (void)state;
    for_each(check_choices);
}

/* A32: in the low mode every target lies between 380 and 1220 mm above the floor. */
static void check_reach(int sample, const struct panel *panel, bool elder)
{
    (void)elder;
    for (int i = 0; i < list.target_count; i++) {
        struct box box = list.targets[i].box;
        double top_mm = panel->mount_bottom_mm + panel->height_mm - height_mm(panel, box.y);

        if (top_mm > 1220 || top_mm - height_mm(panel, box.height) < 380)
            print_error("%s page %d: %s is out of reach\n", view_samples_name(sample), list.page,
                        list.targets[i].role);
        assert_true(top_mm <= 1220 && top_mm - height_mm(panel, box.height) >= 380);
    }
    assert_false(list.overflow);
}

static void test_reach(void **state)
{
    static const double heights_mm[] = {300, 700, 820, 850};

    (void)state;
    for (int h = 0; h < 4; h++)
        for (int sample = 0; sample < view_samples_count(); sample++) {
            struct panel panel = view_samples_panel(0);

            panel.mount_bottom_mm = heights_mm[h];
            modes = MODE_LOW;
            for_pages(sample, &panel, LANGUAGE_ZH_HANS, check_reach);
            modes = MODE_LOW | MODE_ELDER;
            for_pages(sample, &panel, LANGUAGE_EN, check_reach);
        }
}

/* A panel that is wholly within reach stays as it is. */
static void test_low_moves_nothing_within_reach(void **state)
{
    static struct draw_list first;
    struct panel panel = view_samples_panel(1);

    (void)state;
    modes = 0;
    lay_out_on(view_samples_find("review"), &panel, LANGUAGE_ZH_HANS, 0);
    first = list;
    modes = MODE_LOW;
    lay_out_on(view_samples_find("review"), &panel, LANGUAGE_ZH_HANS, 0);
    assert_int_equal(first.item_count, list.item_count);
    assert_memory_equal(first.items, list.items, sizeof(list.items[0]) * (size_t)list.item_count);
}

/* The ring: last in the list, free around its target, of enough contrast; nothing else moves. */
static void test_focus(void **state)
{
    static struct draw_list plain;
    const struct draw_item *ring;
    struct box target;

    (void)state;
    for (int m = 0; m < view_samples_modes_count(); m++) {
        uint32_t in_modes = view_samples_modes[m].modes | MODE_SPEECH;

        lay_out(view_samples_find("home"), 0, in_modes, LANGUAGE_ZH_HANS, 0);
        plain = list;
        focus = 2;
        lay_out(view_samples_find("home"), 0, in_modes, LANGUAGE_ZH_HANS, 0);
        focus = DRAW_NO_TARGET;
        assert_int_equal(list.item_count, plain.item_count + 1);
        assert_memory_equal(list.items, plain.items,
                            sizeof(list.items[0]) * (size_t)plain.item_count);
        ring = &list.items[list.item_count - 1];
        target = list.targets[2].box;
        assert_true(ring->kind == DRAW_BOX && ring->color == THEME_NO_COLOR && ring->pen_px >= 4);
        assert_true(ring->box.x + ring->pen_px < target.x && ring->box.y + ring->pen_px < target.y);
        assert_true(theme_contrast(ring->border, list.paper) >= 3);
        for (int i = 0; i < list.target_count; i++)
            assert_true(i == 2 || !box_meets(ring->box, list.targets[i].box));
    }
}

/* A7: borders and icons. */
static void check_shapes(int sample, const struct panel *panel, bool elder)
{
    (void)sample;
    (void)panel;
    for (int i = 0; i < list.item_count; i++) {
        const struct draw_item *item = &list.items[i];

        if (item->kind == DRAW_BOX && item->border != THEME_NO_COLOR)
            assert_true(theme_contrast(item->border, item->background) >=
                        (elder || is_contrast() ? 4.5 : 3));
        if (item->kind == DRAW_ICON)
            assert_true(theme_contrast(item->color, item->background) >=
                        (elder || is_contrast() ? 4.5 : 3));
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
    static const char *const roles[] = {"back",  "primary",  "secondary", "help",   "leave",
                                        "elder", "language", "voice",     "senses", "low"};

    for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
        if (strcmp(roles[i], role) == 0)
            return true;
    return false;
}

/* A15: in one mode what has a fixed place has it on every screen and in every language. */
static void check_fixed_places(int panel_index, uint32_t in_modes)
{
    struct draw_target seen[16];
    int count = 0;

    for (int sample = 0; sample < view_samples_count(); sample++)
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            lay_out(sample, panel_index, in_modes, (enum language)language, 0);
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
    assert_int_equal(count, 10);
}

static void test_fixed_places(void **state)
{
    (void)state;
    for (int p = 0; p < 2; p++)
        for (int m = 0; m < view_samples_modes_count(); m++)
            check_fixed_places(p, view_samples_modes[m].modes);
}

/* A34: five faces of one size, and agreeing no larger than refusing. */
static void test_equal_choices(void **state)
{
    struct box face = {0}, agree = {0}, refuse = {0};

    (void)state;
    lay_out(view_samples_find("rating"), 0, 0, LANGUAGE_ZH_HANS, 0);
    for (int i = 0; i < list.target_count; i++)
        if (strcmp(list.targets[i].role, "rate") == 0) {
            face = face.width == 0 ? list.targets[i].box : face;
            assert_int_equal(list.targets[i].box.width, face.width);
            assert_int_equal(list.targets[i].box.height, face.height);
        }
    lay_out(view_samples_find("consent"), 0, 0, LANGUAGE_ZH_HANS, 0);
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

        lay_out(view_samples_find("rating"), 1, mode & 1 ? MODE_ELDER : 0,
                mode & 2 ? LANGUAGE_EN : LANGUAGE_ZH_HANS, 0);
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
    lay_out(sample, 1, MODE_ELDER, LANGUAGE_EN, 0);
    last = list.page_count - 1;
    assert_true(last > 0);
    for (int page = 0; page <= last; page++) {
        bool dashed = false;
        const struct draw_target *primary;

        lay_out(sample, 1, MODE_ELDER, LANGUAGE_EN, page);
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
    lay_out(sample, 1, MODE_ELDER, LANGUAGE_EN, 0);
    pages_seen = 0;
    assert_true(find_target("primary")->enabled);
    lay_out(view_samples_find("guide"), 1, MODE_ELDER, LANGUAGE_EN, 0);
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
    lay_out(view_samples_find("review"), 0, MODE_ELDER, LANGUAGE_ZH_HANS, 0);
    first = list;
    lay_out(view_samples_find("home"), 1, 0, LANGUAGE_EN, 0);
    typeset_clear(typeset);
    lay_out(view_samples_find("review"), 0, MODE_ELDER, LANGUAGE_ZH_HANS, 0);
    assert_int_equal(first.item_count, list.item_count);
    assert_memory_equal(first.items, list.items, sizeof(list.items[0]) * (size_t)list.item_count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_targets),
        cmocka_unit_test(test_gaps),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_contrast),
        cmocka_unit_test(test_choices),
        cmocka_unit_test(test_reach),
        cmocka_unit_test(test_low_moves_nothing_within_reach),
        cmocka_unit_test(test_focus),
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_overflow),
        cmocka_unit_test(test_fixed_places),
        cmocka_unit_test(test_equal_choices),
        cmocka_unit_test(test_is_pure),
        cmocka_unit_test(test_agree_after_the_last_page),
        cmocka_unit_test(test_numbers_stay_whole),
    };
    int failed;

    if (typeset_open(&typeset) != ERR_OK)
        return 1;
    failed = cmocka_run_group_tests_name("ui/layout", tests, NULL, NULL);
    typeset_close(typeset);
    return failed;
}
