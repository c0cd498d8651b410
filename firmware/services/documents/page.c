#include "firmware/services/documents/page.h"

#include <cairo-pdf.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "firmware/services/documents/page_pen.h"

#define DOCUMENT_BYTES_MIN 65536

/* The room for so many bytes: a power of two. */
static size_t room_for(size_t size_bytes)
{
    size_t room = DOCUMENT_BYTES_MIN;

    while (room < size_bytes)
        room *= 2;
    return room;
}

/* realloc() would leave a copy behind. */
static bool grow(struct page_document *document, size_t size_bytes)
{
    uint8_t *grown = malloc(room_for(size_bytes));

    if (grown == NULL)
        return false;
    if (document->bytes != NULL) {
        memcpy(grown, document->bytes, document->size_bytes);
        bytes_wipe(document->bytes, document->size_bytes);
    }
    free(document->bytes);
    document->bytes = grown;
    return true;
}

static cairo_status_t keep(void *context, const unsigned char *bytes, unsigned size)
{
    struct page_document *document = context;
    size_t needed = document->size_bytes + size;

    if ((document->bytes == NULL || needed > room_for(document->size_bytes)) &&
        !grow(document, needed))
        return CAIRO_STATUS_NO_MEMORY;
    memcpy(document->bytes + document->size_bytes, bytes, size);
    document->size_bytes = needed;
    return CAIRO_STATUS_SUCCESS;
}

err_t page_certificate_count(const struct page_certificate *certificate, uint16_t *out_pages)
{
    struct page_pen pen;
    err_t err = page_pen_open(&pen, certificate);

    *out_pages = err == ERR_OK ? (uint16_t)pen.pages : 0;
    page_pen_close(&pen);
    return err;
}

err_t page_certificate_pdf(const struct page_certificate *certificate, struct page_document *out)
{
    cairo_surface_t *surface;
    struct page_pen pen;
    err_t err = page_pen_open(&pen, certificate);

    memset(out, 0, sizeof(*out));
    if (err == ERR_OK) {
        surface = cairo_pdf_surface_create_for_stream(keep, out, PAGE_PEN_WIDTH, PAGE_PEN_HEIGHT);
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "");
        pen.cairo = cairo_create(surface);
        page_pen_draw(&pen);
        cairo_destroy(pen.cairo);
        cairo_surface_finish(surface);
        err = cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS ? pen.err : ERR_MEMORY;
        cairo_surface_destroy(surface);
        out->pages = (uint16_t)pen.pages;
    }
    if (err != ERR_OK)
        page_free(out);
    page_pen_close(&pen);
    return err;
}

err_t page_certificate_png(const struct page_certificate *certificate, uint16_t index,
                           uint32_t width_px, struct page_document *out)
{
    int height_px = (int)(width_px * 297.0 / 210 + 0.5);
    cairo_surface_t *surface;
    struct page_pen pen;
    err_t err = page_pen_open(&pen, certificate);

    CHECK(width_px >= 1 && width_px <= PAGE_WIDTH_PX_MAX);
    memset(out, 0, sizeof(*out));
    if (err == ERR_OK) {
        CHECK(index < pen.pages);
        surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)width_px, height_px);
        pen.cairo = cairo_create(surface);
        pen.wanted = index;
        cairo_set_source_rgb(pen.cairo, 1, 1, 1);
        cairo_paint(pen.cairo);
        cairo_scale(pen.cairo, width_px / PAGE_PEN_WIDTH, width_px / PAGE_PEN_WIDTH);
        page_pen_draw(&pen);
        cairo_surface_flush(surface);
        err = cairo_surface_write_to_png_stream(surface, keep, out) == CAIRO_STATUS_SUCCESS
                  ? pen.err
                  : ERR_MEMORY;
        if (cairo_image_surface_get_data(surface) != NULL)
            bytes_wipe(cairo_image_surface_get_data(surface),
                       (size_t)cairo_image_surface_get_stride(surface) * (size_t)height_px);
        cairo_destroy(pen.cairo);
        cairo_surface_destroy(surface);
        out->pages = 1;
    }
    if (err != ERR_OK)
        page_free(out);
    page_pen_close(&pen);
    return err;
}

void page_free(struct page_document *document)
{
    if (document == NULL)
        return;
    if (document->bytes != NULL)
        bytes_wipe(document->bytes, document->size_bytes);
    free(document->bytes);
    memset(document, 0, sizeof(*document));
}
