#include <stdio.h>
#include <string.h>

#include "firmware/services/catalogue/catalogue_private.h"

#define MONTHS_BACK_MAX 240
#define SPAN_MONTHS_MAX 600
#define LENGTH_MAX 50
#define DAYS_MAX 30000
#define SLOT_DAYS_MAX 60

static const char *const FIELD_KINDS[FIELD_KIND_COUNT] = {
    [FIELD_CHOICE] = "choice", [FIELD_MONTH] = "month",     [FIELD_MOBILE] = "mobile",
    [FIELD_ID] = "id",         [FIELD_USCC] = "uscc",       [FIELD_TEXT] = "text",
    [FIELD_NAME] = "name",     [FIELD_ADDRESS] = "address", [FIELD_DATE] = "date",
    [FIELD_SLOT] = "slot",
};

static const char *const SOURCES[] = {
    [SOURCE_NONE] = NULL, [SOURCE_NAME] = "name", [SOURCE_ADDRESS] = "address"};

uint8_t catalogue_fields_find(const struct service *service, const struct catalogue_at *at)
{
    char code[FIELD_CODE_BYTES] = "";
    uint8_t i;

    catalogue_json_code(at, code, sizeof code);
    for (i = 0; i < service->field_count; i++) {
        if (strcmp(service->fields[i].code, code) == 0)
            return i;
    }
    catalogue_json_fail(at, ERR_INVALID, "no field '%s'", code);
    return FIELD_NONE;
}

uint8_t catalogue_fields_find_option(const struct service_field *field,
                                     const struct catalogue_at *at)
{
    char code[FIELD_CODE_BYTES] = "";
    uint8_t i;

    catalogue_json_code(at, code, sizeof code);
    for (i = 0; i < field->option_count; i++) {
        if (strcmp(field->options[i].code, code) == 0)
            return i;
    }
    catalogue_json_fail(at, ERR_INVALID, "the field '%s' has no option '%s'", field->code, code);
    return 0;
}

/* ---- Options ---- */

static void read_option(struct catalogue *catalogue, struct service_field *field,
                        const struct catalogue_at *at)
{
    static const char *const KEYS[] = {"code", "name", "?note", "?fills", NULL};
    const struct catalogue_at code = catalogue_json_key(at, "code");
    struct service_option *option = &field->options[field->option_count];
    uint8_t i;

    catalogue_json_object(at, KEYS);
    catalogue_json_code(&code, option->code, sizeof option->code);
    for (i = 0; i < field->option_count; i++) {
        if (strcmp(field->options[i].code, option->code) == 0)
            catalogue_json_fail(&code, ERR_CONFLICT, "the option '%s' is there twice",
                                option->code);
    }
    option->name = catalogue_text_read(catalogue, at, "name");
    option->note = catalogue_text_read_if_any(catalogue, at, "note");
    for (i = 0; i < SERVICE_FILLS_MAX; i++)
        option->fills[i].field = FIELD_NONE;
    field->option_count++;
}

/* The value of a slot is its day and this code, so the code must say the time: "0900-1100". */
static void check_slot(const struct service_option *option, const struct catalogue_at *at)
{
    const struct catalogue_at code = catalogue_json_key(at, "code");
    int from_hour, from_minute, to_hour, to_minute, used = 0;

    if (catalogue_json_failed(at))
        return;
    if (strlen(option->code) != 9 ||
        sscanf(option->code, "%2d%2d-%2d%2d%n", &from_hour, &from_minute, &to_hour, &to_minute,
               &used) != 4 ||
        used != 9 || from_hour > 23 || from_minute > 59 || to_hour > 23 || to_minute > 59 ||
        from_hour * 60 + from_minute >= to_hour * 60 + to_minute)
        catalogue_json_fail(&code, ERR_INVALID, "must be a time of day like 0900-1100");
    if (json_object_get(at->value, "fills") != NULL)
        catalogue_json_fail(at, ERR_INVALID, "a slot fills no field");
}

static void read_options(struct catalogue *catalogue, struct service_field *field,
                         const struct catalogue_at *field_at)
{
    const struct catalogue_at at = catalogue_json_key(field_at, "options");
    size_t count, i;

    if (field->kind != FIELD_CHOICE && field->kind != FIELD_SLOT) {
        if (at.value != NULL)
            catalogue_json_fail(&at, ERR_INVALID, "only a choice or slot has options");
        return;
    }
    count = catalogue_json_array(&at, field->kind == FIELD_CHOICE ? 2 : 1, SERVICE_OPTIONS_MAX);
    for (i = 0; i < count && !catalogue_json_failed(&at); i++) {
        const struct catalogue_at one = catalogue_json_element(&at, i);

        read_option(catalogue, field, &one);
        if (field->kind == FIELD_SLOT)
            check_slot(&field->options[i], &one);
    }
}

/* ---- Fields ---- */

/* What of the ID card may stand in the field: a name in a name, an address in an address. */
static void read_source(struct service_field *field, const struct catalogue_at *field_at)
{
    const struct catalogue_at at = catalogue_json_key(field_at, "source");

    if (at.value == NULL)
        return;
    field->source = (uint8_t)catalogue_json_name(&at, SOURCES, sizeof SOURCES / sizeof SOURCES[0]);
    if ((field->source == SOURCE_NAME && field->kind != FIELD_NAME) ||
        (field->source == SOURCE_ADDRESS && field->kind != FIELD_ADDRESS))
        catalogue_json_fail(&at, ERR_INVALID, "does not fit the kind of the field");
}

static void read_length(struct service_field *field, const struct catalogue_at *field_at)
{
    const struct catalogue_at at = catalogue_json_key(field_at, "length_max");
    bool written =
        field->kind == FIELD_TEXT || field->kind == FIELD_NAME || field->kind == FIELD_ADDRESS;

    if (written)
        field->length_max =
            at.value == NULL ? LENGTH_MAX : (uint8_t)catalogue_json_integer(&at, 1, LENGTH_MAX);
    else if (at.value != NULL)
        catalogue_json_fail(&at, ERR_INVALID, "only a text, name or address has a length");
}

/* The days that can be chosen, counted from today. A slot lies ahead and not far. */
static void read_days(struct service_field *field, const struct catalogue_at *field_at)
{
    const struct catalogue_at from = catalogue_json_key(field_at, "days_from");
    const struct catalogue_at to = catalogue_json_key(field_at, "days_to");
    bool slot = field->kind == FIELD_SLOT;

    if (field->kind != FIELD_DATE && !slot) {
        if (from.value != NULL || to.value != NULL)
            catalogue_json_fail(field_at, ERR_INVALID, "only a date or slot has days");
        return;
    }
    field->days_from = (int16_t)catalogue_json_integer(&from, slot ? 0 : -DAYS_MAX,
                                                       slot ? SLOT_DAYS_MAX : DAYS_MAX);
    field->days_to =
        (int16_t)catalogue_json_integer(&to, slot ? 0 : -DAYS_MAX, slot ? SLOT_DAYS_MAX : DAYS_MAX);
    if (field->days_to < field->days_from)
        catalogue_json_fail(&to, ERR_INVALID, "must not be before 'days_from'");
}

static void read_field(struct catalogue *catalogue, struct service *service,
                       const struct catalogue_at *at)
{
    static const char *const KEYS[] = {"code",     "kind",        "label",
                                       "question", "help",        "?optional",
                                       "?options", "?not_before", "?span_months_max",
                                       "?source",  "?length_max", "?days_from",
                                       "?days_to", NULL};
    const struct catalogue_at code = catalogue_json_key(at, "code");
    const struct catalogue_at kind = catalogue_json_key(at, "kind");
    const struct catalogue_at optional = catalogue_json_key(at, "optional");
    struct service_field *field = &service->fields[service->field_count];
    uint8_t i;

    catalogue_json_object(at, KEYS);
    catalogue_json_code(&code, field->code, sizeof field->code);
    for (i = 0; i < service->field_count; i++) {
        if (strcmp(service->fields[i].code, field->code) == 0)
            catalogue_json_fail(&code, ERR_CONFLICT, "the field '%s' is there twice", field->code);
    }
    field->kind = (uint8_t)catalogue_json_name(&kind, FIELD_KINDS, FIELD_KIND_COUNT);
    field->optional = catalogue_json_flag(&optional);
    field->label = catalogue_text_read(catalogue, at, "label");
    field->question = catalogue_text_read(catalogue, at, "question");
    field->help = catalogue_text_read(catalogue, at, "help");
    read_options(catalogue, field, at);
    read_source(field, at);
    read_length(field, at);
    read_days(field, at);
    service->field_count++;
}

/* What fields say of other fields, once all are known. */
static void read_field_order(struct service *service, struct service_field *field,
                             const struct catalogue_at *at)
{
    const struct catalogue_at not_before = catalogue_json_key(at, "not_before");
    const struct catalogue_at span = catalogue_json_key(at, "span_months_max");

    field->not_before = FIELD_NONE;
    if (not_before.value != NULL) {
        field->not_before = catalogue_fields_find(service, &not_before);
        if (field->kind != FIELD_MONTH)
            catalogue_json_fail(&not_before, ERR_INVALID, "only a month has an order");
        else if (field->not_before != FIELD_NONE &&
                 (&service->fields[field->not_before] >= field ||
                  service->fields[field->not_before].kind != FIELD_MONTH))
            catalogue_json_fail(&not_before, ERR_INVALID, "must be a month field before this one");
    }
    if (span.value != NULL) {
        field->span_months_max = (uint16_t)catalogue_json_integer(&span, 1, SPAN_MONTHS_MAX);
        if (field->not_before == FIELD_NONE)
            catalogue_json_fail(&span, ERR_INVALID, "needs 'not_before'");
    }
}

static void read_fill(const struct service *service, struct service_fill *fill,
                      const struct catalogue_at *at)
{
    static const char *const KEYS[] = {"field", "months_back", NULL};
    const struct catalogue_at field = catalogue_json_key(at, "field");
    const struct catalogue_at back = catalogue_json_key(at, "months_back");

    catalogue_json_object(at, KEYS);
    fill->field = catalogue_fields_find(service, &field);
    fill->months_back = (uint8_t)catalogue_json_integer(&back, 0, MONTHS_BACK_MAX);
    if (fill->field != FIELD_NONE && service->fields[fill->field].kind != FIELD_MONTH)
        catalogue_json_fail(&field, ERR_INVALID, "only a month field can be filled");
}

static void read_fills(const struct service *service, struct service_option *option,
                       const struct catalogue_at *option_at)
{
    const struct catalogue_at at = catalogue_json_key(option_at, "fills");
    size_t count, i;

    if (at.value == NULL)
        return;
    count = catalogue_json_array(&at, 1, SERVICE_FILLS_MAX);
    for (i = 0; i < count; i++) {
        const struct catalogue_at one = catalogue_json_element(&at, i);

        read_fill(service, &option->fills[i], &one);
    }
    if (count == 2 && option->fills[0].field == option->fills[1].field)
        catalogue_json_fail(&at, ERR_CONFLICT, "fills the same field twice");
}

void catalogue_fields_read(struct catalogue *catalogue, struct service *service,
                           const struct catalogue_at *service_at)
{
    const struct catalogue_at at = catalogue_json_key(service_at, "fields");
    size_t count = catalogue_json_array(&at, 0, SERVICE_FIELDS_MAX), i;
    uint8_t option;

    for (i = 0; i < count && !catalogue_json_failed(&at); i++) {
        const struct catalogue_at one = catalogue_json_element(&at, i);

        read_field(catalogue, service, &one);
    }
    for (i = 0; i < count && !catalogue_json_failed(&at); i++) {
        const struct catalogue_at one = catalogue_json_element(&at, i);
        const struct catalogue_at options = catalogue_json_key(&one, "options");

        read_field_order(service, &service->fields[i], &one);
        for (option = 0; option < service->fields[i].option_count; option++) {
            const struct catalogue_at it = catalogue_json_element(&options, option);

            read_fills(service, &service->fields[i].options[option], &it);
        }
    }
}
