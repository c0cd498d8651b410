/* Feeds bytes to the decoder of a camera's pictures, as JPEG and as YUYV of a stated shape: both must
 * end and stay inside the bytes and the picture. */
#include <stdlib.h>

#include "drivers/camera/mjpeg_parse.h"
#include "drivers/camera/yuyv_convert.h"
#include "firmware/base/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

static void check_snap(err_t err, const struct camera_snap *snap)
{
    CHECK(err == ERR_OK || err == ERR_CORRUPT);
    CHECK((snap->width_px > 0) == (err == ERR_OK));
    CHECK((size_t)snap->stride_bytes * (size_t)snap->height_px <= CAMERA_SNAP_BYTES_MAX);
}

/* A shape of the first bytes, so that the bounds are asked for in every way. */
static void convert(const uint8_t *bytes, size_t size_bytes, uint8_t *pixels,
                    struct camera_snap *snap)
{
    struct yuyv_picture picture = {.bytes = bytes + 6, .size_bytes = size_bytes - 6};
    err_t err;

    picture.width_px = bytes[0] << 8 | bytes[1];
    picture.height_px = bytes[2] << 8 | bytes[3];
    picture.stride_bytes = bytes[4] << 8 | bytes[5];
    err = yuyv_convert(&picture, pixels);
    CHECK(err == ERR_OK || err == ERR_CORRUPT);
    err = yuyv_convert_whole(&picture, snap);
    check_snap(err, snap);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    uint8_t *pixels = malloc(CAMERA_PICTURE_BYTES);
    struct camera_snap snap = {.pixels = malloc(CAMERA_SNAP_BYTES_MAX)};
    struct mjpeg_parse parse;
    err_t err;

    CHECK(pixels != NULL && snap.pixels != NULL);
    CHECK(mjpeg_parse_open(&parse) == ERR_OK);
    err = mjpeg_parse_picture(&parse, bytes, size_bytes, pixels);
    CHECK(err == ERR_OK || err == ERR_CORRUPT);
    err = mjpeg_parse_whole(&parse, bytes, size_bytes, &snap);
    check_snap(err, &snap);
    mjpeg_parse_close(&parse);
    if (size_bytes >= 6)
        convert(bytes, size_bytes, pixels, &snap);
    free(pixels);
    free(snap.pixels);
    return 0;
}
