#include "firmware/services/catalogue/words.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/text.h"
#include "firmware/services/catalogue/catalogue_json.h"

#define PATH_BYTES 512

struct words {
    json_t *documents[LANGUAGE_COUNT];
    const char *texts[LANGUAGE_COUNT][WORD_COUNT];
};

/* Marks which of {0} to {2} the text holds; false when it has another brace. */
static bool find_placeholders(const char *text, unsigned *out_seen)
{
    *out_seen = 0;
    for (; *text != '\0'; text++) {
        if (*text == '}')
            return false;
        if (*text != '{')
            continue;
        if (text[1] < '0' || text[1] >= '0' + PHRASE_ARGS_MAX || text[2] != '}')
            return false;
        *out_seen |= 1u << (text[1] - '0');
        text += 2;
    }
    return true;
}

static void check_placeholders(const struct catalogue_at *at, const char *text, int arguments)
{
    unsigned seen;
    int i;

    if (!find_placeholders(text, &seen))
        catalogue_json_fail(at, ERR_INVALID, "a brace that is no placeholder {0} to {2}");
    for (i = 0; i < PHRASE_ARGS_MAX; i++) {
        if (i < arguments && !(seen & 1u << i))
            catalogue_json_fail(at, ERR_INVALID, "{%d} is missing", i);
        if (i >= arguments && (seen & 1u << i))
            catalogue_json_fail(at, ERR_INVALID, "{%d} has no argument", i);
    }
}

static void read_words(const struct catalogue_at *root, bool whole,
                       const char *out_texts[WORD_COUNT])
{
    /* A '?' before each name: which of them must be there is decided below. */
    static const char *const NAMES[WORD_COUNT] = {
#define W(name, arguments) [WORD_##name - 1] = "?" #name,
#include "firmware/core/words.def"
#undef W
        NULL};
    static const int ARGUMENTS[WORD_COUNT] = {
#define W(name, arguments) [WORD_##name] = arguments,
#include "firmware/core/words.def"
#undef W
    };
    int word;

    catalogue_json_object(root, NAMES);
    out_texts[WORD_NONE] = "";
    for (word = 1; word < WORD_COUNT; word++) {
        const struct catalogue_at at = catalogue_json_key(root, NAMES[word - 1] + 1);

        out_texts[word] = NULL;
        if (at.value == NULL && !whole)
            continue;
        if (at.value == NULL)
            catalogue_json_fail(root, ERR_INVALID, "'%s' is missing", NAMES[word - 1] + 1);
        out_texts[word] = catalogue_json_string(&at, WORDS_TEXT_BYTES_MAX);
        check_placeholders(&at, out_texts[word], ARGUMENTS[word]);
    }
}

err_t words_parse(const struct words_bytes *bytes, char why[WORDS_WHY_BYTES],
                  const char *out_texts[WORD_COUNT], struct json_t **out_document)
{
    struct catalogue_json json = {.why = why, .why_bytes = WORDS_WHY_BYTES};
    json_error_t error;
    json_t *document = json_loadb(bytes->at, bytes->size_bytes, JSON_REJECT_DUPLICATES, &error);
    const struct catalogue_at root = catalogue_json_root(&json, document);

    *out_document = NULL;
    why[0] = '\0';
    if (document == NULL) {
        snprintf(why, WORDS_WHY_BYTES, "line %d: %s", error.line, error.text);
        return ERR_INVALID;
    }
    read_words(&root, bytes->whole, out_texts);
    if (json.err == ERR_OK)
        *out_document = document;
    else
        json_decref(document);
    return json.err;
}

/* The whole file in new memory that the caller frees. */
static err_t read_file(const char *path, char **out_bytes, size_t *out_size_bytes)
{
    FILE *file = fopen(path, "rb");
    err_t err = ERR_OK;

    *out_bytes = NULL;
    *out_size_bytes = 0;
    if (file == NULL)
        return ERR_IO;
    *out_bytes = malloc(WORDS_SIZE_BYTES_MAX + 1);
    if (*out_bytes == NULL) {
        err = ERR_MEMORY;
        goto out;
    }
    *out_size_bytes = fread(*out_bytes, 1, WORDS_SIZE_BYTES_MAX + 1, file);
    if (ferror(file))
        err = ERR_IO;
    else if (*out_size_bytes > WORDS_SIZE_BYTES_MAX)
        err = ERR_LIMIT;
out:
    fclose(file);
    return err;
}

static err_t open_language(struct words *words, enum language language, const char *path,
                           char why[WORDS_WHY_BYTES])
{
    struct words_bytes bytes = {.whole = language == 0};
    char *file;
    err_t err = read_file(path, &file, &bytes.size_bytes);

    bytes.at = file;
    if (err == ERR_OK)
        err = words_parse(&bytes, why, words->texts[language], &words->documents[language]);
    else
        snprintf(why, WORDS_WHY_BYTES, "%s", err == ERR_IO ? strerror(errno) : err_text(err));
    free(file);
    return err;
}

err_t words_open(const char *folder, char why[WORDS_WHY_BYTES], struct words **out_words)
{
    static const char *const FILES[LANGUAGE_COUNT] = {
#define LANGUAGE(name, tag, own, extent) tag ".json",
#include "firmware/core/languages.def"
#undef LANGUAGE
    };
    struct words *words = calloc(1, sizeof *words);
    char path[PATH_BYTES], what[WORDS_WHY_BYTES];
    err_t err = words == NULL ? ERR_MEMORY : ERR_OK;
    int language;

    *out_words = NULL;
    why[0] = '\0';
    for (language = 0; language < LANGUAGE_COUNT && err == ERR_OK; language++) {
        snprintf(path, sizeof path, "%s/%s", folder, FILES[language]);
        err = open_language(words, (enum language)language, path, what);
        if (err != ERR_OK) {
            text_copy(why, WORDS_WHY_BYTES, FILES[language]);
            text_append(why, WORDS_WHY_BYTES, ": ");
            text_append(why, WORDS_WHY_BYTES, what);
        }
    }
    if (err == ERR_OK)
        *out_words = words;
    else
        words_close(words);
    return err;
}

void words_close(struct words *words)
{
    int language;

    if (words == NULL)
        return;
    for (language = 0; language < LANGUAGE_COUNT; language++)
        json_decref(words->documents[language]);
    free(words);
}

void words_texts(const struct words *words, struct texts *texts)
{
    memcpy(texts->words, words->texts, sizeof texts->words);
}
