/* Guide: before anything is asked, who may do this, what to bring, how long, what it costs, what
 * comes out, and the way without this machine (systems.md M14, M36). */
#include "firmware/core/step.h"

static void enter(struct core *core, struct effects *out)
{
    (void)core;
    (void)out;
}

static void event(struct core *core, const struct event *event, struct effects *out)
{
    if (event->kind == EVENT_TOUCHED && event->touched.action.kind == ACTION_PRIMARY)
        session_advance(core, out);
}

static void compose(const struct core *core, struct view *view)
{
    const struct service *service = &core->session.service;

    view->question = phrase_word(WORD_GUIDE_QUESTION);
    compose_fact(view, phrase_word(WORD_GUIDE_WHO), phrase_catalogue(service->who));
    compose_fact(view, phrase_word(WORD_GUIDE_BRING), phrase_catalogue(service->bring));
    compose_fact(view, phrase_word(WORD_GUIDE_TIME), phrase_catalogue(service->time));
    compose_fact(view, phrase_word(WORD_GUIDE_FEE), phrase_catalogue(service->fee));
    compose_fact(view, phrase_word(WORD_GUIDE_RESULT), phrase_catalogue(service->result));
    compose_fact(view, phrase_word(WORD_GUIDE_COUNTER), phrase_catalogue(service->counter));
    compose_fact(view, phrase_word(WORD_GUIDE_BASIS), phrase_catalogue(service->basis));
    compose_paragraph(view, phrase_with(phrase_word(WORD_GUIDE_VERSION),
                                        phrase_number(&view->pool, service->version)));
    view->primary = compose_button(WORD_GUIDE_BEGIN, ACTION_PRIMARY);
}

const struct step step_guide = {WORD_NONE, enter, event, compose};
