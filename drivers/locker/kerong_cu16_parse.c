#include "drivers/locker/kerong_cu16_parse.h"

#include <string.h>

#include "firmware/base/check.h"

#define STX 0x02
#define ETX 0x03
#define ASK 0x30
#define OPEN 0x31
#define ASK_ALL_BOARDS 0x32
#define OPEN_ALL 0x33
#define STATES 0x35
#define REQUEST_BYTES 5
#define STATES_BYTES 9

static size_t encode(uint8_t address, uint8_t command, uint8_t *out)
{
    out[0] = STX;
    out[1] = address;
    out[2] = command;
    out[3] = ETX;
    out[4] = locker_frame_sum(out, REQUEST_BYTES - 1);
    return REQUEST_BYTES;
}

size_t kerong_cu16_encode_query(uint8_t board, uint8_t *out)
{
    CHECK(board <= KERONG_CU16_BOARD_MAX);
    return encode((uint8_t)(board << 4), ASK, out);
}

size_t kerong_cu16_encode_open(uint8_t board, uint8_t door, uint8_t *out)
{
    CHECK(board <= KERONG_CU16_BOARD_MAX && door < KERONG_CU16_DOORS);
    return encode((uint8_t)(board << 4 | door), OPEN, out);
}

/* The length that a command byte promises; 0 for a byte that is none. */
static size_t length_of(uint8_t command)
{
    switch (command) {
    case ASK:
    case OPEN:
    case ASK_ALL_BOARDS:
    case OPEN_ALL:
        return REQUEST_BYTES;
    case STATES:
        return STATES_BYTES;
    default:
        return 0;
    }
}

static void read_states(const uint8_t *frame, struct locker_frame *out_frame)
{
    out_frame->kind = LOCKER_FRAME_STATES;
    for (size_t door = 0; door < KERONG_CU16_DOORS; door++)
        locker_frame_note(out_frame, door, (frame[3 + door / 8] >> door % 8 & 1) != 0);
    memcpy(out_frame->items, frame + 5, 2);
    memset(out_frame->items_known, 0xff, 2);
}

static int front(const uint8_t *bytes, size_t size_bytes, size_t states,
                 struct locker_frame *out_frame)
{
    size_t length;

    (void)states;
    if (bytes[0] != STX)
        return LOCKER_FRONT_NOISE;
    if (size_bytes < 3)
        return LOCKER_FRONT_MORE;
    length = length_of(bytes[2]);
    if (length == 0)
        return LOCKER_FRONT_NOISE;
    if (size_bytes < length)
        return LOCKER_FRONT_MORE;
    if (bytes[length - 2] != ETX ||
        !locker_frame_fits(locker_frame_sum(bytes, length - 1), bytes[length - 1]))
        return LOCKER_FRONT_NOISE;
    out_frame->board = bytes[1] >> 4;
    out_frame->kind = LOCKER_FRAME_REQUEST;
    if (bytes[2] == STATES)
        read_states(bytes, out_frame);
    return (int)length;
}

enum locker_scan kerong_cu16_parse(struct locker_stream stream, size_t *out_used,
                                   struct locker_frame *out_frame)
{
    return locker_frame_scan(stream, 0, front, out_used, out_frame);
}
