#include "firmware/services/relay/relay_assignments_parse.h"

#include <string.h>

#include <jansson.h>

static err_t take_item(const json_t *object, struct relay_assignment *out)
{
    const json_t *text = json_object_get(object, "assignment");
    const char *sig = json_string_value(json_object_get(object, "sig"));
    size_t size_bytes = 0;

    if (!json_is_string(text) || json_string_length(text) == 0 || sig == NULL ||
        trust_base64_decode(sig, out->signature, sizeof(out->signature), &size_bytes) != ERR_OK ||
        size_bytes != sizeof(out->signature))
        return ERR_INVALID;
    if (json_string_length(text) > sizeof(out->text))
        return ERR_LIMIT;
    memcpy(out->text, json_string_value(text), json_string_length(text));
    out->text_bytes = (uint32_t)json_string_length(text);
    return ERR_OK;
}

static err_t take_items(const json_t *array, struct relay_assignments *out)
{
    err_t err = json_is_array(array) ? ERR_OK : ERR_INVALID;

    if (json_array_size(array) > RELAY_ASSIGNMENTS_MAX)
        return ERR_LIMIT;
    for (size_t i = 0; i < json_array_size(array) && err == ERR_OK; i++)
        err = take_item(json_array_get(array, i), &out->items[i]);
    out->count = (uint32_t)json_array_size(array);
    return err;
}

err_t relay_assignments_parse(const void *bytes, size_t size_bytes,
                              struct relay_assignments *out_assignments)
{
    json_t *array;
    err_t err;

    memset(out_assignments, 0, sizeof(*out_assignments));
    if (size_bytes > RELAY_ASSIGNMENTS_BYTES_MAX)
        return ERR_LIMIT;
    array = json_loadb(bytes, size_bytes, JSON_REJECT_DUPLICATES, NULL);
    err = array == NULL ? ERR_INVALID : take_items(array, out_assignments);
    json_decref(array);
    if (err != ERR_OK)
        memset(out_assignments, 0, sizeof(*out_assignments));
    return err;
}
