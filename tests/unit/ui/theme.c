/* The themes: contrast of every pair of colours that meet (A6, A7), and sizes of the modes (A1 to
 * A3, A8, A9). */
#include "ui/theme.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct panel high = {1080, 1920, 268, 476, 850, 500};
static const struct panel low = {1280, 800, 218, 136, 1050, 500};

/* Every text and its grounds. */
static void check_texts(const struct theme *theme, double least)
{
    const uint32_t grounds[] = {theme->paper,      theme->sheet,     theme->surface,
                                theme->attention,  theme->done_soft, theme->stop_soft,
                                theme->action_soft};

    for (size_t i = 0; i < sizeof(grounds) / sizeof(grounds[0]); i++) {
        assert_true(theme_contrast(theme->ink, grounds[i]) >= least);
        assert_true(theme_contrast(theme->focus, grounds[i]) >= 4.5);
        assert_true(theme_contrast(theme->line, grounds[i]) >= 3);
    }
    assert_true(theme_contrast(theme->quiet, theme->paper) >= least);
    assert_true(theme_contrast(theme->quiet, theme->surface) >= least);
    assert_true(theme_contrast(theme->action, theme->surface) >= least);
    assert_true(theme_contrast(theme->on_action, theme->action) >= least);
    assert_true(theme_contrast(theme->on_action, theme->pressed) >= least);
}

static void test_contrast(void **state)
{
    struct theme theme = theme_make(0, &high);

    (void)state;
    check_texts(&theme, 7);
    theme = theme_make(MODE_ELDER, &high);
    check_texts(&theme, 10);
    theme = theme_make(MODE_CONTRAST, &high);
    check_texts(&theme, 15);
    assert_true(theme_contrast(theme.ink, theme.paper) > 20.9);
    theme = theme_make(MODE_CONTRAST | MODE_ELDER | MODE_LOW | MODE_SPEECH, &high);
    check_texts(&theme, 15);
}

static void check_elder(const struct panel *panel, double least_mm)
{
    struct theme theme = theme_make(MODE_ELDER, panel), both;

    assert_true(theme.explain_min_mm >= least_mm);
    assert_true(theme.explain_min_mm >= panel->viewing_mm * 0.01222);
    assert_true(theme.explain_mm >= theme.explain_min_mm);
    assert_true(theme.answer_mm >= theme.answer_min_mm);
    assert_true(theme.answer_min_mm >= theme.explain_min_mm);
    assert_true(theme.question_mm > theme.answer_mm);
    assert_true(theme.target_mm >= 15.88 && theme.gap_mm >= 4);
    assert_true(theme.line_factor >= 1.5 && theme.paragraph_factor >= 2);
    assert_int_equal(theme.choices_max, 5);
    both = theme_make(MODE_ELDER | MODE_CONTRAST, panel);
    assert_true(both.explain_min_mm == theme.explain_min_mm);
}

static void test_sizes(void **state)
{
    struct theme theme = theme_make(0, &high);
    struct panel far = high;

    (void)state;
    assert_true(theme.explain_min_mm >= 4.8 && theme.target_mm >= 12.7);
    check_elder(&high, THEME_LARGE_CAP_MM);
    check_elder(&low, 6.4);
    far.viewing_mm = 900; /* 0.7 degrees are 11 mm there */
    check_elder(&far, 10.9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_contrast),
        cmocka_unit_test(test_sizes),
    };

    return cmocka_run_group_tests_name("ui/theme", tests, NULL, NULL);
}
