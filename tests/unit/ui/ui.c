#include "ui/ui.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/view_samples.h"
#include "ui/paint.h"

struct glass {
    struct ui *ui;
    struct present *present;
};

static struct glass open_glass(int panel)
{
    struct ui_options options = {.panel = view_samples_panel(panel),
                                 .texts = view_samples_texts(),
                                 .site = {"阳光街道便民服务站"},
                                 .title = ""};
    struct present_options size = {"", options.panel.width_px, options.panel.height_px, false};
    struct glass glass;

    assert_int_equal(present_memory_open(&size, &glass.present), ERR_OK);
    assert_int_equal(ui_open_on(&options, glass.present, &glass.ui), ERR_OK);
    ui_set_clock(glass.ui, 21, 40);
    return glass;
}

static void show(struct glass *glass, const char *name)
{
    struct view view;

    view_samples_make(view_samples_find(name), LANGUAGE_ZH_HANS, false, &view);
    ui_show(glass->ui, &view);
}

static void touch(struct glass *glass, int kind, uint64_t finger, int x, int y)
{
    struct present_input input = {(uint32_t)kind, finger, x, y, 0};

    present_memory_touch(glass->present, &input);
}

static struct box target_box(const struct glass *glass, const char *role)
{
    const struct draw_list *list = ui_list(glass->ui);

    for (int i = 0; i < list->target_count; i++)
        if (strcmp(list->targets[i].role, role) == 0)
            return list->targets[i].box;
    fail_msg("no target %s", role);
    return (struct box){0, 0, 0, 0};
}

/* What was repainted in parts must look as if it had been painted whole. */
static void assert_whole(struct glass *glass)
{
    const struct present_frame *frame = &glass->present->frame;
    size_t bytes = (size_t)frame->stride_bytes * (size_t)frame->height_px;
    uint8_t *before = malloc(bytes);
    struct present_input exposed = {PRESENT_EXPOSED, 0, 0, 0, 0};
    struct event_touched touched;

    memcpy(before, frame->pixels, bytes);
    memset(frame->pixels, 0x55, bytes);
    present_memory_touch(glass->present, &exposed);
    assert_false(ui_poll(glass->ui, &touched));
    for (size_t i = 0; i < bytes; i += 4)
        assert_int_equal(*(uint32_t *)(before + i) & 0xffffff,
                         *(uint32_t *)(frame->pixels + i) & 0xffffff);
    free(before);
}

static void test_damage_equals_whole(void **state)
{
    struct glass glass = open_glass(0);
    struct view view;

    (void)state;
    view_samples_make(view_samples_find("form-mobile"), LANGUAGE_ZH_HANS, false, &view);
    ui_show(glass.ui, &view);
    present_memory_shown(glass.present);
    view.parts[0].detail = phrase_literal(&view.pool, "13800138");
    ui_show(glass.ui, &view);
    assert_true(present_memory_shown(glass.present).pixels < 1080 * 1920 / 10);
    assert_whole(&glass);
    view_samples_make(view_samples_find("choice"), LANGUAGE_ZH_HANS, false, &view);
    ui_show(glass.ui, &view);
    view.parts[1].selected = 0;
    view.parts[3].selected = 1;
    ui_show(glass.ui, &view);
    assert_whole(&glass);
    memset(&view.primary, 0, sizeof(view.primary));
    ui_show(glass.ui, &view);
    assert_whole(&glass);
    ui_close(glass.ui);
}

/* From every sample to every other one of the same name space, by parts and whole. */
static void test_every_change_equals_whole(void **state)
{
    struct glass glass = open_glass(1);

    (void)state;
    for (int i = 0; i < view_samples_count(); i++) {
        show(&glass, view_samples_name(i));
        assert_whole(&glass);
    }
    ui_close(glass.ui);
}

static void test_same_view_paints_nothing(void **state)
{
    struct glass glass = open_glass(0);

    (void)state;
    show(&glass, "home");
    present_memory_shown(glass.present);
    show(&glass, "home");
    assert_int_equal(present_memory_shown(glass.present).boxes, 0);
    ui_close(glass.ui);
}

static void test_clock_paints_the_clock(void **state)
{
    struct glass glass = open_glass(0);
    struct present_shown shown;

    (void)state;
    show(&glass, "home");
    present_memory_shown(glass.present);
    ui_set_clock(glass.ui, 21, 41);
    shown = present_memory_shown(glass.present);
    assert_int_equal(shown.boxes, 1);
    assert_true(shown.pixels < 200 * 100);
    assert_whole(&glass);
    ui_close(glass.ui);
}

static void test_touch_inside(void **state)
{
    struct glass glass = open_glass(0);
    struct event_touched touched;
    struct box box;

    (void)state;
    show(&glass, "consent");
    box = target_box(&glass, "primary");
    touch(&glass, PRESENT_DOWN, 1, box.x + 2, box.y + 2);
    assert_false(ui_poll(glass.ui, &touched));
    assert_int_equal(present_memory_shown(glass.present).boxes > 0, 1);
    touch(&glass, PRESENT_MOVE, 1, box_right(box) - 3, box.y + 5);
    touch(&glass, PRESENT_UP, 1, box_right(box) - 3, box.y + 5);
    assert_true(ui_poll(glass.ui, &touched));
    assert_int_equal(touched.action.kind, ACTION_PRIMARY);
    assert_int_equal(touched.serial, ui_list(glass.ui)->serial);
    assert_whole(&glass);
    ui_close(glass.ui);
}

static void test_touch_released_elsewhere(void **state)
{
    struct glass glass = open_glass(0);
    struct event_touched touched;
    struct box box, other;

    (void)state;
    show(&glass, "consent");
    box = target_box(&glass, "primary");
    other = target_box(&glass, "secondary");
    touch(&glass, PRESENT_DOWN, 1, box.x + 5, box.y + 5);
    touch(&glass, PRESENT_MOVE, 1, other.x + 5, other.y + 5);
    touch(&glass, PRESENT_UP, 1, other.x + 5, other.y + 5);
    assert_false(ui_poll(glass.ui, &touched));
    touch(&glass, PRESENT_DOWN, 1, 5, 5);
    touch(&glass, PRESENT_UP, 1, box.x + 5, box.y + 5);
    assert_false(ui_poll(glass.ui, &touched));
    assert_whole(&glass);
    ui_close(glass.ui);
}

/* A second finger changes nothing; a palm that rests on nothing does not hinder. */
static void test_one_finger(void **state)
{
    struct glass glass = open_glass(0);
    struct event_touched touched;
    struct box box, other;

    (void)state;
    show(&glass, "consent");
    box = target_box(&glass, "primary");
    other = target_box(&glass, "secondary");
    touch(&glass, PRESENT_DOWN, 9, 3, 400);
    touch(&glass, PRESENT_DOWN, 1, box.x + 5, box.y + 5);
    touch(&glass, PRESENT_DOWN, 2, other.x + 5, other.y + 5);
    touch(&glass, PRESENT_UP, 2, other.x + 5, other.y + 5);
    assert_false(ui_poll(glass.ui, &touched));
    touch(&glass, PRESENT_UP, 1, box.x + 5, box.y + 5);
    assert_true(ui_poll(glass.ui, &touched));
    assert_int_equal(touched.action.kind, ACTION_PRIMARY);
    assert_false(ui_poll(glass.ui, &touched));
    ui_close(glass.ui);
}

/* A finger that came down on the screen before says nothing on this one. */
static void test_new_screen_forgets_finger(void **state)
{
    struct glass glass = open_glass(0);
    struct event_touched touched;
    struct box box;

    (void)state;
    show(&glass, "consent");
    box = target_box(&glass, "primary");
    touch(&glass, PRESENT_DOWN, 1, box.x + 5, box.y + 5);
    assert_false(ui_poll(glass.ui, &touched));
    show(&glass, "review");
    touch(&glass, PRESENT_UP, 1, box.x + 5, box.y + 5);
    assert_false(ui_poll(glass.ui, &touched));
    ui_close(glass.ui);
}

static void test_clear(void **state)
{
    struct glass glass = open_glass(0);
    const struct present_frame *frame = &glass.present->frame;
    const uint32_t *pixels = (const uint32_t *)frame->pixels;

    (void)state;
    show(&glass, "review");
    ui_clear(glass.ui);
    for (int i = 0; i < frame->width_px * frame->height_px; i++)
        assert_int_equal(pixels[i] & 0xffffff, pixels[0] & 0xffffff);
    assert_int_equal(ui_list(glass.ui)->item_count, 0);
    assert_int_equal(ui_list(glass.ui)->text[1], 0);
    show(&glass, "home");
    assert_whole(&glass);
    ui_close(glass.ui);
}

static void test_wait(void **state)
{
    struct glass glass = open_glass(0);

    (void)state;
    show(&glass, "home");
    assert_int_equal(ui_wait_ms(glass.ui), -1);
    show(&glass, "submit");
    assert_in_range(ui_wait_ms(glass.ui), 500, 1000);
    ui_close(glass.ui);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_damage_equals_whole),
        cmocka_unit_test(test_every_change_equals_whole),
        cmocka_unit_test(test_same_view_paints_nothing),
        cmocka_unit_test(test_clock_paints_the_clock),
        cmocka_unit_test(test_touch_inside),
        cmocka_unit_test(test_touch_released_elsewhere),
        cmocka_unit_test(test_one_finger),
        cmocka_unit_test(test_new_screen_forgets_finger),
        cmocka_unit_test(test_clear),
        cmocka_unit_test(test_wait),
    };

    return cmocka_run_group_tests_name("ui/ui", tests, NULL, NULL);
}
