#include "firmware/services/voice/level.h"

#include <math.h>

#include "firmware/base/check.h"

#define LEVEL_NORMAL_DB_MAX 65

uint32_t level_gain(const struct level_plan *plan, unsigned level)
{
    int normal_db = plan->normal_db < LEVEL_NORMAL_DB_MAX ? plan->normal_db : LEVEL_NORMAL_DB_MAX;
    int step = (level < LEVEL_COUNT ? (int)level : LEVEL_COUNT - 1) - LEVEL_NORMAL;
    int below_db = plan->most_db - normal_db - LEVEL_STEP_DB * step;

    return below_db <= 0 ? 65536 : (uint32_t)lrint(65536 * pow(10, -below_db / 20.0));
}

void level_apply(uint32_t gain, int16_t *samples, size_t count)
{
    CHECK(gain <= 65536);
    for (size_t i = 0; i < count; i++)
        samples[i] = (int16_t)((int64_t)samples[i] * gain / 65536);
}
