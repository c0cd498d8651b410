/* Canonical JSON into a buffer of the caller: sorted keys, no spaces, the escapes of jansson's
 * JSON_SORT_KEYS | JSON_COMPACT. Written by hand because a library leaves a citizen's words in
 * freed heap blocks; a unit test holds it against the library. The caller writes the keys in order.
 */
#ifndef BANSHI_SERVICES_STORE_STORE_JSON_H
#define BANSHI_SERVICES_STORE_STORE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"
#include "firmware/core/event.h"
#include "firmware/services/store/store.h"

/* A draft with every text full of control characters and a signature of the longest numbers: 37 KB.
 */
#define STORE_PAYLOAD_BYTES 40960

struct store_json {
    char *out;
    size_t size_bytes, length;
    bool is_full; /* something did not fit; the text is not to be used */
};

/* Starts an empty text in `out`, which stays the caller's. */
struct store_json store_json_start(char *out, size_t size_bytes);

/* Appends text as it is: braces, commas, quoted keys. */
void store_json_raw(struct store_json *json, const char *text);

/* Appends a quoted, escaped string; `text` is UTF-8. */
void store_json_string(struct store_json *json, const char *text);

void store_json_number(struct store_json *json, int64_t number);

/* Appends bytes as a quoted base64 string. */
void store_json_base64(struct store_json *json, const void *bytes, size_t size_bytes);

/* Writes the payload that is sealed:
 * {"applicant":{"address","birth","name","nation","number","sex"},
 * "attachments":[{"code","id","sha256","size_bytes"},...],"fields":{code:value,...},"language":tag,
 * "signature":{"strokes":[[x,y,x,y,...],...],"unit":"0.1mm"},"signed_by":"ink"}. "attachments" is
 * there only with some; the last two only when the service asks for a signature;
 * "signed_by":"confirmed" stands alone. ERR_INVALID: a text is not terminated or not UTF-8, a
 * number is out of range, a field has no code or is named twice, as an attachment, the ink is empty
 * or not what ink.h makes. The caller wipes `json->out`. */
MUST_USE err_t store_json_draft(struct store_json *json, const struct draft *draft);

/* What the platform is told of an attachment in clear, so that it knows what to await. */
struct store_json_attachment {
    const char *id;
    uint8_t digest[DIGEST_BYTES]; /* of the body that will be sent */
    uint32_t size_bytes;
};

/* What the body of PUT /v1/cases/{id} says around a sealed payload. */
struct store_json_case {
    const char *kiosk_id;
    const struct draft *draft; /* service, versions; nothing of the person */
    const struct moment *at;
    uint32_t boot;
    const struct store_case *saved;
    const struct trust_envelope *envelope;
    const uint8_t *cipher;
    size_t cipher_bytes;
    const struct store_json_attachment *attachments;
    size_t attachment_count;
};

/* Writes that body; the shape is in tools/platform's OpenAPI document. */
void store_json_case(struct store_json *json, const struct store_json_case *parts);

/* True when the text ends within its array and is UTF-8. */
bool store_json_is_text(const char *text, size_t size_bytes);

#endif
