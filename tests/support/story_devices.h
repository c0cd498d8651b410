/* What the devices of issue "every device" answer in a story: pictures, codes, certificates, doors. */
#ifndef BANSHI_TESTS_SUPPORT_STORY_DEVICES_H
#define BANSHI_TESTS_SUPPORT_STORY_DEVICES_H

#include <stdbool.h>

#include "firmware/core/event.h"

/* Fills `event` (zeroed but for its time) with the answer `what` in the manner of `how`; `ops` are
 * the last ops of each kind of effect. False: none of these. */
bool story_device_answer(struct event *event, const uint64_t ops[EFFECT_COUNT], const char *what,
                         const char *how);

#endif
