/* banshi-tables: makes the binary tables of the ways to write from public data.
 *
 *   banshi-tables --unihan DIR --divisions DIR --parts FILE --strokes FILE
 *                 --graphics FILE --lexicon DIR --out DIR
 *
 * tools/run/tables.sh knows where all of these are. Nothing is random or dated: the same sources
 * give the same bytes. */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>

#include "tools/tables/hand_table.h"
#include "tools/tables/make.h"

static int usage(void)
{
    fprintf(stderr, "banshi-tables --unihan DIR --divisions DIR --parts FILE --strokes FILE "
                    "--graphics FILE --lexicon DIR --out DIR\n");
    return 2;
}

static bool read_arguments(int count, char **arguments, struct make_paths *out)
{
    static const struct option OPTIONS[] = {
        {"unihan", required_argument, NULL, 'u'},   {"divisions", required_argument, NULL, 'd'},
        {"parts", required_argument, NULL, 'p'},    {"strokes", required_argument, NULL, 's'},
        {"graphics", required_argument, NULL, 'g'}, {"lexicon", required_argument, NULL, 'l'},
        {"out", required_argument, NULL, 'o'},      {NULL, 0, NULL, 0}};
    *out = (struct make_paths){0};
    for (int option; (option = getopt_long(count, arguments, "", OPTIONS, NULL)) != -1;) {
        const char **target = option == 'u'   ? &out->unihan
                              : option == 'd' ? &out->divisions
                              : option == 'p' ? &out->parts
                              : option == 's' ? &out->strokes
                              : option == 'g' ? &out->graphics
                              : option == 'l' ? &out->lexicon
                              : option == 'o' ? &out->out
                                              : NULL;
        if (target == NULL)
            return false;
        *target = optarg;
    }
    return optind == count && out->unihan != NULL && out->divisions != NULL && out->parts != NULL &&
           out->strokes != NULL && out->lexicon != NULL && out->out != NULL;
}

static err_t make_hand(const struct make_paths *paths, const struct unihan *unihan)
{
    const struct hand_table_sources sources = {
        .graphics = paths->graphics, .parts = paths->parts, .unihan = unihan};
    char path[4096];
    snprintf(path, sizeof(path), "%s/hand.tbl", paths->out);
    return hand_table_make(&sources, path);
}

static err_t make_all(const struct make_paths *paths)
{
    struct unihan unihan;
    err_t err = unihan_load(&unihan, paths->unihan);
    if (err != ERR_OK)
        return err;
    err = make_readings(paths, &unihan);
    if (err == ERR_OK)
        err = make_pinyin(paths, &unihan);
    if (err == ERR_OK)
        err = make_places(paths);
    if (err == ERR_OK)
        err = make_parts(paths, &unihan);
    if (err == ERR_OK)
        err = make_hand(paths, &unihan);
    unihan_finish(&unihan);
    return err;
}

int main(int count, char **arguments)
{
    struct make_paths paths;
    if (!read_arguments(count, arguments, &paths))
        return usage();
    err_t err = make_all(&paths);
    if (err != ERR_OK) {
        fprintf(stderr, "banshi-tables: %s\n", err_text(err));
        return 1;
    }
    return 0;
}
