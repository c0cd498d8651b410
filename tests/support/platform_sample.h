/* A sealed case as the store makes it, for tests of what carries and takes it. Synthetic person. */
#ifndef BANSHI_TESTS_SUPPORT_PLATFORM_SAMPLE_H
#define BANSHI_TESTS_SUPPORT_PLATFORM_SAMPLE_H

#include "firmware/services/trust/trust.h"

struct platform_sample {
    const char *case_id, *kiosk_id, *svc, *number;
};

/* The canonical body of PUT /v1/cases/{case_id}; the caller frees. */
char *platform_sample_body(const struct platform_sample *sample, const struct trust_key *case_key);

#endif
