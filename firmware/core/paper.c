/* The receipt's way through the ledger: saved, claimed, printed, settled. It runs beside the step
 * on the glass, and a paper whose fate is not known is asked about, never silently printed again.
 */
#include "firmware/core/step.h"

#include <string.h>

#include "firmware/base/civil.h"
#include "firmware/base/text.h"

bool paper_is_moving(const struct session *session)
{
    return session->paper == PAPER_SAVING || session->paper == PAPER_CLAIMING ||
           session->paper == PAPER_PRINTING || session->status_wait.op != 0;
}

static void set_state(struct core *core, enum paper_state state)
{
    core->session.paper = (uint8_t)state;
    core->session.touched_ms = core->now.mono_ms;
    if (state == PAPER_DONE || state == PAPER_NOTHING || state == PAPER_UNKNOWN)
        session_new_screen(core);
}

static void settle(struct core *core, struct effects *out, enum intent_state state)
{
    struct effect *effect = effects_push(core, out, EFFECT_INTENT_SETTLE);

    effect->intent_ref.intent = core->session.intent;
    effect->intent_ref.state = state;
}

static void ask_save(struct core *core, struct effects *out)
{
    struct effect *effect = effects_push(core, out, EFFECT_INTENT_SAVE);

    effect->intent_save.op = core->session.paper_wait.op;
    effect->intent_save.kind = INTENT_PRINT;
    memcpy(effect->intent_save.case_id, core->session.case_id, CASE_ID_BYTES);
}

static void ask_claim(struct core *core, struct effects *out)
{
    struct effect *effect = effects_push(core, out, EFFECT_INTENT_CLAIM);

    effect->intent_ref.op = core->session.paper_wait.op;
    effect->intent_ref.intent = core->session.intent;
    effect->intent_ref.state = INTENT_CLAIMED;
}

void paper_begin(struct core *core, struct effects *out)
{
    struct session *session = &core->session;

    if (!device_is_online(core, DEVICE_PRINTER) || session->paper_tries >= CORE_PAPERS_MAX) {
        set_state(core, PAPER_NOTHING);
        return;
    }
    session->paper_tries++;
    session->paper_passed = 0;
    session->intent = 0;
    set_state(core, PAPER_SAVING);
    wait_begin(core, &session->paper_wait, EFFECT_INTENT_SAVE, CORE_STORE_MS);
    ask_save(core, out);
}

/* ---- what the paper says ---- */

static void paper_row(struct paper *paper, enum word label, struct phrase value, bool large)
{
    struct paper_row *row = &paper->rows[paper->row_count++];

    row->label = phrase_word(label);
    row->value = value;
    row->large = large;
}

/* "2026-11-22 14:26" with an en space, where a narrow paper may break the line. */
static struct phrase paper_time(const struct core *core, struct phrase_pool *pool)
{
    char full[CIVIL_TEXT_BYTES], text[CIVIL_TEXT_BYTES] = "";

    civil_format(core->session.accepted_wall_s, full);
    full[10] = full[16] = '\0';
    text_append(text, sizeof(text), full);
    text_append(text, sizeof(text), "\u2002");
    text_append(text, sizeof(text), full + 11);
    return phrase_literal(pool, text);
}

static enum word paper_state_word(const struct session *session)
{
    if (session->case_state == CASE_DECIDED_YES || session->case_state == CASE_DONE)
        return WORD_RESULT_STATE_DECIDED;
    return session->progress == PROGRESS_RECEIPTED ? WORD_RESULT_STATE_RECEIVED
                                                   : WORD_RESULT_STATE_WAITING;
}

static void paper_fill(const struct core *core, struct paper *paper)
{
    const struct session *session = &core->session;
    const struct service *service = &session->service;
    struct phrase state = phrase_word(paper_state_word(session));

    if (phrase_word_args((enum word)state.head.id) == 1)
        state = phrase_with(state, phrase_catalogue(service->department));
    paper->language = session->language;
    paper->elder = (session->modes & MODE_ELDER) != 0;
    paper->title = phrase_word(WORD_PAPER_TITLE);
    paper_row(paper, WORD_PAPER_NUMBER, phrase_literal(&paper->pool, session->number), true);
    paper_row(paper, WORD_PAPER_SERVICE, phrase_catalogue(service->name), false);
    paper_row(paper, WORD_PAPER_PERSON, compose_masked_name(&paper->pool, session->person.name),
              false);
    paper_row(paper, WORD_PAPER_TIME, paper_time(core, &paper->pool), true);
    paper_row(paper, WORD_PAPER_STATE, state, false);
    if (session->code[0] != '\0')
        paper_row(paper, WORD_PAPER_CODE, phrase_literal(&paper->pool, session->code), true);
    paper_row(paper, WORD_PAPER_DEPARTMENT, phrase_catalogue(service->department), false);
    paper_row(paper, WORD_PAPER_PHONE, phrase_catalogue(service->phone), false);
    paper_row(paper, WORD_PAPER_SITE, phrase_literal(&paper->pool, core->site), false);
    paper->notes[paper->note_count++] = phrase_word(WORD_PAPER_KEEP);
    paper->notes[paper->note_count++] = phrase_word(WORD_PAPER_QUERY);
    paper->qr = phrase_literal(&paper->pool, session->number);
}

static void print(struct core *core, struct effects *out)
{
    struct session *session = &core->session;
    struct effect *effect;

    set_state(core, PAPER_PRINTING);
    wait_begin(core, &session->paper_wait, EFFECT_PRINT, CORE_PRINT_MS);
    effect = effects_push(core, out, EFFECT_PRINT);
    effect->paper.op = session->paper_wait.op;
    effect->paper.intent = session->intent;
    effect->paper.limit_ms = CORE_PRINT_MS - CORE_STATUS_MS;
    paper_fill(core, &effect->paper.paper);
}

/* ---- answers ---- */

static void finish(struct core *core, struct effects *out, enum intent_state state)
{
    settle(core, out, state);
    wait_end(&core->session.paper_wait);
    if (state == INTENT_UNKNOWN)
        effects_report(core, out, REPORT_PRINT_UNKNOWN, DEVICE_PRINTER, ERR_PRINT_UNKNOWN);
    set_state(core, state == INTENT_CONFIRMED ? PAPER_DONE
                    : state == INTENT_VOID    ? PAPER_NOTHING
                                              : PAPER_UNKNOWN);
}

static void give_up(struct core *core, struct effects *out)
{
    if (core->session.intent != 0)
        settle(core, out, INTENT_VOID);
    wait_end(&core->session.paper_wait);
    set_state(core, PAPER_NOTHING);
}

static void intent_event(struct core *core, const struct event_intent *news, struct effects *out)
{
    struct session *session = &core->session;

    if (!wait_is(&session->paper_wait, news->op))
        return;
    if (news->err != ERR_OK) {
        give_up(core, out);
        if (news->err == ERR_STATE) /* the store was reborn and voided it: nothing was printed */
            paper_begin(core, out);
    } else if (session->paper == PAPER_SAVING) {
        session->intent = news->intent;
        session->paper = PAPER_CLAIMING;
        wait_begin(core, &session->paper_wait, EFFECT_INTENT_CLAIM, CORE_STORE_MS);
        ask_claim(core, out);
    } else if (session->paper == PAPER_CLAIMING) {
        print(core, out);
    }
}

static void printed(struct core *core, const struct event_op *news, struct effects *out)
{
    if (core->session.paper != PAPER_PRINTING || !wait_is(&core->session.paper_wait, news->op))
        return;
    if (news->err == ERR_OK)
        finish(core, out, INTENT_CONFIRMED);
    else if (!core->session.paper_passed && err_world(news->err) == ERR_WORLD_NOTHING)
        finish(core, out, INTENT_VOID);
    else
        finish(core, out, INTENT_UNKNOWN);
}

static void passed(struct core *core, const struct event_op *news, struct effects *out)
{
    if (core->session.paper != PAPER_PRINTING || !wait_is(&core->session.paper_wait, news->op))
        return;
    core->session.paper_passed = 1;
    settle(core, out, INTENT_PASSED);
}

/* Asking the store again is harmless: the same op is saved and claimed once. */
static void ask_again(struct core *core, struct effects *out)
{
    struct session *session = &core->session;

    if (session->paper_wait.tries >= CORE_STORE_TRIES) {
        give_up(core, out);
        return;
    }
    session->paper_wait.tries++;
    session->paper_wait.deadline_ms = core->now.mono_ms + CORE_STORE_MS;
    if (session->paper == PAPER_SAVING)
        ask_save(core, out);
    else
        ask_claim(core, out);
}

static void timer(struct core *core, struct effects *out)
{
    if (!wait_is_over(core, &core->session.paper_wait))
        return;
    if (core->session.paper == PAPER_PRINTING)
        finish(core, out, INTENT_UNKNOWN);
    else
        ask_again(core, out);
}

static void busy(struct core *core, const struct event_op *news, struct effects *out)
{
    if (!wait_is(&core->session.paper_wait, news->op))
        return;
    if (core->session.paper == PAPER_PRINTING)
        finish(core, out, INTENT_VOID);
    else
        core->session.paper_wait.deadline_ms = core->now.mono_ms + CORE_BUSY_MS;
}

static void device_changed(struct core *core, const struct event_device *news, struct effects *out)
{
    bool asking = core->session.paper == PAPER_SAVING || core->session.paper == PAPER_CLAIMING;

    if (news->device == DEVICE_PRINTER && news->restarted && core->session.paper == PAPER_PRINTING)
        finish(core, out, INTENT_UNKNOWN);
    else if (news->device == DEVICE_STORE && news->state == DEVICE_ONLINE && asking)
        ask_again(core, out);
}

static void resumed(struct core *core, struct effects *out)
{
    if (core->session.paper == PAPER_SAVING || core->session.paper == PAPER_CLAIMING)
        ask_again(core, out);
#ifdef MUTANT_PRINT_AGAIN_ON_RESUME /* planted for `make mutants` only: twice, silently */
    else if (core->session.paper == PAPER_PRINTING)
        print(core, out);
#endif
}

void paper_event(struct core *core, const struct event *event, struct effects *out)
{
    switch ((enum event_kind)event->kind) {
    case EVENT_INTENT:
        intent_event(core, &event->intent, out);
        break;
    case EVENT_PRINT_PASSED:
        passed(core, &event->op, out);
        break;
    case EVENT_PRINTED:
        printed(core, &event->op, out);
        break;
    case EVENT_DEADLINE:
        timer(core, out);
        break;
    case EVENT_BUSY:
        busy(core, &event->op, out);
        break;
    case EVENT_DEVICE:
        device_changed(core, &event->device, out);
        break;
    case EVENT_RESUMED:
        resumed(core, out);
        break;
    case EVENT_STARTED:
    case EVENT_TOUCHED:
    case EVENT_CATALOGUE:
    case EVENT_CATALOGUE_READY:
    case EVENT_SIGNED:
    case EVENT_VOICE:
    case EVENT_FOUND:
    case EVENT_CASE_FOUND:
    case EVENT_SERVICE:
    case EVENT_CARD:
    case EVENT_CASE_SAVED:
    case EVENT_CASE_RECEIPTED:
    case EVENT_CASE_STATUS:
    case EVENT_CLEARED:
    case EVENT_NONE:
    case EVENT_COUNT:
        break;
    }
}

void paper_came_out(struct core *core, struct effects *out)
{
    settle(core, out, INTENT_CONFIRMED);
    set_state(core, PAPER_DONE);
}

void paper_did_not(struct core *core, struct effects *out)
{
    settle(core, out, INTENT_VOID);
    paper_begin(core, out);
}

void paper_leave(struct core *core, struct effects *out)
{
    struct session *session = &core->session;

    if (session->paper == PAPER_PRINTING) {
        core->late_paper = session->paper_wait;
        core->late_intent = session->intent;
    } else if (session->paper == PAPER_CLAIMING) {
        settle(core, out, INTENT_VOID);
    }
}
