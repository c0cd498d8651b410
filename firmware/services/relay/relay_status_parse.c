#include "firmware/services/relay/relay_status_parse.h"

#include <stdbool.h>
#include <string.h>

#include <jansson.h>

#include "firmware/base/text.h"

static const char *const state_names[] = {
    "DRAFT",  "SUBMITTED", "ACCEPTED",    "SUPPLEMENT", "REFUSED_ACCEPT",
    "REVIEW", "SUSPENDED", "DECIDED_YES", "DECIDED_NO", "DELIVERING",
    "DONE",   "WITHDRAWN", "EXPIRED",
};

static bool is_state(const char *text)
{
    for (size_t i = 0; i < sizeof(state_names) / sizeof(state_names[0]); i++)
        if (strcmp(text, state_names[i]) == 0)
            return true;
    return false;
}

/* Everything here is a code, never a sentence: printable ASCII of a stated size. */
static bool take_code(const json_t *object, const char *name, char *out, size_t size_bytes)
{
    const json_t *value = json_object_get(object, name);
    const char *text = json_string_value(value);

    if (text == NULL || json_string_length(value) >= size_bytes)
        return false;
    for (const char *at = text; *at != '\0'; at++)
        if (*at < ' ' || *at > '~')
            return false;
    return text_copy(out, size_bytes, text);
}

static bool take_date(const json_t *object, const char *name, char out[11])
{
    if (!take_code(object, name, out, 11) || strlen(out) != 10)
        return false;
    for (size_t i = 0; i < 10; i++)
        if ((i == 4 || i == 7) ? out[i] != '-' : (out[i] < '0' || out[i] > '9'))
            return false;
    return true;
}

static err_t take_documents(const json_t *array, struct relay_status *out)
{
    if (!json_is_array(array))
        return ERR_INVALID;
    if (json_array_size(array) > RELAY_STATUS_DOCUMENT_COUNT_MAX)
        return ERR_LIMIT;
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *from = json_array_get(array, i);
        struct relay_document *to = &out->documents[i];

        if (!take_code(from, "kind", to->kind, sizeof(to->kind)) ||
            !take_code(from, "verification_code", to->verification_code,
                       sizeof(to->verification_code)) ||
            !take_date(from, "valid_until", to->valid_until))
            return ERR_INVALID;
    }
    out->document_count = json_array_size(array);
    return ERR_OK;
}

static err_t take_status(const json_t *object, struct relay_status *out)
{
    const json_t *version = json_object_get(object, "state_version");

    if (!take_code(object, "state", out->state, sizeof(out->state)) || !is_state(out->state) ||
        !take_code(object, "next_step", out->next_step, sizeof(out->next_step)))
        return ERR_INVALID;
    if (json_object_get(object, "decided_by") != NULL &&
        !take_code(object, "decided_by", out->decided_by, sizeof(out->decided_by)))
        return ERR_INVALID;
    if (!json_is_integer(version) || json_integer_value(version) < 0 ||
        json_integer_value(version) > UINT32_MAX)
        return ERR_INVALID;
    out->state_version = (uint32_t)json_integer_value(version);
    return take_documents(json_object_get(object, "documents"), out);
}

err_t relay_status_parse(const void *bytes, size_t size_bytes, struct relay_status *out_status)
{
    json_t *object;
    err_t err;

    memset(out_status, 0, sizeof(*out_status));
    if (size_bytes > RELAY_STATUS_BYTES_MAX)
        return ERR_LIMIT;
    object = json_loadb(bytes, size_bytes, JSON_REJECT_DUPLICATES, NULL);
    err = object == NULL ? ERR_INVALID : take_status(object, out_status);
    json_decref(object);
    if (err != ERR_OK)
        memset(out_status, 0, sizeof(*out_status));
    return err;
}
