/* The boards whose check is a sum: Kerong CU16 and CU48. */
#include "tools/bench/locker_wire.h"

#include <string.h>

static uint8_t sum_of(const uint8_t *bytes, size_t size)
{
    uint8_t sum = 0;

    while (size > 0)
        sum = (uint8_t)(sum + bytes[--size]);
    return sum;
}

static size_t seal(uint8_t *out, size_t size)
{
    out[size] = sum_of(out, size);
    return size + 1;
}

static void pack(const bool *bits, unsigned count, uint8_t *out)
{
    for (unsigned i = 0; i < count; i++)
        if (bits[i])
            out[i / 8] = (uint8_t)(out[i / 8] + (1u << i % 8));
}

static void open_one(struct locker_wire_heard *heard, unsigned door, unsigned door_count)
{
    if (door >= door_count)
        return;
    heard->order = LOCKER_WIRE_OPEN;
    heard->door = door;
    heard->opens[door] = true;
}

static void open_all(struct locker_wire_heard *heard, unsigned door_count)
{
    heard->order = LOCKER_WIRE_OPEN;
    for (unsigned i = 0; i < door_count; i++)
        heard->opens[i] = true;
}

/* Bytes of a request up to and with its sum; the data of the setting commands is taken, and sets
 * nothing. */
static size_t cu16_size(uint8_t command, uint8_t next)
{
    switch (command) {
    case 0x30:
    case 0x31:
    case 0x32:
    case 0x33:
        return 5;
    case 0x37: /* the unlock time: asked for, or set */
        return next == 0x03 ? 5 : 7;
    case 0x39: /* the delay */
    case 0x40: /* the speed */
        return 6;
    default:
        return 0;
    }
}

static int cu16_hear(const struct locker_wire_board *board, const uint8_t *bytes, size_t size_bytes,
                     struct locker_wire_heard *out_heard)
{
    size_t size;

    memset(out_heard, 0, sizeof(*out_heard));
    if (bytes[0] != 0x02)
        return -1;
    if (size_bytes < 4)
        return 0;
    size = cu16_size(bytes[2], bytes[3]);
    if (size == 0)
        return -1;
    if (size_bytes < size)
        return 0;
    if (bytes[size - 2] != 0x03 || sum_of(bytes, size - 1) != bytes[size - 1])
        return -1;
    if (bytes[1] >> 4 != board->address)
        return (int)size;
    if (bytes[2] == 0x30)
        out_heard->order = LOCKER_WIRE_ASK_ALL;
    if (bytes[2] == 0x31)
        open_one(out_heard, bytes[1] & 15, board->door_count);
    if (bytes[2] == 0x33)
        open_all(out_heard, board->door_count);
    return (int)size;
}

static size_t cu16_say(const struct locker_wire_board *board, uint8_t low, uint8_t *out)
{
    memset(out, 0, 9);
    out[0] = 0x02;
    out[1] = (uint8_t)(board->address * 16 + low);
    out[2] = 0x35;
    pack(board->set, 16, out + 3);
    pack(board->items, 16, out + 5);
    out[7] = 0x03;
    return seal(out, 8);
}

static size_t cu16_tell_all(const struct locker_wire_board *board, uint8_t *out)
{
    return cu16_say(board, 0, out);
}

static size_t cu16_answer(const struct locker_wire_board *board, unsigned door, uint8_t *out)
{
    return cu16_say(board, (uint8_t)door, out);
}

/* These boards speak only when asked, and of all doors at once. */
static size_t none(const struct locker_wire_board *board, unsigned door, uint8_t *out)
{
    (void)board;
    (void)door;
    (void)out;
    return 0;
}

const struct locker_wire locker_wire_cu16 = {
    .model = "kerong-cu16",
    .baud = 19200,
    .doors_max = 16,
    .hear = cu16_hear,
    .tell_all = cu16_tell_all,
    .tell_one = none,
    .answer = cu16_answer,
    .tell_change = none,
};

static int cu48_hear(const struct locker_wire_board *board, const uint8_t *bytes, size_t size_bytes,
                     struct locker_wire_heard *out_heard)
{
    memset(out_heard, 0, sizeof(*out_heard));
    if (bytes[0] != 0x02)
        return -1;
    if (size_bytes < 6)
        return 0;
    if ((bytes[3] != 0x60 && bytes[3] != 0x61) || bytes[4] != 0x03 || sum_of(bytes, 5) != bytes[5])
        return -1;
    if (bytes[1] == board->address && bytes[3] == 0x60)
        out_heard->order = LOCKER_WIRE_ASK_ALL;
    if (bytes[1] == board->address && bytes[3] == 0x61)
        open_one(out_heard, bytes[2], board->door_count);
    return 6;
}

static size_t cu48_tell_all(const struct locker_wire_board *board, uint8_t *out)
{
    memset(out, 0, 12);
    out[0] = 0x02;
    out[1] = board->address;
    out[3] = 0x75;
    out[4] = 6;
    pack(board->set, 48, out + 5);
    return seal(out, 11);
}

static size_t cu48_answer(const struct locker_wire_board *board, unsigned door, uint8_t *out)
{
    out[0] = 0x02;
    out[1] = board->address;
    out[2] = (uint8_t)door;
    out[3] = 0x75;
    out[4] = 0;
    return seal(out, 5);
}

const struct locker_wire locker_wire_cu48 = {
    .model = "kerong-cu48",
    .baud = 19200,
    .doors_max = 48,
    .hear = cu48_hear,
    .tell_all = cu48_tell_all,
    .tell_one = none,
    .answer = cu48_answer,
    .tell_change = none,
};
