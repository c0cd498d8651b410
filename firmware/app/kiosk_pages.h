/* Certificates on A4, between the core's plain texts and the documents room that draws them. */
#ifndef BANSHI_APP_KIOSK_PAGES_H
#define BANSHI_APP_KIOSK_PAGES_H

#include "firmware/core/model.h"
#include "firmware/world/texts.h"

/* How many sheets it takes; 0: it cannot be drawn. */
uint32_t kiosk_pages_count(const struct certificate *certificate, const struct texts *texts);

/* Draws it into a sealed memory file (pages_message.h), owned by the caller. `site`: where it is
 * printed. Errors as page_certificate_pdf() and channel_seal_memory(); `out_file` is -1 then. */
MUST_USE err_t kiosk_pages_seal(const struct certificate *certificate, const struct texts *texts,
                                const char *site, int *out_file);

#endif
