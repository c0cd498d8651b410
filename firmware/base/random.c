#include "firmware/base/random.h"

void random_init(struct random *random, uint64_t seed)
{
    random->state = seed;
}

uint64_t random_next(struct random *random)
{
    uint64_t z = (random->state += 0x9e3779b97f4a7c15u);

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

uint64_t random_below(struct random *random, uint64_t limit)
{
    return limit == 0 ? 0 : random_next(random) % limit;
}

bool random_chance(struct random *random, uint32_t per_million)
{
    return random_below(random, 1000000) < per_million;
}
