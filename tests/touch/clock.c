#include "tests/touch/clock.h"

#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static uint64_t simulated_ms = 1000;

void clock_set_ms(uint64_t now_ms)
{
    simulated_ms = now_ms;
}

uint64_t clock_ms(void)
{
    return simulated_ms;
}

int clock_gettime(clockid_t id, struct timespec *out)
{
    if (id != CLOCK_MONOTONIC && id != CLOCK_MONOTONIC_RAW && id != CLOCK_MONOTONIC_COARSE)
        return (int)syscall(SYS_clock_gettime, id, out);
    out->tv_sec = (time_t)(simulated_ms / 1000);
    out->tv_nsec = (long)(simulated_ms % 1000) * 1000000;
    return 0;
}

double clock_real_s(void)
{
    struct timespec now;

    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}
