/* The hand that draws a certificate, page by page, for page.c alone. Runs in the kiosk process. */
#ifndef BANSHI_SERVICES_DOCUMENTS_PAGE_PEN_H
#define BANSHI_SERVICES_DOCUMENTS_PAGE_PEN_H

#include <pango/pangocairo.h>

#include "firmware/services/documents/page.h"

/* Points, 72 to the inch, as PDF has it. */
#define PAGE_PEN_MM (72.0 / 25.4)
#define PAGE_PEN_WIDTH (210 * PAGE_PEN_MM)
#define PAGE_PEN_HEIGHT (297 * PAGE_PEN_MM)

/* A pen that goes down the pages. It draws only where `cairo` is and the page is wanted; else it
 * measures, and so the count is that of the print. */
struct page_pen {
    const struct page_certificate *certificate;
    PangoContext *context;
    cairo_t *cairo;
    int wanted;           /* the one page to draw; -1: all */
    unsigned page, pages; /* from 0; of how many, once that is known */
    double y;
    err_t err;
};

/* Checks and measures the certificate, which must live as long as the pen: pen->pages is the count.
 * Errors as page_certificate_count(); to be closed in every case. */
MUST_USE err_t page_pen_open(struct page_pen *pen, const struct page_certificate *certificate);

/* Draws it on pen->cairo in points from the upper left corner, with cairo_show_page() after each
 * page; what fails stands in pen->err. */
void page_pen_draw(struct page_pen *pen);

void page_pen_close(struct page_pen *pen);

#endif
