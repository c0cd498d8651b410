/* Level: how loud. Steps of 3 dB over 21 dB, of which the fourth above the lowest is 12 dB (EN 301
 * 549, 8.2.1.1 and 8.2.1.2). What a step is in dB(A) is the machine's calibration: it says how loud
 * the step after every visit is where people stand, at most 65 (5.1.3.14), and how loud full scale
 * is. For all steps to differ full scale is 9 dB above that step or more. */
#ifndef BANSHI_VOICE_LEVEL_H
#define BANSHI_VOICE_LEVEL_H

#include <stddef.h>
#include <stdint.h>

#define LEVEL_COUNT 8
#define LEVEL_STEP_DB 3
#define LEVEL_NORMAL 4 /* after every visit */

/* In dB(A), measured with the mixer as the image sets it. */
struct level_plan {
    int normal_db; /* of LEVEL_NORMAL; more than 65 counts as 65 */
    int most_db;   /* of full scale */
};

/* The factor of a step, of 65536 parts, never above. A step beyond the top is the top. */
uint32_t level_gain(const struct level_plan *plan, unsigned level);

/* Multiplies samples by a factor of at most 65536 parts. */
void level_apply(uint32_t gain, int16_t *samples, size_t count);

#endif
