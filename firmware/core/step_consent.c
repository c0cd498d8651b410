/* Consent: what is used, for what; refusing is as easy as agreeing, and says the other way. */
#include "firmware/core/step.h"

static void enter(struct core *core, struct effects *out)
{
    (void)core;
    (void)out;
}

static void event(struct core *core, const struct event *event, struct effects *out)
{
    if (event->kind != EVENT_TOUCHED)
        return;
    if (event->touched.action.kind == ACTION_PRIMARY) {
        core->session.consented = 1;
        session_advance(core, out);
    } else if (event->touched.action.kind == ACTION_SECONDARY) {
        core->session.consented = 0;
        core->session.problem = WORD_CONSENT_REFUSED;
    }
}

static void compose(const struct core *core, struct view *view)
{
    const struct service *service = &core->session.service;
    struct part *part = compose_part(view, PART_PAGE);

    view->question = phrase_word(WORD_CONSENT_QUESTION);
    part->more = phrase_word(WORD_CONSENT_TITLE);
    part->text = phrase_catalogue(service->consent);
    part->value = 1;
    if (core->session.problem != WORD_NONE) {
        compose_note(view, TONE_ATTENTION, phrase_word((enum word)core->session.problem));
        compose_paragraph(view, phrase_catalogue(service->counter));
    }
    view->primary = compose_button(WORD_CONSENT_AGREE, ACTION_PRIMARY);
    view->secondary = compose_button(WORD_CONSENT_REFUSE, ACTION_SECONDARY);
}

const struct step step_consent = {WORD_NAME_CONSENT, enter, event, compose};
