/* Pages: what was decided at once is printed here on A4, when the platform hands it out and there are
 * sheets for all of it. Where it is not to be had the visit goes on: the receipt's number gets it
 * later, here or at a counter. */
#include "firmware/core/step.h"

#include <string.h>

static void ask(struct core *core, struct effects *out)
{
    struct session *session = &core->session;
    struct effect *effect;

    wait_begin(core, &session->wait, EFFECT_DOCUMENT_GET, CORE_DOCUMENT_MS + CORE_BUSY_MS);
    effect = effects_push(core, out, EFFECT_DOCUMENT_GET);
    effect->case_ref.op = session->wait.op;
    effect->case_ref.limit_ms = CORE_DOCUMENT_MS;
    memcpy(effect->case_ref.case_id, session->case_id, sizeof(session->case_id));
}

static void enter(struct core *core, struct effects *out)
{
    if (core->session.progress == PROGRESS_RECEIPTED && device_is_online(core, DEVICE_PLATFORM))
        ask(core, out);
    else
        session_advance(core, out);
}

static void got(struct core *core, const struct event_document *news, struct effects *out)
{
    struct session *session = &core->session;

    if (!wait_is(&session->wait, news->op))
        return;
    wait_end(&session->wait);
    session->touched_ms = core->now.mono_ms;
    if (news->err != ERR_OK || news->pages == 0) {
        session_advance(core, out);
        return;
    }
    session->certificate = news->certificate;
    session->pages = news->pages;
    session_new_screen(core);
}

/* True when there are sheets for every page, or nobody knows. */
static bool is_enough(const struct core *core)
{
    const struct device_belief *printer = &core->devices[DEVICE_PAGES];

    return device_is_online(core, DEVICE_PAGES) &&
           (printer->sheets == SHEETS_UNKNOWN || printer->sheets >= core->session.pages);
}

static void touched(struct core *core, const struct action *action, struct effects *out)
{
    enum paper_state state = (enum paper_state)core->session.papers[PAPER_CERTIFICATE].state;

    if (core->session.wait.op != 0)
        return;
    if (action->kind == ACTION_PRIMARY && state == PAPER_NOT_YET && is_enough(core))
        paper_begin(core, PAPER_CERTIFICATE, out);
    else if (action->kind == ACTION_PRIMARY && state == PAPER_UNKNOWN)
        paper_came_out(core, PAPER_CERTIFICATE, out);
    else if (action->kind == ACTION_SECONDARY && state == PAPER_UNKNOWN)
        paper_did_not(core, PAPER_CERTIFICATE, out);
    else if (action->kind == ACTION_SECONDARY && state == PAPER_NOTHING && is_enough(core))
        paper_begin(core, PAPER_CERTIFICATE, out);
    else if (!paper_is_moving(&core->session) &&
             (action->kind == ACTION_PRIMARY || action->kind == ACTION_SECONDARY))
        session_advance(core, out);
}

static void event(struct core *core, const struct event *event, struct effects *out)
{
    struct wait *wait = &core->session.wait;

    if (event->kind == EVENT_TOUCHED)
        touched(core, &event->touched.action, out);
    else if (event->kind == EVENT_DOCUMENT)
        got(core, &event->document, out);
    else if (wait->op != 0 && event->kind == EVENT_RESUMED)
        ask(core, out);
    else if ((event->kind == EVENT_BUSY && wait_is(wait, event->op.op)) || wait_is_over(core, wait))
        session_advance(core, out);
}

/* ---- on the glass ---- */

static void compose_offer(const struct core *core, struct view *view)
{
    const struct session *session = &core->session;
    const struct device_belief *printer = &core->devices[DEVICE_PAGES];
    struct phrase sheets = phrase_word(WORD_PAGES_NEED);
    struct part *part = compose_part(view, PART_BANNER);
    uint8_t first;

    view->question = phrase_word(is_enough(core) ? WORD_PAGES_QUESTION : WORD_PAGES_READY);
    part->tone = TONE_DONE;
    part->text = phrase_literal(&view->pool, session->certificate.title);
    sheets = phrase_with(sheets, phrase_number(&view->pool, session->pages));
    if (printer->sheets != SHEETS_UNKNOWN) {
        sheets = phrase_with(phrase_word(WORD_PAGES_NEED_OF),
                             phrase_number(&view->pool, session->pages));
        sheets = phrase_with(sheets, phrase_number(&view->pool, printer->sheets));
    }
    compose_fact(view, phrase_word(WORD_PAGES_SHEETS), sheets);
    first = view->part_count;
    compose_fact(view, phrase_word(WORD_RESULT_CODE),
                 phrase_literal(&view->pool, session->certificate.code));
    compose_secret(view, first);
    if (!is_enough(core)) {
        compose_note(view, TONE_ATTENTION, phrase_word(WORD_PAGES_NOT_NOW));
        view->primary = compose_button(WORD_NEXT, ACTION_PRIMARY);
        return;
    }
    compose_paragraph(view, phrase_word(WORD_PAGES_WHAT));
    view->primary = compose_button(WORD_PAGES_PRINT, ACTION_PRIMARY);
    view->secondary = compose_button(WORD_PAGES_SKIP, ACTION_SECONDARY);
}

static void compose_printed(const struct core *core, struct view *view)
{
    const struct paper_job *job = &core->session.papers[PAPER_CERTIFICATE];
    uint8_t first;

    if (job->state == PAPER_DONE) {
        view->question = phrase_word(WORD_PAGES_TAKE);
        compose_part(view, PART_PICTURE)->icon = PICTURE_TAKE_PAGES;
        compose_paragraph(view, phrase_word(WORD_PAGES_COUNT));
        view->primary = compose_button(WORD_NEXT, ACTION_PRIMARY);
    } else if (job->state == PAPER_UNKNOWN) {
        view->question = phrase_word(WORD_PAGES_UNKNOWN);
        compose_note(view, TONE_ATTENTION, phrase_word(WORD_RESULT_PRINT_UNKNOWN));
        view->primary = compose_button(WORD_RESULT_CAME_OUT, ACTION_PRIMARY);
        view->secondary = compose_button(WORD_RESULT_PRINT_AGAIN, ACTION_SECONDARY);
    } else {
        view->question = phrase_word(WORD_PAGES_FAILED);
        compose_note(view, TONE_ATTENTION, phrase_word(WORD_PAGES_LATER));
        first = view->part_count;
        compose_fact(view, phrase_word(WORD_RESULT_NUMBER),
                     phrase_literal(&view->pool, core->session.number));
        compose_secret(view, first);
        view->primary = compose_button(WORD_NEXT, ACTION_PRIMARY);
        if (is_enough(core) && job->tries < CORE_PAPERS_MAX)
            view->secondary = compose_button(WORD_RESULT_PRINT_AGAIN, ACTION_SECONDARY);
    }
}

static void compose(const struct core *core, struct view *view)
{
    enum paper_state state = (enum paper_state)core->session.papers[PAPER_CERTIFICATE].state;

    memset(&view->back, 0, sizeof(view->back));
    if (core->session.wait.op != 0) {
        view->question = phrase_word(WORD_PAGES_ASKING);
        compose_part(view, PART_PROGRESS)->text = phrase_word(WORD_SUBMIT_STAY);
    } else if (state == PAPER_NOT_YET) {
        compose_offer(core, view);
    } else if (paper_is_moving(&core->session)) {
        view->question = phrase_word(WORD_PAGES_PRINTING);
        compose_part(view, PART_PROGRESS)->text = phrase_word(WORD_SUBMIT_STAY);
    } else {
        compose_printed(core, view);
    }
}

const struct step step_pages = {WORD_NONE, enter, event, compose};
