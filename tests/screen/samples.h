/* Samples: parts of the vocabulary that no step shows yet, so that their look is audited too. */
#ifndef BANSHI_TESTS_SCREEN_SAMPLES_H
#define BANSHI_TESTS_SCREEN_SAMPLES_H

#include "tests/screen/registry.h"

/* Adds each sample view (tests/support/view_samples.h) that holds such a part. */
void samples_add(struct registry *registry, enum language language, uint32_t modes);

#endif
