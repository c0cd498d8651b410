/* Changes: what every PUT and POST must bring, whatever it is about. Source: openapi.yaml, "What
 * every change carries". */
#ifndef BANSHI_PLATFORM_CHANGE_H
#define BANSHI_PLATFORM_CHANGE_H

#include <stdbool.h>
#include <stddef.h>

#include "tools/platform/platform_answer.h"
#include "tools/platform/platform_service.h"

#define PLATFORM_CHANGE_KEY_LENGTH_MAX 128

/* A change whose headers were checked: what it is called and what it brings. */
struct platform_change {
    char key[PLATFORM_CHANGE_KEY_LENGTH_MAX + 1];
    char digest[2 * TRUST_DIGEST_BYTES + 1]; /* SHA-256 of the body, hex */
};

/* False: a header is missing or wrong, or the body too large; the refusal is already answered. */
bool platform_change_take(const struct platform_request *request, struct platform_change *out,
                          struct platform_answer *answer);

/* Letters, digits, '-' and the characters of `more`, at least one and at most so many. */
bool platform_change_is_name(const char *text, size_t length_max, const char *more);

#endif
