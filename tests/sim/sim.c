#include "tests/sim/sim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "tests/sim/canary.h"
#include "tests/sim/vfs.h"

#define MESSAGE_BYTES (sizeof(struct store_item) + 512)
#define STORM_STEPS 200

static const char *const process_names[SIM_PROCESS_COUNT] = {
    "world",  "kiosk", "store",   "reader",    "printer", "relay",
    "camera", "pages", "scanner", "smartcard", "locker",  "signals"};

/* ---- the queue: a binary heap by time, then by order of sending ---- */

static bool is_before(const struct sim_message *a, const struct sim_message *b)
{
    return a->at_ms != b->at_ms ? a->at_ms < b->at_ms : a->order < b->order;
}

static void queue_push(struct sim *sim, struct sim_message *message)
{
    if (sim->queue_count == sim->queue_room) {
        sim->queue_room = sim->queue_room == 0 ? 256 : sim->queue_room * 2;
        sim->queue = realloc(sim->queue, sim->queue_room * sizeof(struct sim_message *));
        CHECK(sim->queue != NULL);
    }
    size_t at = sim->queue_count++;
    while (at > 0 && is_before(message, sim->queue[(at - 1) / 2])) {
        sim->queue[at] = sim->queue[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    sim->queue[at] = message;
}

static struct sim_message *queue_pop(struct sim *sim)
{
    struct sim_message *top = sim->queue[0], *last = sim->queue[--sim->queue_count];
    size_t at = 0, child;

    while ((child = 2 * at + 1) < sim->queue_count) {
        if (child + 1 < sim->queue_count && is_before(sim->queue[child + 1], sim->queue[child]))
            child++;
        if (!is_before(sim->queue[child], last))
            break;
        sim->queue[at] = sim->queue[child];
        at = child;
    }
    if (sim->queue_count > 0)
        sim->queue[at] = last;
    return top;
}

static void message_drop(struct sim *sim, struct sim_message *message)
{
    if (sim->spare_count < COUNT_OF(sim->spare))
        sim->spare[sim->spare_count++] = message;
    else
        free(message);
}

void sim_post(struct sim *sim, enum sim_process to, uint64_t delay_ms, sim_handler *handle,
              const void *bytes, size_t size_bytes)
{
    struct sim_message *message;

    CHECK(size_bytes <= MESSAGE_BYTES);
    if (to != SIM_WORLD && !sim->processes[to].lives && to != SIM_KIOSK)
        return;
    message = sim->spare_count > 0 ? sim->spare[--sim->spare_count]
                                   : malloc(sizeof(*message) + MESSAGE_BYTES);
    CHECK(message != NULL);
    message->at_ms = sim->now_ms + delay_ms;
    message->order = ++sim->order;
    message->handle = handle;
    message->process = to;
    message->life = sim->processes[to].life;
    message->size_bytes = (uint32_t)size_bytes;
    if (size_bytes > 0)
        memcpy(message->bytes, bytes, size_bytes);
    queue_push(sim, message);
}

void sim_tell(struct sim *sim, uint64_t delay_ms, const struct event *event)
{
    sim_post(sim, SIM_KIOSK, delay_ms, NULL, event, event_size_bytes((enum event_kind)event->kind));
}

void sim_tell_op(struct sim *sim, uint64_t delay_ms, enum event_kind kind, uint64_t op, err_t err)
{
    struct event event;

    memset(&event, 0, sizeof(event));
    event.kind = kind;
    event.op.op = op;
    event.op.err = err;
    sim_tell(sim, delay_ms, &event);
}

void sim_tell_device(struct sim *sim, uint64_t delay_ms, enum device device,
                     enum device_state state, bool restarted)
{
    struct event event;

    memset(&event, 0, sizeof(event));
    event.kind = EVENT_DEVICE;
    event.device.device = device;
    event.device.state = state;
    event.device.err = state == DEVICE_ONLINE ? ERR_OK : ERR_NO_DEVICE;
    event.device.restarted = restarted;
    event.device.sheets = device == DEVICE_PAGES ? sim->pages.sheets : SHEETS_UNKNOWN;
    sim->devices[device] = state;
    sim_tell(sim, delay_ms, &event);
}

/* ---- helpers ---- */

void sim_fact(struct sim *sim, struct fact fact, size_t size_bytes)
{
    fact.boot = sim->boot;
    fact.at_ms = sim->now_ms;
    log_add(&sim->log, &fact, size_bytes);
}

uint64_t sim_between(struct sim *sim, uint64_t low, uint64_t high)
{
    return low + random_below(&sim->random, high - low + 1);
}

void sim_secret(struct sim *sim, const char *text)
{
    if (text[0] == '\0' || sim->secret_count == SIM_SECRETS_MAX)
        return;
    memcpy(sim->secrets[sim->secret_count++], text, strnlen(text, CASE_ID_BYTES - 1) + 1);
}

bool sim_strikes(struct sim *sim, enum fault fault)
{
    if (!faults_strike(&sim->faults, fault))
        return false;
    sim_trace(sim, "fault", fault_name(fault), 0, 0);
    return true;
}

struct moment sim_moment(const struct sim *sim)
{
    return (struct moment){
        .mono_ms = sim->now_ms - sim->boot_at_ms + 1,
        .wall_s = sim->wall_base_s + (int64_t)(sim->now_ms / 1000),
        .trust = CLOCK_LOCAL,
    };
}

void sim_trace(struct sim *sim, const char *text, const char *name, uint64_t a, uint64_t b)
{
    const uint64_t line[3] = {sim->now_ms, a, b};

    sim->hash = bytes_hash(sim->hash, line, sizeof(line));
    sim->hash = bytes_hash(sim->hash, name, strlen(name));
    if (sim->options.trace)
        printf("%10llu.%03llu  b%u  %-7s %-24s %llx %llx\n",
               (unsigned long long)(sim->now_ms / 1000), (unsigned long long)(sim->now_ms % 1000),
               sim->boot, text, name, (unsigned long long)a, (unsigned long long)b);
}

void sim_kill(struct sim *sim, enum sim_process process)
{
    sim_trace(sim, "death", process_names[process], 0, 0);
    sim->processes[process].lives = false;
    sim->processes[process].life++;
    if (sim->powered)
        sim->totals.deaths++;
    sim_fact(sim, (struct fact){.kind = FACT_DEATH, .number = process}, 0);
}

/* ---- power ---- */

static void power_on(struct sim *sim, const void *bytes)
{
    (void)bytes;
    vfs_power_on();
    sim->powered = true;
    sim->boot_at_ms = sim->now_ms;
    if (!store_host_start(sim)) {
        /* The store died while it opened: the supervisor starts it again. */
        if (sim->powered && !sim->over)
            sim_post(sim, SIM_WORLD, 500, power_on, NULL, 0);
        return;
    }
    sim->booted = true;
    kiosk_boot(sim, store_boot(sim->store));
    reader_start(sim);
    printer_start(sim);
    network_start(sim);
    machine_start(sim);
    voice_start(sim);
    sim_tell_device(sim, 300, DEVICE_STORE, DEVICE_ONLINE, true);
}

void sim_cut_power(struct sim *sim)
{
    sim_trace(sim, "power", "CUT", 0, 0);
    sim->powered = sim->booted = false;
    sim->totals.cuts++;
    sim_fact(sim, (struct fact){.kind = FACT_POWER_CUT}, 0);
    for (int i = SIM_KIOSK; i < SIM_PROCESS_COUNT; i++)
        sim_kill(sim, (enum sim_process)i);
    vfs_stop_now(VFS_POWER_CUT);
    store_close(sim->store);
    sim->store = NULL;
    sim->glass.lit = false;
    person_leave(sim);
    sim_post(sim, SIM_WORLD, sim_between(sim, 5000, 3600000), power_on, NULL, 0);
}

/* ---- a life ---- */

/* What goes wrong by itself while time passes. */
static void weather(struct sim *sim, const void *bytes)
{
    static const int64_t year_s = 31556952;

    (void)bytes;
    if (sim->healed)
        return;
    if (sim_strikes(sim, FAULT_CLOCK_JUMP))
        sim->wall_base_s = 1795300000 - 20 * year_s + (int64_t)sim_between(sim, 0, 40) * year_s;
    if (sim->booted)
        signals_stir(sim);
    if (sim->powered && sim_strikes(sim, FAULT_POWER_CUT))
        sim_cut_power(sim);
    sim_post(sim, SIM_WORLD, sim_between(sim, 1000, 20000), weather, NULL, 0);
}

static void check_healed(struct sim *sim, const void *bytes)
{
    struct store_counts counts;
    uint64_t since_ms = sim->now_ms - sim->healed_ms;

    (void)bytes;
    if (sim->powered && sim->store != NULL && !sim->drained_seen &&
        store_count(sim->store, &counts) == ERR_OK && counts.waiting + counts.in_flight == 0) {
        sim->drained_seen = true;
        sim_fact(sim, (struct fact){.kind = FACT_DRAINED, .number = counts.quarantined}, 0);
    }
    if (sim->glass.lit && !sim->home_seen && sim->glass.view.step == STEP_HOME &&
        sim->core.outer == OUTER_IDLE) {
        sim->home_seen = true;
        sim_fact(sim, (struct fact){.kind = FACT_HOME}, 0);
    }
    if ((sim->drained_seen && sim->home_seen) || since_ms > SIM_HEALED_MS)
        sim->over = true;
    sim_post(sim, SIM_WORLD, 1000, check_healed, NULL, 0);
}

static void heal(struct sim *sim, const void *bytes)
{
    (void)bytes;
    if (!sim->powered || sim->store == NULL) {
        sim_post(sim, SIM_WORLD, 60000, heal, NULL, 0);
        return;
    }
    sim_trace(sim, "world", "HEALED", 0, 0);
    sim->healed = sim->faults.healed = true;
    sim->full = false;
    sim->healed_ms = sim->now_ms;
    vfs_arm(VFS_RUNS, 0);
    voice_heal(sim);
    machine_heal(sim);
    sim_fact(sim, (struct fact){.kind = FACT_HEALED}, 0);
    check_healed(sim, NULL);
}

static void life_watch(struct sim *sim, const void *bytes)
{
    bool all_came = sim->visits >= sim->visits_planned && !sim->person.present;

    (void)bytes;
    if (all_came || sim->now_ms > SIM_LIFE_MS)
        heal(sim, NULL);
    else
        sim_post(sim, SIM_WORLD, 5000, life_watch, NULL, 0);
}

/* Takes the next message: true when it is an event for the kiosk, then in `event`. */
static bool pump(struct sim *sim, struct event *event)
{
    struct sim_message *message = queue_pop(sim);
    bool fresh = message->life == sim->processes[message->process].life;
    bool is_event = false;

    if (message->at_ms > sim->now_ms)
        sim->now_ms = message->at_ms;
    if (!fresh) {
        message_drop(sim, message);
        return false;
    }
    if (message->handle != NULL) {
        message->handle(sim, message->bytes);
    } else if (sim->processes[SIM_KIOSK].lives) {
        memcpy(event, message->bytes, message->size_bytes);
        is_event = true;
    } else if (sim->powered) {
        /* The mailbox outlives its reader: the next kiosk process finds the messages in order. */
        message->at_ms = (sim->resume_ms > sim->now_ms ? sim->resume_ms : sim->now_ms) + 1;
        queue_push(sim, message);
        return false;
    }
    message_drop(sim, message);
    return is_event;
}

static bool deadline_due(struct sim *sim, uint64_t deadline_ms, struct event *out)
{
    uint64_t at_ms = sim->boot_at_ms + deadline_ms - 1;

    if (deadline_ms == 0 || (sim->queue_count > 0 && sim->queue[0]->at_ms <= at_ms))
        return false;
    sim->storm_count = at_ms <= sim->storm_ms ? sim->storm_count + 1 : 0;
    if (at_ms > sim->now_ms)
        sim->now_ms = at_ms;
    sim->storm_ms = sim->now_ms;
    if (sim->storm_count > STORM_STEPS) {
        sim_fact(sim, (struct fact){.kind = FACT_STORM}, 0);
        sim->over = true;
    }
    out->kind = EVENT_DEADLINE;
    return true;
}

bool sim_next(struct sim *sim, uint64_t deadline_ms, struct event *out)
{
    while (!sim->over && sim->processes[SIM_KIOSK].lives && sim->queue_count > 0) {
        if (deadline_due(sim, deadline_ms, out) || pump(sim, out)) {
            out->at = sim_moment(sim);
            return true;
        }
    }
    return false;
}

static void begin(struct sim *sim, const struct sim_options *options)
{
    struct sim_options ours = *options;
    size_t begin_bytes = offsetof(struct sim, options);

    memset((uint8_t *)sim + begin_bytes, 0, sizeof(*sim) - begin_bytes);
    log_clear(&sim->log);
    sim->options = ours;
    random_init(&sim->random, ours.seed);
    faults_init(&sim->faults, ours.seed ^ 0x6661756c7473);
    vfs_format(ours.seed ^ 0x6469736b);
    sim->now_ms = 1;
    sim->wall_base_s = 1795300000;
    sim->visits_planned = (uint32_t)sim_between(sim, 3, SIM_VISITS_MAX);
    sim->hash = BYTES_HASH_START;
    sim->pages.sheets = 20;
    sim->printer.has_mouth = random_below(&sim->random, 2) == 0;
    platform_start(sim);
    kiosk_start(sim);
}

/* Whole ones only: a few digits of a telephone occur in any digest. */
static bool has_canary(const void *bytes, size_t size_bytes)
{
    const char *at = bytes, *end = at + size_bytes, *found;

    while ((found = canary_find(at, (size_t)(end - at))) != NULL) {
        if (canary_owner(found, (size_t)(end - found)) != 0)
            return true;
        at = found + 1;
    }
    return false;
}

static void end(struct sim *sim)
{
    static const char what[] = "the disk holds a citizen's words in clear";

    if (vfs_any(has_canary))
        sim_fact(sim, (struct fact){.kind = FACT_LEAK, .data = what}, sizeof(what));
    sim_kill(sim, SIM_KIOSK);
    vfs_arm(VFS_RUNS, 0);
    store_close(sim->store);
    sim->store = NULL;
    while (sim->queue_count > 0)
        message_drop(sim, queue_pop(sim));
    sim->totals.seeds++;
    sim->totals.visits += sim->visits;
    for (int i = 0; i < FAULT_COUNT; i++)
        sim->totals.faults[i] += sim->faults.struck[i];
}

void sim_run(struct sim *sim, const struct sim_options *options)
{
    struct event event;

    begin(sim, options);
    sim_post(sim, SIM_WORLD, 0, power_on, NULL, 0);
    sim_post(sim, SIM_WORLD, 5000, weather, NULL, 0);
    sim_post(sim, SIM_WORLD, 9000, life_watch, NULL, 0);
    sim_post(sim, SIM_WORLD, 2000, person_come, NULL, 0);
    while (!sim->over && sim->queue_count > 0) {
        if (sim->processes[SIM_KIOSK].lives)
            world_run(&sim->world, &sim->core, &sim->effects);
        else
            pump(sim, &event);
    }
    end(sim);
}

void sim_finish(struct sim *sim)
{
    while (sim->spare_count > 0)
        free(sim->spare[--sim->spare_count]);
    free(sim->queue);
    log_finish(&sim->log);
}
