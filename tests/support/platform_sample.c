#include "tests/support/platform_sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"

#define PAYLOAD_BYTES_MAX 2048

static char *payload_text(void)
{
    json_t *payload = json_pack("{s:{s:s,s:s,s:s,s:s,s:s,s:s},s:{s:s},s:s}", "applicant", "name",
                                "\xe6\xb5\x8b\xe8\xaf\x95", "number", "11010519491231002X",
                                "address", "-", "birth", "1949-12-31", "sex", "2", "nation", "01",
                                "fields", "kind", "insured", "language", "zh-Hans");
    char *text = json_dumps(payload, JSON_SORT_KEYS | JSON_COMPACT);

    json_decref(payload);
    return text;
}

static json_t *base64_json(const void *bytes, size_t size_bytes)
{
    char text[4 * (PAYLOAD_BYTES_MAX / 3 + 1) + 1];

    CHECK(size_bytes <= PAYLOAD_BYTES_MAX);
    trust_base64(bytes, size_bytes, text);
    return json_string(text);
}

static json_t *envelope_json(const struct trust_envelope *envelope, const uint8_t *cipher,
                             size_t size_bytes)
{
    return json_pack(
        "{s:s,s:s,s:o,s:o,s:o,s:o,s:o}", "alg", "ecdh-p256+hkdf-sha256+a256gcm", "kid",
        envelope->kid, "ephemeral", base64_json(envelope->ephemeral, sizeof(envelope->ephemeral)),
        "wrapped_dek", base64_json(envelope->wrapped_dek, sizeof(envelope->wrapped_dek)), "iv",
        base64_json(envelope->iv, sizeof(envelope->iv)), "tag",
        base64_json(envelope->tag, sizeof(envelope->tag)), "ct", base64_json(cipher, size_bytes));
}

char *platform_sample_body(const struct platform_sample *sample, const struct trust_key *case_key)
{
    char *payload = payload_text(), *text, aad[256], hex[2 * TRUST_DIGEST_BYTES + 1];
    uint8_t cipher[PAYLOAD_BYTES_MAX], digest[TRUST_DIGEST_BYTES];
    struct trust_envelope envelope;
    json_t *body;

    CHECK(payload != NULL && strlen(payload) <= sizeof(cipher));
    snprintf(aad, sizeof(aad), "%s|payload|1|%s", sample->case_id, sample->kiosk_id);
    CHECK(trust_seal(case_key, aad, strlen(aad), payload, strlen(payload), &envelope, cipher) ==
          ERR_OK);
    trust_sha256(payload, strlen(payload), digest);
    bytes_to_hex(digest, sizeof(digest), hex);
    body = json_pack("{s:i,s:s,s:s,s:i,s:s,s:{s:s,s:i,s:i,s:i},s:s,s:o,s:[],s:{s:i,s:s}}", "schema",
                     1, "kiosk_id", sample->kiosk_id, "svc", sample->svc, "svc_version", 1,
                     "number", sample->number, "created", "wall", "2026-11-22T21:45:00+08:00",
                     "trust", 2, "boot", 7, "mono", 123456, "payload_sha256", hex, "envelope",
                     envelope_json(&envelope, cipher, strlen(payload)), "attachments", "consent",
                     "text_version", 1, "sha256", hex);
    text = json_dumps(body, JSON_SORT_KEYS | JSON_COMPACT);
    json_decref(body);
    free(payload);
    CHECK(text != NULL);
    return text;
}
