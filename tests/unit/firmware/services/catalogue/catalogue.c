/* Catalogue: the services of the house compile to what they say, and each single mistake is refused
 * with its path. The mistakes are made in the real social insurance file, one at a time. */
#include <dirent.h>
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

/* What every matter of the house needs; some need more. */
#define HOUSE_NEEDS (1u << DEVICE_READER | 1u << DEVICE_PRINTER | 1u << DEVICE_STORE)

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

static int is_service_file(const struct dirent *entry)
{
    return entry->d_name[0] >= '0' && entry->d_name[0] <= '9';
}

/* All the files of the house, in the order of their names. */
static json_t *house_document(void)
{
    struct dirent **entries;
    json_t *services = json_array();
    int count = scandir(FOLDER, &entries, is_service_file, alphasort), i;

    for (i = 0; i < count; i++) {
        char path[512];

        snprintf(path, sizeof path, FOLDER "%s", entries[i]->d_name);
        json_array_append_new(services, load(path));
        free(entries[i]);
    }
    free(entries);
    return document_of(services);
}

static void services_of_the_house_compile(void **state)
{
    unsigned situations = 0, bundles = 0;
    struct catalogue *catalogue;
    size_t i;

    (void)state;
    assert_int_equal(open_document(house_document(), &catalogue), ERR_OK);
    assert_string_equal(why, "");
    for (i = 0; i < catalogue_count(catalogue); i++) {
        const struct catalogue_item *item = catalogue_item(catalogue, i);
        const struct service *service = catalogue_service(catalogue, i);

        assert_int_equal(item->name, service->name);
        assert_int_equal(item->bundle, service->bundle);
        assert_int_equal(item->needs, service->needs);
        assert_int_equal(item->needs & HOUSE_NEEDS, HOUSE_NEEDS);
        assert_int_equal(identify_check(IDENTIFY_ITEM31, service->item, NULL, 0), IDENTIFY_OK);
        assert_non_null(catalogue_keywords(catalogue)[i]);
        situations |= 1u << item->situation;
        bundles += item->bundle;
    }
    assert_int_equal(situations, (1u << SITUATION_COUNT) - 1); /* home has no empty place */
    assert_true(bundles >= 1);
    assert_int_equal(catalogue_item(catalogue, 0)->icon, ICON_CERTIFICATE);
    catalogue_close(catalogue);
    catalogue_close(NULL);
}

/* Wherever a text of the house is there in Chinese, it is there in English. */
static void assert_english(json_t *value)
{
    json_t *child;
    const char *key;
    size_t index;

    if (json_object_get(value, "zh-Hans") != NULL)
        assert_non_null(json_object_get(value, "en"));
    json_object_foreach(value, key, child) assert_english(child);
    json_array_foreach(value, index, child) assert_english(child);
}

static void texts_of_the_house_are_translated(void **state)
{
    json_t *document = house_document();

    (void)state;
    assert_english(document);
    json_decref(document);
}

static const struct service *find_service(const struct catalogue *catalogue, const char *code)
{
    size_t i;

    for (i = 0; i < catalogue_count(catalogue); i++) {
        if (strcmp(catalogue_service(catalogue, i)->code, code) == 0)
            return catalogue_service(catalogue, i);
    }
    fail_msg("no service %s", code);
    return NULL;
}

static void a_bundle_with_every_kind_of_field_is_as_written(void **state)
{
    static const uint8_t KINDS[] = {FIELD_NAME,    FIELD_CHOICE, FIELD_DATE, FIELD_NAME,
                                    FIELD_ADDRESS, FIELD_MOBILE, FIELD_SLOT};
    struct catalogue *catalogue;
    const struct service *service;
    size_t i;

    (void)state;
    assert_int_equal(open_document(house_document(), &catalogue), ERR_OK);
    service = find_service(catalogue, "newborn");
    assert_int_equal(service->bundle, 1);
    assert_int_equal(service->field_count, sizeof KINDS);
    for (i = 0; i < sizeof KINDS; i++)
        assert_int_equal(service->fields[i].kind, KINDS[i]);
    assert_int_equal(service->fields[0].length_max, 20);
    assert_int_equal(service->fields[0].source, SOURCE_NONE);
    assert_int_equal(service->fields[2].days_from, -365);
    assert_int_equal(service->fields[2].days_to, 0);
    assert_int_equal(service->fields[4].source, SOURCE_ADDRESS);
    assert_int_equal(service->fields[4].length_max, 50);
    assert_int_equal(service->fields[6].days_from, 1);
    assert_int_equal(service->fields[6].option_count, 3);
    assert_string_equal(service->fields[6].options[0].code, "0900-1100");
    assert_int_equal(service->steps[service->step_count - 4].kind, STEP_SIGN);
    catalogue_close(catalogue);
}

static void keywords_of_all_languages_are_one_text(void **state)
{
    json_t *document = social_document();
    struct catalogue *catalogue;

    (void)state;
    json_object_set_new(json_array_get(json_object_get(document, "services"), 0), "keywords",
                        json_pack("{s:[s,s],s:[s]}", "zh-Hans", "社保", "养老", "en", "pension"));
    assert_int_equal(open_document(document, &catalogue), ERR_OK);
    assert_string_equal(catalogue_keywords(catalogue)[0], "社保\n养老\npension\n");
    catalogue_close(catalogue);
}

static void a_missing_language_is_said_in_the_first(void **state)
{
    json_t *document = social_document();
    struct catalogue *catalogue;

    (void)state;
    json_object_del(
        json_object_get(json_array_get(json_object_get(document, "services"), 0), "name"), "en");
    assert_int_equal(open_document(document, &catalogue), ERR_OK);
    assert_string_equal(text(catalogue, LANGUAGE_EN, catalogue_service(catalogue, 0)->name),
                        "社会保险参保证明");
    catalogue_close(catalogue);
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
#define LONG_NAME                                                                                  \
    "\"012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789" \
    "0"                                                                                            \
    "12345\""
#define TEXT "{\"zh-Hans\":\"x\",\"en\":\"x\"}"

static const struct mistake {
    const char *path, *value, *why;
} MISTAKES[] = {
    {"version", "0", "version: must be 1 to 2147483647"},
    {"version", "\"7\"", "version: must be a whole number"},
    {"issued", "\"2026-02-30T08:00:00+08:00\"",
     "issued: must be a moment like 2026-11-22T21:40:05+08:00 or ...Z"},
    {"issued", "\"2026-11-22T08:00:00+09:00\"",
     "issued: must be a moment like 2026-11-22T21:40:05+08:00 or ...Z"},
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
    {S "name/zh-Hans", NULL, W "name.zh-Hans: is missing"},
    {S "name/zh-Hans", LONG_NAME, W "name: has a name over 95 bytes"},
    {S "department/en", LONG_NAME, W "department: has a name over 95 bytes"},
    {S "situation", NULL, "services[0]: 'situation' is missing"},
    {S "situation", "\"leisure\"", W "situation: unknown name 'leisure'"},
    {S "keywords/zh-Hans", "[]", W "keywords.zh-Hans: has 0 elements, at least 1 are needed"},
    {S "keywords/en/0", "\"\"", W "keywords.en[0]: is empty"},
    {S "keywords/en/0", "\"a\\nb\"", W "keywords.en[0]: must be one line"},
    {S "keywords/fr", "[\"x\"]", W "keywords: unknown key 'fr'"},
    {S "icon", "\"search\"", W "icon: unknown name 'search'"},
    {S "bundle", "true", W "departments: is missing"},
    {S "departments", "[" TEXT "," TEXT "]",
     W "departments: only a bundle has several departments"},
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
    {S "fields/2/options", "[]", W "fields[2].options: only a choice or slot has options"},
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
    {S "steps/0/kind", "\"search\"", W "steps[0]: this is no step of a service"},
    {S "steps/7/kind", "\"sign\"", W "steps[7]: review must come before sign"},
    {S "steps/0/kind", "\"home\"", W "steps[0]: this is no step of a service"},
    {S "steps/0", NULL, W "steps[0]: guide must come before identify"},
    {S "steps/1", NULL, W "steps[1]: identify must come before consent"},
    {S "steps/2", NULL, W "steps[2]: consent must come before choice, form, scan or capture"},
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

/* The same in the newborn file: what the social insurance file has no place for. */
static const struct mistake BUNDLE_MISTAKES[] = {
    {S "departments", NULL, W "departments: is missing"},
    {S "departments", "[" TEXT "]", W "departments: has 1 elements, at least 2 are needed"},
    {S "departments/0/zh-Hans", LONG_NAME, W "departments[0]: has a name over 95 bytes"},
    {S "bundle", "1", W "bundle: must be true or false"},
    {S "fields/0/source", "\"address\"", W "fields[0].source: does not fit the kind of the field"},
    {S "fields/4/source", "\"birth\"", W "fields[4].source: unknown name 'birth'"},
    {S "fields/0/length_max", "51", W "fields[0].length_max: must be 1 to 50"},
    {S "fields/2/length_max", "5",
     W "fields[2].length_max: only a text, name or address has a length"},
    {S "fields/0/days_from", "1", W "fields[0]: only a date or slot has days"},
    {S "fields/2/days_from", NULL, W "fields[2].days_from: is missing"},
    {S "fields/2/days_from", "1", W "fields[2].days_to: must not be before 'days_from'"},
    {S "fields/6/days_from", "-1", W "fields[6].days_from: must be 0 to 60"},
    {S "fields/6/days_to", "61", W "fields[6].days_to: must be 0 to 60"},
    {S "fields/6/options", NULL, W "fields[6].options: is missing"},
    {S "fields/6/options", "[]", W "fields[6].options: has 0 elements, at least 1 are needed"},
    {S "fields/6/options/0/code", "\"morning\"",
     W "fields[6].options[0].code: must be a time of day like 0900-1100"},
    {S "fields/6/options/0/code", "\"1100-0900\"",
     W "fields[6].options[0].code: must be a time of day like 0900-1100"},
    {S "fields/6/options/0/code", "\"0900-2460\"",
     W "fields[6].options[0].code: must be a time of day like 0900-1100"},
    {S "fields/6/options/0/fills", "[]", W "fields[6].options[0]: a slot fills no field"},
};

static void each_mistake_in_a_bundle_is_refused(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof BUNDLE_MISTAKES / sizeof BUNDLE_MISTAKES[0]; i++) {
        json_t *services = json_array(), *document;
        struct catalogue *catalogue;

        json_array_append_new(services, load(FOLDER "80-newborn.json"));
        document = document_of(services);
        change(document, BUNDLE_MISTAKES[i].path, BUNDLE_MISTAKES[i].value);
        assert_int_not_equal(open_document(document, &catalogue), ERR_OK);
        assert_string_equal(why, BUNDLE_MISTAKES[i].why);
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
    change(document, S "summary/en", value);
    assert_int_equal(open_document(document, &catalogue), ERR_LIMIT);
    assert_string_equal(why, W "summary.en: has 1024 bytes, at most 1023 are allowed");
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
        cmocka_unit_test(texts_of_the_house_are_translated),
        cmocka_unit_test(a_bundle_with_every_kind_of_field_is_as_written),
        cmocka_unit_test(keywords_of_all_languages_are_one_text),
        cmocka_unit_test(a_missing_language_is_said_in_the_first),
        cmocka_unit_test(steps_and_fields_are_as_written),
        cmocka_unit_test(texts_come_in_every_language),
        cmocka_unit_test(time_and_firmware_decide_whether_it_is_offered),
        cmocka_unit_test(each_mistake_is_refused_with_its_path),
        cmocka_unit_test(each_mistake_in_a_bundle_is_refused),
        cmocka_unit_test(limits_of_the_model_hold),
        cmocka_unit_test(the_same_service_twice_is_a_conflict),
        cmocka_unit_test(bytes_that_are_no_json_are_refused),
    };

    return cmocka_run_group_tests(catalogue, NULL, NULL);
}
