#include "tools/tables/hand_glyphs.h"

#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/text.h"

#define BASELINE 900 /* y of the stroke data's top, which counts upwards */
#define FIRST_IDEOGRAPH 0x3400
#define PATH_BYTES 4096

static bool point_read(const json_t *pair, struct ink *ink, bool is_first)
{
    struct ink_point point;

    if (json_array_size(pair) != 2)
        return false;
    point.x = (int16_t)json_number_value(json_array_get(pair, 0));
    point.y = (int16_t)(BASELINE - json_number_value(json_array_get(pair, 1)));
    return is_first ? ink_begin(ink, point) : ink_go_on(ink, point);
}

static bool medians_read(const json_t *medians, struct ink *ink)
{
    size_t stroke, i;
    const json_t *points, *pair;

    json_array_foreach(medians, stroke, points)
    {
        json_array_foreach(points, i, pair)
        {
            if (!point_read(pair, ink, i == 0))
                return false;
        }
    }
    return ink->stroke_count > 0 && ink->stroke_count == json_array_size(medians);
}

static err_t file_read(struct hand_glyphs *glyphs, const char *path, uint32_t character)
{
    struct ink ink = {0};
    json_t *file = json_load_file(path, 0, NULL);
    bool whole = medians_read(json_object_get(file, "medians"), &ink);

    json_decref(file);
    if (!whole) {
        fprintf(stderr, "hand: %s is no stroke data\n", path);
        return ERR_INVALID;
    }
    hand_glyphs_add(glyphs, character, &ink);
    return ERR_OK;
}

/* The character a file is named after; 0 when it is not named so. */
static uint32_t character_of(const char *name)
{
    size_t length;
    uint32_t character = text_next(name, &length);

    return strcmp(name + length, ".json") == 0 && character >= FIRST_IDEOGRAPH ? character : 0;
}

err_t hand_glyphs_read(struct hand_glyphs *glyphs, const char *folder)
{
    DIR *files = opendir(folder);
    struct dirent *entry;
    err_t err = ERR_OK;

    if (files == NULL)
        return ERR_NOT_FOUND;
    while (err == ERR_OK && (entry = readdir(files)) != NULL) {
        char path[PATH_BYTES];
        uint32_t character = character_of(entry->d_name);

        if (character == 0)
            continue;
        snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        err = file_read(glyphs, path, character);
    }
    closedir(files);
    if (err == ERR_OK && glyphs->list.count == 0)
        err = ERR_NOT_FOUND;
    return err;
}

/* "12,3 45,6;7,8 9,10": points, with ';' between strokes. */
static void drawing_add(struct hand_glyphs *glyphs, uint32_t character, const char *drawing)
{
    struct ink ink = {0};
    bool is_first = true;

    while (*drawing != '\0') {
        char *end;
        struct ink_point point;

        point.x = (int16_t)(strtol(drawing, &end, 10) * HAND_GLYPH_SIDE / 100);
        point.y = (int16_t)(strtol(end + 1, &end, 10) * HAND_GLYPH_SIDE / 100);
        if (is_first)
            (void)ink_begin(&ink, point);
        else
            (void)ink_go_on(&ink, point);
        is_first = *end == ';';
        drawing = *end == '\0' ? end : end + 1;
    }
    hand_glyphs_add(glyphs, character, &ink);
}

void hand_glyphs_draw_latin(struct hand_glyphs *glyphs)
{
    static const struct {
        uint32_t character;
        const char *drawing;
    } DRAWINGS[] = {
#define LATIN(character, drawing) {character, drawing},
#include "tools/tables/hand_latin.def"
#undef LATIN
    };

    for (size_t i = 0; i < sizeof(DRAWINGS) / sizeof(DRAWINGS[0]); i++)
        drawing_add(glyphs, DRAWINGS[i].character, DRAWINGS[i].drawing);
}

void hand_glyphs_add(struct hand_glyphs *glyphs, uint32_t character, const struct ink *ink)
{
    struct hand_glyph *glyph = grow_add(&glyphs->list, sizeof(*glyph));

    glyph->character = character;
    glyph->ink = *ink;
}

static int compare(const void *a, const void *b)
{
    uint32_t left = ((const struct hand_glyph *)a)->character;
    uint32_t right = ((const struct hand_glyph *)b)->character;

    return left < right ? -1 : left > right;
}

void hand_glyphs_sort(struct hand_glyphs *glyphs)
{
    qsort(glyphs->list.at, glyphs->list.count, sizeof(struct hand_glyph), compare);
    glyphs->sorted = glyphs->list.count;
}

const struct hand_glyph *hand_glyphs_find(const struct hand_glyphs *glyphs, uint32_t character)
{
    const struct hand_glyph *all = glyphs->list.at;
    size_t low = 0, high = glyphs->sorted;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (all[middle].character == character)
            return &all[middle];
        if (all[middle].character < character)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const struct hand_glyph *hand_glyphs_at(const struct hand_glyphs *glyphs, size_t index)
{
    return (const struct hand_glyph *)glyphs->list.at + index;
}

void hand_glyphs_finish(struct hand_glyphs *glyphs)
{
    grow_finish(&glyphs->list);
}
