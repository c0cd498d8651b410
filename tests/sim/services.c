/* The simulated catalogue: four matters that between them take every kind of step and field. */
#include <string.h>

#include "firmware/base/check.h"
#include "firmware/base/text.h"
#include "tests/sim/sim.h"

#define NEEDS(device) (1u << DEVICE_##device)

enum { TEXT_FIRST = 1, TEXTS_PER_SERVICE = 100 };

static const uint32_t needs[SERVICES_COUNT] = {
    NEEDS(READER) | NEEDS(PRINTER) | NEEDS(STORE),
    NEEDS(READER) | NEEDS(STORE),
    NEEDS(READER) | NEEDS(STORE),
    NEEDS(READER) | NEEDS(STORE),
    NEEDS(READER) | NEEDS(STORE),
};

static const uint8_t situations[SERVICES_COUNT] = {SITUATION_WORK, SITUATION_FAMILY, SITUATION_AGE,
                                                   SITUATION_FAMILY, SITUATION_WORK};

void services_items(struct event_catalogue *out, uint32_t version)
{
    memset(out, 0, sizeof(*out));
    out->version = version;
    out->count = SERVICES_COUNT;
    for (uint32_t i = 0; i < SERVICES_COUNT; i++) {
        out->items[i].name = (uint16_t)(TEXT_FIRST + i * TEXTS_PER_SERVICE);
        out->items[i].icon = ICON_CERTIFICATE;
        out->items[i].needs = needs[i];
        out->items[i].situation = situations[i];
        out->items[i].bundle = i == 3;
    }
}

static struct service_field *add_field(struct service *service, const char *code,
                                       enum field_kind kind)
{
    CHECK(service->field_count < SERVICE_FIELDS_MAX);
    struct service_field *field = &service->fields[service->field_count];
    uint16_t text = (uint16_t)(service->name + 20 + service->field_count * 8);

    service->field_count++;
    text_copy(field->code, sizeof(field->code), code);
    field->kind = (uint8_t)kind;
    field->not_before = FIELD_NONE;
    field->label = text;
    field->question = (uint16_t)(text + 1);
    field->help = (uint16_t)(text + 2);
    return field;
}

static struct service_option *add_option(struct service_field *field, const char *code)
{
    struct service_option *option = &field->options[field->option_count];

    option->name = (uint16_t)(field->label + 3 + field->option_count);
    field->option_count++;
    text_copy(option->code, sizeof(option->code), code);
    option->fills[0].field = option->fills[1].field = FIELD_NONE;
    return option;
}

static void option_fills(struct service_option *option, uint8_t months)
{
    option->fills[0] = (struct service_fill){.field = 1, .months_back = months};
    option->fills[1] = (struct service_fill){.field = 2, .months_back = 0};
}

static struct service_step *add_step(struct service *service, enum step_kind kind)
{
    CHECK(service->step_count < SERVICE_STEPS_MAX);
    struct service_step *step = &service->steps[service->step_count++];

    step->kind = (uint8_t)kind;
    step->when_field = FIELD_NONE;
    return step;
}

static struct service_step *add_question(struct service *service, enum step_kind kind,
                                         uint8_t field, uint8_t count)
{
    struct service_step *step = add_step(service, kind);

    for (uint8_t i = 0; i < count; i++)
        step->fields[i] = (uint8_t)(field + i);
    step->field_count = count;
    return step;
}

static void add_end(struct service *service)
{
    add_step(service, STEP_REVIEW);
    add_step(service, STEP_SUBMIT);
    add_step(service, STEP_RESULT);
    add_step(service, STEP_RATING);
}

/* A certificate over a period: choices that fill months, a form taken only sometimes. */
static void build_certificate(struct service *service)
{
    struct service_field *period = add_field(service, "period", FIELD_CHOICE);

    option_fills(add_option(period, "year"), 11);
    option_fills(add_option(period, "half"), 5);
    add_option(period, "own");
    add_field(service, "from", FIELD_MONTH);
    struct service_field *until = add_field(service, "until", FIELD_MONTH);
    until->not_before = 1;
    until->span_months_max = 36;
    add_field(service, "mobile", FIELD_MOBILE)->optional = 1;
    add_step(service, STEP_GUIDE);
    add_step(service, STEP_IDENTIFY);
    add_step(service, STEP_CONSENT);
    add_question(service, STEP_CHOICE, 0, 1);
    struct service_step *form = add_question(service, STEP_FORM, 1, 2);
    form->when_field = 0;
    form->when_option = 2;
    add_question(service, STEP_FORM, 3, 1);
    add_end(service);
}

/* Something for a child: the number of a second person is typed. */
static void build_child(struct service *service)
{
    struct service_field *kind = add_field(service, "kind", FIELD_CHOICE);

    add_option(kind, "birth");
    add_option(kind, "school");
    add_field(service, "child", FIELD_ID);
    add_field(service, "mobile", FIELD_MOBILE);
    add_step(service, STEP_IDENTIFY);
    add_question(service, STEP_CHOICE, 0, 1);
    add_question(service, STEP_FORM, 1, 2);
    add_end(service);
}

/* The shortest: a card and a yes. */
static void build_pension(struct service *service)
{
    add_step(service, STEP_GUIDE);
    add_step(service, STEP_IDENTIFY);
    add_step(service, STEP_CONSENT);
    add_end(service);
}

/* A child was born: written by hand, with a day, a time of day and a signature. */
static void build_newborn(struct service *service)
{
    service->bundle = 1;
    add_field(service, "baby", FIELD_NAME)->length_max = 20;
    add_field(service, "home", FIELD_ADDRESS)->source = SOURCE_ADDRESS;
    add_field(service, "born", FIELD_DATE)->days_from = -45;
    struct service_field *visit = add_field(service, "visit", FIELD_SLOT);
    visit->days_from = 1;
    visit->days_to = 20;
    add_option(visit, "morning");
    add_option(visit, "afternoon");
    struct service_field *note = add_field(service, "note", FIELD_TEXT);
    note->optional = 1;
    note->length_max = 6;
    add_step(service, STEP_IDENTIFY);
    add_step(service, STEP_CONSENT);
    add_question(service, STEP_FORM, 0, 2);
    add_question(service, STEP_FORM, 2, 3);
    add_step(service, STEP_REVIEW);
    add_step(service, STEP_SIGN);
    add_step(service, STEP_SUBMIT);
    add_step(service, STEP_RESULT);
    add_step(service, STEP_RATING);
}

static void add_material(struct service *service, const char *code, enum capture_purpose purpose)
{
    struct service_material *material = &service->materials[service->material_count];

    text_copy(material->code, sizeof(material->code), code);
    material->purpose = (uint8_t)purpose;
    material->optional = purpose == CAPTURE_PORTRAIT;
    material->label = (uint16_t)(service->name + 80 + 3 * service->material_count);
    material->name = (uint16_t)(material->label + 1);
    material->help = (uint16_t)(material->label + 2);
    add_step(service, STEP_CAPTURE)->material = service->material_count++;
}

uint16_t services_material_name(const char *code)
{
    bool second = strcmp(code, "portrait") == 0;

    return (uint16_t)(TEXT_FIRST + SERVICES_DEVICES * TEXTS_PER_SERVICE + 81 + 3 * second);
}

/* Every device: a code, two pictures, a certificate on A4, something to leave. */
static void build_devices(struct service *service)
{
    service->social_card = 1;
    add_field(service, "code", FIELD_TEXT)->length_max = 20;
    add_step(service, STEP_IDENTIFY);
    add_step(service, STEP_CONSENT);
    add_question(service, STEP_SCAN, 0, 1);
    add_material(service, "booklet", CAPTURE_DOCUMENT);
    add_material(service, "portrait", CAPTURE_PORTRAIT);
    add_step(service, STEP_REVIEW);
    add_step(service, STEP_SIGN);
    add_step(service, STEP_SUBMIT);
    add_step(service, STEP_RESULT);
    add_step(service, STEP_PAGES);
    add_step(service, STEP_DEPOSIT);
    add_step(service, STEP_RATING);
}

void services_build(uint32_t index, uint32_t version, struct service *out)
{
    static const char *const codes[SERVICES_COUNT] = {"certificate", "child", "pension", "newborn",
                                                      "devices"};
    static void (*const builders[SERVICES_COUNT])(struct service *) = {
        build_certificate, build_child, build_pension, build_newborn, build_devices};

    CHECK(index < SERVICES_COUNT);
    memset(out, 0, sizeof(*out));
    text_copy(out->code, sizeof(out->code), codes[index]);
    text_copy(out->item, sizeof(out->item), "11140000MB0000000000100000000");
    out->version = version;
    out->consent_version = version;
    out->needs = needs[index];
    out->name = (uint16_t)(TEXT_FIRST + index * TEXTS_PER_SERVICE);
    uint16_t *const texts[] = {&out->summary, &out->basis,   &out->who,    &out->bring,
                               &out->time,    &out->fee,     &out->result, &out->department,
                               &out->phone,   &out->counter, &out->consent};
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        *texts[i] = (uint16_t)(out->name + 1 + i);
    builders[index](out);
}
