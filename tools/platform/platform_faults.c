#include "tools/platform/platform_faults.h"

#include <stdlib.h>
#include <string.h>

#define SLOW_MS_MAX 60000

void platform_faults_init(struct platform_faults *faults, uint64_t seed)
{
    memset(faults, 0, sizeof(*faults));
    pthread_mutex_init(&faults->lock, NULL);
    random_init(&faults->random, seed);
}

void platform_faults_finish(struct platform_faults *faults)
{
    pthread_mutex_destroy(&faults->lock);
}

static err_t read_switch(const char *value, bool *out)
{
    if (strcmp(value, "on") != 0 && strcmp(value, "off") != 0)
        return ERR_INVALID;
    *out = strcmp(value, "on") == 0;
    return ERR_OK;
}

static err_t read_chance(const char *value, uint32_t *out_per_million)
{
    char *end;
    double chance = strtod(value, &end);

    if (end == value || *end != '\0' || !(chance >= 0 && chance <= 1))
        return ERR_INVALID;
    *out_per_million = (uint32_t)(chance * 1000000 + 0.5);
    return ERR_OK;
}

static err_t read_ms(const char *value, uint32_t *out_ms)
{
    char *end;
    unsigned long ms = strtoul(value, &end, 10);

    if (end == value || *end != '\0' || ms > SLOW_MS_MAX)
        return ERR_INVALID;
    *out_ms = (uint32_t)ms;
    return ERR_OK;
}

err_t platform_faults_set(struct platform_faults *faults, const char *name, const char *value)
{
    err_t err = ERR_INVALID;

    pthread_mutex_lock(&faults->lock);
    if (strcmp(name, "away") == 0)
        err = read_switch(value, &faults->away);
    else if (strcmp(name, "dup") == 0)
        err = read_switch(value, &faults->dup);
    else if (strcmp(name, "slow") == 0)
        err = read_ms(value, &faults->slow_ms);
    else if (strcmp(name, "lose-reply") == 0)
        err = read_chance(value, &faults->lose_reply);
    else if (strcmp(name, "reset") == 0)
        err = read_chance(value, &faults->reset);
    else if (strcmp(name, "lie-200") == 0)
        err = read_chance(value, &faults->lie_200);
    pthread_mutex_unlock(&faults->lock);
    return err;
}

void platform_faults_clear(struct platform_faults *faults)
{
    pthread_mutex_lock(&faults->lock);
    faults->away = faults->dup = false;
    faults->lose_reply = faults->reset = faults->lie_200 = faults->slow_ms = 0;
    pthread_mutex_unlock(&faults->lock);
}

bool platform_faults_is_away(struct platform_faults *faults)
{
    bool away;

    pthread_mutex_lock(&faults->lock);
    away = faults->away;
    pthread_mutex_unlock(&faults->lock);
    return away;
}

struct platform_fate platform_faults_draw(struct platform_faults *faults)
{
    struct platform_fate fate;

    pthread_mutex_lock(&faults->lock);
    fate.away = faults->away;
    fate.dup = faults->dup;
    fate.slow_ms = faults->slow_ms;
    fate.reset = random_chance(&faults->random, faults->reset);
    fate.lie_200 = random_chance(&faults->random, faults->lie_200);
    fate.lose_reply = random_chance(&faults->random, faults->lose_reply);
    pthread_mutex_unlock(&faults->lock);
    return fate;
}
