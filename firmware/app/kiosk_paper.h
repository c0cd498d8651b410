/* From a paper, as the core composed it, to the sealed page that travels to the printer. */
#ifndef BANSHI_APP_KIOSK_PAPER_H
#define BANSHI_APP_KIOSK_PAPER_H

#include "firmware/core/model.h"
#include "firmware/world/texts.h"

/* Paints and seals; the caller closes the file (page_message.h). What receipt_paint() answers, and
 * ERR_MEMORY. The raster is wiped. */
MUST_USE err_t kiosk_paper_seal(const struct paper *paper, const struct texts *texts,
                                uint16_t width_dots, int *out_file);

#endif
