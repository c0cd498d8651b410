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

/* After a header that ended too early the decoder waits for the rest of it, and would take the next
 * picture for that. It has no way to be told; a new one costs little. */
static err_t renew(struct mjpeg_parse *parse)
{
    tjDestroy(parse->decoder);
    parse->decoder = tjInitDecompress();
    return parse->decoder == NULL ? ERR_MEMORY : ERR_CORRUPT;
}

static err_t read_size(struct mjpeg_parse *parse, const uint8_t *bytes, size_t size_bytes,
                       struct size *out_size)
{
    int sampling, colors;

    *out_size = (struct size){0, 0};
    if (size_bytes == 0)
        return ERR_CORRUPT;
    if (parse->decoder == NULL)
        return ERR_MEMORY;
    if (tjDecompressHeader3(parse->decoder, bytes, (unsigned long)size_bytes, &out_size->width_px,
                            &out_size->height_px, &sampling, &colors) != 0)
        return renew(parse);
    return cover_allows(out_size->width_px, out_size->height_px) ? ERR_OK : ERR_CORRUPT;
}

/* A picture of twice our size or more is decoded at half its own, which saves most of the work: the
 * decoder then makes 4 by 4 pixels of each block (a factor that every libjpeg has). */
static void halve(struct size *size)
{
    if (size->width_px < 2 * CAMERA_WIDTH_PX || size->height_px < 2 * CAMERA_HEIGHT_PX)
        return;
    size->width_px = (size->width_px + 1) / 2;
    size->height_px = (size->height_px + 1) / 2;
}

err_t mjpeg_parse_picture(struct mjpeg_parse *parse, const uint8_t *bytes, size_t size_bytes,
                          uint8_t *out_pixels)
{
    struct size size;
    err_t err = read_size(parse, bytes, size_bytes, &size);

    if (err != ERR_OK)
        return err;
    halve(&size);
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

err_t mjpeg_parse_whole(struct mjpeg_parse *parse, const uint8_t *bytes, size_t size_bytes,
                        struct camera_snap *out_snap)
{
    struct size size;
    err_t err = read_size(parse, bytes, size_bytes, &size);

    if (err == ERR_OK)
        err = decode(parse, bytes, size_bytes, &size, out_snap->pixels);
    if (err != ERR_OK)
        size = (struct size){0, 0};
    out_snap->width_px = size.width_px;
    out_snap->height_px = size.height_px;
    out_snap->stride_bytes = size.width_px * 4;
    return err;
}
