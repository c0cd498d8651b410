/* The photo of a card. A card holds it in WLT, a maker's own wavelet format of 1024 bytes for which
 * no open decoder exists; a board may name a vendor's library that reads it, most boards have none.
 * So the photo is opaque bytes to every reader driver, and a decoder is something a board has or
 * has not: without one, and for every photo that a decoder refuses, a silhouette is shown.
 *
 * A decoder is vendors' machine code fed with what a stranger laid on the reader. It runs in a
 * process of its own that can reach nothing, and is believed only as far as its picture's form. Not
 * re-entrant: one decoder, one photo at a time. Whoever gets rows wipes them. */
#ifndef BANSHI_DRIVERS_IDCARD_PHOTO_H
#define BANSHI_DRIVERS_IDCARD_PHOTO_H

#include <stdint.h>

#include "drivers/idcard/idcard.h"
#include "firmware/base/err.h"

#define PHOTO_WIDTH 102
#define PHOTO_HEIGHT 126
#define PHOTO_ROW_BYTES (PHOTO_WIDTH * 3)
#define PHOTO_RGB_BYTES (PHOTO_ROW_BYTES * PHOTO_HEIGHT) /* red, green, blue; the top row first */

struct photo_decoder {
    /* Makes rows of a photo as a record holds it. ERR_NOT_FOUND: there is no photo (all bytes are
     * 0); ERR_PROTOCOL: the decoder refused it, or made something that is no picture of a card. The
     * rows are zeroed on every error. */
    err_t (*decode)(struct photo_decoder *decoder, const uint8_t wlt[IDCARD_PHOTO_BYTES],
                    uint8_t out_rgb[PHOTO_RGB_BYTES]);

    /* Frees it. */
    void (*close)(struct photo_decoder *decoder);
};

#endif
