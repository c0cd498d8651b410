/* Matters that meet devices: materials, scans, certificates and deposits compile to what they say,
 * and each single mistake is refused with its path. The mistakes are made in the real file of a
 * change of residence, one at a time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <jansson.h>

#include "firmware/services/catalogue/catalogue.h"

#define RESIDENCE "assets/services/70-residence-change.json"

static char why[CATALOGUE_WHY_BYTES];

static json_t *load(void)
{
    json_t *service = json_load_file(RESIDENCE, JSON_REJECT_DUPLICATES, NULL);

    assert_non_null(service);
    return service;
}

/* Compiles a catalogue of this one service, which it frees. */
static err_t compile(json_t *service, struct catalogue **out)
{
    json_t *document = json_pack("{s:i, s:s, s:s, s:s, s:[o]}", "version", 7, "issued",
                                 "2026-11-22T08:00:00+08:00", "expires", "2027-02-20T00:00:00Z",
                                 "min_fw", "1.2.0", "services", service);
    char *bytes = json_dumps(document, JSON_SORT_KEYS | JSON_COMPACT);
    err_t err = catalogue_open(bytes, strlen(bytes), why, out);

    free(bytes);
    json_decref(document);
    return err;
}

static json_t *step_of(json_t *service, const char *kind, int nth)
{
    json_t *step;
    size_t i;

    json_array_foreach(json_object_get(service, "steps"), i, step)
    {
        if (strcmp(json_string_value(json_object_get(step, "kind")), kind) == 0 && nth-- == 0)
            return step;
    }
    fail_msg("no step %s", kind);
    return NULL;
}

static void refused(json_t *service, const char *path)
{
    struct catalogue *catalogue = NULL;

    assert_int_not_equal(compile(service, &catalogue), ERR_OK);
    assert_null(catalogue);
    if (strstr(why, path) == NULL)
        fail_msg("'%s' does not name %s", why, path);
}

static void a_change_of_residence_compiles(void **state)
{
    struct catalogue *catalogue;
    const struct service *service;
    int captures = 0;

    (void)state;
    assert_int_equal(compile(load(), &catalogue), ERR_OK);
    service = catalogue_service(catalogue, 0);
    assert_int_equal(service->material_count, 2);
    assert_string_equal(service->materials[0].code, "booklet");
    assert_int_equal(service->materials[0].purpose, CAPTURE_DOCUMENT);
    assert_int_equal(service->materials[0].optional, 0);
    assert_int_equal(service->materials[1].purpose, CAPTURE_PORTRAIT);
    assert_int_equal(service->materials[1].optional, 1);
    for (uint8_t i = 0; i < service->step_count; i++)
        if (service->steps[i].kind == STEP_CAPTURE)
            assert_int_equal(service->steps[i].material, captures++);
    assert_int_equal(captures, 2);
    catalogue_close(catalogue);
}

static void nobody_must_be_photographed(void **state)
{
    json_t *service = load();

    (void)state;
    json_object_del(json_array_get(json_object_get(service, "materials"), 1), "optional");
    refused(service, "materials[1]");
}

static void every_material_is_captured_once(void **state)
{
    json_t *service = load();

    (void)state;
    json_object_set_new(step_of(service, "capture", 1), "material", json_string("booklet"));
    refused(service, "materials[0]");
    service = load();
    json_object_set_new(step_of(service, "capture", 0), "material", json_string("passport"));
    refused(service, "material");
    service = load();
    json_object_set_new(json_array_get(json_object_get(service, "materials"), 1), "code",
                        json_string("booklet"));
    refused(service, "materials[1].code");
}

/* Takes one device out of what the matter needs. */
static json_t *without(const char *device)
{
    json_t *service = load(), *needs = json_object_get(service, "needs"), *name;
    size_t i;

    json_array_foreach(needs, i, name)
    {
        if (strcmp(json_string_value(name), device) == 0) {
            json_array_remove(needs, i);
            return service;
        }
    }
    fail_msg("it does not need %s", device);
    return NULL;
}

static void a_matter_names_the_devices_of_its_steps(void **state)
{
    json_t *service;

    (void)state;
    refused(without("camera"), "steps[");
    refused(without("locker"), "steps[");
    service = load();
    json_object_set_new(step_of(service, "deposit", 0), "kind", json_string("pages"));
    refused(service, "steps[");
}

static void a_deposit_needs_the_id_card(void **state)
{
    json_t *service = load();

    (void)state;
    json_object_set_new(service, "social_card", json_true());
    refused(service, "steps[");
}

static void a_place_beside_the_services_is_no_step(void **state)
{
    json_t *service = load();

    (void)state;
    json_object_set_new(step_of(service, "deposit", 0), "kind", json_string("pickup"));
    refused(service, "steps[");
}

static void a_choice_cannot_be_scanned(void **state)
{
    json_t *service = load();

    (void)state;
    json_object_set_new(step_of(service, "choice", 0), "kind", json_string("scan"));
    refused(service, "field");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_change_of_residence_compiles),
        cmocka_unit_test(nobody_must_be_photographed),
        cmocka_unit_test(every_material_is_captured_once),
        cmocka_unit_test(a_matter_names_the_devices_of_its_steps),
        cmocka_unit_test(a_deposit_needs_the_id_card),
        cmocka_unit_test(a_place_beside_the_services_is_no_step),
        cmocka_unit_test(a_choice_cannot_be_scanned),
    };

    return cmocka_run_group_tests_name("materials", tests, NULL, NULL);
}
