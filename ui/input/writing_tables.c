#include "ui/input/writing_tables.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/text.h"
#include "ui/input/hand.h"
#include "ui/input/parts.h"
#include "ui/input/pinyin.h"
#include "ui/input/places.h"

#define PATH_BYTES 512
#define WAYS_WITHOUT_TABLES (1u << WAY_DIGITS | 1u << WAY_ID | 1u << WAY_LATIN)

struct writing_tables {
    struct hand *hand;
    struct pinyin *pinyin;
    struct parts *parts;
    struct places *places;
};

/* The path of one table; false when it is too long. */
static bool table_path(char out[PATH_BYTES], const char *folder, const char *name)
{
    return snprintf(out, PATH_BYTES, "%s/%s", folder, name) < PATH_BYTES;
}

/* A table that cannot be opened stays closed; the way that needs it is not offered. */
static void open_all(struct writing_tables *tables, const char *folder)
{
    char path[PATH_BYTES];

    if (table_path(path, folder, "hand.tbl") && hand_open(path, &tables->hand) != ERR_OK)
        tables->hand = NULL;
    if (table_path(path, folder, "pinyin.tbl") && pinyin_open(path, &tables->pinyin) != ERR_OK)
        tables->pinyin = NULL;
    if (table_path(path, folder, "parts.tbl") && parts_open(path, &tables->parts) != ERR_OK)
        tables->parts = NULL;
    if (table_path(path, folder, "places.tbl") && places_open(path, &tables->places) != ERR_OK)
        tables->places = NULL;
}

err_t writing_tables_open(const char *path, struct writing_tables **out)
{
    struct writing_tables *tables = calloc(1, sizeof(*tables));

    *out = tables;
    if (tables == NULL)
        return ERR_MEMORY;
    if (path != NULL)
        open_all(tables, path);
    return ERR_OK;
}

void writing_tables_close(struct writing_tables *tables)
{
    if (tables == NULL)
        return;
    hand_close(tables->hand);
    pinyin_close(tables->pinyin);
    parts_close(tables->parts);
    places_close(tables->places);
    free(tables);
}

uint32_t writing_tables_ways(const struct writing_tables *tables)
{
    uint32_t ways = WAYS_WITHOUT_TABLES;

    if (tables == NULL)
        return ways;
    ways |= tables->hand != NULL ? 1u << WAY_HAND : 0;
    ways |= tables->pinyin != NULL ? 1u << WAY_PINYIN : 0;
    ways |= tables->parts != NULL ? 1u << WAY_STROKES | 1u << WAY_PARTS : 0;
    ways |= tables->places != NULL ? 1u << WAY_PLACES : 0;
    return ways;
}

/* ---- candidates ---- */

/* Characters become candidates, those behind `skipped` that there is room for. */
static void take_characters(struct writing *writing, const uint32_t *found, int count)
{
    for (int i = writing->skipped; i < count && writing->candidate_count < WRITING_CANDIDATES_MAX;
         i++) {
        struct writing_candidate *candidate = &writing->candidates[writing->candidate_count++];

        candidate->text[text_put(candidate->text, found[i])] = '\0';
    }
}

static void find_hand(const struct writing_tables *tables, struct writing *writing)
{
    uint32_t found[HAND_CANDIDATES_MAX] = {0};
    int count = 0;

    if (tables->hand != NULL && writing->ink.stroke_count > 0)
        count = hand_recognise(tables->hand, &writing->ink, found, HAND_CANDIDATES_MAX);
    take_characters(writing, found, count);
    bytes_wipe(found, sizeof(found));
}

static void find_pinyin(const struct writing_tables *tables, struct writing *writing)
{
    static const enum pinyin_about abouts[] = {
        [ABOUT_ANY] = PINYIN_ANY, [ABOUT_NAME] = PINYIN_NAME, [ABOUT_ADDRESS] = PINYIN_ADDRESS};
    struct pinyin_candidate found[WRITING_CANDIDATES_MAX];
    enum pinyin_about about =
        writing->scope.about <= ABOUT_ADDRESS ? abouts[writing->scope.about] : PINYIN_ANY;
    int count;

    bytes_wipe(writing->syllables, sizeof(writing->syllables));
    if (tables->pinyin == NULL || writing->letters[0] == '\0')
        return;
    pinyin_split(tables->pinyin, writing->letters, writing->syllables);
    count = pinyin_find(tables->pinyin, about, writing->letters, writing->skipped, found,
                        WRITING_CANDIDATES_MAX);
    for (int i = 0; i < count; i++) {
        text_copy(writing->candidates[i].text, WRITING_TEXT_BYTES, found[i].text);
        writing->candidates[i].letters = found[i].letters;
    }
    writing->candidate_count = count;
    bytes_wipe(found, sizeof(found));
}

static void find_strokes(const struct writing_tables *tables, struct writing *writing)
{
    uint32_t found[PARTS_FOUND_MAX] = {0};
    int count = 0;

    if (tables->parts != NULL && writing->strokes[0] != '\0')
        count = parts_by_strokes(tables->parts, writing->strokes, false, found, PARTS_FOUND_MAX);
    take_characters(writing, found, count);
    bytes_wipe(found, sizeof(found));
}

/* What the chosen components make, or what the code means. */
static void find_rare(const struct writing_tables *tables, struct writing *writing)
{
    uint32_t found[PARTS_FOUND_MAX] = {0};
    int count = 0;

    if (tables->parts == NULL)
        return;
    if (writing->by_code && writing->code[0] != '\0')
        count = parts_from_code(tables->parts, writing->code, found);
    else if (!writing->by_code && writing->component_count > 0)
        count = parts_by_components(tables->parts, writing->components, writing->component_count,
                                    found, PARTS_FOUND_MAX);
    take_characters(writing, found, count);
    writing->first_code[0] = '\0';
    if (count > 0)
        parts_code_of(tables->parts, found[0], writing->first_code);
    bytes_wipe(found, sizeof(found));
}

static uint32_t place_of(const struct writing *writing)
{
    return writing->depth > 0 ? writing->path[writing->depth - 1].place : PLACES_ROOT;
}

static void find_places(const struct writing_tables *tables, struct writing *writing)
{
    uint32_t parent = place_of(writing), count;

    if (tables->places == NULL)
        return;
    count = places_count(tables->places, parent);
    for (uint32_t i = (uint32_t)writing->skipped;
         i < count && writing->candidate_count < WRITING_CANDIDATES_MAX; i++) {
        struct writing_candidate *candidate = &writing->candidates[writing->candidate_count++];

        candidate->place = places_child(tables->places, parent, i);
        text_copy(candidate->text, WRITING_TEXT_BYTES,
                  places_name(tables->places, candidate->place));
    }
}

void writing_tables_find(const struct writing_tables *tables, struct writing *writing)
{
    if (tables == NULL)
        return;
    switch ((enum way)writing->scope.way) {
    case WAY_HAND:
        find_hand(tables, writing);
        break;
    case WAY_PINYIN:
        find_pinyin(tables, writing);
        break;
    case WAY_STROKES:
        find_strokes(tables, writing);
        break;
    case WAY_PARTS:
        if (writing->ink.stroke_count > 0)
            find_hand(tables, writing);
        else
            find_rare(tables, writing);
        break;
    case WAY_PLACES:
        find_places(tables, writing);
        break;
    case WAY_DIGITS:
    case WAY_ID:
    case WAY_LATIN:
    case WAY_COUNT:
        break;
    }
}

bool writing_tables_is_divided(const struct writing_tables *tables,
                               const struct writing_candidate *place)
{
    return tables != NULL && tables->places != NULL &&
           places_count(tables->places, place->place) > 0;
}
