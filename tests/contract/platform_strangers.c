/* The contract between kiosk and platform where one of the two is not what it says: other roots,
 * other servers, borrowed proofs, old TLS, unknown clients. $BANSHI_PLATFORM names the program; the
 * working directory is the root of the repository. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "tests/support/platform_client.h"
#include "tests/support/platform_rogue.h"

#define LIMIT_MS PLATFORM_CLIENT_LIMIT_MS
#define INSTANT PLATFORM_CLIENT_INSTANT

static struct platform_server server; /* the platform */
static struct platform_server other;  /* keys of a stranger; no server */

static bool is_stored(const char *id)
{
    json_t *dump = platform_server_dump(&server), *row;
    bool stored = false;
    size_t i;

    json_array_foreach(json_object_get(dump, "cases"), i, row) stored |=
        strcmp(json_string_value(json_object_get(row, "case_id")), id) == 0;
    json_decref(dump);
    return stored;
}

/* A stranger's root: the platform's certificate is nothing to this kiosk. */
static void refuses_a_server_of_another_root(void **state)
{
    struct relay *relay = platform_client_relay(server.url, &other);
    struct relay_receipt receipt;
    struct relay_reply reply;
    struct platform_parcel parcel;

    (void)state;
    platform_client_parcel(&server, INSTANT, &parcel);
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
    struct platform_parcel parcel;

    platform_client_parcel(&server, INSTANT, &parcel);
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
        relay = platform_client_relay(url, &server);
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
    struct relay *relay = platform_client_relay(server.url, &server);
    struct platform_rogue_script script = {.status = 200};
    struct relay_catalogue catalogue = {.etag = ""};
    struct relay_receipt receipt, borrowed;
    struct relay_reply reply;
    struct platform_parcel first, second;
    struct platform_rogue *rogue;
    char pki[256], url[64];

    (void)state;
    platform_client_parcel(&server, INSTANT, &first);
    platform_client_parcel(&server, INSTANT, &second);
    assert_int_equal(relay_put_case(relay, &first.put, &borrowed, &reply), ERR_OK);
    relay_close(relay);
    script.body = borrowed.text;
    snprintf(pki, sizeof(pki), "%s/pki", server.folder);
    rogue = platform_rogue_open(pki, NULL, &script);
    snprintf(url, sizeof(url), "https://127.0.0.1:%u", platform_rogue_port(rogue));
    relay = platform_client_relay(url, &server);
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
    struct platform_parcel parcel;
    struct platform_rogue *rogue;
    struct relay *relay;
    char pki[256], url[64];

    (void)state;
    platform_client_parcel(&server, INSTANT, &parcel);
    snprintf(pki, sizeof(pki), "%s/pki", server.folder);
    rogue = platform_rogue_open(pki, "NORMAL:-VERS-ALL:+VERS-TLS1.1:+VERS-TLS1.0", &script);
    snprintf(url, sizeof(url), "https://127.0.0.1:%u", platform_rogue_port(rogue));
    relay = platform_client_relay(url, &server);
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
    struct platform_parcel parcel;

    (void)state;
    setenv("https_proxy", "http://127.0.0.1:9", 1);
    setenv("ALL_PROXY", "http://127.0.0.1:9", 1);
    platform_client_parcel(&server, INSTANT, &parcel);
    relay = platform_client_relay(server.url, &server);
    assert_int_equal(relay_put_case(relay, &parcel.put, &receipt, &reply), ERR_OK);
    unsetenv("https_proxy");
    unsetenv("ALL_PROXY");
    relay_close(relay);
    free(parcel.body);
}

static int set_up(void **state)
{
    (void)state;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    platform_server_prepare(&server);
    platform_server_prepare(&other);
    platform_server_start(&server, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    platform_server_finish(&server);
    platform_server_finish(&other);
    curl_global_cleanup();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_a_server_of_another_root),
        cmocka_unit_test(refuses_clients_it_does_not_know),
        cmocka_unit_test(believes_no_other_server),
        cmocka_unit_test(believes_no_borrowed_proof),
        cmocka_unit_test(refuses_old_tls),
        cmocka_unit_test(ignores_proxies_of_the_environment),
    };

    return cmocka_run_group_tests_name("platform_strangers", tests, set_up, tear_down);
}
