/* A certificate as A4 pages: PDF for the page printer, PNG for the glass and for tests, drawn by the
 * same hand. Runs in the kiosk process before EFFECT_PRINT leaves it. The texts and the pages are a
 * person's: page_free() wipes what is returned here; nothing but the text itself is in the file (no
 * author, no title, no time), so equal certificates give equal bytes.
 *
 * The look follows GB/T 9704-2012: title in 22 pt, text in 16 pt on a pitch of 28.95 pt, the issuer
 * centred over the date, the date four characters from the edge. Round issuer and date the place of
 * a seal stays empty. A seal is never drawn here: a picture of one would be forged paper. */
#ifndef BANSHI_SERVICES_DOCUMENTS_PAGE_H
#define BANSHI_SERVICES_DOCUMENTS_PAGE_H

#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"

#define PAGE_ROWS_MAX 12
#define PAGE_PARAGRAPHS_MAX 16
#define PAGE_SHEETS_MAX 20
#define PAGE_TEXT_BYTES_MAX 8192 /* of one text, with its NUL */
#define PAGE_WIDTH_PX_MAX 4960   /* 600 dpi */

struct page_row {
    const char *label, *value;
};

/* All texts are UTF-8 in the language of the certificate; NULL and "" stand for "none". */
struct page_certificate {
    const char *language; /* BCP 47, "zh-Hans": picks the shapes of characters */
    const char *title;    /* mandatory */
    const char *number;   /* with its word: "编号:..." */
    struct page_row rows[PAGE_ROWS_MAX];
    const char *paragraphs[PAGE_PARAGRAPHS_MAX];
    uint8_t row_count, paragraph_count;
    const char *issuer, *date;
    const char *seal_note; /* "电子印章以电子证照为准" */
    const char *qr;        /* what the code says, at most some 300 bytes */
    const char *verify;    /* how to check it, below the code */
    const char *site;      /* where it was printed, at the foot of every page */
    const char *page_of;   /* "第{page}页,共{pages}页" */
};

/* A file in memory. */
struct page_document {
    uint8_t *bytes;
    size_t size_bytes;
    uint16_t pages;
};

/* How many sheets the certificate takes, before anything is printed. All three functions:
 * ERR_INVALID: no title, malformed UTF-8, or more rows or paragraphs than there may be; ERR_LIMIT: a
 * text is too long, a row is higher than a page, the code holds too much, or more than
 * PAGE_SHEETS_MAX pages; ERR_NOT_FOUND: a character for which no font has a shape; ERR_MEMORY.
 * Nothing is allocated then. */
MUST_USE err_t page_certificate_count(const struct page_certificate *certificate,
                                      uint16_t *out_pages);

/* The whole certificate as PDF, fonts subset and embedded. */
MUST_USE err_t page_certificate_pdf(const struct page_certificate *certificate,
                                    struct page_document *out);

/* Page `index` (from 0; CHECKs that there is one) as PNG, `width_px` (1 to PAGE_WIDTH_PX_MAX)
 * wide. */
MUST_USE err_t page_certificate_png(const struct page_certificate *certificate, uint16_t index,
                                    uint32_t width_px, struct page_document *out);

/* Wipes and frees; NULL and empty documents are allowed. */
void page_free(struct page_document *document);

#endif
