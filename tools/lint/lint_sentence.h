/* Sentences: how long the longest of a text is. A person who is read to, or who reads slowly, holds
 * about twenty hanzi (accessibility rule A33). Pure; the caller owns all memory. */
#ifndef BANSHI_TOOLS_LINT_LINT_SENTENCE_H
#define BANSHI_TOOLS_LINT_LINT_SENTENCE_H

#include <stddef.h>

#define LINT_SENTENCE_CHARACTERS_MAX 20

/* Twenty hanzi are 12 to 14 English words, of which small words such as "the" carry little. Readers
 * take in over nine tenths of sentences of 14 words (American Press Institute, which GOV.UK's
 * content design quotes for its own limit of 25). */
#define LINT_SENTENCE_WORDS_MAX 16

/* The count of characters in the longest sentence of a UTF-8 text, for scripts that set no blanks
 * between words. A sentence ends at a full stop, question or exclamation mark or line feed, in
 * either width; blanks, punctuation and placeholders such as {0} are not counted. */
size_t lint_sentence_longest(const char *text);

/* The count of words in the longest sentence, for scripts that set blanks between words. A sentence
 * ends at . ? ! before a blank or the end, or at a line feed. A placeholder is a word. */
size_t lint_sentence_longest_words(const char *text);

#endif
