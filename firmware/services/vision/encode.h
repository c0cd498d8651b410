/* A picture as JPEG: without metadata, and as good as it may be large. */
#ifndef BANSHI_SERVICES_VISION_ENCODE_H
#define BANSHI_SERVICES_VISION_ENCODE_H

#include "firmware/services/vision/straighten.h"

#define ENCODE_QUALITY_BEST 88
#define ENCODE_QUALITY_WORST 40 /* below this, small print drowns in the blocks */

/* Encodes it (4:2:0) into `jpeg` with the best quality that fits. ERR_LIMIT: it does not fit at the
 * worst; ERR_MEMORY. `jpeg->size` is 0 on every error. */
MUST_USE err_t encode_jpeg(const struct straightened *page, struct vision_jpeg *jpeg);

#endif
