#include "ui/input/writing_tables.h"

#include <stdlib.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/text.h"
#include "ui/input/hand.h"
#include "ui/input/hand_file.h"
#include "ui/input/parts.h"
#include "ui/input/pinyin.h"
#include "ui/input/places.h"

#define PATH_BYTES 512
#define WAYS_WITHOUT_TABLES (1u << WAY_DIGITS | 1u << WAY_ID | 1u << WAY_LATIN)

/* A table that is there and was not found damaged is offered; it is open from its first need on. */
struct writing_tables {
    char folder[PATH_BYTES];
    bool has_hand, has_pinyin, has_parts, has_places;
    struct hand *hand;
    struct pinyin *pinyin;
    struct parts *parts;
    struct places *places;
};

static const char *table_path(const struct writing_tables *tables, const char *name,
                              char out[PATH_BYTES])
{
    text_copy(out, PATH_BYTES, tables->folder);
    text_append(out, PATH_BYTES, "/");
    text_append(out, PATH_BYTES, name);
    return out;
}

err_t writing_tables_open(const char *path, struct writing_tables **out)
{
    struct writing_tables *tables = calloc(1, sizeof(*tables));
    char file[PATH_BYTES];

    *out = tables;
    if (tables == NULL)
        return ERR_MEMORY;
    if (path == NULL)
        return ERR_OK;
    text_copy(tables->folder, sizeof(tables->folder), path);
    tables->has_hand =
        table_is_there(table_path(tables, "hand.tbl", file), HAND_FILE, HAND_FILE_VERSION);
    tables->has_pinyin =
        table_is_there(table_path(tables, "pinyin.tbl", file), TABLE_PINYIN, TABLE_PINYIN_VERSION);
    tables->has_parts =
        table_is_there(table_path(tables, "parts.tbl", file), TABLE_PARTS, TABLE_PARTS_VERSION);
    tables->has_places =
        table_is_there(table_path(tables, "places.tbl", file), TABLE_PLACES, TABLE_PLACES_VERSION);
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

static void need_hand(struct writing_tables *tables)
{
    char path[PATH_BYTES];

    if (tables->has_hand && tables->hand == NULL)
        tables->has_hand = hand_open(table_path(tables, "hand.tbl", path), &tables->hand) == ERR_OK;
}

static void need_pinyin(struct writing_tables *tables)
{
    char path[PATH_BYTES];

    if (tables->has_pinyin && tables->pinyin == NULL)
        tables->has_pinyin =
            pinyin_open(table_path(tables, "pinyin.tbl", path), &tables->pinyin) == ERR_OK;
}

static void need_parts(struct writing_tables *tables)
{
    char path[PATH_BYTES];

    if (tables->has_parts && tables->parts == NULL)
        tables->has_parts =
            parts_open(table_path(tables, "parts.tbl", path), &tables->parts) == ERR_OK;
}

static void need_places(struct writing_tables *tables)
{
    char path[PATH_BYTES];

    if (tables->has_places && tables->places == NULL)
        tables->has_places =
            places_open(table_path(tables, "places.tbl", path), &tables->places) == ERR_OK;
}

void writing_tables_need(struct writing_tables *tables, enum way way)
{
    if (tables == NULL)
        return;
    switch (way) {
    case WAY_HAND:
        need_hand(tables);
        break;
    case WAY_PINYIN:
        need_pinyin(tables);
        break;
    case WAY_STROKES:
        need_parts(tables);
        break;
    case WAY_PARTS: /* components are written by hand */
        need_parts(tables);
        need_hand(tables);
        break;
    case WAY_PLACES:
        need_places(tables);
        break;
    case WAY_DIGITS:
    case WAY_ID:
    case WAY_LATIN:
    case WAY_COUNT:
        break;
    }
}

uint32_t writing_tables_ways(const struct writing_tables *tables)
{
    uint32_t ways = WAYS_WITHOUT_TABLES;

    if (tables == NULL)
        return ways;
    ways |= tables->has_hand ? 1u << WAY_HAND : 0;
    ways |= tables->has_pinyin ? 1u << WAY_PINYIN : 0;
    ways |= tables->has_parts ? 1u << WAY_STROKES | 1u << WAY_PARTS : 0;
    ways |= tables->has_places ? 1u << WAY_PLACES : 0;
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
