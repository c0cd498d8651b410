#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dlfcn.h>
#include <string.h>
#include <unistd.h>

#include "drivers/idcard/photo_bmp_parse.h"
#include "drivers/idcard/photo_plugin.h"
#include "firmware/base/bytes.h"

/* The stub lies in the folder of this build: build/MODE/libphoto-stub.so, beside build/MODE/tests.
 * */
static const char *stub_path(void)
{
    static char path[512];
    ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
    char *tests;

    assert_true(length > 0);
    path[length] = '\0';
    tests = strstr(path, "/tests/");
    assert_non_null(tests);
    assert_true((size_t)(tests - path) + sizeof("/libphoto-stub.so") <= sizeof(path));
    strcpy(tests, "/libphoto-stub.so");
    return path;
}

static struct photo_decoder *open_stub(void)
{
    struct photo_decoder *decoder = NULL;

    assert_int_equal(photo_plugin_open(stub_path(), &decoder), ERR_OK);
    return decoder;
}

static void decodes_through_the_library(void **state)
{
    static uint8_t rgb[PHOTO_RGB_BYTES];
    struct photo_decoder *decoder = open_stub();
    uint8_t wlt[IDCARD_PHOTO_BYTES] = {1, 0x77};

    (void)state;
    for (int again = 0; again < 2; again++) {
        memset(rgb, 0xee, sizeof(rgb));
        assert_int_equal(decoder->decode(decoder, wlt, rgb), ERR_OK);
        for (size_t y = 0; y < PHOTO_HEIGHT; y += 25)
            for (size_t x = 0; x < PHOTO_WIDTH; x += 101) {
                const uint8_t *at = rgb + y * PHOTO_ROW_BYTES + 3 * x;

                assert_int_equal(at[0], 0x77);
                assert_int_equal(at[1], y);
                assert_int_equal(at[2], x);
            }
    }
    decoder->close(decoder);
}

static void believes_no_other_picture(void **state)
{
    static const struct {
        uint8_t how;
        err_t err;
    } rows[] = {
        {0, ERR_NOT_FOUND}, {2, ERR_PROTOCOL}, {3, ERR_PROTOCOL}, {4, ERR_OK}, {5, ERR_PROTOCOL}};
    static const uint8_t zero[PHOTO_RGB_BYTES];
    static uint8_t rgb[PHOTO_RGB_BYTES];
    struct photo_decoder *decoder = open_stub();

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint8_t wlt[IDCARD_PHOTO_BYTES] = {rows[i].how};

        memset(rgb, 0xee, sizeof(rgb));
        assert_int_equal(decoder->decode(decoder, wlt, rgb), rows[i].err);
        if (rows[i].err != ERR_OK)
            assert_memory_equal(rgb, zero, sizeof(rgb));
    }
    decoder->close(decoder);
}

static void finds_no_decoder(void **state)
{
    struct photo_decoder *decoder = NULL;

    (void)state;

    assert_int_equal(photo_plugin_open(NULL, &decoder), ERR_NOT_FOUND);
    assert_null(decoder);
    assert_int_equal(photo_plugin_open("", &decoder), ERR_NOT_FOUND);
    assert_int_equal(photo_plugin_open("/nowhere/libwltdecode.so", &decoder), ERR_NOT_FOUND);
    assert_int_equal(photo_plugin_open("/dev/null", &decoder), ERR_NOT_FOUND);
    assert_int_equal(photo_plugin_open("libm.so.6", &decoder), ERR_INVALID);
    assert_null(decoder);
}

/* A library that is no photo decoder: the one that runs this test. */
static void needs_its_function(void **state)
{
    struct photo_decoder *decoder;
    Dl_info library;

    (void)state;
    assert_int_not_equal(dladdr(dlsym(RTLD_DEFAULT, "_assert_true"), &library), 0);
    assert_int_equal(photo_plugin_open(library.dli_fname, &decoder), ERR_NOT_FOUND);
}

static void bitmap(uint8_t *bmp, int32_t height)
{
    memset(bmp, 0, PHOTO_BMP_BYTES);
    memcpy(bmp, "BM", 2);
    bytes_put_le16(bmp + 10, 54);
    bytes_put_le16(bmp + 14, 40);
    bytes_put_le16(bmp + 18, PHOTO_WIDTH);
    bytes_put_le16(bmp + 22, (uint16_t)(uint32_t)height);
    bytes_put_le16(bmp + 24, (uint16_t)((uint32_t)height >> 16));
    bytes_put_le16(bmp + 26, 1);
    bytes_put_le16(bmp + 28, 24);
    for (size_t row = 0; row < PHOTO_HEIGHT; row++)
        bmp[54 + 308 * row] = (uint8_t)(row + 1); /* blue */
}

static void reads_rows_in_both_orders(void **state)
{
    static uint8_t bmp[PHOTO_BMP_BYTES], rgb[PHOTO_RGB_BYTES];

    (void)state;
    bitmap(bmp, PHOTO_HEIGHT);
    assert_int_equal(photo_bmp_parse(bmp, sizeof(bmp), rgb), ERR_OK);
    assert_int_equal(rgb[2], PHOTO_HEIGHT);
    assert_int_equal(rgb[(PHOTO_HEIGHT - 1) * PHOTO_ROW_BYTES + 2], 1);
    bitmap(bmp, -PHOTO_HEIGHT);
    assert_int_equal(photo_bmp_parse(bmp, sizeof(bmp), rgb), ERR_OK);
    assert_int_equal(rgb[2], 1);
}

/* Any other number in the headers that are looked at. */
static void reads_only_photos(void **state)
{
    static const uint8_t looked_at[] = {0,  1,  10, 13, 14, 17, 18, 21,
                                        22, 25, 26, 27, 28, 29, 30, 33};
    static uint8_t bmp[PHOTO_BMP_BYTES + 1], rgb[PHOTO_RGB_BYTES];

    (void)state;
    for (size_t i = 0; i < sizeof(looked_at); i++) {
        bitmap(bmp, PHOTO_HEIGHT);
        bmp[looked_at[i]] ^= 0x80;
        assert_int_equal(photo_bmp_parse(bmp, PHOTO_BMP_BYTES, rgb), ERR_PROTOCOL);
        assert_int_equal(rgb[2], 0);
    }
    bitmap(bmp, PHOTO_HEIGHT);
    assert_int_equal(photo_bmp_parse(bmp, PHOTO_BMP_BYTES - 1, rgb), ERR_PROTOCOL);
    assert_int_equal(photo_bmp_parse(bmp, PHOTO_BMP_BYTES + 1, rgb), ERR_PROTOCOL);
    assert_int_equal(photo_bmp_parse(bmp, 0, rgb), ERR_PROTOCOL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(decodes_through_the_library),
                                       cmocka_unit_test(believes_no_other_picture),
                                       cmocka_unit_test(finds_no_decoder),
                                       cmocka_unit_test(needs_its_function),
                                       cmocka_unit_test(reads_rows_in_both_orders),
                                       cmocka_unit_test(reads_only_photos)};

    return cmocka_run_group_tests_name("drivers/idcard/photo_plugin", tests, NULL, NULL);
}
