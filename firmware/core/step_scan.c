/* Scan: a code that stands on a paper of the citizen is read instead of written. Whoever has no code,
 * or a machine whose scanner is away, writes it on the pad of the same screen. */
#include "firmware/core/step.h"

#include <string.h>

#include "firmware/base/identify.h"
#include "firmware/base/text.h"

static struct answer *answer_of(struct core *core)
{
    return &core->session.answers[session_service_step(core)->fields[0]];
}

static void enter(struct core *core, struct effects *out)
{
    core->session.way = WAY_DIGITS;
    core->session.problem = WORD_NONE;
    scan_begin(core, out);
}

/* What a company's code must be; any other text is believed as the scanner's grammar let it pass. */
static bool is_good(const struct core *core, const char *text)
{
    const struct service_field *field =
        &core->session.service.fields[session_service_step(core)->fields[0]];

    if (text[0] == '\0')
        return false;
    return field->kind != FIELD_USCC || identify_check(IDENTIFY_USCC, text, NULL, 0) == IDENTIFY_OK;
}

static void take(struct core *core, const char *text)
{
    struct answer *answer = answer_of(core);

    if (!is_good(core, text)) {
        core->session.problem = WORD_SCAN_OTHER;
        answer->given = GIVEN_NOT;
        return;
    }
    core->session.problem = WORD_NONE;
    text_copy(answer->text, sizeof(answer->text), text);
    answer->given = GIVEN_YES;
}

static void touched(struct core *core, const struct action *action, struct effects *out)
{
    struct session *session = &core->session;
    struct answer *answer = answer_of(core);

    if (action->kind == ACTION_PRIMARY) {
        take(core, answer->text);
        if (answer->given == GIVEN_YES)
            session_advance(core, out);
    } else if (action->kind == ACTION_WAY && letters_has_way(LETTERS_CODE, action->arg)) {
        session->way = (uint8_t)action->arg;
    } else if (action->kind == ACTION_INSERT || action->kind == ACTION_KEY) {
        session->problem = WORD_NONE;
        answer->given = GIVEN_NOT;
        (void)letters_touched(answer->text, LETTERS_CODE, CORE_QUERY_CHARACTERS, action);
    }
}

static void event(struct core *core, const struct event *event, struct effects *out)
{
    const char *text;

    if (event->kind == EVENT_TOUCHED) {
        touched(core, &event->touched.action, out);
    } else if (scan_event(core, event, out, &text)) {
        take(core, text);
        if (core->session.problem == WORD_NONE)
            core->session.touched_ms = core->now.mono_ms;
        else
            scan_begin(core, out);
    }
}

static void compose(const struct core *core, struct view *view)
{
    const struct session *session = &core->session;
    uint8_t field = session_service_step(core)->fields[0];
    struct part *part;

    view->question = phrase_catalogue(session->service.fields[field].question);
    view->hint = phrase_word(session->scan_wait.op != 0 ? WORD_SCAN_HOW : WORD_SCAN_WRITE);
    if (session->problem != WORD_NONE)
        compose_note(view, TONE_STOP, phrase_word((enum word)session->problem));
    part = compose_part(view, PART_FIELD);
    part->text = phrase_catalogue(session->service.fields[field].label);
    part->detail = phrase_literal(&view->pool, session->answers[field].text);
    part->selected = 1;
    part->secret = 1;
    letters_compose_ways(view, LETTERS_CODE, (enum way)session->way);
    letters_compose_pad(view, LETTERS_CODE, (enum way)session->way);
    view->primary = compose_button(WORD_NEXT, ACTION_PRIMARY);
}

const struct step step_scan = {WORD_NAME_SCAN, enter, event, compose};
