/* Decisions: what the reference platform makes of a case. It decides the services of
 * platform_documents.def at once, when all their attachments are here; the
 * departments of a bundle work by themselves, each at its own pace, so that progress can be seen in
 * minutes; all others wait for a person, who does not exist here. Pure. */
#ifndef BANSHI_PLATFORM_DECISION_H
#define BANSHI_PLATFORM_DECISION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#define PLATFORM_DECISION_CODE_BYTES 20 /* "XXXX-XXXX-XXXX-XXXX" and NUL */

/* What a decision is made from. */
struct platform_decision_input {
    const char *svc, *case_id;
    const uint8_t *secret; /* PLATFORM_KEYS_SECRET_BYTES */
    int64_t accepted_s, now_s;
    size_t department_count; /* of a bundle; 0: one department, and no bundle */
    size_t missing_count;    /* attachments that are awaited: nobody begins before */
};

/* One department's part: the state of openapi.yaml and since when. */
struct platform_stage {
    const char *state; /* static */
    int64_t at_s;
};

/* The body of GET /v1/cases/{id}. The caller owns the reference. */
json_t *platform_decision_status(const struct platform_decision_input *input);

/* Where one department stands; `index` below department_count, or 0 for no bundle. */
struct platform_stage platform_decision_stage(const struct platform_decision_input *input,
                                              size_t index);

/* The state of the whole: DONE when every department is done, ACCEPTED once one has begun. Static.
 */
const char *platform_decision_state(const struct platform_decision_input *input);

/* True when the result can be verified by platform_decision_code(). */
bool platform_decision_has_code(const struct platform_decision_input *input);

/* The verification code of a case: 80 bits of HMAC-SHA256(secret, "verification|" || case id) in an
 * alphabet without characters that are mistaken for one another. */
void platform_decision_code(const struct platform_decision_input *input,
                            char out_code[PLATFORM_DECISION_CODE_BYTES]);

#endif
