/* Pictures taken at full size: straight, legible, within their limit and without a word about their
 * making. Read back by other programs' code: libjpeg-turbo and zbar. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>

#include "firmware/base/check.h"
#include "tests/support/camera_view.h"

#define WIDTH 1920
#define HEIGHT 1080
#define LIMIT_BYTES (1 << 20)

static struct vision *vision;
static uint8_t room[LIMIT_BYTES];

struct taken {
    struct vision_jpeg jpeg;
    struct vision_verdict verdict;
    uint32_t *pixels; /* decoded */
};

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

static err_t take(const char *scene, enum vision_purpose purpose, size_t limit, struct taken *out)
{
    struct vision_picture picture = camera_view_named(scene, WIDTH, HEIGHT);
    err_t err;

    *out = (struct taken){.jpeg = {.bytes = room, .size_max = limit}};
    err = vision_take(vision, purpose, &picture, &out->jpeg, &out->verdict);
    camera_view_free(&picture);
    assert_int_equal(out->jpeg.size > 0, err == ERR_OK);
    assert_true(out->jpeg.size <= limit);
    return err;
}

static void decode(struct taken *taken)
{
    tjhandle decoder = tjInitDecompress();
    int width = taken->jpeg.width_px, height = taken->jpeg.height_px;

    taken->pixels = malloc((size_t)width * (size_t)height * 4);
    assert_non_null(taken->pixels);
    assert_int_equal(tjDecompress2(decoder, taken->jpeg.bytes, taken->jpeg.size,
                                   (unsigned char *)taken->pixels, width, 0, height, TJPF_BGRX, 0),
                     0);
    tjDestroy(decoder);
}

static int green_at(const struct taken *taken, int x, int y)
{
    return (int)(taken->pixels[y * taken->jpeg.width_px + x] >> 8 & 0xff);
}

/* The middle of the first dark pixels from `from` downward in that column. */
static double rule_below(const struct taken *taken, int x, int from)
{
    int y = from, end;

    while (y < taken->jpeg.height_px && green_at(taken, x, y) > 128)
        y++;
    for (end = y; end < taken->jpeg.height_px && green_at(taken, x, end) <= 128; end++)
        ;
    return (y + end - 1) / 2.0;
}

/* The table's uppermost rule runs from 0.105 to 0.895 of the page's width at 0.416 of its height. */
static void makes_a_page_straight_and_legible(void **state)
{
    static const char *const scenes[] = {"document", "document-turned", "document-clutter"};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(scenes); i++) {
        struct taken taken;
        double left, right;
        int width, height;

        assert_int_equal(take(scenes[i], VISION_DOCUMENT, LIMIT_BYTES, &taken), ERR_OK);
        assert_int_equal(taken.verdict.warnings, 0);
        width = taken.jpeg.width_px;
        height = taken.jpeg.height_px;
        assert_in_range(height * 1000 / width, 1409, 1419);
        decode(&taken);
        left = rule_below(&taken, width * 15 / 100, height * 395 / 1000);
        right = rule_below(&taken, width * 85 / 100, height * 395 / 1000);
        assert_in_range(left * 1000 / height, 411, 421);
        assert_true(left - right <= 2 && right - left <= 2);
        free(taken.pixels);
    }
}

static void makes_a_page_whose_code_can_be_read(void **state)
{
    struct vision_picture page;
    struct vision_verdict verdict;
    struct taken taken;

    (void)state;
    assert_int_equal(take("document-turned", VISION_DOCUMENT, LIMIT_BYTES, &taken), ERR_OK);
    decode(&taken);
    page = (struct vision_picture){(const uint8_t *)taken.pixels, taken.jpeg.width_px,
                                   taken.jpeg.height_px, taken.jpeg.width_px * 4};
    assert_int_equal(vision_look(vision, VISION_CODE, &page, &verdict), ERR_OK);
    assert_non_null(vision_code(vision));
    assert_int_equal(vision_code(vision)->size_bytes, strlen(camera_scene_code));
    assert_memory_equal(vision_code(vision)->bytes, camera_scene_code, strlen(camera_scene_code));
    free(taken.pixels);
}

static void keeps_to_the_limit_by_losing_quality(void **state)
{
    struct taken good, small;

    (void)state;
    assert_int_equal(take("document", VISION_DOCUMENT, LIMIT_BYTES, &good), ERR_OK);
    assert_int_equal(take("document", VISION_DOCUMENT, good.jpeg.size * 2 / 3, &small), ERR_OK);
    assert_true(small.jpeg.quality < good.jpeg.quality);
    assert_int_equal(small.jpeg.width_px, good.jpeg.width_px);
    assert_int_equal(take("document", VISION_DOCUMENT, 4000, &small), ERR_LIMIT);
}

/* SOI, then segments until the scan: JFIF, tables and the frame, and nothing that tells more. */
static void writes_no_metadata(void **state)
{
    struct taken taken;
    size_t at = 2;

    (void)state;
    assert_int_equal(take("portrait", VISION_PORTRAIT, LIMIT_BYTES, &taken), ERR_OK);
    assert_memory_equal(taken.jpeg.bytes, "\xff\xd8", 2);
    while (taken.jpeg.bytes[at + 1] != 0xda) {
        uint8_t marker = taken.jpeg.bytes[at + 1];

        assert_int_equal(taken.jpeg.bytes[at], 0xff);
        assert_true(marker == 0xe0 || marker == 0xdb || marker == 0xc0 || marker == 0xc4);
        at += 2 + (size_t)(taken.jpeg.bytes[at + 2] << 8 | taken.jpeg.bytes[at + 3]);
        assert_true(at + 4 < taken.jpeg.size);
    }
}

/* The mannequin's head in the finished picture: its widest row, and the ground above it. */
static void makes_a_portrait_of_the_size_of_an_id_card(void **state)
{
    struct taken taken;
    int widest = 0, top = 0;

    (void)state;
    assert_int_equal(take("portrait", VISION_PORTRAIT, LIMIT_BYTES, &taken), ERR_OK);
    assert_int_equal(taken.verdict.warnings, 0);
    assert_int_equal(taken.jpeg.width_px, VISION_PORTRAIT_WIDTH_PX);
    assert_int_equal(taken.jpeg.height_px, VISION_PORTRAIT_HEIGHT_PX);
    decode(&taken);
    while (green_at(&taken, VISION_PORTRAIT_WIDTH_PX / 2, top) > 128)
        top++;
    for (int y = top; y < top + 200; y++) {
        int width = 0;

        for (int x = 0; x < VISION_PORTRAIT_WIDTH_PX; x++)
            width += green_at(&taken, x, y) < 185;
        widest = width > widest ? width : widest;
    }
    assert_in_range(top, 7, 21);
    assert_in_range(widest, 207 - 14, 207 + 14);
    free(taken.pixels);
}

static void takes_nothing_where_nothing_is(void **state)
{
    struct taken taken;

    (void)state;
    assert_int_equal(take("tray-empty", VISION_DOCUMENT, LIMIT_BYTES, &taken), ERR_NOT_FOUND);
    assert_int_equal(taken.verdict.warnings, VISION_BIT(VISION_WARNING_NONE));
    assert_int_equal(take("wall", VISION_PORTRAIT, LIMIT_BYTES, &taken), ERR_NOT_FOUND);
    assert_int_equal(taken.verdict.warnings, VISION_BIT(VISION_WARNING_NONE));
}

/* What is wrong is said, and the picture is made all the same. */
static void takes_what_it_warns_of(void **state)
{
    static const struct {
        const char *scene;
        uint32_t warning;
    } rows[] = {
        {"document-cut", VISION_WARNING_CUT},     {"document-blur", VISION_WARNING_BLUR},
        {"document-glare", VISION_WARNING_GLARE}, {"document-dark", VISION_WARNING_DARK},
        {"document-far", VISION_WARNING_FAR},     {"document-bright", VISION_WARNING_BRIGHT}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct taken taken;

        assert_int_equal(take(rows[i].scene, VISION_DOCUMENT, LIMIT_BYTES, &taken), ERR_OK);
        assert_int_equal(taken.verdict.warnings, VISION_BIT(rows[i].warning));
    }
}

static void names_every_warning(void **state)
{
    (void)state;
    assert_string_equal(vision_warning_name(VISION_WARNING_NONE), "none");
    assert_string_equal(vision_warning_name(VISION_WARNING_MOVING), "moving");
    assert_string_equal(vision_warning_name(VISION_WARNING_COUNT), "?");
    assert_int_equal(vision_warnings_of(VISION_CODE), 0);
}

int main(void)
{
    const struct CMUnitTest vision_tests[] = {
        cmocka_unit_test(makes_a_page_straight_and_legible),
        cmocka_unit_test(makes_a_page_whose_code_can_be_read),
        cmocka_unit_test(keeps_to_the_limit_by_losing_quality),
        cmocka_unit_test(writes_no_metadata),
        cmocka_unit_test(makes_a_portrait_of_the_size_of_an_id_card),
        cmocka_unit_test(takes_nothing_where_nothing_is),
        cmocka_unit_test(takes_what_it_warns_of),
        cmocka_unit_test(names_every_warning)};

    return cmocka_run_group_tests_name("vision", vision_tests, set_up, tear_down);
}
