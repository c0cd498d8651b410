/* Sentences of Chinese texts: how long the longest is. A person who is read to, or who reads
 * slowly, holds about twenty characters (accessibility rule A33). Pure; the caller owns all memory.
 */
#ifndef BANSHI_TOOLS_LINT_LINT_SENTENCE_H
#define BANSHI_TOOLS_LINT_LINT_SENTENCE_H

#include <stddef.h>

#define LINT_SENTENCE_CHARACTERS_MAX 20

/* The count of characters in the longest sentence of a UTF-8 text. A sentence ends at a full stop,
 * question or exclamation mark or line feed, in either width; blanks, punctuation and placeholders
 * such as {0} are not counted. */
size_t lint_sentence_longest(const char *text);

#endif
