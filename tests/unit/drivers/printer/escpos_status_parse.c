#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "drivers/printer/escpos_status_parse.h"
#include "firmware/base/check.h"

static void assert_items(const uint8_t *bytes, const enum escpos_item *items, size_t count,
                         struct escpos_stream *stream)
{
    for (size_t i = 0; i < count; i++)
        assert_int_equal(escpos_status_parse(stream, bytes[i]), items[i]);
}

static void parts_a_mixed_stream(void **state)
{
    static const uint8_t bytes[] = {0x12, 0x1e, 0x72, 0x00, 0x14, 0x00,
                                    0x16, 0x03, 0x0f, 0x0c, 0x80, 0x12};
    static const enum escpos_item items[] = {
        ESCPOS_ITEM_REPLY, ESCPOS_ITEM_REPLY, ESCPOS_ITEM_REPLY, ESCPOS_ITEM_FENCE,
        ESCPOS_ITEM_NONE,  ESCPOS_ITEM_NONE,  ESCPOS_ITEM_REPLY, ESCPOS_ITEM_NONE,
        ESCPOS_ITEM_ASB,   ESCPOS_ITEM_FENCE, ESCPOS_ITEM_NOISE, ESCPOS_ITEM_REPLY};
    struct escpos_stream stream = {.size = 0};

    (void)state;
    assert_items(bytes, items, COUNT_OF(bytes), &stream);
    assert_memory_equal(stream.packet, "\x14\x00\x03\x0f", 4);
}

static void begins_again_at_a_new_packet_and_after_noise(void **state)
{
    static const uint8_t bytes[] = {0x10, 0x00, 0x18, 0x01, 0x02, 0x03, 0x10, 0xff, 0x00};
    static const enum escpos_item items[] = {
        ESCPOS_ITEM_NONE, ESCPOS_ITEM_NONE, ESCPOS_ITEM_NONE,  ESCPOS_ITEM_NONE, ESCPOS_ITEM_NONE,
        ESCPOS_ITEM_ASB,  ESCPOS_ITEM_NONE, ESCPOS_ITEM_NOISE, ESCPOS_ITEM_FENCE};
    struct escpos_stream stream = {.size = 0};

    (void)state;
    assert_items(bytes, items, COUNT_OF(bytes), &stream);
}

/* On-line with an open cover, on-line with a stuck cutter: no Epson says that. */
static void believes_no_packet_that_contradicts_itself(void **state)
{
    static const uint8_t bytes[] = {0x30, 0x00, 0x00, 0x00, 0x10, 0x0f, 0x00, 0x00};
    static const enum escpos_item items[] = {ESCPOS_ITEM_NONE,  ESCPOS_ITEM_NONE, ESCPOS_ITEM_NONE,
                                             ESCPOS_ITEM_NOISE, ESCPOS_ITEM_NONE, ESCPOS_ITEM_NONE,
                                             ESCPOS_ITEM_NONE,  ESCPOS_ITEM_NOISE};
    struct escpos_stream stream = {.size = 0};

    (void)state;
    assert_items(bytes, items, COUNT_OF(bytes), &stream);
}

/* Its last four bytes may look like anything, a reply or the head of a packet included. */
static void takes_whole_answers_to_dle_eot_20(void **state)
{
    static const uint8_t bytes[] = {0x12, 0x10, 0x0f, 0x20, 0x12, 0x10,
                                    0xff, 0x00, 0x10, 0x00, 0x00, 0x00};
    static const enum escpos_item items[] = {ESCPOS_ITEM_REPLY, ESCPOS_ITEM_NONE,  ESCPOS_ITEM_NONE,
                                             ESCPOS_ITEM_NONE,  ESCPOS_ITEM_NONE,  ESCPOS_ITEM_NONE,
                                             ESCPOS_ITEM_FULL,  ESCPOS_ITEM_FENCE, ESCPOS_ITEM_NONE,
                                             ESCPOS_ITEM_NONE,  ESCPOS_ITEM_NONE,  ESCPOS_ITEM_ASB};
    struct escpos_stream stream = {.has_full = true};

    (void)state;
    assert_items(bytes, items, COUNT_OF(bytes), &stream);
}

static void assert_status(const struct printer_status *have, const struct printer_status *want)
{
    assert_int_equal(have->answering, want->answering);
    assert_int_equal(have->paper, want->paper);
    assert_int_equal(have->presenter, want->presenter);
    assert_int_equal(have->online, want->online);
    assert_int_equal(have->cover_open, want->cover_open);
    assert_int_equal(have->cutter_error, want->cutter_error);
    assert_int_equal(have->paper_jam, want->paper_jam);
    assert_int_equal(have->recoverable_error, want->recoverable_error);
    assert_int_equal(have->unrecoverable_error, want->unrecoverable_error);
}

#define ANSWERS .answering = true
#define FINE .answering = true, .online = true
#define FULL .paper = PRINTER_PAPER_FULL

static void understands_replies(void **state)
{
    static const struct {
        uint8_t replies[ESCPOS_POLLS];
        struct printer_status status;
    } rows[] = {{{0x12, 0x12, 0x12, 0x12}, {FINE, FULL}},
                {{0x16, 0x12, 0x12, 0x1e}, {FINE, .paper = PRINTER_PAPER_LOW}},
                {{0x1a, 0x32, 0x12, 0x72}, {ANSWERS, .paper = PRINTER_PAPER_OUT}},
                {{0x1a, 0x32, 0x12, 0x12}, {ANSWERS, .paper = PRINTER_PAPER_OUT}},
                {{0x1a, 0x16, 0x12, 0x12}, {ANSWERS, FULL, .cover_open = true}},
                {{0x1a, 0x52, 0x1a, 0x12}, {ANSWERS, FULL, .cutter_error = true}},
                {{0x1a, 0x52, 0x32, 0x12}, {ANSWERS, FULL, .unrecoverable_error = true}},
                {{0x1a, 0x52, 0x52, 0x12}, {ANSWERS, FULL, .recoverable_error = true}},
                {{0x1a, 0x52, 0x12, 0x12}, {ANSWERS, FULL, .recoverable_error = true}}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct printer_status status;

        assert_true(escpos_status_from_replies(rows[i].replies, &status));
        assert_status(&status, &rows[i].status);
    }
}

/* A firmware that answers every question with one byte would else have its cover open. */
static void believes_no_replies_that_contradict_each_other(void **state)
{
    static const uint8_t rows[][ESCPOS_POLLS] = {{0x16, 0x16, 0x16, 0x16},
                                                 {0x12, 0x32, 0x12, 0x12},
                                                 {0x12, 0x12, 0x1a, 0x12},
                                                 {0x12, 0x52, 0x12, 0x12}};
    static const struct printer_status unknown = {.answering = false};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct printer_status status;

        assert_false(escpos_status_from_replies(rows[i], &status));
        assert_status(&status, &unknown);
    }
}

static void understands_packets(void **state)
{
    static const struct {
        uint8_t asb[ESCPOS_ASB_BYTES];
        struct printer_status status;
    } rows[] = {{{0x10, 0x00, 0x00, 0x0f}, {FINE, FULL}},
                {{0x14, 0x00, 0x03, 0x00}, {FINE, .paper = PRINTER_PAPER_LOW}},
                {{0x18, 0x00, 0x0f, 0x00}, {ANSWERS, .paper = PRINTER_PAPER_OUT}},
                {{0x38, 0x00, 0x00, 0x00}, {ANSWERS, FULL, .cover_open = true}},
                {{0x18, 0x08, 0x00, 0x00}, {ANSWERS, FULL, .cutter_error = true}},
                {{0x18, 0x20, 0x00, 0x00}, {ANSWERS, FULL, .unrecoverable_error = true}},
                {{0x18, 0x44, 0x00, 0x00}, {ANSWERS, FULL, .recoverable_error = true}}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct printer_status status;

        escpos_status_from_asb(rows[i].asb, &status);
        assert_status(&status, &rows[i].status);
    }
}

#define EMPTY .presenter = PRINTER_PRESENTER_EMPTY

static void understands_answers_to_dle_eot_20(void **state)
{
    static const struct {
        uint8_t full[ESCPOS_FULL_BYTES];
        struct printer_status status;
    } rows[] = {
        {{0x10, 0x0f, 0x00, 0x00, 0x00, 0x00}, {FINE, FULL, EMPTY}},
        {{0x10, 0x0f, 0x20, 0x00, 0x00, 0x00},
         {FINE, FULL, .presenter = PRINTER_PRESENTER_HOLDING}},
        {{0x10, 0x0f, 0x04, 0x08, 0x82, 0x00}, {FINE, .paper = PRINTER_PAPER_LOW, EMPTY}},
        {{0x10, 0x0f, 0x40, 0x00, 0x00, 0x00}, {FINE, .paper = PRINTER_PAPER_LOW, EMPTY}},
        {{0x10, 0x0f, 0x05, 0x00, 0x00, 0x00}, {ANSWERS, .paper = PRINTER_PAPER_OUT, EMPTY}},
        {{0x10, 0x0f, 0x00, 0x02, 0x00, 0x00}, {ANSWERS, FULL, EMPTY, .cover_open = true}},
        {{0x10, 0x0f, 0x00, 0x00, 0x40, 0x00}, {ANSWERS, FULL, EMPTY, .paper_jam = true}},
        {{0x10, 0x0f, 0x00, 0x00, 0x01, 0x00}, {ANSWERS, FULL, EMPTY, .recoverable_error = true}},
        {{0x10, 0x0f, 0x00, 0x00, 0x00, 0x01}, {ANSWERS, FULL, EMPTY, .cutter_error = true}},
        {{0x10, 0x0f, 0x00, 0x00, 0x00, 0x08},
         {ANSWERS, FULL, EMPTY, .unrecoverable_error = true}}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct printer_status status;

        escpos_status_from_full(rows[i].full, &status);
        assert_status(&status, &rows[i].status);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_a_mixed_stream),
        cmocka_unit_test(begins_again_at_a_new_packet_and_after_noise),
        cmocka_unit_test(believes_no_packet_that_contradicts_itself),
        cmocka_unit_test(takes_whole_answers_to_dle_eot_20),
        cmocka_unit_test(understands_replies),
        cmocka_unit_test(believes_no_replies_that_contradict_each_other),
        cmocka_unit_test(understands_packets),
        cmocka_unit_test(understands_answers_to_dle_eot_20)};

    return cmocka_run_group_tests_name("drivers/printer/escpos_status_parse", tests, NULL, NULL);
}
