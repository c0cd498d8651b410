#include "tests/support/platform_client.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/platform_sample.h"

struct relay *platform_client_relay(const char *url, const struct platform_server *keys)
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

void platform_client_control(const struct platform_server *server, const char *line)
{
    char answer[64];

    platform_server_control(server, line, answer, sizeof(answer));
    assert_string_equal(answer, "ok");
}

char *platform_client_reseal(const struct platform_server *server, const char *svc,
                             const struct platform_parcel *parcel)
{
    const struct platform_sample sample = {parcel->id, "desk-0001", svc, parcel->number};
    struct trust_key *key = NULL;
    char *body;

    assert_int_equal(trust_key_open_public(platform_server_path(server, "pki/case.pub"), &key),
                     ERR_OK);
    body = platform_sample_body(&sample, key);
    trust_key_close(key);
    return body;
}

void platform_client_parcel(const struct platform_server *server, const char *svc,
                            struct platform_parcel *out)
{
    static unsigned count;

    count++;
    snprintf(out->id, sizeof(out->id), "0b2e8f6a-0000-4000-8000-%012u", count);
    snprintf(out->key, sizeof(out->key), "%s:case:1", out->id);
    snprintf(out->number, sizeof(out->number), "LF%06u", count);
    out->body = platform_client_reseal(server, svc, out);
    out->put = (struct relay_put){out->key, out->id, out->body, strlen(out->body),
                                  PLATFORM_CLIENT_LIMIT_MS};
}
