/* Review: everything that will be sent, each with its own way to change it, and what happens then.
 * Only the primary action here, touched by a person, lets a matter be submitted. */
#include "firmware/core/step.h"

static void enter(struct core *core, struct effects *out)
{
    (void)out;
#ifdef MUTANT_SUBMIT_WITHOUT_REVIEW /* planted for `make mutants` only: nobody confirmed */
    session_advance(core, out);
#else
    (void)core;
#endif
}

static void event(struct core *core, const struct event *event, struct effects *out)
{
    const struct action *action = &event->touched.action;

    if (event->kind != EVENT_TOUCHED)
        return;
    if (action->kind == ACTION_CHANGE && action->arg < core->session.service.field_count)
        session_change_field(core, (uint8_t)action->arg, out);
    else if (action->kind == ACTION_CHANGE && action->arg >= SERVICE_FIELDS_MAX &&
             action->arg - SERVICE_FIELDS_MAX < core->session.service.material_count)
        session_change_material(core, (uint8_t)(action->arg - SERVICE_FIELDS_MAX), out);
    else if (action->kind == ACTION_PRIMARY && core->session.identified && core->session.consented)
        session_advance(core, out);
}

static void compose_person(const struct core *core, struct view *view)
{
    const struct person *person = &core->session.person;
    struct part *part = compose_part(view, PART_ROW);
    struct phrase number = compose_masked_number(&view->pool, person->number);

    part->text = phrase_word(WORD_REVIEW_NAME);
    part->detail = compose_masked_name(&view->pool, person->name);
    part->more = phrase_with(phrase_word(WORD_REVIEW_FROM_CARD), number);
}

/* What was captured, and what will be brought later. */
static void compose_materials(const struct core *core, struct view *view)
{
    const struct session *session = &core->session;

    for (uint8_t i = 0; i < session->service.material_count; i++) {
        struct part *part;

        if (session->material_given[i] == GIVEN_NOT)
            continue;
        part = compose_part(view, PART_ROW);
        part->text = phrase_catalogue(session->service.materials[i].label);
        part->detail = phrase_word(session->material_given[i] == GIVEN_YES ? WORD_REVIEW_CAPTURED
                                                                           : WORD_REVIEW_LATER);
        part->action.kind = ACTION_CHANGE;
        part->action.arg = SERVICE_FIELDS_MAX + i;
    }
}

static void compose(const struct core *core, struct view *view)
{
    const struct service *service = &core->session.service;
    struct phrase after = phrase_word(WORD_REVIEW_AFTER);
    uint8_t first = view->part_count;

    view->question = phrase_word(WORD_REVIEW_QUESTION);
    compose_person(core, view);
    for (uint8_t i = 0; i < service->field_count; i++) {
        struct part *part;

        if (!session_asks(&core->session, i))
            continue;
        part = compose_part(view, PART_ROW);
        part->text = phrase_catalogue(service->fields[i].label);
        part->detail = answers_phrase(core, &view->pool, i);
        part->action.kind = ACTION_CHANGE;
        part->action.arg = i;
    }
    compose_materials(core, view);
    compose_secret(view, first);
    after = phrase_with(after, phrase_catalogue(service->department));
    compose_note(view, TONE_PLAIN, phrase_with(after, phrase_catalogue(service->phone)));
    view->primary = compose_button(WORD_REVIEW_SUBMIT, ACTION_PRIMARY);
}

const struct step step_review = {WORD_NAME_REVIEW, enter, event, compose};
