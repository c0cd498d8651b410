/* Whom the touch fuzzer's world knows: one invented person, whose words occur nowhere else. */
#ifndef BANSHI_TESTS_TOUCH_WORLD_H
#define BANSHI_TESTS_TOUCH_WORLD_H

#define WORLD_NAME "鸬鹚仡佬"
#define WORLD_LANE "鹧鸪巷"
#define WORLD_NUMBER "532331194002290019"
#define WORLD_ATTACHMENT "0b9f2a64-5a0e-4c1c-9d2e-5b7c1f0a9d11" /* and an assignment */
#define WORLD_CELL 7

/* What nobody may find after the visit; ends with NULL. */
extern const char *const world_canaries[];

#endif
