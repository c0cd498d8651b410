/* Frames of the lock boards Kerong KR-CU12 and KR-CU16, as pure functions of bytes. The caller owns
 * all memory.
 *
 *   ask    02 board<<4 30 03 sum           open   02 board<<4|door 31 03 sum
 *   reply  02 addr 35 L1 L2 I1 I2 03 sum
 *
 * The sum is the low byte of the sum of all bytes before it. L1 and L2 are the hooks, door 0 in bit
 * 0 of L1; a set bit means locked. I1 and I2 are the infra-red sensors; a set bit means that
 * something lies there. Some boards give the same reply to the open command, some none. Source:
 * public clients of the board (jin0949/KR-CU16_locker and another), which agree on all but the
 * order of the last bytes of the reply; the length of nine bytes decides for the one given here. */
#ifndef BANSHI_DRIVERS_LOCKER_KERONG_CU16_PARSE_H
#define BANSHI_DRIVERS_LOCKER_KERONG_CU16_PARSE_H

#include "drivers/locker/locker_frame.h"

#define KERONG_CU16_DOORS 16
#define KERONG_CU16_BOARD_MAX 15

/* Write a request for a board and a door of those ranges; `out` holds LOCKER_FRAME_BYTES_MAX. They
 * return the bytes written. */
size_t kerong_cu16_encode_query(uint8_t board, uint8_t *out);
size_t kerong_cu16_encode_open(uint8_t board, uint8_t door, uint8_t *out);

/* The next frame of a stream, by locker_frame_scan(). */
enum locker_scan kerong_cu16_parse(struct locker_stream stream, size_t *out_used,
                                   struct locker_frame *out_frame);

#endif
