/* The inside of a trust_key, for the trust_*.c files alone: everybody else sees trust.h. One group,
 * P-256; `private_half` says whether the scalar is known. Owned by whoever opened the key. */
#ifndef BANSHI_SERVICES_TRUST_TRUST_KEY_H
#define BANSHI_SERVICES_TRUST_TRUST_KEY_H

#include <stdbool.h>

#include <mbedtls/ecp.h>
#include <mbedtls/pk.h>

#include "firmware/services/trust/trust.h"

struct trust_key {
    mbedtls_pk_context pk;
    bool private_half;
    char id[TRUST_KID_TEXT_BYTES];
};

/* The key pair within; only for a key that one of the open functions returned. */
mbedtls_ecp_keypair *trust_key_pair(const struct trust_key *key);

/* Writes the kid of a public key. ERR_INVALID when it is not P-256. */
MUST_USE err_t trust_key_name(mbedtls_pk_context *pk, char out_kid[TRUST_KID_TEXT_BYTES]);

/* The random callback that mbedTLS asks for; `context` is unused. Always returns 0. */
int trust_random_callback(void *context, unsigned char *out, size_t size_bytes);

#endif
