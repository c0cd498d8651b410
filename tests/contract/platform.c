/* The contract between kiosk and platform, tried with the real relay against the real program on
 * the loopback interface, through every fault. $BANSHI_PLATFORM names the program; the working directory is the root of the repository. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include <curl/curl.h>

#include "firmware/base/bytes.h"
#include "firmware/services/relay/relay.h"
#include "tests/support/platform_client.h"
#include "tests/support/platform_sample.h"

#define LIMIT_MS PLATFORM_CLIENT_LIMIT_MS
#define INSTANT PLATFORM_CLIENT_INSTANT
#define STORM_CASE_COUNT 30
#define STORM_FAILURE_COUNT_MAX 400

static struct platform_server server;
static struct trust_key *case_key;

static void control(const char *line)
{
    platform_client_control(&server, line);
}

static json_t *find_case(json_t *dump, const char *id)
{
    json_t *row;
    size_t i;

    json_array_foreach(json_object_get(dump, "cases"), i,
                       row) if (strcmp(json_string_value(json_object_get(row, "case_id")), id) ==
                                0) return row;
    return NULL;
}

static bool is_stored(const char *id)
{
    json_t *dump = platform_server_dump(&server);
    bool stored = find_case(dump, id) != NULL;

    json_decref(dump);
    return stored;
}

static void assert_checks_hold(const json_t *row)
{
    const char *name;
    json_t *value;
    size_t count = 0;

    json_object_foreach(json_object_get(row, "checks"), name, value)
    {
        assert_true(json_is_true(value));
        count++;
    }
    assert_true(count >= 2);
}

static void accepts_a_case_and_repeats_the_receipt(void **state)
{
    struct relay *relay = platform_client_relay(server.url, &server);
    struct relay_receipt first, second;
    struct relay_reply reply;
    struct platform_parcel parcel;

    (void)state;
    platform_client_parcel(&server, INSTANT, &parcel);
    assert_int_equal(relay_put_case(relay, &parcel.put, &first, &reply), ERR_OK);
    assert_int_equal(reply.http_status, 201);
    assert_int_equal(reply.world, ERR_WORLD_DONE);
    assert_string_equal(first.state, "complete");
    assert_int_equal(relay_put_case(relay, &parcel.put, &second, &reply), ERR_OK);
    assert_int_equal(reply.http_status, 200);
    assert_string_equal(first.text, second.text);
    free(parcel.body);
    relay_close(relay);
}

static void refuses_other_bytes_under_the_same_name(void **state)
{
    struct relay *relay = platform_client_relay(server.url, &server);
    struct relay_receipt receipt;
    struct relay_reply reply;
    struct platform_parcel parcel;
    char *body;

    (void)state;
    platform_client_parcel(&server, INSTANT, &parcel);
    assert_int_equal(relay_put_case(relay, &parcel.put, &receipt, &reply), ERR_OK);
    body = parcel.body;
    parcel.body = platform_client_reseal(&server, INSTANT, &parcel);
    parcel.put.body = parcel.body;
    parcel.put.size_bytes = strlen(parcel.body);
    assert_int_equal(relay_put_case(relay, &parcel.put, &receipt, &reply), ERR_REFUSED);
    assert_int_equal(reply.http_status, 422);
    assert_string_equal(reply.problem.type, "digest-conflict");
    assert_int_equal(receipt.text_length, 0);
    free(body);
    free(parcel.body);
    relay_close(relay);
}

/* Sends `body` under the parcel's name and expects a permanent refusal with this status. */
static void expect_refusal(struct relay *relay, const struct platform_parcel *parcel,
                           const char *body, int status)
{
    struct relay_put put = parcel->put;
    struct relay_receipt receipt;
    struct relay_reply reply;

    put.body = body;
    put.size_bytes = strlen(body);
    assert_int_equal(relay_put_case(relay, &put, &receipt, &reply), ERR_REFUSED);
    assert_int_equal(reply.http_status, status);
    assert_false(is_stored(parcel->id));
}

static char *changed(const char *body, const char *from, const char *to)
{
    const char *at = strstr(body, from);
    size_t head = (size_t)(at - body);
    char *text = malloc(strlen(body) + strlen(to) + 1);

    assert_non_null(at);
    memcpy(text, body, head);
    strcpy(text + head, to);
    strcat(text, at + strlen(from));
    return text;
}

static void refuses_malformed_cases(void **state)
{
    static const char *const edits[][2] = {
        {"\"schema\":1", "\"schema\":2"},
        {"\"number\":\"LF", "\"nomber\":\"LF"},
        {"\"alg\":\"ecdh", "\"alg\":\"rsa"},
        {"\"tag\":\"", "\"tag\":\"AAAA"},
        {"\"attachments\":[]", "\"attachments\":[{\"id\":\"a\"}]"},
    };
    struct relay *relay = platform_client_relay(server.url, &server);
    struct platform_parcel parcel;
    char *text;

    (void)state;
    platform_client_parcel(&server, INSTANT, &parcel);
    expect_refusal(relay, &parcel, "{\"schema\":", 400);
    expect_refusal(relay, &parcel, "[]", 400);
    for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
        text = changed(parcel.body, edits[i][0], edits[i][1]);
        expect_refusal(relay, &parcel, text, 400);
        free(text);
    }
    free(parcel.body);
    relay_close(relay);
}

/* A case that was sealed for another name or kiosk does not open under this one. */
static void refuses_a_case_of_another_name(void **state)
{
    struct relay *relay = platform_client_relay(server.url, &server);
    struct platform_sample sample = {"somebody-elses-id", "desk-0001", INSTANT, "LF1"};
    struct platform_sample foreign = {NULL, "desk-0002", INSTANT, "LF1"};
    struct platform_parcel parcel;
    char *text;

    (void)state;
    platform_client_parcel(&server, INSTANT, &parcel);
    text = platform_sample_body(&sample, case_key);
    expect_refusal(relay, &parcel, text, 400);
    free(text);
    foreign.case_id = parcel.id;
    text = platform_sample_body(&foreign, case_key);
    expect_refusal(relay, &parcel, text, 403);
    free(text);
    free(parcel.body);
    relay_close(relay);
}

static void decides_one_service_and_queues_the_others(void **state)
{
    struct relay *relay = platform_client_relay(server.url, &server);
    struct relay_receipt receipt;
    struct relay_status status, again;
    struct relay_reply reply;
    struct platform_parcel instant, slow;

    (void)state;
    platform_client_parcel(&server, INSTANT, &instant);
    platform_client_parcel(&server, "another-service", &slow);
    assert_int_equal(relay_put_case(relay, &instant.put, &receipt, &reply), ERR_OK);
    assert_int_equal(relay_put_case(relay, &slow.put, &receipt, &reply), ERR_OK);
    assert_int_equal(relay_get_status(relay, instant.id, LIMIT_MS, &status, &reply), ERR_OK);
    assert_string_equal(status.state, "DECIDED_YES");
    assert_string_equal(status.decided_by, "system");
    assert_int_equal(status.document_count, 1);
    assert_string_equal(status.documents[0].kind, INSTANT);
    assert_int_equal(strlen(status.documents[0].verification_code), 19);
    assert_int_equal(relay_get_status(relay, instant.id, LIMIT_MS, &again, &reply), ERR_OK);
    assert_string_equal(status.documents[0].verification_code,
                        again.documents[0].verification_code);
    assert_int_equal(relay_get_status(relay, slow.id, LIMIT_MS, &status, &reply), ERR_OK);
    assert_string_equal(status.state, "SUBMITTED");
    assert_int_equal(status.document_count, 0);
    assert_int_equal(relay_get_status(relay, "no-such-case", LIMIT_MS, &status, &reply),
                     ERR_NOT_FOUND);
    free(instant.body);
    free(slow.body);
    relay_close(relay);
}

static void takes_ratings_and_heartbeats(void **state)
{
    static const char rating[] = "{\"case_id\":null,\"level\":5,\"svc\":\"" INSTANT "\"}";
    static const char bad[] = "{\"case_id\":null,\"level\":6,\"svc\":\"" INSTANT "\"}";
    struct relay *relay = platform_client_relay(server.url, &server);
    struct relay_put put = {"r-1:rating:1", "r-1", rating, sizeof(rating) - 1, LIMIT_MS};
    struct relay_put beat = {"h-1", NULL, "{\"seq\":1}", 9, LIMIT_MS};
    struct relay_receipt receipt;
    struct relay_reply reply;
    json_t *dump;

    (void)state;
    assert_int_equal(relay_put_rating(relay, &put, &receipt, &reply), ERR_OK);
    assert_int_equal(relay_put_rating(relay, &put, &receipt, &reply), ERR_OK);
    assert_int_equal(reply.http_status, 200);
    put.id = "r-2";
    put.body = bad;
    put.size_bytes = sizeof(bad) - 1;
    assert_int_equal(relay_put_rating(relay, &put, &receipt, &reply), ERR_REFUSED);
    assert_int_equal(relay_post_heartbeat(relay, &beat, &reply), ERR_OK);
    dump = platform_server_dump(&server);
    assert_int_equal(json_array_size(json_object_get(dump, "ratings")), 1);
    assert_checks_hold(json_array_get(json_object_get(dump, "ratings"), 0));
    assert_int_equal(json_array_size(json_object_get(dump, "heartbeats")), 1);
    json_decref(dump);
    relay_close(relay);
}

static void write_catalogue(const char *text)
{
    FILE *file = fopen(platform_server_path(&server, "catalogue.json"), "w");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void serves_a_signed_catalogue(void **state)
{
    struct relay *relay = platform_client_relay(server.url, &server);
    struct relay_catalogue catalogue = {.etag = ""};
    struct relay_reply reply;

    (void)state;
    assert_int_equal(relay_get_catalogue(relay, LIMIT_MS, &catalogue, &reply), ERR_NETWORK);
    assert_int_equal(reply.http_status, 503);
    write_catalogue("{\"version\":1}");
    assert_int_equal(relay_get_catalogue(relay, LIMIT_MS, &catalogue, &reply), ERR_OK);
    assert_true(catalogue.changed);
    assert_memory_equal(catalogue.body, "{\"version\":1}", catalogue.size_bytes);
    assert_int_equal(relay_get_catalogue(relay, LIMIT_MS, &catalogue, &reply), ERR_OK);
    assert_false(catalogue.changed);
    assert_int_equal(reply.http_status, 304);
    write_catalogue("{\"version\":2}");
    assert_int_equal(relay_get_catalogue(relay, LIMIT_MS, &catalogue, &reply), ERR_OK);
    assert_true(catalogue.changed);
    relay_close(relay);
}

static void survives_a_killed_platform(void **state)
{
    struct relay *relay;
    struct relay_receipt first, second;
    struct relay_reply reply;
    struct platform_parcel parcel;

    (void)state;
    platform_client_parcel(&server, INSTANT, &parcel);
    relay = platform_client_relay(server.url, &server);
    assert_int_equal(relay_put_case(relay, &parcel.put, &first, &reply), ERR_OK);
    platform_server_stop(&server, SIGKILL);
    assert_int_equal(relay_put_case(relay, &parcel.put, &second, &reply), ERR_NETWORK);
    assert_int_equal(reply.world, ERR_WORLD_NOTHING);
    relay_close(relay);
    platform_server_start(&server, NULL);
    relay = platform_client_relay(server.url, &server);
    assert_int_equal(relay_put_case(relay, &parcel.put, &second, &reply), ERR_OK);
    assert_int_equal(reply.http_status, 200);
    assert_string_equal(first.text, second.text);
    free(parcel.body);
    relay_close(relay);
}

/* Under one fault at certainty: what the relay says, and whether the platform has the case. */
static void expect_under(const char *fault, err_t expected, bool stored)
{
    struct relay *relay = platform_client_relay(server.url, &server);
    struct relay_receipt receipt;
    struct relay_reply reply;
    struct platform_parcel parcel;

    platform_client_parcel(&server, INSTANT, &parcel);
    parcel.put.limit_ms = 1000;
    control(fault);
    assert_int_equal(relay_put_case(relay, &parcel.put, &receipt, &reply), expected);
    assert_int_equal(receipt.text_length > 0, expected == ERR_OK);
    if (stored)
        assert_int_not_equal(reply.world, ERR_WORLD_NOTHING);
    control("clear");
    assert_int_equal(is_stored(parcel.id), stored);
    parcel.put.limit_ms = LIMIT_MS;
    assert_int_equal(relay_put_case(relay, &parcel.put, &receipt, &reply), ERR_OK);
    assert_int_equal(reply.http_status, stored ? 200 : 201);
    free(parcel.body);
    relay_close(relay);
}

static void tells_the_world_under_each_fault(void **state)
{
    (void)state;
    expect_under("away on", ERR_NETWORK, false);
    expect_under("reset 1", ERR_TIMEOUT, false);
    expect_under("lie-200 1", ERR_NO_RECEIPT, false);
    expect_under("lose-reply 1", ERR_TIMEOUT, true);
    expect_under("slow 2500", ERR_TIMEOUT, true);
    expect_under("dup on", ERR_OK, true);
}

/* The line is cut under a connection that is already open. */
static void notices_a_cut_under_an_open_connection(void **state)
{
    struct relay *relay = platform_client_relay(server.url, &server);
    struct relay_receipt receipt;
    struct relay_reply reply;
    struct platform_parcel first, second;

    (void)state;
    platform_client_parcel(&server, INSTANT, &first);
    platform_client_parcel(&server, INSTANT, &second);
    assert_int_equal(relay_put_case(relay, &first.put, &receipt, &reply), ERR_OK);
    control("away on");
    assert_int_not_equal(relay_put_case(relay, &second.put, &receipt, &reply), ERR_OK);
    control("away off");
    assert_false(is_stored(second.id));
    assert_int_equal(relay_put_case(relay, &second.put, &receipt, &reply), ERR_OK);
    free(first.body);
    free(second.body);
    relay_close(relay);
}

static void rejects_unknown_commands(void **state)
{
    static const char *const lines[] = {"away", "away maybe", "lose-reply 2", "slow x", "rm"};
    char answer[65536];
    json_t *cases;

    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        platform_server_control(&server, lines[i], answer, sizeof(answer));
        assert_string_equal(answer, "error");
    }
    platform_server_control(&server, "cases", answer, sizeof(answer));
    cases = json_loads(answer, 0, NULL);
    assert_true(json_array_size(cases) > 0);
    json_decref(cases);
}

/* All faults at once: every case arrives exactly once, with the bytes and the receipt we hold. */
static void delivers_exactly_once_through_a_storm(void **state)
{
    struct relay *relay = platform_client_relay(server.url, &server);
    struct relay_receipt receipts[STORM_CASE_COUNT];
    struct relay_reply reply;
    struct platform_parcel parcels[STORM_CASE_COUNT];
    unsigned failure_count = 0;
    json_t *dump;
    err_t err;

    (void)state;
    control("lose-reply 0.3");
    control("reset 0.2");
    control("lie-200 0.2");
    control("dup on");
    for (size_t i = 0; i < STORM_CASE_COUNT; i++) {
        platform_client_parcel(&server, INSTANT, &parcels[i]);
        while ((err = relay_put_case(relay, &parcels[i].put, &receipts[i], &reply)) != ERR_OK) {
            assert_true(err == ERR_NO_RECEIPT || err == ERR_TIMEOUT || err == ERR_NETWORK);
            assert_true(++failure_count < STORM_FAILURE_COUNT_MAX);
        }
    }
    control("clear");
    assert_true(failure_count >= STORM_CASE_COUNT / 2);
    dump = platform_server_dump(&server);
    for (size_t i = 0; i < STORM_CASE_COUNT; i++) {
        json_t *row = find_case(dump, parcels[i].id);

        assert_non_null(row);
        assert_checks_hold(row);
        assert_string_equal(json_string_value(json_object_get(row, "content_digest")),
                            receipts[i].content_digest);
        free(parcels[i].body);
    }
    assert_int_equal(
        json_array_size(json_object_get(dump, "cases")),
        json_integer_value(json_object_get(json_object_get(dump, "counters"), "created")) -
            1); /* one of the created objects is the rating */
    json_decref(dump);
    relay_close(relay);
}

/* The flags of the command line do what the control socket does. */
static void takes_faults_from_the_command_line(void **state)
{
    static const char *const flags[] = {"--away",           "--reset=1", "--lie-200=1",
                                        "--lose-reply=1.0", "--dup",     "--slow=1"};
    static const bool arrives[] = {false, false, false, true, true, true};
    struct relay_receipt receipt;
    struct relay_reply reply;
    struct relay *relay;
    struct platform_parcel parcel;

    (void)state;
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
        platform_server_stop(&server, SIGTERM);
        platform_server_start(&server, flags[i]);
        relay = platform_client_relay(server.url, &server);
        platform_client_parcel(&server, INSTANT, &parcel);
        assert_int_equal(relay_put_case(relay, &parcel.put, &receipt, &reply) == ERR_OK, i >= 4);
        assert_int_equal(is_stored(parcel.id), arrives[i]);
        free(parcel.body);
        relay_close(relay);
    }
    platform_server_stop(&server, SIGTERM);
    platform_server_start(&server, NULL);
}

static void ends_cleanly(void **state)
{
    int status;

    (void)state;
    status = platform_server_stop(&server, SIGTERM);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static int set_up(void **state)
{
    (void)state;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    platform_server_prepare(&server);
    platform_server_start(&server, NULL);
    return trust_key_open_public(platform_server_path(&server, "pki/case.pub"), &case_key) == ERR_OK
               ? 0
               : -1;
}

static int tear_down(void **state)
{
    (void)state;
    trust_key_close(case_key);
    platform_server_finish(&server);
    curl_global_cleanup();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_a_case_and_repeats_the_receipt),
        cmocka_unit_test(refuses_other_bytes_under_the_same_name),
        cmocka_unit_test(refuses_malformed_cases),
        cmocka_unit_test(refuses_a_case_of_another_name),
        cmocka_unit_test(decides_one_service_and_queues_the_others),
        cmocka_unit_test(takes_ratings_and_heartbeats),
        cmocka_unit_test(serves_a_signed_catalogue),
        cmocka_unit_test(survives_a_killed_platform),
        cmocka_unit_test(tells_the_world_under_each_fault),
        cmocka_unit_test(notices_a_cut_under_an_open_connection),
        cmocka_unit_test(rejects_unknown_commands),
        cmocka_unit_test(delivers_exactly_once_through_a_storm),
        cmocka_unit_test(takes_faults_from_the_command_line),
        cmocka_unit_test(ends_cleanly),
    };

    return cmocka_run_group_tests_name("platform", tests, set_up, tear_down);
}
