#include "tools/platform/platform_identity.h"

#include <string.h>

#include <gnutls/crypto.h>
#include <gnutls/x509.h>

#include "firmware/base/bytes.h"

static err_t check_chain(gnutls_session_t session)
{
    gnutls_typed_vdata_st purpose = {.type = GNUTLS_DT_KEY_PURPOSE_OID,
                                     .data = (unsigned char *)GNUTLS_KP_TLS_WWW_CLIENT};
    unsigned status = 1;

    if (gnutls_certificate_verify_peers(session, &purpose, 1, &status) != 0 || status != 0)
        return ERR_DENIED;
    return ERR_OK;
}

/* The name goes into the seal's additional data, between '|' characters. */
static err_t take_name(gnutls_x509_crt_t certificate, char out[PLATFORM_IDENTITY_KIOSK_BYTES])
{
    size_t size_bytes = PLATFORM_IDENTITY_KIOSK_BYTES;

    if (gnutls_x509_crt_get_dn_by_oid(certificate, GNUTLS_OID_X520_COMMON_NAME, 0, 0, out,
                                      &size_bytes) != 0 ||
        size_bytes == 0)
        return ERR_DENIED;
    for (size_t i = 0; i < size_bytes; i++)
        if (!((out[i] >= 'a' && out[i] <= 'z') || (out[i] >= 'A' && out[i] <= 'Z') ||
              (out[i] >= '0' && out[i] <= '9') || out[i] == '-'))
            return ERR_DENIED;
    return ERR_OK;
}

static err_t take_key(struct platform_identity *identity, gnutls_x509_crt_t certificate)
{
    gnutls_datum_t der = {NULL, 0};
    uint8_t digest[TRUST_DIGEST_BYTES];

    if (gnutls_pubkey_init(&identity->key) != 0 ||
        gnutls_pubkey_import_x509(identity->key, certificate, 0) != 0 ||
        gnutls_pubkey_export2(identity->key, GNUTLS_X509_FMT_DER, &der) != 0)
        return ERR_DENIED;
    trust_sha256(der.data, der.size, digest);
    bytes_to_hex(digest, (TRUST_KID_TEXT_BYTES - 1) / 2, identity->kid);
    gnutls_free(der.data);
    return ERR_OK;
}

err_t platform_identity_init(struct platform_identity *identity, gnutls_session_t session)
{
    const gnutls_datum_t *chain;
    gnutls_x509_crt_t certificate = NULL;
    unsigned count = 0;
    err_t err = check_chain(session);

    memset(identity, 0, sizeof(*identity));
    if (err != ERR_OK)
        goto out;
    err = ERR_DENIED;
    chain = gnutls_certificate_get_peers(session, &count);
    if (chain == NULL || count == 0 || gnutls_x509_crt_init(&certificate) != 0 ||
        gnutls_x509_crt_import(certificate, &chain[0], GNUTLS_X509_FMT_DER) != 0)
        goto out;
    err = take_name(certificate, identity->kiosk);
    if (err == ERR_OK)
        err = take_key(identity, certificate);
out:
    if (certificate != NULL)
        gnutls_x509_crt_deinit(certificate);
    if (err != ERR_OK)
        platform_identity_finish(identity);
    return err;
}

void platform_identity_finish(struct platform_identity *identity)
{
    if (identity->key != NULL)
        gnutls_pubkey_deinit(identity->key);
    memset(identity, 0, sizeof(*identity));
}

err_t platform_identity_verify(const struct platform_identity *identity, const char *text,
                               const uint8_t signature[TRUST_SIGNATURE_BYTES])
{
    gnutls_datum_t r = {(unsigned char *)signature, TRUST_SIGNATURE_BYTES / 2};
    gnutls_datum_t s = {(unsigned char *)signature + TRUST_SIGNATURE_BYTES / 2,
                        TRUST_SIGNATURE_BYTES / 2};
    gnutls_datum_t der = {NULL, 0};
    gnutls_datum_t data = {(unsigned char *)text, (unsigned)strlen(text)};
    err_t err = ERR_SIGNATURE;

    if (gnutls_encode_rs_value(&der, &r, &s) != 0)
        return err;
    if (gnutls_pubkey_verify_data2(identity->key, GNUTLS_SIGN_ECDSA_SHA256, 0, &data, &der) >= 0)
        err = ERR_OK;
    gnutls_free(der.data);
    return err;
}
