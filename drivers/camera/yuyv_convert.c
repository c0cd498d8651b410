#include "drivers/camera/yuyv_convert.h"

#include "drivers/camera/cover.h"

static uint32_t channel(int value)
{
    value >>= 8;
    return value < 0 ? 0 : value > 255 ? 255 : (uint32_t)value;
}

/* The matrix of BT.601 with 8 bits behind the point, as in ITU-R BT.601-7 2.5.3 and its inverse. */
static uint32_t color_of(int y, int u, int v)
{
    int light = 298 * (y - 16) + 128;

    u -= 128;
    v -= 128;
    return channel(light + 409 * v) << 16 | channel(light - 100 * u - 208 * v) << 8 |
           channel(light + 516 * u);
}

/* The row once more in our width: most cameras have it, and then it is a plain walk. */
static void convert_row(const uint8_t *row, const struct cover *cover, uint32_t *out)
{
    uint32_t x = cover->x;

    for (int i = 0; i < CAMERA_WIDTH_PX; i++, x += cover->step) {
        const uint8_t *pair = row + (size_t)(x >> 17) * 4;

        out[i] = color_of(pair[(x >> 15) & 2], pair[1], pair[3]);
    }
}

static bool is_whole(const struct yuyv_picture *picture)
{
    return cover_allows(picture->width_px, picture->height_px) && picture->width_px % 2 == 0 &&
           picture->stride_bytes >= 2 * picture->width_px &&
           picture->size_bytes / (size_t)picture->stride_bytes >= (size_t)picture->height_px;
}

err_t yuyv_convert(const struct yuyv_picture *picture, uint8_t *out_pixels)
{
    struct cover cover;

    if (!is_whole(picture))
        return ERR_CORRUPT;
    cover = cover_of(picture->width_px, picture->height_px);
    for (uint32_t i = 0; i < CAMERA_HEIGHT_PX; i++) {
        size_t row = (cover.y + i * cover.step) >> 16;

        convert_row(picture->bytes + row * (size_t)picture->stride_bytes, &cover,
                    (uint32_t *)(void *)(out_pixels + (size_t)i * CAMERA_STRIDE_BYTES));
    }
    return ERR_OK;
}

err_t yuyv_convert_whole(const struct yuyv_picture *picture, struct camera_snap *out_snap)
{
    out_snap->width_px = out_snap->height_px = out_snap->stride_bytes = 0;
    if (!is_whole(picture))
        return ERR_CORRUPT;
    out_snap->width_px = picture->width_px;
    out_snap->height_px = picture->height_px;
    out_snap->stride_bytes = picture->width_px * 4;
    for (int y = 0; y < picture->height_px; y++) {
        const uint8_t *pair = picture->bytes + (size_t)y * (size_t)picture->stride_bytes;
        uint32_t *out =
            (uint32_t *)(void *)(out_snap->pixels + (size_t)y * (size_t)out_snap->stride_bytes);

        for (int x = 0; x < picture->width_px; x += 2, pair += 4) {
            out[x] = color_of(pair[0], pair[1], pair[3]);
            out[x + 1] = color_of(pair[2], pair[1], pair[3]);
        }
    }
    return ERR_OK;
}
