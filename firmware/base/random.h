/* Random numbers from a seed: the same seed, the same numbers, on every machine. For simulation and
 * jitter, never for keys (those come from trust). The caller owns the state. Source: S. Vigna,
 * SplitMix64 (public domain reference, prng.di.unimi.it). */
#ifndef BANSHI_BASE_RANDOM_H
#define BANSHI_BASE_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct random {
    uint64_t state;
};

void random_init(struct random *random, uint64_t seed);
uint64_t random_next(struct random *random);

/* 0 to limit - 1; 0 when limit is 0. */
uint64_t random_below(struct random *random, uint64_t limit);

/* True `per_million` times in a million. */
bool random_chance(struct random *random, uint32_t per_million);

#endif
