#include "tools/platform/platform_case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/text.h"

#define ALG "ecdh-p256+hkdf-sha256+a256gcm"
#define AAD_BYTES 256
#define CIPHER_BYTES_MAX 262144
#define ATTACHMENT_COUNT_MAX 32

/* The texts of a body that are not kept as JSON. */
struct fields {
    const char *payload_sha256;
    const char *alg, *kid, *ephemeral, *wrapped_dek, *iv, *tag, *cipher;
    json_t *attachments;
};

static err_t read_fields(struct platform_case *opened, struct fields *fields)
{
    const char *wall, *consent_sha256 = NULL;
    int schema, svc_version, trust, text_version;
    json_int_t boot, mono;
    uint8_t digest[TRUST_DIGEST_BYTES];

    if (json_unpack(opened->body,
                    "{s:i,s:s,s:s,s:i,s:s,s:{s:s,s:i,s:I,s:I},s:s,"
                    "s:{s:s,s:s,s:s,s:s,s:s,s:s,s:s},s:o,s:{s:i,s?s}}",
                    "schema", &schema, "kiosk_id", &opened->kiosk_id, "svc", &opened->svc,
                    "svc_version", &svc_version, "number", &opened->number, "created", "wall",
                    &wall, "trust", &trust, "boot", &boot, "mono", &mono, "payload_sha256",
                    &fields->payload_sha256, "envelope", "alg", &fields->alg, "kid", &fields->kid,
                    "ephemeral", &fields->ephemeral, "wrapped_dek", &fields->wrapped_dek, "iv",
                    &fields->iv, "tag", &fields->tag, "ct", &fields->cipher, "attachments",
                    &fields->attachments, "consent", "text_version", &text_version, "sha256",
                    &consent_sha256) != 0)
        return ERR_INVALID;
    if (schema != 1 || svc_version < 1 || trust < 0 || trust > 2 || boot < 0 || mono < 0 ||
        text_version < 0 || !json_is_array(fields->attachments) ||
        (consent_sha256 != NULL && !bytes_from_hex(consent_sha256, digest, sizeof(digest))))
        return ERR_INVALID;
    return ERR_OK;
}

static bool decode_exactly(const char *text, void *out, size_t size_bytes)
{
    size_t decoded_bytes = 0;

    return trust_base64_decode(text, out, size_bytes, &decoded_bytes) == ERR_OK &&
           decoded_bytes == size_bytes;
}

static err_t read_envelope(const struct fields *fields, struct trust_envelope *out)
{
    memset(out, 0, sizeof(*out));
    if (strcmp(fields->alg, ALG) != 0 || strlen(fields->kid) != TRUST_KID_TEXT_BYTES - 1)
        return ERR_INVALID;
    text_copy(out->kid, sizeof(out->kid), fields->kid);
    if (!decode_exactly(fields->ephemeral, out->ephemeral, sizeof(out->ephemeral)) ||
        !decode_exactly(fields->wrapped_dek, out->wrapped_dek, sizeof(out->wrapped_dek)) ||
        !decode_exactly(fields->iv, out->iv, sizeof(out->iv)) ||
        !decode_exactly(fields->tag, out->tag, sizeof(out->tag)))
        return ERR_INVALID;
    return ERR_OK;
}

static err_t check_payload(struct platform_case *opened, const struct fields *fields,
                           const uint8_t *payload, size_t size_bytes)
{
    uint8_t digest[TRUST_DIGEST_BYTES];
    char text[2 * TRUST_DIGEST_BYTES + 1];

    trust_sha256(payload, size_bytes, digest);
    bytes_to_hex(digest, sizeof(digest), text);
    if (strcmp(text, fields->payload_sha256) != 0)
        return ERR_SIGNATURE;
    opened->payload = json_loadb((const char *)payload, size_bytes, JSON_REJECT_DUPLICATES, NULL);
    return json_is_object(opened->payload) ? ERR_OK : ERR_INVALID;
}

/* The additional data binds the cipher text to its case, place and kiosk: rows cannot be swapped.
 */
static err_t unseal(struct platform_case *opened, const struct fields *fields, const char *id,
                    const struct trust_key *case_key)
{
    struct trust_envelope envelope;
    char aad[AAD_BYTES];
    uint8_t *cipher = malloc(CIPHER_BYTES_MAX), *payload = malloc(CIPHER_BYTES_MAX);
    size_t size_bytes = 0;
    err_t err = ERR_MEMORY;

    if (cipher == NULL || payload == NULL)
        goto out;
    err = read_envelope(fields, &envelope);
    if (err == ERR_OK)
        err = trust_base64_decode(fields->cipher, cipher, CIPHER_BYTES_MAX, &size_bytes);
    if (err != ERR_OK)
        goto out;
    snprintf(aad, sizeof(aad), "%s|payload|1|%s", id, opened->kiosk_id);
    err = trust_unseal(case_key, aad, strlen(aad), &envelope, cipher, size_bytes, payload);
    if (err == ERR_OK)
        err = check_payload(opened, fields, payload, size_bytes);
out:
    if (payload != NULL)
        bytes_wipe(payload, CIPHER_BYTES_MAX);
    free(payload);
    free(cipher);
    return err;
}

/* {"id","sha256","size"} each; which material it is stands in the sealed payload. */
static bool are_attachments(const json_t *list)
{
    const json_t *entry;
    uint8_t digest[TRUST_DIGEST_BYTES];
    size_t i;

    if (json_array_size(list) > ATTACHMENT_COUNT_MAX)
        return false;
    json_array_foreach(list, i, entry)
    {
        const char *id = json_string_value(json_object_get(entry, "id"));
        const char *sha256 = json_string_value(json_object_get(entry, "sha256"));

        if (id == NULL || id[0] == '\0' || sha256 == NULL ||
            !bytes_from_hex(sha256, digest, sizeof(digest)) ||
            json_integer_value(json_object_get(entry, "size")) <= 0)
            return false;
    }
    return true;
}

/* What is awaited in clear must be what the citizen confirmed: the same ids in the same order. */
static bool names_the_same(const struct platform_case *opened)
{
    const json_t *sealed = json_object_get(opened->payload, "attachments"), *entry;
    size_t i;

    if (json_array_size(sealed) != json_array_size(opened->attachments))
        return false;
    json_array_foreach(opened->attachments, i, entry)
    {
        const json_t *other = json_object_get(json_array_get(sealed, i), "id");

        if (!json_equal(json_object_get(entry, "id"), other))
            return false;
    }
    return true;
}

err_t platform_case_init(struct platform_case *opened, const char *id, const char *text,
                         const struct trust_key *case_key, const char **out_reason)
{
    struct fields fields;
    err_t err = ERR_INVALID;

    memset(opened, 0, sizeof(*opened));
    *out_reason = "the body is not JSON";
    opened->body = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    if (opened->body == NULL)
        goto out;
    *out_reason = "the body is not a case of schema 1";
    err = read_fields(opened, &fields);
    if (err != ERR_OK)
        goto out;
    *out_reason = "an attachment is not named as it must be";
    opened->attachments = fields.attachments;
    err = are_attachments(fields.attachments) ? ERR_OK : ERR_INVALID;
    if (err != ERR_OK)
        goto out;
    *out_reason = "the envelope does not open, or its content has another digest";
    err = unseal(opened, &fields, id, case_key);
    if (err != ERR_OK)
        goto out;
    *out_reason = "the sealed content names other attachments";
    err = names_the_same(opened) ? ERR_OK : ERR_INVALID;
out:
    if (err != ERR_OK)
        platform_case_finish(opened);
    return err;
}

void platform_case_finish(struct platform_case *opened)
{
    json_decref(opened->payload);
    json_decref(opened->body);
    memset(opened, 0, sizeof(*opened));
}
