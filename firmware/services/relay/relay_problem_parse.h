/* An error answer (application/problem+json, RFC 9457), read for logs and for the quarantine's
 * reason. It decides nothing: the status code does. Pure. */
#ifndef BANSHI_SERVICES_RELAY_RELAY_PROBLEM_PARSE_H
#define BANSHI_SERVICES_RELAY_RELAY_PROBLEM_PARSE_H

#include <stddef.h>

#include "firmware/base/err.h"

#define RELAY_PROBLEM_BYTES_MAX 8192

struct relay_problem {
    char type[64];   /* the platform's code: "digest-conflict" of ".../problems/digest-conflict" */
    char title[128]; /* one line, UTF-8, without control characters */
};

/* ERR_LIMIT, ERR_INVALID: not a problem; `out_problem` then holds empty texts. Longer texts are cut
 * between characters. */
MUST_USE err_t relay_problem_parse(const void *bytes, size_t size_bytes,
                                   struct relay_problem *out_problem);

#endif
