/* Pages in live pictures: found where they lie, and every warning said when and only when it is due. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>
#include <time.h>

#include "firmware/base/check.h"
#include "firmware/base/random.h"
#include "tests/support/camera_view.h"

#define WIDTH 640
#define HEIGHT 480
#define OFF_MAX (WIDTH / 100.0)
#define PAGES 40
#define LOOK_MS_MAX 150 /* of a debug build on a busy machine; a release build takes under 5 */

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
    vision_destroy(NULL);
    return 0;
}

static struct vision_verdict look(const struct vision_picture *picture)
{
    struct vision_verdict verdict;

    assert_int_equal(vision_look(vision, VISION_DOCUMENT, picture, &verdict), ERR_OK);
    assert_int_equal(verdict.warnings & ~vision_warnings_of(VISION_DOCUMENT), 0);
    return verdict;
}

static struct vision_verdict look_once(const struct camera_scene *scene, double *out_off)
{
    struct vision_picture picture = camera_view_of(scene, WIDTH, HEIGHT);
    struct vision_verdict verdict = look(&picture);

    *out_off = camera_view_off(scene, &picture, &verdict);
    vision_forget(vision);
    camera_view_free(&picture);
    return verdict;
}

static double within(struct random *random, double from, double to)
{
    return from + (to - from) * (double)random_below(random, 10001) / 10000;
}

/* Turned up to 25 degrees, seen from the side, on trays from black to grey, among other things. */
static void finds_a_page_however_it_lies(void **state)
{
    struct random random;

    (void)state;
    random_init(&random, 20);
    for (int i = 0; i < PAGES; i++) {
        const struct camera_scene scene = {
            .kind = CAMERA_SCENE_PAGE,
            .light = within(&random, 0.6, 1.05),
            .size = within(&random, 0.5, 0.75),
            .turn_degrees = within(&random, -25, 25),
            .keystone = within(&random, 0, 0.08),
            .noise = within(&random, 0, 4),
            .ground = (int)within(&random, 30, 150),
            .clutter = i % 2 == 1,
            .middle = {within(&random, -0.06, 0.06), within(&random, -0.04, 0.04)}};
        double off;
        struct vision_verdict verdict = look_once(&scene, &off);

        assert_int_equal(verdict.found, 1);
        assert_true(off <= OFF_MAX);
        assert_int_equal(verdict.warnings & ~VISION_BIT(VISION_WARNING_CUT), 0);
    }
}

static void finds_a_dark_page_on_a_light_ground(void **state)
{
    const struct camera_scene scene = {.kind = CAMERA_SCENE_PAGE,
                                       .light = 1,
                                       .size = 0.7,
                                       .turn_degrees = 6,
                                       .paper = 90,
                                       .ground = 190};
    double off;
    struct vision_verdict verdict = look_once(&scene, &off);

    (void)state;
    assert_int_equal(verdict.found, 1);
    assert_true(off <= OFF_MAX);
    assert_int_equal(verdict.warnings, 0);
}

/* Every scene of the bench, and exactly what must be said of it. */
static void says_what_is_wrong_and_nothing_else(void **state)
{
    static const struct {
        const char *scene;
        uint32_t warnings;
    } rows[] = {{"document", 0},
                {"document-turned", 0},
                {"document-clutter", 0},
                {"document-moving", 0},
                {"tray-empty", VISION_BIT(VISION_WARNING_NONE)},
                {"document-cut", VISION_BIT(VISION_WARNING_CUT)},
                {"document-far", VISION_BIT(VISION_WARNING_FAR)},
                {"document-glare", VISION_BIT(VISION_WARNING_GLARE)},
                {"document-blur", VISION_BIT(VISION_WARNING_BLUR)},
                {"document-dark", VISION_BIT(VISION_WARNING_DARK)},
                {"document-bright", VISION_BIT(VISION_WARNING_BRIGHT)}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct vision_picture picture = camera_view_named(rows[i].scene, WIDTH, HEIGHT);
        struct vision_verdict verdict = look(&picture);

        assert_int_equal(verdict.warnings, rows[i].warnings);
        assert_int_equal(verdict.found, strcmp(rows[i].scene, "tray-empty") != 0);
        camera_view_free(&picture);
        vision_forget(vision);
    }
}

/* Print, tables and a stamp with no page around them; a tray in any light, with things on it. */
static void finds_no_page_where_there_is_none(void **state)
{
    (void)state;
    for (int i = 0; i < 12; i++) {
        const struct camera_scene scene = {.kind = CAMERA_SCENE_TRAY,
                                           .light = 0.5 + 0.1 * i,
                                           .noise = i % 5,
                                           .ground = 20 + 18 * i,
                                           .clutter = i % 2 == 1};
        double off;

        assert_int_equal(look_once(&scene, &off).found, 0);
    }
}

/* Round things have tangents on all sides, and no corners. */
static void takes_no_round_thing_for_a_page(void **state)
{
    static uint32_t pixels[WIDTH * HEIGHT];
    const struct vision_picture picture = {(const uint8_t *)pixels, WIDTH, HEIGHT, WIDTH * 4};

    (void)state;
    for (int radius = 50; radius < 220; radius += 10) {
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            int x = i % WIDTH - WIDTH / 2, y = (i / WIDTH - HEIGHT / 2) * 9 / 10;

            pixels[i] = x * x + y * y < radius * radius ? 0xd0d0d0 : 0x404448;
        }
        assert_int_equal(look(&picture).found, 0);
        vision_forget(vision);
    }
}

static void says_that_a_page_is_moved(void **state)
{
    struct camera_scene scene = *camera_scene_find("document");
    struct vision_picture first, second, noisy;

    (void)state;
    scene.noise = 2;
    first = camera_view_of(&scene, WIDTH, HEIGHT);
    scene.noise = 4;
    noisy = camera_view_of(&scene, WIDTH, HEIGHT);
    scene.middle.x += 0.02;
    second = camera_view_of(&scene, WIDTH, HEIGHT);
    assert_int_equal(look(&first).warnings, 0);
    assert_int_equal(look(&first).warnings, 0);
    assert_int_equal(look(&noisy).warnings, 0);
    assert_int_equal(look(&second).warnings, VISION_BIT(VISION_WARNING_MOVING));
    assert_int_equal(look(&second).warnings, 0);
    vision_forget(vision);
    assert_int_equal(look(&first).warnings, 0);
    vision_forget(vision);
    camera_view_free(&first);
    camera_view_free(&second);
    camera_view_free(&noisy);
}

static void says_that_it_is_dark_where_nothing_is_seen(void **state)
{
    const struct camera_scene scene = {.kind = CAMERA_SCENE_TRAY, .light = 0.05, .noise = 2};
    double off;

    (void)state;
    assert_int_equal(look_once(&scene, &off).warnings,
                     VISION_BIT(VISION_WARNING_NONE) | VISION_BIT(VISION_WARNING_DARK));
}

static void refuses_pictures_beyond_the_limits(void **state)
{
    static const uint8_t pixels[4];
    static const struct vision_picture bad[] = {
        {pixels, 1936, 1080, 1936 * 4},  {pixels, 1920, 1088, 1920 * 4},
        {pixels, 152, 120, 152 * 4},     {pixels, 160, 112, 160 * 4},
        {pixels, 640, 480, 640 * 4 - 1}, {pixels, -640, 480, 640 * 4}};
    struct vision_verdict verdict;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_int_equal(vision_look(vision, VISION_DOCUMENT, &bad[i], &verdict), ERR_INVALID);
        assert_int_equal(verdict.found, 0);
    }
}

static void is_quick_enough_for_live_pictures(void **state)
{
    struct vision_picture picture = camera_view_named("document-clutter", WIDTH, HEIGHT);
    struct timespec from, to;

    (void)state;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    for (int i = 0; i < 10; i++)
        look(&picture);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    assert_true((to.tv_sec - from.tv_sec) * 100 + (to.tv_nsec - from.tv_nsec) / 10000000 <=
                LOOK_MS_MAX);
    camera_view_free(&picture);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest document[] = {CASE(finds_a_page_however_it_lies),
                                          CASE(finds_a_dark_page_on_a_light_ground),
                                          CASE(says_what_is_wrong_and_nothing_else),
                                          CASE(finds_no_page_where_there_is_none),
                                          CASE(takes_no_round_thing_for_a_page),
                                          CASE(says_that_a_page_is_moved),
                                          CASE(says_that_it_is_dark_where_nothing_is_seen),
                                          CASE(refuses_pictures_beyond_the_limits),
                                          CASE(is_quick_enough_for_live_pictures)};

    return cmocka_run_group_tests(document, NULL, NULL);
}
