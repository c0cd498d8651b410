#include "firmware/services/vision/gray.h"

#include <stdlib.h>
#include <string.h>

#include "firmware/base/bytes.h"

err_t gray_make(struct gray *gray, int width_px, int height_px)
{
    if (gray->pixels != NULL && gray->width_px == width_px && gray->height_px == height_px)
        return ERR_OK;
    gray_free(gray);
    gray->pixels = malloc((size_t)width_px * (size_t)height_px);
    if (gray->pixels == NULL)
        return ERR_MEMORY;
    gray->width_px = width_px;
    gray->height_px = height_px;
    return ERR_OK;
}

void gray_free(struct gray *gray)
{
    if (gray->pixels != NULL)
        bytes_wipe(gray->pixels, (size_t)gray->width_px * (size_t)gray->height_px);
    free(gray->pixels);
    *gray = (struct gray){0};
}

/* Weights of ITU-R BT.601 with 8 bits behind the point. */
static uint8_t luma_of(uint32_t color)
{
    return (
        uint8_t)((77 * (color >> 16 & 0xff) + 150 * (color >> 8 & 0xff) + 29 * (color & 0xff)) >>
                 8);
}

err_t gray_of(const struct vision_picture *picture, struct gray *out)
{
    err_t err = gray_make(out, picture->width_px, picture->height_px);

    if (err != ERR_OK)
        return err;
    for (int y = 0; y < out->height_px; y++) {
        const uint8_t *row = picture->pixels + (size_t)y * (size_t)picture->stride_bytes;
        uint8_t *to = out->pixels + (size_t)y * (size_t)out->width_px;

        for (int x = 0; x < out->width_px; x++) {
            uint32_t color;

            memcpy(&color, row + (size_t)x * 4, 4);
            to[x] = luma_of(color);
        }
    }
    return ERR_OK;
}

static uint8_t mean_of(const struct gray *gray, int x, int y, int factor)
{
    uint32_t sum = 0;

    for (int i = 0; i < factor; i++)
        for (int k = 0; k < factor; k++)
            sum += gray_at(gray, x + k, y + i);
    return (uint8_t)(sum / (uint32_t)(factor * factor));
}

err_t gray_shrink(const struct gray *gray, int factor, struct gray *out)
{
    err_t err = gray_make(out, gray->width_px / factor, gray->height_px / factor);

    if (err != ERR_OK)
        return err;
    for (int y = 0; y < out->height_px; y++)
        for (int x = 0; x < out->width_px; x++)
            out->pixels[(size_t)y * (size_t)out->width_px + (size_t)x] =
                mean_of(gray, x * factor, y * factor, factor);
    return ERR_OK;
}

int gray_factor(int width_px, int height_px)
{
    int longer = width_px > height_px ? width_px : height_px;

    return (longer + GRAY_SMALL_PX - 1) / GRAY_SMALL_PX;
}

static float clamp(float value, float most)
{
    return value < 0 ? 0 : value > most ? most : value;
}

float gray_between(const struct gray *gray, struct place place)
{
    float x = clamp(place.x, (float)gray->width_px - 1.001f);
    float y = clamp(place.y, (float)gray->height_px - 1.001f);
    int left = (int)x, top = (int)y;
    float right_part = x - (float)left, lower_part = y - (float)top;
    const uint8_t *at = gray->pixels + (size_t)top * (size_t)gray->width_px + (size_t)left;
    float upper = (float)at[0] + right_part * (float)(at[1] - at[0]);
    const uint8_t *below = at + gray->width_px;
    float lower = (float)below[0] + right_part * (float)(below[1] - below[0]);

    return upper + lower_part * (lower - upper);
}
