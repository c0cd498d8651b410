/* Typeset: the language of a text picks the shapes of its characters, and the cache knows it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "firmware/core/model.h"
#include "ui/typeset.h"

static struct typeset *typeset;

static int open_typeset(void **state)
{
    (void)state;
    return typeset_open(&typeset) == ERR_OK ? 0 : -1;
}

static int close_typeset(void **state)
{
    (void)state;
    typeset_close(typeset);
    return 0;
}

/* The number of the shape in its font. */
static PangoGlyph shape_of(const char *character, enum language language)
{
    const struct type_style style = {.em_px = 40, .line_px = 60, .language = (uint8_t)language};
    PangoLayout *layout = typeset_layout(typeset, character, &style);
    PangoLayoutLine *line = pango_layout_get_line_readonly(layout, 0);

    assert_int_equal(pango_layout_get_unknown_glyphs_count(layout), 0);
    assert_int_equal(g_slist_length(line->runs), 1);
    return ((PangoLayoutRun *)line->runs->data)->glyphs->glyphs[0].glyph;
}

/* 骨 turns its head, 令 has another foot; 十 is the same everywhere. */
static void the_language_picks_the_shape(void **state)
{
    (void)state;
    assert_int_not_equal(shape_of("骨", LANGUAGE_ZH_HANS), shape_of("骨", LANGUAGE_ZH_HANT));
    assert_int_not_equal(shape_of("令", LANGUAGE_ZH_HANS), shape_of("令", LANGUAGE_ZH_HANT));
    assert_int_equal(shape_of("十", LANGUAGE_ZH_HANS), shape_of("十", LANGUAGE_ZH_HANT));
    assert_int_equal(shape_of("骨", LANGUAGE_ZH_HANS), shape_of("骨", LANGUAGE_EN));
    assert_int_equal(shape_of("骨", LANGUAGE_ZH_HANS), shape_of("骨", LANGUAGE_II));
}

static void every_language_is_drawn_in_itself(void **state)
{
    (void)state;
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        const struct type_style style = {.em_px = 40, .language = (uint8_t)i};
        const char *name = language_name((enum language)i);

        assert_int_equal(
            pango_layout_get_unknown_glyphs_count(typeset_layout(typeset, name, &style)), 0);
    }
    assert_true(typeset_can_draw(typeset, 0xA188));
    assert_false(typeset_can_draw(typeset, 0xE000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_language_picks_the_shape),
        cmocka_unit_test(every_language_is_drawn_in_itself),
    };

    return cmocka_run_group_tests_name("typeset", tests, open_typeset, close_typeset);
}
