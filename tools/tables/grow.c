#include "tools/tables/grow.h"

#include <stdlib.h>
#include <string.h>

#include "firmware/base/check.h"

size_t grow_append(struct grow *list, const void *records, size_t record_bytes, size_t count)
{
    CHECK(list->record_bytes == 0 || list->record_bytes == record_bytes);
    list->record_bytes = record_bytes;
    if (list->count + count > list->room) {
        size_t room = (list->count + count) * 2 + 64;
        void *at = realloc(list->at, room * record_bytes);
        CHECK(at != NULL);
        list->at = at;
        list->room = room;
    }
    size_t first = list->count;
    char *to = (char *)list->at + first * record_bytes;
    if (records != NULL)
        memcpy(to, records, count * record_bytes);
    else
        memset(to, 0, count * record_bytes);
    list->count += count;
    return first;
}

void *grow_add(struct grow *list, size_t record_bytes)
{
    size_t at = grow_append(list, NULL, record_bytes, 1);
    return (char *)list->at + at * record_bytes;
}

void grow_finish(struct grow *list)
{
    free(list->at);
    *list = (struct grow){0};
}
