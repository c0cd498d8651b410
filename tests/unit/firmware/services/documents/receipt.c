#include "firmware/services/documents/receipt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <zbar.h>

#include "tests/support/view_samples.h"

static bool is_black(const struct receipt_raster *raster, uint32_t x, uint32_t y)
{
    return (raster->rows[(size_t)y * raster->row_bytes + x / 8] & (0x80 >> x % 8)) != 0;
}

static struct receipt_raster paint(enum language language, bool elder, uint32_t width)
{
    struct receipt_raster raster;
    struct paper paper;

    view_samples_paper(language, elder, &paper);
    assert_int_equal(receipt_paint(&paper, view_samples_texts(), width, &raster), ERR_OK);
    return raster;
}

/* The margin for holding, and the one on the right, stay white; something is black between. */
static void test_margins(void **state)
{
    (void)state;
    for (int language = 0; language < LANGUAGE_COUNT; language++)
        for (int elder = 0; elder < 2; elder++) {
            struct receipt_raster raster = paint((enum language)language, elder != 0, 576);
            int black = 0;

            assert_int_equal(raster.width, 576);
            assert_int_equal(raster.row_bytes, 72);
            for (uint32_t y = 0; y < raster.height; y++)
                for (uint32_t x = 0; x < raster.width; x++) {
                    bool dot = is_black(&raster, x, y);

                    black += dot;
                    assert_false(dot && (x < 60 || x >= 576 - 8));
                }
            assert_true(black > 5000);
            receipt_free(&raster);
            assert_null(raster.rows);
        }
}

/* Heights of the runs of inked rows in the upper part: the lines of text. */
static int line_height_most(const struct receipt_raster *raster)
{
    int most = 0, run = 0;

    for (uint32_t y = 0; y < raster->height * 2 / 3; y++) {
        bool inked = false;

        for (uint32_t x = 0; x < raster->width; x++)
            inked = inked || is_black(raster, x, y);
        run = inked ? run + 1 : 0;
        most = run > most ? run : most;
    }
    return most;
}

/* The digits of number and date are 6 mm or more: 48 dots. */
static void test_large_values(void **state)
{
    struct receipt_raster raster;
    struct paper paper;
    const struct texts *texts = view_samples_texts();

    (void)state;
    memset(&paper, 0, sizeof(paper));
    paper.row_count = 1;
    paper.rows[0].large = 1;
    paper.rows[0].value = phrase_literal(&paper.pool, "HHH111");
    paper.title = phrase_none();
    assert_int_equal(receipt_paint(&paper, texts, 576, &raster), ERR_OK);
    assert_true(line_height_most(&raster) >= 48);
    receipt_free(&raster);
    paper.rows[0].large = 0;
    assert_int_equal(receipt_paint(&paper, texts, 576, &raster), ERR_OK);
    assert_true(line_height_most(&raster) >= 28);
    receipt_free(&raster);
    paper.elder = 1;
    assert_int_equal(receipt_paint(&paper, texts, 576, &raster), ERR_OK);
    assert_true(line_height_most(&raster) >= 39);
    receipt_free(&raster);
}

/* A reader that knows nothing of our painter reads the code. */
static void test_qr_is_read(void **state)
{
    struct receipt_raster raster = paint(LANGUAGE_ZH_HANS, true, 576);
    zbar_image_scanner_t *scanner = zbar_image_scanner_create();
    zbar_image_t *image = zbar_image_create();
    uint8_t *gray = test_malloc((size_t)raster.width * raster.height);
    const zbar_symbol_t *symbol;

    (void)state;
    for (uint32_t y = 0; y < raster.height; y++)
        for (uint32_t x = 0; x < raster.width; x++)
            gray[(size_t)y * raster.width + x] = is_black(&raster, x, y) ? 0 : 255;
    zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
    zbar_image_set_size(image, raster.width, raster.height);
    zbar_image_set_data(image, gray, (size_t)raster.width * raster.height, NULL);
    assert_int_equal(zbar_scan_image(scanner, image), 1);
    symbol = zbar_image_first_symbol(image);
    assert_non_null(symbol);
    assert_string_equal(zbar_symbol_get_data(symbol), "LF26112200042");
    zbar_image_destroy(image);
    zbar_image_scanner_destroy(scanner);
    test_free(gray);
    receipt_free(&raster);
}

static void test_limits(void **state)
{
    struct receipt_raster raster;
    struct paper paper;
    char huge[1400];

    (void)state;
    view_samples_paper(LANGUAGE_EN, false, &paper);
    assert_int_equal(receipt_paint(&paper, view_samples_texts(), 100, &raster), ERR_INVALID);
    assert_null(raster.rows);
    memset(huge, 'A', sizeof(huge) - 1);
    huge[sizeof(huge) - 1] = '\0';
    memset(&paper.pool, 0, sizeof(paper.pool));
    paper.row_count = 0;
    paper.qr = phrase_literal(&paper.pool, huge);
    assert_int_equal(receipt_paint(&paper, view_samples_texts(), 384, &raster), ERR_LIMIT);
    assert_null(raster.rows);
    receipt_free(&raster);
    receipt_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_margins),
        cmocka_unit_test(test_large_values),
        cmocka_unit_test(test_qr_is_read),
        cmocka_unit_test(test_limits),
    };

    return cmocka_run_group_tests_name("documents/receipt", tests, NULL, NULL);
}
