/* The offer: a catalogue that arrives waits, is switched to when it is said, and is what services and
 * searches are answered from. The working directory is the root of the repository. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "firmware/app/offer.h"

#define VERSION 3
#define ISSUED_S 1795334400  /* 2026-11-22T08:00:00Z */
#define EXPIRED_S 1803110400 /* 2027-02-20T08:00:00Z */

static struct offer offer;
static struct keep keep;
static int keep_file;

/* A catalogue of two services of the house, as the store hands it over. */
static int sealed_catalogue(void)
{
    json_t *document =
        json_pack("{s:i,s:s,s:s,s:s,s:[o,o]}", "version", VERSION, "issued", "2026-11-22T08:00:00Z",
                  "expires", "2027-02-20T08:00:00Z", "min_fw", "0.0.0", "services",
                  json_load_file("assets/services/10-social-insurance-certificate.json", 0, NULL),
                  json_load_file("assets/services/80-newborn.json", 0, NULL));
    char *bytes = json_dumps(document, JSON_SORT_KEYS | JSON_COMPACT);
    int file = -1;

    assert_non_null(bytes);
    assert_int_equal(channel_seal_memory(bytes, strlen(bytes), &file), ERR_OK);
    free(bytes);
    json_decref(document);
    return file;
}

static void switch_to_catalogue(void)
{
    struct event event;
    uint32_t version;

    assert_true(offer_take(&offer, sealed_catalogue(), &version));
    assert_int_equal(version, VERSION);
    assert_true(offer_switch(&offer, &keep, VERSION));
    offer_switched(&offer);
    offer_event(&offer, ISSUED_S, &event);
    assert_int_equal(event.catalogue.count, 2);
    assert_int_equal(event.catalogue.items[1].bundle, 1);
    assert_int_equal(event.catalogue.items[1].situation, SITUATION_FAMILY);
}

static struct event_found search(const char *text)
{
    struct effect_search wish = {.op = 42};
    struct event event;

    memcpy(wish.text, text, strnlen(text, sizeof(wish.text))); /* unended when it fills the room */
    offer_search(&offer, &wish, &event);
    assert_int_equal(event.kind, EVENT_FOUND);
    assert_int_equal(event.found.op, 42);
    return event.found;
}

static void searches_are_answered_from_what_is_in_use(void **state)
{
    char longest[FIELD_VALUE_BYTES + 1];

    (void)state;
    assert_int_equal(search("上户口").count, 0); /* nothing is in use yet */
    switch_to_catalogue();
    assert_int_equal(search("上户口").count, 1);
    assert_int_equal(search("上户口").items[0], 1);
    assert_int_equal(search("pension").items[0], 0);
    assert_int_equal(search("护照").count, 0);
    memset(longest, 'x', FIELD_VALUE_BYTES);
    longest[FIELD_VALUE_BYTES] = '\0';
    assert_int_equal(search(longest).count, 0);
}

static void what_has_expired_is_not_found(void **state)
{
    struct event event;

    (void)state;
    switch_to_catalogue();
    assert_true(offer_has_turned(&offer, EXPIRED_S));
    offer_event(&offer, EXPIRED_S, &event);
    assert_int_equal(event.catalogue.count, 0);
    assert_int_equal(search("上户口").count, 0);
}

static void services_are_answered_for_their_version(void **state)
{
    struct effect_service_load wish = {.op = 7, .index = 1, .version = VERSION};
    struct event event;

    (void)state;
    switch_to_catalogue();
    offer_service(&offer, &wish, &event);
    assert_int_equal(event.service.err, ERR_OK);
    assert_string_equal(event.service.service.code, "newborn");
    wish.version++;
    offer_service(&offer, &wish, &event);
    assert_int_equal(event.service.err, ERR_STALE);
    wish.index = 2;
    offer_service(&offer, &wish, &event);
    assert_int_equal(event.service.err, ERR_NOT_FOUND);
}

static int set_up(void **state)
{
    (void)state;
    assert_int_equal(keep_create(&keep_file), ERR_OK);
    assert_int_equal(keep_open(&keep, keep_file), ERR_OK);
    return offer_open(&offer, "assets") == ERR_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    offer_close(&offer);
    keep_close(&keep);
    close(keep_file);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(searches_are_answered_from_what_is_in_use, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_has_expired_is_not_found, set_up, tear_down),
        cmocka_unit_test_setup_teardown(services_are_answered_for_their_version, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("offer", tests, NULL, NULL);
}
