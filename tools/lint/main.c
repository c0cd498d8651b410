/* banshi-lint: what a compiler cannot see in words and catalogues.
 *
 * words: each word file is whole, with the right placeholders; each word is said somewhere in the
 * sources; no Chinese sentence is too long. catalogue: a kiosk would take it, and the same
 * sentences. Every finding is one line on stderr. */
#include <errno.h>
#include <ftw.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/services/catalogue/catalogue.h"
#include "firmware/services/catalogue/words.h"
#include "tools/lint/lint_sentence.h"

#define OPEN_FOLDERS_MAX 16
#define ZH_HANS "zh-Hans"
#define PREFIX "WORD_"
#define IDENTIFIER "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

static const char HELP[] =
    "usage: banshi-lint words WORDS_DIR SOURCE_DIR...\n"
    "       banshi-lint catalogue FILE\n"
    "\n"
    "words      every word file is whole, every word is used in the *.c and *.h files of the\n"
    "           SOURCE_DIRs, no Chinese sentence in words or in *.json files of the SOURCE_DIRs\n"
    "           is over 20 characters\n"
    "catalogue  a kiosk would take the catalogue FILE, and the same for its sentences\n"
    "Exit status: 0 nothing found, 1 something found, 2 the command line is wrong.\n";

static const char *const WORD_NAMES[WORD_COUNT] = {
#define W(name, arguments) [WORD_##name] = #name,
#include "firmware/core/words.def"
#undef W
};

/* nftw() hands no context to its callback, so what it finds lies here. */
static unsigned char word_used[WORD_COUNT];
static unsigned findings;

static void mark_word(const char *name, size_t length)
{
    int word;

    for (word = 1; word < WORD_COUNT; word++) {
        if (strlen(WORD_NAMES[word]) == length && memcmp(WORD_NAMES[word], name, length) == 0)
            word_used[word] = 1;
    }
}

static void mark_line(const char *line)
{
    const char *at = line;

    while ((at = strstr(at, PREFIX)) != NULL) {
        const char *name = at + sizeof PREFIX - 1;
        size_t length = strspn(name, IDENTIFIER);

        if (at == line || strchr(IDENTIFIER, at[-1]) == NULL)
            mark_word(name, length);
        at = name + length;
    }
}

static void check_sentence(const char *where, const char *text)
{
    size_t longest = lint_sentence_longest(text);

    if (longest <= LINT_SENTENCE_CHARACTERS_MAX)
        return;
    fprintf(stderr, "banshi-lint: %s: a sentence of %zu characters (at most %d): %s\n", where,
            longest, LINT_SENTENCE_CHARACTERS_MAX, text);
    findings++;
}

/* The words that a source says. */
static void mark_source(const char *path)
{
    size_t capacity = 0;
    char *line = NULL;
    FILE *file = fopen(path, "r");

    if (file == NULL) {
        fprintf(stderr, "banshi-lint: %s: %s\n", path, strerror(errno));
        findings++;
        return;
    }
    while (getline(&line, &capacity, file) >= 0)
        mark_line(line);
    free(line);
    fclose(file);
}

/* Every Chinese text of a service file, wherever it stands. jansson refuses a document that is deep
 * enough to make this recursion a danger. */
static void check_document(const char *path, const json_t *value)
{
    const char *key, *text = json_string_value(json_object_get(value, ZH_HANS));
    json_t *child;
    size_t index;

    if (text != NULL)
        check_sentence(path, text);
    json_object_foreach((json_t *)value, key, child) check_document(path, child);
    json_array_foreach(value, index, child) check_document(path, child);
}

static void check_service_file(const char *path)
{
    json_error_t error;
    json_t *document = json_load_file(path, JSON_REJECT_DUPLICATES, &error);

    if (document == NULL) {
        fprintf(stderr, "banshi-lint: %s: line %d: %s\n", path, error.line, error.text);
        findings++;
    }
    check_document(path, document);
    json_decref(document);
}

static int visit_file(const char *path, const struct stat *status, int type, struct FTW *place)
{
    const char *end = strrchr(path, '.');

    (void)status;
    (void)place;
    if (type != FTW_F || end == NULL)
        return 0;
    if (strcmp(end, ".c") == 0 || strcmp(end, ".h") == 0)
        mark_source(path);
    else if (strcmp(end, ".json") == 0)
        check_service_file(path);
    return 0;
}

static void check_words(const struct words *words)
{
    struct texts texts;
    int word;

    memset(&texts, 0, sizeof texts);
    words_texts(words, &texts);
    for (word = 1; word < WORD_COUNT; word++) {
        check_sentence(WORD_NAMES[word], texts.words[LANGUAGE_ZH_HANS][word]);
        if (!word_used[word]) {
            fprintf(stderr, "banshi-lint: %s: no source says this word\n", WORD_NAMES[word]);
            findings++;
        }
    }
}

static int lint_words(const char *folder, char **sources, int source_count)
{
    char why[WORDS_WHY_BYTES];
    struct words *words;
    int i;

    if (words_open(folder, why, &words) != ERR_OK) {
        fprintf(stderr, "banshi-lint: %s/%s\n", folder, why);
        return 1;
    }
    for (i = 0; i < source_count; i++) {
        if (nftw(sources[i], visit_file, OPEN_FOLDERS_MAX, FTW_PHYS) != 0) {
            fprintf(stderr, "banshi-lint: %s: %s\n", sources[i], strerror(errno));
            findings++;
        }
    }
    check_words(words);
    words_close(words);
    return findings == 0 ? 0 : 1;
}

static void check_catalogue(const struct catalogue *catalogue)
{
    struct texts texts;
    uint32_t number;

    memset(&texts, 0, sizeof texts);
    catalogue_texts(catalogue, &texts);
    for (number = 1; number < texts.catalogue_count; number++)
        check_sentence("catalogue", texts.catalogue[LANGUAGE_ZH_HANS][number]);
}

static int lint_catalogue(const char *path)
{
    char *bytes = malloc(CATALOGUE_SIZE_BYTES_MAX + 1), why[CATALOGUE_WHY_BYTES];
    FILE *file = fopen(path, "rb");
    struct catalogue *catalogue = NULL;
    size_t size_bytes = 0;

    if (file != NULL && bytes != NULL)
        size_bytes = fread(bytes, 1, CATALOGUE_SIZE_BYTES_MAX + 1, file);
    if (file == NULL || bytes == NULL || ferror(file)) {
        fprintf(stderr, "banshi-lint: %s: %s\n", path, strerror(errno));
        findings++;
    } else if (catalogue_open(bytes, size_bytes, why, &catalogue) != ERR_OK) {
        fprintf(stderr, "banshi-lint: %s: %s\n", path, why);
        findings++;
    } else {
        check_catalogue(catalogue);
    }
    catalogue_close(catalogue);
    if (file != NULL)
        fclose(file);
    free(bytes);
    return findings == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(HELP, stdout);
        return 0;
    }
    if (argc >= 4 && strcmp(argv[1], "words") == 0)
        return lint_words(argv[2], argv + 3, argc - 3);
    if (argc == 3 && strcmp(argv[1], "catalogue") == 0)
        return lint_catalogue(argv[2]);
    fputs("banshi-lint: words or catalogue? --help shows the use\n", stderr);
    return 2;
}
