#include "firmware/services/pickup/assignment.h"

#include <string.h>

#include <jansson.h>

#include "firmware/base/bytes.h"
#include "firmware/base/civil.h"
#include "firmware/base/text.h"

#define UUID_LENGTH 36

static bool is_uuid(const char *text)
{
    for (size_t i = 0; i < UUID_LENGTH; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;

        if (dash ? text[i] != '-' : text[i] == '\0' || strchr("0123456789abcdef", text[i]) == NULL)
            return false;
    }
    return text[UUID_LENGTH] == '\0';
}

/* A text without control characters that fits whole. */
static bool take_text(const json_t *object, const char *name, char *out, size_t size_bytes)
{
    const json_t *value = json_object_get(object, name);
    const char *text = json_string_value(value);

    if (text == NULL || text[0] == '\0' || strlen(text) != json_string_length(value))
        return false;
    for (const char *at = text; *at != '\0'; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f)
            return false;
    return text_copy(out, size_bytes, text);
}

static bool take_number(const json_t *object, const char *name, int64_t least, int64_t most,
                        int64_t *out)
{
    const json_t *value = json_object_get(object, name);

    *out = json_integer_value(value);
    return json_is_integer(value) && *out >= least && *out <= most;
}

static bool take_byte(const json_t *object, const char *name, int64_t most, uint8_t *out)
{
    int64_t number;
    bool taken = take_number(object, name, 1, most, &number);

    *out = taken ? (uint8_t)number : 0;
    return taken;
}

/* One of the names, as its index. */
static bool take_choice(const json_t *object, const char *name, const char *const *names,
                        uint8_t *out)
{
    const char *text = json_string_value(json_object_get(object, name));

    for (uint8_t i = 0; text != NULL && names[i] != NULL; i++)
        if (strcmp(text, names[i]) == 0) {
            *out = i;
            return true;
        }
    return false;
}

static bool take_hash(const json_t *object, const char *name, uint8_t out[DIGEST_BYTES])
{
    const char *text = json_string_value(json_object_get(object, name));

    return text != NULL && bytes_from_hex(text, out, DIGEST_BYTES);
}

static bool take_time(const json_t *object, const char *name, int64_t *out_s)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text != NULL && civil_parse(text, out_s);
}

/* Null or absent: no code. A code is asked for if and only if there is one to compare with. */
static bool take_code(const json_t *object, struct assignment *out)
{
    const json_t *value = json_object_get(object, "code_hash");

    out->has_code = value != NULL && !json_is_null(value);
    if (out->has_code && !take_hash(object, "code_hash", out->code_hash))
        return false;
    return out->has_code == ((out->factors & LOCKER_FACTOR_CODE) != 0);
}

/* Languages that this kiosk does not speak are passed over; the first must be there. */
static bool take_what(const json_t *object, struct assignment *out)
{
    const json_t *texts = json_object_get(object, "what");

    for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
        const char *tag = language_tag((enum language)i);

        if (json_object_get(texts, tag) != NULL &&
            !take_text(texts, tag, out->what[i], sizeof(out->what[i])))
            return false;
    }
    return out->what[0][0] != '\0';
}

static bool take_names(const json_t *object, struct assignment *out)
{
    const json_t *case_id = json_object_get(object, "case_id");

    return take_text(object, "assignment_id", out->id, sizeof(out->id)) && is_uuid(out->id) &&
           take_text(object, "kiosk_id", out->kiosk_id, sizeof(out->kiosk_id)) &&
           (case_id == NULL || json_is_null(case_id) ||
            take_text(object, "case_id", out->case_id, sizeof(out->case_id)));
}

static bool take_assignment(const json_t *object, struct assignment *out)
{
    static const char *const purposes[] = {"pickup", "deposit", NULL};
    static const char *const states[] = {"", "READY", "DONE", "WITHDRAWN", NULL};
    int64_t seq;

    if (!take_names(object, out) || !take_number(object, "seq", 1, INT64_MAX, &seq) ||
        !take_byte(object, "cell", LOCKER_CELLS_MAX, &out->cell) ||
        !take_byte(object, "factors", LOCKER_FACTOR_CARD | LOCKER_FACTOR_CODE, &out->factors) ||
        !take_choice(object, "purpose", purposes, &out->purpose) ||
        !take_choice(object, "state", states, &out->state) || out->state == 0)
        return false;
    out->seq = (uint64_t)seq;
    return take_hash(object, "subject_hash", out->subject_hash) && take_code(object, out) &&
           take_time(object, "not_before", &out->not_before_s) &&
           take_time(object, "expires", &out->expires_s) && out->not_before_s < out->expires_s &&
           take_what(object, out);
}

err_t assignment_parse(const void *text, size_t size_bytes, struct assignment *out_assignment)
{
    json_t *object;
    bool taken;

    memset(out_assignment, 0, sizeof(*out_assignment));
    if (size_bytes > ASSIGNMENT_BYTES_MAX - TRUST_SIGNATURE_BYTES)
        return ERR_LIMIT;
    object = json_loadb(text, size_bytes, JSON_REJECT_DUPLICATES, NULL);
    taken = object != NULL && take_assignment(object, out_assignment);
    json_decref(object);
    if (!taken)
        memset(out_assignment, 0, sizeof(*out_assignment));
    return taken ? ERR_OK : ERR_INVALID;
}

err_t assignment_open(const struct trust_key *key, const void *bytes, size_t size_bytes,
                      struct assignment *out_assignment)
{
    const uint8_t *text = (const uint8_t *)bytes + TRUST_SIGNATURE_BYTES;

    memset(out_assignment, 0, sizeof(*out_assignment));
    if (size_bytes > ASSIGNMENT_BYTES_MAX)
        return ERR_LIMIT;
    if (size_bytes <= TRUST_SIGNATURE_BYTES ||
        trust_verify(key, text, size_bytes - TRUST_SIGNATURE_BYTES, bytes) != ERR_OK)
        return ERR_SIGNATURE;
    return assignment_parse(text, size_bytes - TRUST_SIGNATURE_BYTES, out_assignment);
}

void assignment_hash(const struct assignment *assignment, const char *secret,
                     uint8_t out_hash[DIGEST_BYTES])
{
    char text[CASE_ID_BYTES + LOCKER_CODE_BYTES] = "";

    text_append(text, sizeof(text), assignment->id);
    text_append(text, sizeof(text), secret);
    trust_sha256(text, strlen(text), out_hash);
    bytes_wipe(text, sizeof(text));
}
