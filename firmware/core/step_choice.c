/* Choice: one question, a few answers; a touch marks one, and the primary action goes on. */
#include "firmware/core/step.h"

static uint8_t field_of(const struct core *core)
{
    return session_service_step(core)->fields[0];
}

static void enter(struct core *core, struct effects *out)
{
    (void)core;
    (void)out;
}

static void event(struct core *core, const struct event *event, struct effects *out)
{
    uint8_t index = field_of(core);
    const struct service_field *field = &core->session.service.fields[index];
    struct answer *answer = &core->session.answers[index];
    const struct action *action = &event->touched.action;

    if (event->kind != EVENT_TOUCHED)
        return;
    if (action->kind == ACTION_CHOOSE && action->arg < field->option_count) {
        answers_choose(core, index, (uint8_t)action->arg);
    } else if (action->kind == ACTION_SECONDARY && field->optional) {
        answer->given = GIVEN_SKIPPED;
        session_advance(core, out);
    } else if (action->kind == ACTION_PRIMARY && answer->given != GIVEN_NOT) {
        session_advance(core, out);
    }
}

static void compose(const struct core *core, struct view *view)
{
    uint8_t index = field_of(core);
    const struct service_field *field = &core->session.service.fields[index];
    const struct answer *answer = &core->session.answers[index];

    view->question = phrase_catalogue(field->question);
    view->hint = phrase_catalogue(field->help);
    for (uint8_t i = 0; i < field->option_count; i++) {
        struct part *part = compose_part(view, PART_CHOICE);

        part->text = phrase_catalogue(field->options[i].name);
        part->detail = phrase_catalogue(field->options[i].note);
        part->selected = answer->given == GIVEN_YES && answer->option == i;
        part->secret = part->selected; /* what is chosen is nobody else's to hear */
        part->action.kind = ACTION_CHOOSE;
        part->action.arg = i;
    }
    if (answer->given == GIVEN_YES)
        view->primary = compose_button(WORD_NEXT, ACTION_PRIMARY);
    else
        compose_paragraph(view, phrase_word(WORD_CHOICE_HINT));
    if (field->optional)
        view->secondary = compose_button(WORD_SKIP, ACTION_SECONDARY);
}

const struct step step_choice = {WORD_NAME_CHOICE, enter, event, compose};
