#include "firmware/services/relay/relay_problem_parse.h"

#include <string.h>

#include <jansson.h>

#include "firmware/base/text.h"

/* It goes into logs: a line feed from outside must not look like a line of ours. */
static void take_line(const json_t *value, char *out, size_t size_bytes)
{
    const char *text = json_string_value(value);

    if (text == NULL)
        return;
    text_copy(out, size_bytes, text);
    for (char *at = out; *at != '\0'; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f)
            *at = ' ';
}

err_t relay_problem_parse(const void *bytes, size_t size_bytes, struct relay_problem *out_problem)
{
    json_t *object, *type;
    const char *text, *slash;

    memset(out_problem, 0, sizeof(*out_problem));
    if (size_bytes > RELAY_PROBLEM_BYTES_MAX)
        return ERR_LIMIT;
    object = json_loadb(bytes, size_bytes, JSON_REJECT_DUPLICATES, NULL);
    type = json_object_get(object, "type");
    text = json_string_value(type);
    if (text == NULL) {
        json_decref(object);
        return ERR_INVALID;
    }
    slash = strrchr(text, '/');
    if (slash != NULL && json_string_set(type, slash + 1) != 0)
        goto out;
    take_line(type, out_problem->type, sizeof(out_problem->type));
    take_line(json_object_get(object, "title"), out_problem->title, sizeof(out_problem->title));
out:
    json_decref(object);
    return ERR_OK;
}
