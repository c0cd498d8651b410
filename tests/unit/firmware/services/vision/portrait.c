/* Mannequins before a wall: the crop where it must be, every warning when and only when it is due. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "firmware/base/check.h"
#include "tests/support/camera_view.h"

#define WIDTH 640
#define HEIGHT 480

static struct vision *vision;

static int set_up(void **state)
{
    (void)state;
    return vision_create(&vision) == ERR_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    vision_destroy(vision);
    return 0;
}

static struct vision_verdict look(const struct camera_scene *scene)
{
    struct vision_picture picture = camera_view_of(scene, WIDTH, HEIGHT);
    struct vision_verdict verdict;

    assert_int_equal(vision_look(vision, VISION_PORTRAIT, &picture, &verdict), ERR_OK);
    assert_int_equal(verdict.warnings & ~vision_warnings_of(VISION_PORTRAIT), 0);
    vision_forget(vision);
    camera_view_free(&picture);
    return verdict;
}

static void says_what_is_wrong_and_nothing_else(void **state)
{
    static const struct {
        const char *scene;
        uint32_t warnings;
    } rows[] = {
        {"portrait", 0},
        {"wall", VISION_BIT(VISION_WARNING_NONE)},
        {"portrait-left", VISION_BIT(VISION_WARNING_LEFT)},
        {"portrait-right", VISION_BIT(VISION_WARNING_RIGHT)},
        {"portrait-small", VISION_BIT(VISION_WARNING_FAR)},
        {"portrait-large", VISION_BIT(VISION_WARNING_NEAR) | VISION_BIT(VISION_WARNING_CUT)},
        {"portrait-high", VISION_BIT(VISION_WARNING_HIGH) | VISION_BIT(VISION_WARNING_CUT)},
        {"portrait-low", VISION_BIT(VISION_WARNING_LOW) | VISION_BIT(VISION_WARNING_CUT)},
        {"portrait-dark", VISION_BIT(VISION_WARNING_DARK)},
        {"portrait-bright", VISION_BIT(VISION_WARNING_BRIGHT)},
        {"portrait-uneven", VISION_BIT(VISION_WARNING_UNEVEN)},
        {"portrait-blur", VISION_BIT(VISION_WARNING_BLUR)}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct camera_scene scene = *camera_scene_find(rows[i].scene);

        scene.noise = 2;
        assert_int_equal(look(&scene).warnings, rows[i].warnings);
    }
}

/* GA 461-2004: the head 207 +- 14 of 358 pixels wide, 7 to 21 of 441 above it, in the middle. */
static void crops_as_an_id_card_wants_it(void **state)
{
    (void)state;
    for (int i = 0; i < 9; i++) {
        const struct camera_scene scene = {.kind = CAMERA_SCENE_PERSON,
                                           .light = 0.8 + 0.02 * i,
                                           .noise = i % 4,
                                           .ground = 190 + 5 * i,
                                           .head_width = 0.25 + 0.015 * i,
                                           .middle = {-0.08 + 0.02 * i, -0.4 + 0.01 * i}};
        struct vision_verdict verdict = look(&scene);
        double scale = (verdict.corners[1].x - verdict.corners[0].x) / 358.0;
        double head = scene.head_width * HEIGHT / scale;
        double above = ((0.5 + scene.middle.y) * HEIGHT - verdict.corners[0].y) / scale;
        double aside = (verdict.corners[0].x + verdict.corners[1].x) / 2.0 -
                       (WIDTH / 2.0 + scene.middle.x * HEIGHT);

        assert_int_equal(verdict.found, 1);
        assert_in_range((int)head, 207 - 14, 207 + 14);
        assert_in_range((int)above, 7, 21);
        assert_true(aside > -4 * scale && aside < 4 * scale);
        assert_in_range((verdict.corners[3].y - verdict.corners[0].y) / scale, 437, 445);
    }
}

/* A skin's own darkness says nothing about the light, and a scene without a head has none. */
static void sees_nobody_in_a_page_or_a_box(void **state)
{
    const struct camera_scene page = {
        .kind = CAMERA_SCENE_PAGE, .light = 1, .size = 1.2, .middle = {0, 0.5}, .ground = 150};
    const struct camera_scene headless = {
        .kind = CAMERA_SCENE_PERSON, .light = 1, .head_width = 0.3, .middle = {0, -1.1}};

    (void)state;
    assert_int_equal(look(&page).found, 0);
    assert_int_equal(look(&headless).found, 0);
}

int main(void)
{
    const struct CMUnitTest portrait[] = {cmocka_unit_test(says_what_is_wrong_and_nothing_else),
                                          cmocka_unit_test(crops_as_an_id_card_wants_it),
                                          cmocka_unit_test(sees_nobody_in_a_page_or_a_box)};

    return cmocka_run_group_tests(portrait, set_up, tear_down);
}
