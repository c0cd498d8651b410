/* Every fault of the simulated world, its chance drawn from the seed, its strikes counted. */
#ifndef BANSHI_TESTS_SIM_FAULTS_H
#define BANSHI_TESTS_SIM_FAULTS_H

#include <stdbool.h>
#include <stdint.h>

#include "firmware/base/random.h"

enum fault {
#define FAULT(name, most) FAULT_##name,
#include "tests/sim/faults.def"
#undef FAULT
    FAULT_COUNT
};

struct faults {
    struct random random;
    bool healed; /* nothing strikes any more */
    uint32_t chance[FAULT_COUNT];
    uint64_t struck[FAULT_COUNT];
};

const char *fault_name(enum fault fault);

/* Draws the chances of one life. About one life in sixteen has no faults at all. */
void faults_init(struct faults *faults, uint64_t seed);

/* True when this fault strikes on this occasion; counts it. */
bool faults_strike(struct faults *faults, enum fault fault);

#endif
