/* How far a case is, as the platform tells whoever holds its number (GET
 * /v1/case-numbers/{number}). Pure. Source: openapi.yaml, CaseProgress. */
#ifndef BANSHI_SERVICES_RELAY_RELAY_PROGRESS_PARSE_H
#define BANSHI_SERVICES_RELAY_RELAY_PROGRESS_PARSE_H

#include <stddef.h>

#include "firmware/base/err.h"
#include "firmware/core/model.h"

#define RELAY_PROGRESS_BYTES_MAX 65536

/* Names that are too long are cut at a whole character. ERR_LIMIT: too many bytes or departments;
 * ERR_INVALID: not the progress of a case. On error all is zeroed. */
MUST_USE err_t relay_progress_parse(const void *bytes, size_t size_bytes,
                                    struct case_progress *out_progress);

#endif
