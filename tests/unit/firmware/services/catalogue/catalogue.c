/* Catalogue: the services of the house compile to what they say, and each single mistake is refused
 * with its path. The mistakes are made in the real social insurance file, one at a time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <jansson.h>

#include "firmware/base/identify.h"
#include "firmware/core/view.h"
#include "firmware/services/catalogue/catalogue.h"

#define FOLDER "assets/services/"
#define SOCIAL FOLDER "10-social-insurance-certificate.json"

static char why[CATALOGUE_WHY_BYTES];

static json_t *load(const char *path)
{
    json_t *service = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);

    assert_non_null(service);
    return service;
}

static json_t *document_of(json_t *services)
{
    json_t *document =
        json_pack("{s:i, s:s, s:s, s:s, s:o}", "version", 7, "issued", "2026-11-22T08:00:00+08:00",
                  "expires", "2027-02-20T00:00:00Z", "min_fw", "1.2.0", "services", services);

    assert_non_null(document);
    return document;
}

static json_t *social_document(void)
{
    json_t *services = json_array();

    json_array_append_new(services, load(SOCIAL));
    return document_of(services);
}

/* Compiles the document, which it frees. */
static err_t open_document(json_t *document, struct catalogue **out)
{
    char *bytes = json_dumps(document, JSON_SORT_KEYS | JSON_COMPACT);
    err_t err;

    assert_non_null(bytes);
    err = catalogue_open(bytes, strlen(bytes), why, out);
    free(bytes);
    json_decref(document);
    return err;
}

static const char *text(const struct catalogue *catalogue, enum language language, uint16_t number)
{
    struct texts texts = {0};

    catalogue_texts(catalogue, &texts);
    assert_in_range(number, 1, texts.catalogue_count - 1);
    return texts.catalogue[language][number];
}

/* ---- What compiles ---- */

static void services_of_the_house_compile(void **state)
{
    json_t *services = json_array();
    struct catalogue *catalogue;
    size_t i;

    (void)state;
    json_array_append_new(services, load(SOCIAL));
    json_array_append_new(services, load(FOLDER "20-housing-fund-certificate.json"));
    json_array_append_new(services, load(FOLDER "30-real-estate-query.json"));
    assert_int_equal(open_document(document_of(services), &catalogue), ERR_OK);
    assert_string_equal(why, "");
    assert_int_equal(catalogue_count(catalogue), 3);
    for (i = 0; i < 3; i++) {
        assert_int_equal(catalogue_item(catalogue, i)->name, catalogue_service(catalogue, i)->name);
        assert_int_equal(catalogue_item(catalogue, i)->needs,
                         1 << DEVICE_READER | 1 << DEVICE_PRINTER | 1 << DEVICE_STORE);
        assert_int_equal(
            identify_check(IDENTIFY_ITEM31, catalogue_service(catalogue, i)->item, NULL, 0),
            IDENTIFY_OK);
    }
    assert_int_equal(catalogue_item(catalogue, 0)->icon, ICON_CERTIFICATE);
    catalogue_close(catalogue);
    catalogue_close(NULL);
}

static void steps_and_fields_are_as_written(void **state)
{
    static const uint8_t KINDS[] = {STEP_GUIDE,  STEP_IDENTIFY, STEP_CONSENT, STEP_CHOICE,
                                    STEP_CHOICE, STEP_FORM,     STEP_CHOICE,  STEP_REVIEW,
                                    STEP_SUBMIT, STEP_RESULT,   STEP_RATING};
    struct catalogue *catalogue;
    const struct service *service;
    size_t i;

    (void)state;
    assert_int_equal(open_document(social_document(), &catalogue), ERR_OK);
    service = catalogue_service(catalogue, 0);
    assert_string_equal(service->code, "social-insurance-certificate");
    assert_int_equal(service->step_count, sizeof KINDS);
    for (i = 0; i < sizeof KINDS; i++) {
        assert_int_equal(service->steps[i].kind, KINDS[i]);
        assert_int_equal(service->steps[i].when_field, i == 5 ? 1 : FIELD_NONE);
    }
    assert_int_equal(service->steps[5].when_option, 3);
    assert_int_equal(service->steps[5].field_count, 2);
    assert_int_equal(service->steps[5].fields[1], 3);
    assert_int_equal(service->field_count, 5);
    assert_int_equal(service->fields[1].options[0].fills[0].field, 2);
    assert_int_equal(service->fields[1].options[0].fills[0].months_back, 11);
    assert_int_equal(service->fields[1].options[3].fills[0].field, FIELD_NONE);
    assert_int_equal(service->fields[2].not_before, FIELD_NONE);
    assert_int_equal(service->fields[3].not_before, 2);
    assert_int_equal(service->fields[3].span_months_max, 60);
    assert_int_equal(service->fields[4].optional, 1);
    assert_int_equal(service->fields[1].options[0].note, 0);
    catalogue_close(catalogue);
}

static void texts_come_in_every_language(void **state)
{
    struct catalogue *catalogue;
    const struct service *service;

    (void)state;
    assert_int_equal(open_document(social_document(), &catalogue), ERR_OK);
    service = catalogue_service(catalogue, 0);
    assert_string_equal(text(catalogue, LANGUAGE_ZH_HANS, service->name), "社会保险参保证明");
    assert_string_equal(text(catalogue, LANGUAGE_EN, service->name),
                        "Social insurance certificate");
    assert_string_equal(text(catalogue, LANGUAGE_EN, service->phone), "0878-000 0000");
    assert_string_equal(text(catalogue, LANGUAGE_EN, service->fields[4].options[0].name), "A loan");
    catalogue_close(catalogue);
}

static void time_and_firmware_decide_whether_it_is_offered(void **state)
{
    struct catalogue *catalogue;
    const struct catalogue_info *info;

    (void)state;
    assert_int_equal(open_document(social_document(), &catalogue), ERR_OK);
    info = catalogue_info(catalogue);
    assert_int_equal(info->version, 7);
    assert_int_equal(info->issued_s, 1795305600);
    assert_int_equal(info->expires_s, 1803081600);
    assert_int_equal(catalogue_check(catalogue, info->expires_s - 1, "1.2.0"), ERR_OK);
    assert_int_equal(catalogue_check(catalogue, info->expires_s, "1.2.0"), ERR_EXPIRED);
    assert_int_equal(catalogue_check(catalogue, 0, "1.10.0"), ERR_OK);
    assert_int_equal(catalogue_check(catalogue, 0, "2.0.0"), ERR_OK);
    assert_int_equal(catalogue_check(catalogue, 0, "1.1.9"), ERR_STATE);
    assert_int_equal(catalogue_check(catalogue, 0, "0.9.9"), ERR_STATE);
    catalogue_close(catalogue);
}

/* ---- What does not ---- */

/* The place of "services/0/steps/3", made of keys and indexes; the last part stays in `out_last`.
 */
static json_t *walk(json_t *at, const char *path, char out_last[64])
{
    const char *slash;

    while ((slash = strchr(path, '/')) != NULL) {
        char part[64];

        snprintf(part, sizeof part, "%.*s", (int)(slash - path), path);
        at = json_is_array(at) ? json_array_get(at, (size_t)atoi(part)) : json_object_get(at, part);
        assert_non_null(at);
        path = slash + 1;
    }
    snprintf(out_last, 64, "%s", path);
    return at;
}

/* Sets, appends ("+") or, without a value, removes what is at the path. */
static void change(json_t *document, const char *path, const char *value)
{
    char last[64];
    json_t *at = walk(document, path, last);
    json_t *new_value = value == NULL ? NULL : json_loads(value, JSON_DECODE_ANY, NULL);

    assert_true(value == NULL || new_value != NULL);
    if (json_is_array(at) && value == NULL)
        assert_int_equal(json_array_remove(at, (size_t)atoi(last)), 0);
    else if (json_is_array(at) && strcmp(last, "+") == 0)
        assert_int_equal(json_array_append_new(at, new_value), 0);
    else if (json_is_array(at) && last[0] == '<')
        assert_int_equal(json_array_insert_new(at, (size_t)atoi(last + 1), new_value), 0);
    else if (json_is_array(at))
        assert_int_equal(json_array_set_new(at, (size_t)atoi(last), new_value), 0);
    else if (value == NULL)
        assert_int_equal(json_object_del(at, last), 0);
    else
        assert_int_equal(json_object_set_new(at, last, new_value), 0);
}

#define S "services/0/"
#define W "services[0]."
#define TEXT "{\"zh-Hans\":\"x\",\"en\":\"x\"}"

static const struct mistake {
    const char *path, *value, *why;
} MISTAKES[] = {
    {"version", "0", "version: must be 1 to 2147483647"},
    {"version", "\"7\"", "version: must be a whole number"},
    {"issued", "\"2026-02-30T08:00:00+08:00\"",
     "issued: must be a moment like 2026-11-22T21:40:05+08:00"},
    {"issued", "\"2026-11-22T08:00:00+09:00\"", "issued: must end with +08:00 or Z"},
    {"expires", "\"2026-11-22T00:00:00Z\"", "expires: must be after 'issued'"},
    {"min_fw", "\"1.2\"", "min_fw: must be three numbers like 1.0.0"},
    {"extra", "1", "unknown key 'extra'"},
    {"services", "[]", "services: has 0 elements, at least 1 are needed"},
    {"services", "{}", "services: must be an array"},
    {S "colour", "1", "services[0]: unknown key 'colour'"},
    {S "consent", NULL, "services[0]: 'consent' is missing"},
    {S "code", "\"Social\"", W "code: 'Social' may hold only a-z, 0-9, '_' and '-'"},
    {S "item", "\"11532302000000019U4532020141\"", W "item: is no code of GB/T 39554.1: bad"},
    {S "item", "\"11532302000000018U4532020141001\"",
     W "item: is no code of GB/T 39554.1: bad_check"},
    {S "icon", "\"cat\"", W "icon: unknown name 'cat'"},
    {S "needs/+", "\"reader\"", W "needs[3]: is there twice"},
    {S "needs/2", NULL, W "needs: must hold 'reader' and 'store'"},
    {S "needs/0", "\"oven\"", W "needs[0]: unknown name 'oven'"},
    {S "phone", "\"call me\"", W "phone: may hold only digits, '-', '+' and blanks"},
    {S "name/en", NULL, W "name: 'en' is missing"},
    {S "name/fr", "\"x\"", W "name: unknown key 'fr'"},
    {S "name/en", "\"\"", W "name.en: is empty"},
    {S "name/en", "\"a {0}\"", W "name.en: must not hold { or }"},
    {S "name/en", "\"a\\u0007\"", W "name.en: has a control character"},
    {S "name", "\"x\"", W "name: must be an object"},
    {S "guide/fee", NULL, W "guide: 'fee' is missing"},
    {S "consent/version", "0", W "consent.version: must be 1 to 2147483647"},
    {S "fields/0/kind", "\"colour\"", W "fields[0].kind: unknown name 'colour'"},
    {S "fields/1/code", "\"kind\"", W "fields[1].code: the field 'kind' is there twice"},
    {S "fields/0/code", "\"abcdefghijklmnopqrstuvwx\"",
     W "fields[0].code: has 24 bytes, at most 23 are allowed"},
    {S "fields/0/options/1/code", "\"insured\"",
     W "fields[0].options[1].code: the option 'insured' is there twice"},
    {S "fields/0/options", "[]", W "fields[0].options: has 0 elements, at least 2 are needed"},
    {S "fields/0/optional", "1", W "fields[0].optional: must be true or false"},
    {S "fields/2/options", "[]", W "fields[2].options: only a choice has options"},
    {S "fields/2/not_before", "\"to\"",
     W "fields[2].not_before: must be a month field before this one"},
    {S "fields/3/not_before", "\"period\"",
     W "fields[3].not_before: must be a month field before this one"},
    {S "fields/3/not_before", "\"form\"", W "fields[3].not_before: no field 'form'"},
    {S "fields/3/not_before", NULL, W "fields[3].span_months_max: needs 'not_before'"},
    {S "fields/0/not_before", "\"from\"", W "fields[0].not_before: only a month has an order"},
    {S "fields/3/span_months_max", "11",
     W "fields[1].options[0]: fills 12 months, at most 11 are allowed"},
    {S "fields/1/options/0/fills/1/months_back", "12",
     W "fields[1].options[0]: fills 'to' with a month before 'from'"},
    {S "fields/1/options/0/fills/1", NULL,
     W "fields[1].options[0]: must fill both 'from' and 'to', or neither"},
    {S "fields/1/options/0/fills/1/field", "\"from\"",
     W "fields[1].options[0].fills: fills the same field twice"},
    {S "fields/1/options/0/fills/1/field", "\"kind\"",
     W "fields[1].options[0].fills[1].field: only a month field can be filled"},
    {S "fields/1/options/0/fills/1/months_back", "241",
     W "fields[1].options[0].fills[1].months_back: must be 0 to 240"},
    {S "fields/+",
     "{\"code\":\"x\",\"kind\":\"id\",\"label\":" TEXT ",\"question\":" TEXT ",\"help\":" TEXT "}",
     W "fields[5]: no step asks for 'x'"},
    {S "steps/3/field", "\"kindd\"", W "steps[3].field: no field 'kindd'"},
    {S "steps/3/field", "\"from\"", W "steps[3].field: a choice step needs a choice field"},
    {S "steps/5/fields/0", "\"kind\"", W "steps[5].fields[0]: a choice is asked by a choice step"},
    {S "steps/5/fields", "[]", W "steps[5].fields: has 0 elements, at least 1 are needed"},
    {S "steps/5/fields/+", "\"to\"", W "steps[5]: 'to' is asked twice"},
    {S "steps/6/field", "\"kind\"", W "steps[6]: 'kind' is asked twice"},
    {S "steps/5/when/option", "\"never\"",
     W "steps[5].when.option: the field 'period' has no option 'never'"},
    {S "steps/5/when/field", "\"from\"", W "steps[5].when.field: must be a choice"},
    {S "steps/5/when", "{\"field\":\"purpose\",\"option\":\"job\"}",
     W "steps[5].when: 'purpose' is not asked by an earlier step"},
    {S "steps/4/when", "{\"field\":\"period\",\"option\":\"custom\"}",
     W "steps[4].when: 'period' is not asked by an earlier step"},
    {S "steps/0/when", "{}", W "steps[0]: unknown key 'when'"},
    {S "steps/0/kind", "\"home\"", W "steps[0]: home is no step of a service"},
    {S "steps/0", NULL, W "steps[0]: guide must come before identify"},
    {S "steps/1", NULL, W "steps[1]: identify must come before consent"},
    {S "steps/2", NULL, W "steps[2]: consent must come before choice or form"},
    {S "steps/7", NULL, W "steps[7]: review must come before submit"},
    {S "steps/8", NULL, W "steps[8]: submit must come before result"},
    {S "steps/9", NULL, W "steps[9]: result must come before rating"},
    {S "steps/10", NULL, W "steps: the last step must be rating"},
    {S "steps/+", "{\"kind\":\"rating\"}", W "steps[11]: rating comes twice"},
    {S "steps/+", "{\"kind\":\"review\"}", W "steps[11]: review cannot come after rating"},
    {S "steps/0", "{\"kind\":\"dance\"}", W "steps[0].kind: unknown name 'dance'"},
};

static void each_mistake_is_refused_with_its_path(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof MISTAKES / sizeof MISTAKES[0]; i++) {
        json_t *document = social_document();
        struct catalogue *catalogue;

        change(document, MISTAKES[i].path, MISTAKES[i].value);
        assert_int_not_equal(open_document(document, &catalogue), ERR_OK);
        assert_null(catalogue);
        assert_string_equal(why, MISTAKES[i].why);
    }
}

static void limits_of_the_model_hold(void **state)
{
    char value[CATALOGUE_TEXT_BYTES_MAX + 4];
    struct catalogue *catalogue;
    json_t *document = social_document();
    int i;

    (void)state;
    for (i = 0; i < SERVICE_STEPS_MAX; i++)
        change(document, S "steps/<3", "{\"kind\":\"choice\",\"field\":\"kind\"}");
    assert_int_equal(open_document(document, &catalogue), ERR_LIMIT);
    assert_string_equal(why, W "steps: has 27 elements, at most 16 are allowed");

    memset(value, 'a', sizeof value);
    value[0] = value[sizeof value - 2] = '"';
    value[sizeof value - 1] = '\0';
    document = social_document();
    change(document, S "name/en", value);
    assert_int_equal(open_document(document, &catalogue), ERR_LIMIT);
    assert_string_equal(why, W "name.en: has 1024 bytes, at most 1023 are allowed");
}

static void the_same_service_twice_is_a_conflict(void **state)
{
    json_t *document = social_document();
    struct catalogue *catalogue;

    (void)state;
    json_array_append_new(json_object_get(document, "services"), load(SOCIAL));
    assert_int_equal(open_document(document, &catalogue), ERR_CONFLICT);
    assert_string_equal(
        why, "services[1]: the code 'social-insurance-certificate' is already services[0]");
}

static void bytes_that_are_no_json_are_refused(void **state)
{
    static const char *const BAD[] = {"",     "{",    "[]",
                                      "null", "\xFF", "{\"version\":1,\"version\":2}"};
    static char big[CATALOGUE_SIZE_BYTES_MAX + 1];
    struct catalogue *catalogue;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        assert_int_equal(catalogue_open(BAD[i], strlen(BAD[i]), why, &catalogue), ERR_INVALID);
        assert_null(catalogue);
        assert_true(strlen(why) > 0);
    }
    assert_int_equal(catalogue_open(big, sizeof big, why, &catalogue), ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest catalogue[] = {
        cmocka_unit_test(services_of_the_house_compile),
        cmocka_unit_test(steps_and_fields_are_as_written),
        cmocka_unit_test(texts_come_in_every_language),
        cmocka_unit_test(time_and_firmware_decide_whether_it_is_offered),
        cmocka_unit_test(each_mistake_is_refused_with_its_path),
        cmocka_unit_test(limits_of_the_model_hold),
        cmocka_unit_test(the_same_service_twice_is_a_conflict),
        cmocka_unit_test(bytes_that_are_no_json_are_refused),
    };

    return cmocka_run_group_tests(catalogue, NULL, NULL);
}
