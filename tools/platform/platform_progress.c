#include "tools/platform/platform_progress.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "firmware/base/civil.h"
#include "tools/platform/platform_attachment.h"
#include "tools/platform/platform_document.h"

#define FIRST_LANGUAGE "zh-Hans"
#define LANGUAGE_BYTES 32

static json_t *find_service(const char *catalogue_path, const char *code)
{
    json_t *catalogue = catalogue_path == NULL ? NULL : json_load_file(catalogue_path, 0, NULL);
    json_t *service, *found = NULL;
    size_t i;

    json_array_foreach(json_object_get(catalogue, "services"), i, service)
    {
        const char *name = json_string_value(json_object_get(service, "code"));

        if (found == NULL && name != NULL && strcmp(name, code) == 0)
            found = json_incref(service);
    }
    json_decref(catalogue);
    return found;
}

static void matter_open(struct platform_matter *matter, const struct platform_service *service,
                        const json_t *row)
{
    const char *svc;

    matter->body = json_loads(json_string_value(json_object_get(row, "body")), 0, NULL);
    svc = json_string_value(json_object_get(matter->body, "svc"));
    matter->service = svc == NULL ? NULL : find_service(service->catalogue_path, svc);
    matter->input = (struct platform_decision_input){
        .svc = svc == NULL ? "" : svc,
        .case_id = json_string_value(json_object_get(row, "id")),
        .secret = service->keys->secret,
        .accepted_s = json_integer_value(json_object_get(row, "accepted_s")),
        .now_s = (int64_t)time(NULL) + service->later_s,
        .department_count = json_array_size(json_object_get(matter->service, "departments")),
        .missing_count = platform_attachment_missing(
            service->store, json_string_value(json_object_get(row, "kiosk")), matter->body)};
}

static void matter_close(struct platform_matter *matter)
{
    json_decref(matter->service);
    json_decref(matter->body);
}

json_t *platform_progress_status(const struct platform_service *service, const json_t *row)
{
    struct platform_matter matter;
    json_t *status;

    matter_open(&matter, service, row);
    status = platform_decision_status(&matter.input);
    matter_close(&matter);
    return status;
}

/* The first tag of an Accept-Language header (RFC 9110 section 12.5.4): a kiosk sends only one. */
static void first_tag(const char *header, char out[LANGUAGE_BYTES])
{
    size_t length = header == NULL ? 0 : strcspn(header, ",; ");

    if (length == 0 || length >= LANGUAGE_BYTES) {
        header = FIRST_LANGUAGE;
        length = strlen(header);
    }
    memcpy(out, header, length);
    out[length] = '\0';
}

/* A text of the catalogue in that language, or in the first. */
static const char *text_of(const json_t *text, const char *tag)
{
    const char *found = json_string_value(json_object_get(text, tag));

    return found != NULL ? found : json_string_value(json_object_get(text, FIRST_LANGUAGE));
}

static json_t *stage_of(const struct platform_matter *matter, size_t index, const char *department)
{
    struct platform_stage stage = platform_decision_stage(&matter->input, index);
    char at[CIVIL_TEXT_BYTES];

    civil_format(stage.at_s, at);
    return json_pack("{s:s,s:s,s:s}", "at", at, "department",
                     department == NULL ? matter->input.svc : department, "state", stage.state);
}

static json_t *stages_of(const struct platform_matter *matter, const char *tag)
{
    const json_t *departments = json_object_get(matter->service, "departments");
    json_t *stages = json_array(), *department;
    size_t i;

    json_array_foreach(departments, i, department)
        json_array_append_new(stages, stage_of(matter, i, text_of(department, tag)));
    if (json_array_size(stages) == 0)
        json_array_append_new(
            stages,
            stage_of(matter, 0, text_of(json_object_get(matter->service, "department"), tag)));
    return stages;
}

json_t *platform_progress_document(const struct platform_service *service, const json_t *row)
{
    struct platform_matter matter;
    json_t *document = NULL;

    matter_open(&matter, service, row);
    if (platform_decision_has_code(&matter.input))
        document = platform_document_make(service->keys->case_key, row, &matter);
    matter_close(&matter);
    return document;
}

json_t *platform_progress_number(const struct platform_service *service, const json_t *row,
                                 const char *language)
{
    char tag[LANGUAGE_BYTES], code[PLATFORM_DECISION_CODE_BYTES];
    struct platform_matter matter;
    const char *name;
    json_t *progress;

    matter_open(&matter, service, row);
    first_tag(language, tag);
    name = text_of(json_object_get(matter.service, "name"), tag);
    progress =
        json_pack("{s:s,s:s,s:o}", "service", name == NULL ? matter.input.svc : name, "state",
                  platform_decision_state(&matter.input), "stages", stages_of(&matter, tag));
    if (platform_decision_has_code(&matter.input)) {
        platform_decision_code(&matter.input, code);
        json_object_set_new(progress, "code", json_string(code));
    }
    matter_close(&matter);
    return progress;
}
