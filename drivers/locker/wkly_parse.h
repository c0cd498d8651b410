/* Frames of the "WKLY" lock boards, as pure functions of bytes. The caller owns all memory.
 *
 *   57 4B 4C 59 length board command data.. x
 *
 *   ask    84                 reply  84 00 count state..    a byte a door, 00 open, 01 closed,
 *   open   82 lock            reply  82 00 lock state       FF the board does not know
 *                             unasked 85 lock state
 *
 * The length is that of the whole frame, locks count from 1, x is the exclusive or of all bytes
 * before it; a reply whose first data byte is not 00 says that the command failed. Source:
 * junerver/LockDemo with its tests; a parser in C and a header of other hands agree with it. */
#ifndef BANSHI_DRIVERS_LOCKER_WKLY_PARSE_H
#define BANSHI_DRIVERS_LOCKER_WKLY_PARSE_H

#include "drivers/locker/locker_frame.h"

#define WKLY_BOARD_MAX 31
#define WKLY_DOORS_MAX 24

/* Write a request for a board and a door of those ranges; `out` holds LOCKER_FRAME_BYTES_MAX. They
 * return the bytes written. */
size_t wkly_encode_query(uint8_t board, uint8_t *out);
size_t wkly_encode_open(uint8_t board, uint8_t door, uint8_t *out);

/* The next frame of a stream, by locker_frame_scan(). */
enum locker_scan wkly_parse(struct locker_stream stream, size_t *out_used,
                            struct locker_frame *out_frame);

#endif
