#include "ui/input/places.h"

#include <stdbool.h>
#include <stdlib.h>

#include "firmware/base/check.h"
#include "ui/input/table.h"

struct places {
    struct table table;
    const struct table_place *places;
    const char *names;
    uint32_t place_count;
    uint32_t name_bytes;
};

/* Children stand behind their parent, so that nobody can walk in circles. */
static bool places_hold(const struct places *places)
{
    if (places->place_count == 0 || places->name_bytes == 0 ||
        places->names[places->name_bytes - 1] != 0)
        return false;
    for (uint32_t i = 0; i < places->place_count; i++) {
        const struct table_place *at = &places->places[i];
        if (at->name_offset >= places->name_bytes || at->child_count > places->place_count ||
            (at->child_count > 0 &&
             (at->first_child <= i || at->first_child > places->place_count - at->child_count)))
            return false;
    }
    return true;
}

static err_t take_sections(struct places *places)
{
    const void *records = NULL, *names = NULL;
    err_t err = table_section(&places->table, TABLE_PLACES_PLACES, sizeof(struct table_place),
                              &records, &places->place_count);
    if (err == ERR_OK)
        err = table_section(&places->table, TABLE_PLACES_NAMES, 1, &names, &places->name_bytes);
    if (err != ERR_OK)
        return err;
    places->places = records;
    places->names = names;
    return places_hold(places) ? ERR_OK : ERR_INVALID;
}

err_t places_open(const char *path, struct places **out)
{
    *out = NULL;
    struct places *made = calloc(1, sizeof(*made));
    if (made == NULL)
        return ERR_MEMORY;
    err_t err = table_open(&made->table, path, TABLE_PLACES, TABLE_PLACES_VERSION);
    if (err == ERR_OK)
        err = take_sections(made);
    if (err == ERR_OK)
        *out = made;
    else
        places_close(made);
    return err;
}

void places_close(struct places *places)
{
    if (places == NULL)
        return;
    table_close(&places->table);
    free(places);
}

uint32_t places_count(const struct places *places, uint32_t parent)
{
    CHECK(parent < places->place_count);
    return places->places[parent].child_count;
}

uint32_t places_child(const struct places *places, uint32_t parent, uint32_t index)
{
    CHECK(index < places_count(places, parent));
    return places->places[parent].first_child + index;
}

const char *places_name(const struct places *places, uint32_t place)
{
    CHECK(place < places->place_count);
    return places->names + places->places[place].name_offset;
}

uint32_t places_code(const struct places *places, uint32_t place)
{
    CHECK(place < places->place_count);
    return places->places[place].code;
}
