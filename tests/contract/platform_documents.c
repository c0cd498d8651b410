/* The contract between kiosk and platform for certificates: signed, in Chinese, made from what the
 * citizen gave, and only once the case is decided. $BANSHI_PLATFORM names the program; the working
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

#include <curl/curl.h>
#include <jansson.h>

#include "firmware/base/text.h"
#include "tests/support/platform_client.h"

#define LIMIT_MS PLATFORM_CLIENT_LIMIT_MS
#define INSTANT PLATFORM_CLIENT_INSTANT

static struct platform_server server;

static void publish(void)
{
    json_t *service = json_load_file("assets/services/10-social-insurance-certificate.json",
                                     JSON_REJECT_DUPLICATES, NULL);
    json_t *catalogue = json_pack("{s:i,s:[o]}", "version", 1, "services", service);

    assert_int_equal(
        json_dump_file(catalogue, platform_server_path(&server, "catalogue.json"), JSON_COMPACT),
        0);
    json_decref(catalogue);
}

static void file_case(struct relay *relay, const char *svc, struct platform_parcel *parcel)
{
    struct relay_receipt receipt;
    struct relay_reply reply;

    platform_client_parcel(&server, svc, parcel);
    assert_int_equal(relay_put_case(relay, &parcel->put, &receipt, &reply), ERR_OK);
    free(parcel->body);
}

static const char *value_of(const struct certificate *certificate, const char *label)
{
    for (uint32_t i = 0; i < certificate->row_count; i++)
        if (strcmp(certificate->rows[i].label, label) == 0)
            return certificate->rows[i].value;
    return "";
}

static void hands_out_a_signed_certificate(void **state)
{
    struct relay *relay = platform_client_relay(server.url, &server);
    struct certificate first, again;
    struct relay_status status;
    struct relay_reply reply;
    struct platform_parcel parcel;

    (void)state;
    file_case(relay, INSTANT, &parcel);
    assert_int_equal(relay_get_document(relay, parcel.id, LIMIT_MS, &first, &reply), ERR_OK);
    assert_int_equal(reply.http_status, 200);
    assert_string_equal(first.title, "社会保险参保证明");
    assert_string_equal(first.issuer, "市社会保险中心");
    assert_non_null(strstr(first.date, "年"));
    assert_non_null(strstr(first.number, parcel.number));
    assert_string_equal(value_of(&first, "姓名"), "测试");
    assert_string_equal(value_of(&first, "公民身份号码"), "11010519491231002X");
    assert_string_equal(value_of(&first, "证明种类"), "参保证明"); /* by the catalogue's name */
    assert_string_equal(value_of(&first, "用途"), "");             /* it was not asked */
    assert_non_null(strstr(value_of(&first, "养老保险累计缴费"), "个月"));
    assert_non_null(strstr(first.body, "兹证明测试（公民身份号码11010519491231002X）"));
    assert_true(text_is_utf8(first.body, strlen(first.body)));
    assert_int_equal(relay_get_status(relay, parcel.id, LIMIT_MS, &status, &reply), ERR_OK);
    assert_string_equal(first.code, status.documents[0].verification_code);
    assert_non_null(strstr(first.verify, first.code));
    assert_int_equal(relay_get_document(relay, parcel.id, LIMIT_MS, &again, &reply), ERR_OK);
    assert_memory_equal(&first, &again, sizeof(first));
    relay_close(relay);
}

static void every_service_of_the_table_has_one(void **state)
{
    static const char *const services[] = {INSTANT, "housing-fund-certificate",
                                           "no-criminal-record", "real-estate-query"};
    struct relay *relay = platform_client_relay(server.url, &server);
    struct certificate certificate;
    struct relay_reply reply;
    struct platform_parcel parcel;

    (void)state;
    for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++) {
        file_case(relay, services[i], &parcel);
        assert_int_equal(relay_get_document(relay, parcel.id, LIMIT_MS, &certificate, &reply),
                         ERR_OK);
        assert_true(certificate.row_count >= 2);
    }
    relay_close(relay);
}

static void has_none_before_a_decision(void **state)
{
    struct relay *relay = platform_client_relay(server.url, &server);
    struct certificate certificate, zero = {0};
    struct relay_reply reply;
    struct platform_parcel parcel;

    (void)state;
    file_case(relay, "another-service", &parcel);
    assert_int_equal(relay_get_document(relay, parcel.id, LIMIT_MS, &certificate, &reply),
                     ERR_NOT_FOUND);
    assert_int_equal(reply.http_status, 404);
    assert_int_equal(relay_get_document(relay, "no-such-case", LIMIT_MS, &certificate, &reply),
                     ERR_NOT_FOUND);
    assert_int_equal(relay_get_document(relay, "a/b", LIMIT_MS, &certificate, &reply), ERR_INVALID);
    assert_int_equal(relay_get_document(relay, parcel.id, 0, &certificate, &reply), ERR_INVALID);
    assert_memory_equal(&certificate, &zero, sizeof(zero));
    relay_close(relay);
}

/* A relay that pins another key believes nothing of it. */
static void believes_only_its_own_platform(void **state)
{
    struct relay *relay = platform_client_relay(server.url, &server);
    struct certificate certificate, zero = {0};
    struct relay_reply reply;
    struct platform_parcel parcel;
    char receipt[256], catalogue[256];
    struct relay_options options = {.base_url = server.url,
                                    .kiosk_id = "desk-0001",
                                    .ca = platform_server_path(&server, "pki/ca.pem"),
                                    .certificate = platform_server_path(&server, "pki/kiosk.pem"),
                                    .key = platform_server_path(&server, "pki/kiosk.key"),
                                    .receipt_key = receipt,
                                    .catalogue_key = catalogue};

    (void)state;
    file_case(relay, INSTANT, &parcel);
    relay_close(relay);
    snprintf(receipt, sizeof(receipt), "%s/pki/case.pub", server.folder);
    snprintf(catalogue, sizeof(catalogue), "%s/pki/catalogue.pub", server.folder);
    assert_int_equal(relay_open(&options, &relay), ERR_OK);
    assert_int_equal(relay_get_document(relay, parcel.id, LIMIT_MS, &certificate, &reply),
                     ERR_SIGNATURE);
    assert_int_equal(reply.http_status, 200);
    assert_memory_equal(&certificate, &zero, sizeof(zero));
    platform_client_control(&server, "lie-200 1");
    assert_int_equal(relay_get_document(relay, parcel.id, LIMIT_MS, &certificate, &reply),
                     ERR_SIGNATURE);
    platform_client_control(&server, "clear");
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
        cmocka_unit_test(hands_out_a_signed_certificate),
        cmocka_unit_test(every_service_of_the_table_has_one),
        cmocka_unit_test(has_none_before_a_decision),
        cmocka_unit_test(believes_only_its_own_platform),
    };

    return cmocka_run_group_tests_name("platform_documents", tests, set_up, tear_down);
}
