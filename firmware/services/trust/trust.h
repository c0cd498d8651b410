/* Trust: the one door to cryptography (mbedTLS 2.28, the international suite). Store, relay and the
 * platform's tools open it; nobody else calls a cryptographic library for our own objects. Keys are
 * opaque and freed, wiped, by their owner. Every function that fails leaves its outputs zeroed. */
#ifndef BANSHI_SERVICES_TRUST_TRUST_H
#define BANSHI_SERVICES_TRUST_TRUST_H

#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"

#define TRUST_DIGEST_BYTES 32
#define TRUST_KID_TEXT_BYTES                                                                       \
    17                       /* first 8 bytes of SHA-256 of the SubjectPublicKeyInfo, in hex, NUL */
#define TRUST_POINT_BYTES 65 /* uncompressed P-256 point, SEC 1 section 2.3.3 */
#define TRUST_IV_BYTES 12
#define TRUST_TAG_BYTES 16
#define TRUST_WRAPPED_BYTES 48   /* AES-256-GCM of a 32-byte key: 32 + tag */
#define TRUST_SIGNATURE_BYTES 64 /* ECDSA P-256, r || s, each 32 bytes big-endian */

struct trust_key; /* a P-256 key pair or public key */

/* What a sealed payload carries beside its cipher text. The payload is AES-256-GCM under a fresh
 * 256-bit key (DEK); the DEK is AES-256-GCM (zero IV: the wrapping key is used once) under
 * HKDF-SHA256(ECDH(ephemeral, recipient), salt = ephemeral point, info = "banshi-wrap-v1" || kid).
 */
struct trust_envelope {
    char kid[TRUST_KID_TEXT_BYTES];
    uint8_t ephemeral[TRUST_POINT_BYTES];
    uint8_t wrapped_dek[TRUST_WRAPPED_BYTES];
    uint8_t iv[TRUST_IV_BYTES];
    uint8_t tag[TRUST_TAG_BYTES];
};

/* Fills from the operating system's random source through a CTR-DRBG. Stops the process (CHECK)
 * when the source fails: a kiosk without randomness must not go on. */
void trust_random(void *out, size_t size_bytes);

void trust_sha256(const void *bytes, size_t size_bytes, uint8_t out_digest[TRUST_DIGEST_BYTES]);

/* HMAC-SHA256. */
void trust_hmac(const void *key, size_t key_bytes, const void *bytes, size_t size_bytes,
                uint8_t out_tag[TRUST_DIGEST_BYTES]);

/* Reads a PEM private key, public key or certificate file. ERR_IO: not readable; ERR_INVALID: not
 * PEM or not P-256. Close with trust_key_close(). */
MUST_USE err_t trust_key_open_private(const char *path, struct trust_key **out_key);
MUST_USE err_t trust_key_open_public(const char *path, struct trust_key **out_key);

/* Makes a fresh key pair in memory. */
MUST_USE err_t trust_key_generate(struct trust_key **out_key);

/* Wipes and frees; NULL is allowed. */
void trust_key_close(struct trust_key *key);

/* The key's name. Static for the life of the key. */
const char *trust_key_id(const struct trust_key *key);

/* Seals `size_bytes` of payload to the recipient's public key. `out_cipher` holds `size_bytes`. The
 * DEK and every intermediate secret are wiped before it returns: whoever seals cannot open. */
MUST_USE err_t trust_seal(const struct trust_key *recipient, const void *aad, size_t aad_bytes,
                          const void *payload, size_t size_bytes,
                          struct trust_envelope *out_envelope, uint8_t *out_cipher);

/* Opens with the recipient's private key. ERR_SIGNATURE: another key, or anything was changed. */
MUST_USE err_t trust_unseal(const struct trust_key *recipient, const void *aad, size_t aad_bytes,
                            const struct trust_envelope *envelope, const uint8_t *cipher,
                            size_t size_bytes, uint8_t *out_payload);

/* ECDSA P-256 over SHA-256 of the bytes. ERR_STATE: the key has no private half. */
MUST_USE err_t trust_sign(const struct trust_key *key, const void *bytes, size_t size_bytes,
                          uint8_t out_signature[TRUST_SIGNATURE_BYTES]);

/* ERR_SIGNATURE when it is not this key's signature over these bytes. */
MUST_USE err_t trust_verify(const struct trust_key *key, const void *bytes, size_t size_bytes,
                            const uint8_t signature[TRUST_SIGNATURE_BYTES]);

/* Base64 (RFC 4648 section 4, padded). `out` holds 4 * ceil(size_bytes / 3) + 1. */
void trust_base64(const void *bytes, size_t size_bytes, char *out);

/* ERR_INVALID for other characters or wrong padding; ERR_LIMIT when more than `limit_bytes`. */
MUST_USE err_t trust_base64_decode(const char *text, void *out_bytes, size_t limit_bytes,
                                   size_t *out_size_bytes);

/* Checks that the PEM certificate at `path` was issued by the PEM certificate at `ca_path`, is in
 * its validity time at `utc_s` and, when `common_name` is not NULL, carries that common name.
 * ERR_SIGNATURE, ERR_EXPIRED, ERR_DENIED (name). */
MUST_USE err_t trust_check_certificate(const char *path, const char *ca_path,
                                       const char *common_name, int64_t utc_s);

#endif
