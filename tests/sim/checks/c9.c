/* C9: the version of the catalogue held or in use never goes down, not within a boot and not over
 * boots. */
#include "tests/sim/checks/checks.h"

void c9_check(const struct log *log, struct verdict *verdict)
{
    uint64_t highest = 0;

    for (size_t i = 0; i < log->count; i++) {
        const struct fact *fact = &log->facts[i];
        if (fact->kind != FACT_CATALOGUE)
            continue;
        if (fact->number < highest)
            checks_note(verdict, "C9", "an older catalogue took the place of a newer one", fact);
        highest = fact->number > highest ? fact->number : highest;
    }
}
