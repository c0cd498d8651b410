/* A case as it lies on the wire: checked, and opened with the platform's key. Source: openapi.yaml,
 * schema Case. */
#ifndef BANSHI_PLATFORM_CASE_H
#define BANSHI_PLATFORM_CASE_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "firmware/base/err.h"
#include "firmware/services/trust/trust.h"

struct platform_case {
    json_t *body;                        /* the body */
    json_t *payload;                     /* what was sealed, opened */
    json_t *attachments;                 /* within `body`: what it awaits; checked */
    const char *svc, *number, *kiosk_id; /* within `body` */
};

/* Opens the body of case `id`. ERR_INVALID: the form is wrong; ERR_SIGNATURE: the seal does not
 * open, or what it held has another digest than the body says. `out_reason` (static) says which. On
 * error nothing needs platform_case_finish(). */
MUST_USE err_t platform_case_init(struct platform_case *opened, const char *id, const char *text,
                                  const struct trust_key *case_key, const char **out_reason);

/* Frees; a zeroed struct is allowed. */
void platform_case_finish(struct platform_case *opened);

#endif
