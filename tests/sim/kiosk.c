/* The kiosk process in the simulated world: the real loop (world_run) over the real core, the
 * glass, the kept state, and the deaths between a step and its effects. */
#include <stdio.h>
#include <string.h>

#include "firmware/base/check.h"
#include "tests/sim/canary.h"
#include "tests/sim/sim.h"

static bool next(struct world *world, uint64_t deadline_ms, struct event *out)
{
    struct sim *sim = (struct sim *)world;

    if (!sim_next(sim, deadline_ms, out))
        return false;
    sim->totals.events++;
    sim_trace(sim, "event", event_name((enum event_kind)out->kind), event_answers(out),
              out->kind == EVENT_TOUCHED
                  ? (uint64_t)out->touched.action.kind << 16 | out->touched.action.arg
                  : 0);
    if (event_answers(out) != 0)
        memcpy(&sim->answers[out->kind], out, event_size_bytes((enum event_kind)out->kind));
    if (sim_strikes(sim, FAULT_KIOSK_DEATH_BEFORE_KEEP)) {
        kiosk_die(sim);
        return false;
    }
    return true;
}

/* From the moment a visit ends no byte of the state may still know its citizen. */
static void scan(struct sim *sim, const struct core *core)
{
    static const char what[] = "the core knows a citizen after his visit";
    static const char thing[] = "the core keeps a picture, a door or a paper of a visit";

    if (core->outer == OUTER_SESSION) {
        if (sim->secret_epoch != core->epoch)
            sim->secret_count = 0;
        sim->secret_epoch = core->epoch;
        return;
    }
    if (canary_find(core, sizeof(*core)) != NULL)
        sim_fact(sim, (struct fact){.kind = FACT_LEAK, .data = what}, sizeof(what));
    for (uint32_t i = 0; i < sim->secret_count; i++)
        if (memmem(core, sizeof(*core), sim->secrets[i], strlen(sim->secrets[i])) != NULL)
            sim_fact(sim, (struct fact){.kind = FACT_LEAK, .data = thing}, sizeof(thing));
}

static void keep(struct world *world, const struct core *core)
{
    struct sim *sim = (struct sim *)world;

    sim->kept = *core;
    scan(sim, core);
    sim->effects_left = -1;
    if (sim_strikes(sim, FAULT_KIOSK_DEATH_IN_EFFECTS))
        sim->effects_left = (int)random_below(&sim->random, 4);
}

static void show(struct sim *sim, const struct effect *effect)
{
    struct sim_glass *glass = &sim->glass;
    const struct view *view = &effect->view;
    bool same = glass->lit && glass->view.step == view->step && glass->view.sheet == view->sheet;

    glass->old_view = glass->view;
    glass->old_epoch = glass->epoch;
    glass->view = *view;
    glass->epoch = effect->epoch;
    glass->lit = true;
    glass->shown_ms = sim->now_ms;
    if (!same)
        glass->screen_ms = sim->now_ms;
    sim_fact(sim, (struct fact){.kind = FACT_SHOWN, .epoch = effect->epoch, .data = view},
             sizeof(*view));
    voice_see(sim);
    camera_see(sim);
    person_see(sim);
}

static void switch_catalogue(struct sim *sim, uint64_t delay_ms)
{
    struct store_catalogue held;
    struct event event;

    if (sim->store == NULL || store_catalogue_get(sim->store, &held) != ERR_OK)
        return;
    memset(&event, 0, sizeof(event));
    event.kind = EVENT_CATALOGUE;
    services_items(&event.catalogue, held.version);
    sim_fact(sim, (struct fact){.kind = FACT_CATALOGUE, .number = held.version}, 0);
    sim_tell(sim, delay_ms, &event);
}

static void load_service(struct sim *sim, const struct effect *effect)
{
    struct event event;

    memset(&event, 0, sizeof(event));
    event.kind = EVENT_SERVICE;
    event.service.op = effect->service_load.op;
    if (effect->service_load.index < SERVICES_COUNT)
        services_build(effect->service_load.index, effect->service_load.version,
                       &event.service.service);
    else
        event.service.err = ERR_NOT_FOUND;
    sim_tell(sim, 1, &event);
}

/* Some of the services fit whatever was written; now and then the answer comes too late. */
static void search(struct sim *sim, const struct effect *effect)
{
    uint64_t delay_ms = sim_between(sim, 1, 20);
    struct event event;

    if (sim_strikes(sim, FAULT_FOUND_NEVER))
        return;
    if (sim_strikes(sim, FAULT_FOUND_LATE))
        delay_ms = sim_between(sim, 100, 6000);
    memset(&event, 0, sizeof(event));
    event.kind = EVENT_FOUND;
    event.found.op = effect->search.op;
    event.found.count = (uint32_t)sim_between(sim, 0, SERVICES_COUNT);
    for (uint32_t i = 0; i < event.found.count; i++)
        event.found.items[i] = (uint32_t)sim_between(sim, 0, SERVICES_COUNT);
    sim_tell(sim, delay_ms, &event);
}

static void purge(struct sim *sim, const void *bytes)
{
    struct moment now = sim_moment(sim);

    (void)bytes;
    if (sim->store == NULL)
        return;
    store_host_risk(sim);
    err_t err = store_purge(sim->store, &now, NULL);
    sim_trace(sim, "store", "PURGE", err, 0);
    (void)store_host_survived(sim);
}

/* What is held now will be in use after the next start. */
static void note_held(struct sim *sim)
{
    struct store_catalogue held;

    if (store_catalogue_get(sim->store, &held) == ERR_OK)
        sim_fact(sim, (struct fact){.kind = FACT_CATALOGUE, .number = held.version}, 0);
}

/* Now and then the platform publishes, or somebody offers an old catalogue as new. */
static void offer_catalogue(struct sim *sim, const void *bytes)
{
    char text[32];
    uint32_t version = sim->platform.published;
    struct event event;

    (void)bytes;
    if (sim_strikes(sim, FAULT_CATALOGUE_UPGRADE))
        version = ++sim->platform.published;
    else if (sim_strikes(sim, FAULT_CATALOGUE_DOWNGRADE) && version > 1)
        version = (uint32_t)sim_between(sim, 1, version - 1);
    else
        return;
    if (sim->store == NULL)
        return;
    int length = snprintf(text, sizeof(text), "catalogue %u", version);
    struct store_catalogue offer = {version, "\"e\"", text, (size_t)length, "signed", 6};
    store_host_risk(sim);
    err_t err = store_catalogue_put(sim->store, &offer);
    sim_trace(sim, "store", "CATALOGUE_PUT", version, err);
    if (!store_host_survived(sim) || err != ERR_OK)
        return;
    note_held(sim);
    memset(&event, 0, sizeof(event));
    event.kind = EVENT_CATALOGUE_READY;
    event.ready.version = version;
    sim_tell(sim, 1, &event);
}

static void clear(struct sim *sim, const struct effect *effect)
{
    bool late = sim_strikes(sim, FAULT_CLEAR_LATE);

    sim_fact(sim, (struct fact){.kind = FACT_CLEARED, .epoch = effect->epoch}, 0);
    sim_tell_op(sim, late ? sim_between(sim, 2500, 9000) : 40, EVENT_CLEARED, effect->op_only.op,
                ERR_OK);
    sim->camera.shot_bytes = 0;
    sim->camera.op = sim->scanner.op = sim->smartcard.op = 0;
    sim_post(sim, SIM_LOCKER, 4, locker_clear, NULL, 0);
    sim_post(sim, SIM_STORE, 4, store_host_clear, NULL, 0);
    sim_post(sim, SIM_SIGNALS, 4, signals_clear, NULL, 0);
    sim_post(sim, SIM_STORE, 200, purge, NULL, 0);
    sim_post(sim, SIM_STORE, 300, offer_catalogue, NULL, 0);
}

static void note_op(struct sim *sim, const struct effect *effect)
{
    uint64_t op = 0;
    struct fact fact = {.kind = FACT_OP, .epoch = effect->epoch, .number = effect->kind};

    switch ((enum effect_kind)effect->kind) {
    case EFFECT_CASE_SAVE:
        op = effect->draft.op;
        sim_fact(sim,
                 (struct fact){.kind = FACT_CASE_SAVE,
                               .epoch = effect->epoch,
                               .op = op,
                               .data = &effect->draft.draft},
                 sizeof(effect->draft.draft));
        break;
    case EFFECT_PRINT:
        op = effect->paper.op;
        sim_fact(sim,
                 (struct fact){.kind = FACT_PRINT,
                               .epoch = effect->epoch,
                               .op = op,
                               .number = effect->paper.intent,
                               .data = &effect->paper.paper},
                 sizeof(effect->paper.paper));
        break;
    case EFFECT_PAGES:
        op = effect->pages.op;
        sim_fact(sim,
                 (struct fact){.kind = FACT_PAGES,
                               .epoch = effect->epoch,
                               .op = op,
                               .number = effect->pages.intent,
                               .data = &effect->pages.certificate},
                 sizeof(effect->pages.certificate));
        break;
    case EFFECT_DETACH:
        sim_fact(
            sim,
            (struct fact){.kind = FACT_DETACH, .epoch = effect->epoch, .data = effect->detach.id},
            CASE_ID_BYTES);
        return;
    case EFFECT_POWER_CYCLE:
        sim_fact(sim,
                 (struct fact){
                     .kind = FACT_POWER, .epoch = effect->epoch, .number = effect->power.device},
                 0);
        return;
    case EFFECT_INTENT_SETTLE:
        sim_fact(sim,
                 (struct fact){.kind = FACT_SETTLED,
                               .epoch = effect->epoch,
                               .number = effect->intent_ref.intent,
                               .err = effect->intent_ref.state},
                 0);
        return;
    case EFFECT_CARD_READ:
    case EFFECT_CARD_CANCEL:
    case EFFECT_SEARCH:
    case EFFECT_CASE_FIND:
    case EFFECT_CASE_STATUS:
    case EFFECT_INTENT_SAVE:
    case EFFECT_INTENT_CLAIM:
    case EFFECT_RATE:
    case EFFECT_CLEAR:
    case EFFECT_CAPTURE:
    case EFFECT_ATTACH:
    case EFFECT_SCAN:
    case EFFECT_SCAN_CANCEL:
    case EFFECT_SOCIAL_READ:
    case EFFECT_SOCIAL_CANCEL:
    case EFFECT_DOCUMENT_GET:
    case EFFECT_RETRACT:
    case EFFECT_LOCKER_FIND:
    case EFFECT_LOCKER_OPEN:
    case EFFECT_SERVICE_LOAD:
        op = effect->op_only.op; /* the first member of each of these */
        break;
    case EFFECT_NONE:
    case EFFECT_SHOW:
    case EFFECT_CATALOGUE_SWITCH:
    case EFFECT_REPORT:
    case EFFECT_LIGHTS:
    case EFFECT_COUNT:
        return;
    }
    fact.op = op;
    sim_fact(sim, fact, 0);
}

/* The answer to an older question of this kind comes again, while the new one waits for its own. */
static void repeat_answer(struct sim *sim, enum effect_kind asked)
{
    static const enum event_kind kinds[EFFECT_COUNT] = {
        [EFFECT_SERVICE_LOAD] = EVENT_SERVICE,
        [EFFECT_CARD_READ] = EVENT_CARD,
        [EFFECT_CASE_SAVE] = EVENT_CASE_SAVED,
        [EFFECT_CASE_STATUS] = EVENT_CASE_STATUS,
        [EFFECT_INTENT_SAVE] = EVENT_INTENT,
        [EFFECT_INTENT_CLAIM] = EVENT_INTENT,
        [EFFECT_PRINT] = EVENT_PRINTED,
        [EFFECT_CLEAR] = EVENT_CLEARED,
        [EFFECT_SEARCH] = EVENT_FOUND,
        [EFFECT_CASE_FIND] = EVENT_CASE_FOUND,
        [EFFECT_CAPTURE] = EVENT_CAPTURED,
        [EFFECT_ATTACH] = EVENT_ATTACHED,
        [EFFECT_SCAN] = EVENT_SCANNED,
        [EFFECT_SOCIAL_READ] = EVENT_CARD,
        [EFFECT_DOCUMENT_GET] = EVENT_DOCUMENT,
        [EFFECT_PAGES] = EVENT_PAGES_PRINTED,
        [EFFECT_LOCKER_FIND] = EVENT_LOCKER_FOUND,
        [EFFECT_LOCKER_OPEN] = EVENT_LOCKER_OPENED,
    };
    const struct event *old = &sim->answers[kinds[asked]];

    if (old->kind != EVENT_NONE && sim_strikes(sim, FAULT_ANSWER_REPEATED))
        sim_tell(sim, sim_between(sim, 0, 1500), old);
}

static void perform_here(struct sim *sim, const struct effect *effect)
{
    switch ((enum effect_kind)effect->kind) {
    case EFFECT_SHOW:
        show(sim, effect);
        break;
    case EFFECT_CATALOGUE_SWITCH:
        switch_catalogue(sim, 5);
        break;
    case EFFECT_SERVICE_LOAD:
        load_service(sim, effect);
        break;
    case EFFECT_CLEAR:
        clear(sim, effect);
        break;
    case EFFECT_SEARCH:
        search(sim, effect);
        break;
    case EFFECT_CASE_FIND:
    case EFFECT_CARD_READ:
    case EFFECT_CARD_CANCEL:
    case EFFECT_CASE_SAVE:
    case EFFECT_CASE_STATUS:
    case EFFECT_INTENT_SAVE:
    case EFFECT_INTENT_CLAIM:
    case EFFECT_INTENT_SETTLE:
    case EFFECT_PRINT:
    case EFFECT_RATE:
    case EFFECT_REPORT:
    case EFFECT_CAPTURE:
    case EFFECT_ATTACH:
    case EFFECT_SCAN:
    case EFFECT_SCAN_CANCEL:
    case EFFECT_SOCIAL_READ:
    case EFFECT_SOCIAL_CANCEL:
    case EFFECT_DOCUMENT_GET:
    case EFFECT_PAGES:
    case EFFECT_RETRACT:
    case EFFECT_LOCKER_FIND:
    case EFFECT_LOCKER_OPEN:
    case EFFECT_DETACH:
    case EFFECT_LIGHTS:
    case EFFECT_POWER_CYCLE:
    case EFFECT_NONE:
    case EFFECT_COUNT:
        break;
    }
}

static void send(struct sim *sim, enum sim_process to, sim_handler *handle,
                 const struct effect *effect)
{
    bool waits = effect->kind != EFFECT_INTENT_SETTLE && effect->kind != EFFECT_DETACH &&
                 effect->kind != EFFECT_LIGHTS && effect->kind != EFFECT_POWER_CYCLE;

    if (sim_strikes(sim, FAULT_MAILBOX_FULL)) {
        if (waits)
            sim_tell_op(sim, 0, EVENT_BUSY, effect->op_only.op, ERR_BUSY);
    } else if (effect->kind == EFFECT_ATTACH) {
        store_host_attach(sim, effect);
    } else {
        sim_post(sim, to, sim_between(sim, 0, 3), handle, effect,
                 effect_size_bytes((enum effect_kind)effect->kind));
    }
}

static sim_handler *relay_handler(enum effect_kind kind)
{
    if (kind == EFFECT_DOCUMENT_GET)
        return network_document;
    return kind == EFFECT_CASE_FIND ? network_find : network_effect;
}

static void perform(struct world *world, const struct effect *effect)
{
    struct sim *sim = (struct sim *)world;

    if (!sim->processes[SIM_KIOSK].lives)
        return;
    if (sim->effects_left >= 0 && sim->effects_left-- == 0) {
        kiosk_die(sim);
        return;
    }
    sim_trace(sim, "effect", effect_name((enum effect_kind)effect->kind),
              effect->kind == EFFECT_SHOW ? effect->view.step : effect->op_only.op, effect->epoch);
    note_op(sim, effect);
    repeat_answer(sim, (enum effect_kind)effect->kind);
    switch (effect_destination((enum effect_kind)effect->kind)) {
    case TO_GLASS:
    case TO_WORLD:
        perform_here(sim, effect);
        break;
    case TO_READER:
        send(sim, SIM_READER, reader_effect, effect);
        break;
    case TO_PRINTER:
        send(sim, SIM_PRINTER, effect->kind == EFFECT_RETRACT ? printer_retract : printer_effect,
             effect);
        break;
    case TO_STORE:
        send(sim, SIM_STORE, store_host_effect, effect);
        break;
    case TO_RELAY:
        send(sim, SIM_RELAY, relay_handler((enum effect_kind)effect->kind), effect);
        break;
    case TO_CAMERA:
        send(sim, SIM_CAMERA, camera_effect, effect);
        break;
    case TO_PAGES:
        send(sim, SIM_PAGES, pages_effect, effect);
        break;
    case TO_SCANNER:
        send(sim, SIM_SCANNER, scanner_effect, effect);
        break;
    case TO_SMARTCARD:
        send(sim, SIM_SMARTCARD, smartcard_effect, effect);
        break;
    case TO_LOCKER:
        send(sim, SIM_LOCKER, locker_effect, effect);
        break;
    case TO_SIGNALS:
        send(sim, SIM_SIGNALS, signals_effect, effect);
        break;
    }
}

void kiosk_start(struct sim *sim)
{
    sim->world = (struct world){.next = next, .keep = keep, .perform = perform};
}

static void tell_started(struct sim *sim, uint64_t delay_ms)
{
    struct event event;

    memset(&event, 0, sizeof(event));
    event.kind = EVENT_STARTED;
    event.started.boot = sim->boot;
    memcpy(event.started.site, "Linfen", 7);
    memcpy(event.started.code, "LF", 3);
    sim_tell(sim, delay_ms, &event);
}

void kiosk_boot(struct sim *sim, uint32_t boot)
{
    sim->boot = boot;
    sim->effects_left = -1;
    sim->processes[SIM_KIOSK].lives = true;
    sim_fact(sim, (struct fact){.kind = FACT_BOOT, .number = boot}, 0);
    core_init(&sim->core);
    sim->kept = sim->core;
    tell_started(sim, 100);
    switch_catalogue(sim, 150);
}

static void resume(struct sim *sim, const void *bytes)
{
    struct event event;

    (void)bytes;
    if (!sim->powered)
        return;
    sim->core = sim->kept;
    sim->effects_left = -1;
    sim->processes[SIM_KIOSK].lives = true;
    memset(&event, 0, sizeof(event));
    event.kind = EVENT_RESUMED;
    sim_tell(sim, 0, &event);
    /* What happened in between was perhaps told to the dead: the world says it again. */
    if (sim->kept.outer == OUTER_STARTING)
        tell_started(sim, 1);
    switch_catalogue(sim, 1);
    voice_say_again(sim);
    signals_say_again(sim);
    for (int i = 0; i < DEVICE_COUNT; i++)
        sim_tell_device(sim, 2, (enum device)i, (enum device_state)sim->devices[i], false);
}

void kiosk_die(struct sim *sim)
{
    uint32_t life = sim->processes[SIM_KIOSK].life;

    sim_kill(sim, SIM_KIOSK);
    if (!sim_strikes(sim, FAULT_MAILBOX_LOST))
        sim->processes[SIM_KIOSK].life = life;
    sim->glass.lit = false;
    sim->camera.shot_bytes = 0;
    uint64_t delay_ms = sim_between(sim, 200, 2500);
    sim->resume_ms = sim->now_ms + delay_ms;
    sim_post(sim, SIM_WORLD, delay_ms, resume, NULL, 0);
}
