/* The frames of the four locker boards: golden bytes from public sources, streams with echoes,
 * strangers, noise and cuts, and what no frame is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "drivers/locker/board_8a_parse.h"
#include "drivers/locker/kerong_cu16_parse.h"
#include "drivers/locker/kerong_cu48_parse.h"
#include "drivers/locker/wkly_parse.h"
#include "firmware/base/bytes.h"
#include "firmware/base/check.h"

#define BYTES_MAX 256

typedef enum locker_scan parse_fn(struct locker_stream stream, size_t *out_used,
                                  struct locker_frame *out_frame);

static enum locker_scan parse_8a_1(struct locker_stream stream, size_t *out_used,
                                   struct locker_frame *out_frame)
{
    return board_8a_parse(stream, 1, out_used, out_frame);
}

static enum locker_scan parse_8a_3(struct locker_stream stream, size_t *out_used,
                                   struct locker_frame *out_frame)
{
    return board_8a_parse(stream, 3, out_used, out_frame);
}

static size_t from_hex(const char *hex, uint8_t *out)
{
    size_t size = 0;

    for (; *hex != '\0'; hex++) {
        if (*hex == ' ')
            continue;
        assert_true(size < BYTES_MAX && bytes_from_hex((char[]){hex[0], hex[1], 0}, out + size, 1));
        size++;
        hex++;
    }
    return size;
}

static void assert_bytes(const uint8_t *bytes, size_t size, const char *hex)
{
    uint8_t stated[BYTES_MAX];

    assert_int_equal(size, from_hex(hex, stated));
    assert_memory_equal(bytes, stated, size);
}

/* One whole frame of these bytes; nothing before and behind. */
static struct locker_frame frame_of(parse_fn *parse, const char *hex)
{
    uint8_t bytes[BYTES_MAX];
    struct locker_stream stream = {bytes, from_hex(hex, bytes)};
    struct locker_frame frame;
    size_t used;

    assert_int_equal(parse(stream, &used, &frame), LOCKER_SCAN_FRAME);
    assert_int_equal(used, stream.size_bytes);
    return frame;
}

static void assert_no_frame(parse_fn *parse, const char *hex)
{
    uint8_t bytes[BYTES_MAX];
    struct locker_stream stream = {bytes, from_hex(hex, bytes)};
    struct locker_frame frame;
    size_t used;

    assert_int_equal(parse(stream, &used, &frame), LOCKER_SCAN_MORE);
}

static void assert_door(const struct locker_frame *frame, size_t door, bool known, bool set)
{
    assert_int_equal(locker_map_has(frame->known, door), known);
    assert_int_equal(locker_map_has(frame->set, door), set);
}

static void encodes_the_published_bytes(void **state)
{
    uint8_t out[LOCKER_FRAME_BYTES_MAX];

    (void)state;
    assert_bytes(out, kerong_cu16_encode_query(0, out), "02 00 30 03 35");
    assert_bytes(out, kerong_cu16_encode_open(0, 0, out), "02 00 31 03 36");
    assert_bytes(out, kerong_cu16_encode_open(15, 15, out), "02 ff 31 03 35");
    assert_bytes(out, kerong_cu48_encode_query(0, out), "02 00 00 60 03 65");
    assert_bytes(out, kerong_cu48_encode_open(0, 0, out), "02 00 00 61 03 66");
    assert_bytes(out, kerong_cu48_encode_open(0, 47, out), "02 00 2f 61 03 95");
    assert_bytes(out, board_8a_encode_open(1, 0, out), "8a 01 01 11 9b");
    assert_bytes(out, board_8a_encode_query(1, 0, out), "80 01 01 33 b3");
    assert_bytes(out, board_8a_encode_query_all(1, out), "80 01 00 33 b2");
    assert_bytes(out, wkly_encode_open(10, 0, out), "57 4b 4c 59 09 0a 82 01 89");
    assert_bytes(out, wkly_encode_query(0, out), "57 4b 4c 59 08 00 84 85");
}

static void reads_cu16(void **state)
{
    struct locker_frame frame = frame_of(kerong_cu16_parse, "02 20 35 fe 7f 01 80 03 58");

    (void)state;
    assert_int_equal(frame.kind, LOCKER_FRAME_STATES);
    assert_int_equal(frame.board, 2);
    assert_int_equal(frame.first, 0);
    assert_int_equal(frame.count, 16);
    assert_door(&frame, 0, true, false);
    assert_door(&frame, 1, true, true);
    assert_door(&frame, 15, true, false);
    assert_door(&frame, 16, false, false);
    assert_true(locker_map_has(frame.items, 0) && locker_map_has(frame.items, 15));
    assert_false(locker_map_has(frame.items, 1));
    assert_true(locker_map_has(frame.items_known, 15) && !locker_map_has(frame.items_known, 16));
    frame = frame_of(kerong_cu16_parse, "02 13 31 03 49");
    assert_int_equal(frame.kind, LOCKER_FRAME_REQUEST);
    assert_int_equal(frame.board, 1);
    assert_int_equal(frame.count, 0);
    assert_no_frame(kerong_cu16_parse, "02 20 35 fe 7f 01 80 03 59"); /* the sum */
    assert_no_frame(kerong_cu16_parse, "02 20 35 fe 7f 01 80 04 59"); /* the end */
    assert_no_frame(kerong_cu16_parse, "02 20 36 fe 7f 01 80 03 59"); /* the command */
    assert_no_frame(kerong_cu16_parse, "02 20 35 fe 7f 01 80 03");
}

static void reads_cu48(void **state)
{
    struct locker_frame frame =
        frame_of(kerong_cu48_parse, "02 07 00 75 06 fe ff ff ff ff 7f fd"); /* doors 1, 48 open */

    (void)state;
    assert_int_equal(frame.kind, LOCKER_FRAME_STATES);
    assert_int_equal(frame.board, 7);
    assert_int_equal(frame.count, 48);
    assert_door(&frame, 0, true, false);
    assert_door(&frame, 46, true, true);
    assert_door(&frame, 47, true, false);
    assert_false(locker_map_has(frame.items_known, 0));
    assert_int_equal(frame_of(kerong_cu48_parse, "02 07 05 75 00 83").kind, LOCKER_FRAME_ANSWER);
    assert_int_equal(frame_of(kerong_cu48_parse, "02 07 05 00 00 0e").kind, LOCKER_FRAME_ANSWER);
    assert_int_equal(frame_of(kerong_cu48_parse, "02 07 05 61 03 72").kind, LOCKER_FRAME_REQUEST);
    assert_no_frame(kerong_cu48_parse, "02 07 05 75 01 84");
    assert_no_frame(kerong_cu48_parse, "02 07 05 61 03 73");
    assert_no_frame(kerong_cu48_parse, "02 07 00 75 06 fe ff ff ff ff 7f fe");
}

/* Five bytes: who speaks, and about what. */
static void reads_short_8a(void **state)
{
    struct locker_frame frame = frame_of(parse_8a_1, "80 01 05 11 95");

    (void)state;
    assert_int_equal(frame.kind, LOCKER_FRAME_STATES);
    assert_int_equal(frame.first, 4);
    assert_int_equal(frame.count, 1);
    assert_door(&frame, 4, true, true);
    assert_door(&frame, 3, false, false);
    assert_int_equal(frame_of(parse_8a_1, "80 01 01 33 b3").kind, LOCKER_FRAME_REQUEST);
    frame = frame_of(parse_8a_3, "81 01 01 00 81");
    assert_int_equal(frame.kind, LOCKER_FRAME_CHANGE);
    assert_door(&frame, 0, true, false);
    frame = frame_of(parse_8a_3, "81 01 01 11 90");
    assert_door(&frame, 0, true, true);
    /* a failed opening answers in the bytes of the request */
    assert_int_equal(frame_of(parse_8a_3, "8a 01 01 11 9b").kind, LOCKER_FRAME_ANSWER);
    assert_int_equal(frame_of(parse_8a_3, "80 01 00 33 b2").kind, LOCKER_FRAME_REQUEST);
    assert_no_frame(parse_8a_1, "80 01 05 11 96");
    assert_no_frame(parse_8a_1, "80 01 05 12 96");
}

static void reads_long_8a(void **state)
{
    struct locker_frame frame = frame_of(parse_8a_3, "80 02 80 00 01 33 30");

    (void)state;
    assert_int_equal(frame.kind, LOCKER_FRAME_STATES);
    assert_int_equal(frame.board, 2);
    assert_int_equal(frame.count, 24);
    assert_door(&frame, 0, true, true); /* the last byte is of the first locks */
    assert_door(&frame, 1, true, false);
    assert_door(&frame, 23, true, true);
    frame = frame_of(parse_8a_3, "80 01 00 33 00 33 81"); /* begins like a question, and is none */
    assert_int_equal(frame.kind, LOCKER_FRAME_STATES);
    assert_door(&frame, 8, true, true);
    frame = frame_of(parse_8a_3, "80 01 01 00 80 33 33"); /* and like the state of one lock */
    assert_int_equal(frame.count, 24);
    assert_int_equal(frame.kind, LOCKER_FRAME_STATES);
    assert_no_frame(parse_8a_3, "80 02 80 00 01 33 31");
    assert_no_frame(parse_8a_3, "80 02 80 00 01 34 37");
    assert_int_equal(board_8a_state_bytes(8), 1);
    assert_int_equal(board_8a_state_bytes(9), 2);
    assert_int_equal(board_8a_state_bytes(96), 12);
}

static void reads_wkly(void **state)
{
    struct locker_frame frame =
        frame_of(wkly_parse, "57 4b 4c 59 0d 00 84 00 03 00 01 ff 7d"); /* three doors */

    (void)state;
    assert_int_equal(frame.kind, LOCKER_FRAME_STATES);
    assert_int_equal(frame.first, 0);
    assert_int_equal(frame.count, 3);
    assert_door(&frame, 0, true, false);
    assert_door(&frame, 1, true, true);
    assert_door(&frame, 2, false, false); /* the board itself does not know */
    frame = frame_of(wkly_parse, "57 4b 4c 59 0b 00 82 00 01 00 81");
    assert_int_equal(frame.kind, LOCKER_FRAME_ANSWER);
    frame = frame_of(wkly_parse, "57 4b 4c 59 0a 04 85 07 01 84");
    assert_int_equal(frame.kind, LOCKER_FRAME_CHANGE);
    assert_int_equal(frame.board, 4);
    assert_door(&frame, 6, true, true);
    assert_int_equal(frame_of(wkly_parse, "57 4b 4c 59 09 0a 82 01 89").kind, LOCKER_FRAME_REQUEST);
    assert_int_equal(frame_of(wkly_parse, "57 4b 4c 59 08 00 84 85").kind, LOCKER_FRAME_REQUEST);
    /* a failure, and a count that is not that of the states */
    assert_int_equal(frame_of(wkly_parse, "57 4b 4c 59 0a 00 84 ff 00 78").kind,
                     LOCKER_FRAME_ANSWER);
    assert_int_equal(frame_of(wkly_parse, "57 4b 4c 59 0b 00 84 00 02 00 84").kind,
                     LOCKER_FRAME_ANSWER);
    assert_no_frame(wkly_parse, "57 4b 4c 59 08 00 84 86");
    assert_no_frame(wkly_parse, "57 4b 4c 59 07 00 84 8a");
    assert_no_frame(wkly_parse, "57 4b 4c 59 81 00 84 0c");
}

/* Lock 0 and locks beyond the last that anybody has are taken, and say nothing. */
static void leaves_impossible_doors(void **state)
{
    struct locker_frame frame = frame_of(parse_8a_3, "81 01 00 11 91");

    (void)state;
    assert_int_equal(frame.count, 0);
    frame = frame_of(parse_8a_3, "81 01 61 11 f0");
    assert_int_equal(frame.count, 0);
    frame = frame_of(wkly_parse, "57 4b 4c 59 0a 04 85 00 01 83");
    assert_int_equal(frame.count, 0);
    frame = frame_of(wkly_parse, "57 4b 4c 59 0a 04 85 ff 01 7c");
    assert_int_equal(frame.count, 0);
}

/* A stream of frames between noise, given whole and given byte by byte. */
struct stream {
    parse_fn *parse;
    const char *hex;
    size_t frames;
};

static const struct stream streams[] = {
    {kerong_cu16_parse,
     "02 00 30 03 35 02 00 35 ff ff 00 00 03 38 02 02 10 35 ff ff 00 00 03 48 02 00", 3},
    {kerong_cu48_parse,
     "ff 02 07 00 60 03 6c 00 02 07 00 75 06 fe ff ff ff ff 7f fd 02 07 05 75 00 83", 3},
    {parse_8a_3, "80 01 00 33 b2 81 01 01 00 81 8a 80 01 80 00 01 33 33 8a 01 01 11 9b 8a", 4},
    {parse_8a_1, "80 01 01 33 b3 80 01 01 00 80 80 80 01 02 11 92 81 01 01 00 81 80", 4},
    {wkly_parse,
     "57 57 4b 4c 59 08 00 84 85 57 4b 57 4b 4c 59 0b 00 82 00 01 00 81 59 57 4b 4c 59 0a 04 85 07 "
     "01 84 57",
     3},
};

/* Gives the bytes in pieces of this size and counts the frames. */
static size_t count_frames(const struct stream *stream, const uint8_t *bytes, size_t size,
                           size_t piece)
{
    uint8_t held[BYTES_MAX];
    size_t held_size = 0, frames = 0;

    for (size_t at = 0; at < size; at += piece) {
        size_t next = size - at < piece ? size - at : piece, used;
        enum locker_scan scan = LOCKER_SCAN_FRAME;
        struct locker_frame frame;

        memcpy(held + held_size, bytes + at, next);
        held_size += next;
        while (scan == LOCKER_SCAN_FRAME) {
            scan = stream->parse((struct locker_stream){held, held_size}, &used, &frame);
            frames += scan == LOCKER_SCAN_FRAME;
            held_size -= used;
            memmove(held, held + used, held_size);
        }
    }
    return frames;
}

static void walks_through_streams(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(streams); i++) {
        uint8_t bytes[BYTES_MAX];
        size_t size = from_hex(streams[i].hex, bytes);

        for (size_t piece = 1; piece <= size; piece++)
            assert_int_equal(count_frames(&streams[i], bytes, size, piece), streams[i].frames);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(encodes_the_published_bytes),
                                       cmocka_unit_test(reads_cu16),
                                       cmocka_unit_test(reads_cu48),
                                       cmocka_unit_test(reads_short_8a),
                                       cmocka_unit_test(reads_long_8a),
                                       cmocka_unit_test(reads_wkly),
                                       cmocka_unit_test(leaves_impossible_doors),
                                       cmocka_unit_test(walks_through_streams)};

    return cmocka_run_group_tests_name("drivers/locker/parse", tests, NULL, NULL);
}
