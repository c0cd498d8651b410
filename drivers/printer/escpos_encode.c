#include "drivers/printer/escpos_encode.h"

#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"

enum { DLE = 0x10, EOT = 0x04, ESC = 0x1b, GS = 0x1d };

static size_t put(uint8_t *out, uint8_t first, uint8_t second, uint8_t third)
{
    out[0] = first;
    out[1] = second;
    out[2] = third;
    return 3;
}

size_t escpos_encode_init(uint8_t *out)
{
    out[0] = ESC;
    out[1] = '@';
    return 2;
}

size_t escpos_encode_asb(uint8_t report, uint8_t *out)
{
    return put(out, GS, 'a', report);
}

size_t escpos_encode_poll(uint8_t n, uint8_t *out)
{
    CHECK((n >= 1 && n <= 4) || n == 20);
    return put(out, DLE, EOT, n);
}

size_t escpos_encode_fence(uint8_t *out)
{
    return put(out, GS, 'r', 1);
}

size_t escpos_encode_band(const struct printer_page *page, uint16_t row_first, uint16_t row_count,
                          uint8_t *out)
{
    size_t width_bytes = ((size_t)page->width_dots + 7) / 8;
    size_t size = width_bytes * row_count;
    uint8_t keep = (uint8_t)(page->width_dots % 8 == 0 ? 0xff : 0xff << (8 - page->width_dots % 8));

    CHECK(row_count >= 1 && row_count <= ESCPOS_BAND_ROWS_MAX);
    CHECK(row_first + row_count <= page->height_dots);
    CHECK(page->width_dots >= 1 && page->width_dots <= PRINTER_WIDTH_DOTS_MAX);
    put(out, GS, 'v', '0');
    out[3] = 0;
    bytes_put_le16(out + 4, (uint16_t)width_bytes);
    bytes_put_le16(out + 6, row_count);
    memcpy(out + 8, page->rows + width_bytes * row_first, size);
    for (size_t row = 0; row < row_count; row++)
        out[8 + (row + 1) * width_bytes - 1] &= keep;
    return 8 + size;
}

size_t escpos_encode_feed(uint8_t dots, uint8_t *out)
{
    return put(out, ESC, 'J', dots);
}

size_t escpos_encode_cut(bool partial, uint8_t *out)
{
    return put(out, GS, 'V', partial);
}

size_t escpos_encode_present(uint8_t steps, uint8_t *out)
{
    CHECK(steps > 0);
    put(out, GS, 'e', 3);
    out[3] = steps;
    return 4;
}

size_t escpos_encode_retract(uint8_t *out)
{
    return put(out, GS, 'e', 2);
}
