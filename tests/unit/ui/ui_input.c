/* Fingers on pads: strokes, candidates, characters; the camera; nothing left after ui_clear(). */
#include "ui/ui.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/view_samples.h"

#define TABLES "build/tables"

struct glass {
    struct ui *ui;
    struct present *present;
    uint32_t written[32]; /* what ACTION_INSERT said */
    int written_count;
};

static struct glass glass_open(int panel)
{
    struct ui_options options = {.panel = view_samples_panel(panel),
                                 .texts = view_samples_texts(),
                                 .site = {"阳光街道便民服务站"},
                                 .title = "",
                                 .tables_path = TABLES};
    struct present_options size = {"", options.panel.width_px, options.panel.height_px, false};
    struct glass glass;

    memset(&glass, 0, sizeof(glass));
    assert_int_equal(present_memory_open(&size, &glass.present), ERR_OK);
    assert_int_equal(ui_open_on(&options, glass.present, &glass.ui), ERR_OK);
    return glass;
}

static void pump(struct glass *glass)
{
    struct event_touched touched;

    while (ui_poll(glass->ui, &touched))
        if (touched.action.kind == ACTION_INSERT)
            glass->written[glass->written_count++] = touched.action.arg;
}

static void finger(struct glass *glass, enum present_input_kind kind, uint64_t id, int x, int y)
{
    struct present_input input = {.kind = kind, .finger = id, .x = x, .y = y};

    present_memory_touch(glass->present, &input);
    pump(glass);
}

static const struct draw_target *target_of(const struct glass *glass, enum draw_local local)
{
    const struct draw_list *list = ui_list(glass->ui);

    for (int i = 0; i < list->target_count; i++)
        if (list->targets[i].local == local)
            return &list->targets[i];
    return NULL;
}

static struct box box_of(const struct glass *glass, enum draw_local local)
{
    const struct draw_target *target = target_of(glass, local);

    assert_non_null(target);
    return target->box;
}

static void tap(struct glass *glass, enum draw_local local)
{
    struct box box = box_of(glass, local);

    finger(glass, PRESENT_DOWN, 1, box.x + box.width / 2, box.y + box.height / 2);
    finger(glass, PRESENT_UP, 1, box.x + box.width / 2, box.y + box.height / 2);
}

/* A line across the pad, in hundredths of its size, in ten steps. */
static void stroke(struct glass *glass, int x, int y, int to_x, int to_y)
{
    struct box box = box_of(glass, LOCAL_INK);

    for (int i = 0; i <= 10; i++)
        finger(glass, i == 0 ? PRESENT_DOWN : PRESENT_MOVE, 1,
               box.x + box.width * (10 * x + (to_x - x) * i) / 1000,
               box.y + box.height * (10 * y + (to_y - y) * i) / 1000);
    finger(glass, PRESENT_UP, 1, box.x + box.width * to_x / 100, box.y + box.height * to_y / 100);
}

static struct view view_with(enum part_kind kind, int value)
{
    struct view view;
    struct part *part;

    memset(&view, 0, sizeof(view));
    view.serial = 5;
    view.question = phrase_literal(&view.pool, "请写");
    part = &view.parts[view.part_count++];
    part->kind = PART_FIELD;
    part->selected = 1;
    part->action = (struct action){ACTION_FOCUS, 0};
    part = &view.parts[view.part_count++];
    part->kind = (uint8_t)kind;
    part->value = (uint16_t)value;
    return view;
}

/* What was painted by parts must look as if it had been painted whole. */
static void assert_whole(struct glass *glass)
{
    const struct present_frame *frame = &glass->present->frame;
    size_t bytes = (size_t)frame->stride_bytes * (size_t)frame->height_px;
    uint8_t *before = malloc(bytes);

    memcpy(before, frame->pixels, bytes);
    memset(frame->pixels, 0x55, bytes);
    finger(glass, PRESENT_EXPOSED, 0, 0, 0);
    for (size_t i = 0; i < bytes; i += 4)
        assert_int_equal(*(uint32_t *)(before + i) & 0xffffff,
                         *(uint32_t *)(frame->pixels + i) & 0xffffff);
    free(before);
}

static void test_a_stroke_paints_its_own_pixels(void **state)
{
    (void)state;
    for (int panel = 0; panel < 2; panel++) {
        struct glass glass = glass_open(panel);
        struct view view = view_with(PART_SIGNATURE, 0);
        struct box pad;

        ui_show(glass.ui, &view);
        pad = box_of(&glass, LOCAL_INK);
        finger(&glass, PRESENT_DOWN, 1, pad.x + 50, pad.y + 50);
        present_memory_shown(glass.present);
        finger(&glass, PRESENT_MOVE, 1, pad.x + 90, pad.y + 70);
        assert_in_range(present_memory_shown(glass.present).pixels, 1, 60 * 40);
        assert_whole(&glass);
        finger(&glass, PRESENT_UP, 1, pad.x + 90, pad.y + 70);
        stroke(&glass, 20, 20, 80, 70);
        stroke(&glass, 80, 20, 20, 70);
        assert_whole(&glass);
        tap(&glass, LOCAL_INK_UNDO);
        assert_whole(&glass);
        ui_close(glass.ui);
    }
}

static void test_only_the_first_finger_writes(void **state)
{
    struct glass glass = glass_open(0);
    struct view view = view_with(PART_SIGNATURE, 0);
    struct ink ink;
    struct box pad;

    (void)state;
    ui_show(glass.ui, &view);
    assert_false(ui_take_ink(glass.ui, &ink));
    pad = box_of(&glass, LOCAL_INK);
    finger(&glass, PRESENT_DOWN, 1, pad.x + 100, pad.y + 100);
    finger(&glass, PRESENT_DOWN, 2, pad.x + 400, pad.y + 200);
    finger(&glass, PRESENT_MOVE, 2, pad.x + 500, pad.y + 200);
    finger(&glass, PRESENT_UP, 2, pad.x + 500, pad.y + 200);
    finger(&glass, PRESENT_MOVE, 1, pad.x + 200, pad.y + 100);
    finger(&glass, PRESENT_UP, 1, pad.x + 200, pad.y + 100);
    assert_true(ui_take_ink(glass.ui, &ink));
    assert_int_equal(ink.stroke_count, 1);
    assert_int_equal(ink.point_count, 2);
    ui_close(glass.ui);
}

static void test_a_finger_beside_the_pad_goes_on_at_its_edge(void **state)
{
    struct glass glass = glass_open(0);
    struct view view = view_with(PART_SIGNATURE, 0);
    struct ink ink;
    struct box pad;
    double tenths_per_px = 2680.0 / 1080;

    (void)state;
    ui_show(glass.ui, &view);
    pad = box_of(&glass, LOCAL_INK);
    finger(&glass, PRESENT_DOWN, 1, pad.x + 100, pad.y + 100);
    finger(&glass, PRESENT_MOVE, 1, pad.x - 500, pad.y - 500);
    finger(&glass, PRESENT_UP, 1, pad.x + 5000, pad.y + 5000);
    assert_true(ui_take_ink(glass.ui, &ink));
    assert_int_equal(ink.point_count, 3);
    for (int i = 0; i < ink.point_count; i++) {
        assert_in_range(ink.points[i].x, 0, (int)(pad.width * tenths_per_px));
        assert_in_range(ink.points[i].y, 0, (int)(pad.height * tenths_per_px));
    }
    assert_whole(&glass);
    ui_close(glass.ui);
}

static void test_a_signature_survives_modes_and_goes_with_the_screen(void **state)
{
    struct glass glass = glass_open(1);
    struct view view = view_with(PART_SIGNATURE, 0);
    struct ink before, after;

    (void)state;
    ui_show(glass.ui, &view);
    stroke(&glass, 20, 20, 80, 70);
    assert_true(ui_take_ink(glass.ui, &before));
    view.modes = MODE_ELDER;
    view.language = LANGUAGE_EN;
    ui_show(glass.ui, &view);
    assert_true(ui_take_ink(glass.ui, &after));
    assert_int_equal(after.stroke_count, before.stroke_count);
    assert_int_equal(after.point_count, before.point_count);
    assert_whole(&glass);
    view.serial++;
    ui_show(glass.ui, &view);
    assert_false(ui_take_ink(glass.ui, &after));
    ui_close(glass.ui);
}

static void test_an_english_key_is_a_character(void **state)
{
    struct glass glass = glass_open(1);
    struct view view = view_with(PART_WRITE, WAY_LATIN);
    const struct draw_list *list;

    (void)state;
    ui_show(glass.ui, &view);
    tap(&glass, LOCAL_SHIFT);
    list = ui_list(glass.ui);
    for (int i = 0; i < list->target_count; i++)
        if (list->targets[i].action.kind == ACTION_INSERT && list->targets[i].action.arg == 'Q') {
            struct box box = list->targets[i].box;

            finger(&glass, PRESENT_DOWN, 1, box.x + 5, box.y + 5);
            finger(&glass, PRESENT_UP, 1, box.x + 5, box.y + 5);
            break;
        }
    assert_int_equal(glass.written_count, 1);
    assert_int_equal(glass.written[0], 'Q');
    ui_close(glass.ui);
}

/* Needs the tables that `make` builds. */
static void test_a_written_character_is_chosen(void **state)
{
    struct glass glass = glass_open(0);
    struct view view = view_with(PART_WRITE, WAY_HAND);
    const struct draw_target *first;

    (void)state;
    if (!ui_has_way(glass.ui, WAY_HAND)) {
        ui_close(glass.ui);
        skip();
    }
    ui_show(glass.ui, &view);
    stroke(&glass, 20, 50, 80, 50);
    stroke(&glass, 50, 15, 50, 85);
    first = target_of(&glass, LOCAL_CANDIDATE);
    assert_non_null(first);
    assert_string_equal(ui_list(glass.ui)->text + first->label, "十");
    tap(&glass, LOCAL_CANDIDATE);
    assert_int_equal(glass.written_count, 1);
    assert_int_equal(glass.written[0], 0x5341);
    assert_null(target_of(&glass, LOCAL_CANDIDATE));
    assert_whole(&glass);
    ui_close(glass.ui);
}

static void fill_frame(uint32_t *pixels, int width, int height)
{
    for (int i = 0; i < width * height; i++)
        pixels[i] = i % width < width / 2 ? 0xff0000 : 0x0000ff;
}

static uint32_t pixel_at(const struct glass *glass, int x, int y)
{
    const struct present_frame *frame = &glass->present->frame;

    return ((const uint32_t *)(frame->pixels + (size_t)y * (size_t)frame->stride_bytes))[x] &
           0xffffff;
}

static struct box frame_box(const struct glass *glass)
{
    const struct draw_list *list = ui_list(glass->ui);

    for (int i = 0; i < list->item_count; i++)
        if (list->items[i].kind == DRAW_FRAME)
            return list->items[i].box;
    fail_msg("no camera");
    return (struct box){0, 0, 0, 0};
}

static void test_the_camera_is_a_mirror_for_faces(void **state)
{
    static uint32_t pixels[64 * 48];
    const struct ui_frame frame = {(const uint8_t *)pixels, 64 * 4, 64, 48};
    struct glass glass = glass_open(0);
    struct view view = view_with(PART_CAMERA, 0);
    struct box box;

    (void)state;
    fill_frame(pixels, 64, 48);
    ui_camera(glass.ui, &frame); /* nothing is shown: ignored */
    view.parts[1].icon = OUTLINE_FACE;
    ui_show(glass.ui, &view);
    box = frame_box(&glass);
    present_memory_shown(glass.present);
    ui_camera(glass.ui, &frame);
    assert_int_equal(present_memory_shown(glass.present).pixels, box.width * box.height);
    assert_int_equal(pixel_at(&glass, box.x + 3, box.y + 3), 0x0000ff);
    assert_whole(&glass);
    view.parts[1].icon = OUTLINE_PAGE;
    ui_show(glass.ui, &view);
    ui_camera(glass.ui, &frame);
    box = frame_box(&glass);
    assert_int_equal(pixel_at(&glass, box.x + 3, box.y + 3), 0xff0000);
    ui_close(glass.ui);
}

static void test_clear_leaves_nothing(void **state)
{
    static uint32_t pixels[64 * 48];
    const struct ui_frame frame = {(const uint8_t *)pixels, 64 * 4, 64, 48};
    struct glass glass = glass_open(0);
    struct view view = view_with(PART_SIGNATURE, 0);
    struct ink ink;
    uint32_t paper;

    (void)state;
    fill_frame(pixels, 64, 48);
    view.parts[view.part_count].kind = PART_CAMERA;
    view.part_count++;
    ui_show(glass.ui, &view);
    ui_camera(glass.ui, &frame);
    stroke(&glass, 20, 20, 80, 70);
    ui_clear(glass.ui);
    assert_false(ui_take_ink(glass.ui, &ink));
    paper = pixel_at(&glass, 0, 0);
    for (int y = 0; y < glass.present->frame.height_px; y++)
        for (int x = 0; x < glass.present->frame.width_px; x++)
            assert_int_equal(pixel_at(&glass, x, y), paper);
    ui_close(glass.ui);
}

static bool key(struct glass *glass, enum present_key which, struct event_touched *out)
{
    struct present_input input = {.kind = PRESENT_KEY, .key = which};

    present_memory_touch(glass->present, &input);
    return ui_poll(glass->ui, out);
}

/* A keypad does what a finger does, and says where it is. */
static void test_a_keypad_goes_from_key_to_key(void **state)
{
    struct glass glass = glass_open(0);
    struct view view = view_with(PART_KEYPAD, 0);
    struct event_touched touched;
    struct speech_line said;

    (void)state;
    view.primary.label = phrase_literal(&view.pool, "下一步");
    view.primary.action.kind = ACTION_PRIMARY;
    ui_show(glass.ui, &view);
    assert_true(key(&glass, PRESENT_KEY_DOWN, &touched));
    assert_int_equal(touched.action.kind, ACTION_MODE);
    assert_int_equal(touched.action.arg, MODE_SPEECH);
    view.modes = MODE_SPEECH;
    ui_show(glass.ui, &view);
    assert_false(ui_take_said(glass.ui, &said));
    assert_false(key(&glass, PRESENT_KEY_UP, &touched));
    assert_true(ui_take_said(glass.ui, &said));
    assert_string_equal(said.text, "下一步");
    assert_int_equal(ui_felt(glass.ui), 1);
    assert_true(key(&glass, PRESENT_KEY_SELECT, &touched));
    assert_int_equal(touched.action.kind, ACTION_PRIMARY);
    assert_int_equal(touched.serial, view.serial);
    assert_int_equal(ui_felt(glass.ui), 2);
    ui_close(glass.ui);
}

static void test_a_typed_digit_is_a_secret(void **state)
{
    struct glass glass = glass_open(1);
    struct view view = view_with(PART_KEYPAD, 0);
    struct event_touched touched;
    struct speech_line said;

    (void)state;
    view.modes = MODE_SPEECH;
    ui_show(glass.ui, &view);
    assert_true(key(&glass, PRESENT_KEY_DIGIT0 + 7, &touched));
    assert_int_equal(touched.action.kind, ACTION_KEY);
    assert_int_equal(touched.action.arg, '7');
    assert_true(ui_take_said(glass.ui, &said));
    assert_string_equal(said.text, "7");
    assert_int_equal(said.secret, 1);
    assert_false(ui_take_said(glass.ui, &said));
    ui_close(glass.ui);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_stroke_paints_its_own_pixels),
        cmocka_unit_test(test_only_the_first_finger_writes),
        cmocka_unit_test(test_a_finger_beside_the_pad_goes_on_at_its_edge),
        cmocka_unit_test(test_a_signature_survives_modes_and_goes_with_the_screen),
        cmocka_unit_test(test_an_english_key_is_a_character),
        cmocka_unit_test(test_a_written_character_is_chosen),
        cmocka_unit_test(test_the_camera_is_a_mirror_for_faces),
        cmocka_unit_test(test_clear_leaves_nothing),
        cmocka_unit_test(test_a_keypad_goes_from_key_to_key),
        cmocka_unit_test(test_a_typed_digit_is_a_secret),
    };

    return cmocka_run_group_tests_name("ui/ui_input", tests, NULL, NULL);
}
