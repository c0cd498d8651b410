/* The words of the pinyin table: every character with a reading, the house's own lists, the names
 * of the divisions; each once, with what it costs in a name and in an address (0 is the most
 * common). Process: banshi-tables. */
#ifndef BANSHI_TOOLS_TABLES_LEXICON_H
#define BANSHI_TOOLS_TABLES_LEXICON_H

#include <stdbool.h>
#include <stdint.h>

#include "firmware/base/err.h"
#include "tools/tables/divisions.h"
#include "tools/tables/grow.h"
#include "tools/tables/unihan.h"
#include "ui/input/table.h"

struct lexicon {
    const struct unihan *unihan;
    struct grow words;   /* struct table_pinyin_word */
    struct grow letters; /* uint16_t, indices of lexicon_index() */
    uint16_t *index;     /* character -> index + 1 among the characters with a reading */
    uint32_t *slots;     /* a hash of the words, so that each is there once; index + 1 */
    struct grow spoken;  /* struct lexicon_spoken */
};

/* A character whose reading in a surname is another than the usual one: 单 shan. */
struct lexicon_spoken {
    uint32_t character;
    char letters[8];
};

/* Reads the lists in `folder` and the divisions in `divisions`. */
MUST_USE err_t lexicon_load(struct lexicon *out, const struct unihan *unihan, const char *folder,
                            const struct divisions *divisions);
void lexicon_finish(struct lexicon *lexicon);

/* Whether a surname list names this reading of this character. */
bool lexicon_is_spoken(const struct lexicon *lexicon, uint32_t character, const char *letters);

#endif
