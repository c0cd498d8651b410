/* Codes in a picture: QR and Code 128, read by zbar (LGPL-2.1). Nothing else is switched on: each
 * symbology is code that outside bytes could reach, and reads more into noise. */
#ifndef BANSHI_SERVICES_VISION_CODE_H
#define BANSHI_SERVICES_VISION_CODE_H

#include "firmware/services/vision/gray.h"

struct code_reader;

/* ERR_MEMORY. */
MUST_USE err_t code_open(struct code_reader **out_reader);

/* NULL is allowed. */
void code_close(struct code_reader *reader);

/* Reads the code nearest to the middle of the picture: whoever holds one up means that one. `corners`
 * are those of the box around it. ERR_NOT_FOUND: none; ERR_LIMIT: more than VISION_CODE_BYTES_MAX or
 * nothing in it; ERR_MEMORY. `out` is zeroed on every error. */
MUST_USE err_t code_read(struct code_reader *reader, const struct gray *gray,
                         struct vision_code *out, struct vision_point corners[4]);

#endif
