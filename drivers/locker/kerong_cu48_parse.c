#include "drivers/locker/kerong_cu48_parse.h"

#include "firmware/base/check.h"

#define STX 0x02
#define ETX 0x03
#define ASK 0x60
#define OPEN 0x61
#define DONE 0x75
#define FAILED 0x00
#define STATE_BYTES (KERONG_CU48_DOORS / 8)
#define REQUEST_BYTES 6
#define STATES_BYTES 12

static size_t encode(uint8_t board, uint8_t door, uint8_t command, uint8_t *out)
{
    out[0] = STX;
    out[1] = board;
    out[2] = door;
    out[3] = command;
    out[4] = ETX;
    out[5] = locker_frame_sum(out, REQUEST_BYTES - 1);
    return REQUEST_BYTES;
}

size_t kerong_cu48_encode_query(uint8_t board, uint8_t *out)
{
    return encode(board, 0, ASK, out);
}

size_t kerong_cu48_encode_open(uint8_t board, uint8_t door, uint8_t *out)
{
    CHECK(door < KERONG_CU48_DOORS);
    return encode(board, door, OPEN, out);
}

/* What the command byte and the one after it promise. The length is 0 for bytes that are none. */
static size_t length_of(uint8_t command, uint8_t next, enum locker_frame_kind *out_kind)
{
    if ((command == ASK || command == OPEN) && next == ETX) {
        *out_kind = LOCKER_FRAME_REQUEST;
        return REQUEST_BYTES;
    }
    if (command == DONE && next == STATE_BYTES) {
        *out_kind = LOCKER_FRAME_STATES;
        return STATES_BYTES;
    }
    *out_kind = LOCKER_FRAME_ANSWER;
    return (command == DONE || command == FAILED) && next == 0 ? REQUEST_BYTES : 0;
}

static int front(const uint8_t *bytes, size_t size_bytes, size_t states,
                 struct locker_frame *out_frame)
{
    enum locker_frame_kind kind;
    size_t length;

    (void)states;
    if (bytes[0] != STX)
        return LOCKER_FRONT_NOISE;
    if (size_bytes < 5)
        return LOCKER_FRONT_MORE;
    length = length_of(bytes[3], bytes[4], &kind);
    if (length == 0)
        return LOCKER_FRONT_NOISE;
    if (size_bytes < length)
        return LOCKER_FRONT_MORE;
    if (!locker_frame_fits(locker_frame_sum(bytes, length - 1), bytes[length - 1]))
        return LOCKER_FRONT_NOISE;
    out_frame->kind = kind;
    out_frame->board = bytes[1];
    for (size_t door = 0; kind == LOCKER_FRAME_STATES && door < KERONG_CU48_DOORS; door++)
        locker_frame_note(out_frame, door, (bytes[5 + door / 8] >> door % 8 & 1) != 0);
    return (int)length;
}

enum locker_scan kerong_cu48_parse(struct locker_stream stream, size_t *out_used,
                                   struct locker_frame *out_frame)
{
    return locker_frame_scan(stream, 0, front, out_used, out_frame);
}
