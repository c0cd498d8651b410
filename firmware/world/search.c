#include "firmware/world/search.h"

#include <stdbool.h>
#include <string.h>

#include "firmware/base/check.h"
#include "firmware/base/text.h"

/* What is longer is not looked at: it bounds the time of a search to well under 2 ms. */
#define QUERY_TOKENS_MAX 32
#define TEXT_TOKENS_MAX 96

#define WEIGHT_NAME 100
#define WEIGHT_KEYWORD 90
#define WEIGHT_SUMMARY 40
#define WORD_ENDING_MAX 3 /* letters by which a word may go beyond another: "certificates" */
#define WORD_STEM_MIN 4
#define WORD_BEGINNING_MIN 2

/* A character, or a word of Latin letters and digits. */
struct token {
    const char *at;
    size_t length;
    bool word;
};

struct tokens {
    size_t count;
    struct token items[TEXT_TOKENS_MAX];
};

/* How much of a query stands in a text. */
struct fit {
    size_t in_order; /* the longest common sequence, gaps allowed */
    size_t together; /* the longest of it without gaps */
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* ASCII, general, CJK and full-width punctuation, and blanks of any kind. */
static bool is_blank(uint32_t character)
{
    return character < 0x80 || character == 0xA0 || character == 0xB7 ||
           (character >= 0x2000 && character <= 0x206F) ||
           (character >= 0x3000 && character <= 0x303F) ||
           (character >= 0xFF00 && character <= 0xFF0F) ||
           (character >= 0xFF1A && character <= 0xFF20) || character == 0xFFFD;
}

/* Cuts the text, up to `end` (NULL: its own end), into at most `max` tokens. */
static void cut(const char *text, const char *end, size_t max, struct tokens *out)
{
    size_t length;
    uint32_t character;

    out->count = 0;
    while (text != end && out->count < max && (character = text_next(text, &length)) != 0) {
        struct token *token = &out->items[out->count];

        *token = (struct token){.at = text, .length = length};
        if (is_letter(*text)) {
            token->word = true;
            for (length = 1; is_letter(text[length]) && text + length != end;)
                length++;
            token->length = length;
        }
        if (token->word || !is_blank(character))
            out->count++;
        text += length;
    }
}

/* Does a word begin like the wanted one, or is it that without an ending? One letter begins too many
 * words to say anything. */
static bool is_same_word(const struct token *wanted, const struct token *word)
{
    size_t common = 0;

    while (common < wanted->length && common < word->length &&
           lower(wanted->at[common]) == lower(word->at[common]))
        common++;
    if (common == wanted->length)
        return common == word->length || common >= WORD_BEGINNING_MIN;
    return common == word->length && common >= WORD_STEM_MIN &&
           wanted->length - common <= WORD_ENDING_MAX;
}

static bool is_same(const struct token *wanted, const struct token *text)
{
    if (wanted->word != text->word)
        return false;
    if (wanted->word)
        return is_same_word(wanted, text);
    return wanted->length == text->length && memcmp(wanted->at, text->at, wanted->length) == 0;
}

/* Both lengths in one pass over the usual table, of which only one row is kept. */
static struct fit measure(const struct tokens *query, const struct tokens *text)
{
    uint8_t sequence[TEXT_TOKENS_MAX + 1] = {0}, run[TEXT_TOKENS_MAX + 1] = {0};
    struct fit fit = {0};
    size_t i, j;

    for (i = 0; i < query->count; i++) {
        uint8_t corner = 0, run_corner = 0; /* of the row before, one column to the left */

        for (j = 1; j <= text->count; j++) {
            uint8_t above = sequence[j], run_above = run[j];
            bool same = is_same(&query->items[i], &text->items[j - 1]);

            run[j] = same ? (uint8_t)(run_corner + 1) : 0;
            if (same)
                sequence[j] = (uint8_t)(corner + 1);
            else if (sequence[j - 1] > above)
                sequence[j] = sequence[j - 1];
            if (run[j] > fit.together)
                fit.together = run[j];
            corner = above;
            run_corner = run_above;
        }
    }
    fit.in_order = sequence[text->count];
    return fit;
}

/* Is all of the text in the query? A single character is not enough to say so. */
static bool is_whole(const struct tokens *query, const struct tokens *text)
{
    return text->count > 0 && (text->count >= 2 || text->items[0].word) &&
           measure(text, query).together == text->count;
}

/* 0: the text does not fit. A whole text is worth more than a part of one. */
static int judge(const struct tokens *query, const struct tokens *text, int weight)
{
    struct fit fit = measure(query, text);
    size_t wanted = query->count;
    bool part = fit.in_order == wanted || (fit.together >= 2 && 2 * fit.in_order >= wanted);
    bool whole = fit.together == text->count && is_whole(query, text);
    int score;

    if (!whole && !part)
        return 0;
    score = (int)((size_t)weight * 10 * (fit.in_order + fit.together) / (2 * wanted));
    if (whole)
        score += weight * 5;
    return score;
}

static int judge_text(const struct tokens *query, const char *text, int weight)
{
    struct tokens tokens;

    cut(text, NULL, TEXT_TOKENS_MAX, &tokens);
    return judge(query, &tokens, weight);
}

static int better(int a, int b)
{
    return a > b ? a : b;
}

static int judge_keywords(const struct tokens *query, const char *keywords)
{
    int best = 0;

    while (keywords != NULL && *keywords != '\0') {
        const char *end = strchr(keywords, '\n');
        struct tokens tokens;

        cut(keywords, end, TEXT_TOKENS_MAX, &tokens);
        best = better(best, judge(query, &tokens, WEIGHT_KEYWORD));
        keywords = end == NULL ? NULL : end + 1;
    }
    return best;
}

/* Where a language lacks a text it may point to the one of the first: judged once more, no matter.
 */
static int judge_item(const struct search *search, size_t index, const struct tokens *query)
{
    const struct catalogue_item *item = &search->items[index];
    int best = search->keywords == NULL ? 0 : judge_keywords(query, search->keywords[index]);

    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        const char *const *texts = search->texts->catalogue[language];

        if (texts == NULL || item->name >= search->texts->catalogue_count ||
            item->summary >= search->texts->catalogue_count)
            continue;
        if (texts[item->name] != NULL)
            best = better(best, judge_text(query, texts[item->name], WEIGHT_NAME));
        if (texts[item->summary] != NULL)
            best = better(best, judge_text(query, texts[item->summary], WEIGHT_SUMMARY));
    }
    return best;
}

size_t search_find(const struct search *search, const char *query,
                   uint32_t out_items[CATALOGUE_ITEMS_MAX])
{
    int scores[CATALOGUE_ITEMS_MAX];
    struct tokens tokens;
    size_t count = 0;

    CHECK(search->count <= CATALOGUE_ITEMS_MAX);
    cut(query, NULL, QUERY_TOKENS_MAX, &tokens);
    if (tokens.count == 0)
        return 0;
    for (size_t i = 0; i < search->count; i++) {
        int score = judge_item(search, i, &tokens);
        size_t at = count;

        if (score == 0)
            continue;
        for (; at > 0 && scores[at - 1] < score; at--) {
            scores[at] = scores[at - 1];
            out_items[at] = out_items[at - 1];
        }
        scores[at] = score;
        out_items[at] = (uint32_t)i;
        count++;
    }
    return count;
}
