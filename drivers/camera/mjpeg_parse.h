/* Motion JPEG: each picture a whole JPEG, often without its Huffman tables, which are then those of
 * the standard (libjpeg-turbo knows). Decoding is libjpeg-turbo's; here are the limits. */
#ifndef BANSHI_DRIVERS_CAMERA_MJPEG_PARSE_H
#define BANSHI_DRIVERS_CAMERA_MJPEG_PARSE_H

#include "drivers/camera/camera.h"

/* What decoding needs from one picture to the next. */
struct mjpeg_parse {
    void *decoder;
    uint8_t *scratch; /* a picture of another size than ours; CAMERA_*_PX_MAX; NULL until needed */
};

/* Zeroed means closed. ERR_MEMORY. */
MUST_USE err_t mjpeg_parse_open(struct mjpeg_parse *parse);

/* Wipes and frees; a zeroed one is allowed. */
void mjpeg_parse_close(struct mjpeg_parse *parse);

/* Decodes one picture into `out_pixels` (CAMERA_PICTURE_BYTES, aligned to 4). ERR_CORRUPT: no JPEG,
 * outside the limits, cut off or damaged anywhere (libjpeg-turbo's warnings count, because what it
 * then makes is a picture with a grey part); ERR_MEMORY. `out_pixels` is undefined on every error. */
MUST_USE err_t mjpeg_parse_picture(struct mjpeg_parse *parse, const uint8_t *bytes,
                                   size_t size_bytes, uint8_t *out_pixels);

/* Decodes one picture in its own size into `out_snap` (camera.h). Errors as above; the size is 0
 * then. */
MUST_USE err_t mjpeg_parse_whole(struct mjpeg_parse *parse, const uint8_t *bytes, size_t size_bytes,
                                 struct camera_snap *out_snap);

#endif
