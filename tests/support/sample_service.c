#include "tests/support/sample_service.h"

#include <string.h>

static struct service_field *add_field(struct service *service, const char *code, uint8_t kind)
{
    struct service_field *field = &service->fields[service->field_count];
    uint16_t text = (uint16_t)(100 + 10 * service->field_count);

    service->field_count++;
    memset(field, 0, sizeof(*field));
    strncpy(field->code, code, sizeof(field->code) - 1);
    field->kind = kind;
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
    strncpy(option->code, code, sizeof(option->code) - 1);
    for (int i = 0; i < SERVICE_FILLS_MAX; i++)
        option->fills[i].field = FIELD_NONE;
    return option;
}

static struct service_step *add_step(struct service *service, enum step_kind kind)
{
    struct service_step *step = &service->steps[service->step_count++];

    memset(step, 0, sizeof(*step));
    step->kind = (uint8_t)kind;
    step->when_field = FIELD_NONE;
    return step;
}

static void add_question(struct service *service, enum step_kind kind, uint8_t first, uint8_t count)
{
    struct service_step *step = add_step(service, kind);

    for (uint8_t i = 0; i < count; i++)
        step->fields[i] = (uint8_t)(first + i);
    step->field_count = count;
}

static void add_fields(struct service *service)
{
    struct service_field *field = add_field(service, "kind", FIELD_CHOICE);
    struct service_option *option;

    add_option(field, "insured");
    add_option(field, "payments");
    field = add_field(service, "period", FIELD_CHOICE);
    option = add_option(field, "last-12");
    option->fills[0] = (struct service_fill){SAMPLE_FROM, 11};
    option->fills[1] = (struct service_fill){SAMPLE_TO, 0};
    add_option(field, "custom");
    add_field(service, "from", FIELD_MONTH);
    field = add_field(service, "to", FIELD_MONTH);
    field->not_before = SAMPLE_FROM;
    field->span_months_max = 60;
    field = add_field(service, "purpose", FIELD_CHOICE);
    field->optional = 1;
    add_option(field, "loan");
    add_option(field, "school");
    field = add_field(service, "phone", FIELD_MOBILE);
    field->optional = 1;
}

static void begin(struct service *out, const char *code)
{
    memset(out, 0, sizeof(*out));
    strncpy(out->code, code, sizeof(out->code) - 1);
    out->version = 3;
    out->consent_version = 2;
    out->needs = 1u << DEVICE_READER | 1u << DEVICE_PRINTER | 1u << DEVICE_STORE;
    out->name = 1;
    out->summary = 2;
    out->basis = 3;
    out->who = 4;
    out->bring = 5;
    out->time = 6;
    out->fee = 7;
    out->result = 8;
    out->department = 9;
    out->phone = 10;
    out->counter = 11;
    out->consent = 12;
}

void sample_service(struct service *out)
{
    struct service_step *step;

    begin(out, "sample-certificate");
    add_fields(out);
    add_step(out, STEP_GUIDE);
    add_step(out, STEP_IDENTIFY);
    add_step(out, STEP_CONSENT);
    add_question(out, STEP_CHOICE, SAMPLE_KIND, 1);
    add_question(out, STEP_CHOICE, SAMPLE_PERIOD, 1);
    add_question(out, STEP_FORM, SAMPLE_FROM, 2);
    step = &out->steps[out->step_count - 1];
    step->when_field = SAMPLE_PERIOD;
    step->when_option = 1;
    add_question(out, STEP_CHOICE, SAMPLE_PURPOSE, 1);
    add_question(out, STEP_FORM, SAMPLE_PHONE, 1);
    add_step(out, STEP_REVIEW);
    add_step(out, STEP_SUBMIT);
    add_step(out, STEP_RESULT);
    add_step(out, STEP_RATING);
}

static void add_written_fields(struct service *service)
{
    struct service_field *field = add_field(service, "child", FIELD_NAME);

    field->length_max = 20;
    field = add_field(service, "home", FIELD_ADDRESS);
    field->source = SOURCE_ADDRESS;
    field = add_field(service, "born", FIELD_DATE);
    field->days_from = -60;
    field = add_field(service, "visit", FIELD_SLOT);
    field->days_from = 1;
    field->days_to = 14;
    add_option(field, "morning");
    add_option(field, "afternoon");
    field = add_field(service, "note", FIELD_TEXT);
    field->optional = 1;
    field->length_max = 5;
}

void sample_written(struct service *out)
{
    begin(out, "sample-newborn");
    out->bundle = 1;
    add_written_fields(out);
    add_step(out, STEP_GUIDE);
    add_step(out, STEP_IDENTIFY);
    add_step(out, STEP_CONSENT);
    add_question(out, STEP_FORM, SAMPLE_CHILD, 2);
    add_question(out, STEP_FORM, SAMPLE_DAY, 2);
    add_question(out, STEP_FORM, SAMPLE_NOTE, 1);
    add_step(out, STEP_REVIEW);
    add_step(out, STEP_SIGN);
    add_step(out, STEP_SUBMIT);
    add_step(out, STEP_RESULT);
    add_step(out, STEP_RATING);
}

static void add_material(struct service *service, const char *code, enum capture_purpose purpose)
{
    struct service_material *material = &service->materials[service->material_count];
    struct service_step *step = add_step(service, STEP_CAPTURE);

    strncpy(material->code, code, sizeof(material->code) - 1);
    material->purpose = (uint8_t)purpose;
    material->optional = purpose == CAPTURE_PORTRAIT;
    material->label = 62;
    material->name = 60;
    material->help = 61;
    step->material = service->material_count++;
}

void sample_devices(struct service *out)
{
    begin(out, "sample-devices");
    add_field(out, "company", FIELD_TEXT)->length_max = 20;
    add_step(out, STEP_GUIDE);
    add_step(out, STEP_IDENTIFY);
    add_step(out, STEP_CONSENT);
    add_question(out, STEP_SCAN, 0, 1);
    add_material(out, "booklet", CAPTURE_DOCUMENT);
    add_material(out, "portrait", CAPTURE_PORTRAIT);
    add_step(out, STEP_REVIEW);
    add_step(out, STEP_SIGN);
    add_step(out, STEP_SUBMIT);
    add_step(out, STEP_RESULT);
    add_step(out, STEP_PAGES);
    add_step(out, STEP_DEPOSIT);
    add_step(out, STEP_RATING);
}

void sample_certificate(struct certificate *out)
{
    memset(out, 0, sizeof(*out));
    strncpy(out->title, "社会保险参保证明", sizeof(out->title) - 1);
    strcpy(out->number, "LF-2026-000017");
    strncpy(out->issuer, "市社会保险中心", sizeof(out->issuer) - 1);
    strncpy(out->date, "2026年11月22日", sizeof(out->date) - 1);
    strcpy(out->code, "7K2M9QXA");
    strncpy(out->body, "兹证明上述人员在我市参加社会保险。", sizeof(out->body) - 1);
    out->row_count = 1;
    strncpy(out->rows[0].label, "姓名", sizeof(out->rows[0].label) - 1);
    strncpy(out->rows[0].value, "张桂兰", sizeof(out->rows[0].value) - 1);
}

void sample_locker_cell(enum locker_purpose purpose, uint8_t factors, struct locker_cell *out)
{
    memset(out, 0, sizeof(*out));
    strcpy(out->assignment, "0b9f2a64-5a0e-4c1c-9d2e-5b7c1f0a9d11");
    strncpy(out->what, "居住证", sizeof(out->what) - 1);
    out->cell = 7;
    out->purpose = (uint8_t)purpose;
    out->factors = factors;
}

void sample_service_at(uint32_t index, struct service *out)
{
    if (index == 1)
        sample_written(out);
    else if (index == 5)
        sample_devices(out);
    else
        sample_service(out);
}

void sample_catalogue(bool full, uint32_t version, struct event_catalogue *out)
{
    static const uint8_t situations[] = {SITUATION_WORK,    SITUATION_FAMILY, SITUATION_WORK,
                                         SITUATION_HOUSING, SITUATION_WORK,   SITUATION_HOUSING};
    struct service service;

    sample_service(&service);
    memset(out, 0, sizeof(*out));
    out->version = version;
    out->count = full ? sizeof(situations) : 1;
    for (uint32_t i = 0; i < out->count; i++) {
        out->items[i].name = (uint16_t)(service.name + 20 * i);
        out->items[i].summary = (uint16_t)(service.summary + 20 * i);
        out->items[i].needs = service.needs;
        out->items[i].situation = situations[i];
        out->items[i].bundle = i == 1;
    }
}

void sample_person(struct person *out)
{
    memset(out, 0, sizeof(*out));
    strncpy(out->name, "张桂兰", sizeof(out->name) - 1);
    strcpy(out->number, "532331194002290027");
    strncpy(out->address, "云南省禄丰县金山镇南门社区1号", sizeof(out->address) - 1);
    strcpy(out->birth, "19400229");
    out->sex = 2;
    out->nation = 7;
}
