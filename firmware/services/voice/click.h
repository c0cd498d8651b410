/* Click: the short sound that answers a touch. */
#ifndef BANSHI_VOICE_CLICK_H
#define BANSHI_VOICE_CLICK_H

#include <stdint.h>

#include "firmware/services/voice/voice.h"

#define CLICK_SAMPLES (VOICE_HZ / 50) /* 20 ms */

/* Writes CLICK_SAMPLES samples, at full level. */
void click_make(int16_t *out_samples);

#endif
