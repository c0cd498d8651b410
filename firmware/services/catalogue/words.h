/* Words: the texts that the kiosk itself says, one file a language (assets/words/<tag>.json, an
 * object of word name to text). Whoever opens them owns them; the texts live as long as they do.
 *
 * The file of the first language is whole or refused: each word of words.def is there. Another may
 * lack words, for which the first language speaks (world/texts.h); banshi-lint says which. No file
 * holds a word besides, and each text holds exactly the placeholders {0} to {n-1} that its word has
 * arguments. */
#ifndef BANSHI_SERVICES_CATALOGUE_WORDS_H
#define BANSHI_SERVICES_CATALOGUE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "firmware/base/err.h"
#include "firmware/core/model.h"
#include "firmware/world/texts.h"

#define WORDS_SIZE_BYTES_MAX (64 * 1024)
#define WORDS_TEXT_BYTES_MAX 512
#define WORDS_WHY_BYTES 320

struct words;

/* Reads the file of every language of languages.def from a folder. On failure `why` holds one line
 * ("en.json: STEP_OF: {2} is missing"), on success it is empty. ERR_IO: a file cannot be read;
 * ERR_INVALID, ERR_LIMIT: not a word file, or not whole; ERR_MEMORY. */
MUST_USE err_t words_open(const char *folder, char why[WORDS_WHY_BYTES], struct words **out_words);
void words_close(struct words *words);

/* Sets the word half of `texts`; the catalogue half stays as it is. */
void words_texts(const struct words *words, struct texts *texts);

struct words_bytes {
    const char *at;
    size_t size_bytes;
    bool whole; /* no word may be missing */
};

/* Judges the bytes of one word file and fills `out_texts` (NULL: missing) with texts that live as
 * long as the returned document does (words_open() is made of this; it is also what the fuzzer
 * feeds). */
struct json_t;
MUST_USE err_t words_parse(const struct words_bytes *bytes, char why[WORDS_WHY_BYTES],
                           const char *out_texts[WORD_COUNT], struct json_t **out_document);

#endif
