/* A phrase: what a view or a paper says, before it has a language. It is a word of the kiosk
 * (words.def), a text of the catalogue, or literal text such as a name; a word may hold up to three
 * arguments, each again one of these. The glass and the paper resolve phrases in the citizen's
 * language (world/texts.h), so the core knows no language and a language is one file.
 *
 * Literals lie in the pool of the view or paper they belong to. Plain data, no pointers. */
#ifndef BANSHI_CORE_PHRASE_H
#define BANSHI_CORE_PHRASE_H

#include <stdint.h>

enum word {
    WORD_NONE,
#define W(name, arguments) WORD_##name,
#include "firmware/core/words.def"
#undef W
    WORD_COUNT
};

enum phrase_kind { PHRASE_NONE, PHRASE_WORD, PHRASE_CATALOGUE, PHRASE_LITERAL };

#define PHRASE_ARGS_MAX 3
#define PHRASE_POOL_BYTES 3072

struct phrase_atom {
    uint16_t kind; /* enum phrase_kind */
    uint16_t id;   /* enum word, number of a catalogue text, or offset into the pool */
};

struct phrase {
    struct phrase_atom head;
    struct phrase_atom args[PHRASE_ARGS_MAX];
};

struct phrase_pool {
    uint16_t used; /* bytes of `text` in use, each literal with its NUL */
    char text[PHRASE_POOL_BYTES];
};

/* The word by its name in words.def, and the count of its arguments. Static memory. */
const char *phrase_word_name(enum word word);
int phrase_word_args(enum word word);

struct phrase phrase_none(void);
struct phrase phrase_word(enum word word);
struct phrase phrase_catalogue(uint16_t text);

/* A literal copied into the pool; a full pool cuts it at a whole character. */
struct phrase phrase_literal(struct phrase_pool *pool, const char *text);

/* A decimal number as a literal. */
struct phrase phrase_number(struct phrase_pool *pool, uint64_t number);

/* The same phrase with its head's next free argument set to `arg`'s head (arguments of arguments
 * are lost). CHECKs that there is room. */
struct phrase phrase_with(struct phrase phrase, struct phrase arg);

#endif
