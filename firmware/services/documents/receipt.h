/* The receipt as the printer gets it: a paper painted into a raster of black and white dots by the
 * same type as the glass. Runs in the kiosk process before EFFECT_PRINT leaves it. The raster shows
 * a person's matter: receipt_free() wipes it. */
#ifndef BANSHI_SERVICES_DOCUMENTS_RECEIPT_H
#define BANSHI_SERVICES_DOCUMENTS_RECEIPT_H

#include <stdint.h>

#include "firmware/base/err.h"
#include "firmware/core/model.h"
#include "firmware/world/texts.h"

/* Thermal printers of 203 dpi: 8 dots to the millimetre; 80 mm paper prints 576 dots, 58 mm 384. */
#define RECEIPT_DOTS_PER_MM 8
#define RECEIPT_WIDTH_DOTS_MIN 320
#define RECEIPT_WIDTH_DOTS_MAX 832
#define RECEIPT_HEIGHT_DOTS_MAX 4000 /* half a metre */

struct receipt_raster {
    uint32_t width, height; /* dots */
    uint32_t row_bytes;     /* (width + 7) / 8 */
    uint8_t *rows; /* height * row_bytes; the highest bit is the leftmost dot; 1 is black */
};

/* Paints the paper in its language and mode. Capitals are 3.5 mm high or more (elder 4.8), `large`
 * values 6 mm or more; the QR code is at least 25 mm wide with its quiet zone; 8 mm stay free on
 * the left to hold the paper. ERR_INVALID: the width is outside the limits above; ERR_LIMIT: the
 * paper would be too long, or the code holds too much; ERR_MEMORY. Nothing is allocated then. */
MUST_USE err_t receipt_paint(const struct paper *paper, const struct texts *texts,
                             uint32_t width_dots, struct receipt_raster *out);

/* Wipes and frees the rows; NULL and empty rasters are allowed. */
void receipt_free(struct receipt_raster *raster);

#endif
