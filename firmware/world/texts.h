/* Texts: the words of the kiosk and the texts of the catalogue in every language, and the way from
 * a phrase to a sentence. The glass and the paper share it. The tables belong to whoever loaded
 * them (services/catalogue) and must live as long as the struct. */
#ifndef BANSHI_WORLD_TEXTS_H
#define BANSHI_WORLD_TEXTS_H

#include <stddef.h>

#include "firmware/core/model.h"

/* The longest sentence in bytes, with its NUL. */
#define TEXTS_SENTENCE_BYTES 1024

struct texts {
    const char *words[LANGUAGE_COUNT][WORD_COUNT]; /* by enum word; NULL: missing */
    const char *const *catalogue[LANGUAGE_COUNT];  /* by text number; [0] is unused */
    uint32_t catalogue_count;                      /* with the unused one */
};

/* Writes the phrase in that language; `pool` is that of its view or paper. What is
 * missing in it is said in the first language; what is missing there too gives an empty text, never
 * a key. Always NUL-terminated, cut at a whole character. */
void texts_resolve(const struct texts *texts, enum language language, const struct phrase *phrase,
                   const struct phrase_pool *pool, char out[TEXTS_SENTENCE_BYTES]);

#endif
