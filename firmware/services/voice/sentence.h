/* Sentence: where one ends. What is said can only be interrupted for something more important at
 * the end of a sentence. */
#ifndef BANSHI_VOICE_SENTENCE_H
#define BANSHI_VOICE_SENTENCE_H

#include <stddef.h>

#define SENTENCE_BYTES_MAX 360 /* one that is longer is cut, at a comma if there is one */

/* The length in bytes of the first sentence of `text`, UTF-8, with its mark and the spaces behind
 * it; 0 only for an empty text. A full stop ends a sentence when a space or the end is behind it. */
size_t sentence_length(const char *text);

#endif
