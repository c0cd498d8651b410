/* Progress: whoever holds the number of a case may see how far it is, and nothing else: no name, no
 * answer. The platform is asked; without a line that is said. */
#include "firmware/core/step.h"

#include <string.h>

#include "firmware/base/bytes.h"

#define NUMBER_CHARACTERS 13 /* two letters, a date, a running number, a check character */

static void enter(struct core *core, struct effects *out)
{
    struct session *session = &core->session;

    (void)out;
    /* Most receipts are of this machine: its letters stand there already. */
    memcpy(session->query.text, core->code, sizeof(core->code));
    session->way = core->code[0] == '\0' ? WAY_LATIN : WAY_DIGITS;
    session->problem = WORD_NONE;
}

static void ask(struct core *core, struct effects *out)
{
    struct session *session = &core->session;
    struct effect *effect;

    if (strlen(session->query.text) != NUMBER_CHARACTERS) {
        session->problem = WORD_PROGRESS_BAD;
        return;
    }
    if (!device_is_online(core, DEVICE_PLATFORM)) {
        session->problem = WORD_PROGRESS_OFFLINE;
        return;
    }
    session->problem = WORD_NONE;
    wait_begin(core, &session->query.wait, EFFECT_CASE_FIND, CORE_FIND_MS + CORE_BUSY_MS);
    effect = effects_push(core, out, EFFECT_CASE_FIND);
    effect->case_find.op = session->query.wait.op;
    effect->case_find.limit_ms = CORE_FIND_MS;
    effect->case_find.language = session->language;
    memcpy(effect->case_find.number, session->query.text, NUMBER_CHARACTERS + 1);
    session_new_screen(core);
}

static void answered(struct core *core, err_t err)
{
    struct session *session = &core->session;

    wait_end(&session->query.wait);
    session->touched_ms = core->now.mono_ms;
    session->query.answered = err == ERR_OK;
    session->problem = WORD_NONE;
    if (err == ERR_NOT_FOUND)
        session->problem = WORD_PROGRESS_NOT_FOUND;
    else if (err != ERR_OK)
        session->problem = WORD_PROGRESS_OFFLINE;
    session_new_screen(core);
}

static void found(struct core *core, const struct event_case_found *news)
{
    struct case_progress *progress = &core->session.found;

    if (!wait_is(&core->session.query.wait, news->op))
        return;
    if (news->err == ERR_OK)
        stages_take(progress, &news->progress);
    answered(core, news->err);
}

static void touched(struct core *core, const struct action *action, struct effects *out)
{
    struct session *session = &core->session;

    if (session->query.wait.op != 0)
        return;
    if (session->query.answered) {
        if (action->kind == ACTION_PRIMARY)
            session_go_to(core, STEP_PROGRESS, out);
    } else if (action->kind == ACTION_PRIMARY) {
        ask(core, out);
    } else if (action->kind == ACTION_WAY && letters_has_way(LETTERS_CODE, action->arg)) {
        session->way = (uint8_t)action->arg;
    } else if (action->kind == ACTION_INSERT || action->kind == ACTION_KEY) {
        session->problem = WORD_NONE;
        (void)letters_touched(session->query.text, LETTERS_CODE, NUMBER_CHARACTERS, action);
    }
}

static void event(struct core *core, const struct event *event, struct effects *out)
{
    struct wait *wait = &core->session.query.wait;

    if (event->kind == EVENT_TOUCHED)
        touched(core, &event->touched.action, out);
    else if (event->kind == EVENT_CASE_FOUND)
        found(core, &event->case_found);
    else if (wait->op != 0 && event->kind == EVENT_RESUMED)
        answered(core, ERR_NETWORK);
    else if (wait_is_over(core, wait) || (event->kind == EVENT_BUSY && wait_is(wait, event->op.op)))
        answered(core, ERR_TIMEOUT);
}

static void compose_found(const struct core *core, struct view *view)
{
    const struct case_progress *progress = &core->session.found;
    uint8_t first = view->part_count;

    view->question = phrase_word(WORD_PROGRESS_FOUND);
    compose_fact(view, phrase_word(WORD_RESULT_NUMBER),
                 phrase_literal(&view->pool, core->session.query.text));
    compose_fact(view, phrase_word(WORD_PROGRESS_SERVICE),
                 phrase_literal(&view->pool, progress->service));
    compose_fact(view, phrase_word(WORD_RESULT_NOW_AT), stages_state(progress->state));
    if (progress->code[0] != '\0')
        compose_fact(view, phrase_word(WORD_RESULT_CODE),
                     phrase_literal(&view->pool, progress->code));
    compose_secret(view, first);
    stages_compose(progress, view);
    view->primary = compose_button(WORD_PROGRESS_AGAIN, ACTION_PRIMARY);
}

static void compose_number(const struct core *core, struct view *view)
{
    const struct session *session = &core->session;
    struct part *part = compose_part(view, PART_FIELD);

    view->question = phrase_word(WORD_PROGRESS_QUESTION);
    view->hint = phrase_word(WORD_PROGRESS_HINT);
    part->text = phrase_word(WORD_RESULT_NUMBER);
    part->detail = phrase_literal(&view->pool, session->query.text);
    part->selected = 1;
    part->secret = 1;
    if (session->problem != WORD_NONE)
        compose_note(view, TONE_ATTENTION, phrase_word((enum word)session->problem));
    letters_compose_ways(view, LETTERS_CODE, (enum way)session->way);
    letters_compose_pad(view, LETTERS_CODE, (enum way)session->way);
    view->primary = compose_button(WORD_PROGRESS_ASK, ACTION_PRIMARY);
}

static void compose(const struct core *core, struct view *view)
{
    if (core->session.query.wait.op != 0) {
        view->question = phrase_word(WORD_PROGRESS_QUESTION);
        compose_part(view, PART_PROGRESS)->text = phrase_word(WORD_PROGRESS_ASKING);
    } else if (core->session.query.answered) {
        compose_found(core, view);
    } else {
        compose_number(core, view);
    }
}

const struct step step_progress = {WORD_NONE, enter, event, compose};
