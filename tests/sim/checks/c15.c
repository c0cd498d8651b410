/* C15: the machine itself. Guide lights are off while nobody is served (the tilt's beep left aside);
 * no device loses its power during a visit, or again within ten minutes; and a paper that the mouth
 * held out when its visit ended is drawn back. */
#include "firmware/core/core.h"
#include "tests/sim/checks/checks.h"
#include "tests/sim/sim.h"

#define GRACE_MS 1000 /* for what is on its way when the home screen comes */

/* Between visits: the home screen that belongs to nobody, until the next view. */
static void check_lights(const struct log *log, size_t home, struct verdict *verdict)
{
    uint64_t until_ms = log->facts[home].at_ms + GRACE_MS, lights = 0;
    bool known = false;

    for (size_t i = 0; i < log->count; i++) {
        const struct fact *fact = &log->facts[i];
        bool ends = fact->kind == FACT_SHOWN || fact->kind == FACT_POWER_CUT ||
                    (fact->kind == FACT_DEATH &&
                     (fact->number == SIM_KIOSK || fact->number == SIM_SIGNALS));

        if (i > home && fact->at_ms > until_ms)
            break;
        if (i > home && ends)
            return;
        if (fact->kind == FACT_LIGHTS) {
            lights = fact->number;
            known = true;
        }
        if (fact->kind == FACT_DEATH && fact->number == SIM_SIGNALS)
            known = false;
    }
    if (known && (lights & ~(uint64_t)LIGHT_BEEP) != 0)
        checks_note(verdict, "C15", "a guide light is on and nobody is served", &log->facts[home]);
}

static void check_power(const struct log *log, const struct fact *power, struct verdict *verdict)
{
    const struct fact *last = NULL;
    uint32_t shown = 0, cleared = 0; /* epochs, which grow within a boot */

    for (const struct fact *at = log->facts; at < power; at++) {
        if (at->boot != power->boot)
            continue;
        if (at->kind == FACT_SHOWN && at->epoch != 0)
            shown = at->epoch;
        if (at->kind == FACT_CLEARED)
            cleared = at->epoch;
        if (at->kind == FACT_POWER && at->number == power->number)
            last = at;
    }
    if (power->epoch != 0 || shown > cleared)
        checks_note(verdict, "C15", "a device lost its power during a visit", power);
    if (last != NULL && power->at_ms < last->at_ms + CORE_MEND_AGAIN_MS)
        checks_note(verdict, "C15", "a device lost its power over and over", power);
}

/* The visit of this CLEAR ended a while after the kiosk had heard that the mouth holds its paper. */
static void check_mouth(const struct log *log, const struct fact *cleared, struct verdict *verdict)
{
    const struct fact *held = NULL;
    uint64_t last_op = 0;
    bool drawn = false;

    for (const struct fact *at = log->facts; at < cleared; at++) {
        const struct fact *asked = NULL;

        if (at->kind == FACT_PRINT)
            last_op = at->op;
        if (at->kind == FACT_HELD && at->number == PAPER_HELD && at->op == last_op)
            asked = log_find_op(log, FACT_PRINT, at->op);
        if (asked != NULL && asked->boot == cleared->boot && asked->epoch == cleared->epoch) {
            held = at;
            drawn = false;
        }
        /* With another page on its way the worker will have drawn back this one. */
        if (at->kind == FACT_BOOT || (at->kind == FACT_DEATH && at->number == SIM_KIOSK) ||
            at->kind == FACT_PRINT || (at->kind == FACT_HELD && at->number != PAPER_HELD))
            held = NULL;
        if (held != NULL && at->kind == FACT_OP && at->number == EFFECT_RETRACT &&
            at->op == held->op)
            drawn = true;
    }
    if (held != NULL && !drawn && cleared->at_ms > held->at_ms + GRACE_MS)
        checks_note(verdict, "C15", "a paper is left in the mouth for the next one", cleared);
}

void c15_check(const struct log *log, struct verdict *verdict)
{
    for (size_t i = 0; i < log->count; i++) {
        const struct fact *fact = &log->facts[i];
        const struct view *view = fact->data;

        if (fact->kind == FACT_SHOWN && fact->epoch == 0 && view->step == STEP_HOME)
            check_lights(log, i, verdict);
        if (fact->kind == FACT_POWER)
            check_power(log, fact, verdict);
        if (fact->kind == FACT_CLEARED)
            check_mouth(log, fact, verdict);
    }
}
