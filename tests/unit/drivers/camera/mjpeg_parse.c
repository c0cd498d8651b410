/* JPEGs of cameras, whole and otherwise. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>

#include "drivers/camera/mjpeg_parse.h"

static uint8_t pixels[CAMERA_PICTURE_BYTES] __attribute__((aligned(4)));
static struct mjpeg_parse parse;

struct jpeg {
    uint8_t *bytes;
    size_t size;
};

/* A JPEG whose left half is red and whose right half is blue. */
static struct jpeg make(int width, int height, int flags)
{
    tjhandle encoder = tjInitCompress();
    uint8_t *raw = malloc((size_t)width * (size_t)height * 4), *copy;
    unsigned char *bytes = NULL;
    unsigned long size = 0;

    assert_non_null(raw);
    for (int i = 0; i < width * height; i++)
        memcpy(raw + (size_t)i * 4, i % width < width / 2 ? "\xff\0\0" : "\0\0\xff", 4);
    assert_int_equal(tjCompress2(encoder, raw, width, 0, height, TJPF_RGBX, &bytes, &size,
                                 TJSAMP_422, 90, flags),
                     0);
    copy = malloc(size); /* no byte more, so that reading too far is seen */
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    tjFree(bytes);
    tjDestroy(encoder);
    free(raw);
    return (struct jpeg){copy, size};
}

static err_t decode(const struct jpeg *jpeg)
{
    return mjpeg_parse_picture(&parse, jpeg->bytes, jpeg->size, pixels);
}

static void assert_red_and_blue(void)
{
    const uint8_t *row = pixels + (size_t)240 * CAMERA_STRIDE_BYTES;
    uint32_t left, right;

    memcpy(&left, row + 4 * 100, 4);
    memcpy(&right, row + 4 * 540, 4);
    assert_true((left >> 16 & 0xff) > 240 && (left & 0xff) < 15);
    assert_true((right & 0xff) > 240 && (right >> 16 & 0xff) < 15);
}

static int set_up(void **state)
{
    (void)state;
    return mjpeg_parse_open(&parse) == ERR_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    mjpeg_parse_close(&parse);
    mjpeg_parse_close(&parse);
    return 0;
}

static void decodes_every_size_within_the_limits(void **state)
{
    static const int sizes[][2] = {{640, 480}, {800, 600}, {1920, 1080}, {160, 120}, {321, 243}};

    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct jpeg jpeg = make(sizes[i][0], sizes[i][1], 0);

        assert_int_equal(decode(&jpeg), ERR_OK);
        assert_red_and_blue();
        free(jpeg.bytes);
    }
}

static void refuses_sizes_beyond_the_limits(void **state)
{
    static const int sizes[][2] = {{1936, 1080}, {640, 1088}, {152, 480}, {640, 112}};

    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct jpeg jpeg = make(sizes[i][0], sizes[i][1], 0);

        assert_int_equal(decode(&jpeg), ERR_CORRUPT);
        free(jpeg.bytes);
    }
}

/* Cuts the segments of one marker out of the header. */
static void drop_segments(struct jpeg *jpeg, uint8_t marker)
{
    size_t at = 2;

    while (at + 4 < jpeg->size && jpeg->bytes[at + 1] != 0xda) {
        size_t length = 2 + (size_t)(jpeg->bytes[at + 2] << 8 | jpeg->bytes[at + 3]);

        if (jpeg->bytes[at + 1] != marker) {
            at += length;
            continue;
        }
        memmove(jpeg->bytes + at, jpeg->bytes + at + length, jpeg->size - at - length);
        jpeg->size -= length;
    }
}

/* As UVC cameras send them: the Huffman tables (marker C4) are those of the standard. */
static void knows_the_tables_of_the_standard(void **state)
{
    struct jpeg jpeg = make(640, 480, 0);
    size_t before = jpeg.size;

    (void)state;
    drop_segments(&jpeg, 0xc4);
    assert_int_equal(before - jpeg.size, 432); /* 33 + 183 for each of light and colour */
    assert_int_equal(decode(&jpeg), ERR_OK);
    assert_red_and_blue();
    free(jpeg.bytes);
}

static void refuses_what_is_damaged(void **state)
{
    struct jpeg jpeg = make(640, 480, 0);
    size_t whole = jpeg.size;

    (void)state;
    for (size_t cut = 0; cut < whole - 2; cut += cut < 700 ? 7 : 1 + whole / 50) {
        jpeg.size = cut;
        assert_int_equal(decode(&jpeg), ERR_CORRUPT);
        jpeg.size = whole; /* and nothing of it is left in the decoder */
        assert_int_equal(decode(&jpeg), ERR_OK);
    }
    jpeg.size = whole;
    memcpy(jpeg.bytes + whole / 2, "\xff\xc4\xff\xc4", 4);
    assert_int_equal(decode(&jpeg), ERR_CORRUPT);
    memset(jpeg.bytes, 0, whole);
    assert_int_equal(decode(&jpeg), ERR_CORRUPT);
    free(jpeg.bytes);
    jpeg = make(640, 480, 0);
    assert_int_equal(decode(&jpeg), ERR_OK); /* and the next is whole */
    assert_red_and_blue();
    free(jpeg.bytes);
}

/* Many cameras fill their buffer up behind the picture. */
static void reads_nothing_behind_the_picture(void **state)
{
    struct jpeg jpeg = make(640, 480, 0);
    uint8_t *longer = calloc(1, jpeg.size + 4096);

    (void)state;
    assert_non_null(longer);
    memcpy(longer, jpeg.bytes, jpeg.size);
    free(jpeg.bytes);
    jpeg = (struct jpeg){longer, jpeg.size + 4096};
    assert_int_equal(decode(&jpeg), ERR_OK);
    assert_red_and_blue();
    free(longer);
}

static void decodes_a_whole_picture(void **state)
{
    static const int sizes[][2] = {{640, 480}, {1920, 1080}, {160, 120}, {321, 243}};
    struct camera_snap snap = {.pixels = malloc(CAMERA_SNAP_BYTES_MAX)};

    (void)state;
    assert_non_null(snap.pixels);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct jpeg jpeg = make(sizes[i][0], sizes[i][1], 0);
        uint32_t left, right;

        assert_int_equal(mjpeg_parse_whole(&parse, jpeg.bytes, jpeg.size, &snap), ERR_OK);
        assert_int_equal(snap.width_px, sizes[i][0]);
        assert_int_equal(snap.height_px, sizes[i][1]);
        assert_int_equal(snap.stride_bytes, sizes[i][0] * 4);
        memcpy(&left, snap.pixels, 4);
        memcpy(&right, snap.pixels + (size_t)snap.stride_bytes * (size_t)snap.height_px - 4, 4);
        assert_true((left >> 16 & 0xff) > 240 && (left & 0xff) < 15);
        assert_true((right & 0xff) > 240 && (right >> 16 & 0xff) < 15);
        assert_int_equal(mjpeg_parse_whole(&parse, jpeg.bytes, jpeg.size / 2, &snap), ERR_CORRUPT);
        assert_int_equal(snap.width_px, 0);
        free(jpeg.bytes);
    }
    free(snap.pixels);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest mjpeg_parse[] = {CASE(decodes_every_size_within_the_limits),
                                             CASE(refuses_sizes_beyond_the_limits),
                                             CASE(knows_the_tables_of_the_standard),
                                             CASE(reads_nothing_behind_the_picture),
                                             CASE(refuses_what_is_damaged),
                                             CASE(decodes_a_whole_picture)};

    return cmocka_run_group_tests(mjpeg_parse, NULL, NULL);
}
