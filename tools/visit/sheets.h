/* What the virtual printers left in their folder: sheets of A4, read as a person would, by their text;
 * and receipts, counted. */
#ifndef BANSHI_TOOLS_VISIT_SHEETS_H
#define BANSHI_TOOLS_VISIT_SHEETS_H

#include <stddef.h>

#define SHEETS_MAX 8
#define SHEETS_TEXT_BYTES 8192

struct sheets {
    size_t receipt_count; /* pieces of paper, whole or not */
    size_t count;
    char texts[SHEETS_MAX][SHEETS_TEXT_BYTES]; /* without blanks, which differ between renderers */
};

/* Reads sheet-1.pdf and on of the folder by pdftotext, and counts receipt-*. NULL: there is no folder,
 * so there is no paper. A sheet that cannot be read counts, with an empty text. */
void sheets_read(const char *folder, struct sheets *out);

#endif
