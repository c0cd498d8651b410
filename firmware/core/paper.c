/* A paper's way through the ledger: saved, claimed, printed, settled. It runs beside the step on the
 * glass, and a paper whose fate is not known is asked about, never silently printed again. There are
 * two of them in a visit, the receipt and the certificate, each with a printer of its own. */
#include "firmware/core/step.h"

#include <string.h>

static const struct printing {
    enum device device;
    enum effect_kind print;
    enum event_kind passed, printed;
    uint32_t limit_ms;
} PRINTINGS[PAPER_KIND_COUNT] = {
    [PAPER_RECEIPT] = {DEVICE_PRINTER, EFFECT_PRINT, EVENT_PRINT_PASSED, EVENT_PRINTED,
                       CORE_PRINT_MS},
    [PAPER_CERTIFICATE] = {DEVICE_PAGES, EFFECT_PAGES, EVENT_PAGES_PASSED, EVENT_PAGES_PRINTED,
                           CORE_PAGES_MS},
};

static struct paper_job *job_of(struct core *core, enum paper_kind kind)
{
    return &core->session.papers[kind];
}

bool paper_is_moving(const struct session *session)
{
    for (int kind = 0; kind < PAPER_KIND_COUNT; kind++) {
        uint8_t state = session->papers[kind].state;

        if (state == PAPER_WAITING || state == PAPER_SAVING || state == PAPER_CLAIMING ||
            state == PAPER_PRINTING)
            return true;
    }
    return session->status_wait.op != 0;
}

static void set_state(struct core *core, enum paper_kind kind, enum paper_state state)
{
    job_of(core, kind)->state = (uint8_t)state;
    core->session.touched_ms = core->now.mono_ms;
    if (state == PAPER_DONE || state == PAPER_NOTHING || state == PAPER_UNKNOWN)
        session_new_screen(core);
}

static void settle(struct core *core, struct effects *out, enum paper_kind kind,
                   enum intent_state state)
{
    struct effect *effect = effects_push(core, out, EFFECT_INTENT_SETTLE);

    effect->intent_ref.intent = job_of(core, kind)->intent;
    effect->intent_ref.state = state;
}

static void ask_save(struct core *core, struct effects *out, enum paper_kind kind)
{
    struct effect *effect = effects_push(core, out, EFFECT_INTENT_SAVE);

    effect->intent_save.op = job_of(core, kind)->wait.op;
    effect->intent_save.kind = INTENT_PRINT;
    memcpy(effect->intent_save.case_id, core->session.case_id, CASE_ID_BYTES);
}

static void ask_claim(struct core *core, struct effects *out, enum paper_kind kind)
{
    struct effect *effect = effects_push(core, out, EFFECT_INTENT_CLAIM);

    effect->intent_ref.op = job_of(core, kind)->wait.op;
    effect->intent_ref.intent = job_of(core, kind)->intent;
    effect->intent_ref.state = INTENT_CLAIMED;
}

/* A worker that is being replaced and a plug that was put back are there again in a moment; paper, a
 * cover or a jam are somebody's to put right. */
static bool comes_back(const struct core *core, enum paper_kind kind)
{
    uint32_t state = core->devices[PRINTINGS[kind].device].state;

    return state != DEVICE_USER_ERROR && state != DEVICE_HARDWARE_ERROR;
}

static void await_printer(struct core *core, enum paper_kind kind)
{
    struct paper_job *job = job_of(core, kind);

    wait_end(&job->wait);
    if (job->tries >= CORE_PAPERS_MAX || !comes_back(core, kind)) {
        set_state(core, kind, PAPER_NOTHING);
        return;
    }
    set_state(core, kind, PAPER_WAITING);
    wait_begin(core, &job->wait, PRINTINGS[kind].print, CORE_PRINTER_BACK_MS);
}

void paper_begin(struct core *core, enum paper_kind kind, struct effects *out)
{
    struct paper_job *job = job_of(core, kind);

    if (!device_is_online(core, PRINTINGS[kind].device) || job->tries >= CORE_PAPERS_MAX) {
        await_printer(core, kind);
        return;
    }
    job->tries++;
    job->passed = 0;
    job->held = 0;
    job->intent = 0;
    set_state(core, kind, PAPER_SAVING);
    wait_begin(core, &job->wait, EFFECT_INTENT_SAVE, CORE_STORE_MS);
    ask_save(core, out, kind);
}

static void print(struct core *core, struct effects *out, enum paper_kind kind)
{
    struct paper_job *job = job_of(core, kind);
    uint32_t limit_ms = PRINTINGS[kind].limit_ms;
    struct effect *effect;

    set_state(core, kind, PAPER_PRINTING);
    wait_begin(core, &job->wait, PRINTINGS[kind].print, limit_ms);
    effect = effects_push(core, out, PRINTINGS[kind].print);
    if (kind == PAPER_RECEIPT) {
        effect->paper.op = job->op = job->wait.op;
        effect->paper.intent = job->intent;
        effect->paper.limit_ms = limit_ms - CORE_STATUS_MS;
        paper_fill(core, &effect->paper.paper);
    } else {
        effect->pages.op = job->op = job->wait.op;
        effect->pages.intent = job->intent;
        effect->pages.limit_ms = limit_ms - CORE_STATUS_MS;
        effect->pages.certificate = core->session.certificate;
    }
}

/* ---- answers ---- */

static void finish(struct core *core, struct effects *out, enum paper_kind kind,
                   enum intent_state state)
{
    settle(core, out, kind, state);
    wait_end(&job_of(core, kind)->wait);
    if (state == INTENT_UNKNOWN)
        effects_report(core, out, REPORT_PRINT_UNKNOWN, PRINTINGS[kind].device, ERR_PRINT_UNKNOWN);
    set_state(core, kind,
              state == INTENT_CONFIRMED ? PAPER_DONE
              : state == INTENT_VOID    ? PAPER_NOTHING
                                        : PAPER_UNKNOWN);
#ifdef MUTANT_CERTIFICATE_AGAIN /* planted for `make mutants` only: unknown, so print once more */
    if (kind == PAPER_CERTIFICATE && state == INTENT_UNKNOWN)
        paper_begin(core, kind, out);
#endif
}

static void give_up(struct core *core, struct effects *out, enum paper_kind kind)
{
    if (job_of(core, kind)->intent != 0)
        settle(core, out, kind, INTENT_VOID);
    wait_end(&job_of(core, kind)->wait);
    set_state(core, kind, PAPER_NOTHING);
}

static void intent_event(struct core *core, const struct event_intent *news, enum paper_kind kind,
                         struct effects *out)
{
    struct paper_job *job = job_of(core, kind);

    if (!wait_is(&job->wait, news->op))
        return;
    if (news->err != ERR_OK) {
        give_up(core, out, kind);
        if (news->err == ERR_STATE) /* the store was reborn and voided it: nothing was printed */
            paper_begin(core, kind, out);
    } else if (job->state == PAPER_SAVING) {
        job->intent = news->intent;
        job->state = PAPER_CLAIMING;
        wait_begin(core, &job->wait, EFFECT_INTENT_CLAIM, CORE_STORE_MS);
        ask_claim(core, out, kind);
    } else if (job->state == PAPER_CLAIMING) {
        print(core, out, kind);
    }
}

static bool is_printing(const struct paper_job *job, const struct event_op *news)
{
    return job->state == PAPER_PRINTING && wait_is(&job->wait, news->op);
}

static void printed(struct core *core, const struct event_op *news, enum paper_kind kind,
                    struct effects *out)
{
    const struct paper_job *job = job_of(core, kind);

    if (!is_printing(job, news))
        return;
    if (news->err == ERR_OK)
        finish(core, out, kind, INTENT_CONFIRMED);
    else if (!job->passed && err_world(news->err) == ERR_WORLD_NOTHING)
        finish(core, out, kind, INTENT_VOID);
    else
        finish(core, out, kind, INTENT_UNKNOWN);
}

static void passed(struct core *core, const struct event_op *news, enum paper_kind kind,
                   struct effects *out)
{
    struct paper_job *job = job_of(core, kind);

    if (!is_printing(job, news))
        return;
    job->passed = 1;
    settle(core, out, kind, INTENT_PASSED);
}

/* Asking the store again is harmless: the same op is saved and claimed once. */
static void ask_again(struct core *core, enum paper_kind kind, struct effects *out)
{
    struct paper_job *job = job_of(core, kind);

    if (job->wait.tries >= CORE_STORE_TRIES) {
        give_up(core, out, kind);
        return;
    }
    job->wait.tries++;
    job->wait.deadline_ms = core->now.mono_ms + CORE_STORE_MS;
    if (job->state == PAPER_SAVING)
        ask_save(core, out, kind);
    else
        ask_claim(core, out, kind);
}

static void timer(struct core *core, enum paper_kind kind, struct effects *out)
{
    struct paper_job *job = job_of(core, kind);

    if (!wait_is_over(core, &job->wait))
        return;
    if (job->state == PAPER_PRINTING) {
        finish(core, out, kind, INTENT_UNKNOWN);
    } else if (job->state != PAPER_WAITING) {
        ask_again(core, kind, out);
    } else if (device_is_online(core, PRINTINGS[kind].device)) {
        paper_begin(core, kind, out);
    } else {
        wait_end(&job->wait);
        set_state(core, kind, PAPER_NOTHING);
    }
}

static void busy(struct core *core, const struct event_op *news, enum paper_kind kind,
                 struct effects *out)
{
    struct paper_job *job = job_of(core, kind);

    if (!wait_is(&job->wait, news->op))
        return;
    if (job->state == PAPER_PRINTING) { /* it never reached the printer's worker */
        settle(core, out, kind, INTENT_VOID);
        await_printer(core, kind);
    } else {
        job->wait.deadline_ms = core->now.mono_ms + CORE_BUSY_MS;
    }
}

static bool is_asking(const struct paper_job *job)
{
    return job->state == PAPER_SAVING || job->state == PAPER_CLAIMING;
}

static void device_changed(struct core *core, const struct event_device *news, enum paper_kind kind,
                           struct effects *out)
{
    const struct paper_job *job = job_of(core, kind);
    bool is_its = news->device == PRINTINGS[kind].device;

    if (is_its && news->restarted && job->state == PAPER_PRINTING)
        finish(core, out, kind, INTENT_UNKNOWN);
    else if (is_its && job->state == PAPER_WAITING && news->state == DEVICE_ONLINE)
        paper_begin(core, kind, out);
    else if (is_its && job->state == PAPER_WAITING && !comes_back(core, kind))
        await_printer(core, kind);
    else if (news->device == DEVICE_STORE && news->state == DEVICE_ONLINE && is_asking(job))
        ask_again(core, kind, out);
}

static void resumed(struct core *core, enum paper_kind kind, struct effects *out)
{
    if (is_asking(job_of(core, kind)))
        ask_again(core, kind, out);
#ifdef MUTANT_PRINT_AGAIN_ON_RESUME /* planted for `make mutants` only: twice, silently */
    else if (job_of(core, kind)->state == PAPER_PRINTING)
        print(core, out, kind);
#endif
}

/* A presenter's word counts for the paper that was printed last, while it may still be there. */
static void held(struct core *core, const struct event_paper *news)
{
    struct paper_job *job = job_of(core, PAPER_RECEIPT);

    if (job->op == 0 || news->op != job->op)
        return;
    job->held = news->held == PAPER_HELD;
    if (job->held)
        core->session.touched_ms = core->now.mono_ms;
}

static void job_event(struct core *core, const struct event *event, enum paper_kind kind,
                      struct effects *out)
{
    if (event->kind == EVENT_INTENT)
        intent_event(core, &event->intent, kind, out);
    else if (event->kind == (uint32_t)PRINTINGS[kind].passed)
        passed(core, &event->op, kind, out);
    else if (event->kind == (uint32_t)PRINTINGS[kind].printed)
        printed(core, &event->op, kind, out);
    else if (event->kind == EVENT_DEADLINE)
        timer(core, kind, out);
    else if (event->kind == EVENT_BUSY)
        busy(core, &event->op, kind, out);
    else if (event->kind == EVENT_DEVICE)
        device_changed(core, &event->device, kind, out);
    else if (event->kind == EVENT_RESUMED)
        resumed(core, kind, out);
}

void paper_event(struct core *core, const struct event *event, struct effects *out)
{
    if (event->kind == EVENT_PAPER)
        held(core, &event->paper);
    for (int kind = 0; kind < PAPER_KIND_COUNT; kind++)
        job_event(core, event, (enum paper_kind)kind, out);
}

void paper_came_out(struct core *core, enum paper_kind kind, struct effects *out)
{
    settle(core, out, kind, INTENT_CONFIRMED);
    set_state(core, kind, PAPER_DONE);
}

void paper_did_not(struct core *core, enum paper_kind kind, struct effects *out)
{
    settle(core, out, kind, INTENT_VOID);
    paper_begin(core, kind, out);
}

uint64_t paper_deadline(const struct session *session)
{
    return wait_earlier(session->papers[PAPER_RECEIPT].wait.deadline_ms,
                        session->papers[PAPER_CERTIFICATE].wait.deadline_ms);
}

/* ---- papers whose citizen has gone ---- */

void paper_leave(struct core *core, struct effects *out)
{
    for (int kind = 0; kind < PAPER_KIND_COUNT; kind++) {
        struct paper_job *job = job_of(core, (enum paper_kind)kind);

        if (job->state == PAPER_PRINTING) {
            core->late[kind] = (struct late_paper){job->wait, job->intent};
        } else if (job->state == PAPER_CLAIMING) {
            settle(core, out, (enum paper_kind)kind, INTENT_VOID);
#ifdef MUTANT_PAPER_STAYS /* planted for `make mutants` only: the next one finds it */
        } else if (job->held && job->tries == 0) {
#else
        } else if (job->held) { /* nobody else may find it */
#endif
            effects_push(core, out, EFFECT_RETRACT)->op_only.op = job->op;
            effects_report(core, out, REPORT_PAPER_LEFT, PRINTINGS[kind].device, ERR_NOT_TAKEN);
        }
    }
}

/* Its outcome still goes into the ledger. */
static void late_event(struct core *core, const struct event *event, enum paper_kind kind,
                       struct effects *out)
{
    const struct printing *printing = &PRINTINGS[kind];
    struct late_paper *late = &core->late[kind];
    enum intent_state state = INTENT_UNKNOWN;
    struct effect *effect;
    bool lost = event->kind == EVENT_DEVICE && event->device.device == printing->device &&
                event->device.restarted != 0;

    if (late->wait.op == 0)
        return;
    if (event->kind == (uint32_t)printing->printed && wait_is(&late->wait, event->op.op)) {
        if (event->op.err == ERR_OK)
            state = INTENT_CONFIRMED;
    } else if (event->kind == EVENT_BUSY && wait_is(&late->wait, event->op.op)) {
        state = INTENT_VOID;
    } else if (!lost && !wait_is_over(core, &late->wait)) {
        return;
    }
    effect = effects_push(core, out, EFFECT_INTENT_SETTLE);
    effect->intent_ref.intent = late->intent;
    effect->intent_ref.state = state;
    if (state == INTENT_UNKNOWN)
        effects_report(core, out, REPORT_PRINT_UNKNOWN, printing->device, event->op.err);
    *late = (struct late_paper){0};
}

void paper_late_event(struct core *core, const struct event *event, struct effects *out)
{
    for (int kind = 0; kind < PAPER_KIND_COUNT; kind++)
        late_event(core, event, (enum paper_kind)kind, out);
}

bool paper_is_late(const struct core *core)
{
    return paper_late_deadline(core) != 0;
}

uint64_t paper_late_deadline(const struct core *core)
{
    return wait_earlier(core->late[PAPER_RECEIPT].wait.deadline_ms,
                        core->late[PAPER_CERTIFICATE].wait.deadline_ms);
}
