/* The printer's worker, and the paper that comes out of the slot whatever the worker knows. */
#include <string.h>

#include "tests/sim/sim.h"

static void paper_comes_out(struct sim *sim, const void *bytes)
{
    const struct effect *effect = bytes;

    if (sim->person.present && sim->person.epoch == effect->epoch)
        sim->person.seen_paper = true;
    sim_trace(sim, "paper", "OUT", effect->paper.intent, 0);
    sim->totals.papers++;
    sim_fact(sim,
             (struct fact){.kind = FACT_PAPER,
                           .epoch = effect->epoch,
                           .number = effect->paper.intent,
                           .op = effect->paper.op,
                           .data = &effect->paper.paper},
             sizeof(effect->paper.paper));
}

static void mended(struct sim *sim, const void *bytes)
{
    (void)bytes;
    sim->printer.paper_out = sim->printer.cover_open = false;
    sim_tell_device(sim, 0, DEVICE_PRINTER, DEVICE_ONLINE, false);
}

static void come_back(struct sim *sim, const void *bytes)
{
    (void)bytes;
    sim->processes[SIM_PRINTER].lives = true;
    sim->printer.op = sim->printer.held = 0;
    sim_tell_device(sim, 0, DEVICE_PRINTER, DEVICE_ONLINE, true);
}

static void die(struct sim *sim)
{
    sim_kill(sim, SIM_PRINTER);
    sim_tell_device(sim, 5, DEVICE_PRINTER, DEVICE_OFFLINE, false);
    sim_post(sim, SIM_WORLD, sim_between(sim, 300, 4000), come_back, NULL, 0);
}

static void finish(struct sim *sim, uint64_t op, err_t err)
{
    sim->printer.op = 0;
    sim_tell_op(sim, 0, EVENT_PRINTED, op, err);
}

/* ---- the mouth of a presenter ---- */

static void tell_held(struct sim *sim, uint64_t op, enum paper_held held)
{
    struct event event;

    memset(&event, 0, sizeof(event));
    event.kind = EVENT_PAPER;
    event.paper.op = op;
    event.paper.held = held;
    sim->printer.held = held == PAPER_HELD ? op : 0;
    sim_fact(sim, (struct fact){.kind = FACT_HELD, .op = op, .number = held}, 0);
    sim_tell(sim, 0, &event);
}

static void taken(struct sim *sim, const void *bytes)
{
    uint64_t op;

    memcpy(&op, bytes, sizeof(op));
    if (sim->printer.held == op)
        tell_held(sim, op, PAPER_TAKEN);
}

/* The worker's own patience, as firmware/app/device_printer.c has it. */
static void drawn_back(struct sim *sim, const void *bytes)
{
    uint64_t op;

    memcpy(&op, bytes, sizeof(op));
    if (sim->printer.held == op)
        tell_held(sim, op, PAPER_RETRACTED);
}

void printer_retract(struct sim *sim, const void *bytes)
{
    const struct effect *effect = bytes;

    drawn_back(sim, &effect->op_only.op);
}

static void hold_out(struct sim *sim, uint64_t op)
{
    tell_held(sim, op, PAPER_HELD);
    if (!sim_strikes(sim, FAULT_PAPER_LEFT))
        sim_post(sim, SIM_PRINTER, sim_between(sim, 800, 15000), taken, &op, sizeof(op));
    sim_post(sim, SIM_PRINTER, 45000, drawn_back, &op, sizeof(op));
}

static void done(struct sim *sim, const void *bytes)
{
    uint64_t op;

    memcpy(&op, bytes, sizeof(op));
    finish(sim, op, ERR_OK);
    if (sim->printer.has_mouth)
        hold_out(sim, op);
}

static void jammed(struct sim *sim, const void *bytes)
{
    uint64_t op;

    memcpy(&op, bytes, sizeof(op));
    finish(sim, op, ERR_PRINT_UNKNOWN);
}

/* From here on nobody can take it back: the paper comes, unless it jams on its way. */
static void pass(struct sim *sim, const void *bytes)
{
    const struct effect *effect = bytes;
    bool jam = sim_strikes(sim, FAULT_PRINTER_JAM_AFTER);
    uint64_t op = effect->paper.op;

    sim_tell_op(sim, 0, EVENT_PRINT_PASSED, op, ERR_OK);
    if (!jam || random_below(&sim->random, 2) == 0)
        sim_post(sim, SIM_WORLD, 800, paper_comes_out, effect, effect_size_bytes(EFFECT_PRINT));
    if (sim_strikes(sim, FAULT_POWER_CUT_IN_PRINT)) {
        sim_cut_power(sim);
    } else if (sim_strikes(sim, FAULT_PRINTER_DEATH_AFTER)) {
        die(sim);
    } else if (sim_strikes(sim, FAULT_PRINTER_SILENT)) {
        sim->printer.op = 0;
    } else if (jam) {
        sim_post(sim, SIM_PRINTER, 1500, jammed, &op, sizeof(op));
    } else {
        bool late = sim_strikes(sim, FAULT_PRINTER_LATE);
        sim_post(sim, SIM_PRINTER, late ? sim_between(sim, 40000, 90000) : 1500, done, &op,
                 sizeof(op));
    }
}

static bool is_ready(struct sim *sim)
{
    if (sim_strikes(sim, FAULT_PAPER_OUT))
        sim->printer.paper_out = true;
    else if (sim_strikes(sim, FAULT_COVER_OPEN))
        sim->printer.cover_open = true;
    else
        return true;
    sim_tell_device(sim, 50, DEVICE_PRINTER, DEVICE_USER_ERROR, false);
    sim_post(sim, SIM_WORLD, sim_between(sim, 60000, 1200000), mended, NULL, 0);
    return false;
}

void printer_start(struct sim *sim)
{
    sim->processes[SIM_PRINTER].lives = true;
    sim->printer.op = sim->printer.held = 0;
    sim->printer.paper_out = sim->printer.cover_open = false;
    sim_tell_device(sim, 500, DEVICE_PRINTER, DEVICE_ONLINE, true);
}

void printer_effect(struct sim *sim, const void *bytes)
{
    const struct effect *effect = bytes;
    uint64_t op = effect->paper.op;

    if (sim->printer.op != 0) {
        sim_tell_op(sim, 5, EVENT_PRINTED, op, ERR_BUSY);
    } else if (sim->printer.paper_out || sim->printer.cover_open || !is_ready(sim)) {
        sim_tell_op(sim, 100, EVENT_PRINTED, op,
                    sim->printer.paper_out ? ERR_PAPER_OUT : ERR_COVER_OPEN);
    } else if (sim_strikes(sim, FAULT_PRINTER_JAM_BEFORE)) {
        sim_tell_op(sim, 400, EVENT_PRINTED, op, ERR_DEVICE_FAULT);
    } else if (sim_strikes(sim, FAULT_PRINTER_DEATH_BEFORE)) {
        die(sim);
    } else {
        sim->printer.op = op;
        sim_post(sim, SIM_PRINTER, 300, pass, effect, effect_size_bytes(EFFECT_PRINT));
    }
}
