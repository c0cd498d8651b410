#include <string.h>

#include "firmware/base/check.h"
#include "firmware/base/identify.h"
#include "firmware/base/text.h"
#include "firmware/core/view.h"
#include "firmware/services/catalogue/catalogue_private.h"

static const char *const STEP_NAMES[STEP_COUNT] = {
#define STEP(name, file) [STEP_##name] = #file,
#include "firmware/core/steps.def"
#undef STEP
};

static const char *const DEVICES[DEVICE_COUNT] = {
    [DEVICE_READER] = "reader",     [DEVICE_PRINTER] = "printer", [DEVICE_STORE] = "store",
    [DEVICE_PLATFORM] = "platform", [DEVICE_LOCKER] = "locker",   [DEVICE_PAGES] = "pages",
    [DEVICE_CAMERA] = "camera",     [DEVICE_SCANNER] = "scanner", [DEVICE_SMARTCARD] = "smartcard",
    [DEVICE_SIGNALS] = "signals",
};

/* The pictures of services; those of places are not a service's to take. */
static const char *const ICONS[ICON_COUNT] = {
    [ICON_NONE] = "none",       [ICON_CERTIFICATE] = "certificate",
    [ICON_HOUSE] = "house",     [ICON_MEDICAL] = "medical",
    [ICON_PENSION] = "pension", [ICON_WORK] = "work",
    [ICON_FAMILY] = "family",   [ICON_CARD] = "card",
    [ICON_BUNDLE] = "bundle",
};

static const char *const SITUATIONS[SITUATION_COUNT] = {
#define SITUATION(name, icon, word, code) [SITUATION_##name] = code,
#include "firmware/core/situations.def"
#undef SITUATION
};

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
    step->when_field = catalogue_fields_find(service, &field);
    if (step->when_field == FIELD_NONE)
        return;
    if (service->fields[step->when_field].kind != FIELD_CHOICE)
        catalogue_json_fail(&field, ERR_INVALID, "must be a choice");
    step->when_option = catalogue_fields_find_option(&service->fields[step->when_field], &option);
}

static void read_choice(const struct service *service, struct service_step *step,
                        const struct catalogue_at *at)
{
    const struct catalogue_at field = catalogue_json_key(at, "field");

    step->fields[0] = catalogue_fields_find(service, &field);
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

        step->fields[i] = catalogue_fields_find(service, &one);
        if (step->fields[i] != FIELD_NONE && service->fields[step->fields[i]].kind == FIELD_CHOICE)
            catalogue_json_fail(&one, ERR_INVALID, "a choice is asked by a choice step");
    }
    step->field_count = (uint8_t)count;
}

/* A code that is scanned, or written where it cannot be. */
static void read_scan(const struct service *service, struct service_step *step,
                      const struct catalogue_at *at)
{
    const struct catalogue_at field = catalogue_json_key(at, "field");

    step->fields[0] = catalogue_fields_find(service, &field);
    step->field_count = 1;
    if (step->fields[0] != FIELD_NONE && service->fields[step->fields[0]].kind != FIELD_USCC &&
        service->fields[step->fields[0]].kind != FIELD_TEXT)
        catalogue_json_fail(&field, ERR_INVALID, "a scan step needs a uscc or text field");
}

static void read_capture(const struct service *service, struct service_step *step,
                         const struct catalogue_at *at)
{
    const struct catalogue_at material = catalogue_json_key(at, "material");
    const char *code = catalogue_json_string(&material, FIELD_CODE_BYTES - 1);

    for (step->material = 0; step->material < service->material_count; step->material++)
        if (strcmp(service->materials[step->material].code, code) == 0)
            return;
    step->material = 0;
    catalogue_json_fail(&material, ERR_INVALID, "there is no material '%s'", code);
}

static void read_step(const struct service *service, struct service_step *step,
                      const struct catalogue_at *at)
{
    static const char *const CHOICE[] = {"kind", "field", "?when", NULL};
    static const char *const FORM[] = {"kind", "fields", "?when", NULL};
    static const char *const CAPTURE[] = {"kind", "material", "?when", NULL};
    static const char *const OTHER[] = {"kind", NULL};
    const struct catalogue_at kind = catalogue_json_key(at, "kind");

    step->kind = (uint8_t)catalogue_json_name(&kind, STEP_NAMES, STEP_COUNT);
    catalogue_json_object(at, step->kind == STEP_CHOICE || step->kind == STEP_SCAN ? CHOICE
                              : step->kind == STEP_FORM                            ? FORM
                              : step->kind == STEP_CAPTURE                         ? CAPTURE
                                                                                   : OTHER);
    read_when(service, step, at);
    if (step->kind == STEP_CHOICE)
        read_choice(service, step, at);
    else if (step->kind == STEP_FORM)
        read_form(service, step, at);
    else if (step->kind == STEP_SCAN)
        read_scan(service, step, at);
    else if (step->kind == STEP_CAPTURE)
        read_capture(service, step, at);
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
    service->basis = catalogue_text_read(catalogue, &at, "basis");
    service->who = catalogue_text_read(catalogue, &at, "who");
    service->bring = catalogue_text_read(catalogue, &at, "bring");
    service->time = catalogue_text_read(catalogue, &at, "time");
    service->fee = catalogue_text_read(catalogue, &at, "fee");
    service->result = catalogue_text_read(catalogue, &at, "result");
}

static void read_consent(struct catalogue *catalogue, struct service *service,
                         const struct catalogue_at *service_at)
{
    static const char *const KEYS[] = {"version", "text", NULL};
    const struct catalogue_at at = catalogue_json_key(service_at, "consent");
    const struct catalogue_at version = catalogue_json_key(&at, "version");

    catalogue_json_object(&at, KEYS);
    service->consent_version = (uint32_t)catalogue_json_integer(&version, 1, CATALOGUE_VERSION_MAX);
    service->consent = catalogue_text_read(catalogue, &at, "text");
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

/* A name that the platform tells again must fit into what the core keeps of it. */
static uint16_t read_name(struct catalogue *catalogue, const struct catalogue_at *at)
{
    uint16_t number = catalogue_text_read_at(catalogue, at);
    int language;

    for (language = 0; language < LANGUAGE_COUNT; language++) {
        if (strlen(catalogue->texts[language][number]) >= CASE_NAME_BYTES)
            catalogue_json_fail(at, ERR_LIMIT, "has a name over %d bytes", CASE_NAME_BYTES - 1);
    }
    return number;
}

/* A bundle names its departments; the platform opens a case for each. */
static void read_bundle(struct catalogue *catalogue, struct service *service,
                        const struct catalogue_at *service_at)
{
    const struct catalogue_at bundle = catalogue_json_key(service_at, "bundle");
    const struct catalogue_at at = catalogue_json_key(service_at, "departments");
    size_t count, i;

    service->bundle = catalogue_json_flag(&bundle);
    if (!service->bundle) {
        if (at.value != NULL)
            catalogue_json_fail(&at, ERR_INVALID, "only a bundle has several departments");
        return;
    }
    count = catalogue_json_array(&at, 2, CASE_STAGES_MAX);
    for (i = 0; i < count; i++) {
        const struct catalogue_at one = catalogue_json_element(&at, i);

        read_name(catalogue, &one);
    }
}

static void read_material(struct catalogue *catalogue, struct service *service,
                          const struct catalogue_at *at)
{
    static const char *const KEYS[] = {"code", "purpose", "?optional", "label",
                                       "name", "help",    NULL};
    static const char *const PURPOSES[] = {"document", "portrait"};
    const struct catalogue_at code = catalogue_json_key(at, "code");
    const struct catalogue_at purpose = catalogue_json_key(at, "purpose");
    const struct catalogue_at optional = catalogue_json_key(at, "optional");
    struct service_material *material = &service->materials[service->material_count];

    catalogue_json_object(at, KEYS);
    catalogue_json_code(&code, material->code, sizeof material->code);
    material->purpose = (uint8_t)catalogue_json_name(&purpose, PURPOSES, COUNT_OF(PURPOSES));
    material->optional = catalogue_json_flag(&optional);
    material->label = catalogue_text_read(catalogue, at, "label");
    material->name = catalogue_text_read(catalogue, at, "name");
    material->help = catalogue_text_read(catalogue, at, "help");
    for (uint8_t i = 0; i < service->material_count; i++)
        if (strcmp(service->materials[i].code, material->code) == 0)
            catalogue_json_fail(&code, ERR_CONFLICT, "is there twice");
    /* A face is never the only way (人脸识别技术应用安全管理办法): it can be left out. */
    if (material->purpose == CAPTURE_PORTRAIT && !material->optional)
        catalogue_json_fail(at, ERR_INVALID, "a portrait must be optional");
    service->material_count++;
}

static void read_materials(struct catalogue *catalogue, struct service *service,
                           const struct catalogue_at *service_at)
{
    const struct catalogue_at at = catalogue_json_key(service_at, "materials");
    size_t count = at.value == NULL ? 0 : catalogue_json_array(&at, 1, SERVICE_MATERIALS_MAX), i;

    for (i = 0; i < count && !catalogue_json_failed(&at); i++) {
        const struct catalogue_at one = catalogue_json_element(&at, i);

        read_material(catalogue, service, &one);
    }
}

static void read_body(struct catalogue *catalogue, struct service *service,
                      const struct catalogue_at *at)
{
    const struct catalogue_at code = catalogue_json_key(at, "code");
    const struct catalogue_at version = catalogue_json_key(at, "version");
    const struct catalogue_at name = catalogue_json_key(at, "name");
    const struct catalogue_at department = catalogue_json_key(at, "department");
    const struct catalogue_at social = catalogue_json_key(at, "social_card");

    catalogue_json_code(&code, service->code, sizeof service->code);
    service->version = (uint32_t)catalogue_json_integer(&version, 1, CATALOGUE_VERSION_MAX);
    service->social_card = catalogue_json_flag(&social);
    read_item_code(service, at);
    read_needs(service, at);
    read_bundle(catalogue, service, at);
    service->name = read_name(catalogue, &name);
    service->summary = catalogue_text_read(catalogue, at, "summary");
    read_guide(catalogue, service, at);
    service->department = read_name(catalogue, &department);
    service->phone = catalogue_text_read_phone(catalogue, at);
    service->counter = catalogue_text_read(catalogue, at, "counter");
    read_consent(catalogue, service, at);
    catalogue_fields_read(catalogue, service, at);
    read_materials(catalogue, service, at);
    read_steps(service, at);
}

void catalogue_service_read(struct catalogue *catalogue, const struct catalogue_at *at)
{
    static const char *const KEYS[] = {
        "code",       "item",         "version", "icon",       "situation", "needs",
        "name",       "summary",      "guide",   "department", "phone",     "counter",
        "consent",    "fields",       "steps",   "?keywords",  "?bundle",   "?departments",
        "?materials", "?social_card", NULL};
    const struct catalogue_at icon = catalogue_json_key(at, "icon");
    const struct catalogue_at situation = catalogue_json_key(at, "situation");
    struct service *service = &catalogue->services[catalogue->count];
    struct catalogue_item *item = &catalogue->items[catalogue->count];

    catalogue_json_object(at, KEYS);
    item->icon = (uint16_t)catalogue_json_name(&icon, ICONS, ICON_COUNT);
    item->situation = (uint8_t)catalogue_json_name(&situation, SITUATIONS, SITUATION_COUNT);
    if (!catalogue_json_failed(at))
        read_body(catalogue, service, at);
    if (!catalogue_json_failed(at))
        catalogue_rules_check(service, at);
    item->name = service->name;
    item->summary = service->summary;
    item->needs = service->needs;
    item->bundle = service->bundle;
    catalogue->keywords[catalogue->count] = catalogue_text_read_keywords(at);
    catalogue->count++;
}
