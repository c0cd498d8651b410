/* The locker's guard: the product's judgement (services/pickup/guard.c) on facts that come here as
 * they come to its process: the platform's assignment by way of the real store, the card by way of
 * the reader, the claim from the real ledger, the doors from the world. What the kiosk says is only
 * the wish. As firmware/app/locker.c has it: claimed once, fired once, and after its death whatever
 * was claimed is unknown until a sensor tells. */
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "tests/sim/sim.h"
#include "tests/sim/vfs.h"

#define STORE_MS 3000

/* A message between guard and store, either way. */
struct note {
    uint64_t op, intent;
    err_t err;
    uint32_t state; /* SETTLE: enum intent_state; REPORT: enum store_locker_event_kind */
    uint32_t size_bytes;
    struct store_opening opening;
    char assignment[CASE_ID_BYTES];
    uint8_t bytes[STORE_ASSIGNMENT_BYTES_MAX];
};

/* ---- at the store ---- */

static void reply_assignment(struct sim *sim, const void *bytes);
static void reply_claim(struct sim *sim, const void *bytes);

static void asked(struct sim *sim, const void *bytes)
{
    static struct note answer;
    const struct note *wish = bytes;
    size_t size_bytes = 0;

    if (sim->store == NULL)
        return;
    memset(&answer, 0, sizeof(answer));
    answer.op = wish->op;
    answer.err = store_assignment_get(sim->store, wish->assignment, answer.bytes, &size_bytes);
    answer.size_bytes = (uint32_t)size_bytes;
    if (store_host_survived(sim))
        sim_post(sim, SIM_LOCKER, sim_between(sim, 1, 10), reply_assignment, &answer,
                 sizeof(answer));
}

/* Somebody else tries for what is taken: it must never be given out again. */
static void claim_as_rival(struct sim *sim, uint64_t intent)
{
    struct store_opening opening;
    uint64_t op = UINT64_C(1) << 62 | ++sim->rivals;

    if (sim->store == NULL || intent == 0 || !sim_strikes(sim, FAULT_RIVAL_CLAIM))
        return;
    err_t err = store_opening_claim(sim->store, op, intent, &opening);
    sim_trace(sim, "store", "RIVAL_OPENING", intent, err);
    if (err == ERR_OK && vfs_stopped() == VFS_RUNS)
        sim_fact(sim, (struct fact){.kind = FACT_CLAIMED, .op = op, .number = intent}, 0);
}

static void claimed(struct sim *sim, const void *bytes)
{
    static struct note answer;
    const struct note *wish = bytes;

    if (sim->store == NULL)
        return;
    memset(&answer, 0, sizeof(answer));
    answer.op = wish->op;
    answer.intent = wish->intent;
    store_host_risk(sim);
    answer.err = store_opening_claim(sim->store, wish->op, wish->intent, &answer.opening);
    sim_trace(sim, "store", "CLAIM_OPENING", wish->intent, answer.err);
    if (!store_host_survived(sim))
        return;
    if (answer.err == ERR_OK)
        sim_fact(sim, (struct fact){.kind = FACT_CLAIMED, .op = wish->op, .number = wish->intent},
                 0);
    claim_as_rival(sim, wish->intent);
    if (!store_host_survived(sim))
        return;
    answer.state = store_boot(sim->store);
    sim_post(sim, SIM_LOCKER,
             sim_strikes(sim, FAULT_STORE_SLOW) ? sim_between(sim, 2000, 9000)
                                                : sim_between(sim, 1, 20),
             reply_claim, &answer, sizeof(answer));
}

static void settled(struct sim *sim, const void *bytes)
{
    const struct note *word = bytes;

    if (sim->store == NULL)
        return;
    store_host_risk(sim);
    err_t err = store_intent_settle(sim->store, word->intent, (enum intent_state)word->state);
    sim_trace(sim, "store", "SETTLE_OPENING", word->intent << 8 | word->state, err);
    (void)store_host_survived(sim);
}

static void reported(struct sim *sim, const void *bytes)
{
    const struct note *word = bytes;
    const struct sim_parcel *parcel = locker_parcel(sim, word->assignment);
    struct moment now = sim_moment(sim);

    if (sim->store == NULL || parcel == NULL)
        return;
    const struct store_locker_event event = {.kind = word->state,
                                             .cell = parcel->assignment.cell,
                                             .assignment = word->assignment,
                                             .at = &now};
    store_host_risk(sim);
    err_t err = store_assignment_report(sim->store, &event);
    sim_trace(sim, "store", "REPORT", word->state, err);
    if (store_host_survived(sim))
        network_kick(sim, 5);
}

/* ---- the guard's words ---- */

static void say(struct sim *sim, sim_handler *handle, const struct note *word)
{
    sim_post(sim, SIM_STORE, 1, handle, word, offsetof(struct note, bytes));
}

static void settle(struct sim *sim, uint64_t intent, enum intent_state state)
{
    const struct note word = {.intent = intent, .state = state};

    say(sim, settled, &word);
}

static void report(struct sim *sim, enum store_locker_event_kind kind)
{
    struct note word = {.state = kind};

    memcpy(word.assignment, sim->locker.facts.assignment.id, CASE_ID_BYTES);
    say(sim, reported, &word);
}

static void end(struct sim *sim, err_t err, enum door_state door)
{
    struct event event;

    memset(&event, 0, sizeof(event));
    event.kind = EVENT_LOCKER_OPENED;
    event.locker_opened.op = sim->locker.wish.op;
    event.locker_opened.err = err;
    event.locker_opened.door = door;
    sim->locker.stage = GUARD_RESTS;
    memset(&sim->locker.wish, 0, sizeof(sim->locker.wish));
    if (!sim_strikes(sim, FAULT_LOCKER_SILENT))
        sim_tell(sim, 1, &event);
}

static void refuse(struct sim *sim, enum guard_reason reason)
{
    sim_trace(sim, "guard", guard_reason_name(reason), 0, 0);
    if (reason == GUARD_CODE_WRONG)
        guard_note_wrong(&sim->locker.facts.tries, sim_moment(sim).mono_ms);
    if (reason == GUARD_CELL_EMPTY)
        report(sim, STORE_LOCKER_EMPTY_ON_OPEN);
    else if (reason == GUARD_TOO_LATE)
        report(sim, STORE_LOCKER_EXPIRED);
    else if (reason == GUARD_OTHER_PERSON || reason == GUARD_TOO_MANY_TRIES)
        report(sim, STORE_LOCKER_REFUSED);
    end(sim, guard_err(reason), DOOR_UNKNOWN);
}

/* ---- the pulse ---- */

static void note_fired(struct sim *sim)
{
    const struct sim_locker *locker = &sim->locker;
    const struct sim_parcel *parcel = locker_parcel(sim, locker->wish.assignment);
    struct firing firing = {.cell = locker->facts.assignment.cell};

    memcpy(firing.assignment, locker->wish.assignment, CASE_ID_BYTES);
    firing.owner = parcel == NULL ? 0 : parcel->person;
    sim_fact(sim,
             (struct fact){.kind = FACT_FIRED,
                           .epoch = locker->wish.epoch,
                           .number = locker->wish.intent,
                           .op = locker->wish.op,
                           .data = &firing},
             sizeof(firing));
}

static void confirm(struct sim *sim, uint64_t intent)
{
    settle(sim, intent, INTENT_CONFIRMED);
    report(sim, sim->locker.facts.assignment.purpose == LOCKER_PICKUP ? STORE_LOCKER_PICKUP
                                                                      : STORE_LOCKER_DEPOSIT);
}

/* What the pulse does to the world, and what the sensors say of it. */
static err_t pulse(struct sim *sim)
{
    uint8_t cell = sim->locker.facts.assignment.cell;

    if (sim_strikes(sim, FAULT_DOOR_STUCK))
        return ERR_DOOR_STUCK;
    if (sim_strikes(sim, FAULT_DOOR_OTHER)) {
        locker_door_opens(sim, (uint8_t)(cell % SIM_CELLS + 1));
        return ERR_DOOR_OTHER;
    }
    if (sim_strikes(sim, FAULT_DOOR_UNSEEN)) {
        if (random_below(&sim->random, 2) == 0)
            locker_door_opens(sim, cell);
        return ERR_DOOR_UNKNOWN;
    }
    locker_door_opens(sim, cell);
    return ERR_OK;
}

static void fire(struct sim *sim)
{
    uint64_t intent = sim->locker.wish.intent;
    err_t err;

    if (sim_strikes(sim, FAULT_LOCKER_DEATH_BEFORE)) {
        machine_die(sim, SIM_LOCKER);
        return;
    }
    settle(sim, intent, INTENT_PASSED);
    sim_tell_op(sim, 0, EVENT_LOCKER_PASSED, sim->locker.wish.op, ERR_OK);
    note_fired(sim);
    err = pulse(sim);
    if (sim_strikes(sim, FAULT_POWER_CUT_IN_FIRE)) {
        sim_cut_power(sim);
        return;
    }
    if (sim_strikes(sim, FAULT_LOCKER_DEATH_AFTER)) {
        machine_die(sim, SIM_LOCKER);
        return;
    }
    if (err == ERR_OK)
        confirm(sim, intent);
    else
        settle(sim, intent, INTENT_UNKNOWN);
    if (err == ERR_DOOR_STUCK)
        settle(sim, intent, INTENT_VOID);
    if (err == ERR_DOOR_OTHER) {
        sim->locker.facts.is_locked_out = true;
        report(sim, STORE_LOCKER_DOOR_FORCED);
        sim_tell_device(sim, 2, DEVICE_LOCKER, DEVICE_HARDWARE_ERROR, false);
    }
    end(sim, err, err == ERR_OK ? DOOR_OPEN : err == ERR_DOOR_STUCK ? DOOR_CLOSED : DOOR_UNKNOWN);
}

/* ---- one opening ---- */

static void out_of_time(struct sim *sim, const void *bytes)
{
    uint64_t op;

    memcpy(&op, bytes, sizeof(op));
    if (sim->locker.stage != GUARD_RESTS && sim->locker.wish.op == op)
        end(sim, ERR_BUSY, DOOR_UNKNOWN);
}

void locker_effect(struct sim *sim, const void *bytes)
{
    const struct effect *effect = bytes;
    const struct effect_locker_open *wish = &effect->locker_open;
    struct sim_locker *locker = &sim->locker;
    struct note word = {.op = wish->op};

    if (locker->stage != GUARD_RESTS && locker->wish.op == wish->op)
        return;
    if (sim_strikes(sim, FAULT_LOCKER_DEATH)) {
        machine_die(sim, SIM_LOCKER);
        return;
    }
    locker->wish = *wish;
    locker->facts.kiosk_id = "sim-1";
    locker->facts.door_count = SIM_CELLS;
    locker->facts.wished = locker->wish.assignment;
    locker->facts.code = locker->wish.code;
    locker->facts.epoch = wish->epoch;
    memset(&locker->facts.intent, 0, sizeof(locker->facts.intent));
    locker->stage = GUARD_ASKS;
    memcpy(word.assignment, wish->assignment, CASE_ID_BYTES);
    say(sim, asked, &word);
    sim_post(sim, SIM_LOCKER, STORE_MS, out_of_time, &wish->op, sizeof(wish->op));
}

static void reply_assignment(struct sim *sim, const void *bytes)
{
    const struct note *word = bytes;
    struct guard_facts *facts = &sim->locker.facts;
    struct note claim = {.op = word->op, .intent = sim->locker.wish.intent};
    enum guard_reason reason;

    if (sim->locker.stage != GUARD_ASKS || word->op != sim->locker.wish.op)
        return;
    memset(&facts->assignment, 0, sizeof(facts->assignment));
    facts->assignment_err = word->err;
    if (word->err == ERR_OK && word->size_bytes == sizeof(facts->assignment))
        memcpy(&facts->assignment, word->bytes, sizeof(facts->assignment));
    facts->now = sim_moment(sim);
    reason = word->err == ERR_STATE ? GUARD_NOT_READY : guard_permit(facts);
    if (reason != GUARD_OPEN) {
        refuse(sim, reason);
        return;
    }
    sim->locker.stage = GUARD_CLAIMS;
    say(sim, claimed, &claim);
}

static void take_world(struct sim *sim)
{
    uint8_t cell = sim->locker.facts.assignment.cell;
    bool seen = machine_is_well(sim, DEVICE_LOCKER) && cell <= SIM_CELLS;

    sim->locker.facts.door = seen ? sim->locker.door[cell] : DOOR_UNKNOWN;
    sim->locker.facts.item = seen ? sim->locker.item[cell] : GUARD_ITEM_UNKNOWN;
}

static void reply_claim(struct sim *sim, const void *bytes)
{
    const struct note *word = bytes;
    struct guard_facts *facts = &sim->locker.facts;
    enum guard_reason reason;

    if (sim->locker.stage != GUARD_CLAIMS || word->op != sim->locker.wish.op) {
        if (word->err == ERR_OK)
            settle(sim, word->intent, INTENT_VOID);
        return;
    }
    facts->intent =
        (struct guard_intent){.kind = INTENT_OPEN,
                              .state = word->err == ERR_OK ? word->opening.state : INTENT_NONE,
                              .boot = word->opening.boot,
                              .boot_now = word->state,
                              .saved_ms = word->opening.saved_ms};
    memcpy(facts->intent.assignment, word->opening.assignment, CASE_ID_BYTES);
    take_world(sim);
    facts->now = sim_moment(sim);
    if (guard_decide(facts, &reason) == ERR_OK && machine_is_well(sim, DEVICE_LOCKER)) {
        fire(sim);
        return;
    }
    if (word->err == ERR_OK)
        settle(sim, word->intent, INTENT_VOID);
    if (reason == GUARD_OPEN)
        end(sim, ERR_NO_DEVICE, DOOR_UNKNOWN);
    else
        refuse(sim, reason);
}

/* ---- the card, the end of a visit, a new guard ---- */

void locker_identify(struct sim *sim, uint32_t epoch, const char *number)
{
    struct guard_identity *identity = &sim->locker.facts.identity;

    if (!sim->processes[SIM_LOCKER].lives)
        return;
    memset(identity, 0, sizeof(*identity));
    identity->epoch = epoch;
    identity->mono_ms = sim_moment(sim).mono_ms;
    memcpy(identity->number, number, sizeof(identity->number));
}

void locker_clear(struct sim *sim, const void *bytes)
{
    (void)bytes;
    memset(&sim->locker.facts.identity, 0, sizeof(sim->locker.facts.identity));
    memset(&sim->locker.wish, 0, sizeof(sim->locker.wish));
    sim->locker.stage = GUARD_RESTS;
}

void locker_begin_life(struct sim *sim)
{
    memset(&sim->locker.facts, 0, sizeof(sim->locker.facts));
    locker_clear(sim, NULL);
    for (int cell = 1; cell <= SIM_CELLS; cell++)
        if (sim->locker.door[cell] == DOOR_UNKNOWN)
            sim->locker.door[cell] = DOOR_CLOSED;
}

/* One whose guard died, perhaps in the middle of the pulse: the sensors may still tell. */
static void look_at_lost(struct sim *sim, const struct store_opening *opening)
{
    const struct sim_parcel *parcel = locker_parcel(sim, opening->assignment);
    struct guard_facts *facts = &sim->locker.facts;

    if (parcel == NULL || sim->locker.stage != GUARD_RESTS)
        return;
    facts->assignment = parcel->assignment;
    take_world(sim);
    if (facts->door == DOOR_OPEN)
        confirm(sim, opening->intent);
    else if (facts->door == DOOR_CLOSED && facts->assignment.purpose == LOCKER_PICKUP &&
             facts->item == GUARD_ITEM_OCCUPIED)
        settle(sim, opening->intent, INTENT_VOID);
}

static void met(struct sim *sim, const void *bytes)
{
    struct store_opening opening = {0};

    (void)bytes;
    if (sim->store == NULL)
        return;
    store_host_risk(sim);
    err_t err = store_opening_lost(sim->store, NULL);
    if (!store_host_survived(sim))
        return;
    while (err == ERR_OK) {
        err = store_opening_unknown(sim->store, opening.intent, &opening);
        if (err == ERR_OK)
            look_at_lost(sim, &opening);
    }
    if (err != ERR_NOT_FOUND)
        sim_trace(sim, "guard", "MET", err, 0);
}

void locker_met(struct sim *sim)
{
    sim_post(sim, SIM_STORE, 20, met, NULL, 0);
}
