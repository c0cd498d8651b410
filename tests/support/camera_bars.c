#include "tests/support/camera_bars.h"

#include <string.h>

#define BARS 32
#define CLEAR 60 /* how far from black or white a bar may be, of 255 */

static int green_at(const struct camera_bars_picture *picture, int x, int y)
{
    uint32_t color;

    memcpy(&color, picture->pixels + (int64_t)y * picture->stride_bytes + (int64_t)x * 4,
           sizeof(color));
    return (int)(color >> 8 & 0xff);
}

static bool read_row(const struct camera_bars_picture *picture, int y, uint32_t *out_number)
{
    *out_number = 0;
    for (int i = 0; i < BARS; i++) {
        int light = green_at(picture, (2 * i + 1) * picture->width_px / (2 * BARS), y);

        if (light > CLEAR && light < 255 - CLEAR)
            return false;
        *out_number = *out_number << 1 | (light >= 255 - CLEAR);
    }
    return true;
}

bool camera_bars_read(const struct camera_bars_picture *picture, uint32_t *out_top,
                      uint32_t *out_bottom)
{
    int edge = picture->height_px / 60; /* the middle of an edge, a thirtieth of the height */

    return read_row(picture, edge, out_top) &&
           read_row(picture, picture->height_px - 1 - edge, out_bottom);
}
