#include "firmware/services/trust/trust.h"

#include <stdbool.h>

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/md.h>
#include <mbedtls/sha256.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "firmware/services/trust/trust_key.h"

static struct {
    mbedtls_entropy_context entropy;
    mbedtls_ctr_drbg_context drbg;
    bool ready;
} source;

/* Prediction resistance takes fresh bytes from the operating system for every call. Workers are
 * forked from the supervisor, and two processes that go on from one copied state would otherwise
 * draw the same keys. */
static void source_init(void)
{
    static const unsigned char label[] = "banshi-trust";

    mbedtls_entropy_init(&source.entropy);
    mbedtls_ctr_drbg_init(&source.drbg);
    CHECK(mbedtls_ctr_drbg_seed(&source.drbg, mbedtls_entropy_func, &source.entropy, label,
                                sizeof(label) - 1) == 0);
    mbedtls_ctr_drbg_set_prediction_resistance(&source.drbg, MBEDTLS_CTR_DRBG_PR_ON);
    source.ready = true;
}

void trust_random(void *out, size_t size_bytes)
{
    unsigned char *at = out;

    if (!source.ready)
        source_init();
    while (size_bytes > 0) {
        size_t part_bytes =
            size_bytes < MBEDTLS_CTR_DRBG_MAX_REQUEST ? size_bytes : MBEDTLS_CTR_DRBG_MAX_REQUEST;

        CHECK(mbedtls_ctr_drbg_random(&source.drbg, at, part_bytes) == 0);
        at += part_bytes;
        size_bytes -= part_bytes;
    }
}

int trust_random_callback(void *context, unsigned char *out, size_t size_bytes)
{
    (void)context;
    trust_random(out, size_bytes);
    return 0;
}

void trust_sha256(const void *bytes, size_t size_bytes, uint8_t out_digest[TRUST_DIGEST_BYTES])
{
    CHECK(mbedtls_sha256_ret(bytes, size_bytes, out_digest, 0) == 0);
}

void trust_hmac(const void *key, size_t key_bytes, const void *bytes, size_t size_bytes,
                uint8_t out_tag[TRUST_DIGEST_BYTES])
{
    const mbedtls_md_info_t *sha256 = mbedtls_md_info_from_type(MBEDTLS_MD_SHA256);

    CHECK(mbedtls_md_hmac(sha256, key, key_bytes, bytes, size_bytes, out_tag) == 0);
}
