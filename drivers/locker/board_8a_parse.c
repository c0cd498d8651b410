#include "drivers/locker/board_8a_parse.h"

#include "firmware/base/check.h"

#define ASK 0x80
#define MOVED 0x81
#define OPEN 0x8a
#define QUESTION 0x33
#define SET 0x11
#define CLEAR 0x00
#define SHORT_BYTES 5
#define LONG_BYTES(states) ((states) + 4)

size_t board_8a_state_bytes(uint8_t door_count)
{
    return (door_count + 7u) / 8;
}

static size_t encode(uint8_t first, uint8_t board, uint8_t lock, uint8_t *out)
{
    CHECK(board >= 1 && board <= BOARD_8A_BOARD_MAX);
    out[0] = first;
    out[1] = board;
    out[2] = lock;
    out[3] = first == OPEN ? SET : QUESTION;
    out[4] = locker_frame_xor(out, SHORT_BYTES - 1);
    return SHORT_BYTES;
}

size_t board_8a_encode_query_all(uint8_t board, uint8_t *out)
{
    return encode(ASK, board, 0, out);
}

size_t board_8a_encode_query(uint8_t board, uint8_t door, uint8_t *out)
{
    CHECK(door < LOCKER_DOORS_MAX);
    return encode(ASK, board, (uint8_t)(door + 1), out);
}

size_t board_8a_encode_open(uint8_t board, uint8_t door, uint8_t *out)
{
    CHECK(door < LOCKER_DOORS_MAX);
    return encode(OPEN, board, (uint8_t)(door + 1), out);
}

static bool is_whole(const uint8_t *bytes, size_t length)
{
    return locker_frame_fits(locker_frame_xor(bytes, length - 1), bytes[length - 1]);
}

/* Five bytes that hold the state of one lock, or a question. */
static bool read_short(const uint8_t *bytes, struct locker_frame *out_frame)
{
    uint8_t lock = bytes[2], state = bytes[3];

    if ((state != SET && state != CLEAR && state != QUESTION) || !is_whole(bytes, SHORT_BYTES))
        return false;
    if (state == QUESTION)
        out_frame->kind = LOCKER_FRAME_REQUEST;
    else if (bytes[0] == ASK)
        out_frame->kind = LOCKER_FRAME_STATES;
    else
        out_frame->kind = bytes[0] == MOVED ? LOCKER_FRAME_CHANGE : LOCKER_FRAME_ANSWER;
    if (state != QUESTION && lock > 0)
        locker_frame_note(out_frame, lock - 1u, state == SET);
    return true;
}

static bool read_long(const uint8_t *bytes, size_t states, struct locker_frame *out_frame)
{
    size_t length = LONG_BYTES(states);

    if (bytes[length - 2] != QUESTION || !is_whole(bytes, length))
        return false;
    out_frame->kind = LOCKER_FRAME_STATES;
    for (size_t door = 0; door < 8 * states; door++)
        locker_frame_note(out_frame, door, (bytes[1 + states - door / 8] >> door % 8 & 1) != 0);
    return true;
}

static bool is_question_to_all(const uint8_t *bytes)
{
    return bytes[2] == 0 && bytes[3] == QUESTION;
}

static int front(const uint8_t *bytes, size_t size_bytes, size_t states,
                 struct locker_frame *out_frame)
{
    if (bytes[0] != ASK && bytes[0] != MOVED && bytes[0] != OPEN)
        return LOCKER_FRONT_NOISE;
    if (size_bytes < SHORT_BYTES)
        return LOCKER_FRONT_MORE;
    out_frame->board = bytes[1];
    if (bytes[0] != ASK || states == 1 || is_question_to_all(bytes)) {
        if (read_short(bytes, out_frame))
            return SHORT_BYTES;
        if (bytes[0] != ASK || states == 1)
            return LOCKER_FRONT_NOISE;
    }
    if (size_bytes < LONG_BYTES(states))
        return LOCKER_FRONT_MORE;
    return read_long(bytes, states, out_frame) ? (int)LONG_BYTES(states) : LOCKER_FRONT_NOISE;
}

enum locker_scan board_8a_parse(struct locker_stream stream, size_t state_bytes, size_t *out_used,
                                struct locker_frame *out_frame)
{
    CHECK(state_bytes >= 1 && state_bytes <= LOCKER_MAP_BYTES);
    return locker_frame_scan(stream, state_bytes, front, out_used, out_frame);
}
