#include "tools/tables/lexicon.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "firmware/base/text.h"
#include "tools/tables/lines.h"

#define SLOTS (1u << 19)
#define NEVER TABLE_PINYIN_COST_NEVER

/* A name that several places bear is asked for more often: each lowers its cost by one, by this much
 * at most. */
#define SHARED_MAX 5u

/* What an entry costs for each purpose; the cheaper one wins when a word is added again. */
struct cost {
    unsigned name;
    unsigned given;
    unsigned address;
    bool completes;
};

static uint8_t capped(double cost)
{
    return cost >= NEVER - 1 ? NEVER - 1 : (uint8_t)cost;
}

/* The word as indices; 0 when it is too long or has a character that is none of ours. */
static size_t index_text(const struct lexicon *lexicon, const char *text,
                         uint16_t out[TABLE_PINYIN_WORD_CHARACTERS_MAX])
{
    size_t length = 0, step = 0;
    if (strlen(text) >= TABLE_PINYIN_WORD_BYTES_MAX)
        return 0;
    for (uint32_t c; (c = text_next(text, &step)) != 0; text += step) {
        if (length == TABLE_PINYIN_WORD_CHARACTERS_MAX || c > UNIHAN_CHARACTER_MAX ||
            lexicon->index[c] == 0)
            return 0;
        out[length++] = (uint16_t)(lexicon->index[c] - 1);
    }
    return length;
}

static bool same_word(const struct lexicon *lexicon, uint32_t word, const uint16_t *letters,
                      size_t length)
{
    const struct table_pinyin_word *at = (struct table_pinyin_word *)lexicon->words.at + word;
    return at->length == length && memcmp((uint16_t *)lexicon->letters.at + at->first_letter,
                                          letters, length * sizeof(*letters)) == 0;
}

/* The word's record, new or old. */
static struct table_pinyin_word *word_of(struct lexicon *lexicon, const uint16_t *letters,
                                         size_t length)
{
    uint64_t hash = bytes_hash(BYTES_HASH_START, letters, length * sizeof(*letters));
    uint32_t slot = (uint32_t)(hash ^ hash >> 32) % SLOTS;
    while (lexicon->slots[slot] != 0) {
        uint32_t word = lexicon->slots[slot] - 1;
        if (same_word(lexicon, word, letters, length))
            return (struct table_pinyin_word *)lexicon->words.at + word;
        slot = (slot + 1) % SLOTS;
    }
    CHECK(lexicon->words.count < SLOTS / 2);
    struct table_pinyin_word *made = grow_add(&lexicon->words, sizeof(*made));
    *made = (struct table_pinyin_word){
        .length = (uint8_t)length, .cost_name = NEVER, .cost_given = NEVER, .cost_address = NEVER};
    made->first_letter =
        (uint32_t)grow_append(&lexicon->letters, letters, sizeof(*letters), length);
    lexicon->slots[slot] = (uint32_t)lexicon->words.count;
    return made;
}

static void add_word(struct lexicon *lexicon, const char *text, struct cost cost)
{
    uint16_t letters[TABLE_PINYIN_WORD_CHARACTERS_MAX];
    size_t length = index_text(lexicon, text, letters);
    if (length == 0)
        return;
    struct table_pinyin_word *word = word_of(lexicon, letters, length);
    if (cost.name < word->cost_name)
        word->cost_name = (uint8_t)cost.name;
    if (cost.given < word->cost_given)
        word->cost_given = (uint8_t)cost.given;
    if (cost.address < word->cost_address)
        word->cost_address = (uint8_t)cost.address;
    else if (cost.address != NEVER && word->cost_address + SHARED_MAX > cost.address)
        word->cost_address -= word->cost_address > 0;
    word->completes |= cost.completes;
}

/* ---- characters ---- */

static void add_characters(struct lexicon *lexicon)
{
    const struct unihan_character *all = lexicon->unihan->characters.at;
    uint16_t count = 0;
    for (size_t i = 0; i < lexicon->unihan->characters.count; i++) {
        if (all[i].reading_count == 0)
            continue;
        CHECK(count < UINT16_MAX);
        lexicon->index[all[i].character] = ++count;
        char text[8] = {0};
        text_put(text, all[i].character);
        uint8_t cost = capped(16 * log2(1 + (double)all[i].rank / 8));
        add_word(lexicon, text, (struct cost){60 + cost / 2u, 60 + cost / 2u, cost, false});
    }
}

/* ---- the house's own lists ---- */

static err_t open_list(struct lines *lines, const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    return lines_open(lines, path, " \t");
}

/* The readings behind a surname: one for each of its characters. */
static void add_spoken(struct lexicon *lexicon, const struct lines *lines)
{
    const char *at = lines->fields[0];
    for (int i = 1; i < lines->field_count; i++) {
        size_t step = 0;
        struct lexicon_spoken *spoken = grow_add(&lexicon->spoken, sizeof(*spoken));
        spoken->character = text_next(at, &step);
        text_copy(spoken->letters, sizeof(spoken->letters), lines->fields[i]);
        at += step;
    }
}

static err_t add_surnames(struct lexicon *lexicon, const char *folder)
{
    struct lines lines;
    err_t err = open_list(&lines, folder, "surnames.txt");
    if (err != ERR_OK)
        return err;
    for (double rank = 0; lines_next(&lines); rank++) {
        bool compound = text_count(lines.fields[0]) > 1;
        double cost = compound ? 12 : 2 + rank / 3 < 90 ? 2 + rank / 3 : 90;
        add_word(lexicon, lines.fields[0], (struct cost){capped(cost), NEVER, NEVER, compound});
        add_spoken(lexicon, &lines);
    }
    lines_close(&lines);
    return ERR_OK;
}

/* Rows of characters without blanks between them. */
static err_t add_given(struct lexicon *lexicon, const char *folder)
{
    struct lines lines;
    err_t err = open_list(&lines, folder, "given.txt");
    if (err != ERR_OK)
        return err;
    double rank = 0;
    while (lines_next(&lines)) {
        size_t step = 0;
        for (const char *at = lines.fields[0]; text_next(at, &step) != 0; at += step) {
            char text[8] = {0};
            memcpy(text, at, step);
            uint8_t cost = capped(rank++ / 9);
            add_word(lexicon, text, (struct cost){10u + cost, cost, NEVER, false});
        }
    }
    lines_close(&lines);
    return ERR_OK;
}

static err_t add_address_words(struct lexicon *lexicon, const char *folder)
{
    struct lines lines;
    err_t err = open_list(&lines, folder, "address.txt");
    if (err != ERR_OK)
        return err;
    for (double rank = 0; lines_next(&lines); rank++)
        add_word(lexicon, lines.fields[0], (struct cost){NEVER, NEVER, capped(2 + rank / 8), true});
    lines_close(&lines);
    return ERR_OK;
}

/* ---- divisions ---- */

/* The name without what kind of division it is, as people write it before a road: 山西, 朝阳. */
static bool bare_name(const struct division *division, char out[96])
{
    static const char *const KINDS[] = {
        "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "特别行政区", "街道", "省",
        "市",           "区",         "县",         "旗",     "镇",         "乡"};
    static const char *const KEPT[] = {"自治州", "自治县", "自治旗", "开发区", "园区"};
    size_t length = strlen(division->name);
    for (size_t i = 0; i < COUNT_OF(KEPT); i++)
        if (strstr(division->name, KEPT[i]) != NULL)
            return false;
    for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
        size_t tail = strlen(KINDS[i]);
        if (length < tail + 6 || strcmp(division->name + length - tail, KINDS[i]) != 0)
            continue;
        memcpy(out, division->name, length - tail);
        out[length - tail] = 0;
        return true;
    }
    return false;
}

static void add_divisions(struct lexicon *lexicon, const struct divisions *divisions)
{
    static const uint8_t COSTS[] = {0, 4, 24, 44, 84};
    const struct division *all = divisions->list.at;
    for (size_t i = 0; i < divisions->list.count; i++) {
        uint8_t cost = COSTS[all[i].level];
        bool completes = all[i].level != DIVISION_STREET;
        char bare[96];
        add_word(lexicon, all[i].name, (struct cost){NEVER, NEVER, cost, completes});
        if (bare_name(&all[i], bare))
            add_word(lexicon, bare, (struct cost){NEVER, NEVER, cost + 6u, false});
    }
}

err_t lexicon_load(struct lexicon *out, const struct unihan *unihan, const char *folder,
                   const struct divisions *divisions)
{
    *out = (struct lexicon){.unihan = unihan,
                            .index = calloc(UNIHAN_CHARACTER_MAX + 1, sizeof(uint16_t)),
                            .slots = calloc(SLOTS, sizeof(uint32_t))};
    CHECK(out->index != NULL && out->slots != NULL);
    add_characters(out);
    err_t err = add_surnames(out, folder);
    if (err == ERR_OK)
        err = add_given(out, folder);
    if (err == ERR_OK)
        err = add_address_words(out, folder);
    if (err == ERR_OK)
        add_divisions(out, divisions);
    else
        lexicon_finish(out);
    return err;
}

void lexicon_finish(struct lexicon *lexicon)
{
    if (lexicon == NULL)
        return;
    grow_finish(&lexicon->words);
    grow_finish(&lexicon->letters);
    grow_finish(&lexicon->spoken);
    free(lexicon->index);
    free(lexicon->slots);
    *lexicon = (struct lexicon){0};
}

bool lexicon_is_spoken(const struct lexicon *lexicon, uint32_t character, const char *letters)
{
    const struct lexicon_spoken *all = lexicon->spoken.at;
    for (size_t i = 0; i < lexicon->spoken.count; i++)
        if (all[i].character == character && strcmp(all[i].letters, letters) == 0)
            return true;
    return false;
}
