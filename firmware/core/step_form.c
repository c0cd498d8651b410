/* Form: up to four fields, one in focus, each with its way of writing. What is wrong is said at
 * once and in words, and the focus goes there (accessibility.md A35). */
#include "firmware/core/step.h"

#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "firmware/base/identify.h"
#include "firmware/base/text.h"

#define CHARACTERS_MAX 50 /* of a text whose service says no other limit */

static struct answer *answer_of(struct core *core, uint8_t index)
{
    return &core->session.answers[session_service_step(core)->fields[index]];
}

static const struct service_field *field_of(const struct core *core, uint8_t index)
{
    return &core->session.service.fields[session_service_step(core)->fields[index]];
}

/* How each kind is written; CODE for those whose keys are digits too. */
static enum letters letters_of(const struct service_field *field)
{
    switch ((enum field_kind)field->kind) {
    case FIELD_NAME:
        return LETTERS_NAME;
    case FIELD_ADDRESS:
        return LETTERS_ADDRESS;
    case FIELD_TEXT:
        return LETTERS_TEXT;
    case FIELD_USCC:
    case FIELD_MOBILE:
    case FIELD_ID:
    case FIELD_CHOICE:
    case FIELD_MONTH:
    case FIELD_DATE:
    case FIELD_SLOT:
    case FIELD_KIND_COUNT:
        break;
    }
    return LETTERS_CODE;
}

static bool is_text(const struct service_field *field)
{
    return field->kind == FIELD_NAME || field->kind == FIELD_ADDRESS || field->kind == FIELD_TEXT;
}

static bool has_day(const struct service_field *field)
{
    return field->kind == FIELD_DATE || field->kind == FIELD_SLOT;
}

static void set_focus(struct core *core, uint8_t index)
{
    const struct service_field *field = field_of(core, index);

    core->session.focus = index;
    core->session.way =
        (uint8_t)letters_way(letters_of(field), (enum language)core->session.language);
    if (has_day(field))
        calendar_open(core, session_service_step(core)->fields[index]);
}

static void enter(struct core *core, struct effects *out)
{
    const struct service_step *step = session_service_step(core);

    (void)out;
    for (uint8_t i = 0; i < step->field_count; i++)
        if (field_of(core, i)->kind == FIELD_MONTH && answer_of(core, i)->month == 0)
            answer_of(core, i)->month = answers_this_month(core);
    set_focus(core, 0);
}

/* ---- touches ---- */

static void month_touched(struct core *core, uint32_t key)
{
    static const int8_t moves[] = {-12, 12, -1, 1};
    struct answer *answer = answer_of(core, core->session.focus);
    const struct service_field *field = field_of(core, core->session.focus);
    int32_t moved;

    if (has_day(field))
        calendar_turn(core, session_service_step(core)->fields[core->session.focus], key);
    if (key >= COUNT_OF(moves) || field->kind != FIELD_MONTH)
        return;
    moved = answer->month + moves[key];
    if (moved >= 1950 * 12 && moved < 2200 * 12)
        answer->month = moved;
}

static uint32_t length_max(const struct service_field *field)
{
    if (field->kind == FIELD_MOBILE)
        return 11;
    if (!is_text(field))
        return 18;
    return field->length_max == 0 ? CHARACTERS_MAX : field->length_max;
}

static bool is_full(const char *text, uint32_t characters_max)
{
    return text_count(text) >= characters_max || strlen(text) + 4 >= FIELD_VALUE_BYTES;
}

static void written(struct core *core, const struct action *action)
{
    const struct service_field *field = field_of(core, core->session.focus);
    char *text = answer_of(core, core->session.focus)->text;
    struct action key = *action;
    bool added;

    if (field->kind == FIELD_MONTH || field->kind == FIELD_CHOICE || has_day(field))
        return;
    if (action->kind == ACTION_INSERT && !is_text(field) && field->kind != FIELD_USCC)
        return;
    if (action->kind == ACTION_KEY && action->arg == 'X' && field->kind == FIELD_ID)
        key.kind = ACTION_INSERT;
    added = letters_touched(text, letters_of(field), length_max(field), &key);
    if (!added && is_text(field) && is_full(text, length_max(field)))
        core->session.problem = WORD_FORM_FULL;
}

static const char *on_card(const struct core *core, const struct service_field *field)
{
    if (!core->session.identified || field->source == SOURCE_NONE || !is_text(field))
        return "";
    return field->source == SOURCE_NAME ? core->session.person.name : core->session.person.address;
}

/* What the card says, or, when that stands there already, an empty field. */
static void fill_touched(struct core *core)
{
    struct answer *answer = answer_of(core, core->session.focus);
    const char *text = on_card(core, field_of(core, core->session.focus));
    bool same = strcmp(answer->text, text) == 0;

    if (text[0] == '\0')
        return;
    bytes_wipe(answer->text, sizeof(answer->text));
    if (!same)
        text_copy(answer->text, sizeof(answer->text), text);
}

static void slot_touched(struct core *core, uint32_t option)
{
    const struct service_field *field = field_of(core, core->session.focus);
    struct answer *answer = answer_of(core, core->session.focus);

    if (field->kind != FIELD_SLOT || option >= field->option_count)
        return;
    answer->option = (uint8_t)option;
    answer->picked = 1;
}

/* ---- what is wrong ---- */

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

static enum word day_problem(const struct core *core, const struct service_field *field,
                             const struct answer *answer)
{
    if (answer->day == 0)
        return WORD_FORM_NO_DAY;
    if (!calendar_is_allowed(core, field, answer->month, answer->day))
        return WORD_FORM_DAY_OUT;
    return field->kind == FIELD_SLOT && !answer->picked ? WORD_FORM_NO_SLOT : WORD_NONE;
}

static bool is_empty(const struct service_field *field, const struct answer *answer)
{
    if (field->kind == FIELD_MONTH)
        return false;
    return has_day(field) ? answer->day == 0 && !answer->picked : answer->text[0] == '\0';
}

/* A number, as it is written down everywhere: normalised. */
static enum word number_problem(const struct service_field *field, struct answer *answer)
{
    static const enum identify_kind kinds[FIELD_KIND_COUNT] = {
        [FIELD_MOBILE] = IDENTIFY_MOBILE, [FIELD_ID] = IDENTIFY_ID, [FIELD_USCC] = IDENTIFY_USCC};
    char normalised[IDENTIFY_TEXT_BYTES];
    enum word problem = problem_of_verdict(
        identify_check(kinds[field->kind], answer->text, normalised, sizeof(normalised)));

    if (problem == WORD_NONE)
        text_copy(answer->text, sizeof(answer->text), normalised);
    bytes_wipe(normalised, sizeof(normalised));
    return problem;
}

/* Checks one field and notes its answer; the word of what is wrong, or none. */
static enum word take_field(struct core *core, uint8_t index)
{
    const struct service_field *field = field_of(core, index);
    struct answer *answer = answer_of(core, index);
    enum word problem = WORD_NONE;

    if (is_empty(field, answer)) {
        answer->given = field->optional ? GIVEN_SKIPPED : GIVEN_NOT;
        if (field->optional)
            return WORD_NONE;
        return has_day(field) ? WORD_FORM_NO_DAY : WORD_FORM_EMPTY;
    }
    if (field->kind == FIELD_MONTH)
        problem = month_problem(core, field, answer->month);
    else if (has_day(field))
        problem = day_problem(core, field, answer);
    else if (!is_text(field))
        problem = number_problem(field, answer);
    answer->given = problem == WORD_NONE ? GIVEN_YES : GIVEN_NOT;
    return problem;
}

static void take(struct core *core, struct effects *out)
{
    const struct service_step *step = session_service_step(core);

    for (uint8_t i = 0; i < step->field_count; i++) {
        core->session.problem = (uint16_t)take_field(core, i);
        if (core->session.problem != WORD_NONE) {
            set_focus(core, i);
            return;
        }
    }
    session_advance(core, out);
}

static void event(struct core *core, const struct event *event, struct effects *out)
{
    const struct action *action = &event->touched.action;
    const struct service_step *step = session_service_step(core);
    const struct service_field *focus = field_of(core, core->session.focus);

    if (event->kind != EVENT_TOUCHED)
        return;
    if (action->kind == ACTION_PRIMARY) {
        take(core, out);
        return;
    }
    core->session.problem = WORD_NONE;
    if (action->kind == ACTION_FOCUS && action->arg < step->field_count)
        set_focus(core, (uint8_t)action->arg);
    else if (action->kind == ACTION_KEY || action->kind == ACTION_INSERT)
        written(core, action);
    else if (action->kind == ACTION_WAY && letters_has_way(letters_of(focus), action->arg))
        core->session.way = (uint8_t)action->arg;
    else if (action->kind == ACTION_FILL)
        fill_touched(core);
    else if (action->kind == ACTION_MONTH)
        month_touched(core, action->arg);
    else if (action->kind == ACTION_DAY && has_day(focus))
        calendar_choose(core, step->fields[core->session.focus], action->arg);
    else if (action->kind == ACTION_SLOT)
        slot_touched(core, action->arg);
}

/* ---- on the glass ---- */

static void compose_field(const struct core *core, struct view *view, uint8_t index)
{
    const struct service_field *field = field_of(core, index);
    uint8_t number = session_service_step(core)->fields[index];
    struct part *part = compose_part(view, PART_FIELD);

    part->text = phrase_catalogue(field->label);
    part->detail = answers_written(core, &view->pool, number);
    part->secret = 1;
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

static void compose_slots(const struct core *core, struct view *view, uint8_t number)
{
    const struct service_field *field = &core->session.service.fields[number];
    const struct answer *answer = &core->session.answers[number];

    for (uint8_t i = 0; i < field->option_count; i++) {
        struct part *part = compose_part(view, PART_SLOT);

        part->text = phrase_catalogue(field->options[i].name);
        part->selected = answer->picked && answer->option == i;
        part->secret = part->selected;
        part->action.kind = ACTION_SLOT;
        part->action.arg = i;
    }
}

static void compose_text(const struct core *core, struct view *view,
                         const struct service_field *field, uint8_t number)
{
    enum way way = (enum way)core->session.way;
    const char *text = on_card(core, field);

    letters_compose_ways(view, letters_of(field), way);
    if (text[0] != '\0') {
        struct part *part = compose_part(view, PART_WAY);

        part->text = phrase_word(WORD_WAY_CARD);
        part->selected = strcmp(core->session.answers[number].text, text) == 0;
        part->action.kind = ACTION_FILL;
    }
    letters_compose_pad(view, letters_of(field), way);
}

static void compose_pad(const struct core *core, struct view *view,
                        const struct service_field *field, uint8_t number)
{
    struct part *part;

    if (is_text(field) || field->kind == FIELD_USCC) {
        compose_text(core, view, field, number);
    } else if (has_day(field)) {
        calendar_compose(core, view, number);
        if (field->kind == FIELD_SLOT)
            compose_slots(core, view, number);
    } else if (field->kind == FIELD_MONTH) {
        part = compose_part(view, PART_MONTH);
        part->detail = answers_written(core, &view->pool, number);
        part->secret = 1;
    } else {
        compose_part(view, PART_KEYPAD)->value = field->kind == FIELD_ID;
    }
}

static void compose(const struct core *core, struct view *view)
{
    const struct service_step *step = session_service_step(core);
    const struct service_field *focus = field_of(core, core->session.focus);

    view->question = phrase_catalogue(focus->question);
    view->hint = phrase_catalogue(focus->help);
    compose_problem(core, view);
    for (uint8_t i = 0; i < step->field_count; i++)
        compose_field(core, view, i);
    compose_pad(core, view, focus, step->fields[core->session.focus]);
    view->primary = compose_button(WORD_NEXT, ACTION_PRIMARY);
}

const struct step step_form = {WORD_NAME_FORM, enter, event, compose};
