#include "tools/tables/make.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/tables/divisions.h"
#include "tools/tables/writer.h"

err_t make_places(const struct make_paths *paths)
{
    struct divisions divisions;
    err_t err = divisions_load(&divisions, paths->divisions);
    if (err != ERR_OK)
        return err;
    struct grow places = {0}, names = {0};
    const struct division *all = divisions.list.at;
    for (size_t i = 0; i < divisions.list.count; i++) {
        struct table_place *place = grow_add(&places, sizeof(*place));
        place->code = (uint32_t)strtoul(all[i].code, NULL, 10);
        place->first_child = all[i].first_child;
        place->child_count = all[i].child_count;
        place->name_offset = (uint32_t)grow_append(&names, all[i].name, 1, strlen(all[i].name) + 1);
    }
    struct writer writer = {.kind = TABLE_PLACES, .version = TABLE_PLACES_VERSION};
    writer_add(&writer, places.at, places.record_bytes, places.count);
    writer_add(&writer, names.at, names.record_bytes, names.count);
    char path[4096];
    snprintf(path, sizeof(path), "%s/places.tbl", paths->out);
    err = writer_save(&writer, path);
    printf("places.tbl: %zu places\n", places.count);
    grow_finish(&places);
    grow_finish(&names);
    divisions_finish(&divisions);
    return err;
}
