/* Frames of the lock board Kerong CU48 in its serial protocol of the commands 60 and 61 (the board
 * is also sold as a Modbus slave, which is another protocol), as pure functions of bytes. The
 * caller owns all memory.
 *
 *   ask    02 board 00 60 03 sum           open   02 board door 61 03 sum
 *   reply  02 board 00 75 06 <6 bytes> sum        02 board door 75|00 00 sum
 *
 * The sum is the low byte of the sum of all bytes before it. The six bytes are the hooks, door 0 in
 * bit 0 of the first; a set bit means closed. Source: one public client of the board. */
#ifndef BANSHI_DRIVERS_LOCKER_KERONG_CU48_PARSE_H
#define BANSHI_DRIVERS_LOCKER_KERONG_CU48_PARSE_H

#include "drivers/locker/locker_frame.h"

#define KERONG_CU48_DOORS 48

/* Write a request for any board and a door of that range; `out` holds LOCKER_FRAME_BYTES_MAX. They
 * return the bytes written. */
size_t kerong_cu48_encode_query(uint8_t board, uint8_t *out);
size_t kerong_cu48_encode_open(uint8_t board, uint8_t door, uint8_t *out);

/* The next frame of a stream, by locker_frame_scan(). */
enum locker_scan kerong_cu48_parse(struct locker_stream stream, size_t *out_used,
                                   struct locker_frame *out_frame);

#endif
