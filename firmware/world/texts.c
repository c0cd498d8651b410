#include "firmware/world/texts.h"

#include <string.h>

#include "firmware/base/text.h"

static const char *atom_text(const struct texts *texts, enum language language,
                             struct phrase_atom atom, const struct phrase_pool *pool)
{
    const char *found = NULL;

    if (atom.kind == PHRASE_WORD && atom.id < WORD_COUNT) {
        found = texts->words[language][atom.id];
        if (found == NULL)
            found = texts->words[0][atom.id];
    } else if (atom.kind == PHRASE_CATALOGUE && atom.id < texts->catalogue_count) {
        found = texts->catalogue[language][atom.id];
        if (found == NULL)
            found = texts->catalogue[0][atom.id];
    } else if (atom.kind == PHRASE_LITERAL && atom.id < PHRASE_POOL_BYTES) {
        found = pool->text + atom.id;
    }
    return found == NULL ? "" : found;
}

/* The index of a placeholder "{0}" to "{2}" at `at`; -1 when there is none. */
static int placeholder(const char *at)
{
    if (at[0] == '{' && at[1] >= '0' && at[1] < '0' + PHRASE_ARGS_MAX && at[2] == '}')
        return at[1] - '0';
    return -1;
}

void texts_resolve(const struct texts *texts, enum language language, const struct phrase *phrase,
                   const struct phrase_pool *pool, char out[TEXTS_SENTENCE_BYTES])
{
    const char *at = atom_text(texts, language, phrase->head, pool);
    size_t used = 0;

    out[0] = '\0';
    while (*at != '\0' && used + 5 < TEXTS_SENTENCE_BYTES) {
        int index = phrase->head.kind == PHRASE_LITERAL ? -1 : placeholder(at);
        size_t length;

        if (index >= 0) {
            text_copy(out + used, TEXTS_SENTENCE_BYTES - used,
                      atom_text(texts, language, phrase->args[index], pool));
            used += strlen(out + used);
            at += 3;
            continue;
        }
        text_next(at, &length);
        memcpy(out + used, at, length);
        used += length;
        out[used] = '\0';
        at += length;
    }
}
