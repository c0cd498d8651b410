#include "firmware/services/trust/trust.h"

#include <string.h>

#include <mbedtls/ecdh.h>
#include <mbedtls/gcm.h>
#include <mbedtls/hkdf.h>
#include <mbedtls/md.h>

#include "firmware/base/bytes.h"
#include "firmware/base/text.h"
#include "firmware/services/trust/trust_key.h"

#define DEK_BYTES 32
#define DEK_BITS 256
#define WRAP_LABEL "banshi-wrap-v1"

/* The wrapping key is used for one message only, so its IV may be constant (NIST SP 800-38D asks
 * for uniqueness per key). */
static const uint8_t wrap_iv[TRUST_IV_BYTES];

/* One AES-256-GCM message; a place for its in- and output keeps the argument lists short. */
struct gcm_message {
    const uint8_t *key, *iv;
    const void *aad;
    size_t aad_bytes;
    const uint8_t *in;
    uint8_t *out;
    size_t size_bytes;
};

static err_t gcm_encrypt(const struct gcm_message *message, uint8_t out_tag[TRUST_TAG_BYTES])
{
    mbedtls_gcm_context gcm;
    int failed;

    mbedtls_gcm_init(&gcm);
    failed = mbedtls_gcm_setkey(&gcm, MBEDTLS_CIPHER_ID_AES, message->key, DEK_BITS);
    if (failed == 0)
        failed = mbedtls_gcm_crypt_and_tag(
            &gcm, MBEDTLS_GCM_ENCRYPT, message->size_bytes, message->iv, TRUST_IV_BYTES,
            message->aad, message->aad_bytes, message->in, message->out, TRUST_TAG_BYTES, out_tag);
    mbedtls_gcm_free(&gcm);
    return failed == 0 ? ERR_OK : ERR_LIMIT;
}

static err_t gcm_decrypt(const struct gcm_message *message, const uint8_t tag[TRUST_TAG_BYTES])
{
    mbedtls_gcm_context gcm;
    int failed;

    mbedtls_gcm_init(&gcm);
    failed = mbedtls_gcm_setkey(&gcm, MBEDTLS_CIPHER_ID_AES, message->key, DEK_BITS);
    if (failed == 0)
        failed = mbedtls_gcm_auth_decrypt(&gcm, message->size_bytes, message->iv, TRUST_IV_BYTES,
                                          message->aad, message->aad_bytes, tag, TRUST_TAG_BYTES,
                                          message->in, message->out);
    mbedtls_gcm_free(&gcm);
    return failed == 0 ? ERR_OK : ERR_SIGNATURE;
}

/* HKDF over the x coordinate of the shared point, as SEC 1 section 3.3.1 defines ECDH. */
static err_t derive_wrapping_key(const mbedtls_mpi *shared, const struct trust_envelope *envelope,
                                 uint8_t out_key[DEK_BYTES])
{
    uint8_t secret[DEK_BYTES];
    char info[sizeof(WRAP_LABEL) + TRUST_KID_TEXT_BYTES];
    err_t err = ERR_INVALID;

    memset(secret, 0, sizeof(secret));
    text_copy(info, sizeof(info), WRAP_LABEL);
    text_append(info, sizeof(info), envelope->kid);
    if (mbedtls_mpi_write_binary(shared, secret, sizeof(secret)) != 0)
        goto out;
    if (mbedtls_hkdf(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), envelope->ephemeral,
                     TRUST_POINT_BYTES, secret, sizeof(secret), (const uint8_t *)info, strlen(info),
                     out_key, DEK_BYTES) == 0)
        err = ERR_OK;
out:
    bytes_wipe(secret, sizeof(secret));
    return err;
}

/* A fresh ephemeral pair is made, its point goes into the envelope, its scalar dies here. */
static err_t agree_as_sender(const struct trust_key *recipient, struct trust_envelope *envelope,
                             uint8_t out_key[DEK_BYTES])
{
    mbedtls_ecp_keypair *to = trust_key_pair(recipient);
    mbedtls_ecp_keypair ephemeral;
    mbedtls_mpi shared;
    size_t point_bytes = 0;
    err_t err = ERR_INVALID;

    mbedtls_ecp_keypair_init(&ephemeral);
    mbedtls_mpi_init(&shared);
    if (mbedtls_ecp_gen_key(MBEDTLS_ECP_DP_SECP256R1, &ephemeral, trust_random_callback, NULL) != 0)
        goto out;
    if (mbedtls_ecdh_compute_shared(&ephemeral.grp, &shared, &to->Q, &ephemeral.d,
                                    trust_random_callback, NULL) != 0)
        goto out;
    if (mbedtls_ecp_point_write_binary(&ephemeral.grp, &ephemeral.Q, MBEDTLS_ECP_PF_UNCOMPRESSED,
                                       &point_bytes, envelope->ephemeral, TRUST_POINT_BYTES) != 0)
        goto out;
    err = derive_wrapping_key(&shared, envelope, out_key);
out:
    mbedtls_mpi_free(&shared);
    mbedtls_ecp_keypair_free(&ephemeral);
    return err;
}

/* The point comes from outside: it must lie on the curve, or the answer would tell about our key.
 */
static err_t agree_as_recipient(const struct trust_key *recipient,
                                const struct trust_envelope *envelope, uint8_t out_key[DEK_BYTES])
{
    mbedtls_ecp_keypair *own = trust_key_pair(recipient);
    mbedtls_ecp_point point;
    mbedtls_mpi shared;
    err_t err = ERR_SIGNATURE;

    mbedtls_ecp_point_init(&point);
    mbedtls_mpi_init(&shared);
    if (mbedtls_ecp_point_read_binary(&own->grp, &point, envelope->ephemeral, TRUST_POINT_BYTES) !=
        0)
        goto out;
    if (mbedtls_ecp_check_pubkey(&own->grp, &point) != 0)
        goto out;
    if (mbedtls_ecdh_compute_shared(&own->grp, &shared, &point, &own->d, trust_random_callback,
                                    NULL) != 0)
        goto out;
    err = derive_wrapping_key(&shared, envelope, out_key);
out:
    mbedtls_mpi_free(&shared);
    mbedtls_ecp_point_free(&point);
    return err;
}

static err_t wrap_dek(const uint8_t *wrapping_key, const uint8_t *dek,
                      struct trust_envelope *envelope)
{
    struct gcm_message message = {wrapping_key,          wrap_iv,  NULL, 0, dek,
                                  envelope->wrapped_dek, DEK_BYTES};

    return gcm_encrypt(&message, envelope->wrapped_dek + DEK_BYTES);
}

err_t trust_seal(const struct trust_key *recipient, const void *aad, size_t aad_bytes,
                 const void *payload, size_t size_bytes, struct trust_envelope *out_envelope,
                 uint8_t *out_cipher)
{
    uint8_t dek[DEK_BYTES], wrapping_key[DEK_BYTES];
    struct gcm_message message = {dek,     out_envelope->iv, aad,       aad_bytes,
                                  payload, out_cipher,       size_bytes};
    err_t err;

    memset(wrapping_key, 0, sizeof(wrapping_key));
    memset(out_envelope, 0, sizeof(*out_envelope));
    trust_random(dek, sizeof(dek));
    trust_random(out_envelope->iv, sizeof(out_envelope->iv));
    text_copy(out_envelope->kid, sizeof(out_envelope->kid), recipient->id);
    err = agree_as_sender(recipient, out_envelope, wrapping_key);
    if (err == ERR_OK)
        err = wrap_dek(wrapping_key, dek, out_envelope);
    if (err == ERR_OK)
        err = gcm_encrypt(&message, out_envelope->tag);
    if (err != ERR_OK) {
        bytes_wipe(out_envelope, sizeof(*out_envelope));
        bytes_wipe(out_cipher, size_bytes);
    }
    bytes_wipe(dek, sizeof(dek));
    bytes_wipe(wrapping_key, sizeof(wrapping_key));
    return err;
}

static err_t unwrap_dek(const uint8_t *wrapping_key, const struct trust_envelope *envelope,
                        uint8_t out_dek[DEK_BYTES])
{
    struct gcm_message message = {wrapping_key,          wrap_iv, NULL,     0,
                                  envelope->wrapped_dek, out_dek, DEK_BYTES};

    return gcm_decrypt(&message, envelope->wrapped_dek + DEK_BYTES);
}

err_t trust_unseal(const struct trust_key *recipient, const void *aad, size_t aad_bytes,
                   const struct trust_envelope *envelope, const uint8_t *cipher, size_t size_bytes,
                   uint8_t *out_payload)
{
    uint8_t dek[DEK_BYTES], wrapping_key[DEK_BYTES];
    struct gcm_message message = {dek,    envelope->iv, aad,       aad_bytes,
                                  cipher, out_payload,  size_bytes};
    err_t err = ERR_SIGNATURE;

    memset(dek, 0, sizeof(dek));
    memset(wrapping_key, 0, sizeof(wrapping_key));
    if (!recipient->private_half)
        err = ERR_STATE;
    else if (memcmp(envelope->kid, recipient->id, sizeof(recipient->id)) == 0)
        err = agree_as_recipient(recipient, envelope, wrapping_key);
    if (err == ERR_OK)
        err = unwrap_dek(wrapping_key, envelope, dek);
    if (err == ERR_OK)
        err = gcm_decrypt(&message, envelope->tag);
    if (err != ERR_OK)
        bytes_wipe(out_payload, size_bytes);
    bytes_wipe(dek, sizeof(dek));
    bytes_wipe(wrapping_key, sizeof(wrapping_key));
    return err;
}
