/* C7: when faults stop, the outbox empties within SIM_HEALED_MS and the home screen comes within
 * SIM_HOME_MS; and the core never asks for its deadline for ever at one moment. Nothing may be
 * quarantined either: the simulated platform refuses nothing that is right. */
#include "tests/sim/checks/checks.h"
#include "tests/sim/sim.h"

void c7_check(const struct log *log, struct verdict *verdict)
{
    const struct fact *healed = NULL, *home = NULL, *drained = NULL;

    for (size_t i = 0; i < log->count; i++) {
        const struct fact *fact = &log->facts[i];
        if (fact->kind == FACT_STORM)
            checks_note(verdict, "C7", "the core's deadline stands still", fact);
        if (fact->kind == FACT_HEALED)
            healed = fact;
        if (fact->kind == FACT_HOME)
            home = fact;
        if (fact->kind == FACT_DRAINED)
            drained = fact;
    }
    if (healed == NULL)
        checks_note(verdict, "C7", "the life never came to its healing", healed);
    else if (home == NULL || home->at_ms > healed->at_ms + SIM_HOME_MS)
        checks_note(verdict, "C7", "the home screen does not come back", healed);
    else if (drained == NULL)
        checks_note(verdict, "C7", "the outbox does not empty", healed);
    else if (drained->number > 0)
        checks_note(verdict, "C7", "a good case lies in quarantine", drained);
}
