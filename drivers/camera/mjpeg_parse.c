#include "drivers/camera/mjpeg_parse.h"

#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>

#include "drivers/camera/cover.h"
#include "firmware/base/bytes.h"

#define SCRATCH_BYTES ((size_t)CAMERA_WIDTH_PX_MAX * CAMERA_HEIGHT_PX_MAX * 4)

/* A JPEG of many scans takes long to decode and no camera makes one. */
#define DECODE_FLAGS (TJFLAG_LIMITSCANS | TJFLAG_STOPONWARNING)

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define WORDS TJPF_BGRX
#else
#define WORDS TJPF_XRGB
#endif

err_t mjpeg_parse_open(struct mjpeg_parse *parse)
{
    *parse = (struct mjpeg_parse){.decoder = tjInitDecompress()};
    return parse->decoder == NULL ? ERR_MEMORY : ERR_OK;
}

void mjpeg_parse_close(struct mjpeg_parse *parse)
{
    if (parse->decoder != NULL)
        tjDestroy(parse->decoder);
    if (parse->scratch != NULL)
        bytes_wipe(parse->scratch, SCRATCH_BYTES);
    free(parse->scratch);
    *parse = (struct mjpeg_parse){0};
}

struct size {
    int width_px, height_px;
};

static err_t decode(struct mjpeg_parse *parse, const uint8_t *bytes, size_t size_bytes,
                    const struct size *size, uint8_t *out)
{
    return tjDecompress2(parse->decoder, bytes, (unsigned long)size_bytes, out, size->width_px,
                         size->width_px * 4, size->height_px, WORDS, DECODE_FLAGS) == 0
               ? ERR_OK
               : ERR_CORRUPT;
}

static void cover(const uint8_t *from, const struct size *size, uint8_t *out_pixels)
{
    const struct cover place = cover_of(size->width_px, size->height_px);

    for (uint32_t i = 0; i < CAMERA_HEIGHT_PX; i++) {
        const uint8_t *row =
            from + (size_t)((place.y + i * place.step) >> 16) * (size_t)size->width_px * 4;
        uint8_t *out = out_pixels + (size_t)i * CAMERA_STRIDE_BYTES;
        uint32_t x = place.x;

        for (int k = 0; k < CAMERA_WIDTH_PX; k++, x += place.step)
            memcpy(out + (size_t)k * 4, row + (size_t)(x >> 16) * 4, 4);
    }
}

err_t mjpeg_parse_picture(struct mjpeg_parse *parse, const uint8_t *bytes, size_t size_bytes,
                          uint8_t *out_pixels)
{
    struct size size = {0, 0};
    int sampling, colors;
    err_t err;

    if (size_bytes == 0 ||
        tjDecompressHeader3(parse->decoder, bytes, (unsigned long)size_bytes, &size.width_px,
                            &size.height_px, &sampling, &colors) != 0 ||
        !cover_allows(size.width_px, size.height_px))
        return ERR_CORRUPT;
    if (size.width_px == CAMERA_WIDTH_PX && size.height_px == CAMERA_HEIGHT_PX)
        return decode(parse, bytes, size_bytes, &size, out_pixels);
    if (parse->scratch == NULL)
        parse->scratch = malloc(SCRATCH_BYTES);
    if (parse->scratch == NULL)
        return ERR_MEMORY;
    err = decode(parse, bytes, size_bytes, &size, parse->scratch);
    if (err == ERR_OK)
        cover(parse->scratch, &size, out_pixels);
    return err;
}
