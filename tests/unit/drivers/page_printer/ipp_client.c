#include "drivers/page_printer/ipp_client.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/transport/deadline.h"
#include "firmware/base/check.h"

static void test_printer(void **state)
{
    struct ipp_client client;

    (void)state;
    assert_int_equal(ipp_client_init(&client, "ipp://192.0.2.7/ipp/print"), ERR_OK);
    assert_string_equal(client.host, "192.0.2.7");
    assert_string_equal(client.path, "/ipp/print");
    assert_string_equal(client.uri, "ipp://192.0.2.7/ipp/print");
    assert_int_equal(client.port, 631);
    assert_int_equal(client.encryption, HTTP_ENCRYPTION_NEVER);
    assert_int_equal(ipp_client_init(&client, "ipps://[2001:db8::1]:8631/p"), ERR_OK);
    assert_int_equal(client.port, 8631);
    assert_int_equal(client.encryption, HTTP_ENCRYPTION_ALWAYS);
}

static void test_queue(void **state)
{
    struct ipp_client client;

    (void)state;
    assert_int_equal(ipp_client_init(&client, "cups:a4"), ERR_OK);
    assert_string_equal(client.path, "/printers/a4");
    assert_string_equal(client.uri, "ipp://localhost/printers/a4");
    assert_int_equal(client.port, ippPort());
}

static void test_bad_ports(void **state)
{
    static const char *const ports[] = {"",
                                        "ipp:",
                                        "ipp://",
                                        "lpd://h/q",
                                        "cups:",
                                        "cups:a b",
                                        "cups:../x",
                                        "ipp://u:p@h/ipp/print",
                                        "ipp://h:0x1/",
                                        "usb:0416:5011"};
    char huge[2 * IPP_CLIENT_URI_BYTES];
    struct ipp_client client;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(ports); i++)
        assert_int_equal(ipp_client_init(&client, ports[i]), ERR_INVALID);
    memset(huge, 'a', sizeof(huge) - 1);
    huge[sizeof(huge) - 1] = '\0';
    memcpy(huge, "cups:", 5);
    assert_int_equal(ipp_client_init(&client, huge), ERR_INVALID);
    memcpy(huge, "ipp://", 6);
    assert_int_equal(ipp_client_init(&client, huge), ERR_INVALID);
}

/* What an IPP status means for us. */
static void test_errors(void **state)
{
    static const struct {
        ipp_status_t status;
        err_t err;
    } rows[] = {{IPP_STATUS_OK, ERR_OK},
                {IPP_STATUS_OK_IGNORED_OR_SUBSTITUTED, ERR_OK},
                {IPP_STATUS_ERROR_FORBIDDEN, ERR_DENIED},
                {IPP_STATUS_ERROR_NOT_AUTHORIZED, ERR_DENIED},
                {IPP_STATUS_ERROR_NOT_FOUND, ERR_NOT_FOUND},
                {IPP_STATUS_ERROR_NOT_POSSIBLE, ERR_STATE},
                {IPP_STATUS_ERROR_BUSY, ERR_BUSY},
                {IPP_STATUS_ERROR_NOT_ACCEPTING_JOBS, ERR_OFFLINE},
                {IPP_STATUS_ERROR_DEVICE, ERR_DEVICE_FAULT},
                {IPP_STATUS_ERROR_BAD_REQUEST, ERR_PROTOCOL},
                {IPP_STATUS_ERROR_DOCUMENT_FORMAT_NOT_SUPPORTED, ERR_PROTOCOL}};
    ipp_t *answer = ippNew();

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        ippSetStatusCode(answer, rows[i].status);
        assert_int_equal(ipp_client_err(answer), rows[i].err);
    }
    ippDelete(answer);
}

static void test_past_deadline(void **state)
{
    struct ipp_client client;
    ipp_t *answer;

    (void)state;
    assert_int_equal(ipp_client_init(&client, "ipp://127.0.0.1:1/ipp/print"), ERR_OK);
    assert_int_equal(ipp_client_exchange(&client,
                                         ipp_client_request(&client, IPP_OP_GET_PRINTER_ATTRIBUTES),
                                         NULL, deadline_after(0), &answer),
                     ERR_TIMEOUT);
    assert_null(answer);
    assert_int_equal(ipp_client_exchange(&client, NULL, NULL, deadline_after(100), &answer),
                     ERR_MEMORY);
    assert_null(client.http);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_printer),       cmocka_unit_test(test_queue),
        cmocka_unit_test(test_bad_ports),     cmocka_unit_test(test_errors),
        cmocka_unit_test(test_past_deadline),
    };

    return cmocka_run_group_tests_name("page_printer/ipp_client", tests, NULL, NULL);
}
