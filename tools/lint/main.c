/* banshi-lint: what a compiler cannot see in words and catalogues.
 *
 * words: what people read is there in every language, said somewhere, short enough, and in the right
 * script. catalogue: a kiosk would take it, and the same for its texts. Every finding is one line
 * on stderr. */
#include <errno.h>
#include <ftw.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/services/catalogue/catalogue.h"
#include "firmware/services/catalogue/words.h"
#include "tools/lint/lint_report.h"
#include "tools/lint/lint_service.h"
#include "tools/lint/lint_words.h"

#define OPEN_FOLDERS_MAX 16
#define SITUATIONS "situations.def"

static const char HELP[] =
    "usage: banshi-lint words WORDS_DIR SOURCE_DIR...\n"
    "       banshi-lint catalogue FILE\n"
    "\n"
    "words      every word is in every language of languages.def (in a beginning: those of\n"
    "           part.def) with its placeholders and no other, and is used in the *.c and *.h "
    "files\n"
    "           of the SOURCE_DIRs or in their situations.def. In words and in *.json files of "
    "the\n"
    "           SOURCE_DIRs no sentence is over 20 characters (English: 16 words), no code or\n"
    "           abbreviation stands for a word, no character is of another script\n"
    "catalogue  a kiosk would take the catalogue FILE, and the same for its texts\n"
    "Exit status: 0 nothing found, 1 something found, 2 the command line is wrong.\n";

/* nftw() hands no context to its callback, so what it finds lies here. */
static struct lint_report report;
static struct lint_words used;

/* The words that a source says. */
static void read_source(const char *path, void (*mark)(struct lint_words *, const char *line))
{
    size_t capacity = 0;
    char *line = NULL;
    FILE *file = fopen(path, "r");

    if (file == NULL) {
        lint_report_add(&report, path, "%s", strerror(errno));
        return;
    }
    while (getline(&line, &capacity, file) >= 0)
        mark(&used, line);
    free(line);
    fclose(file);
}

static void read_document(const char *path)
{
    json_error_t error;
    json_t *document = json_load_file(path, JSON_REJECT_DUPLICATES, &error);

    if (document == NULL)
        lint_report_add(&report, path, "line %d: %s", error.line, error.text);
    lint_service_check(&report, path, document);
    json_decref(document);
}

static int visit_file(const char *path, const struct stat *status, int type, struct FTW *place)
{
    const char *end = strrchr(path, '.');

    (void)status;
    if (type != FTW_F || end == NULL)
        return 0;
    if (strcmp(end, ".c") == 0 || strcmp(end, ".h") == 0)
        read_source(path, lint_words_mark);
    else if (strcmp(path + place->base, SITUATIONS) == 0)
        read_source(path, lint_words_mark_list);
    else if (strcmp(end, ".json") == 0)
        read_document(path);
    return 0;
}

static void lint_words(const char *folder, char **sources, int source_count)
{
    char why[WORDS_WHY_BYTES];
    struct texts texts = {0};
    struct words *words;

    if (words_open(folder, why, &words) != ERR_OK) {
        lint_report_add(&report, folder, "%s", why);
        return;
    }
    for (int i = 0; i < source_count; i++)
        if (nftw(sources[i], visit_file, OPEN_FOLDERS_MAX, FTW_PHYS) != 0)
            lint_report_add(&report, sources[i], "%s", strerror(errno));
    words_texts(words, &texts);
    lint_words_check(&report, &used, &texts);
    words_close(words);
}

static void lint_catalogue(const char *path)
{
    char *bytes = malloc(CATALOGUE_SIZE_BYTES_MAX + 1), why[CATALOGUE_WHY_BYTES];
    FILE *file = fopen(path, "rb");
    struct catalogue *catalogue = NULL;
    struct texts texts = {0};
    size_t size_bytes = 0;

    if (file != NULL && bytes != NULL)
        size_bytes = fread(bytes, 1, CATALOGUE_SIZE_BYTES_MAX + 1, file);
    if (file == NULL || bytes == NULL || ferror(file)) {
        lint_report_add(&report, path, "%s", strerror(errno));
    } else if (catalogue_open(bytes, size_bytes, why, &catalogue) != ERR_OK) {
        lint_report_add(&report, path, "%s", why);
    } else {
        catalogue_texts(catalogue, &texts);
        lint_service_check_texts(&report, &texts);
    }
    catalogue_close(catalogue);
    if (file != NULL)
        fclose(file);
    free(bytes);
}

int main(int argc, char **argv)
{
    report = (struct lint_report){stderr, 0};
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(HELP, stdout);
    } else if (argc >= 4 && strcmp(argv[1], "words") == 0) {
        lint_words(argv[2], argv + 3, argc - 3);
    } else if (argc == 3 && strcmp(argv[1], "catalogue") == 0) {
        lint_catalogue(argv[2]);
    } else {
        fputs("banshi-lint: words or catalogue? --help shows the use\n", stderr);
        return 2;
    }
    return report.count == 0 ? 0 : 1;
}
