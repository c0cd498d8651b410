/* Keys, signatures and certificates from files, as pki.sh writes them; run from the root. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "firmware/services/trust/trust.h"
#include "tests/support/platform_server.h"

#define YEAR_S ((int64_t)366 * 86400)

static struct platform_server files, strangers; /* only their keys */

static const char *pki(const char *name)
{
    char path[64];

    snprintf(path, sizeof(path), "pki/%s", name);
    return platform_server_path(&files, path);
}

static void reads_each_kind_of_file(void **state)
{
    struct trust_key *private_key = NULL, *public_key = NULL, *certificate = NULL, *own = NULL;

    (void)state;
    assert_int_equal(trust_key_open_private(pki("case.key"), &private_key), ERR_OK);
    assert_int_equal(trust_key_open_public(pki("case.pub"), &public_key), ERR_OK);
    assert_int_equal(trust_key_open_public(pki("kiosk.pem"), &certificate), ERR_OK);
    assert_int_equal(trust_key_open_private(pki("kiosk.key"), &own), ERR_OK);
    assert_string_equal(trust_key_id(private_key), trust_key_id(public_key));
    assert_string_equal(trust_key_id(certificate), trust_key_id(own));
    assert_string_not_equal(trust_key_id(own), trust_key_id(public_key));
    assert_int_equal(strlen(trust_key_id(own)), TRUST_KID_TEXT_BYTES - 1);
    trust_key_close(private_key);
    trust_key_close(public_key);
    trust_key_close(certificate);
    trust_key_close(own);
    trust_key_close(NULL);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void refuses_other_files(void **state)
{
    struct trust_key *key = (struct trust_key *)1;
    char command[400];

    (void)state;
    assert_int_equal(trust_key_open_private(pki("absent"), &key), ERR_IO);
    assert_null(key);
    assert_int_equal(trust_key_open_private(pki("case.pub"), &key), ERR_INVALID);
    assert_int_equal(trust_key_open_public(pki("case.key"), &key), ERR_INVALID);
    write_file(pki("junk"), "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");
    assert_int_equal(trust_key_open_public(pki("junk"), &key), ERR_INVALID);
    write_file(pki("junk"), "");
    assert_int_equal(trust_key_open_public(pki("junk"), &key), ERR_INVALID);
    snprintf(command, sizeof(command),
             "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out '%s' 2>/dev/null",
             pki("junk"));
    assert_int_equal(system(command), 0);
    assert_int_equal(trust_key_open_private(pki("junk"), &key), ERR_INVALID);
    assert_null(key);
}

static void signs_and_verifies(void **state)
{
    uint8_t signature[TRUST_SIGNATURE_BYTES], zeros[TRUST_SIGNATURE_BYTES] = {0};
    struct trust_key *key = NULL, *other = NULL, *public_key = NULL;

    (void)state;
    assert_int_equal(trust_key_open_private(pki("receipt.key"), &key), ERR_OK);
    assert_int_equal(trust_key_open_public(pki("receipt.pub"), &public_key), ERR_OK);
    assert_int_equal(trust_key_generate(&other), ERR_OK);
    assert_int_equal(trust_sign(key, "abc", 3, signature), ERR_OK);
    assert_int_equal(trust_verify(public_key, "abc", 3, signature), ERR_OK);
    assert_int_equal(trust_verify(public_key, "abd", 3, signature), ERR_SIGNATURE);
    assert_int_equal(trust_verify(public_key, "ab", 2, signature), ERR_SIGNATURE);
    assert_int_equal(trust_verify(other, "abc", 3, signature), ERR_SIGNATURE);
    for (size_t bit = 0; bit < 8 * sizeof(signature); bit += 7) {
        signature[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_int_equal(trust_verify(public_key, "abc", 3, signature), ERR_SIGNATURE);
        signature[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    assert_int_equal(trust_verify(public_key, "abc", 3, zeros), ERR_SIGNATURE);
    assert_int_equal(trust_sign(public_key, "abc", 3, signature), ERR_STATE);
    assert_memory_equal(signature, zeros, sizeof(zeros));
    trust_key_close(key);
    trust_key_close(other);
    trust_key_close(public_key);
}

static void a_public_key_cannot_open(void **state)
{
    struct trust_key *public_key = NULL;
    struct trust_envelope envelope;
    uint8_t cipher[3], out[3];

    (void)state;
    assert_int_equal(trust_key_open_public(pki("case.pub"), &public_key), ERR_OK);
    assert_int_equal(trust_seal(public_key, "a", 1, "abc", 3, &envelope, cipher), ERR_OK);
    assert_int_equal(trust_unseal(public_key, "a", 1, &envelope, cipher, 3, out), ERR_STATE);
    trust_key_close(public_key);
}

static void judges_certificates(void **state)
{
    int64_t now_s = (int64_t)time(NULL);
    const char *foreign = platform_server_path(&strangers, "pki/ca.pem");
    char ca[200], kiosk[200];

    (void)state;
    snprintf(ca, sizeof(ca), "%s", pki("ca.pem"));
    snprintf(kiosk, sizeof(kiosk), "%s", pki("kiosk.pem"));
    assert_int_equal(trust_check_certificate(kiosk, ca, "desk-0001", now_s), ERR_OK);
    assert_int_equal(trust_check_certificate(kiosk, ca, NULL, now_s), ERR_OK);
    assert_int_equal(trust_check_certificate(kiosk, ca, "desk-0002", now_s), ERR_DENIED);
    assert_int_equal(trust_check_certificate(kiosk, ca, "desk-000", now_s), ERR_DENIED);
    assert_int_equal(trust_check_certificate(kiosk, foreign, NULL, now_s), ERR_SIGNATURE);
    assert_int_equal(trust_check_certificate(kiosk, ca, NULL, now_s + 11 * YEAR_S), ERR_EXPIRED);
    assert_int_equal(trust_check_certificate(kiosk, ca, NULL, now_s - YEAR_S), ERR_EXPIRED);
    assert_int_equal(trust_check_certificate(kiosk, kiosk, NULL, now_s), ERR_SIGNATURE);
    assert_int_equal(trust_check_certificate(pki("case.pub"), ca, NULL, now_s), ERR_INVALID);
    assert_int_equal(trust_check_certificate(pki("absent"), ca, NULL, now_s), ERR_IO);
}

static int set_up(void **state)
{
    (void)state;
    platform_server_prepare(&files);
    platform_server_prepare(&strangers);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    platform_server_finish(&files);
    platform_server_finish(&strangers);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_each_kind_of_file), cmocka_unit_test(refuses_other_files),
        cmocka_unit_test(signs_and_verifies),      cmocka_unit_test(a_public_key_cannot_open),
        cmocka_unit_test(judges_certificates),
    };

    return cmocka_run_group_tests_name("trust_key", tests, set_up, tear_down);
}
