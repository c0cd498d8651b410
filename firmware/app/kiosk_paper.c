#include "firmware/app/kiosk_paper.h"

#include <stdlib.h>
#include <string.h>

#include "firmware/app/channel.h"
#include "firmware/app/page_message.h"
#include "firmware/base/bytes.h"
#include "firmware/services/documents/receipt.h"

static err_t seal(const struct receipt_raster *raster, int *out_file)
{
    const struct page_message message = {.width_dots = (uint16_t)raster->width,
                                         .height_dots = (uint16_t)raster->height};
    size_t rows_bytes = (size_t)raster->height * raster->row_bytes;
    size_t size_bytes = sizeof(message) + rows_bytes;
    uint8_t *bytes = malloc(size_bytes);
    err_t err;

    if (bytes == NULL)
        return ERR_MEMORY;
    memcpy(bytes, &message, sizeof(message));
    memcpy(bytes + sizeof(message), raster->rows, rows_bytes);
    err = channel_seal_memory(bytes, size_bytes, out_file);
    bytes_wipe(bytes, size_bytes);
    free(bytes);
    return err;
}

err_t kiosk_paper_seal(const struct paper *paper, const struct texts *texts, uint16_t width_dots,
                       int *out_file)
{
    struct receipt_raster raster = {0};
    err_t err;

    *out_file = -1;
    err = receipt_paint(paper, texts, width_dots, &raster);
    if (err == ERR_OK)
        err = seal(&raster, out_file);
    receipt_free(&raster);
    return err;
}
