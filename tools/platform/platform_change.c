#include "tools/platform/platform_change.h"

#include <stdio.h>
#include <string.h>

#include "firmware/base/bytes.h"

#define KEY_LENGTH_MAX PLATFORM_CHANGE_KEY_LENGTH_MAX
#define BASE64_DIGEST_BYTES 45
#define BASE64_SIGNATURE_BYTES 89
#define LINES_BYTES 640

bool platform_change_is_name(const char *text, size_t length_max, const char *more)
{
    size_t length = strlen(text);

    if (length == 0 || length > length_max)
        return false;
    for (size_t i = 0; i < length; i++) {
        char at = text[i];

        if (!((at >= 'a' && at <= 'z') || (at >= 'A' && at <= 'Z') || (at >= '0' && at <= '9') ||
              at == '-' || strchr(more, at) != NULL))
            return false;
    }
    return true;
}

/* Idempotency-Key is a structured-field string (RFC 8941 section 3.3.3): in quotation marks. */
static bool take_key(const struct platform_request *request, struct platform_change *out)
{
    const char *text = request->idempotency_key;
    size_t length = text == NULL ? 0 : strlen(text);

    if (length < 3 || length > KEY_LENGTH_MAX + 2 || text[0] != '"' || text[length - 1] != '"')
        return false;
    memcpy(out->key, text + 1, length - 2);
    out->key[length - 2] = '\0';
    return platform_change_is_name(out->key, KEY_LENGTH_MAX, ":._");
}

/* Content-Digest (RFC 9530) must be the one of the body that came. */
static bool take_digest(const struct platform_request *request, struct platform_change *out)
{
    uint8_t digest[TRUST_DIGEST_BYTES];
    char base64[BASE64_DIGEST_BYTES], expected[80];

    trust_sha256(request->body, request->size_bytes, digest);
    bytes_to_hex(digest, sizeof(digest), out->digest);
    trust_base64(digest, sizeof(digest), base64);
    snprintf(expected, sizeof(expected), "sha-256=:%s:", base64);
    return request->content_digest != NULL && strcmp(request->content_digest, expected) == 0;
}

/* The value's clock reading is signed but not judged: a kiosk's clock is only advisory. */
static bool check_signature(const struct platform_request *request,
                            const struct platform_change *change)
{
    char kid[TRUST_KID_TEXT_BYTES], base64[BASE64_SIGNATURE_BYTES], lines[LINES_BYTES];
    uint8_t signature[TRUST_SIGNATURE_BYTES];
    size_t size_bytes = 0;
    long long created_s;

    if (request->kiosk_signature == NULL ||
        sscanf(request->kiosk_signature,
               "kid=\"%16[0-9a-f]\",alg=\"ecdsa-p256-sha256\",created=%lld,sig=:%88[^:]:", kid,
               &created_s, base64) != 3)
        return false;
    if (strcmp(kid, request->identity->kid) != 0 ||
        trust_base64_decode(base64, signature, sizeof(signature), &size_bytes) != ERR_OK ||
        size_bytes != sizeof(signature))
        return false;
    snprintf(lines, sizeof(lines), "%s\n%s\n%s\n%s\n%lld", request->method, request->path,
             change->key, request->content_digest, created_s);
    return platform_identity_verify(request->identity, lines, signature) == ERR_OK;
}

/* What every change must bring, whatever it is about. False: the refusal is already answered. */
bool platform_change_take(const struct platform_request *request, struct platform_change *out,
                          struct platform_answer *answer)
{
    if (request->too_large)
        platform_answer_problem(answer, 413, "too-large", "the body is over its limit");
    else if (!take_key(request, out))
        platform_answer_problem(answer, 400, "idempotency-key",
                                "the idempotency key is missing or wrong");
    else if (!take_digest(request, out))
        platform_answer_problem(answer, 400, "content-digest",
                                "the content digest is missing or wrong");
    else if (!check_signature(request, out))
        platform_answer_problem(answer, 400, "kiosk-signature",
                                "the kiosk signature is missing or wrong");
    else
        return true;
    return false;
}
