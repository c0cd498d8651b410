/* The platform's keys, as pki.sh makes them. Owned by main() for the life of the program. */
#ifndef BANSHI_PLATFORM_KEYS_H
#define BANSHI_PLATFORM_KEYS_H

#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"
#include "firmware/services/trust/trust.h"

#define PLATFORM_KEYS_SECRET_BYTES 32

struct platform_keys {
    struct trust_key *case_key, *receipt_key, *catalogue_key, *locker_key;
    uint8_t secret[PLATFORM_KEYS_SECRET_BYTES]; /* verification codes come from it */
    char *ca_pem, *certificate_pem, *key_pem;   /* for the TLS server */
};

/* Reads everything from the folder. ERR_IO, ERR_INVALID: pki.sh was not run there. */
MUST_USE err_t platform_keys_init(struct platform_keys *keys, const char *folder);

/* Wipes and frees; a zeroed or half-built struct is allowed. */
void platform_keys_finish(struct platform_keys *keys);

/* Reads a whole file of at most `limit_bytes`, a NUL after it. The caller frees. ERR_IO, ERR_LIMIT,
 * ERR_MEMORY. */
MUST_USE err_t platform_keys_read_file(const char *path, size_t limit_bytes, char **out_bytes,
                                       size_t *out_size_bytes);

#endif
