#include "firmware/services/voice/click.h"

#include <math.h>

#define CLICK_HZ 1400
#define CLICK_HEIGHT 9000
#define CLICK_FALL_S 0.004 /* to 1/e */

void click_make(int16_t *out_samples)
{
    for (int i = 0; i < CLICK_SAMPLES; i++) {
        double s = (double)i / VOICE_HZ;

        out_samples[i] = (int16_t)(CLICK_HEIGHT * exp(-s / CLICK_FALL_S) *
                                   sin(2 * 3.14159265358979 * CLICK_HZ * s));
    }
}
