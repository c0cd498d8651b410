#include "firmware/app/clock.h"

#include <stdio.h>
#include <string.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

#define CLOCK_WRITTEN_S 1767225600 /* 2026-01-01T00:00:00Z: no earlier time can be true */

uint64_t clock_mono_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000 + 1;
}

int64_t clock_wall_s(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec;
}

static uint32_t trust_now(int64_t wall_s)
{
    struct timex timex = {0};

    if (wall_s < CLOCK_WRITTEN_S)
        return CLOCK_UNKNOWN;
    if (adjtimex(&timex) >= 0 && (timex.status & STA_UNSYNC) == 0)
        return CLOCK_TRUSTED;
    return CLOCK_LOCAL;
}

struct moment clock_moment(void)
{
    int64_t wall_s = clock_wall_s();

    return (struct moment){
        .mono_ms = clock_mono_ms(), .wall_s = wall_s, .trust = trust_now(wall_s)};
}

uint64_t clock_next_minute_ms(void)
{
    struct timespec now;
    uint64_t into_ms;

    clock_gettime(CLOCK_REALTIME, &now);
    into_ms = (uint64_t)(now.tv_sec % 60) * 1000 + (uint64_t)now.tv_nsec / 1000000;
    return clock_mono_ms() + 60000 - into_ms;
}

/* The start time is field 22 of proc(5)'s stat, in ticks since boot; the name in field 2 may hold
 * anything, so fields are counted from its last bracket. */
uint64_t clock_process_age_ms(void)
{
    unsigned long long start_ticks = 0;
    struct timespec now;
    char line[1024];
    FILE *file = fopen("/proc/self/stat", "re");
    const char *rest;

    if (file == NULL)
        return 0;
    rest = fgets(line, sizeof(line), file) == NULL ? NULL : strrchr(line, ')');
    fclose(file);
    if (rest == NULL ||
        sscanf(rest,
               ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu",
               &start_ticks) != 1)
        return 0;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000 -
           start_ticks * 1000 / (unsigned long long)sysconf(_SC_CLK_TCK);
}

int clock_wait_ms(uint64_t until_ms, int most_ms)
{
    uint64_t now_ms = clock_mono_ms();

    if (until_ms == 0)
        return most_ms;
    if (until_ms <= now_ms)
        return 0;
    return until_ms - now_ms < (uint64_t)most_ms ? (int)(until_ms - now_ms) : most_ms;
}
