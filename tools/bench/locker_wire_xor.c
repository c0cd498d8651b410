/* The boards whose check is an exclusive or: 8A and WKLY. */
#include "tools/bench/locker_wire.h"

#include <string.h>

static uint8_t xor_of(const uint8_t *bytes, size_t size)
{
    uint8_t all = 0;

    while (size > 0)
        all ^= bytes[--size];
    return all;
}

static size_t seal(uint8_t *out, size_t size)
{
    out[size] = xor_of(out, size);
    return size + 1;
}

static void open_lock(struct locker_wire_heard *heard, unsigned lock, unsigned door_count)
{
    if (lock < 1 || lock > door_count)
        return;
    if (heard->order != LOCKER_WIRE_OPEN)
        heard->door = lock - 1;
    heard->order = LOCKER_WIRE_OPEN;
    heard->opens[lock - 1] = true;
}

static void open_all(struct locker_wire_heard *heard, unsigned door_count)
{
    for (unsigned lock = 1; lock <= door_count; lock++)
        open_lock(heard, lock, door_count);
}

static int a8_hear(const struct locker_wire_board *board, const uint8_t *bytes, size_t size_bytes,
                   struct locker_wire_heard *out_heard)
{
    memset(out_heard, 0, sizeof(*out_heard));
    if (bytes[0] != 0x8a && bytes[0] != 0x80)
        return -1;
    if (size_bytes < 5)
        return 0;
    if (bytes[3] != (bytes[0] == 0x8a ? 0x11 : 0x33) || xor_of(bytes, 5) != 0)
        return -1;
    if (bytes[1] != board->address)
        return 5;
    if (bytes[0] == 0x8a && bytes[2] == 0)
        open_all(out_heard, board->door_count);
    else if (bytes[0] == 0x8a)
        open_lock(out_heard, bytes[2], board->door_count);
    else if (bytes[2] == 0)
        out_heard->order = LOCKER_WIRE_ASK_ALL;
    else if (bytes[2] <= board->door_count) {
        out_heard->order = LOCKER_WIRE_ASK_ONE;
        out_heard->door = bytes[2] - 1u;
    }
    return 5;
}

static size_t a8_say(const struct locker_wire_board *board, uint8_t first, unsigned door,
                     uint8_t *out)
{
    out[0] = first;
    out[1] = board->address;
    out[2] = (uint8_t)(door + 1);
    out[3] = board->set[door] ? 0x11 : 0x00;
    return seal(out, 4);
}

static size_t a8_tell_one(const struct locker_wire_board *board, unsigned door, uint8_t *out)
{
    return a8_say(board, 0x80, door, out);
}

static size_t a8_answer(const struct locker_wire_board *board, unsigned door, uint8_t *out)
{
    return a8_say(board, 0x8a, door, out);
}

static size_t a8_tell_change(const struct locker_wire_board *board, unsigned door, uint8_t *out)
{
    return a8_say(board, 0x81, door, out);
}

/* The highest locks first. */
static size_t a8_tell_all(const struct locker_wire_board *board, uint8_t *out)
{
    size_t states = (board->door_count + 7) / 8;

    memset(out, 0, states + 4);
    out[0] = 0x80;
    out[1] = board->address;
    for (unsigned i = 0; i < board->door_count; i++)
        if (board->set[i])
            out[1 + states - i / 8] |= (uint8_t)(1u << i % 8);
    out[2 + states] = 0x33;
    return seal(out, 3 + states);
}

const struct locker_wire locker_wire_8a = {
    .model = "board-8a",
    .baud = 9600,
    .doors_max = LOCKER_WIRE_DOORS_MAX,
    .hear = a8_hear,
    .tell_all = a8_tell_all,
    .tell_one = a8_tell_one,
    .answer = a8_answer,
    .tell_change = a8_tell_change,
};

/* 80 and 87 carry a count and so many locks; a careless board looks at the locks alone. */
static void wkly_open_several(struct locker_wire_heard *heard, const uint8_t *data, size_t size,
                              unsigned door_count)
{
    for (size_t i = 1; i < size; i++)
        open_lock(heard, data[i], door_count);
}

static void wkly_obey(const struct locker_wire_board *board, const uint8_t *frame, size_t data_size,
                      struct locker_wire_heard *heard)
{
    const uint8_t *data = frame + 7;

    switch (frame[6]) {
    case 0x80:
    case 0x87:
        wkly_open_several(heard, data, data_size, board->door_count);
        break;
    case 0x82:
    case 0x88: /* keep on: the coil is fed, so the door opens */
        if (data_size >= 1)
            open_lock(heard, data[0], board->door_count);
        break;
    case 0x83:
        if (data_size >= 1 && data[0] >= 1 && data[0] <= board->door_count) {
            heard->order = LOCKER_WIRE_ASK_ONE;
            heard->door = data[0] - 1u;
        }
        break;
    case 0x84:
        heard->order = LOCKER_WIRE_ASK_ALL;
        break;
    case 0x86:
        open_all(heard, board->door_count);
        break;
    default:
        break;
    }
}

static int wkly_hear(const struct locker_wire_board *board, const uint8_t *bytes, size_t size_bytes,
                     struct locker_wire_heard *out_heard)
{
    static const uint8_t start[] = {'W', 'K', 'L', 'Y'};
    size_t size;

    memset(out_heard, 0, sizeof(*out_heard));
    for (size_t i = 0; i < sizeof(start) && i < size_bytes; i++)
        if (bytes[i] != start[i])
            return -1;
    if (size_bytes < 5)
        return 0;
    size = bytes[4];
    if (size < 8)
        return -1;
    if (size_bytes < size)
        return 0;
    if (xor_of(bytes, size) != 0)
        return -1;
    if (bytes[5] == board->address)
        wkly_obey(board, bytes, size - 8, out_heard);
    return (int)size;
}

static size_t wkly_head(const struct locker_wire_board *board, uint8_t command, uint8_t *out)
{
    memcpy(out, "WKLY", 4);
    out[5] = board->address;
    out[6] = command;
    return 7;
}

static size_t wkly_seal(uint8_t *out, size_t size)
{
    out[4] = (uint8_t)(size + 1);
    return seal(out, size);
}

/* 00: open, 01: closed. */
static size_t wkly_tell_all(const struct locker_wire_board *board, uint8_t *out)
{
    size_t size = wkly_head(board, 0x84, out);

    out[size++] = 0x00;
    out[size++] = (uint8_t)board->door_count;
    for (unsigned i = 0; i < board->door_count; i++)
        out[size++] = board->set[i] ? 0x01 : 0x00;
    return wkly_seal(out, size);
}

static size_t wkly_say(const struct locker_wire_board *board, uint8_t command, unsigned door,
                       uint8_t *out)
{
    size_t size = wkly_head(board, command, out);

    if (command != 0x85)
        out[size++] = 0x00;
    out[size++] = (uint8_t)(door + 1);
    out[size++] = board->set[door] ? 0x01 : 0x00;
    return wkly_seal(out, size);
}

static size_t wkly_tell_one(const struct locker_wire_board *board, unsigned door, uint8_t *out)
{
    return wkly_say(board, 0x83, door, out);
}

static size_t wkly_answer(const struct locker_wire_board *board, unsigned door, uint8_t *out)
{
    return wkly_say(board, 0x82, door, out);
}

static size_t wkly_tell_change(const struct locker_wire_board *board, unsigned door, uint8_t *out)
{
    return wkly_say(board, 0x85, door, out);
}

const struct locker_wire locker_wire_wkly = {
    .model = "wkly",
    .baud = 9600,
    .doors_max = 24,
    .hear = wkly_hear,
    .tell_all = wkly_tell_all,
    .tell_one = wkly_tell_one,
    .answer = wkly_answer,
    .tell_change = wkly_tell_change,
};

const struct locker_wire *locker_wire_find(const char *model)
{
    static const struct locker_wire *const wires[] = {&locker_wire_cu16, &locker_wire_cu48,
                                                      &locker_wire_8a, &locker_wire_wkly};

    for (size_t i = 0; i < sizeof(wires) / sizeof(wires[0]); i++)
        if (strcmp(wires[i]->model, model) == 0)
            return wires[i];
    return NULL;
}
