#include "firmware/services/trust/trust.h"

#include <string.h>

#include <mbedtls/ecdsa.h>

#include "firmware/services/trust/trust_key.h"

#define HALF_BYTES (TRUST_SIGNATURE_BYTES / 2)

err_t trust_sign(const struct trust_key *key, const void *bytes, size_t size_bytes,
                 uint8_t out_signature[TRUST_SIGNATURE_BYTES])
{
    mbedtls_ecp_keypair *pair = trust_key_pair(key);
    uint8_t digest[TRUST_DIGEST_BYTES];
    mbedtls_mpi r, s;
    err_t err = ERR_STATE;

    memset(out_signature, 0, TRUST_SIGNATURE_BYTES);
    mbedtls_mpi_init(&r);
    mbedtls_mpi_init(&s);
    if (!key->private_half)
        goto out;
    err = ERR_MEMORY;
    trust_sha256(bytes, size_bytes, digest);
    if (mbedtls_ecdsa_sign(&pair->grp, &r, &s, &pair->d, digest, sizeof(digest),
                           trust_random_callback, NULL) != 0)
        goto out;
    if (mbedtls_mpi_write_binary(&r, out_signature, HALF_BYTES) == 0 &&
        mbedtls_mpi_write_binary(&s, out_signature + HALF_BYTES, HALF_BYTES) == 0)
        err = ERR_OK;
out:
    mbedtls_mpi_free(&r);
    mbedtls_mpi_free(&s);
    if (err != ERR_OK)
        memset(out_signature, 0, TRUST_SIGNATURE_BYTES);
    return err;
}

err_t trust_verify(const struct trust_key *key, const void *bytes, size_t size_bytes,
                   const uint8_t signature[TRUST_SIGNATURE_BYTES])
{
    mbedtls_ecp_keypair *pair = trust_key_pair(key);
    uint8_t digest[TRUST_DIGEST_BYTES];
    mbedtls_mpi r, s;
    err_t err = ERR_MEMORY;

    mbedtls_mpi_init(&r);
    mbedtls_mpi_init(&s);
    trust_sha256(bytes, size_bytes, digest);
    if (mbedtls_mpi_read_binary(&r, signature, HALF_BYTES) != 0 ||
        mbedtls_mpi_read_binary(&s, signature + HALF_BYTES, HALF_BYTES) != 0)
        goto out;
    err = mbedtls_ecdsa_verify(&pair->grp, digest, sizeof(digest), &pair->Q, &r, &s) == 0
              ? ERR_OK
              : ERR_SIGNATURE;
out:
    mbedtls_mpi_free(&r);
    mbedtls_mpi_free(&s);
    return err;
}
