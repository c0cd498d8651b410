#include "firmware/services/relay/relay_receipt_parse.h"

#include <stdbool.h>
#include <string.h>

#include <jansson.h>

#include "firmware/base/bytes.h"
#include "firmware/base/text.h"

/* Printable ASCII alone: a line feed inside a field would let two receipts share one signature. */
static bool take_text(const json_t *object, const char *name, char *out, size_t size_bytes)
{
    const json_t *value = json_object_get(object, name);
    const char *text = json_string_value(value);

    if (text == NULL || text[0] == '\0' || json_string_length(value) >= size_bytes)
        return false;
    for (const char *at = text; *at != '\0'; at++)
        if (*at < ' ' || *at > '~')
            return false;
    return text_copy(out, size_bytes, text);
}

static bool take_signature(const json_t *object, uint8_t out_signature[TRUST_SIGNATURE_BYTES])
{
    const char *text = json_string_value(json_object_get(object, "sig"));
    size_t size_bytes = 0;

    return text != NULL &&
           trust_base64_decode(text, out_signature, TRUST_SIGNATURE_BYTES, &size_bytes) == ERR_OK &&
           size_bytes == TRUST_SIGNATURE_BYTES;
}

static bool take_receipt(const json_t *object, struct relay_receipt *out)
{
    return take_text(object, "receipt_id", out->receipt_id, sizeof(out->receipt_id)) &&
           take_text(object, "object_id", out->object_id, sizeof(out->object_id)) &&
           take_text(object, "content_digest", out->content_digest, sizeof(out->content_digest)) &&
           take_text(object, "state", out->state, sizeof(out->state)) &&
           take_text(object, "accepted_at", out->accepted_at, sizeof(out->accepted_at)) &&
           take_text(object, "kid", out->kid, sizeof(out->kid)) &&
           take_signature(object, out->signature);
}

err_t relay_receipt_parse(const void *bytes, size_t size_bytes, struct relay_receipt *out_receipt)
{
    json_t *object;
    bool taken;

    memset(out_receipt, 0, sizeof(*out_receipt));
    if (size_bytes > RELAY_RECEIPT_BYTES_MAX)
        return ERR_LIMIT;
    object = json_loadb(bytes, size_bytes, JSON_REJECT_DUPLICATES, NULL);
    taken = object != NULL && take_receipt(object, out_receipt);
    json_decref(object);
    if (!taken) {
        memset(out_receipt, 0, sizeof(*out_receipt));
        return ERR_INVALID;
    }
    memcpy(out_receipt->text, bytes, size_bytes);
    out_receipt->text_length = size_bytes;
    return ERR_OK;
}

void relay_receipt_lines(const struct relay_receipt *receipt, char *out)
{
    const char *fields[] = {receipt->object_id, receipt->content_digest, receipt->state,
                            receipt->accepted_at, receipt->receipt_id};

    out[0] = '\0';
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        if (i > 0)
            text_append(out, RELAY_RECEIPT_LINES_BYTES, "\n");
        text_append(out, RELAY_RECEIPT_LINES_BYTES, fields[i]);
    }
}

err_t relay_receipt_verify(const struct relay_receipt *receipt, const struct trust_key *key,
                           const struct relay_receipt_claim *claim)
{
    char digest[2 * TRUST_DIGEST_BYTES + 1], lines[RELAY_RECEIPT_LINES_BYTES];

    bytes_to_hex(claim->digest, TRUST_DIGEST_BYTES, digest);
    if (strcmp(receipt->object_id, claim->object_id) != 0 ||
        strcmp(receipt->content_digest, digest) != 0 ||
        strcmp(receipt->kid, trust_key_id(key)) != 0)
        return ERR_NO_RECEIPT;
    relay_receipt_lines(receipt, lines);
    return trust_verify(key, lines, strlen(lines), receipt->signature) == ERR_OK ? ERR_OK
                                                                                 : ERR_NO_RECEIPT;
}
