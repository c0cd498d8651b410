/* Colours and shapes of YUYV. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "drivers/camera/yuyv_convert.h"

static uint8_t pixels[CAMERA_PICTURE_BYTES] __attribute__((aligned(4)));

static uint32_t pixel_at(int x, int y)
{
    uint32_t color;

    memcpy(&color, pixels + (size_t)y * CAMERA_STRIDE_BYTES + (size_t)x * 4, 4);
    return color & 0xffffff;
}

/* A picture of one colour; exactly as large as it must be, so that a byte too far is seen. */
static uint8_t *one_colour(struct yuyv_picture *picture, const uint8_t pair[4])
{
    uint8_t *bytes = malloc(picture->size_bytes);

    assert_non_null(bytes);
    for (size_t i = 0; i < picture->size_bytes; i++)
        bytes[i] = pair[i % 4];
    picture->bytes = bytes;
    return bytes;
}

/* The colour bars of BT.601 at full saturation, 8 bits: Y, U, V and what they stand for. */
static void knows_the_colours_of_the_standard(void **state)
{
    static const struct {
        uint8_t pair[4];
        uint32_t color;
    } bars[] = {{{235, 128, 235, 128}, 0xffffff}, {{16, 128, 16, 128}, 0x000000},
                {{81, 90, 81, 240}, 0xff0000},    {{145, 54, 145, 34}, 0x00ff00},
                {{41, 240, 41, 110}, 0x0000ff},   {{126, 128, 126, 128}, 0x808080}};

    (void)state;
    for (size_t i = 0; i < sizeof(bars) / sizeof(bars[0]); i++) {
        struct yuyv_picture picture = {NULL, 640 * 2 * 480, 640, 480, 1280};
        uint8_t *bytes = one_colour(&picture, bars[i].pair);

        assert_int_equal(yuyv_convert(&picture, pixels), ERR_OK);
        for (int shift = 0; shift < 24; shift += 8) {
            int is = (int)(pixel_at(639, 479) >> shift & 0xff);
            int want = (int)(bars[i].color >> shift & 0xff);

            assert_true(is - want <= 2 && want - is <= 2);
        }
        free(bytes);
    }
}

static void keeps_every_pixel_in_its_place(void **state)
{
    struct yuyv_picture picture = {NULL, 640 * 2 * 480, 640, 480, 1280};
    uint8_t *bytes = one_colour(&picture, (const uint8_t[4]){16, 128, 16, 128});

    (void)state;
    bytes[0] = 235;                    /* 0, 0 */
    bytes[1280 * 479 + 1278] = 235;    /* 639, 479 */
    bytes[1280 * 100 + 2 * 301] = 235; /* 301, 100 */
    assert_int_equal(yuyv_convert(&picture, pixels), ERR_OK);
    assert_int_equal(pixel_at(0, 0), 0xffffff);
    assert_int_equal(pixel_at(1, 0), 0);
    assert_int_equal(pixel_at(639, 479), 0xffffff);
    assert_int_equal(pixel_at(301, 100), 0xffffff);
    assert_int_equal(pixel_at(300, 100), 0);
    free(bytes);
}

/* Rows may be longer than their pixels, and the middle of a wide picture is what is shown. */
static void cuts_and_scales(void **state)
{
    struct yuyv_picture picture = {NULL, 2624 * 720, 1280, 720, 2624};
    uint8_t *bytes = one_colour(&picture, (const uint8_t[4]){16, 128, 16, 128});

    (void)state;
    for (int y = 0; y < 720; y++)
        for (int x = 160; x < 1120; x++)
            bytes[y * 2624 + 2 * x] = 235;
    assert_int_equal(yuyv_convert(&picture, pixels), ERR_OK);
    for (int y = 0; y < 480; y += 479)
        for (int x = 0; x < 640; x++)
            assert_int_equal(pixel_at(x, y), 0xffffff);
    free(bytes);
}

static void grows_a_small_picture(void **state)
{
    struct yuyv_picture picture = {NULL, 160 * 2 * 120, 160, 120, 320};
    uint8_t *bytes = one_colour(&picture, (const uint8_t[4]){235, 128, 16, 128});

    (void)state;
    assert_int_equal(yuyv_convert(&picture, pixels), ERR_OK);
    for (int x = 0; x < 640; x++)
        assert_int_equal(pixel_at(x, 479), x / 4 % 2 == 0 ? 0xffffff : 0);
    free(bytes);
}

static void refuses_what_is_not_whole(void **state)
{
    static const struct yuyv_picture bad[] = {
        {NULL, 640 * 2 * 480 - 1, 640, 480, 1280}, {NULL, 1 << 20, 641, 480, 1284},
        {NULL, 1 << 20, 640, 480, 1278},           {NULL, 1 << 30, 640, 1081, 1280},
        {NULL, 1 << 30, 1922, 480, 3844},          {NULL, 1 << 20, 158, 120, 316},
        {NULL, 1 << 20, 640, -480, 1280},          {NULL, 1 << 20, 640, 480, -1280}};

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_int_equal(yuyv_convert(&bad[i], pixels), ERR_CORRUPT);
}

/* The colours at both ends of the rows of a picture in its own size. */
static void keeps_a_whole_picture_whole(void **state)
{
    struct yuyv_picture picture = {NULL, 2624 * 720, 1280, 720, 2624};
    uint8_t *bytes = one_colour(&picture, (const uint8_t[4]){16, 128, 16, 128});
    struct camera_snap snap = {.pixels = malloc((size_t)1280 * 720 * 4)};
    uint32_t color;

    (void)state;
    assert_non_null(snap.pixels);
    bytes[2624 * 719 + 2 * 1279] = 235;
    assert_int_equal(yuyv_convert_whole(&picture, &snap), ERR_OK);
    assert_int_equal(snap.width_px, 1280);
    assert_int_equal(snap.height_px, 720);
    assert_int_equal(snap.stride_bytes, 1280 * 4);
    memcpy(&color, snap.pixels + (size_t)1280 * 4 * 720 - 4, 4);
    assert_int_equal(color & 0xffffff, 0xffffff);
    memcpy(&color, snap.pixels, 4);
    assert_int_equal(color & 0xffffff, 0);
    picture.size_bytes--;
    assert_int_equal(yuyv_convert_whole(&picture, &snap), ERR_CORRUPT);
    assert_int_equal(snap.width_px, 0);
    free(snap.pixels);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest yuyv_convert_tests[] = {
        cmocka_unit_test(knows_the_colours_of_the_standard),
        cmocka_unit_test(keeps_every_pixel_in_its_place),
        cmocka_unit_test(cuts_and_scales),
        cmocka_unit_test(grows_a_small_picture),
        cmocka_unit_test(keeps_a_whole_picture_whole),
        cmocka_unit_test(refuses_what_is_not_whole)};

    return cmocka_run_group_tests_name("yuyv_convert", yuyv_convert_tests, NULL, NULL);
}
