/* Result: it is taken in, under this number, it stands there, this office answers. The paper goes
 * its own way beside the step (paper.c), and the page changes only when the paper or the case does.
 */
#include "firmware/core/step.h"

#include <string.h>

static void ask_status(struct core *core, struct effects *out)
{
    struct session *session = &core->session;
    struct effect *effect;

    wait_begin(core, &session->status_wait, EFFECT_CASE_STATUS, CORE_STATUS_MS);
    effect = effects_push(core, out, EFFECT_CASE_STATUS);
    effect->case_ref.op = session->status_wait.op;
    effect->case_ref.limit_ms = CORE_STATUS_MS;
    memcpy(effect->case_ref.case_id, session->case_id, sizeof(session->case_id));
}

/* Several departments: how far each one is. Nothing waits for it. */
static void ask_stages(struct core *core, struct effects *out)
{
    struct session *session = &core->session;
    struct effect *effect;

    wait_begin(core, &session->find_wait, EFFECT_CASE_FIND, CORE_FIND_MS + CORE_BUSY_MS);
    effect = effects_push(core, out, EFFECT_CASE_FIND);
    effect->case_find.op = session->find_wait.op;
    effect->case_find.limit_ms = CORE_FIND_MS;
    effect->case_find.language = session->language;
    memcpy(effect->case_find.number, session->number, sizeof(session->number));
}

static void stages_event(struct core *core, const struct event *event)
{
    struct wait *wait = &core->session.find_wait;

    if (event->kind == EVENT_CASE_FOUND && wait_is(wait, event->case_found.op) &&
        event->case_found.err == ERR_OK)
        stages_take(&core->session.found, &event->case_found.progress);
    if (wait_is(wait, event_answers(event)) || wait_is_over(core, wait) ||
        event->kind == EVENT_RESUMED)
        wait_end(wait);
}

/* The paper says where the matter stands, so it waits for that word, but not for long. */
static void status_known(struct core *core, struct effects *out)
{
    wait_end(&core->session.status_wait);
    if (core->session.service.bundle && core->session.progress == PROGRESS_RECEIPTED)
        ask_stages(core, out);
    if (core->session.papers[PAPER_RECEIPT].state == PAPER_NOT_YET)
        paper_begin(core, PAPER_RECEIPT, out);
}

static void enter(struct core *core, struct effects *out)
{
    if (core->session.progress == PROGRESS_RECEIPTED)
        ask_status(core, out);
    else
        paper_begin(core, PAPER_RECEIPT, out);
}

static void status(struct core *core, const struct event_case_status *news, struct effects *out)
{
    struct session *session = &core->session;

    if (!wait_is(&session->status_wait, news->op))
        return;
    if (news->err == ERR_OK && news->state < CASE_STATE_COUNT) {
        session->case_state = (uint8_t)news->state;
        memcpy(session->code, news->code, sizeof(session->code));
        session->code[sizeof(session->code) - 1] = '\0';
    }
    status_known(core, out);
}

static void receipted(struct core *core, const struct event *event, struct effects *out)
{
    struct session *session = &core->session;

    if (strncmp(event->case_receipted.case_id, session->case_id, CASE_ID_BYTES) != 0 ||
        session->progress == PROGRESS_RECEIPTED)
        return;
    session->progress = PROGRESS_RECEIPTED;
    ask_status(core, out);
}

static void touched(struct core *core, const struct action *action, struct effects *out)
{
    uint8_t paper = core->session.papers[PAPER_RECEIPT].state;

    if (action->kind == ACTION_SECONDARY && paper == PAPER_NOTHING)
        paper_begin(core, PAPER_RECEIPT, out);
    else if (action->kind == ACTION_SECONDARY && paper == PAPER_UNKNOWN)
        paper_did_not(core, PAPER_RECEIPT, out);
    else if (action->kind == ACTION_PRIMARY && paper == PAPER_UNKNOWN)
        paper_came_out(core, PAPER_RECEIPT, out);
    else if (action->kind == ACTION_PRIMARY && !paper_is_moving(&core->session))
        session_advance(core, out);
}

/* Without the word on the status the paper goes on as well. */
static bool is_status_lost(const struct core *core, const struct event *event)
{
    const struct wait *wait = &core->session.status_wait;

    if (event->kind == EVENT_RESUMED)
        return wait->op != 0;
    if (event->kind == EVENT_BUSY)
        return wait_is(wait, event->op.op);
    return event->kind == EVENT_DEADLINE && wait_is_over(core, wait);
}

static void event(struct core *core, const struct event *event, struct effects *out)
{
    stages_event(core, event);
    if (event->kind == EVENT_TOUCHED)
        touched(core, &event->touched.action, out);
    else if (event->kind == EVENT_CASE_STATUS)
        status(core, &event->case_status, out);
    else if (event->kind == EVENT_CASE_RECEIPTED)
        receipted(core, event, out);
    else if (is_status_lost(core, event))
        status_known(core, out);
}

static struct phrase state_phrase(const struct session *session)
{
    struct phrase department = phrase_catalogue(session->service.department);

    if (session->case_state == CASE_DECIDED_YES || session->case_state == CASE_DONE)
        return phrase_with(phrase_word(WORD_RESULT_STATE_DECIDED), department);
    if (session->case_state == CASE_DECIDED_NO || session->case_state == CASE_REFUSED_ACCEPT)
        return phrase_with(phrase_word(WORD_RESULT_STATE_REFUSED), department);
    if (session->progress == PROGRESS_RECEIPTED)
        return phrase_with(phrase_word(WORD_RESULT_STATE_RECEIVED), department);
    return phrase_word(WORD_RESULT_STATE_WAITING);
}

static void compose_paper(const struct session *session, struct view *view)
{
    const struct paper_job *job = &session->papers[PAPER_RECEIPT];

    switch ((enum paper_state)job->state) {
    case PAPER_NOT_YET:
    case PAPER_WAITING:
    case PAPER_SAVING:
    case PAPER_CLAIMING:
    case PAPER_PRINTING:
        compose_part(view, PART_PROGRESS)->text = phrase_word(WORD_RESULT_PRINTING);
        break;
    case PAPER_DONE:
        compose_note(view, TONE_ATTENTION, phrase_word(WORD_RESULT_TAKE));
        compose_part(view, PART_PICTURE)->icon = PICTURE_TAKE_PAPER;
        break;
    case PAPER_NOTHING:
        compose_note(view, TONE_ATTENTION, phrase_word(WORD_RESULT_NOT_PRINTED));
        compose_paragraph(view, phrase_word(WORD_RESULT_NOTE_NUMBER));
        if (job->tries < CORE_PAPERS_MAX)
            view->secondary = compose_button(WORD_RESULT_PRINT_AGAIN, ACTION_SECONDARY);
        break;
    case PAPER_UNKNOWN:
        compose_note(view, TONE_ATTENTION, phrase_word(WORD_RESULT_PRINT_UNKNOWN));
        view->primary = compose_button(WORD_RESULT_CAME_OUT, ACTION_PRIMARY);
        view->secondary = compose_button(WORD_RESULT_PRINT_AGAIN, ACTION_SECONDARY);
        break;
    }
}

static void compose(const struct core *core, struct view *view)
{
    const struct session *session = &core->session;
    struct part *part = compose_part(view, PART_BANNER);
    uint8_t first = view->part_count;

    memset(&view->back, 0, sizeof(view->back));
    part->tone = session->progress == PROGRESS_RECEIPTED ? TONE_DONE : TONE_PLAIN;
    part->text = phrase_word(session->progress == PROGRESS_RECEIPTED ? WORD_RESULT_ACCEPTED
                                                                     : WORD_RESULT_KEPT);
    compose_fact(view, phrase_word(WORD_RESULT_NUMBER),
                 phrase_literal(&view->pool, session->number));
    view->parts[first].selected = 1;
    compose_fact(view, phrase_word(WORD_RESULT_NOW_AT), state_phrase(session));
    if (session->code[0] != '\0')
        compose_fact(view, phrase_word(WORD_RESULT_CODE),
                     phrase_literal(&view->pool, session->code));
    compose_secret(view, first);
    stages_compose(&session->found, view);
    compose_fact(view, phrase_word(WORD_RESULT_WHO),
                 phrase_with(phrase_with(phrase_word(WORD_COLON_PAIR),
                                         phrase_catalogue(session->service.department)),
                             phrase_catalogue(session->service.phone)));
    if (session->papers[PAPER_RECEIPT].state == PAPER_DONE ||
        session->papers[PAPER_RECEIPT].state == PAPER_NOTHING)
        view->primary = compose_button(WORD_RESULT_DONE, ACTION_PRIMARY);
    compose_paper(session, view);
}

const struct step step_result = {WORD_NONE, enter, event, compose};
