#include "tools/tables/make.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/check.h"
#include "tools/tables/lexicon.h"
#include "tools/tables/writer.h"

struct pinyin_build {
    const struct unihan *unihan;
    struct lexicon lexicon;
    struct grow syllables;  /* struct table_pinyin_syllable, sorted */
    struct grow characters; /* struct table_pinyin_character */
    struct grow readings;   /* struct table_pinyin_reading */
    struct grow entries;    /* uint32_t */
    uint32_t buckets[27];
};

/* What many people type for two syllables with dots on the u. */
static const struct {
    char proper[8];
    char alias[8];
} ALIASES[] = {{"lve", "lue"}, {"nve", "nue"}};

static int by_letters(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct table_pinyin_syllable));
}

static void collect_syllables(struct pinyin_build *build)
{
    const struct unihan_character *all = build->unihan->characters.at;
    for (size_t i = 0; i < build->unihan->characters.count; i++)
        for (int r = 0; r < all[i].reading_count; r++)
            grow_append(&build->syllables, all[i].readings[r].letters,
                        sizeof(struct table_pinyin_syllable), 1);
    for (size_t i = 0; i < COUNT_OF(ALIASES); i++)
        grow_append(&build->syllables, ALIASES[i].alias, sizeof(struct table_pinyin_syllable), 1);
    struct table_pinyin_syllable *syllables = build->syllables.at;
    qsort(syllables, build->syllables.count, sizeof(*syllables), by_letters);
    size_t kept = 0;
    for (size_t i = 0; i < build->syllables.count; i++)
        if (kept == 0 || by_letters(&syllables[kept - 1], &syllables[i]) != 0)
            syllables[kept++] = syllables[i];
    build->syllables.count = kept;
}

static uint16_t syllable_of(const struct pinyin_build *build, const char letters[8])
{
    const struct table_pinyin_syllable *first = build->syllables.at;
    const struct table_pinyin_syllable *found =
        bsearch(letters, first, build->syllables.count, sizeof(*first), by_letters);
    CHECK(found != NULL);
    return (uint16_t)(found - first);
}

/* How far a reading stands behind the character's usual one: by its share of the counted uses, or a
 * fixed distance where nothing was counted. A surname's own reading stands behind nothing. */
static uint16_t reading_cost(const struct pinyin_build *build,
                             const struct unihan_character *character, int index)
{
    const struct unihan_reading *reading = &character->readings[index];
    uint32_t total = 0;
    for (int i = 0; i < character->reading_count; i++)
        total += character->readings[i].count;
    if (index == 0 || lexicon_is_spoken(&build->lexicon, character->character, reading->letters))
        return 0;
    if (reading->count == 0)
        return 70;
    double cost = 16 * log2((double)total / reading->count);
    return cost > 110 ? 110 : (uint16_t)cost;
}

/* Readings that differ in tone alone are one here; the cheapest is kept. */
static void add_reading(struct pinyin_build *build, struct table_pinyin_character *to,
                        const char letters[8], uint16_t cost)
{
    struct table_pinyin_reading reading = {.syllable = syllable_of(build, letters), .cost = cost};
    for (uint32_t i = 0; i < to->reading_count; i++) {
        struct table_pinyin_reading *old =
            (struct table_pinyin_reading *)build->readings.at + to->first_reading + i;
        if (old->syllable == reading.syllable) {
            old->cost = old->cost < cost ? old->cost : cost;
            return;
        }
    }
    grow_append(&build->readings, &reading, sizeof(reading), 1);
    to->reading_count++;
}

static void add_readings(struct pinyin_build *build, const struct unihan_character *character)
{
    struct table_pinyin_character *made = grow_add(&build->characters, sizeof(*made));
    made->character = character->character;
    made->first_reading = (uint32_t)build->readings.count;
    for (int i = 0; i < character->reading_count; i++) {
        const char *letters = character->readings[i].letters;
        uint16_t cost = reading_cost(build, character, i);
        add_reading(build, made, letters, cost);
        for (size_t a = 0; a < COUNT_OF(ALIASES); a++)
            if (strcmp(letters, ALIASES[a].proper) == 0)
                add_reading(build, made, ALIASES[a].alias, cost);
    }
}

static void collect_characters(struct pinyin_build *build)
{
    const struct unihan_character *all = build->unihan->characters.at;
    for (size_t i = 0; i < build->unihan->characters.count; i++)
        if (all[i].reading_count > 0)
            add_readings(build, &all[i]);
}

/* The letters a to z, as bits, that the word can begin with. */
static uint32_t first_letters(const struct pinyin_build *build,
                              const struct table_pinyin_word *word)
{
    uint16_t first = ((uint16_t *)build->lexicon.letters.at)[word->first_letter];
    const struct table_pinyin_character *character =
        (struct table_pinyin_character *)build->characters.at + first;
    const struct table_pinyin_reading *readings = build->readings.at;
    const struct table_pinyin_syllable *syllables = build->syllables.at;
    uint32_t letters = 0;
    for (uint32_t i = 0; i < character->reading_count; i++)
        letters |=
            1u << (syllables[readings[character->first_reading + i].syllable].letters[0] - 'a');
    return letters;
}

static void fill_buckets(struct pinyin_build *build)
{
    const struct table_pinyin_word *words = build->lexicon.words.at;
    for (int letter = 0; letter < 26; letter++) {
        build->buckets[letter] = (uint32_t)build->entries.count;
        for (uint32_t i = 0; i < build->lexicon.words.count; i++)
            if (first_letters(build, &words[i]) >> letter & 1)
                grow_append(&build->entries, &i, sizeof(i), 1);
    }
    build->buckets[26] = (uint32_t)build->entries.count;
}

static err_t save(const struct pinyin_build *build, const char *folder)
{
    struct writer writer = {.kind = TABLE_PINYIN, .version = TABLE_PINYIN_VERSION};
    const struct grow *lists[TABLE_PINYIN_SECTIONS] = {
        [TABLE_PINYIN_SYLLABLES] = &build->syllables,
        [TABLE_PINYIN_CHARACTERS] = &build->characters,
        [TABLE_PINYIN_READINGS] = &build->readings,
        [TABLE_PINYIN_WORDS] = &build->lexicon.words,
        [TABLE_PINYIN_LETTERS] = &build->lexicon.letters,
        [TABLE_PINYIN_ENTRIES] = &build->entries,
    };
    for (int i = 0; i < TABLE_PINYIN_SECTIONS; i++) {
        if (i == TABLE_PINYIN_BUCKETS)
            writer_add(&writer, build->buckets, sizeof(uint32_t), COUNT_OF(build->buckets));
        else
            writer_add(&writer, lists[i]->at, lists[i]->record_bytes, lists[i]->count);
    }
    char path[4096];
    snprintf(path, sizeof(path), "%s/pinyin.tbl", folder);
    printf("pinyin.tbl: %zu characters, %zu words, %zu syllables\n", build->characters.count,
           build->lexicon.words.count - build->characters.count, build->syllables.count);
    return writer_save(&writer, path);
}

err_t make_pinyin(const struct make_paths *paths, const struct unihan *unihan)
{
    struct pinyin_build build = {.unihan = unihan};
    struct divisions divisions;
    err_t err = divisions_load(&divisions, paths->divisions);
    if (err == ERR_OK)
        err = lexicon_load(&build.lexicon, unihan, paths->lexicon, &divisions);
    if (err != ERR_OK)
        goto out;
    collect_syllables(&build);
    collect_characters(&build);
    fill_buckets(&build);
    err = save(&build, paths->out);
out:
    divisions_finish(&divisions);
    lexicon_finish(&build.lexicon);
    grow_finish(&build.syllables);
    grow_finish(&build.characters);
    grow_finish(&build.readings);
    grow_finish(&build.entries);
    return err;
}
