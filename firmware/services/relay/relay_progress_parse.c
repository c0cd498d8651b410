#include "firmware/services/relay/relay_progress_parse.h"

#include <stdbool.h>
#include <string.h>

#include <jansson.h>

#include "firmware/base/civil.h"
#include "firmware/base/text.h"

/* Where a case that was brought can stand: not DRAFT, for which the core has no name. */
static bool take_state(const json_t *object, uint32_t *out)
{
    const char *name = json_string_value(json_object_get(object, "state"));

    *out = name == NULL ? CASE_STATE_COUNT : case_state_find(name);
    return *out != CASE_STATE_COUNT && *out != CASE_NONE;
}

/* A name is shown as it is, so it may hold nothing that is no character. */
static bool take_name(const json_t *object, const char *name, char out[CASE_NAME_BYTES])
{
    const json_t *value = json_object_get(object, name);
    const char *text = json_string_value(value);

    if (text == NULL || text[0] == '\0' || strlen(text) != json_string_length(value))
        return false;
    for (const char *at = text; *at != '\0'; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f)
            return false;
    (void)text_copy(out, CASE_NAME_BYTES, text);
    return true;
}

static bool take_code(const json_t *object, char out[CASE_CODE_BYTES])
{
    const json_t *value = json_object_get(object, "code");
    const char *text = json_string_value(value);

    if (value == NULL)
        return true;
    if (text == NULL)
        return false;
    for (const char *at = text; *at != '\0'; at++)
        if (*at <= ' ' || *at > '~')
            return false;
    return text_copy(out, CASE_CODE_BYTES, text);
}

static bool take_stage(const json_t *object, struct case_stage *out)
{
    const json_t *at = json_object_get(object, "at");

    return take_name(object, "department", out->department) && take_state(object, &out->state) &&
           (at == NULL ||
            (json_is_string(at) && civil_parse(json_string_value(at), &out->at_wall_s)));
}

static err_t take_progress(const json_t *object, struct case_progress *out)
{
    const json_t *stages = json_object_get(object, "stages");

    if (!take_state(object, &out->state) || !take_name(object, "service", out->service) ||
        !take_code(object, out->code) || !json_is_array(stages))
        return ERR_INVALID;
    if (json_array_size(stages) > CASE_STAGES_MAX)
        return ERR_LIMIT;
    for (size_t i = 0; i < json_array_size(stages); i++)
        if (!take_stage(json_array_get(stages, i), &out->stages[i]))
            return ERR_INVALID;
    out->stage_count = (uint32_t)json_array_size(stages);
    return ERR_OK;
}

err_t relay_progress_parse(const void *bytes, size_t size_bytes, struct case_progress *out_progress)
{
    json_t *object;
    err_t err;

    memset(out_progress, 0, sizeof(*out_progress));
    if (size_bytes > RELAY_PROGRESS_BYTES_MAX)
        return ERR_LIMIT;
    object = json_loadb(bytes, size_bytes, JSON_REJECT_DUPLICATES, NULL);
    err = object == NULL ? ERR_INVALID : take_progress(object, out_progress);
    json_decref(object);
    if (err != ERR_OK)
        memset(out_progress, 0, sizeof(*out_progress));
    return err;
}
