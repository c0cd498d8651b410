/* The contract between kiosk and platform for whoever holds the number of a case: every department
 * of a bundle moves by itself, names come in the language that was asked for, strangers' numbers
 * are not found, and nobody asks too often. $BANSHI_PLATFORM names the program; the working
 * directory is the root of the repository. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <curl/curl.h>
#include <jansson.h>

#include "tests/support/platform_client.h"
#include "tools/platform/platform_service.h"

#define LIMIT_MS PLATFORM_CLIENT_LIMIT_MS
#define BUNDLE "newborn"

static struct platform_server server;

/* A catalogue of the services of the house that matter here; only what the platform reads of it. */
static void publish(void)
{
    static const char *const files[] = {"assets/services/10-social-insurance-certificate.json",
                                        "assets/services/80-newborn.json"};
    json_t *services = json_array(), *catalogue;

    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
        assert_int_equal(
            json_array_append_new(services, json_load_file(files[i], JSON_REJECT_DUPLICATES, NULL)),
            0);
    catalogue = json_pack("{s:i,s:o}", "version", 1, "services", services);
    assert_int_equal(
        json_dump_file(catalogue, platform_server_path(&server, "catalogue.json"), JSON_COMPACT),
        0);
    json_decref(catalogue);
}

/* Files a case of that service and gives its number. */
static void file_case(struct relay *relay, const char *svc, struct platform_parcel *parcel)
{
    struct relay_receipt receipt;
    struct relay_reply reply;

    platform_client_parcel(&server, svc, parcel);
    assert_int_equal(relay_put_case(relay, &parcel->put, &receipt, &reply), ERR_OK);
    free(parcel->body);
}

static err_t find(struct relay *relay, const char *number, const char *language,
                  struct case_progress *out)
{
    const struct relay_find wish = {number, language, LIMIT_MS};
    struct relay_reply reply;

    return relay_find_case(relay, &wish, out, &reply);
}

static void expect_states(const struct case_progress *progress, enum case_state whole,
                          const enum case_state *stages)
{
    assert_int_equal(progress->state, whole);
    assert_int_equal(progress->stage_count, 3);
    for (uint32_t i = 0; i < 3; i++)
        assert_int_equal(progress->stages[i].state, stages[i]);
}

static void departments_of_a_bundle_move_by_themselves(void **state)
{
    static const struct {
        const char *later;
        enum case_state whole, stages[3];
    } times[] = {
        {"later 0", CASE_SUBMITTED, {CASE_SUBMITTED, CASE_SUBMITTED, CASE_SUBMITTED}},
        {"later 30", CASE_ACCEPTED, {CASE_ACCEPTED, CASE_SUBMITTED, CASE_SUBMITTED}},
        {"later 100", CASE_ACCEPTED, {CASE_REVIEW, CASE_REVIEW, CASE_ACCEPTED}},
        {"later 100", CASE_ACCEPTED, {CASE_DONE, CASE_REVIEW, CASE_REVIEW}},
        {"later 400", CASE_DONE, {CASE_DONE, CASE_DONE, CASE_DONE}},
    };
    struct relay *relay = platform_client_relay(server.url, &server);
    struct case_progress progress;
    struct relay_status status, last = {.state_version = 0};
    struct relay_reply reply;
    struct platform_parcel parcel;

    (void)state;
    file_case(relay, BUNDLE, &parcel);
    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
        platform_client_control(&server, times[i].later);
        assert_int_equal(find(relay, parcel.number, "zh-Hans", &progress), ERR_OK);
        expect_states(&progress, times[i].whole, times[i].stages);
        assert_int_equal(relay_get_status(relay, parcel.id, LIMIT_MS, &status, &reply), ERR_OK);
        assert_int_equal(case_state_find(status.state), times[i].whole);
        assert_true(status.state_version > last.state_version);
        last = status;
    }
    assert_true(progress.stages[0].at_wall_s < progress.stages[2].at_wall_s);
    assert_string_equal(progress.code, "");
    relay_close(relay);
}

static void names_come_in_the_language_that_was_asked_for(void **state)
{
    struct relay *relay = platform_client_relay(server.url, &server);
    struct case_progress progress;
    struct platform_parcel parcel;

    (void)state;
    file_case(relay, BUNDLE, &parcel);
    assert_int_equal(find(relay, parcel.number, "en", &progress), ERR_OK);
    assert_string_equal(progress.service, "Newborn: everything in one go");
    assert_string_equal(progress.stages[1].department, "City Public Security Bureau");
    assert_int_equal(find(relay, parcel.number, "zh-Hans", &progress), ERR_OK);
    assert_string_equal(progress.service, "新生儿出生一件事");
    assert_string_equal(progress.stages[1].department, "市公安局");
    assert_int_equal(find(relay, parcel.number, "fr", &progress), ERR_OK); /* it knows none */
    assert_string_equal(progress.service, "新生儿出生一件事");
    relay_close(relay);
}

static void a_single_department_is_one_stage(void **state)
{
    struct relay *relay = platform_client_relay(server.url, &server);
    struct case_progress progress;
    struct platform_parcel instant, unknown;
    time_t now = time(NULL);

    (void)state;
    file_case(relay, PLATFORM_CLIENT_INSTANT, &instant);
    file_case(relay, "withdrawn-service", &unknown);
    assert_int_equal(find(relay, instant.number, "en", &progress), ERR_OK);
    assert_int_equal(progress.state, CASE_DECIDED_YES);
    assert_int_equal(progress.stage_count, 1);
    assert_string_equal(progress.stages[0].department, "City Social Insurance Centre");
    assert_int_equal(progress.stages[0].state, CASE_DECIDED_YES);
    assert_in_range(progress.stages[0].at_wall_s, now - 1, now + 60);
    assert_int_equal(strlen(progress.code), 19);
    assert_int_equal(find(relay, unknown.number, "en", &progress), ERR_OK);
    assert_int_equal(progress.state, CASE_SUBMITTED);
    assert_int_equal(progress.stage_count, 1);
    assert_string_equal(progress.service, "withdrawn-service");
    relay_close(relay);
}

static void unknown_numbers_are_not_found(void **state)
{
    struct relay *relay = platform_client_relay(server.url, &server);
    struct case_progress progress;

    (void)state;
    assert_int_equal(find(relay, "LF0000000000X", "en", &progress), ERR_NOT_FOUND);
    assert_int_equal(progress.stage_count, 0);
    assert_int_equal(find(relay, "", "en", &progress), ERR_INVALID);
    assert_int_equal(find(relay, "LF' OR 1=1", "en", &progress), ERR_INVALID);
    assert_int_equal(find(relay, "../cases/x", "en", &progress), ERR_INVALID);
    assert_int_equal(find(relay, "LF1", "e\r\nn", &progress), ERR_INVALID);
    relay_close(relay);
}

static size_t take_body(char *bytes, size_t unit_bytes, size_t count, void *context)
{
    strncat(context, bytes, unit_bytes * count);
    return unit_bytes * count;
}

/* The answer as it travels holds nothing of the person, and no more than the document says. */
static void nothing_of_the_person_is_told(void **state)
{
    struct relay *relay = platform_client_relay(server.url, &server);
    struct platform_parcel parcel;
    char url[160], body[4096] = "";
    CURL *curl = curl_easy_init();
    json_t *answer;

    (void)state;
    file_case(relay, BUNDLE, &parcel);
    snprintf(url, sizeof(url), "%s/v1/case-numbers/%s", server.url, parcel.number);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_CAINFO, platform_server_path(&server, "pki/ca.pem"));
    curl_easy_setopt(curl, CURLOPT_SSLCERT, platform_server_path(&server, "pki/kiosk.pem"));
    curl_easy_setopt(curl, CURLOPT_SSLKEY, platform_server_path(&server, "pki/kiosk.key"));
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, body);
    assert_int_equal(curl_easy_perform(curl), CURLE_OK);
    answer = json_loads(body, JSON_REJECT_DUPLICATES, NULL);
    assert_int_equal(json_object_size(answer), 3);
    assert_int_equal(json_object_size(json_array_get(json_object_get(answer, "stages"), 0)), 3);
    assert_null(strstr(body, parcel.id));
    assert_null(strstr(body, "11010519491231002X"));
    json_decref(answer);
    curl_easy_cleanup(curl);
    relay_close(relay);
}

static void a_platform_that_is_away_is_told_from_an_unknown_number(void **state)
{
    struct relay *relay = platform_client_relay(server.url, &server);
    struct case_progress progress;

    (void)state;
    platform_client_control(&server, "away on");
    assert_int_equal(find(relay, "LF1", "en", &progress), ERR_NETWORK);
    platform_client_control(&server, "away off");
    platform_client_control(&server, "lie-200 1");
    assert_int_equal(find(relay, "LF1", "en", &progress), ERR_PROTOCOL);
    platform_client_control(&server, "clear");
    assert_int_equal(find(relay, "LF1", "en", &progress), ERR_NOT_FOUND);
    relay_close(relay);
}

static void control_takes_only_moderate_times(void **state)
{
    static const char *const lines[] = {"later", "later x", "later -1", "later 99999999999"};
    char answer[64];

    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        platform_server_control(&server, lines[i], answer, sizeof(answer));
        assert_string_equal(answer, "error");
    }
}

/* Numbers follow each other: who tries them all is stopped, and told when to come back. */
static void nobody_asks_too_often(void **state)
{
    struct relay *relay = platform_client_relay(server.url, &server);
    const struct relay_find wish = {"LF9", "en", LIMIT_MS};
    struct case_progress progress;
    struct relay_reply reply;
    unsigned count = 0;
    err_t err;

    (void)state;
    while ((err = relay_find_case(relay, &wish, &progress, &reply)) == ERR_NOT_FOUND)
        assert_true(++count <= 2 * PLATFORM_SERVICE_ASKS_MAX); /* a minute may turn meanwhile */
    assert_int_equal(err, ERR_NETWORK);
    assert_int_equal(reply.http_status, 429);
    assert_string_equal(reply.problem.type, "too-often");
    assert_in_range(reply.retry_after_s, 1, 60);
    relay_close(relay);
}

static int set_up(void **state)
{
    (void)state;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    platform_server_prepare(&server);
    publish();
    platform_server_start(&server, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    platform_server_finish(&server);
    curl_global_cleanup();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(departments_of_a_bundle_move_by_themselves),
        cmocka_unit_test(names_come_in_the_language_that_was_asked_for),
        cmocka_unit_test(a_single_department_is_one_stage),
        cmocka_unit_test(unknown_numbers_are_not_found),
        cmocka_unit_test(nothing_of_the_person_is_told),
        cmocka_unit_test(a_platform_that_is_away_is_told_from_an_unknown_number),
        cmocka_unit_test(control_takes_only_moderate_times),
        cmocka_unit_test(nobody_asks_too_often),
    };

    return cmocka_run_group_tests_name("platform_progress", tests, set_up, tear_down);
}
