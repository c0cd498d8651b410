#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "drivers/idcard/sdt_parse.h"
#include "drivers/idcard/sdt_report_parse.h"

static void carries_a_request(void **state)
{
    uint8_t request[SDT_REQUEST_BYTES_MAX], report[SDT_REPORT_BYTES];
    size_t size = sdt_encode_request(SDT_CARD_FIND, NULL, 0, request), got;
    const uint8_t *payload;

    (void)state;
    memset(report, 0xee, sizeof(report));
    sdt_report_encode(request, size, report);
    assert_int_equal(report[0], 10);
    assert_memory_equal(report + 1, request, 10);
    assert_int_equal(report[11], 0);
    assert_int_equal(report[SDT_REPORT_BYTES - 1], 0);
    assert_int_equal(sdt_report_parse(report, sizeof(report), &payload, &got), SDT_REPORT_PAYLOAD);
    assert_ptr_equal(payload, report + 1);
    assert_int_equal(got, 10);
}

static void knows_every_count(void **state)
{
    uint8_t report[SDT_REPORT_BYTES] = {0};
    const uint8_t *payload;
    size_t got;

    (void)state;
    for (unsigned count = 0; count < 256; count++) {
        enum sdt_report expected = count <= 63    ? SDT_REPORT_PAYLOAD
                                   : count == 255 ? SDT_REPORT_MORE
                                                  : SDT_REPORT_BROKEN;

        report[0] = (uint8_t)count;
        assert_int_equal(sdt_report_parse(report, sizeof(report), &payload, &got), expected);
        assert_int_equal(got, count <= 63 ? count : 0);
    }
}

static void refuses_a_cut_report(void **state)
{
    uint8_t report[SDT_REPORT_BYTES] = {10};
    const uint8_t *payload;
    size_t got;

    (void)state;
    for (size_t size = 0; size <= sizeof(report); size++) {
        assert_int_equal(sdt_report_parse(report, size, &payload, &got),
                         size > 10 ? SDT_REPORT_PAYLOAD : SDT_REPORT_BROKEN);
        assert_int_equal(got, size > 10 ? 10 : 0);
    }
}

static void says_send_more(void **state)
{
    uint8_t report[SDT_REPORT_BYTES];
    const uint8_t *payload;
    size_t got;

    (void)state;
    sdt_report_encode_ack(report);
    assert_int_equal(report[0], 0xff);
    assert_int_equal(report[1], 0);
    assert_int_equal(sdt_report_parse(report, sizeof(report), &payload, &got), SDT_REPORT_MORE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(carries_a_request), cmocka_unit_test(knows_every_count),
        cmocka_unit_test(refuses_a_cut_report), cmocka_unit_test(says_send_more)};

    return cmocka_run_group_tests_name("drivers/idcard/sdt_report_parse", tests, NULL, NULL);
}
