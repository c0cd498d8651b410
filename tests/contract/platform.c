/* The contract between kiosk and platform, tried with the real relay against the real program on
 * the loopback interface, through every fault, and against servers that are not the platform.
 * $BANSHI_PLATFORM names the program; the working directory is the root of the repository. */
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
#include "tests/support/platform_rogue.h"
#include "tests/support/platform_sample.h"
#include "tests/support/platform_server.h"

#define LIMIT_MS 5000
#define INSTANT "social-insurance-certificate"
#define STORM_CASE_COUNT 30
#define STORM_FAILURE_COUNT_MAX 400

static struct platform_server server; /* the platform */
static struct platform_server other;  /* keys of a stranger; no server */
static struct trust_key *case_key;
static unsigned case_count;

static struct relay *open_relay(const char *url, const struct platform_server *keys)
{
    char receipt[256], catalogue[256];
    struct relay_options options = {.base_url = url,
                                    .kiosk_id = "desk-0001",
                                    .ca = platform_server_path(keys, "pki/ca.pem"),
                                    .certificate = platform_server_path(keys, "pki/kiosk.pem"),
                                    .key = platform_server_path(keys, "pki/kiosk.key"),
                                    .receipt_key = receipt,
                                    .catalogue_key = catalogue};
    struct relay *relay = NULL;

    snprintf(receipt, sizeof(receipt), "%s/pki/receipt.pub", keys->folder);
    snprintf(catalogue, sizeof(catalogue), "%s/pki/catalogue.pub", keys->folder);
    assert_int_equal(relay_open(&options, &relay), ERR_OK);
    return relay;
}

static void control(const char *line)
{
    char answer[64];

    platform_server_control(&server, line, answer, sizeof(answer));
    assert_string_equal(answer, "ok");
}

/* One case of a test: its id, key and body. */
struct parcel {
    char id[40], key[64], number[16], *body;
    struct relay_put put;
};

static void make_parcel(struct parcel *parcel, const char *svc)
{
    struct platform_sample sample = {parcel->id, "desk-0001", svc, parcel->number};

    case_count++;
    snprintf(parcel->id, sizeof(parcel->id), "0b2e8f6a-0000-4000-8000-%012u", case_count);
    snprintf(parcel->key, sizeof(parcel->key), "%s:case:1", parcel->id);
    snprintf(parcel->number, sizeof(parcel->number), "LF%06u", case_count);
    parcel->body = platform_sample_body(&sample, case_key);
    parcel->put =
        (struct relay_put){parcel->key, parcel->id, parcel->body, strlen(parcel->body), LIMIT_MS};
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
    struct relay *relay = open_relay(server.url, &server);
    struct relay_receipt first, second;
    struct relay_reply reply;
    struct parcel parcel;

    (void)state;
    make_parcel(&parcel, INSTANT);
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
    struct relay *relay = open_relay(server.url, &server);
    struct relay_receipt receipt;
    struct relay_reply reply;
    struct parcel parcel;
    char *body;

    (void)state;
    make_parcel(&parcel, INSTANT);
    assert_int_equal(relay_put_case(relay, &parcel.put, &receipt, &reply), ERR_OK);
    body = parcel.body;
    {
        struct platform_sample sample = {parcel.id, "desk-0001", INSTANT, parcel.number};

        parcel.body = platform_sample_body(&sample, case_key); /* another seal, other bytes */
        parcel.put.body = parcel.body;
        parcel.put.size_bytes = strlen(parcel.body);
    }
    assert_int_equal(relay_put_case(relay, &parcel.put, &receipt, &reply), ERR_REFUSED);
    assert_int_equal(reply.http_status, 422);
    assert_string_equal(reply.problem.type, "digest-conflict");
    assert_int_equal(receipt.text_length, 0);
    free(body);
    free(parcel.body);
    relay_close(relay);
}

/* Sends `body` under the parcel's name and expects a permanent refusal with this status. */
static void expect_refusal(struct relay *relay, const struct parcel *parcel, const char *body,
                           int status)
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
    struct relay *relay = open_relay(server.url, &server);
    struct parcel parcel;
    char *text;

    (void)state;
    make_parcel(&parcel, INSTANT);
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
    struct relay *relay = open_relay(server.url, &server);
    struct platform_sample sample = {"somebody-elses-id", "desk-0001", INSTANT, "LF1"};
    struct platform_sample foreign = {NULL, "desk-0002", INSTANT, "LF1"};
    struct parcel parcel;
    char *text;

    (void)state;
    make_parcel(&parcel, INSTANT);
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
    struct relay *relay = open_relay(server.url, &server);
    struct relay_receipt receipt;
    struct relay_status status, again;
    struct relay_reply reply;
    struct parcel instant, slow;

    (void)state;
    make_parcel(&instant, INSTANT);
    make_parcel(&slow, "another-service");
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
    struct relay *relay = open_relay(server.url, &server);
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
    struct relay *relay = open_relay(server.url, &server);
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
    struct parcel parcel;

    (void)state;
    make_parcel(&parcel, INSTANT);
    relay = open_relay(server.url, &server);
    assert_int_equal(relay_put_case(relay, &parcel.put, &first, &reply), ERR_OK);
    platform_server_stop(&server, SIGKILL);
    assert_int_equal(relay_put_case(relay, &parcel.put, &second, &reply), ERR_NETWORK);
    assert_int_equal(reply.world, ERR_WORLD_NOTHING);
    relay_close(relay);
    platform_server_start(&server, NULL);
    relay = open_relay(server.url, &server);
    assert_int_equal(relay_put_case(relay, &parcel.put, &second, &reply), ERR_OK);
    assert_int_equal(reply.http_status, 200);
    assert_string_equal(first.text, second.text);
    free(parcel.body);
    relay_close(relay);
}

/* Under one fault at certainty: what the relay says, and whether the platform has the case. */
static void expect_under(const char *fault, err_t expected, bool stored)
{
    struct relay *relay = open_relay(server.url, &server);
    struct relay_receipt receipt;
    struct relay_reply reply;
    struct parcel parcel;

    make_parcel(&parcel, INSTANT);
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
    struct relay *relay = open_relay(server.url, &server);
    struct relay_receipt receipt;
    struct relay_reply reply;
    struct parcel first, second;

    (void)state;
    make_parcel(&first, INSTANT);
    make_parcel(&second, INSTANT);
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
    struct relay *relay = open_relay(server.url, &server);
    struct relay_receipt receipts[STORM_CASE_COUNT];
    struct relay_reply reply;
    struct parcel parcels[STORM_CASE_COUNT];
    unsigned failure_count = 0;
    json_t *dump;
    err_t err;

    (void)state;
    control("lose-reply 0.3");
    control("reset 0.2");
    control("lie-200 0.2");
    control("dup on");
    for (size_t i = 0; i < STORM_CASE_COUNT; i++) {
        make_parcel(&parcels[i], INSTANT);
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

/* A stranger's root: the platform's certificate is nothing to this kiosk. */
static void refuses_a_server_of_another_root(void **state)
{
    struct relay *relay = open_relay(server.url, &other);
    struct relay_receipt receipt;
    struct relay_reply reply;
    struct parcel parcel;

    (void)state;
    make_parcel(&parcel, INSTANT);
    assert_int_equal(relay_put_case(relay, &parcel.put, &receipt, &reply), ERR_NETWORK);
    assert_int_equal(reply.world, ERR_WORLD_NOTHING);
    assert_int_equal(reply.http_status, 0);
    assert_false(is_stored(parcel.id));
    free(parcel.body);
    relay_close(relay);
}

static size_t ignore_body(char *bytes, size_t unit_bytes, size_t count, void *context)
{
    (void)bytes;
    (void)context;
    return unit_bytes * count;
}

/* The status that a client with this certificate (NULL: none) gets for a case. */
static long raw_status(const char *certificate, const char *key)
{
    CURL *curl = curl_easy_init();
    char url[128];
    long status = 0;

    snprintf(url, sizeof(url), "%s/v1/cases/any", server.url);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_CAINFO, platform_server_path(&server, "pki/ca.pem"));
    curl_easy_setopt(curl, CURLOPT_SSLCERT, certificate);
    curl_easy_setopt(curl, CURLOPT_SSLKEY, key);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore_body);
    if (curl_easy_perform(curl) == CURLE_OK)
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_cleanup(curl);
    return status;
}

static void refuses_clients_it_does_not_know(void **state)
{
    (void)state;
    assert_int_equal(raw_status(NULL, NULL), 401);
    assert_int_equal(raw_status(platform_server_path(&other, "pki/kiosk.pem"),
                                platform_server_path(&other, "pki/kiosk.key")),
                     401);
    assert_int_equal(raw_status(platform_server_path(&server, "pki/platform.pem"),
                                platform_server_path(&server, "pki/platform.key")),
                     401);
    assert_int_equal(raw_status(platform_server_path(&server, "pki/kiosk.pem"),
                                platform_server_path(&server, "pki/kiosk.key")),
                     404);
}

/* What the relay makes of an answer that is not the platform's. */
struct expectation {
    struct platform_rogue_script script;
    err_t put, get;
    uint32_t retry_after_s;
};

static const struct expectation expectations[] = {
    {{200, "Content-Type", "text/html", "<html></html>", 0, 0}, ERR_NO_RECEIPT, ERR_PROTOCOL, 0},
    {{201, NULL, NULL, "", 0, 0}, ERR_NO_RECEIPT, ERR_PROTOCOL, 0},
    {{204, NULL, NULL, NULL, 0, 0}, ERR_NO_RECEIPT, ERR_PROTOCOL, 0},
    {{200, NULL, NULL, "{\"receipt_id\":\"x\"}", 0, 0}, ERR_NO_RECEIPT, ERR_PROTOCOL, 0},
    {{302, "Location", "https://127.0.0.1:1/", "", 0, 0}, ERR_NO_RECEIPT, ERR_PROTOCOL, 0},
    {{308, "Location", "/v1/cases/other", "", 0, 0}, ERR_NO_RECEIPT, ERR_PROTOCOL, 0},
    {{400, NULL, NULL, "not json", 0, 0}, ERR_REFUSED, ERR_REFUSED, 0},
    {{401, NULL, NULL, "{}", 0, 0}, ERR_DENIED, ERR_DENIED, 0},
    {{403, NULL, NULL, "", 0, 0}, ERR_REFUSED, ERR_REFUSED, 0},
    {{404, NULL, NULL, "", 0, 0}, ERR_REFUSED, ERR_NOT_FOUND, 0},
    {{409, "Retry-After", "3", "", 0, 0}, ERR_TIMEOUT, ERR_TIMEOUT, 3},
    {{410, NULL, NULL, "", 0, 0}, ERR_REFUSED, ERR_REFUSED, 0},
    {{413, NULL, NULL, "", 0, 0}, ERR_REFUSED, ERR_REFUSED, 0},
    {{418, NULL, NULL, "", 0, 0}, ERR_NO_RECEIPT, ERR_PROTOCOL, 0},
    {{422, NULL, NULL, "", 0, 0}, ERR_REFUSED, ERR_REFUSED, 0},
    {{429, "Retry-After", "120", "", 0, 0}, ERR_NETWORK, ERR_NETWORK, 120},
    {{500, NULL, NULL, "", 0, 0}, ERR_TIMEOUT, ERR_TIMEOUT, 0},
    {{502, NULL, NULL, "", 0, 0}, ERR_TIMEOUT, ERR_TIMEOUT, 0},
    {{503, "Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT", "", 0, 0}, ERR_NETWORK, ERR_NETWORK, 0},
    {{200, NULL, NULL, NULL, 1u << 30, 0}, ERR_NO_RECEIPT, ERR_PROTOCOL, 0},
    {{200, NULL, NULL, NULL, 0, 100}, ERR_TIMEOUT, ERR_TIMEOUT, 0},
};

static void expect_of_rogue(struct relay *relay, const struct expectation *expected)
{
    struct relay_receipt receipt;
    struct relay_status status;
    struct relay_reply reply;
    struct parcel parcel;

    make_parcel(&parcel, INSTANT);
    parcel.put.limit_ms = 1500;
    assert_int_equal(relay_put_case(relay, &parcel.put, &receipt, &reply), expected->put);
    assert_int_equal(receipt.text_length, 0);
    assert_int_equal(reply.retry_after_s, expected->retry_after_s);
    assert_int_equal(reply.world, err_world(expected->put));
    assert_int_equal(relay_get_status(relay, parcel.id, 1500, &status, &reply), expected->get);
    free(parcel.body);
}

static void believes_no_other_server(void **state)
{
    struct platform_rogue_script script = {.status = 500};
    char pki[256], url[64];
    struct platform_rogue *rogue;
    struct relay *relay;

    (void)state;
    snprintf(pki, sizeof(pki), "%s/pki", server.folder);
    rogue = platform_rogue_open(pki, NULL, &script);
    snprintf(url, sizeof(url), "https://127.0.0.1:%u", platform_rogue_port(rogue));
    for (size_t i = 0; i < sizeof(expectations) / sizeof(expectations[0]); i++) {
        unsigned before = platform_rogue_request_count(rogue);

        script = expectations[i].script;
        relay = open_relay(url, &server);
        expect_of_rogue(relay, &expectations[i]);
        /* One request for each call: no redirect is followed, nothing is repeated in secret. */
        assert_int_equal(platform_rogue_request_count(rogue), before + 2);
        relay_close(relay);
    }
    platform_rogue_close(rogue);
}

/* A receipt that is genuine but speaks of another case, and a catalogue signed by nobody. */
static void believes_no_borrowed_proof(void **state)
{
    struct relay *relay = open_relay(server.url, &server);
    struct platform_rogue_script script = {.status = 200};
    struct relay_catalogue catalogue = {.etag = ""};
    struct relay_receipt receipt, borrowed;
    struct relay_reply reply;
    struct parcel first, second;
    struct platform_rogue *rogue;
    char pki[256], url[64];

    (void)state;
    make_parcel(&first, INSTANT);
    make_parcel(&second, INSTANT);
    assert_int_equal(relay_put_case(relay, &first.put, &borrowed, &reply), ERR_OK);
    relay_close(relay);
    script.body = borrowed.text;
    snprintf(pki, sizeof(pki), "%s/pki", server.folder);
    rogue = platform_rogue_open(pki, NULL, &script);
    snprintf(url, sizeof(url), "https://127.0.0.1:%u", platform_rogue_port(rogue));
    relay = open_relay(url, &server);
    assert_int_equal(relay_put_case(relay, &second.put, &receipt, &reply), ERR_NO_RECEIPT);
    assert_int_equal(relay_put_case(relay, &first.put, &receipt, &reply), ERR_OK);
    assert_int_equal(relay_get_catalogue(relay, LIMIT_MS, &catalogue, &reply), ERR_SIGNATURE);
    assert_null(catalogue.body);
    relay_close(relay);
    platform_rogue_close(rogue);
    free(first.body);
    free(second.body);
}

static void refuses_old_tls(void **state)
{
    struct platform_rogue_script script = {.status = 200};
    struct relay_receipt receipt;
    struct relay_reply reply;
    struct parcel parcel;
    struct platform_rogue *rogue;
    struct relay *relay;
    char pki[256], url[64];

    (void)state;
    make_parcel(&parcel, INSTANT);
    snprintf(pki, sizeof(pki), "%s/pki", server.folder);
    rogue = platform_rogue_open(pki, "NORMAL:-VERS-ALL:+VERS-TLS1.1:+VERS-TLS1.0", &script);
    snprintf(url, sizeof(url), "https://127.0.0.1:%u", platform_rogue_port(rogue));
    relay = open_relay(url, &server);
    assert_int_equal(relay_put_case(relay, &parcel.put, &receipt, &reply), ERR_NETWORK);
    assert_int_equal(platform_rogue_request_count(rogue), 0);
    relay_close(relay);
    platform_rogue_close(rogue);
    free(parcel.body);
}

static void ignores_proxies_of_the_environment(void **state)
{
    struct relay *relay;
    struct relay_receipt receipt;
    struct relay_reply reply;
    struct parcel parcel;

    (void)state;
    setenv("https_proxy", "http://127.0.0.1:9", 1);
    setenv("ALL_PROXY", "http://127.0.0.1:9", 1);
    make_parcel(&parcel, INSTANT);
    relay = open_relay(server.url, &server);
    assert_int_equal(relay_put_case(relay, &parcel.put, &receipt, &reply), ERR_OK);
    unsetenv("https_proxy");
    unsetenv("ALL_PROXY");
    relay_close(relay);
    free(parcel.body);
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
    struct parcel parcel;

    (void)state;
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
        platform_server_stop(&server, SIGTERM);
        platform_server_start(&server, flags[i]);
        relay = open_relay(server.url, &server);
        make_parcel(&parcel, INSTANT);
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
    platform_server_prepare(&other);
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
    platform_server_finish(&other);
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
        cmocka_unit_test(refuses_a_server_of_another_root),
        cmocka_unit_test(refuses_clients_it_does_not_know),
        cmocka_unit_test(believes_no_other_server),
        cmocka_unit_test(believes_no_borrowed_proof),
        cmocka_unit_test(refuses_old_tls),
        cmocka_unit_test(ignores_proxies_of_the_environment),
        cmocka_unit_test(takes_faults_from_the_command_line),
        cmocka_unit_test(ends_cleanly),
    };

    return cmocka_run_group_tests_name("platform", tests, set_up, tear_down);
}
