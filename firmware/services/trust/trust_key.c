#include "firmware/services/trust/trust_key.h"

#include <stdlib.h>
#include <string.h>

#include <mbedtls/platform.h>
#include <mbedtls/x509_crt.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"

#define SPKI_BYTES_MAX 160 /* a P-256 SubjectPublicKeyInfo is 91 bytes */

mbedtls_ecp_keypair *trust_key_pair(const struct trust_key *key)
{
    return mbedtls_pk_ec(key->pk);
}

err_t trust_key_name(mbedtls_pk_context *pk, char out_kid[TRUST_KID_TEXT_BYTES])
{
    uint8_t spki[SPKI_BYTES_MAX], digest[TRUST_DIGEST_BYTES];
    int size_bytes;

    out_kid[0] = '\0';
    if (!mbedtls_pk_can_do(pk, MBEDTLS_PK_ECKEY) ||
        mbedtls_pk_ec(*pk)->grp.id != MBEDTLS_ECP_DP_SECP256R1)
        return ERR_INVALID;
    size_bytes = mbedtls_pk_write_pubkey_der(pk, spki, sizeof(spki));
    if (size_bytes <= 0)
        return ERR_INVALID;
    trust_sha256(spki + sizeof(spki) - (size_t)size_bytes, (size_t)size_bytes, digest);
    bytes_to_hex(digest, (TRUST_KID_TEXT_BYTES - 1) / 2, out_kid);
    return ERR_OK;
}

static struct trust_key *key_create(void)
{
    struct trust_key *key = calloc(1, sizeof(*key));

    if (key != NULL)
        mbedtls_pk_init(&key->pk);
    return key;
}

/* Takes the public half of a certificate: the certificate itself is not kept. */
static err_t key_from_certificate(struct trust_key *key, const unsigned char *pem, size_t pem_bytes)
{
    mbedtls_x509_crt certificate;
    char kid[TRUST_KID_TEXT_BYTES];
    err_t err = ERR_INVALID;

    mbedtls_x509_crt_init(&certificate);
    if (mbedtls_x509_crt_parse(&certificate, pem, pem_bytes) != 0)
        goto out;
    err = trust_key_name(&certificate.pk, kid);
    if (err != ERR_OK)
        goto out;
    /* The context moves from the certificate to the key; the certificate frees an empty one. */
    key->pk = certificate.pk;
    mbedtls_pk_init(&certificate.pk);
out:
    mbedtls_x509_crt_free(&certificate);
    return err;
}

static err_t key_from_pem(struct trust_key *key, bool private_half, const unsigned char *pem,
                          size_t pem_bytes)
{
    key->private_half = private_half;
    if (private_half)
        return mbedtls_pk_parse_key(&key->pk, pem, pem_bytes, NULL, 0) == 0 ? ERR_OK : ERR_INVALID;
    if (strstr((const char *)pem, "-----BEGIN CERTIFICATE-----") != NULL)
        return key_from_certificate(key, pem, pem_bytes);
    return mbedtls_pk_parse_public_key(&key->pk, pem, pem_bytes) == 0 ? ERR_OK : ERR_INVALID;
}

/* mbedtls_pk_load_file() counts the NUL that it appends to PEM, as the parsers want it. */
static err_t key_open(const char *path, bool private_half, struct trust_key **out_key)
{
    struct trust_key *key = NULL;
    unsigned char *pem = NULL;
    size_t pem_bytes = 0;
    err_t err = ERR_IO;

    *out_key = NULL;
    if (mbedtls_pk_load_file(path, &pem, &pem_bytes) != 0)
        goto out;
    err = ERR_MEMORY;
    key = key_create();
    if (key == NULL)
        goto out;
    err = key_from_pem(key, private_half, pem, pem_bytes);
    if (err == ERR_OK)
        err = trust_key_name(&key->pk, key->id);
    if (err != ERR_OK)
        goto out;
    *out_key = key;
    key = NULL;
out:
    trust_key_close(key);
    if (pem != NULL)
        bytes_wipe(pem, pem_bytes);
    mbedtls_free(pem);
    return err;
}

err_t trust_key_open_private(const char *path, struct trust_key **out_key)
{
    return key_open(path, true, out_key);
}

err_t trust_key_open_public(const char *path, struct trust_key **out_key)
{
    return key_open(path, false, out_key);
}

err_t trust_key_generate(struct trust_key **out_key)
{
    struct trust_key *key = key_create();
    err_t err = ERR_MEMORY;

    *out_key = NULL;
    if (key == NULL)
        goto out;
    key->private_half = true;
    if (mbedtls_pk_setup(&key->pk, mbedtls_pk_info_from_type(MBEDTLS_PK_ECKEY)) != 0 ||
        mbedtls_ecp_gen_key(MBEDTLS_ECP_DP_SECP256R1, trust_key_pair(key), trust_random_callback,
                            NULL) != 0)
        goto out;
    err = trust_key_name(&key->pk, key->id);
    if (err != ERR_OK)
        goto out;
    *out_key = key;
    key = NULL;
out:
    trust_key_close(key);
    return err;
}

void trust_key_close(struct trust_key *key)
{
    if (key == NULL)
        return;
    mbedtls_pk_free(&key->pk); /* mbedTLS zeroizes the scalar. */
    bytes_wipe(key, sizeof(*key));
    free(key);
}

const char *trust_key_id(const struct trust_key *key)
{
    return key->id;
}
