#include "drivers/transport/deadline.h"

#include <time.h>

static uint64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

uint64_t deadline_after(uint32_t limit_ms)
{
    return now_ms() + limit_ms;
}

uint32_t deadline_left(uint64_t deadline)
{
    uint64_t now = now_ms();

    if (now >= deadline)
        return 0;
    return deadline - now > UINT32_MAX ? UINT32_MAX : (uint32_t)(deadline - now);
}

uint32_t deadline_left_most(uint64_t deadline, uint32_t most_ms)
{
    uint32_t left = deadline_left(deadline);

    return left < most_ms ? left : most_ms;
}
