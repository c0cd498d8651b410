/* HID point-of-sale reports and descriptors, against the example that a maker's manual prints. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "drivers/scanner/hidpos_parse.h"
#include "firmware/base/check.h"

/* Access-IS ATR110 product manual, appendix "HID reports": a boarding pass of 60 bytes in two
 * reports. */
#define FIRST_DATA "M1GATHERGOOD/MICHAEL YABCDEF LHRDURAK 3542 052Y003D23  "

static const uint8_t second[HIDPOS_REPORT_BYTES] = {0x02, 0x04, 0x5d, 0x51, 0x30,
                                                    ' ',  '1',  '0',  '0',  [61] = 's'};

static void reads_the_manuals_example(void **state)
{
    uint8_t first[HIDPOS_REPORT_BYTES] = {0x02, 0x38, 0x5d, 0x51, 0x30, [61] = 's', [63] = 1};
    struct hidpos_report report;

    (void)state;
    memcpy(first + 5, FIRST_DATA, strlen(FIRST_DATA));
    assert_int_equal(hidpos_parse_report(first, sizeof(first), &report), ERR_OK);
    assert_int_equal(report.data_size, 56);
    assert_ptr_equal(report.data, first + 5);
    assert_string_equal(report.symbology, "]Q0");
    assert_true(report.more);
    assert_int_equal(hidpos_parse_report(second, sizeof(second), &report), ERR_OK);
    assert_int_equal(report.data_size, 4);
    assert_memory_equal(report.data, " 100", 4);
    assert_false(report.more);
}

static void refuses_other_reports(void **state)
{
    static const struct {
        uint8_t at, value;
    } wrong[] = {{0, 1}, {0, 0},   {1, 57},   {1, 0xff}, {2, '['},
                 {2, 0}, {3, '1'}, {3, 0xc4}, {4, 0x0d}, {4, ']'}};
    struct hidpos_report report;
    uint8_t bytes[HIDPOS_REPORT_BYTES + 1];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        memcpy(bytes, second, sizeof(second));
        bytes[wrong[i].at] = wrong[i].value;
        assert_int_equal(hidpos_parse_report(bytes, sizeof(second), &report), ERR_PROTOCOL);
        assert_null(report.data);
    }
    memcpy(bytes, second, sizeof(second));
    bytes[1] = 0;
    assert_int_equal(hidpos_parse_report(bytes, sizeof(second), &report), ERR_OK);
    bytes[63] = 1;
    assert_int_equal(hidpos_parse_report(bytes, sizeof(second), &report), ERR_PROTOCOL);
    for (size_t size = 0; size <= sizeof(bytes); size++)
        if (size != HIDPOS_REPORT_BYTES)
            assert_int_equal(hidpos_parse_report(second, size, &report), ERR_PROTOCOL);
}

/* clang-format off */
static const uint8_t scanner[] = {
    0x05, 0x8c, 0x09, 0x02, 0xa1, 0x01, 0x85, 0x02, 0x15, 0x00, 0x26, 0xff, 0x00, 0x75, 0x08,
    0x95, 0x01, 0x06, 0x66, 0xff, 0x09, 0x04, 0x81, 0x02,
    0x05, 0x8c, 0x09, 0xfb, 0x09, 0xfc, 0x09, 0xfd, 0x95, 0x03, 0x81, 0x02,
    0x09, 0xfe, 0x95, 0x38, 0x81, 0x02,
    0x95, 0x02, 0x09, 0xff, 0x81, 0x03,
    0x75, 0x01, 0x95, 0x08, 0x81, 0x02, 0xc0};
/* clang-format on */

static void knows_a_scanner(void **state)
{
    static const uint8_t long_usage[] = {0x0b, 0x02, 0x00, 0x8c, 0x00, 0xa1, 0x01, 0x85,
                                         0x02, 0x75, 0x08, 0x95, 0x3f, 0x81, 0x02, 0xc0};

    (void)state;
    assert_true(hidpos_parse_descriptor(scanner, sizeof(scanner)));
    assert_true(hidpos_parse_descriptor(long_usage, sizeof(long_usage)));
    for (size_t size = 0; size < sizeof(scanner); size++)
        assert_false(hidpos_parse_descriptor(scanner, size));
}

static void knows_no_other_device(void **state)
{
    static const struct {
        uint8_t at, value;
    } wrong[] = {{1, 0x01},  {3, 0x06}, {5, 0x00}, {7, 0x03}, {14, 0x07},
                 {39, 0x37}, {4, 0xc0}, {0, 0xfe}, {13, 0xb4}};
    uint8_t bytes[sizeof(scanner)];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        memcpy(bytes, scanner, sizeof(bytes));
        bytes[wrong[i].at] = wrong[i].value;
        assert_false(hidpos_parse_descriptor(bytes, sizeof(bytes)));
    }
}

static void survives_wild_numbers(void **state)
{
    static const uint8_t huge[] = {0x05, 0x8c, 0x09, 0x02, 0xa1, 0x01, 0x85, 0x02, 0x77, 0xff, 0xff,
                                   0xff, 0xff, 0x97, 0xff, 0xff, 0xff, 0xff, 0x81, 0x02, 0xc0};
    uint8_t deep[200];

    (void)state;
    assert_false(hidpos_parse_descriptor(huge, sizeof(huge)));
    memset(deep, 0xa0, sizeof(deep));
    assert_false(hidpos_parse_descriptor(deep, sizeof(deep)));
    memset(deep, 0xa4, sizeof(deep));
    assert_false(hidpos_parse_descriptor(deep, sizeof(deep)));
    memset(deep, 0xc0, sizeof(deep));
    assert_false(hidpos_parse_descriptor(deep, sizeof(deep)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_manuals_example), cmocka_unit_test(refuses_other_reports),
        cmocka_unit_test(knows_a_scanner), cmocka_unit_test(knows_no_other_device),
        cmocka_unit_test(survives_wild_numbers)};

    return cmocka_run_group_tests_name("hidpos_parse", tests, NULL, NULL);
}
