/* Submit: the draft becomes a case in the store, once, whatever is asked how often: every try
 * carries the same op. Only the store's word that it is durable lets the visit go on; then the
 * platform has a while to answer, so that most citizens leave with its own receipt. */
#include "firmware/core/step.h"

#include <string.h>

static void save(struct core *core, struct effects *out)
{
    struct effect *effect = effects_push(core, out, EFFECT_CASE_SAVE);

    effect->draft.op = core->session.wait.op;
    answers_draft(core, &effect->draft.draft);
    core->session.wait.deadline_ms = core->now.mono_ms + CORE_STORE_MS;
}

static void enter(struct core *core, struct effects *out)
{
    core->session.progress = PROGRESS_SAVING;
    core->session.failed = WORD_NONE;
    core->session.confirmed_language = core->session.language;
    wait_begin(core, &core->session.wait, EFFECT_CASE_SAVE, CORE_STORE_MS);
    save(core, out);
#ifdef MUTANT_ACCEPT_BEFORE_COMMIT /* planted for `make mutants` only: a promise before the disk   \
                                    */
    memcpy(core->session.number, "LF0000000000", 13);
    session_advance(core, out);
#endif
}

static void fail(struct core *core, err_t err, struct effects *out)
{
    core->session.failed = WORD_SUBMIT_FAILED;
    core->session.wait.deadline_ms = 0;
    session_new_screen(core);
    core->session.touched_ms = core->now.mono_ms;
    effects_report(core, out, REPORT_CASE_NOT_SAVED, DEVICE_STORE, err);
}

static void saved(struct core *core, const struct event_case_saved *saved, struct effects *out)
{
    struct session *session = &core->session;

    if (!wait_is(&session->wait, saved->op) || session->progress >= PROGRESS_SAVED)
        return;
    if (saved->err == ERR_NOT_FOUND && session_lose_materials(core, out))
        return;
    if (saved->err != ERR_OK) {
        if (session->failed == WORD_NONE)
            fail(core, saved->err, out);
        return;
    }
    session->failed = WORD_NONE;
    session->progress = PROGRESS_SAVED;
    memcpy(session->case_id, saved->case_id, sizeof(session->case_id));
    memcpy(session->number, saved->number, sizeof(session->number));
    session->accepted_wall_s = core->now.wall_s;
    session->receipt_until_ms = core->now.mono_ms + CORE_RECEIPT_MS;
    wait_end(&session->wait);
}

static void go_on(struct core *core, struct effects *out)
{
    core->session.receipt_until_ms = 0;
    session_advance(core, out);
}

static void again(struct core *core, struct effects *out)
{
    struct wait *wait = &core->session.wait;

    if (wait->tries >= CORE_STORE_TRIES) {
        fail(core, ERR_TIMEOUT, out);
        return;
    }
    wait->tries++;
    save(core, out);
}

static void timer(struct core *core, struct effects *out)
{
    const struct session *session = &core->session;

    if (session->failed != WORD_NONE)
        return;
    if (session->progress == PROGRESS_SAVING && wait_is_over(core, &session->wait))
        again(core, out);
    else if (session->progress == PROGRESS_SAVED && core->now.mono_ms >= session->receipt_until_ms)
        go_on(core, out);
}

static void touched(struct core *core, const struct action *action, struct effects *out)
{
    if (action->kind != ACTION_PRIMARY || core->session.failed == WORD_NONE)
        return;
    core->session.failed = WORD_NONE;
    core->session.wait.tries = 1;
    session_new_screen(core);
    save(core, out);
}

static bool is_this_case(const struct core *core, const struct event *event)
{
    return core->session.progress == PROGRESS_SAVED &&
           strncmp(event->case_receipted.case_id, core->session.case_id, CASE_ID_BYTES) == 0;
}

/* The store can be asked again: the same op is saved once, however often it is asked. */
static bool is_asked_anew(const struct core *core, const struct event *event)
{
    bool back = event->kind == EVENT_RESUMED ||
                (event->kind == EVENT_DEVICE && event->device.device == DEVICE_STORE &&
                 event->device.state == DEVICE_ONLINE);

    return back && core->session.progress == PROGRESS_SAVING && core->session.failed == WORD_NONE;
}

static void event(struct core *core, const struct event *event, struct effects *out)
{
    if (event->kind == EVENT_TOUCHED) {
        touched(core, &event->touched.action, out);
    } else if (event->kind == EVENT_CASE_SAVED) {
        saved(core, &event->case_saved, out);
    } else if (event->kind == EVENT_CASE_RECEIPTED && is_this_case(core, event)) {
        core->session.progress = PROGRESS_RECEIPTED;
        go_on(core, out);
    } else if (event->kind == EVENT_BUSY && wait_is(&core->session.wait, event->op.op)) {
        core->session.wait.deadline_ms = core->now.mono_ms + CORE_BUSY_MS;
    } else if (event->kind == EVENT_DEADLINE) {
        timer(core, out);
    } else if (is_asked_anew(core, event)) {
        save(core, out);
    }
}

static void compose(const struct core *core, struct view *view)
{
    memset(&view->back, 0, sizeof(view->back));
    if (core->session.failed != WORD_NONE) {
        view->question = phrase_word((enum word)core->session.failed);
        compose_note(view, TONE_ATTENTION, phrase_word(WORD_SUBMIT_FAILED_WHAT));
        compose_fact(view, phrase_word(WORD_GUIDE_COUNTER),
                     phrase_catalogue(core->session.service.counter));
        view->primary = compose_button(WORD_SUBMIT_RETRY, ACTION_PRIMARY);
        return;
    }
    memset(&view->leave, 0, sizeof(view->leave));
    view->question = phrase_word(core->session.progress == PROGRESS_SAVED ? WORD_SUBMIT_SENDING
                                                                          : WORD_SUBMIT_SAVING);
    compose_part(view, PART_PROGRESS)->text = phrase_word(WORD_SUBMIT_STAY);
}

const struct step step_submit = {WORD_NONE, enter, event, compose};
