/* Decisions: what the reference platform makes of a case. It decides one service at once and leaves
 * all others for a person, who does not exist here. Pure. */
#ifndef BANSHI_PLATFORM_DECISION_H
#define BANSHI_PLATFORM_DECISION_H

#include <stdint.h>

#include <jansson.h>

#define PLATFORM_DECISION_CODE_BYTES 20 /* "XXXX-XXXX-XXXX-XXXX" and NUL */

/* What a decision is made from. */
struct platform_decision_input {
    const char *svc, *case_id;
    const uint8_t *secret; /* PLATFORM_KEYS_SECRET_BYTES */
    int64_t accepted_s;
};

/* The body of GET /v1/cases/{id}. The caller owns the reference. */
json_t *platform_decision_status(const struct platform_decision_input *input);

/* The verification code of a case: 80 bits of HMAC-SHA256(secret, "verification|" || case id) in an
 * alphabet without characters that are mistaken for one another. */
void platform_decision_code(const struct platform_decision_input *input,
                            char out_code[PLATFORM_DECISION_CODE_BYTES]);

#endif
