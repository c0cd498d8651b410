/* Feeds bytes to the bitmap parser as what a photo decoder made: the headers are the input, the
 * rows behind them are filled in. */
#include <string.h>

#include "drivers/idcard/photo_bmp_parse.h"
#include "firmware/base/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    static uint8_t bmp[PHOTO_BMP_BYTES], rgb[PHOTO_RGB_BYTES];
    size_t size = size_bytes < sizeof(bmp) ? size_bytes : sizeof(bmp);

    memset(bmp, 0x55, sizeof(bmp));
    memcpy(bmp, bytes, size);
    if (photo_bmp_parse(bmp, sizeof(bmp), rgb) != ERR_OK)
        CHECK(rgb[0] == 0 && rgb[PHOTO_RGB_BYTES - 1] == 0);
    if (photo_bmp_parse(bytes, size_bytes, rgb) == ERR_OK)
        CHECK(size_bytes == PHOTO_BMP_BYTES);
    return 0;
}
