/* The differential test: OpenSSL opens what trust sealed, trust opens what OpenSSL sealed,
 * signatures verify both ways, and both call a key by the same name. So the provider can be
 * replaced in a day. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* OpenSSL has a type of that name, which the house uses for an error. */
#define ERR_STATE OPENSSL_ERR_STATE
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#undef ERR_STATE

#include "firmware/base/bytes.h"
#include "firmware/services/trust/trust.h"

#define ROUND_COUNT 20
#define KEY_BYTES 32

static const char aad[] = "case-1|payload|1|desk-0001";

/* One pair, seen by both libraries. */
static EVP_PKEY *theirs;
static struct trust_key *ours, *ours_public;

static void derive(const uint8_t *secret, const struct trust_envelope *envelope,
                   uint8_t out_key[KEY_BYTES])
{
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
    EVP_KDF_CTX *context = EVP_KDF_CTX_new(kdf);
    char info[64];
    OSSL_PARAM params[5];

    snprintf(info, sizeof(info), "banshi-wrap-v1%s", envelope->kid);
    params[0] = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char *)"SHA256", 0);
    params[1] = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)secret, KEY_BYTES);
    params[2] = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, (void *)envelope->ephemeral,
                                                  TRUST_POINT_BYTES);
    params[3] = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info, strlen(info));
    params[4] = OSSL_PARAM_construct_end();
    assert_int_equal(EVP_KDF_derive(context, out_key, KEY_BYTES, params), 1);
    EVP_KDF_CTX_free(context);
    EVP_KDF_free(kdf);
}

static void agree(EVP_PKEY *own, EVP_PKEY *peer, uint8_t out_secret[KEY_BYTES])
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(own, NULL);
    size_t size_bytes = KEY_BYTES;

    assert_int_equal(EVP_PKEY_derive_init(context), 1);
    assert_int_equal(EVP_PKEY_derive_set_peer(context, peer), 1);
    assert_int_equal(EVP_PKEY_derive(context, out_secret, &size_bytes), 1);
    assert_int_equal(size_bytes, KEY_BYTES);
    EVP_PKEY_CTX_free(context);
}

static EVP_PKEY *point_key(const uint8_t point[TRUST_POINT_BYTES])
{
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, (char *)"P-256", 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, (void *)point,
                                          TRUST_POINT_BYTES),
        OSSL_PARAM_construct_end()};

    assert_int_equal(EVP_PKEY_fromdata_init(context), 1);
    assert_int_equal(EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params), 1);
    EVP_PKEY_CTX_free(context);
    return key;
}

/* One AES-256-GCM message for OpenSSL. */
struct gcm {
    const uint8_t *key, *iv;
    const char *aad;
    int aad_bytes;
};

static void gcm_encrypt(const struct gcm *gcm, const uint8_t *in, int size_bytes, uint8_t *out,
                        uint8_t *tag)
{
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int done;

    assert_int_equal(EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), NULL, gcm->key, gcm->iv), 1);
    if (gcm->aad_bytes > 0)
        EVP_EncryptUpdate(context, NULL, &done, (const uint8_t *)gcm->aad, gcm->aad_bytes);
    assert_int_equal(EVP_EncryptUpdate(context, out, &done, in, size_bytes), 1);
    assert_int_equal(EVP_EncryptFinal_ex(context, out + done, &done), 1);
    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, TRUST_TAG_BYTES, tag);
    EVP_CIPHER_CTX_free(context);
}

static int gcm_decrypt(const struct gcm *gcm, const uint8_t *in, int size_bytes, uint8_t *out,
                       const uint8_t *tag)
{
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int done, opened;

    assert_int_equal(EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), NULL, gcm->key, gcm->iv), 1);
    if (gcm->aad_bytes > 0)
        EVP_DecryptUpdate(context, NULL, &done, (const uint8_t *)gcm->aad, gcm->aad_bytes);
    assert_int_equal(EVP_DecryptUpdate(context, out, &done, in, size_bytes), 1);
    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, TRUST_TAG_BYTES, (void *)tag);
    opened = EVP_DecryptFinal_ex(context, out + done, &done);
    EVP_CIPHER_CTX_free(context);
    return opened;
}

static void openssl_opens_what_trust_sealed(void **state)
{
    static const uint8_t zero_iv[TRUST_IV_BYTES];
    uint8_t payload[300], cipher[300], out[300], secret[KEY_BYTES], wrap[KEY_BYTES], dek[KEY_BYTES];
    struct trust_envelope envelope;
    EVP_PKEY *peer;

    (void)state;
    for (int i = 0; i < ROUND_COUNT; i++) {
        int size_bytes = i * 15;
        struct gcm outer = {wrap, zero_iv, NULL, 0};
        struct gcm inner = {dek, envelope.iv, aad, sizeof(aad) - 1};

        trust_random(payload, sizeof(payload));
        assert_int_equal(trust_seal(ours_public, aad, sizeof(aad) - 1, payload, (size_t)size_bytes,
                                    &envelope, cipher),
                         ERR_OK);
        peer = point_key(envelope.ephemeral);
        agree(theirs, peer, secret);
        EVP_PKEY_free(peer);
        derive(secret, &envelope, wrap);
        assert_int_equal(gcm_decrypt(&outer, envelope.wrapped_dek, KEY_BYTES, dek,
                                     envelope.wrapped_dek + KEY_BYTES),
                         1);
        assert_int_equal(gcm_decrypt(&inner, cipher, size_bytes, out, envelope.tag), 1);
        assert_memory_equal(out, payload, (size_t)size_bytes);
    }
}

static void trust_opens_what_openssl_sealed(void **state)
{
    static const uint8_t zero_iv[TRUST_IV_BYTES];
    uint8_t payload[200], cipher[200], out[200], secret[KEY_BYTES], wrap[KEY_BYTES], dek[KEY_BYTES];
    struct trust_envelope envelope;
    struct gcm outer = {wrap, zero_iv, NULL, 0};
    struct gcm inner = {dek, envelope.iv, aad, sizeof(aad) - 1};
    size_t point_bytes = 0;

    (void)state;
    for (int i = 0; i < ROUND_COUNT; i++) {
        EVP_PKEY *ephemeral = EVP_EC_gen("P-256");

        trust_random(payload, sizeof(payload));
        trust_random(dek, sizeof(dek));
        trust_random(envelope.iv, sizeof(envelope.iv));
        strcpy(envelope.kid, trust_key_id(ours));
        assert_int_equal(EVP_PKEY_get_octet_string_param(ephemeral, OSSL_PKEY_PARAM_PUB_KEY,
                                                         envelope.ephemeral, TRUST_POINT_BYTES,
                                                         &point_bytes),
                         1);
        agree(ephemeral, theirs, secret);
        derive(secret, &envelope, wrap);
        gcm_encrypt(&outer, dek, KEY_BYTES, envelope.wrapped_dek, envelope.wrapped_dek + KEY_BYTES);
        gcm_encrypt(&inner, payload, sizeof(payload), cipher, envelope.tag);
        assert_int_equal(
            trust_unseal(ours, aad, sizeof(aad) - 1, &envelope, cipher, sizeof(payload), out),
            ERR_OK);
        assert_memory_equal(out, payload, sizeof(payload));
        EVP_PKEY_free(ephemeral);
    }
}

static int openssl_verifies(const uint8_t *bytes, size_t size_bytes,
                            const uint8_t signature[TRUST_SIGNATURE_BYTES])
{
    ECDSA_SIG *parts = ECDSA_SIG_new();
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    uint8_t *der = NULL;
    int length, verified;

    ECDSA_SIG_set0(parts, BN_bin2bn(signature, 32, NULL), BN_bin2bn(signature + 32, 32, NULL));
    length = i2d_ECDSA_SIG(parts, &der);
    EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, theirs);
    verified = EVP_DigestVerify(context, der, (size_t)length, bytes, size_bytes);
    EVP_MD_CTX_free(context);
    OPENSSL_free(der);
    ECDSA_SIG_free(parts);
    return verified;
}

static void openssl_signs(const uint8_t *bytes, size_t size_bytes,
                          uint8_t out_signature[TRUST_SIGNATURE_BYTES])
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    uint8_t der[128];
    const uint8_t *at = der;
    size_t length = sizeof(der);
    ECDSA_SIG *parts;

    EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, theirs);
    assert_int_equal(EVP_DigestSign(context, der, &length, bytes, size_bytes), 1);
    parts = d2i_ECDSA_SIG(NULL, &at, (long)length);
    BN_bn2binpad(ECDSA_SIG_get0_r(parts), out_signature, 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(parts), out_signature + 32, 32);
    ECDSA_SIG_free(parts);
    EVP_MD_CTX_free(context);
}

static void signatures_verify_both_ways(void **state)
{
    uint8_t bytes[100], signature[TRUST_SIGNATURE_BYTES];

    (void)state;
    for (int i = 0; i < ROUND_COUNT; i++) {
        trust_random(bytes, sizeof(bytes));
        assert_int_equal(trust_sign(ours, bytes, sizeof(bytes), signature), ERR_OK);
        assert_int_equal(openssl_verifies(bytes, sizeof(bytes), signature), 1);
        openssl_signs(bytes, sizeof(bytes), signature);
        assert_int_equal(trust_verify(ours_public, bytes, sizeof(bytes), signature), ERR_OK);
        bytes[i] ^= 1;
        assert_int_equal(trust_verify(ours_public, bytes, sizeof(bytes), signature), ERR_SIGNATURE);
        assert_int_not_equal(openssl_verifies(bytes, sizeof(bytes), signature), 1);
    }
}

static void a_key_has_one_name(void **state)
{
    uint8_t *der = NULL, digest[TRUST_DIGEST_BYTES];
    char kid[TRUST_KID_TEXT_BYTES];
    int length = i2d_PUBKEY(theirs, &der);

    (void)state;
    trust_sha256(der, (size_t)length, digest);
    bytes_to_hex(digest, 8, kid);
    assert_string_equal(trust_key_id(ours), kid);
    assert_string_equal(trust_key_id(ours_public), kid);
    OPENSSL_free(der);
}

static int set_up(void **state)
{
    char path[] = "/tmp/banshi-trust-XXXXXX";
    int fd = mkstemp(path);
    FILE *file = fdopen(fd, "w+");

    (void)state;
    theirs = EVP_EC_gen("P-256");
    PEM_write_PrivateKey(file, theirs, NULL, NULL, 0, NULL, NULL);
    fflush(file);
    if (trust_key_open_private(path, &ours) != ERR_OK)
        return -1;
    rewind(file);
    if (ftruncate(fd, 0) != 0)
        return -1;
    PEM_write_PUBKEY(file, theirs);
    fclose(file);
    if (trust_key_open_public(path, &ours_public) != ERR_OK)
        return -1;
    return unlink(path);
}

static int tear_down(void **state)
{
    (void)state;
    EVP_PKEY_free(theirs);
    trust_key_close(ours);
    trust_key_close(ours_public);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(openssl_opens_what_trust_sealed),
        cmocka_unit_test(trust_opens_what_openssl_sealed),
        cmocka_unit_test(signatures_verify_both_ways),
        cmocka_unit_test(a_key_has_one_name),
    };

    return cmocka_run_group_tests_name("trust_openssl", tests, set_up, tear_down);
}
