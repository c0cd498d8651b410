/* Codes before the camera: their bytes as printed, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <qrencode.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/check.h"
#include "tests/support/camera_view.h"

#define WIDTH 640
#define HEIGHT 480

static struct vision *vision;
static uint32_t pixels[WIDTH * HEIGHT];

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

static void fill(int x, int y, int width, int height, uint32_t color)
{
    for (int row = y; row < y + height; row++)
        for (int column = x; column < x + width; column++)
            pixels[row * WIDTH + column] = color;
}

static void draw_qr(const uint8_t *bytes, size_t size, int x, int y, int dot)
{
    QRcode *code = QRcode_encodeData((int)size, bytes, 0, QR_ECLEVEL_L);

    assert_non_null(code);
    assert_true(code->width * dot + 8 * dot <= HEIGHT);
    fill(x - 4 * dot, y - 4 * dot, (code->width + 8) * dot, (code->width + 8) * dot, 0xe0e0e0);
    for (int i = 0; i < code->width * code->width; i++)
        if ((code->data[i] & 1) != 0)
            fill(x + i % code->width * dot, y + i / code->width * dot, dot, dot, 0x202020);
    QRcode_free(code);
}

static err_t look(struct vision_verdict *verdict)
{
    const struct vision_picture picture = {(const uint8_t *)pixels, WIDTH, HEIGHT, WIDTH * 4};

    return vision_look(vision, VISION_CODE, &picture, verdict);
}

static void assert_reads(const void *bytes, size_t size)
{
    const struct vision_code *code;
    struct vision_verdict verdict;

    assert_int_equal(look(&verdict), ERR_OK);
    assert_int_equal(verdict.found, 1);
    assert_int_equal(verdict.warnings, 0);
    code = vision_code(vision);
    assert_non_null(code);
    assert_int_equal(code->size_bytes, size);
    assert_memory_equal(code->bytes, bytes, size);
}

static void reads_a_code_byte_for_byte(void **state)
{
    static const uint8_t binary[] = {0, 1, 0xff, 0x80, 'A', 0, 0xc3, 0x28, 0x1b, 0x7f};
    static const char words[] = "健康码 ꉪꎖ 532331194002290019";

    (void)state;
    fill(0, 0, WIDTH, HEIGHT, 0x606060);
    draw_qr(binary, sizeof(binary), 250, 180, 5);
    assert_reads(binary, sizeof(binary));
    draw_qr((const uint8_t *)words, sizeof(words) - 1, 250, 180, 5);
    assert_reads(words, sizeof(words) - 1);
    assert_string_equal(vision_code(vision)->symbology, "QR-Code");
}

static void tells_where_the_code_is(void **state)
{
    struct vision_verdict verdict;

    (void)state;
    fill(0, 0, WIDTH, HEIGHT, 0x606060);
    draw_qr((const uint8_t *)"A1", 2, 400, 100, 6);
    assert_int_equal(look(&verdict), ERR_OK);
    assert_in_range(verdict.corners[0].x, 385, 415);
    assert_in_range(verdict.corners[0].y, 85, 115);
    assert_in_range(verdict.corners[2].x, 400 + 21 * 6 - 15, 400 + 21 * 6 + 15);
    assert_in_range(verdict.corners[2].y, 100 + 21 * 6 - 15, 100 + 21 * 6 + 15);
}

static void takes_the_one_in_the_middle(void **state)
{
    (void)state;
    fill(0, 0, WIDTH, HEIGHT, 0x606060);
    draw_qr((const uint8_t *)"left", 4, 60, 60, 5);
    draw_qr((const uint8_t *)"middle", 6, 270, 180, 5);
    draw_qr((const uint8_t *)"right", 5, 480, 320, 5);
    assert_reads("middle", 6);
}

static void holds_to_the_limit(void **state)
{
    static uint8_t bytes[VISION_CODE_BYTES_MAX + 1];
    struct vision_verdict verdict;

    (void)state;
    memset(bytes, 'x', sizeof(bytes));
    fill(0, 0, WIDTH, HEIGHT, 0x606060);
    draw_qr(bytes, VISION_CODE_BYTES_MAX, 100, 30, 4);
    assert_reads(bytes, VISION_CODE_BYTES_MAX);
    draw_qr(bytes, sizeof(bytes), 100, 30, 4);
    assert_int_equal(look(&verdict), ERR_LIMIT);
    assert_int_equal(verdict.found, 0);
    assert_null(vision_code(vision));
}

/* "B7-128" of Code 128 B by ISO/IEC 15417: start, six characters, check character, stop; widths of bars
 * and gaps in turn. */
static void reads_code_128(void **state)
{
    static const char widths[] = "211214"   /* start B */
                                 "131123"   /* B */
                                 "312131"   /* 7 */
                                 "122132"   /* - */
                                 "123221"   /* 1 */
                                 "223211"   /* 2 */
                                 "311222"   /* 8 */
                                 "221312"   /* 10: the check character */
                                 "2331112"; /* stop */
    int x = 140;

    (void)state;
    fill(0, 0, WIDTH, HEIGHT, 0xd0d0d0);
    for (size_t i = 0; widths[i] != '\0'; x += (widths[i++] - '0') * 3)
        if (i % 2 == 0)
            fill(x, 180, (widths[i] - '0') * 3, 90, 0x303030);
    assert_reads("B7-128", 6);
    assert_string_equal(vision_code(vision)->symbology, "CODE-128");
}

static void finds_nothing_where_nothing_is(void **state)
{
    struct vision_verdict verdict;

    (void)state;
    fill(0, 0, WIDTH, HEIGHT, 0x606060);
    assert_int_equal(look(&verdict), ERR_OK);
    assert_int_equal(verdict.found, 0);
    assert_null(vision_code(vision));
}

static void forgets(void **state)
{
    (void)state;
    fill(0, 0, WIDTH, HEIGHT, 0x606060);
    draw_qr((const uint8_t *)"secret", 6, 250, 180, 5);
    assert_reads("secret", 6);
    vision_forget(vision);
    assert_null(vision_code(vision));
}

int main(void)
{
    const struct CMUnitTest code[] = {cmocka_unit_test(reads_a_code_byte_for_byte),
                                      cmocka_unit_test(tells_where_the_code_is),
                                      cmocka_unit_test(takes_the_one_in_the_middle),
                                      cmocka_unit_test(holds_to_the_limit),
                                      cmocka_unit_test(reads_code_128),
                                      cmocka_unit_test(finds_nothing_where_nothing_is),
                                      cmocka_unit_test(forgets)};

    return cmocka_run_group_tests(code, set_up, tear_down);
}
