/* Documents as a printer's renderer sees them: poppler's pdfinfo and pdfseparate, so that the
 * virtual printer counts pages by another's word than the kiosk's. The caller owns all memory. */
#ifndef BANSHI_TOOLS_BENCH_IPP_SHEETS_H
#define BANSHI_TOOLS_BENCH_IPP_SHEETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A sealed memory file with the document; -1 without one. The caller closes it. */
int ipp_sheets_keep(const uint8_t *pdf, size_t size_bytes);

/* Pages of the document in `file`; 0: it is no PDF that poppler can read. */
unsigned ipp_sheets_count(int file);

/* Writes page `page` (from 1) to `path`. */
bool ipp_sheets_write(int file, unsigned page, const char *path);

#endif
