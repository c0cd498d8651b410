#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "drivers/printer/escpos_encode.h"

static void assert_bytes(const uint8_t *have, size_t have_size, const char *want, size_t want_size)
{
    assert_int_equal(have_size, want_size);
    assert_memory_equal(have, want, want_size);
}

static void encodes_the_short_commands(void **state)
{
    uint8_t out[ESCPOS_COMMAND_BYTES_MAX];

    (void)state;
    assert_bytes(out, escpos_encode_init(out), "\x1b\x40", 2);
    assert_bytes(out, escpos_encode_asb(0x0e, out), "\x1d\x61\x0e", 3);
    assert_bytes(out, escpos_encode_poll(4, out), "\x10\x04\x04", 3);
    assert_bytes(out, escpos_encode_fence(out), "\x1d\x72\x01", 3);
    assert_bytes(out, escpos_encode_feed(255, out), "\x1b\x4a\xff", 3);
    assert_bytes(out, escpos_encode_cut(false, out), "\x1d\x56\x00", 3);
    assert_bytes(out, escpos_encode_cut(true, out), "\x1d\x56\x01", 3);
    assert_bytes(out, escpos_encode_poll(20, out), "\x10\x04\x14", 3);
    assert_bytes(out, escpos_encode_present(12, out), "\x1d\x65\x03\x0c", 4);
    assert_bytes(out, escpos_encode_retract(out), "\x1d\x65\x02", 3);
}

/* The two reference pictures of the python-escpos suite. */
static void encodes_the_reference_pictures(void **state)
{
    static const uint8_t one[] = {0x80}, two[] = {0xc0, 0x00};
    const struct printer_page first = {1, 1, one}, second = {2, 2, two};
    uint8_t out[ESCPOS_BAND_BYTES_MAX];

    (void)state;
    assert_bytes(out, escpos_encode_band(&first, 0, 1, out), "\x1d\x76\x30\x00\x01\x00\x01\x00\x80",
                 9);
    assert_bytes(out, escpos_encode_band(&second, 0, 2, out),
                 "\x1d\x76\x30\x00\x01\x00\x02\x00\xc0\x00", 10);
}

static void takes_rows_from_the_middle_and_whitens_the_margin(void **state)
{
    static const uint8_t rows[] = {0x11, 0xff, 0x22, 0xff, 0x33, 0xff};
    const struct printer_page page = {11, 3, rows};
    uint8_t out[ESCPOS_BAND_BYTES_MAX];

    (void)state;
    assert_bytes(out, escpos_encode_band(&page, 1, 2, out),
                 "\x1d\x76\x30\x00\x02\x00\x02\x00\x22\xe0\x33\xe0", 12);
}

static void fills_the_largest_band(void **state)
{
    static uint8_t rows[ESCPOS_BAND_ROWS_MAX * PRINTER_WIDTH_DOTS_MAX / 8];
    const struct printer_page page = {PRINTER_WIDTH_DOTS_MAX, ESCPOS_BAND_ROWS_MAX, rows};
    uint8_t out[ESCPOS_BAND_BYTES_MAX];

    (void)state;
    memset(rows, 0xff, sizeof(rows));
    assert_int_equal(escpos_encode_band(&page, 0, ESCPOS_BAND_ROWS_MAX, out), sizeof(out));
    assert_int_equal(out[4], 72);
    assert_int_equal(out[6], 128);
    assert_memory_equal(out + 8, rows, sizeof(rows));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encodes_the_short_commands),
        cmocka_unit_test(encodes_the_reference_pictures),
        cmocka_unit_test(takes_rows_from_the_middle_and_whitens_the_margin),
        cmocka_unit_test(fills_the_largest_band)};

    return cmocka_run_group_tests_name("drivers/printer/escpos_encode", tests, NULL, NULL);
}
