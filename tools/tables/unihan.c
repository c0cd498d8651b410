#include "tools/tables/unihan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/check.h"
#include "tools/tables/lines.h"

/* How much each source is trusted to put the usual reading first; within one, the order of its
 * list counts. */
enum source { SOURCE_MANDARIN, SOURCE_STANDARD, SOURCE_PINLU, SOURCE_XHC, SOURCE_COUNT };
#define ORDER_PER_SOURCE 1000u

static struct unihan_character *find(const struct unihan *unihan, uint32_t character)
{
    uint32_t at = character <= UNIHAN_CHARACTER_MAX ? unihan->index[character] : 0;
    return at == 0 ? NULL : (struct unihan_character *)unihan->characters.at + at - 1;
}

static struct unihan_character *find_or_add(struct unihan *unihan, uint32_t character)
{
    struct unihan_character *found = find(unihan, character);
    if (found != NULL)
        return found;
    found = grow_add(&unihan->characters, sizeof(*found));
    found->character = character;
    unihan->index[character] = (uint32_t)unihan->characters.count;
    return found;
}

bool unihan_is_ideograph(uint32_t c)
{
    return c == 0x3007 || (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x4e00 && c <= 0x9fff) ||
           (c >= 0x20000 && c <= 0x2a6df) || (c >= 0x2a700 && c <= 0x2ebe0) ||
           (c >= 0x30000 && c <= 0x323af);
}

static void add_reading(struct unihan_character *to, const char *marked, uint32_t order,
                        uint32_t count)
{
    struct unihan_reading reading = {.count = count, .order = order};
    if (!unihan_spell(marked, reading.letters, &reading.tone))
        return;
    for (int i = 0; i < to->reading_count; i++) {
        struct unihan_reading *old = &to->readings[i];
        if (strcmp(old->letters, reading.letters) == 0 && old->tone == reading.tone) {
            old->count += count;
            old->order = old->order < order ? old->order : order;
            return;
        }
    }
    if (to->reading_count < UNIHAN_READINGS_MAX)
        to->readings[to->reading_count++] = reading;
}

/* One field of a reading list: "zhōng(2392)" of kHanyuPinlu, "1234.050:zhōng,zhòng" of the
 * dictionaries (an asterisk marks a place), or the bare syllable of kMandarin. */
static void add_field(struct unihan_character *to, char *field, uint32_t *order)
{
    char *list = strrchr(field, ':');
    list = list == NULL ? field : list + 1;
    char *rest = NULL;
    for (char *one = strtok_r(list, ",", &rest); one != NULL; one = strtok_r(NULL, ",", &rest)) {
        char *bracket = strchr(one, '(');
        uint32_t count = bracket == NULL ? 0 : (uint32_t)strtoul(bracket + 1, NULL, 10);
        if (bracket != NULL)
            *bracket = 0;
        add_reading(to, one, (*order)++, count);
    }
}

static bool source_of(const char *property, enum source *out)
{
    static const char *const NAMES[SOURCE_COUNT] = {"kMandarin", "kTGHZ2013", "kHanyuPinlu",
                                                    "kXHC1983"};
    for (int i = 0; i < SOURCE_COUNT; i++) {
        *out = (enum source)i;
        if (strcmp(property, NAMES[i]) == 0)
            return true;
    }
    return false;
}

/* "U+4E2D"; 0 when it is none or no ideograph. */
static uint32_t character_of(const char *text)
{
    if (strncmp(text, "U+", 2) != 0)
        return 0;
    unsigned long value = strtoul(text + 2, NULL, 16);
    return value <= UNIHAN_CHARACTER_MAX && unihan_is_ideograph((uint32_t)value) ? (uint32_t)value
                                                                                 : 0;
}

static void take_line(struct unihan *unihan, struct lines *lines)
{
    uint32_t character = character_of(lines->fields[0]);
    if (character == 0 || lines->field_count < 3)
        return;
    const char *property = lines->fields[1];
    enum source source;
    if (strcmp(property, "kTGH") == 0) {
        const char *colon = strchr(lines->fields[2], ':');
        if (colon != NULL)
            find_or_add(unihan, character)->standard = (uint16_t)atoi(colon + 1);
    } else if (strcmp(property, "kTotalStrokes") == 0) {
        find_or_add(unihan, character)->strokes = (uint8_t)atoi(lines->fields[2]);
    } else if (source_of(property, &source)) {
        uint32_t order = (uint32_t)source * ORDER_PER_SOURCE;
        for (int i = 2; i < lines->field_count; i++)
            add_field(find_or_add(unihan, character), lines->fields[i], &order);
    }
}

static err_t take_file(struct unihan *unihan, const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    struct lines lines;
    err_t err = lines_open(&lines, path, "\t ");
    if (err != ERR_OK)
        return err;
    while (lines_next(&lines))
        take_line(unihan, &lines);
    lines_close(&lines);
    return ERR_OK;
}

static int by_use(const void *a, const void *b)
{
    const struct unihan_reading *left = a, *right = b;
    if (left->count != right->count)
        return left->count > right->count ? -1 : 1;
    return left->order < right->order ? -1 : left->order > right->order;
}

static int by_character(const void *a, const void *b)
{
    const struct unihan_character *left = a, *right = b;
    return left->character < right->character ? -1 : left->character > right->character;
}

static uint32_t use_count(const struct unihan_character *character)
{
    uint32_t count = 0;
    for (int i = 0; i < character->reading_count; i++)
        count += character->readings[i].count;
    return count;
}

/* 1 to 3 for the levels of the standard table (3,500 common characters, 3,000 more, 1,605 for names,
 * places and trades), 4 for all others, the traditional forms among them: a name may have one, but
 * they come behind all that is standard, however often they are used elsewhere. */
static int level_of(const struct unihan_character *character)
{
    if (character->standard == 0)
        return 4;
    return character->standard <= 3500 ? 1 : character->standard <= 6500 ? 2 : 3;
}

static int by_rank(const void *a, const void *b)
{
    const struct unihan_character *left = *(struct unihan_character *const *)a;
    const struct unihan_character *right = *(struct unihan_character *const *)b;
    if ((left->standard == 0) != (right->standard == 0))
        return left->standard == 0 ? 1 : -1;
    if (use_count(left) != use_count(right))
        return use_count(left) > use_count(right) ? -1 : 1;
    if (level_of(left) != level_of(right))
        return level_of(left) - level_of(right);
    return left->character < right->character ? -1 : left->character > right->character;
}

static void rank(struct unihan *unihan)
{
    struct grow order = {0};
    for (size_t i = 0; i < unihan->characters.count; i++) {
        struct unihan_character *at = (struct unihan_character *)unihan->characters.at + i;
        grow_append(&order, &at, sizeof(at), 1);
    }
    struct unihan_character **ranked = order.at;
    qsort(ranked, order.count, sizeof(*ranked), by_rank);
    for (size_t i = 0; i < order.count; i++)
        ranked[i]->rank = i < UINT16_MAX ? (uint16_t)i : UINT16_MAX;
    grow_finish(&order);
}

/* Sorts the characters, and each one's readings, most common first. */
static uint32_t settle(struct unihan *unihan)
{
    struct unihan_character *all = unihan->characters.at;
    uint32_t standard_count = 0;
    qsort(all, unihan->characters.count, sizeof(*all), by_character);
    for (size_t i = 0; i < unihan->characters.count; i++) {
        unihan->index[all[i].character] = (uint32_t)i + 1;
        qsort(all[i].readings, all[i].reading_count, sizeof(all[i].readings[0]), by_use);
        standard_count += all[i].standard != 0;
    }
    return standard_count;
}

err_t unihan_load(struct unihan *out, const char *folder)
{
    *out = (struct unihan){.index = calloc(UNIHAN_CHARACTER_MAX + 1, sizeof(uint32_t))};
    CHECK(out->index != NULL);
    static const char *const FILES[] = {"Unihan_Readings.txt", "Unihan_OtherMappings.txt",
                                        "Unihan_IRGSources.txt"};
    err_t err = ERR_OK;
    for (size_t i = 0; i < COUNT_OF(FILES) && err == ERR_OK; i++)
        err = take_file(out, folder, FILES[i]);
    if (err == ERR_OK && settle(out) != 8105) {
        fprintf(stderr, "banshi-tables: the standard table is not whole\n");
        err = ERR_INVALID;
    }
    if (err == ERR_OK)
        rank(out);
    if (err != ERR_OK)
        unihan_finish(out);
    return err;
}

void unihan_finish(struct unihan *unihan)
{
    if (unihan == NULL)
        return;
    grow_finish(&unihan->characters);
    free(unihan->index);
    *unihan = (struct unihan){0};
}

const struct unihan_character *unihan_find(const struct unihan *unihan, uint32_t character)
{
    return find(unihan, character);
}
