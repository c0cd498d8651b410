/* What lock boards hear and say: the four protocols from the board's end, as pure functions of
 * bytes. Written from the facts, with nothing of the drivers in it, so that each side can be tried
 * against the other. The caller owns all memory.
 *
 * Where the facts leave open how strictly a board reads, these boards read as a careless one would:
 * what looks like an order to open is one. */
#ifndef BANSHI_TOOLS_BENCH_LOCKER_WIRE_H
#define BANSHI_TOOLS_BENCH_LOCKER_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOCKER_WIRE_DOORS_MAX 96
#define LOCKER_WIRE_BYTES_MAX 128

enum locker_wire_order {
    LOCKER_WIRE_NOTHING, /* a whole frame, and nothing to do for this board */
    LOCKER_WIRE_OPEN,
    LOCKER_WIRE_ASK_ALL,
    LOCKER_WIRE_ASK_ONE
};

struct locker_wire_heard {
    enum locker_wire_order order;
    unsigned door;                     /* asked about, or the first to open */
    bool opens[LOCKER_WIRE_DOORS_MAX]; /* of LOCKER_WIRE_OPEN */
};

/* The board that listens and speaks. `set` is the bit that its contacts give. */
struct locker_wire_board {
    uint8_t address;
    unsigned door_count;
    bool set[LOCKER_WIRE_DOORS_MAX], items[LOCKER_WIRE_DOORS_MAX];
};

struct locker_wire {
    const char *model; /* as the driver is called */
    uint32_t baud;
    unsigned doors_max;

    /* Judges the front of the bytes (one at least): a frame of this many bytes; 0: more must come;
     * -1: the first byte begins nothing. */
    int (*hear)(const struct locker_wire_board *board, const uint8_t *bytes, size_t size_bytes,
                struct locker_wire_heard *out_heard);

    /* Write a frame; `out` holds LOCKER_WIRE_BYTES_MAX. They return its size, 0 when the model has
     * no such frame. */
    size_t (*tell_all)(const struct locker_wire_board *board, uint8_t *out);
    size_t (*tell_one)(const struct locker_wire_board *board, unsigned door, uint8_t *out);
    size_t (*answer)(const struct locker_wire_board *board, unsigned door, uint8_t *out);
    size_t (*tell_change)(const struct locker_wire_board *board, unsigned door, uint8_t *out);
};

extern const struct locker_wire locker_wire_cu16, locker_wire_cu48, locker_wire_8a,
    locker_wire_wkly;

/* The wire of a model; NULL when there is none. Static memory. */
const struct locker_wire *locker_wire_find(const char *model);

#endif
