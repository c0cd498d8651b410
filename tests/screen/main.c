/* banshi-screens: crawls every reachable screen and measures it.
 *   banshi-screens [--quick | --mutants | --pictures] [--language TAG] [--out FOLDER] [--jobs N]
 *   banshi-screens --only search-3 [--language TAG]
 * The full run takes every view in every combination of modes and language on both panels, and writes
 * PNG, JSON and index.html; --quick takes the longest view of each shape in one language and writes
 * nothing but failures-N.tsv; --only looks at the views whose names begin so, in one language, with
 * pictures; --mutants plants violations. Status 1: a check failed, or a mutant survived. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/core/model.h"
#include "tests/screen/run.h"
#include "ui/prepare.h"

/* -2: there is none of that tag. */
static int language_of(const char *tag)
{
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        if (strcmp(language_tag((enum language)i), tag) == 0)
            return i;
    return -2;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"quick", no_argument, NULL, 'q'},          {"mutants", no_argument, NULL, 'm'},
        {"pictures", no_argument, NULL, 'p'},       {"only", required_argument, NULL, 'n'},
        {"language", required_argument, NULL, 'l'}, {"out", required_argument, NULL, 'o'},
        {"jobs", required_argument, NULL, 'j'},     {NULL, 0, NULL, 0}};
    struct run run = {.out = "build/screens", .language = -1, .jobs = 2};
    bool mutants = false;
    int option;

    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
        switch (option) {
        case 'q':
            run.quick = true;
            break;
        case 'p':
            run.pictures = true;
            break;
        case 'n':
            run.only = optarg;
            break;
        case 'l':
            run.language = language_of(optarg);
            break;
        case 'm':
            mutants = true;
            break;
        case 'o':
            run.out = optarg;
            break;
        case 'j':
            run.jobs = atoi(optarg);
            break;
        default:
            fprintf(stderr, "usage: banshi-screens [--quick | --mutants | --pictures | --only VIEW]"
                            " [--language TAG] [--out FOLDER] [--jobs N]\n");
            return 2;
        }
    if (run.language < -1) {
        fprintf(stderr, "banshi-screens: no such language\n");
        return 2;
    }
    ui_prepare_environment("assets/fonts.conf"); /* the kiosk's fonts, not this machine's */
    if (mutants)
        return run_mutants(&run);
    return run_screens(&run);
}
