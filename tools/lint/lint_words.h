/* The words of the kiosk: said somewhere, there in every language, and each text by itself. What a
 * kiosk itself refuses (an unknown key, a placeholder that its word has no argument for or one that
 * is missing, the first language not whole) services/catalogue/words.h reports when it opens the
 * files. The caller owns all memory. */
#ifndef BANSHI_TOOLS_LINT_LINT_WORDS_H
#define BANSHI_TOOLS_LINT_LINT_WORDS_H

#include <stdbool.h>

#include "firmware/world/texts.h"
#include "tools/lint/lint_report.h"

/* Which words the sources say; zeroed is none. */
struct lint_words {
    bool used[WORD_COUNT];
};

/* Marks each word that a line of C says as WORD_<name>. */
void lint_words_mark(struct lint_words *words, const char *line);

/* Marks each word that a line of a list (situations.def) says by its name alone. */
void lint_words_mark_list(struct lint_words *words, const char *line);

/* Reports each word that no source says, that a whole language lacks, or that a beginning lacks
 * though part.def names it, and what is wrong with each text (lint_text.h). Only the word half of
 * `texts` is read. */
void lint_words_check(struct lint_report *report, const struct lint_words *words,
                      const struct texts *texts);

#endif
