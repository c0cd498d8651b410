#include "firmware/core/phrase.h"

#include <string.h>

#include "firmware/base/check.h"
#include "firmware/base/text.h"

const char *phrase_word_name(enum word word)
{
    static const char *const names[WORD_COUNT] = {
        "NONE",
#define W(name, arguments) #name,
#include "firmware/core/words.def"
#undef W
    };

    return word < WORD_COUNT ? names[word] : "?";
}

int phrase_word_args(enum word word)
{
    static const uint8_t counts[WORD_COUNT] = {
        0,
#define W(name, arguments) arguments,
#include "firmware/core/words.def"
#undef W
    };

    return word < WORD_COUNT ? counts[word] : 0;
}

struct phrase phrase_none(void)
{
    struct phrase phrase;

    memset(&phrase, 0, sizeof(phrase));
    return phrase;
}

static struct phrase of_kind(enum phrase_kind kind, uint32_t id)
{
    struct phrase phrase = phrase_none();

    phrase.head.kind = (uint16_t)kind;
    phrase.head.id = (uint16_t)id;
    return phrase;
}

struct phrase phrase_word(enum word word)
{
    return of_kind(PHRASE_WORD, word);
}

struct phrase phrase_catalogue(uint16_t text)
{
    return text == 0 ? phrase_none() : of_kind(PHRASE_CATALOGUE, text);
}

struct phrase phrase_literal(struct phrase_pool *pool, const char *text)
{
    uint16_t at = pool->used;

    CHECK(at < PHRASE_POOL_BYTES);
    text_copy(pool->text + at, PHRASE_POOL_BYTES - at, text);
    pool->used = (uint16_t)(at + strlen(pool->text + at) + 1);
    if (pool->used >= PHRASE_POOL_BYTES)
        pool->used = PHRASE_POOL_BYTES - 1;
    return of_kind(PHRASE_LITERAL, at);
}

struct phrase phrase_number(struct phrase_pool *pool, uint64_t number)
{
    char digits[24] = "";

    text_append_number(digits, sizeof(digits), number, 1);
    return phrase_literal(pool, digits);
}

struct phrase phrase_with(struct phrase phrase, struct phrase arg)
{
    for (int i = 0; i < PHRASE_ARGS_MAX; i++) {
        if (phrase.args[i].kind == PHRASE_NONE) {
            phrase.args[i] = arg.head;
            return phrase;
        }
    }
    CHECK(!"room for one more argument");
    return phrase;
}
