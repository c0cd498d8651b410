#include "ui/input/pinyin.h"

#include <stdlib.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "firmware/base/text.h"
#include "ui/input/pinyin_letters.h"
#include "ui/input/table.h"

/* What makes a match worse, on the scale of the words' own costs (0 to 254). What is left over
 * outweighs everything else: this much for each syllable, more for what is none. */
#define COST_REST 1000u
#define COST_INITIAL 16u    /* a character given by its initial alone */
#define COST_BEGINNING 100u /* the last character given by the beginning of its syllable */
#define COST_RESPLIT 30u    /* each character more than there are syllables */
#define COST_COMPLETE 60u   /* the word goes on behind the letters */
#define COST_COMPLETE_1 6u  /* for each such character */
#define READING_SHARE 4u    /* a rare reading counts less inside a word of several characters */
#define PIECES_MAX 12       /* of a candidate that is made of several words */
#define NO_MATCH UINT32_MAX

struct match {
    uint32_t word;
    uint16_t score;
    uint8_t letters;
};

struct pinyin {
    struct table table;
    struct pinyin_syllables syllables;
    const struct table_pinyin_character *characters;
    const struct table_pinyin_reading *readings;
    const struct table_pinyin_word *words;
    const uint16_t *letters;
    const uint32_t *buckets;
    const uint32_t *entries;
    uint32_t counts[TABLE_PINYIN_SECTIONS];
    struct match *scratch; /* two arrays as long as the fullest bucket; zero between searches */
    uint32_t scratch_count;
};

struct query {
    struct pinyin_letters letters;
    enum pinyin_about about;
};

/* The places between letters that the characters so far can have reached, as bits, and the cheapest
 * way to each. */
struct reach {
    uint64_t places;
    uint16_t costs[PINYIN_LETTERS_MAX + 1];
};

_Static_assert(PINYIN_LETTERS_MAX < 64, "places are bits of a word");

/* ---- opening ---- */

static bool syllables_hold(const struct pinyin *pinyin)
{
    for (uint32_t i = 0; i < pinyin->counts[TABLE_PINYIN_SYLLABLES]; i++) {
        const char *letters = pinyin->syllables.at[i].letters;
        size_t length = strnlen(letters, sizeof(pinyin->syllables.at[i].letters));
        if (length == 0 || length > 7 || strspn(letters, "abcdefghijklmnopqrstuvwxyz") != length)
            return false;
    }
    return true;
}

static bool characters_hold(const struct pinyin *pinyin)
{
    uint32_t reading_count = pinyin->counts[TABLE_PINYIN_READINGS];
    for (uint32_t i = 0; i < pinyin->counts[TABLE_PINYIN_CHARACTERS]; i++) {
        const struct table_pinyin_character *at = &pinyin->characters[i];
        if (at->reading_count > reading_count ||
            at->first_reading > reading_count - at->reading_count)
            return false;
    }
    for (uint32_t i = 0; i < reading_count; i++)
        if (pinyin->readings[i].syllable >= pinyin->counts[TABLE_PINYIN_SYLLABLES])
            return false;
    return true;
}

/* The word as text; false when it does not fit. */
static bool write_word(const struct pinyin *pinyin, uint32_t word, char *out, size_t size_bytes)
{
    const struct table_pinyin_word *at = &pinyin->words[word];
    size_t length = 0;
    for (unsigned i = 0; i < at->length; i++) {
        char text[4];
        uint32_t character = pinyin->characters[pinyin->letters[at->first_letter + i]].character;
        size_t step = text_put(text, character);
        if (length + step >= size_bytes)
            return false;
        memcpy(out + length, text, step);
        length += step;
    }
    out[length] = 0;
    return true;
}

static bool words_hold(const struct pinyin *pinyin)
{
    uint32_t letter_count = pinyin->counts[TABLE_PINYIN_LETTERS];
    for (uint32_t i = 0; i < letter_count; i++)
        if (pinyin->letters[i] >= pinyin->counts[TABLE_PINYIN_CHARACTERS])
            return false;
    for (uint32_t i = 0; i < pinyin->counts[TABLE_PINYIN_WORDS]; i++) {
        const struct table_pinyin_word *at = &pinyin->words[i];
        struct pinyin_candidate room;
        if (at->length == 0 || at->length > TABLE_PINYIN_WORD_CHARACTERS_MAX ||
            letter_count < at->length || at->first_letter > letter_count - at->length ||
            !write_word(pinyin, i, room.text, sizeof(room.text)))
            return false;
    }
    return true;
}

static bool buckets_hold(const struct pinyin *pinyin)
{
    if (pinyin->counts[TABLE_PINYIN_BUCKETS] != 27 ||
        pinyin->buckets[26] != pinyin->counts[TABLE_PINYIN_ENTRIES])
        return false;
    for (int i = 0; i < 26; i++)
        if (pinyin->buckets[i] > pinyin->buckets[i + 1])
            return false;
    for (uint32_t i = 0; i < pinyin->counts[TABLE_PINYIN_ENTRIES]; i++)
        if (pinyin->entries[i] >= pinyin->counts[TABLE_PINYIN_WORDS])
            return false;
    return true;
}

static err_t take_sections(struct pinyin *pinyin)
{
    const struct {
        const void *records;
        size_t record_bytes;
    } SECTIONS[TABLE_PINYIN_SECTIONS] = {
        [TABLE_PINYIN_SYLLABLES] = {&pinyin->syllables.at, sizeof(*pinyin->syllables.at)},
        [TABLE_PINYIN_CHARACTERS] = {&pinyin->characters, sizeof(*pinyin->characters)},
        [TABLE_PINYIN_READINGS] = {&pinyin->readings, sizeof(*pinyin->readings)},
        [TABLE_PINYIN_WORDS] = {&pinyin->words, sizeof(*pinyin->words)},
        [TABLE_PINYIN_LETTERS] = {&pinyin->letters, sizeof(*pinyin->letters)},
        [TABLE_PINYIN_BUCKETS] = {&pinyin->buckets, sizeof(*pinyin->buckets)},
        [TABLE_PINYIN_ENTRIES] = {&pinyin->entries, sizeof(*pinyin->entries)},
    };
    for (unsigned i = 0; i < TABLE_PINYIN_SECTIONS; i++) {
        const void *records = NULL;
        err_t err = table_section(&pinyin->table, i, SECTIONS[i].record_bytes, &records,
                                  &pinyin->counts[i]);
        if (err != ERR_OK)
            return err;
        memcpy((void *)(uintptr_t)SECTIONS[i].records, &records, sizeof(records));
    }
    pinyin->syllables.count = pinyin->counts[TABLE_PINYIN_SYLLABLES];
    return syllables_hold(pinyin) && characters_hold(pinyin) && words_hold(pinyin) &&
                   buckets_hold(pinyin)
               ? ERR_OK
               : ERR_INVALID;
}

err_t pinyin_open(const char *path, struct pinyin **out)
{
    *out = NULL;
    struct pinyin *made = calloc(1, sizeof(*made));
    if (made == NULL)
        return ERR_MEMORY;
    err_t err = table_open(&made->table, path, TABLE_PINYIN, TABLE_PINYIN_VERSION);
    if (err == ERR_OK)
        err = take_sections(made);
    if (err != ERR_OK)
        goto out;
    for (int i = 0; i < 26; i++) {
        uint32_t count = made->buckets[i + 1] - made->buckets[i];
        made->scratch_count = count > made->scratch_count ? count : made->scratch_count;
    }
    made->scratch = calloc(2 * (size_t)made->scratch_count + 1, sizeof(*made->scratch));
    err = made->scratch == NULL ? ERR_MEMORY : ERR_OK;
out:
    if (err == ERR_OK)
        *out = made;
    else
        pinyin_close(made);
    return err;
}

void pinyin_close(struct pinyin *pinyin)
{
    if (pinyin == NULL)
        return;
    table_close(&pinyin->table);
    free(pinyin->scratch);
    free(pinyin);
}

/* ---- matching one word ---- */

static void reach_place(struct reach *reach, unsigned place, unsigned cost)
{
    uint64_t bit = (uint64_t)1 << place;
    if ((reach->places & bit) != 0 && reach->costs[place] <= cost)
        return;
    reach->places |= bit;
    reach->costs[place] = (uint16_t)cost;
}

/* All that one reading of a character can make of the letters at `place`. */
static void try_reading(const struct pinyin_letters *letters,
                        const struct table_pinyin_syllable *syllable, unsigned place, unsigned cost,
                        struct reach *out)
{
    unsigned common = pinyin_letters_common(letters->at + place, syllable);
    unsigned length = pinyin_letters_length(syllable);
    if (common == 0)
        return;
    if (common >= length)
        reach_place(out, pinyin_letters_skip(letters, place + length), cost);
    else if (place + common == letters->count)
        reach_place(out, letters->count, cost + COST_BEGINNING);
    if (length == 1)
        return;
    reach_place(out, pinyin_letters_skip(letters, place + 1), cost + COST_INITIAL);
    if (syllable->letters[1] == 'h' && common >= 2)
        reach_place(out, pinyin_letters_skip(letters, place + 2), cost + COST_INITIAL);
}

/* From every place reached so far, over one character of the word. */
static void step(const struct pinyin *pinyin, const struct pinyin_letters *letters,
                 uint16_t character, unsigned share, struct reach *reach)
{
    struct reach next;
    next.places = 0;
    const struct table_pinyin_character *at = &pinyin->characters[character];
    const struct table_pinyin_reading *reading = &pinyin->readings[at->first_reading];
    for (uint64_t rest = reach->places; rest != 0; rest &= rest - 1) {
        unsigned place = (unsigned)__builtin_ctzll(rest);
        if (place == letters->count)
            continue;
        for (uint32_t i = 0; i < at->reading_count; i++)
            try_reading(letters, &pinyin->syllables.at[reading[i].syllable], place,
                        reach->costs[place] + reading[i].cost / share, &next);
    }
    *reach = next;
}

/* What a word costs that makes more syllables of whole ones than need be: 吉安 of jian. */
static unsigned resplit_cost(const struct pinyin_letters *letters, unsigned place, unsigned length)
{
    unsigned needed = letters->rest[0] - letters->rest[place];
    return letters->whole && letters->rest[0] >= letters->rest[place] && length > needed
               ? COST_RESPLIT * (length - needed)
               : 0;
}

/* The best that the word makes of a part of the letters: only whole syllables, unless it is a single
 * character and nothing whole stands at the beginning. */
static uint32_t part_score(const struct pinyin_letters *letters,
                           const struct table_pinyin_word *word, const struct reach *reach,
                           uint8_t *out_letters)
{
    uint32_t best = NO_MATCH;
    for (uint64_t rest = reach->places; rest != 0; rest &= rest - 1) {
        unsigned place = (unsigned)__builtin_ctzll(rest);
        bool whole = reach->costs[place] < COST_INITIAL;
        uint32_t score = COST_REST * letters->rest[place] + reach->costs[place] +
                         resplit_cost(letters, place, word->length);
        if ((whole || (word->length == 1 && !letters->starts_whole)) && score < best) {
            best = score;
            *out_letters = (uint8_t)place;
        }
    }
    return best;
}

/* What the word costs for these letters, NO_MATCH when they do not spell it. */
static uint32_t word_score(const struct pinyin *pinyin, const struct pinyin_letters *letters,
                           const struct table_pinyin_word *word, uint8_t *out_letters)
{
    struct reach reach;
    reach.places = 1;
    reach.costs[0] = 0;
    uint32_t best = NO_MATCH;
    unsigned share = word->length == 1 ? 1 : READING_SHARE;
    *out_letters = letters->count;
    for (unsigned i = 0; i < word->length; i++) {
        step(pinyin, letters, pinyin->letters[word->first_letter + i], share, &reach);
        unsigned left = word->length - i - 1;
        if (reach.places == 0)
            return best;
        if ((reach.places >> letters->count & 1) == 0 || (left > 0 && !word->completes))
            continue;
        uint32_t score = reach.costs[letters->count] + resplit_cost(letters, letters->count, i + 1);
        score += left > 0 ? COST_COMPLETE + COST_COMPLETE_1 * left : 0;
        best = score < best ? score : best;
    }
    return best != NO_MATCH ? best : part_score(letters, word, &reach, out_letters);
}

static unsigned word_cost(const struct table_pinyin_word *word, enum pinyin_about about)
{
    switch (about) {
    case PINYIN_NAME:
        return word->cost_name;
    case PINYIN_GIVEN:
        return word->cost_given;
    case PINYIN_ADDRESS:
        return word->cost_address;
    case PINYIN_ANY:
        return word->cost_address != TABLE_PINYIN_COST_NEVER ? word->cost_address : word->cost_name;
    }
    CHECK(false);
}

/* ---- searching ---- */

/* Fills the scratch with every word that matches; returns how many. */
static uint32_t collect(const struct pinyin *pinyin, const struct query *query)
{
    unsigned bucket = (unsigned)(query->letters.at[0] - 'a');
    uint32_t count = 0;
    for (uint32_t i = pinyin->buckets[bucket]; i < pinyin->buckets[bucket + 1]; i++) {
        const struct table_pinyin_word *word = &pinyin->words[pinyin->entries[i]];
        unsigned cost = word_cost(word, query->about);
        struct match match = {.word = pinyin->entries[i]};
        if (cost == TABLE_PINYIN_COST_NEVER)
            continue;
        uint32_t score = word_score(pinyin, &query->letters, word, &match.letters);
        if (score == NO_MATCH)
            continue;
        score += cost;
        match.score = score < UINT16_MAX ? (uint16_t)score : UINT16_MAX;
        pinyin->scratch[count++] = match;
    }
    return count;
}

/* One pass of a radix sort by eight bits of the score; keeps the order of equals. */
static void sort_pass(const struct match *from, struct match *to, uint32_t count, unsigned shift)
{
    uint32_t starts[257] = {0};
    for (uint32_t i = 0; i < count; i++)
        starts[(from[i].score >> shift & 0xff) + 1]++;
    for (unsigned i = 0; i < 256; i++)
        starts[i + 1] += starts[i];
    for (uint32_t i = 0; i < count; i++)
        to[starts[from[i].score >> shift & 0xff]++] = from[i];
}

static void sort_matches(const struct pinyin *pinyin, uint32_t count)
{
    struct match *other = pinyin->scratch + pinyin->scratch_count;
    sort_pass(pinyin->scratch, other, count, 0);
    sort_pass(other, pinyin->scratch, count, 8);
}

static void wipe_scratch(const struct pinyin *pinyin, uint32_t count)
{
    bytes_wipe(pinyin->scratch, count * sizeof(*pinyin->scratch));
    bytes_wipe(pinyin->scratch + pinyin->scratch_count, count * sizeof(*pinyin->scratch));
}

/* The best of the matches in the scratch; false when there are none. */
static bool best_match(const struct pinyin *pinyin, uint32_t count, struct pinyin_candidate *out)
{
    const struct match *best = pinyin->scratch;
    for (uint32_t i = 1; i < count; i++)
        if (pinyin->scratch[i].score < best->score)
            best = &pinyin->scratch[i];
    if (count == 0)
        return false;
    write_word(pinyin, best->word, out->text, sizeof(out->text));
    out->letters = best->letters;
    return true;
}

static bool best_word(const struct pinyin *pinyin, const struct query *query,
                      struct pinyin_candidate *out)
{
    uint32_t count = collect(pinyin, query);
    bool found = best_match(pinyin, count, out);
    wipe_scratch(pinyin, count);
    return found;
}

/* Goes on from `out`, which uses a part of the letters, with the best words for the rest, until all
 * are used. False when they do not go up in whole syllables or the text is too long. */
static bool compose(const struct pinyin *pinyin, const struct query *query,
                    struct pinyin_candidate *out)
{
    struct query rest;
    struct pinyin_candidate piece = {0};
    const struct pinyin_letters *letters = &query->letters;
    bool whole = letters->whole;
    rest.about = query->about == PINYIN_NAME ? PINYIN_GIVEN : query->about;
    for (int i = 1; whole && i < PIECES_MAX && out->letters < letters->count; i++) {
        unsigned skipped =
            pinyin_letters_set(&rest.letters, &pinyin->syllables, letters->at + out->letters);
        whole = rest.letters.whole && best_word(pinyin, &rest, &piece) &&
                text_append(out->text, sizeof(out->text), piece.text);
        out->letters = (uint8_t)(out->letters + skipped + piece.letters);
    }
    bytes_wipe(&rest, sizeof(rest));
    bytes_wipe(&piece, sizeof(piece));
    return whole && out->letters == letters->count;
}

/* The sorted matches behind the first `skip`, as candidates. */
static int write_matches(const struct pinyin *pinyin, uint32_t count, int skip,
                         struct pinyin_candidate *out, int max)
{
    int written = 0;
    for (uint32_t i = (uint32_t)skip; i < count && written < max; i++, written++) {
        write_word(pinyin, pinyin->scratch[i].word, out[written].text, sizeof(out->text));
        out[written].letters = pinyin->scratch[i].letters;
    }
    return written;
}

/* Composing needs the scratch, so the matches are collected once more behind it. */
static int find(const struct pinyin *pinyin, const struct query *query, int skip,
                struct pinyin_candidate *out, int max)
{
    struct pinyin_candidate made = {0};
    uint32_t count = collect(pinyin, query);
    int written = 0;
    if (best_match(pinyin, count, &made) && made.letters < query->letters.count) {
        bool composed = compose(pinyin, query, &made);
        if (composed && skip == 0 && max > 0)
            out[written++] = made;
        skip -= composed && skip > 0;
        count = collect(pinyin, query);
    }
    sort_matches(pinyin, count);
    written += write_matches(pinyin, count, skip, out + written, max - written);
    wipe_scratch(pinyin, count);
    bytes_wipe(&made, sizeof(made));
    return written;
}

int pinyin_find(const struct pinyin *pinyin, enum pinyin_about about, const char *letters, int skip,
                struct pinyin_candidate *out, int max)
{
    CHECK(skip >= 0 && max >= 0);
    struct query query = {.about = about};
    unsigned skipped = pinyin_letters_set(&query.letters, &pinyin->syllables, letters);
    int written = query.letters.count == 0 ? 0 : find(pinyin, &query, skip, out, max);
    for (int i = 0; i < written; i++)
        out[i].letters = (uint8_t)(out[i].letters + skipped);
    bytes_wipe(&query, sizeof(query));
    return written;
}

int pinyin_split(const struct pinyin *pinyin, const char *letters, char out[2 * PINYIN_LETTERS_MAX])
{
    struct pinyin_letters query;
    pinyin_letters_set(&query, &pinyin->syllables, letters);
    int pieces = 0;
    for (unsigned place = 0; place < query.count; place += query.piece[place]) {
        if (query.at[place] == '\'')
            continue;
        if (pieces++ > 0)
            *out++ = ' ';
        memcpy(out, query.at + place, query.piece[place]);
        out += query.piece[place];
    }
    *out = 0;
    bytes_wipe(&query, sizeof(query));
    return pieces;
}
