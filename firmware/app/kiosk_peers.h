/* What the workers tell the kiosk: each may say only what is his to say, and nothing he sends is
 * used before it is checked. */
#ifndef BANSHI_APP_KIOSK_PEERS_H
#define BANSHI_APP_KIOSK_PEERS_H

#include "firmware/app/kiosk_world.h"

/* Takes what waited: packets, channels that ended (their device is STARTING, its worker new) and
 * fresh channels. At most KIOSK_PEERS_ROUND packets of each peer, so that nobody fills the queue.
 */
#define KIOSK_PEERS_ROUND 4
void kiosk_peers_take(struct kiosk_world *world, const struct control_ready *ready);

#endif
