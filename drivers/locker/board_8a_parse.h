/* Frames of the "8A" lock boards, the most common cheap ones, as pure functions of bytes. The
 * caller owns all memory.
 *
 *   open     8A board lock 11 x            reply  8A board lock st x
 *   ask one  80 board lock 33 x            reply  80 board lock st x
 *   ask all  80 board 00 33 x              reply  80 board <a byte per 8 locks> 33 x
 *   unasked  81 board lock st x            a door moved
 *
 * Locks count from 1; lock 0 of the open command means all of them. x is the exclusive or of all
 * bytes before it. st is 11 or 00. The bytes of the long reply run from the highest locks down,
 * lock 1 in bit 0 of the last. Whether a set bit (or 11) means open or closed depends on how the
 * locks' contacts are wired. Sources: a vendor's description (blog.csdn.net/u012909822, article
 * 147892413), the tests of a client with frames taken from hardware, openLuat's cabinet demo.
 *
 * Bytes alone do not always tell a reply from an echo of the request. A board of up to 8 locks
 * answers "ask all" in five bytes, with all bits clear exactly those of the request: such a board
 * is asked lock by lock (a reply to that never equals its request). On a larger board, bytes that
 * begin like the request are always taken for its echo; from 17 locks on there is one state of
 * three bytes (00 33 x) that this rule makes unreadable, and a fault it remains. */
#ifndef BANSHI_DRIVERS_LOCKER_BOARD_8A_PARSE_H
#define BANSHI_DRIVERS_LOCKER_BOARD_8A_PARSE_H

#include "drivers/locker/locker_frame.h"

#define BOARD_8A_BOARD_MAX 32 /* from 1 */

/* The state bytes of the long reply of a board with so many locks; 1 means that the board is asked
 * lock by lock. */
size_t board_8a_state_bytes(uint8_t door_count);

/* Write a request for a board from 1 to BOARD_8A_BOARD_MAX; `out` holds LOCKER_FRAME_BYTES_MAX.
 * They return the bytes written. */
size_t board_8a_encode_query_all(uint8_t board, uint8_t *out);
size_t board_8a_encode_query(uint8_t board, uint8_t door, uint8_t *out);
size_t board_8a_encode_open(uint8_t board, uint8_t door, uint8_t *out);

/* The next frame of a stream, by locker_frame_scan(), on a bus of boards with so many state
 * bytes. */
enum locker_scan board_8a_parse(struct locker_stream stream, size_t state_bytes, size_t *out_used,
                                struct locker_frame *out_frame);

#endif
