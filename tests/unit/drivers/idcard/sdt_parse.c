#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "drivers/idcard/sdt_parse.h"
#include "firmware/base/bytes.h"
#include "firmware/base/check.h"

static void encodes_the_requests_of_the_protocol(void **state)
{
    static const struct {
        enum sdt_command command;
        uint8_t tail[5];
    } golden[] = {{SDT_SAM_RESET, {0x00, 0x03, 0x10, 0xff, 0xec}},
                  {SDT_SAM_STATUS, {0x00, 0x03, 0x11, 0xff, 0xed}},
                  {SDT_SAM_ID, {0x00, 0x03, 0x12, 0xff, 0xee}},
                  {SDT_CARD_FIND, {0x00, 0x03, 0x20, 0x01, 0x22}},
                  {SDT_CARD_SELECT, {0x00, 0x03, 0x20, 0x02, 0x21}},
                  {SDT_CARD_READ, {0x00, 0x03, 0x30, 0x01, 0x32}},
                  {SDT_CARD_READ_NEWEST, {0x00, 0x03, 0x30, 0x03, 0x30}}};
    static const uint8_t preamble[] = {0xaa, 0xaa, 0xaa, 0x96, 0x69};
    uint8_t out[SDT_REQUEST_BYTES_MAX];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(golden); i++) {
        assert_int_equal(sdt_encode_request(golden[i].command, NULL, 0, out), 10);
        assert_memory_equal(out, preamble, 5);
        assert_memory_equal(out + 5, golden[i].tail, 5);
    }
}

static void encodes_data(void **state)
{
    static const uint8_t golden[] = {0xaa, 0xaa, 0xaa, 0x96, 0x69, 0x00,
                                     0x04, 0x61, 0xff, 0x50, 0xca};
    uint8_t out[SDT_REQUEST_BYTES_MAX], most = 0x50;

    (void)state;
    assert_int_equal(sdt_encode_request((enum sdt_command)0x61ff, &most, 1, out), sizeof(golden));
    assert_memory_equal(out, golden, sizeof(golden));
}

static const uint8_t status_reply[] = {0xaa, 0xaa, 0xaa, 0x96, 0x69, 0x00,
                                       0x04, 0x00, 0x00, 0x90, 0x94};
static const uint8_t sam_id_reply[] = {0xaa, 0xaa, 0xaa, 0x96, 0x69, 0x00, 0x14, 0x00, 0x00,
                                       0x90, 0x05, 0x00, 0x01, 0x00, 0x09, 0xb8, 0x32, 0x01,
                                       0x05, 0xbe, 0x12, 0x00, 0xad, 0xc5, 0xb1, 0x11, 0x63};

static void parses_golden_replies(void **state)
{
    struct sdt_reply reply;

    (void)state;
    assert_int_equal(sdt_parse_reply(status_reply, sizeof(status_reply), &reply), ERR_OK);
    assert_int_equal(reply.sw3, SDT_SW_OK);
    assert_int_equal(reply.data_size, 0);
    assert_int_equal(sdt_parse_reply(sam_id_reply, sizeof(sam_id_reply), &reply), ERR_OK);
    assert_int_equal(reply.data_size, 16);
    assert_int_equal(bytes_get_le32(reply.data + 4), 20101129);
    assert_int_equal(bytes_get_le32(reply.data + 8), 1228293);
    assert_int_equal(bytes_get_le32(reply.data + 12), 296863149);
}

/* Any flipped bit is seen: in the preamble and length as a broken frame, behind them as a checksum.
 */
static void sees_every_flipped_bit(void **state)
{
    uint8_t frame[sizeof(sam_id_reply)];
    struct sdt_reply reply;

    (void)state;
    for (size_t bit = 0; bit < sizeof(frame) * 8; bit++) {
        memcpy(frame, sam_id_reply, sizeof(frame));
        frame[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_int_equal(sdt_parse_reply(frame, sizeof(frame), &reply),
                         bit / 8 < SDT_HEADER_BYTES ? ERR_PROTOCOL : ERR_CHECKSUM);
        assert_null(reply.data);
    }
    for (size_t size = 0; size < sizeof(frame); size++)
        assert_int_equal(sdt_parse_reply(sam_id_reply, size, &reply), ERR_PROTOCOL);
}

/* Mistakes of public implementations (the page's section 1.7), each of which must fail here. */
static void refuses_what_others_get_wrong(void **state)
{
    static const uint8_t wrong_sums[][5] = {{0x00, 0x03, 0x20, 0x01, 0x21},
                                            {0x00, 0x03, 0x20, 0x00, 0x22}};
    uint8_t header[SDT_HEADER_BYTES] = {0xaa, 0xaa, 0xaa, 0x96, 0x69, 0x05, 0x08};
    size_t length;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong_sums); i++)
        assert_int_not_equal(sdt_checksum(wrong_sums[i], 5), 0);
    assert_int_equal(sdt_parse_header(header, &length), ERR_OK);
    assert_int_equal(length, 0x508); /* a signed byte would not get here */
    header[6] = 0xff;
    assert_int_equal(sdt_parse_header(header, &length), ERR_OK);
    assert_int_equal(length, 0x5ff);
    bytes_put_be16(header + 5, SDT_LENGTH_MIN - 1);
    assert_int_equal(sdt_parse_header(header, &length), ERR_PROTOCOL);
    bytes_put_be16(header + 5, SDT_LENGTH_MAX + 1);
    assert_int_equal(sdt_parse_header(header, &length), ERR_PROTOCOL);
}

static void hunts_for_a_frame_in_noise(void **state)
{
    static const uint8_t noise[] = {0x00, 0xaa, 0xaa, 0xaa, 0xaa, 0x96, 0x00, 0xaa, 0xaa,
                                    0xaa, 0x96, 0x69, 0xff, 0xff, 0xaa, 0xaa, 0xaa, 0x96,
                                    0x69, 0x00, 0x04, 0x00, 0x00, 0x90, 0x95, 0xaa};
    uint8_t stream[sizeof(noise) + sizeof(status_reply) + sizeof(sam_id_reply)];
    size_t at = 0, used, replies = 0, sums = 0, steps = 0;
    struct sdt_reply reply;

    (void)state;
    memcpy(stream, noise, sizeof(noise));
    memcpy(stream + sizeof(noise), status_reply, sizeof(status_reply));
    memcpy(stream + sizeof(noise) + sizeof(status_reply), sam_id_reply, sizeof(sam_id_reply));
    for (;; steps++) {
        enum sdt_scan scan = sdt_parse_stream(stream + at, sizeof(stream) - at, &used, &reply);

        at += used;
        replies += scan == SDT_SCAN_REPLY;
        sums += scan == SDT_SCAN_SUM;
        if (scan == SDT_SCAN_MORE)
            break;
        assert_true(used > 0);
        assert_true(steps < sizeof(stream));
    }
    assert_int_equal(replies, 2);
    assert_int_equal(sums, 1);
    assert_int_equal(at, sizeof(stream));
}

static void waits_for_the_rest_of_a_frame(void **state)
{
    struct sdt_reply reply;
    size_t used;

    (void)state;
    for (size_t size = 0; size < sizeof(sam_id_reply); size++) {
        assert_int_equal(sdt_parse_stream(sam_id_reply, size, &used, &reply), SDT_SCAN_MORE);
        assert_int_equal(used, 0);
    }
    assert_int_equal(sdt_parse_stream(sam_id_reply, sizeof(sam_id_reply), &used, &reply),
                     SDT_SCAN_REPLY);
}

static void knows_every_status(void **state)
{
    static const struct {
        uint8_t sw3;
        err_t err;
        bool noise;
    } rows[] = {{0x90, ERR_OK, false},           {0x9f, ERR_OK, false},
                {0x80, ERR_NO_CARD, false},      {0x81, ERR_CARD_MOVED, false},
                {0x31, ERR_CARD_MOVED, false},   {0x32, ERR_CARD_MOVED, false},
                {0x33, ERR_CARD_MOVED, false},   {0x40, ERR_CARD_MOVED, false},
                {0x41, ERR_CARD_MOVED, false},   {0x47, ERR_CARD_MOVED, false},
                {0x60, ERR_DEVICE_FAULT, false}, {0x66, ERR_DEVICE_FAULT, false},
                {0x10, ERR_PROTOCOL, true},      {0x11, ERR_PROTOCOL, true},
                {0x21, ERR_PROTOCOL, true},      {0x24, ERR_PROTOCOL, true},
                {0x23, ERR_PROTOCOL, false},     {0x91, ERR_PROTOCOL, false},
                {0x00, ERR_PROTOCOL, false},     {0xff, ERR_PROTOCOL, false}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_int_equal(sdt_status_err(rows[i].sw3), rows[i].err);
        assert_int_equal(sdt_status_is_line_noise(rows[i].sw3), rows[i].noise);
    }
}

/* Only the shape of a reply says which question it answers. */
static void knows_what_answers_what(void **state)
{
    static const struct {
        enum sdt_command command;
        uint8_t sw3;
        size_t size;
        bool answers;
    } rows[] = {{SDT_SAM_STATUS, 0x90, 0, true},        {SDT_SAM_STATUS, 0x90, 8, false},
                {SDT_SAM_STATUS, 0x9f, 4, false},       {SDT_SAM_RESET, 0x90, 0, true},
                {SDT_SAM_ID, 0x90, 16, true},           {SDT_SAM_ID, 0x90, 0, false},
                {SDT_CARD_FIND, 0x9f, 4, true},         {SDT_CARD_FIND, 0x90, 0, false},
                {SDT_CARD_FIND, 0x80, 0, true},         {SDT_CARD_SELECT, 0x90, 8, true},
                {SDT_CARD_SELECT, 0x90, 0, false},      {SDT_CARD_SELECT, 0x90, 1288, false},
                {SDT_CARD_SELECT, 0x81, 0, true},       {SDT_CARD_READ, 0x90, 1288, true},
                {SDT_CARD_READ, 0x90, 8, false},        {SDT_CARD_READ, 0x90, 70, false},
                {SDT_CARD_READ_NEWEST, 0x90, 70, true}, {SDT_CARD_READ_NEWEST, 0x90, 1288, false},
                {SDT_CARD_READ_NEWEST, 0x91, 0, true},  {SDT_CARD_READ_NEWEST, 0x60, 0, true},
                {SDT_CARD_FIND, 0x91, 0, false},        {SDT_CARD_READ, 0x91, 0, false},
                {SDT_SAM_STATUS, 0x80, 0, false},       {SDT_SAM_STATUS, 0x41, 0, false},
                {SDT_SAM_STATUS, 0x60, 0, true},        {SDT_SAM_RESET, 0x10, 0, true}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct sdt_reply reply = {.sw3 = rows[i].sw3, .data_size = rows[i].size};

        assert_int_equal(sdt_parse_is_answer(rows[i].command, &reply), rows[i].answers);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(encodes_the_requests_of_the_protocol),
                                       cmocka_unit_test(encodes_data),
                                       cmocka_unit_test(parses_golden_replies),
                                       cmocka_unit_test(sees_every_flipped_bit),
                                       cmocka_unit_test(refuses_what_others_get_wrong),
                                       cmocka_unit_test(hunts_for_a_frame_in_noise),
                                       cmocka_unit_test(waits_for_the_rest_of_a_frame),
                                       cmocka_unit_test(knows_every_status),
                                       cmocka_unit_test(knows_what_answers_what)};

    return cmocka_run_group_tests_name("drivers/idcard/sdt_parse", tests, NULL, NULL);
}
