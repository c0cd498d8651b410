/* Player: samples to the loudspeaker, through SDL's audio. Little is ever queued, so that silence
 * comes at once. Where there is no sound device the player says so, and may be opened again. */
#ifndef BANSHI_VOICE_PLAYER_H
#define BANSHI_VOICE_PLAYER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"

/* One period of the device. With the one that is playing and the one behind it at most 46 ms are
 * heard after player_silence(). */
#define PLAYER_PERIOD_SAMPLES 512

#define PLAYER_RECENT_SAMPLES 4096 /* more than ever waits */

struct player {
    uint32_t device;                       /* SDL's; 0: closed */
    int16_t recent[PLAYER_RECENT_SAMPLES]; /* the last that were added, the newest at the end */
};

/* Opens the default device. ERR_NO_DEVICE: there is none, or it is taken. */
MUST_USE err_t player_open(struct player *player);

/* Closes it; a closed or zeroed one is allowed. */
void player_close(struct player *player);

/* True while it is open and its device has not gone. */
bool player_is_open(const struct player *player);

/* Adds samples (VOICE_HZ, mono), at most PLAYER_RECENT_SAMPLES. ERR_NO_DEVICE: the device has gone.
 */
MUST_USE err_t player_add(struct player *player, const int16_t *samples, size_t count);

/* Mixes a sound of at most PLAYER_RECENT_SAMPLES into what waits, beginning with what is heard next.
 * ERR_NO_DEVICE. */
MUST_USE err_t player_mix(struct player *player, const int16_t *samples, size_t count);

/* How many samples wait to be handed to the device. */
size_t player_waiting(const struct player *player);

/* Drops all that waits. */
void player_silence(struct player *player);

#endif
