/* Performing effects in the kiosk process: to the glass, to a worker's mailbox, or at once. Nothing
 * here waits: what a mailbox does not take comes back as EVENT_BUSY. */
#ifndef BANSHI_APP_KIOSK_EFFECTS_H
#define BANSHI_APP_KIOSK_EFFECTS_H

#include "firmware/app/kiosk_world.h"

void kiosk_effects_perform(struct kiosk_world *world, const struct effect *effect);

/* Puts an event behind the others; CHECKs that there is room. Shared with kiosk_world.c. */
void kiosk_effects_queue(struct kiosk_world *world, const struct event *event);

#endif
