#include "drivers/locker/wkly_parse.h"

#include <string.h>

#include "firmware/base/check.h"

#define HEAD_BYTES 7 /* start, length, board, command */
#define LENGTH_MIN (HEAD_BYTES + 1)
#define LENGTH_MAX LOCKER_FRAME_BYTES_MAX
#define OPEN 0x82
#define ASK 0x84
#define MOVED 0x85
#define DONE 0x00
#define STATE_OPEN 0x00
#define STATE_CLOSED 0x01

static const uint8_t start[] = {0x57, 0x4b, 0x4c, 0x59};

static size_t encode(uint8_t board, uint8_t command, size_t data_size, uint8_t *out)
{
    size_t length = HEAD_BYTES + data_size + 1;

    CHECK(board <= WKLY_BOARD_MAX);
    memcpy(out, start, sizeof(start));
    out[4] = (uint8_t)length;
    out[5] = board;
    out[6] = command;
    out[length - 1] = locker_frame_xor(out, length - 1);
    return length;
}

size_t wkly_encode_query(uint8_t board, uint8_t *out)
{
    return encode(board, ASK, 0, out);
}

size_t wkly_encode_open(uint8_t board, uint8_t door, uint8_t *out)
{
    CHECK(door < WKLY_DOORS_MAX);
    out[HEAD_BYTES] = (uint8_t)(door + 1);
    return encode(board, OPEN, 1, out);
}

/* A lock that cannot be and a state that says nothing leave the frame without a door. */
static void note(struct locker_frame *frame, uint8_t lock, uint8_t state)
{
    if (lock == 0)
        return;
    locker_frame_note(frame, lock - 1u, state == STATE_CLOSED);
    if (state != STATE_OPEN && state != STATE_CLOSED)
        locker_map_put(frame->known, lock - 1u, false);
}

/* Reads what follows the command byte. Anything that is no answer known here is taken for a
 * request or for another command's answer, which both mean nothing to the driver. */
static void read_data(uint8_t command, const uint8_t *data, size_t size, struct locker_frame *frame)
{
    frame->kind = command == ASK && size == 0 ? LOCKER_FRAME_REQUEST : LOCKER_FRAME_ANSWER;
    if (command == OPEN && size == 1)
        frame->kind = LOCKER_FRAME_REQUEST;
    if (command == MOVED && size == 2) {
        frame->kind = LOCKER_FRAME_CHANGE;
        note(frame, data[0], data[1]);
    }
    if (command == ASK && size >= 2 && data[0] == DONE && data[1] == size - 2) {
        frame->kind = LOCKER_FRAME_STATES;
        for (size_t i = 2; i < size; i++)
            note(frame, (uint8_t)(i - 1), data[i]);
    }
}

static int front(const uint8_t *bytes, size_t size_bytes, size_t states,
                 struct locker_frame *out_frame)
{
    size_t length;

    (void)states;
    if (memcmp(bytes, start, size_bytes < sizeof(start) ? size_bytes : sizeof(start)) != 0)
        return LOCKER_FRONT_NOISE;
    if (size_bytes < HEAD_BYTES)
        return LOCKER_FRONT_MORE;
    length = bytes[4];
    if (length < LENGTH_MIN || length > LENGTH_MAX)
        return LOCKER_FRONT_NOISE;
    if (size_bytes < length)
        return LOCKER_FRONT_MORE;
    if (!locker_frame_fits(locker_frame_xor(bytes, length - 1), bytes[length - 1]))
        return LOCKER_FRONT_NOISE;
    out_frame->board = bytes[5];
    read_data(bytes[6], bytes + HEAD_BYTES, length - LENGTH_MIN, out_frame);
    return (int)length;
}

enum locker_scan wkly_parse(struct locker_stream stream, size_t *out_used,
                            struct locker_frame *out_frame)
{
    return locker_frame_scan(stream, 0, front, out_used, out_frame);
}
