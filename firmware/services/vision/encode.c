#include "firmware/services/vision/encode.h"

#include <string.h>
#include <turbojpeg.h>

#include "firmware/base/bytes.h"

#define QUALITY_STEP 8

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define WORDS TJPF_BGRX
#else
#define WORDS TJPF_XRGB
#endif

/* The room holds the worst case, so that the encoder never grows it and leaves half a picture behind
 * in memory that it gave back. */
struct room {
    tjhandle encoder;
    unsigned char *bytes;
    unsigned long size_max;
};

static err_t try_quality(const struct room *room, const struct straightened *page, int quality,
                         struct vision_jpeg *jpeg)
{
    unsigned char *bytes = room->bytes;
    unsigned long size = room->size_max;

    if (tjCompress2(room->encoder, (const unsigned char *)page->pixels, page->width_px, 0,
                    page->height_px, WORDS, &bytes, &size, TJSAMP_420, quality,
                    TJFLAG_NOREALLOC) != 0)
        return ERR_MEMORY;
    if (size > jpeg->size_max)
        return ERR_LIMIT;
    memcpy(jpeg->bytes, bytes, size);
    jpeg->size = size;
    jpeg->width_px = page->width_px;
    jpeg->height_px = page->height_px;
    jpeg->quality = quality;
    return ERR_OK;
}

err_t encode_jpeg(const struct straightened *page, struct vision_jpeg *jpeg)
{
    struct room room = {.encoder = tjInitCompress(),
                        .size_max = tjBufSize(page->width_px, page->height_px, TJSAMP_420)};
    err_t err = ERR_LIMIT;

    jpeg->size = 0;
    room.bytes = tjAlloc((int)room.size_max);
    if (room.encoder == NULL || room.bytes == NULL)
        err = ERR_MEMORY;
    for (int quality = ENCODE_QUALITY_BEST; err == ERR_LIMIT && quality >= ENCODE_QUALITY_WORST;
         quality -= QUALITY_STEP)
        err = try_quality(&room, page, quality, jpeg);
    if (room.bytes != NULL)
        bytes_wipe(room.bytes, room.size_max);
    tjFree(room.bytes);
    if (room.encoder != NULL)
        tjDestroy(room.encoder);
    return err;
}
