/* Whom the touch fuzzer's world knows: one invented person, whose words occur nowhere else. */
#ifndef BANSHI_TESTS_TOUCH_WORLD_H
#define BANSHI_TESTS_TOUCH_WORLD_H

#define WORLD_NAME "鸬鹚仡佬"
#define WORLD_LANE "鹧鸪巷"
#define WORLD_NUMBER "532331194002290019"

/* What nobody may find after the visit; ends with NULL. */
extern const char *const world_canaries[];

#endif
