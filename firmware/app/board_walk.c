#include "firmware/app/board_walk.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "firmware/base/text.h"

void board_fail(struct board_walk *walk, const char *format, ...)
{
    va_list arguments;

    if (walk->failed)
        return;
    walk->failed = true;
    va_start(arguments, format);
    vsnprintf(walk->problem->text, sizeof(walk->problem->text), format, arguments);
    va_end(arguments);
}

long long board_read_number(struct board_walk *walk, const char *place, const json_t *object,
                            struct board_number number)
{
    const json_t *value = json_object_get(object, number.name);

    if (!json_is_integer(value) || json_integer_value(value) < number.least ||
        json_integer_value(value) > number.most) {
        board_fail(walk, "%s.%s: a whole number from %lld to %lld is needed", place, number.name,
                   number.least, number.most);
        return number.least;
    }
    return json_integer_value(value);
}

void board_read_string(struct board_walk *walk, const char *place, const json_t *object,
                       struct board_string string)
{
    const json_t *value = json_object_get(object, string.name);

    if (!json_is_string(value) || json_string_length(value) == 0 ||
        strlen(json_string_value(value)) != json_string_length(value) ||
        !text_copy(string.out, string.size_bytes, json_string_value(value)))
        board_fail(walk, "%s.%s: a text of 1 to %zu bytes is needed", place, string.name,
                   string.size_bytes - 1);
}

const json_t *board_read_object(struct board_walk *walk, const char *place, const json_t *value,
                                const char *const *names)
{
    const char *key;
    json_t *member;

    if (!json_is_object(value)) {
        board_fail(walk, "%s: an object is needed", place);
        return NULL;
    }
    json_object_foreach((json_t *)(uintptr_t)value, key, member)
    {
        bool known = false;

        for (size_t i = 0; names[i] != NULL; i++)
            known = known || strcmp(names[i], key) == 0;
        if (!known)
            board_fail(walk, "%s.%s: no such member", place, key);
    }
    return value;
}
