#include "tests/sim/faults.h"

#include <string.h>

const char *fault_name(enum fault fault)
{
    static const char *const names[FAULT_COUNT] = {
#define FAULT(name, most) #name,
#include "tests/sim/faults.def"
#undef FAULT
    };

    return names[fault];
}

void faults_init(struct faults *faults, uint64_t seed)
{
    static const uint32_t most[FAULT_COUNT] = {
#define FAULT(name, most) most,
#include "tests/sim/faults.def"
#undef FAULT
    };

    memset(faults, 0, sizeof(*faults));
    random_init(&faults->random, seed);
    bool calm = random_below(&faults->random, 16) == 0;
    for (int i = 0; i < FAULT_COUNT; i++) {
        bool present = random_below(&faults->random, 2) == 0;
        uint32_t shift = (uint32_t)random_below(&faults->random, 4);
        faults->chance[i] = present && !calm ? most[i] >> shift : 0;
    }
}

bool faults_strike(struct faults *faults, enum fault fault)
{
    if (faults->healed || faults->chance[fault] == 0)
        return false;
    if (!random_chance(&faults->random, faults->chance[fault]))
        return false;
    faults->struck[fault]++;
    return true;
}
