#include "drivers/idcard/photo_bmp_parse.h"

#include <stdbool.h>
#include <string.h>

#include "firmware/base/bytes.h"

#define HEADERS_BYTES 54
#define INFO_BYTES 40
#define STRIDE_BYTES 308

/* The numbers of BITMAPFILEHEADER and BITMAPINFOHEADER, little-endian. Some writers leave the sizes
 * of the file and of the pixels 0, so those are not looked at. */
static bool is_photo(const uint8_t *bmp)
{
    return bmp[0] == 'B' && bmp[1] == 'M' && bytes_get_le32(bmp + 10) == HEADERS_BYTES &&
           bytes_get_le32(bmp + 14) == INFO_BYTES && bytes_get_le32(bmp + 18) == PHOTO_WIDTH &&
           bytes_get_le16(bmp + 26) == 1 && bytes_get_le16(bmp + 28) == 24 &&
           bytes_get_le32(bmp + 30) == 0;
}

/* Blue, green, red as a bitmap has them. */
static void take_row(const uint8_t *from, uint8_t *out)
{
    for (size_t x = 0; x < PHOTO_ROW_BYTES; x += 3) {
        out[x] = from[x + 2];
        out[x + 1] = from[x + 1];
        out[x + 2] = from[x];
    }
}

err_t photo_bmp_parse(const uint8_t *bmp, size_t size_bytes, uint8_t out_rgb[PHOTO_RGB_BYTES])
{
    uint32_t height;
    bool upwards;

    bytes_wipe(out_rgb, PHOTO_RGB_BYTES);
    if (size_bytes != PHOTO_BMP_BYTES || !is_photo(bmp))
        return ERR_PROTOCOL;
    height = bytes_get_le32(bmp + 22);
    upwards = height == PHOTO_HEIGHT;
    if (!upwards && height != (uint32_t)-PHOTO_HEIGHT)
        return ERR_PROTOCOL;
    for (size_t y = 0; y < PHOTO_HEIGHT; y++) {
        size_t row = upwards ? PHOTO_HEIGHT - 1 - y : y;

        take_row(bmp + HEADERS_BYTES + row * STRIDE_BYTES, out_rgb + y * PHOTO_ROW_BYTES);
    }
    return ERR_OK;
}
