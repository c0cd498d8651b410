/* The receipt: the platform's signed word that an object lies there durably. Parsing is pure and
 * total; whether to believe it is relay_receipt_verify()'s question. Source: openapi.yaml, Receipt.
 */
#ifndef BANSHI_SERVICES_RELAY_RELAY_RECEIPT_PARSE_H
#define BANSHI_SERVICES_RELAY_RELAY_RECEIPT_PARSE_H

#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"
#include "firmware/services/trust/trust.h"

#define RELAY_RECEIPT_BYTES_MAX 2048
#define RELAY_RECEIPT_TEXT_BYTES 65
#define RELAY_RECEIPT_STATE_BYTES 33

struct relay_receipt {
    char receipt_id[RELAY_RECEIPT_TEXT_BYTES];
    char object_id[RELAY_RECEIPT_TEXT_BYTES];
    char content_digest[RELAY_RECEIPT_TEXT_BYTES]; /* SHA-256 of the body sent, lower-case hex */
    char state[RELAY_RECEIPT_STATE_BYTES];         /* "complete" or "awaiting_attachments" */
    char accepted_at[RELAY_RECEIPT_STATE_BYTES];   /* ISO 8601 with offset */
    char kid[TRUST_KID_TEXT_BYTES];
    uint8_t signature[TRUST_SIGNATURE_BYTES];
    char text[RELAY_RECEIPT_BYTES_MAX + 1]; /* the bytes as they came, for the store to keep */
    size_t text_length;
};

/* Reads a receipt. ERR_LIMIT: more than RELAY_RECEIPT_BYTES_MAX; ERR_INVALID: not a receipt. On any
 * error `out_receipt` is zeroed. */
MUST_USE err_t relay_receipt_parse(const void *bytes, size_t size_bytes,
                                   struct relay_receipt *out_receipt);

/* What a receipt must say to be believed for one object. */
struct relay_receipt_claim {
    const char *object_id;
    const uint8_t *digest; /* TRUST_DIGEST_BYTES, of the body that was sent */
};

/* ERR_NO_RECEIPT unless the receipt speaks of this object and these bytes and is signed by `key`.
 */
MUST_USE err_t relay_receipt_verify(const struct relay_receipt *receipt,
                                    const struct trust_key *key,
                                    const struct relay_receipt_claim *claim);

/* The lines that are signed: object_id LF content_digest LF state LF accepted_at LF receipt_id.
 * `out` holds RELAY_RECEIPT_LINES_BYTES. The platform signs the same lines. */
#define RELAY_RECEIPT_LINES_BYTES 320
void relay_receipt_lines(const struct relay_receipt *receipt, char *out);

#endif
