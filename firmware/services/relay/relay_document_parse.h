/* The certificate of a decided case, as the platform hands it out (GET /v1/cases/{id}/document).
 * Pure; whether it is signed is relay_get_document()'s question. Source: openapi.yaml, Certificate.
 */
#ifndef BANSHI_SERVICES_RELAY_RELAY_DOCUMENT_PARSE_H
#define BANSHI_SERVICES_RELAY_RELAY_DOCUMENT_PARSE_H

#include <stddef.h>

#include "firmware/base/err.h"
#include "firmware/core/model.h"

#define RELAY_DOCUMENT_BYTES_MAX 32768

/* Nothing is cut: half a number on a certificate is a wrong one. ERR_LIMIT: too many bytes or rows,
 * or a text that does not fit; ERR_INVALID: not a certificate, or a text with a control character
 * (`body` may have line feeds). On error all is zeroed. Personal: the caller wipes it. */
MUST_USE err_t relay_document_parse(const void *bytes, size_t size_bytes,
                                    struct certificate *out_certificate);

#endif
