#include "firmware/core/core.h"

#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/core/step.h"

void core_init(struct core *core)
{
    memset(core, 0, sizeof(*core));
    core->outer = OUTER_STARTING;
}

static void set_outer(struct core *core, enum outer outer)
{
    if (core->outer == (uint32_t)outer)
        return;
    if (core->outer == OUTER_OUT_OF_SERVICE)
        memset(&core->session, 0, sizeof(core->session));
    core->outer = outer;
    session_new_screen(core);
}

static bool is_offered(const struct core *core)
{
    for (uint32_t i = 0; i < core->catalogue.count; i++)
        if (device_missing(core, core->catalogue.items[i].needs) == DEVICE_COUNT)
            return true;
    return false;
}

/* Between visits: a waiting catalogue is taken, and the door is open only while at least one matter
 * can be done from its first step to its last. */
static void rest(struct core *core, struct effects *out)
{
    if (core->outer != OUTER_IDLE && core->outer != OUTER_OUT_OF_SERVICE)
        return;
    if (core->catalogue_ready != 0) {
        effects_push(core, out, EFFECT_CATALOGUE_SWITCH)->version.version = core->catalogue_ready;
        core->catalogue_ready = 0;
    }
    set_outer(core, is_offered(core) && !signal_is_on(core, SIGNAL_MAINS_LOST)
                        ? OUTER_IDLE
                        : OUTER_OUT_OF_SERVICE);
}

static void device_event(struct core *core, const struct event *event, struct effects *out)
{
    const struct event_device *news = &event->device;
    struct device_belief *belief;

    if (news->device >= DEVICE_COUNT)
        return;
    belief = &core->devices[news->device];
    if (belief->state != news->state || belief->err != news->err)
        effects_report(core, out, REPORT_DEVICE_CHANGED, (enum device)news->device, news->err);
    belief->state = news->state;
    belief->consumable = news->consumable;
    belief->err = news->err;
    belief->sheets = news->sheets;
    mend_note(core, (enum device)news->device);
}

static void catalogue_event(struct core *core, const struct event *event)
{
    if (event->catalogue.count <= CATALOGUE_ITEMS_MAX)
        core->catalogue = event->catalogue;
}

static void clear_ask(struct core *core, struct effects *out)
{
    wait_begin(core, &core->clear_wait, EFFECT_CLEAR, CORE_CLEAR_MS);
    effects_push(core, out, EFFECT_CLEAR)->op_only.op = core->clear_wait.op;
}

static void clearing_event(struct core *core, const struct event *event, struct effects *out)
{
    bool taken = event->kind != EVENT_BUSY || !wait_is(&core->clear_wait, event->op.op);

    if (event->kind == EVENT_CLEARED && wait_is(&core->clear_wait, event->op.op)) {
        wait_end(&core->clear_wait);
    } else if (event->kind == EVENT_RESUMED && core->clear_wait.op != 0) {
        clear_ask(core, out);
    } else if (!taken) {
        core->clear_wait.deadline_ms = core->now.mono_ms + CORE_BUSY_MS;
    } else if (wait_is_over(core, &core->clear_wait)) {
        effects_report(core, out, REPORT_CLEAR_LATE, DEVICE_COUNT, ERR_TIMEOUT);
        clear_ask(core, out);
    }
    if (core->clear_wait.op == 0 && !paper_is_late(core)) {
#ifdef MUTANT_MODES_STAY /* planted for `make mutants` only: the next visit sees as the last did */
        struct session last = core->session;
#endif
        memset(&core->session, 0, sizeof(core->session));
#ifdef MUTANT_MODES_STAY
        core->session.modes = last.modes;
#endif
        set_outer(core, OUTER_IDLE);
    }
}

/* A session begins with the first touch, whatever it is. */
static void idle_event(struct core *core, const struct event *event, struct effects *out)
{
    if (event->kind != EVENT_TOUCHED || event->touched.serial != core->serial)
        return;
    session_begin(core, out);
    session_event(core, event, out);
}

/* How the screen is seen and heard can be changed here too; it is forgotten when nobody touches. */
static void out_event(struct core *core, const struct event *event, struct effects *out)
{
    struct session *session = &core->session;

    if (event->kind == EVENT_TOUCHED && event->touched.serial == core->serial) {
        session->touched_ms = core->now.mono_ms;
        if (core->now.mono_ms < session->screen_since_ms + CORE_TOUCH_GUARD_MS)
            return;
        if (!senses_touched(core, &event->touched.action) && session->sheet != SHEET_NONE)
            sheet_touched(core, &event->touched.action, out);
    } else if (session->touched_ms != 0 &&
               core->now.mono_ms >= session->touched_ms + CORE_IDLE_ELDER_MS) {
        memset(session, 0, sizeof(*session));
        session_new_screen(core);
    }
}

static void started(struct core *core, const struct event_started *news)
{
    core->boot = news->boot;
    core->start_until_ms = core->now.mono_ms + CORE_START_MS;
    memcpy(core->site, news->site, sizeof(core->site));
    core->site[sizeof(core->site) - 1] = '\0';
    memcpy(core->code, news->code, sizeof(core->code));
    core->code[sizeof(core->code) - 1] = '\0';
    core->near_count = news->near_count < PLACES_MAX ? news->near_count : PLACES_MAX;
    memcpy(core->near, news->near, sizeof(core->near));
    for (uint32_t i = 0; i < PLACES_MAX; i++)
        for (uint32_t j = 0; j < LANGUAGE_COUNT; j++)
            core->near[i].name[j][63] = core->near[i].hours[j][63] = '\0';
    set_outer(core, OUTER_OUT_OF_SERVICE);
}

static void outer_event(struct core *core, const struct event *event, struct effects *out)
{
    switch ((enum outer)core->outer) {
    case OUTER_STARTING:
        if (event->kind == EVENT_STARTED)
            started(core, &event->started);
        break;
    case OUTER_OUT_OF_SERVICE:
        out_event(core, event, out);
        break;
    case OUTER_IDLE:
        idle_event(core, event, out);
        break;
    case OUTER_SESSION:
        session_event(core, event, out);
        break;
    case OUTER_CLEARING:
        clearing_event(core, event, out);
        break;
    }
}

static void show(struct core *core, const struct event *event, struct effects *out)
{
    struct effect *effect = effects_push(core, out, EFFECT_SHOW);
    uint64_t hash;

    compose_view(core, &effect->view);
    hash = bytes_hash(BYTES_HASH_START, &effect->view, sizeof(effect->view));
    if (hash == core->view_hash && event->kind != EVENT_RESUMED && event->kind != EVENT_CATALOGUE) {
        bytes_wipe(&effect->view, sizeof(effect->view));
        out->count--;
        return;
    }
    core->view_hash = hash;
}

void core_step(struct core *core, const struct event *event, struct effects *out)
{
    out->count = 0;
    if (event->at.mono_ms >= core->now.mono_ms)
        core->now = event->at;
    if (event->kind == EVENT_DEVICE)
        device_event(core, event, out);
    else if (event->kind == EVENT_VOICE)
        senses_event(core, &event->voice, out);
    else if (event->kind == EVENT_LOCKER_DOOR)
        locker_watch(core, &event->locker_door, out);
    else if (event->kind == EVENT_SIGNALS)
        signals_event(core, &event->signals, out);
    else if (event->kind == EVENT_CATALOGUE)
        catalogue_event(core, event);
    else if (event->kind == EVENT_CATALOGUE_READY && event->ready.version > core->catalogue.version)
        core->catalogue_ready = event->ready.version;
    paper_late_event(core, event, out);
    outer_event(core, event, out);
    rest(core, out);
    lights_step(core, event, out);
    mend_step(core, out);
    show(core, event, out);
}

uint64_t core_deadline(const struct core *core)
{
    uint64_t deadline = wait_earlier(paper_late_deadline(core), mend_deadline(core));

    if (core->outer == OUTER_CLEARING)
        deadline = wait_earlier(deadline, core->clear_wait.deadline_ms);
    if (core->outer == OUTER_SESSION)
        deadline = wait_earlier(deadline, session_deadline(core));
    if (core->outer == OUTER_OUT_OF_SERVICE && core->session.touched_ms != 0)
        deadline = wait_earlier(deadline, core->session.touched_ms + CORE_IDLE_ELDER_MS);
    if (core->outer == OUTER_OUT_OF_SERVICE && core->now.mono_ms < core->start_until_ms)
        deadline = wait_earlier(deadline, core->start_until_ms);
    return deadline;
}

uint64_t core_hash(const struct core *core)
{
    return bytes_hash(BYTES_HASH_START, core, sizeof(*core));
}
