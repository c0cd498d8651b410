/* Form: up to four fields, one in focus, each with its way of writing. What is wrong is said at
 * once and in words, and the focus goes there (accessibility.md A35). */
#include "firmware/core/step.h"

#include <string.h>

#include "firmware/base/check.h"
#include "firmware/base/identify.h"
#include "firmware/base/text.h"

static struct answer *answer_of(struct core *core, uint8_t index)
{
    return &core->session.answers[session_service_step(core)->fields[index]];
}

static const struct service_field *field_of(const struct core *core, uint8_t index)
{
    return &core->session.service.fields[session_service_step(core)->fields[index]];
}

static void enter(struct core *core, struct effects *out)
{
    const struct service_step *step = session_service_step(core);

    (void)out;
    for (uint8_t i = 0; i < step->field_count; i++)
        if (field_of(core, i)->kind == FIELD_MONTH && answer_of(core, i)->month == 0)
            answer_of(core, i)->month = answers_this_month(core);
}

static void month_touched(struct core *core, uint16_t key)
{
    static const int8_t moves[] = {-12, 12, -1, 1};
    struct answer *answer = answer_of(core, core->session.focus);
    int32_t moved;

    if (key >= COUNT_OF(moves) || field_of(core, core->session.focus)->kind != FIELD_MONTH)
        return;
    moved = answer->month + moves[key];
    if (moved >= 1950 * 12 && moved < 2200 * 12)
        answer->month = moved;
}

static size_t length_max(const struct service_field *field)
{
    return field->kind == FIELD_MOBILE ? 11 : 18;
}

static void key_touched(struct core *core, uint16_t key)
{
    const struct service_field *field = field_of(core, core->session.focus);
    struct answer *answer = answer_of(core, core->session.focus);
    size_t length = strlen(answer->text);
    bool allowed = (key >= '0' && key <= '9') || (key == 'X' && field->kind == FIELD_ID);

    if (field->kind == FIELD_MONTH || field->kind == FIELD_CHOICE)
        return;
    if (key == VIEW_KEY_ERASE && length > 0) {
        answer->text[length - 1] = '\0';
    } else if (allowed && length < length_max(field)) {
        answer->text[length] = (char)key;
        answer->text[length + 1] = '\0';
    }
}

static enum word problem_of_verdict(enum identify_verdict verdict)
{
    switch (verdict) {
    case IDENTIFY_BAD_CHECK:
        return WORD_FORM_BAD_CHECK;
    case IDENTIFY_BAD_DATE:
        return WORD_FORM_BAD_DATE;
    case IDENTIFY_BAD_REGION:
        return WORD_FORM_BAD_REGION;
    case IDENTIFY_LEGACY15:
        return WORD_FORM_LEGACY15;
    case IDENTIFY_OK:
    case IDENTIFY_OK_NORMALISE:
    case IDENTIFY_OK_NORMALISE_UPPER:
    case IDENTIFY_OK_NORMALISE_WIDTH:
    case IDENTIFY_BAD:
    case IDENTIFY_BAD_CHAR:
    case IDENTIFY_VERDICT_COUNT:
        break;
    }
    return identify_is_ok(verdict) ? WORD_NONE : WORD_FORM_BAD;
}

static enum word month_problem(const struct core *core, const struct service_field *field,
                               int32_t month)
{
    int32_t span;

    if (month > answers_this_month(core))
        return WORD_FORM_MONTH_FUTURE;
    if (field->not_before == FIELD_NONE)
        return WORD_NONE;
    span = month - core->session.answers[field->not_before].month + 1;
    if (span < 1)
        return WORD_FORM_MONTH_ORDER;
    return field->span_months_max != 0 && span > field->span_months_max ? WORD_FORM_MONTH_SPAN
                                                                        : WORD_NONE;
}

/* Checks one field and notes its answer; the word of what is wrong, or none. */
static enum word take_field(struct core *core, uint8_t index)
{
    static const enum identify_kind kinds[FIELD_KIND_COUNT] = {
        [FIELD_MOBILE] = IDENTIFY_MOBILE, [FIELD_ID] = IDENTIFY_ID, [FIELD_USCC] = IDENTIFY_USCC};
    const struct service_field *field = field_of(core, index);
    struct answer *answer = answer_of(core, index);
    char normalised[IDENTIFY_TEXT_BYTES];
    enum word problem;

    if (field->kind == FIELD_MONTH) {
        problem = month_problem(core, field, answer->month);
    } else if (answer->text[0] == '\0') {
        answer->given = field->optional ? GIVEN_SKIPPED : GIVEN_NOT;
        return field->optional ? WORD_NONE : WORD_FORM_EMPTY;
    } else {
        problem = problem_of_verdict(
            identify_check(kinds[field->kind], answer->text, normalised, sizeof(normalised)));
        if (problem == WORD_NONE)
            text_copy(answer->text, sizeof(answer->text), normalised);
    }
    answer->given = problem == WORD_NONE ? GIVEN_YES : GIVEN_NOT;
    return problem;
}

static void take(struct core *core, struct effects *out)
{
    const struct service_step *step = session_service_step(core);

    for (uint8_t i = 0; i < step->field_count; i++) {
        core->session.problem = (uint16_t)take_field(core, i);
        if (core->session.problem != WORD_NONE) {
            core->session.focus = i;
            return;
        }
    }
    session_advance(core, out);
}

static void event(struct core *core, const struct event *event, struct effects *out)
{
    const struct action *action = &event->touched.action;

    if (event->kind != EVENT_TOUCHED)
        return;
    if (action->kind == ACTION_PRIMARY) {
        take(core, out);
        return;
    }
    core->session.problem = WORD_NONE;
    if (action->kind == ACTION_FOCUS && action->arg < session_service_step(core)->field_count)
        core->session.focus = (uint8_t)action->arg;
    else if (action->kind == ACTION_KEY)
        key_touched(core, action->arg);
    else if (action->kind == ACTION_MONTH)
        month_touched(core, action->arg);
}

static void compose_field(const struct core *core, struct view *view, uint8_t index)
{
    const struct service_field *field = field_of(core, index);
    uint8_t number = session_service_step(core)->fields[index];
    const struct answer *answer = &core->session.answers[number];
    struct part *part = compose_part(view, PART_FIELD);

    part->text = phrase_catalogue(field->label);
    part->detail = field->kind == FIELD_MONTH ? answers_month_phrase(&view->pool, answer->month)
                                              : phrase_literal(&view->pool, answer->text);
    part->selected = index == core->session.focus;
    part->action.kind = ACTION_FOCUS;
    part->action.arg = index;
}

static void compose_problem(const struct core *core, struct view *view)
{
    const struct service_field *field = field_of(core, core->session.focus);
    struct phrase problem = phrase_word((enum word)core->session.problem);

    if (core->session.problem == WORD_NONE)
        return;
    if (core->session.problem == WORD_FORM_MONTH_SPAN)
        problem = phrase_with(problem, phrase_number(&view->pool, field->span_months_max));
    compose_note(view, TONE_ATTENTION, problem);
}

static void compose(const struct core *core, struct view *view)
{
    const struct service_step *step = session_service_step(core);
    const struct service_field *focus = field_of(core, core->session.focus);
    struct part *part;

    view->question = phrase_catalogue(focus->question);
    view->hint = phrase_catalogue(focus->help);
    for (uint8_t i = 0; i < step->field_count; i++)
        compose_field(core, view, i);
    compose_problem(core, view);
    if (focus->kind == FIELD_MONTH) {
        part = compose_part(view, PART_MONTH);
        part->detail = answers_month_phrase(
            &view->pool, core->session.answers[step->fields[core->session.focus]].month);
    } else {
        compose_part(view, PART_KEYPAD)->value = focus->kind == FIELD_ID;
    }
    view->primary = compose_button(WORD_NEXT, ACTION_PRIMARY);
}

const struct step step_form = {WORD_NAME_FORM, enter, event, compose};
