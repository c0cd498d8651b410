/* The bitmap file that a photo decoder makes, as a pure function of bytes. Any process; the caller
 * owns all memory, and wipes what is personal. */
#ifndef BANSHI_DRIVERS_IDCARD_PHOTO_BMP_PARSE_H
#define BANSHI_DRIVERS_IDCARD_PHOTO_BMP_PARSE_H

#include <stddef.h>
#include <stdint.h>

#include "drivers/idcard/photo.h"

#define PHOTO_BMP_BYTES 38862 /* 54 of headers, 126 rows of 306 bytes padded to 308 */

/* Reads exactly one bitmap of PHOTO_WIDTH by PHOTO_HEIGHT, 24 bits, not compressed, rows from the
 * bottom up or from the top down. ERR_PROTOCOL for anything else; the rows are zeroed then. */
err_t MUST_USE photo_bmp_parse(const uint8_t *bmp, size_t size_bytes,
                               uint8_t out_rgb[PHOTO_RGB_BYTES]);

#endif
