#include "tools/platform/platform_document.h"

#include <stdio.h>
#include <string.h>

#include "firmware/base/civil.h"
#include "firmware/base/text.h"
#include "tools/platform/platform_case.h"
#include "tools/platform/platform_keys.h"

#define TEXT_BYTES 1024
#define VERIFY "https://banshi.example/verify?code="
#define MONTHS_LEAST 12
#define MONTHS_RANGE 240

enum source { SOURCE_NAME, SOURCE_NUMBER, SOURCE_TEXT, SOURCE_FIELD, SOURCE_MONTHS };

struct row {
    const char *service, *label;
    enum source source;
    const char *argument;
};

struct document {
    const char *service, *title, *issuer, *prefix, *body;
};

static const struct document documents[] = {
#define DOCUMENT(service, title, issuer, prefix, body) {service, title, issuer, prefix, body},
#define ROW(service, label, source, argument)
#include "tools/platform/platform_documents.def"
#undef DOCUMENT
#undef ROW
};

static const struct row rows[] = {
#define DOCUMENT(service, title, issuer, prefix, body)
#define ROW(service, label, source, argument) {service, label, SOURCE_##source, argument},
#include "tools/platform/platform_documents.def"
#undef DOCUMENT
#undef ROW
};

static const struct document *find_document(const char *service)
{
    for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++)
        if (strcmp(documents[i].service, service) == 0)
            return &documents[i];
    return NULL;
}

static const char *applicant(const json_t *payload, const char *name)
{
    const char *text =
        json_string_value(json_object_get(json_object_get(payload, "applicant"), name));

    return text == NULL ? "" : text;
}

/* `text` with {name} and {number} filled in. */
static void fill_in(const char *text, const json_t *payload, char out[TEXT_BYTES])
{
    out[0] = '\0';
    while (*text != '\0') {
        const char *name = strncmp(text, "{name}", 6) == 0     ? "name"
                           : strncmp(text, "{number}", 8) == 0 ? "number"
                                                               : NULL;
        char one[2] = {*text, '\0'};

        (void)strncat(out, name == NULL ? one : applicant(payload, name),
                      TEXT_BYTES - strlen(out) - 1);
        text += name == NULL ? 1 : strlen(name) + 2;
    }
}

static const json_t *find_code(const json_t *array, const char *code)
{
    const json_t *entry;
    size_t i;

    json_array_foreach(array, i, entry)
    {
        const char *other = json_string_value(json_object_get(entry, "code"));

        if (other != NULL && strcmp(other, code) == 0)
            return entry;
    }
    return NULL;
}

/* The answer to a field; of an option its Chinese name. False: it was not asked. */
static bool answer_of(const struct platform_matter *matter, const json_t *payload, const char *code,
                      char out[TEXT_BYTES])
{
    const char *value =
        json_string_value(json_object_get(json_object_get(payload, "fields"), code));
    const json_t *field = find_code(json_object_get(matter->service, "fields"), code);
    const json_t *option =
        value == NULL ? NULL : find_code(json_object_get(field, "options"), value);
    const char *name =
        json_string_value(json_object_get(json_object_get(option, "name"), "zh-Hans"));

    if (value == NULL)
        return false;
    return text_copy(out, TEXT_BYTES, name == NULL ? value : name);
}

/* The same for the same person and row each time. */
static unsigned months_of(const struct platform_matter *matter, const json_t *payload,
                          const char *label)
{
    uint8_t tag[TRUST_DIGEST_BYTES];
    char text[256];

    snprintf(text, sizeof(text), "months|%s|%s", applicant(payload, "number"), label);
    trust_hmac(matter->input.secret, PLATFORM_KEYS_SECRET_BYTES, text, strlen(text), tag);
    return MONTHS_LEAST + (unsigned)(tag[0] << 8 | tag[1]) % MONTHS_RANGE;
}

/* False: this row is left out. */
static bool row_value(const struct platform_matter *matter, const json_t *payload,
                      const struct row *row, char out[TEXT_BYTES])
{
    switch (row->source) {
    case SOURCE_NAME:
        return text_copy(out, TEXT_BYTES, applicant(payload, "name"));
    case SOURCE_NUMBER:
        return text_copy(out, TEXT_BYTES, applicant(payload, "number"));
    case SOURCE_TEXT:
        return text_copy(out, TEXT_BYTES, row->argument);
    case SOURCE_FIELD:
        return answer_of(matter, payload, row->argument, out);
    case SOURCE_MONTHS:
        return snprintf(out, TEXT_BYTES, "%u%s", months_of(matter, payload, row->label),
                        row->argument) < TEXT_BYTES;
    }
    return false;
}

static json_t *rows_of(const struct platform_matter *matter, const json_t *payload)
{
    json_t *list = json_array();
    char value[TEXT_BYTES];

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (strcmp(rows[i].service, matter->input.svc) == 0 &&
            row_value(matter, payload, &rows[i], value))
            json_array_append_new(list,
                                  json_pack("{s:s,s:s}", "label", rows[i].label, "value", value));
    return list;
}

static json_t *make(const struct document *document, const json_t *payload,
                    const struct platform_matter *matter)
{
    struct civil day = civil_shanghai(matter->input.accepted_s);
    const char *number = json_string_value(json_object_get(matter->body, "number"));
    char code[PLATFORM_DECISION_CODE_BYTES], date[32], name[64], verify[128], body[TEXT_BYTES];

    platform_decision_code(&matter->input, code);
    snprintf(date, sizeof(date), "%d年%d月%d日", (int)day.year, day.month, day.day);
    snprintf(name, sizeof(name), "%s-%.32s", document->prefix, number == NULL ? "0" : number);
    snprintf(verify, sizeof(verify), "%s%s", VERIFY, code);
    fill_in(document->body, payload, body);
    return json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:o}", "title", document->title, "number", name,
                     "issuer", document->issuer, "date", date, "code", code, "verify", verify,
                     "body", body, "rows", rows_of(matter, payload));
}

json_t *platform_document_make(const struct trust_key *case_key, const json_t *row,
                               const struct platform_matter *matter)
{
    const struct document *document = find_document(matter->input.svc);
    struct platform_case opened;
    const char *reason;
    json_t *made;

    if (document == NULL || platform_case_init(&opened, matter->input.case_id,
                                               json_string_value(json_object_get(row, "body")),
                                               case_key, &reason) != ERR_OK)
        return NULL;
    made = make(document, opened.payload, matter);
    platform_case_finish(&opened);
    return made;
}
