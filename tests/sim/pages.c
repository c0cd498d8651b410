/* The A4 printer's worker, and the sheets that come out whatever the worker knows. */
#include <string.h>

#include "tests/sim/sim.h"

#define SHEETS_FULL 40

static void sheets_come_out(struct sim *sim, const void *bytes)
{
    const struct effect *effect = bytes;

    if (sim->person.present && sim->person.epoch == effect->epoch)
        sim->person.seen_pages = true;
    sim_trace(sim, "sheets", "OUT", effect->pages.intent, 0);
    sim->totals.certificates++;
    sim_fact(sim,
             (struct fact){.kind = FACT_SHEETS,
                           .epoch = effect->epoch,
                           .number = effect->pages.intent,
                           .op = effect->pages.op},
             0);
}

static void finish(struct sim *sim, uint64_t op, err_t err)
{
    sim->pages.op = 0;
    sim_tell_op(sim, 0, EVENT_PAGES_PRINTED, op, err);
}

static void done(struct sim *sim, const void *bytes)
{
    uint64_t op;

    memcpy(&op, bytes, sizeof(op));
    finish(sim, op, ERR_OK);
    sim_tell_device(sim, 1, DEVICE_PAGES, DEVICE_ONLINE, false); /* fewer sheets */
}

static void jammed(struct sim *sim, const void *bytes)
{
    uint64_t op;

    memcpy(&op, bytes, sizeof(op));
    finish(sim, op, random_below(&sim->random, 2) == 0 ? ERR_PAPER_JAM : ERR_PAPER_OUT);
}

static void pass(struct sim *sim, const void *bytes)
{
    const struct effect *effect = bytes;
    bool jam = sim_strikes(sim, FAULT_PAGES_JAM_AFTER);
    uint64_t op = effect->pages.op;

    sim_tell_op(sim, 0, EVENT_PAGES_PASSED, op, ERR_OK);
    sim->pages.sheets = sim->pages.sheets > 2 ? sim->pages.sheets - 2 : 0;
    if (!jam || random_below(&sim->random, 2) == 0)
        sim_post(sim, SIM_WORLD, 4000, sheets_come_out, effect, effect_size_bytes(EFFECT_PAGES));
    if (sim_strikes(sim, FAULT_POWER_CUT_IN_PRINT)) {
        sim_cut_power(sim);
    } else if (sim_strikes(sim, FAULT_PAGES_DEATH_AFTER)) {
        machine_die(sim, SIM_PAGES);
    } else if (sim_strikes(sim, FAULT_PAGES_SILENT)) {
        sim->pages.op = 0;
    } else {
        bool late = sim_strikes(sim, FAULT_PAGES_LATE);
        sim_post(sim, SIM_PAGES, late ? sim_between(sim, 90000, 200000) : 6000, jam ? jammed : done,
                 &op, sizeof(op));
    }
}

static void filled(struct sim *sim, const void *bytes)
{
    (void)bytes;
    sim->pages.sheets = SHEETS_FULL;
    if (sim->processes[SIM_PAGES].lives && machine_is_well(sim, DEVICE_PAGES))
        sim_tell_device(sim, 0, DEVICE_PAGES, DEVICE_ONLINE, false);
}

void pages_effect(struct sim *sim, const void *bytes)
{
    const struct effect *effect = bytes;
    uint64_t op = effect->pages.op;

    if (sim->pages.op != 0 || !machine_is_well(sim, DEVICE_PAGES)) {
        sim_tell_op(sim, 5, EVENT_PAGES_PRINTED, op, sim->pages.op != 0 ? ERR_BUSY : ERR_NO_DEVICE);
    } else if (sim->pages.sheets == 0 || sim_strikes(sim, FAULT_PAGES_OUT)) {
        sim->pages.sheets = 0;
        sim_tell_op(sim, 100, EVENT_PAGES_PRINTED, op, ERR_PAPER_OUT);
        sim_tell_device(sim, 120, DEVICE_PAGES, DEVICE_USER_ERROR, false);
        sim_post(sim, SIM_WORLD, sim_between(sim, 20000, 900000), filled, NULL, 0);
    } else if (sim_strikes(sim, FAULT_PAGES_JAM_BEFORE)) {
        sim_tell_op(sim, 400, EVENT_PAGES_PRINTED, op, ERR_COVER_OPEN);
    } else if (sim_strikes(sim, FAULT_PAGES_DEATH_BEFORE)) {
        machine_die(sim, SIM_PAGES);
    } else {
        sim->pages.op = op;
        sim_post(sim, SIM_PAGES, 900, pass, effect, effect_size_bytes(EFFECT_PAGES));
    }
}
