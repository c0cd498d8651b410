#include <string.h>

#include "firmware/base/check.h"
#include "firmware/base/identify.h"
#include "firmware/base/text.h"
#include "firmware/core/view.h"
#include "firmware/services/catalogue/catalogue_private.h"

#define MONTHS_BACK_MAX 240
#define SPAN_MONTHS_MAX 600
#define PHONE_BYTES_MAX 40

static const char *const STEP_NAMES[STEP_COUNT] = {
#define STEP(name, file) [STEP_##name] = #file,
#include "firmware/core/steps.def"
#undef STEP
};

static const char *const FIELD_KINDS[FIELD_KIND_COUNT] = {
    [FIELD_CHOICE] = "choice", [FIELD_MONTH] = "month", [FIELD_MOBILE] = "mobile",
    [FIELD_ID] = "id",         [FIELD_USCC] = "uscc",
};

static const char *const DEVICES[DEVICE_COUNT] = {
    [DEVICE_READER] = "reader",
    [DEVICE_PRINTER] = "printer",
    [DEVICE_STORE] = "store",
    [DEVICE_PLATFORM] = "platform",
};

static const char *const ICONS[ICON_COUNT] = {
    [ICON_NONE] = "none",       [ICON_CERTIFICATE] = "certificate", [ICON_HOUSE] = "house",
    [ICON_MEDICAL] = "medical", [ICON_PENSION] = "pension",
};

/* ---- Texts ---- */

/* The next text number, its texts still to be set. */
static uint16_t add_text(struct catalogue *catalogue)
{
    CHECK(catalogue->text_count < CATALOGUE_TEXTS_MAX);
    return catalogue->text_count++;
}

/* Braces mark arguments in words; a text of the catalogue has none. */
static const char *read_string(const struct catalogue_at *at, size_t max)
{
    const char *text = catalogue_json_string(at, max);

    if (strpbrk(text, "{}") != NULL)
        catalogue_json_fail(at, ERR_INVALID, "must not hold { or }");
    return text;
}

/* An object with one text for each language, no more and no fewer. */
static uint16_t read_text(struct catalogue *catalogue, const struct catalogue_at *up,
                          const char *key)
{
    static const char *const TAGS[LANGUAGE_COUNT + 1] = {
#define LANGUAGE(name, tag) tag,
#include "firmware/core/languages.def"
#undef LANGUAGE
        NULL};
    const struct catalogue_at at = catalogue_json_key(up, key);
    uint16_t number = add_text(catalogue);
    int language;

    catalogue_json_object(&at, TAGS);
    for (language = 0; language < LANGUAGE_COUNT; language++) {
        const struct catalogue_at one = catalogue_json_key(&at, TAGS[language]);

        catalogue->texts[language][number] = read_string(&one, CATALOGUE_TEXT_BYTES_MAX);
    }
    return number;
}

/* The same, or 0 when there is none. */
static uint16_t read_text_if_any(struct catalogue *catalogue, const struct catalogue_at *up,
                                 const char *key)
{
    return json_object_get(up->value, key) == NULL ? 0 : read_text(catalogue, up, key);
}

/* A telephone number is the same in every language. */
static uint16_t read_phone(struct catalogue *catalogue, const struct catalogue_at *up)
{
    const struct catalogue_at at = catalogue_json_key(up, "phone");
    const char *text = read_string(&at, PHONE_BYTES_MAX);
    uint16_t number = add_text(catalogue);
    int language;

    if (strspn(text, "0123456789-+ ") != strlen(text))
        catalogue_json_fail(&at, ERR_INVALID, "may hold only digits, '-', '+' and blanks");
    for (language = 0; language < LANGUAGE_COUNT; language++)
        catalogue->texts[language][number] = text;
    return number;
}

/* ---- Names that refer to others ---- */

/* The index of the field with that code; FIELD_NONE and a failure when there is none. */
static uint8_t find_field(const struct service *service, const struct catalogue_at *at)
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

static uint8_t find_option(const struct service_field *field, const struct catalogue_at *at)
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

/* ---- Fields ---- */

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
    option->name = read_text(catalogue, at, "name");
    option->note = read_text_if_any(catalogue, at, "note");
    for (i = 0; i < SERVICE_FILLS_MAX; i++)
        option->fills[i].field = FIELD_NONE;
    field->option_count++;
}

static void read_options(struct catalogue *catalogue, struct service_field *field,
                         const struct catalogue_at *field_at)
{
    const struct catalogue_at at = catalogue_json_key(field_at, "options");
    size_t count, i;

    if (field->kind != FIELD_CHOICE) {
        if (at.value != NULL)
            catalogue_json_fail(&at, ERR_INVALID, "only a choice has options");
        return;
    }
    count = catalogue_json_array(&at, 2, SERVICE_OPTIONS_MAX);
    for (i = 0; i < count && !catalogue_json_failed(&at); i++) {
        const struct catalogue_at one = catalogue_json_element(&at, i);

        read_option(catalogue, field, &one);
    }
}

static void read_field(struct catalogue *catalogue, struct service *service,
                       const struct catalogue_at *at)
{
    static const char *const KEYS[] = {
        "code",      "kind",     "label",       "question",         "help",
        "?optional", "?options", "?not_before", "?span_months_max", NULL};
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
    field->label = read_text(catalogue, at, "label");
    field->question = read_text(catalogue, at, "question");
    field->help = read_text(catalogue, at, "help");
    read_options(catalogue, field, at);
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
        field->not_before = find_field(service, &not_before);
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
    fill->field = find_field(service, &field);
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

static void read_fields(struct catalogue *catalogue, struct service *service,
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

/* ---- Steps ---- */

static void read_when(const struct service *service, struct service_step *step,
                      const struct catalogue_at *step_at)
{
    static const char *const KEYS[] = {"field", "option", NULL};
    const struct catalogue_at at = catalogue_json_key(step_at, "when");
    const struct catalogue_at field = catalogue_json_key(&at, "field");
    const struct catalogue_at option = catalogue_json_key(&at, "option");

    step->when_field = FIELD_NONE;
    if (at.value == NULL)
        return;
    catalogue_json_object(&at, KEYS);
    step->when_field = find_field(service, &field);
    if (step->when_field == FIELD_NONE)
        return;
    if (service->fields[step->when_field].kind != FIELD_CHOICE)
        catalogue_json_fail(&field, ERR_INVALID, "must be a choice");
    step->when_option = find_option(&service->fields[step->when_field], &option);
}

static void read_choice(const struct service *service, struct service_step *step,
                        const struct catalogue_at *at)
{
    const struct catalogue_at field = catalogue_json_key(at, "field");

    step->fields[0] = find_field(service, &field);
    step->field_count = 1;
    if (step->fields[0] != FIELD_NONE && service->fields[step->fields[0]].kind != FIELD_CHOICE)
        catalogue_json_fail(&field, ERR_INVALID, "a choice step needs a choice field");
}

static void read_form(const struct service *service, struct service_step *step,
                      const struct catalogue_at *at)
{
    const struct catalogue_at fields = catalogue_json_key(at, "fields");
    size_t count = catalogue_json_array(&fields, 1, SERVICE_STEP_FIELDS_MAX), i;

    for (i = 0; i < count; i++) {
        const struct catalogue_at one = catalogue_json_element(&fields, i);

        step->fields[i] = find_field(service, &one);
        if (step->fields[i] != FIELD_NONE && service->fields[step->fields[i]].kind == FIELD_CHOICE)
            catalogue_json_fail(&one, ERR_INVALID, "a choice is asked by a choice step");
    }
    step->field_count = (uint8_t)count;
}

static void read_step(const struct service *service, struct service_step *step,
                      const struct catalogue_at *at)
{
    static const char *const CHOICE[] = {"kind", "field", "?when", NULL};
    static const char *const FORM[] = {"kind", "fields", "?when", NULL};
    static const char *const OTHER[] = {"kind", NULL};
    const struct catalogue_at kind = catalogue_json_key(at, "kind");

    step->kind = (uint8_t)catalogue_json_name(&kind, STEP_NAMES, STEP_COUNT);
    catalogue_json_object(at, step->kind == STEP_CHOICE ? CHOICE
                              : step->kind == STEP_FORM ? FORM
                                                        : OTHER);
    read_when(service, step, at);
    if (step->kind == STEP_CHOICE)
        read_choice(service, step, at);
    else if (step->kind == STEP_FORM)
        read_form(service, step, at);
}

static void read_steps(struct service *service, const struct catalogue_at *service_at)
{
    const struct catalogue_at at = catalogue_json_key(service_at, "steps");
    size_t count = catalogue_json_array(&at, 1, SERVICE_STEPS_MAX), i;

    for (i = 0; i < count && !catalogue_json_failed(&at); i++) {
        const struct catalogue_at one = catalogue_json_element(&at, i);

        read_step(service, &service->steps[i], &one);
    }
    service->step_count = (uint8_t)count;
}

/* ---- The service ---- */

static void read_guide(struct catalogue *catalogue, struct service *service,
                       const struct catalogue_at *service_at)
{
    static const char *const KEYS[] = {"basis", "who", "bring", "time", "fee", "result", NULL};
    const struct catalogue_at at = catalogue_json_key(service_at, "guide");

    catalogue_json_object(&at, KEYS);
    service->basis = read_text(catalogue, &at, "basis");
    service->who = read_text(catalogue, &at, "who");
    service->bring = read_text(catalogue, &at, "bring");
    service->time = read_text(catalogue, &at, "time");
    service->fee = read_text(catalogue, &at, "fee");
    service->result = read_text(catalogue, &at, "result");
}

static void read_consent(struct catalogue *catalogue, struct service *service,
                         const struct catalogue_at *service_at)
{
    static const char *const KEYS[] = {"version", "text", NULL};
    const struct catalogue_at at = catalogue_json_key(service_at, "consent");
    const struct catalogue_at version = catalogue_json_key(&at, "version");

    catalogue_json_object(&at, KEYS);
    service->consent_version = (uint32_t)catalogue_json_integer(&version, 1, CATALOGUE_VERSION_MAX);
    service->consent = read_text(catalogue, &at, "text");
}

static void read_needs(struct service *service, const struct catalogue_at *service_at)
{
    const struct catalogue_at at = catalogue_json_key(service_at, "needs");
    size_t count = catalogue_json_array(&at, 1, DEVICE_COUNT), i;

    for (i = 0; i < count; i++) {
        const struct catalogue_at one = catalogue_json_element(&at, i);
        uint32_t bit = 1u << catalogue_json_name(&one, DEVICES, DEVICE_COUNT);

        if (service->needs & bit)
            catalogue_json_fail(&one, ERR_CONFLICT, "is there twice");
        service->needs |= bit;
    }
    if (!(service->needs & 1u << DEVICE_READER) || !(service->needs & 1u << DEVICE_STORE))
        catalogue_json_fail(&at, ERR_INVALID, "must hold 'reader' and 'store'");
}

static void read_item_code(struct service *service, const struct catalogue_at *service_at)
{
    const struct catalogue_at at = catalogue_json_key(service_at, "item");
    const char *text = catalogue_json_string(&at, SERVICE_ITEM_BYTES - 1);
    enum identify_verdict verdict = identify_check(IDENTIFY_ITEM31, text, NULL, 0);

    if (verdict != IDENTIFY_OK)
        catalogue_json_fail(&at, ERR_INVALID, "is no code of GB/T 39554.1: %s",
                            identify_verdict_name(verdict));
    else
        text_copy(service->item, sizeof service->item, text);
}

static void read_body(struct catalogue *catalogue, struct service *service,
                      const struct catalogue_at *at)
{
    const struct catalogue_at code = catalogue_json_key(at, "code");
    const struct catalogue_at version = catalogue_json_key(at, "version");

    catalogue_json_code(&code, service->code, sizeof service->code);
    service->version = (uint32_t)catalogue_json_integer(&version, 1, CATALOGUE_VERSION_MAX);
    read_item_code(service, at);
    read_needs(service, at);
    service->name = read_text(catalogue, at, "name");
    service->summary = read_text(catalogue, at, "summary");
    read_guide(catalogue, service, at);
    service->department = read_text(catalogue, at, "department");
    service->phone = read_phone(catalogue, at);
    service->counter = read_text(catalogue, at, "counter");
    read_consent(catalogue, service, at);
    read_fields(catalogue, service, at);
    read_steps(service, at);
}

void catalogue_service_read(struct catalogue *catalogue, const struct catalogue_at *at)
{
    static const char *const KEYS[] = {"code",    "item",    "version", "icon",       "needs",
                                       "name",    "summary", "guide",   "department", "phone",
                                       "counter", "consent", "fields",  "steps",      NULL};
    const struct catalogue_at icon = catalogue_json_key(at, "icon");
    struct service *service = &catalogue->services[catalogue->count];
    struct catalogue_item *item = &catalogue->items[catalogue->count];

    catalogue_json_object(at, KEYS);
    item->icon = (uint16_t)catalogue_json_name(&icon, ICONS, ICON_COUNT);
    if (!catalogue_json_failed(at))
        read_body(catalogue, service, at);
    if (!catalogue_json_failed(at))
        catalogue_rules_check(service, at);
    item->name = service->name;
    item->summary = service->summary;
    item->needs = service->needs;
    catalogue->count++;
}
