#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "drivers/printer/escpos_status_parse.h"
#include "firmware/base/check.h"

static void assert_items(const uint8_t *bytes, const enum escpos_item *items, size_t count,
                         struct escpos_stream *out_stream)
{
    memset(out_stream, 0, sizeof(*out_stream));
    for (size_t i = 0; i < count; i++)
        assert_int_equal(escpos_status_parse(out_stream, bytes[i]), items[i]);
}

static void parts_a_mixed_stream(void **state)
{
    static const uint8_t bytes[] = {0x12, 0x1e, 0x72, 0x00, 0x14, 0x00,
                                    0x16, 0x03, 0x0f, 0x0c, 0x80, 0x12};
    static const enum escpos_item items[] = {
        ESCPOS_ITEM_REPLY, ESCPOS_ITEM_REPLY, ESCPOS_ITEM_REPLY, ESCPOS_ITEM_FENCE,
        ESCPOS_ITEM_NONE,  ESCPOS_ITEM_NONE,  ESCPOS_ITEM_REPLY, ESCPOS_ITEM_NONE,
        ESCPOS_ITEM_ASB,   ESCPOS_ITEM_FENCE, ESCPOS_ITEM_NOISE, ESCPOS_ITEM_REPLY};
    struct escpos_stream stream;

    (void)state;
    assert_items(bytes, items, COUNT_OF(bytes), &stream);
    assert_memory_equal(stream.asb, "\x14\x00\x03\x0f", 4);
}

static void begins_again_at_a_new_packet_and_after_noise(void **state)
{
    static const uint8_t bytes[] = {0x10, 0x00, 0x18, 0x01, 0x02, 0x03, 0x10, 0xff, 0x00};
    static const enum escpos_item items[] = {
        ESCPOS_ITEM_NONE, ESCPOS_ITEM_NONE, ESCPOS_ITEM_NONE,  ESCPOS_ITEM_NONE, ESCPOS_ITEM_NONE,
        ESCPOS_ITEM_ASB,  ESCPOS_ITEM_NONE, ESCPOS_ITEM_NOISE, ESCPOS_ITEM_FENCE};
    struct escpos_stream stream;

    (void)state;
    assert_items(bytes, items, COUNT_OF(bytes), &stream);
}

static void understands_replies(void **state)
{
    static const struct {
        uint8_t replies[ESCPOS_POLLS];
        struct printer_status status;
    } rows[] = {
        {{0x12, 0x12, 0x12, 0x12}, {PRINTER_PAPER_FULL, true, true, false, false, false, false}},
        {{0x16, 0x12, 0x12, 0x1e}, {PRINTER_PAPER_LOW, true, true, false, false, false, false}},
        {{0x1a, 0x32, 0x12, 0x72}, {PRINTER_PAPER_OUT, true, false, false, false, false, false}},
        {{0x1a, 0x32, 0x12, 0x12}, {PRINTER_PAPER_OUT, true, false, false, false, false, false}},
        {{0x1a, 0x16, 0x12, 0x12}, {PRINTER_PAPER_FULL, true, false, true, false, false, false}},
        {{0x1a, 0x52, 0x1a, 0x12}, {PRINTER_PAPER_FULL, true, false, false, true, false, false}},
        {{0x1a, 0x52, 0x32, 0x12}, {PRINTER_PAPER_FULL, true, false, false, false, false, true}},
        {{0x1a, 0x52, 0x52, 0x12}, {PRINTER_PAPER_FULL, true, false, false, false, true, false}},
        {{0x1a, 0x52, 0x12, 0x12}, {PRINTER_PAPER_FULL, true, false, false, false, true, false}}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct printer_status status;

        escpos_status_from_replies(rows[i].replies, &status);
        assert_memory_equal(&status, &rows[i].status, sizeof(status));
    }
}

static void understands_packets(void **state)
{
    static const struct {
        uint8_t asb[ESCPOS_ASB_BYTES];
        struct printer_status status;
    } rows[] = {
        {{0x10, 0x00, 0x00, 0x0f}, {PRINTER_PAPER_FULL, true, true, false, false, false, false}},
        {{0x14, 0x00, 0x03, 0x00}, {PRINTER_PAPER_LOW, true, true, false, false, false, false}},
        {{0x18, 0x00, 0x0f, 0x00}, {PRINTER_PAPER_OUT, true, false, false, false, false, false}},
        {{0x38, 0x00, 0x00, 0x00}, {PRINTER_PAPER_FULL, true, false, true, false, false, false}},
        {{0x18, 0x08, 0x00, 0x00}, {PRINTER_PAPER_FULL, true, false, false, true, false, false}},
        {{0x18, 0x20, 0x00, 0x00}, {PRINTER_PAPER_FULL, true, false, false, false, false, true}},
        {{0x18, 0x44, 0x00, 0x00}, {PRINTER_PAPER_FULL, true, false, false, false, true, false}}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct printer_status status;

        escpos_status_from_asb(rows[i].asb, &status);
        assert_memory_equal(&status, &rows[i].status, sizeof(status));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_a_mixed_stream),
        cmocka_unit_test(begins_again_at_a_new_packet_and_after_noise),
        cmocka_unit_test(understands_replies), cmocka_unit_test(understands_packets)};

    return cmocka_run_group_tests_name("drivers/printer/escpos_status_parse", tests, NULL, NULL);
}
