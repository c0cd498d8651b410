#include "firmware/core/step.h"

#include <string.h>

#include "firmware/base/civil.h"
#include "firmware/base/text.h"

int32_t answers_this_month(const struct core *core)
{
    struct civil today = civil_shanghai(core->now.wall_s);

    return today.year * 12 + today.month - 1;
}

void answers_choose(struct core *core, uint8_t field, uint8_t option)
{
    const struct service_option *chosen = &core->session.service.fields[field].options[option];
    struct answer *answer = &core->session.answers[field];

    answer->given = GIVEN_YES;
    answer->option = option;
    for (uint8_t i = 0; i < SERVICE_FILLS_MAX; i++) {
        const struct service_fill *fill = &chosen->fills[i];

        if (fill->field == FIELD_NONE)
            continue;
        core->session.answers[fill->field].given = GIVEN_YES;
        core->session.answers[fill->field].month = answers_this_month(core) - fill->months_back;
    }
}

static void month_value(int32_t month, char *out, size_t size_bytes)
{
    out[0] = '\0';
    text_append_number(out, size_bytes, (uint64_t)(month / 12), 4);
    text_append(out, size_bytes, "-");
    text_append_number(out, size_bytes, (uint64_t)(month % 12 + 1), 2);
}

static void append_date(char *out, size_t size_bytes, int32_t month, uint8_t day)
{
    month_value(month, out, size_bytes);
    text_append(out, size_bytes, "-");
    text_append_number(out, size_bytes, day, 2);
}

static void field_value(const struct service_field *field, const struct answer *answer, char *out)
{
    switch ((enum field_kind)field->kind) {
    case FIELD_CHOICE:
        text_copy(out, FIELD_VALUE_BYTES, field->options[answer->option].code);
        break;
    case FIELD_MONTH:
        month_value(answer->month, out, FIELD_VALUE_BYTES);
        break;
    case FIELD_DATE:
    case FIELD_SLOT:
        append_date(out, FIELD_VALUE_BYTES, answer->month, answer->day);
        if (field->kind == FIELD_DATE)
            break;
        text_append(out, FIELD_VALUE_BYTES, " ");
        text_append(out, FIELD_VALUE_BYTES, field->options[answer->option].code);
        break;
    case FIELD_MOBILE:
    case FIELD_ID:
    case FIELD_USCC:
    case FIELD_TEXT:
    case FIELD_NAME:
    case FIELD_ADDRESS:
    case FIELD_KIND_COUNT:
        text_copy(out, FIELD_VALUE_BYTES, answer->text);
        break;
    }
}

void answers_draft(const struct core *core, struct draft *out)
{
    const struct session *session = &core->session;
    const struct service *service = &session->service;

    memset(out, 0, sizeof(*out));
    memcpy(out->service, service->code, sizeof(out->service));
    out->service_version = service->version;
    out->consent_version = service->consent_version;
    out->session = session->epoch;
    out->language = session->confirmed_language;
    out->person = session->person;
    out->signed_by = session->signed_by;
    if (session->signed_by == SIGNED_INK)
        out->signature = session->signature;
    for (uint8_t i = 0; i < service->field_count; i++) {
        struct draft_field *field = &out->fields[out->field_count];

        if (session->answers[i].given != GIVEN_YES)
            continue;
        memcpy(field->code, service->fields[i].code, sizeof(field->code));
        field_value(&service->fields[i], &session->answers[i], field->value);
        out->field_count++;
    }
    for (uint8_t i = 0; i < service->material_count; i++)
        if (session->material_given[i] == GIVEN_YES)
            out->attachments[out->attachment_count++] = session->attachments[i];
}

struct phrase answers_month_phrase(struct phrase_pool *pool, int32_t month)
{
    struct phrase phrase = phrase_word(WORD_FORM_MONTH);

    phrase = phrase_with(phrase, phrase_number(pool, (uint64_t)(month / 12)));
    return phrase_with(phrase, phrase_number(pool, (uint64_t)(month % 12 + 1)));
}

/* A choice that fills months says them too, so that the citizen confirms what is really meant. */
static struct phrase choice_phrase(const struct core *core, struct phrase_pool *pool, uint8_t field)
{
    const struct answer *answers = core->session.answers;
    const struct service_field *asked = &core->session.service.fields[field];
    const struct service_option *option = &asked->options[answers[field].option];
    struct phrase phrase = phrase_word(WORD_REVIEW_PERIOD);

    if (option->fills[0].field == FIELD_NONE || option->fills[1].field == FIELD_NONE)
        return phrase_catalogue(option->name);
    phrase = phrase_with(phrase, phrase_catalogue(option->name));
    for (int i = 0; i < SERVICE_FILLS_MAX; i++) {
        char month[16];

        month_value(answers[option->fills[i].field].month, month, sizeof(month));
        phrase = phrase_with(phrase, phrase_literal(pool, month));
    }
    return phrase;
}

static struct phrase date_phrase(struct phrase_pool *pool, const struct answer *answer)
{
    struct phrase phrase = phrase_word(WORD_FORM_DATE);

    if (answer->day == 0)
        return phrase_none();
    phrase = phrase_with(phrase, phrase_number(pool, (uint64_t)(answer->month / 12)));
    phrase = phrase_with(phrase, phrase_number(pool, (uint64_t)(answer->month % 12 + 1)));
    return phrase_with(phrase, phrase_number(pool, answer->day));
}

/* A day and a time of day; one of them may not be chosen yet. */
static struct phrase slot_phrase(const struct service_field *field, struct phrase_pool *pool,
                                 const struct answer *answer)
{
    struct phrase time = phrase_none();
    char date[16];

    if (answer->picked)
        time = phrase_catalogue(field->options[answer->option].name);
    if (answer->day == 0)
        return time;
    if (!answer->picked)
        return date_phrase(pool, answer);
    append_date(date, sizeof(date), answer->month, answer->day);
    return phrase_with(phrase_with(phrase_word(WORD_FORM_SLOT), phrase_literal(pool, date)), time);
}

struct phrase answers_written(const struct core *core, struct phrase_pool *pool, uint8_t field)
{
    const struct service_field *asked = &core->session.service.fields[field];
    const struct answer *answer = &core->session.answers[field];

    switch ((enum field_kind)asked->kind) {
    case FIELD_CHOICE:
        return choice_phrase(core, pool, field);
    case FIELD_MONTH:
        return answers_month_phrase(pool, answer->month);
    case FIELD_DATE:
        return date_phrase(pool, answer);
    case FIELD_SLOT:
        return slot_phrase(asked, pool, answer);
    case FIELD_ID:
    case FIELD_MOBILE:
    case FIELD_USCC:
    case FIELD_TEXT:
    case FIELD_NAME:
    case FIELD_ADDRESS:
    case FIELD_KIND_COUNT:
        break;
    }
    return phrase_literal(pool, answer->text);
}

struct phrase answers_phrase(const struct core *core, struct phrase_pool *pool, uint8_t field)
{
    const struct answer *answer = &core->session.answers[field];

    if (answer->given != GIVEN_YES)
        return phrase_word(WORD_REVIEW_NONE);
    if (core->session.service.fields[field].kind == FIELD_ID)
        return compose_masked_number(pool, answer->text);
    return answers_written(core, pool, field);
}
