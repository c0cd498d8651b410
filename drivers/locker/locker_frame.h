/* What the boards of pick-up lockers say, in one form for all models, and the walk through a stream
 * of bytes that all their parsers share. Pure functions of bytes; the caller owns all memory.
 *
 * The line is a bus: one's own request may come back as an echo, boards speak unasked, other boards
 * answer other masters. So a parser takes frame after frame, whatever was asked. */
#ifndef BANSHI_DRIVERS_LOCKER_LOCKER_FRAME_H
#define BANSHI_DRIVERS_LOCKER_LOCKER_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "drivers/locker/locker.h"

/* The longest frame of any model, either way. */
#define LOCKER_FRAME_BYTES_MAX 128

enum locker_frame_kind {
    LOCKER_FRAME_STATES,  /* the answer to a question about doors */
    LOCKER_FRAME_CHANGE,  /* a door moved, said unasked */
    LOCKER_FRAME_ANSWER,  /* the answer to an open command: proves nothing */
    LOCKER_FRAME_REQUEST, /* what a master sends: an echo */
    LOCKER_FRAME_KIND_COUNT
};

/* Maps have a bit a door, as in struct locker_shape. `known` is 0 for a door whose state the board
 * does not know itself. */
struct locker_frame {
    enum locker_frame_kind kind;
    uint8_t board;
    uint8_t first, count; /* the doors it speaks of; count 0: none, or the frame names no door */
    uint8_t set[LOCKER_MAP_BYTES], known[LOCKER_MAP_BYTES]; /* the bit on the wire */
    uint8_t items[LOCKER_MAP_BYTES], items_known[LOCKER_MAP_BYTES];
};

enum locker_scan {
    LOCKER_SCAN_MORE, /* no whole frame yet; the bytes before `used` are noise */
    LOCKER_SCAN_FRAME /* a frame; it ended at `used`, and there was perhaps noise before it */
};

/* What a model says of bytes: a frame of this many bytes stands at their front, or one of these. */
enum { LOCKER_FRONT_MORE = 0, LOCKER_FRONT_NOISE = -1 };

/* Judges the front of the bytes; at least one is given. `states` is the model's own parameter. */
typedef int locker_front_fn(const uint8_t *bytes, size_t size_bytes, size_t states,
                            struct locker_frame *out_frame);

/* Bytes as they came. */
struct locker_stream {
    const uint8_t *bytes;
    size_t size_bytes;
};

/* Finds the first place where `front` sees a frame or the beginning of one. A frame with a wrong
 * check is noise, and the search goes on inside it, for its length may be what was damaged. */
enum locker_scan locker_frame_scan(struct locker_stream stream, size_t states,
                                   locker_front_fn *front, size_t *out_used,
                                   struct locker_frame *out_frame);

/* Low byte of the sum, and exclusive or. */
uint8_t locker_frame_sum(const uint8_t *bytes, size_t size_bytes);
uint8_t locker_frame_xor(const uint8_t *bytes, size_t size_bytes);

/* True when the check byte fits; always in fuzzing builds, so that what lies behind is reached. */
bool locker_frame_fits(uint8_t computed, uint8_t received);

/* One bit of a map. */
bool locker_map_has(const uint8_t map[LOCKER_MAP_BYTES], size_t door);
void locker_map_put(uint8_t map[LOCKER_MAP_BYTES], size_t door, bool value);

/* Notes the state of one door: counts it, and marks it known. Nothing for a door beyond
 * LOCKER_DOORS_MAX. */
void locker_frame_note(struct locker_frame *frame, size_t door, bool set);

#endif
