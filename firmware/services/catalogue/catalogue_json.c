#include "firmware/services/catalogue/catalogue_json.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "firmware/base/text.h"

#define STRING_BYTES_MAX 4096
#define SHOWN_BYTES_MAX 60

struct catalogue_at catalogue_json_root(struct catalogue_json *json, json_t *value)
{
    return (struct catalogue_at){.json = json, .value = value};
}

struct catalogue_at catalogue_json_key(const struct catalogue_at *up, const char *key)
{
    return (struct catalogue_at){
        .json = up->json, .up = up, .key = key, .value = json_object_get(up->value, key)};
}

struct catalogue_at catalogue_json_element(const struct catalogue_at *up, size_t index)
{
    return (struct catalogue_at){
        .json = up->json, .up = up, .index = index, .value = json_array_get(up->value, index)};
}

static void append_path(const struct catalogue_at *at, char *out, size_t size_bytes)
{
    if (at->up == NULL)
        return;
    append_path(at->up, out, size_bytes);
    if (at->key == NULL) {
        text_append(out, size_bytes, "[");
        text_append_number(out, size_bytes, at->index, 1);
        text_append(out, size_bytes, "]");
        return;
    }
    if (at->up->up != NULL)
        text_append(out, size_bytes, ".");
    text_append(out, size_bytes, at->key);
}

void catalogue_json_fail(const struct catalogue_at *at, err_t err, const char *format, ...)
{
    char what[200];
    va_list arguments;

    if (at->json->err != ERR_OK)
        return;
    at->json->err = err;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    text_copy(at->json->why, at->json->why_bytes, "");
    append_path(at, at->json->why, at->json->why_bytes);
    if (at->up != NULL)
        text_append(at->json->why, at->json->why_bytes, ": ");
    text_append(at->json->why, at->json->why_bytes, what);
}

bool catalogue_json_failed(const struct catalogue_at *at)
{
    return at->json->err != ERR_OK;
}

static bool is_known(const char *key, const char *const *keys)
{
    for (; *keys != NULL; keys++) {
        if (strcmp(key, **keys == '?' ? *keys + 1 : *keys) == 0)
            return true;
    }
    return false;
}

void catalogue_json_object(const struct catalogue_at *at, const char *const *keys)
{
    const char *key;
    json_t *value;

    if (!json_is_object(at->value)) {
        catalogue_json_fail(at, ERR_INVALID,
                            at->value == NULL ? "is missing" : "must be an object");
        return;
    }
    json_object_foreach(at->value, key, value)
    {
        if (!is_known(key, keys))
            catalogue_json_fail(at, ERR_INVALID, "unknown key '%.*s'", SHOWN_BYTES_MAX, key);
    }
    for (; *keys != NULL; keys++) {
        if (**keys != '?' && json_object_get(at->value, *keys) == NULL)
            catalogue_json_fail(at, ERR_INVALID, "'%s' is missing", *keys);
    }
}

size_t catalogue_json_array(const struct catalogue_at *at, size_t min, size_t max)
{
    size_t count = json_array_size(at->value);

    if (!json_is_array(at->value))
        catalogue_json_fail(at, ERR_INVALID, at->value == NULL ? "is missing" : "must be an array");
    else if (count < min)
        catalogue_json_fail(at, ERR_INVALID, "has %zu elements, at least %zu are needed", count,
                            min);
    else if (count > max)
        catalogue_json_fail(at, ERR_LIMIT, "has %zu elements, at most %zu are allowed", count, max);
    return catalogue_json_failed(at) ? 0 : count;
}

static bool has_control_character(const char *text)
{
    for (; *text != '\0'; text++) {
        if (((unsigned char)*text < ' ' && *text != '\n') || *text == 0x7F)
            return true;
    }
    return false;
}

const char *catalogue_json_string(const struct catalogue_at *at, size_t max)
{
    const char *text = json_string_value(at->value);

    if (max > STRING_BYTES_MAX)
        max = STRING_BYTES_MAX;
    if (text == NULL)
        catalogue_json_fail(at, ERR_INVALID, at->value == NULL ? "is missing" : "must be a string");
    else if (*text == '\0')
        catalogue_json_fail(at, ERR_INVALID, "is empty");
    else if (json_string_length(at->value) > max)
        catalogue_json_fail(at, ERR_LIMIT, "has %zu bytes, at most %zu are allowed",
                            json_string_length(at->value), max);
    else if (has_control_character(text))
        catalogue_json_fail(at, ERR_INVALID, "has a control character");
    return catalogue_json_failed(at) ? "" : text;
}

void catalogue_json_code(const struct catalogue_at *at, char *out, size_t size_bytes)
{
    const char *text = catalogue_json_string(at, size_bytes - 1);

    if (strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-") != strlen(text))
        catalogue_json_fail(at, ERR_INVALID, "'%.*s' may hold only a-z, 0-9, '_' and '-'",
                            SHOWN_BYTES_MAX, text);
    else
        text_copy(out, size_bytes, text);
}

int64_t catalogue_json_integer(const struct catalogue_at *at, int64_t min, int64_t max)
{
    json_int_t value = json_integer_value(at->value);

    if (!json_is_integer(at->value))
        catalogue_json_fail(at, ERR_INVALID,
                            at->value == NULL ? "is missing" : "must be a whole number");
    else if (value < min || value > max)
        catalogue_json_fail(at, ERR_LIMIT, "must be %" PRId64 " to %" PRId64, min, max);
    return catalogue_json_failed(at) ? min : value;
}

bool catalogue_json_flag(const struct catalogue_at *at)
{
    if (at->value != NULL && !json_is_boolean(at->value))
        catalogue_json_fail(at, ERR_INVALID, "must be true or false");
    return json_is_true(at->value);
}

size_t catalogue_json_name(const struct catalogue_at *at, const char *const *names, size_t count)
{
    const char *text = catalogue_json_string(at, STRING_BYTES_MAX);
    size_t i;

    for (i = 0; i < count; i++) {
        if (names[i] != NULL && strcmp(text, names[i]) == 0)
            return i;
    }
    catalogue_json_fail(at, ERR_INVALID, "unknown name '%.*s'", SHOWN_BYTES_MAX, text);
    return 0;
}
