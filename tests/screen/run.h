/* The runs of banshi-screens. */
#ifndef BANSHI_TESTS_SCREEN_RUN_H
#define BANSHI_TESTS_SCREEN_RUN_H

#include <stdbool.h>

struct run {
    const char *out;  /* folder of pictures and lists */
    const char *only; /* views whose names begin so; NULL: all */
    int language;     /* of the views; -1: simplified Chinese, and all languages in the full run */
    int jobs;         /* processes, 1 to 8 */
    bool quick;
    bool pictures; /* of all pages; else of the longest of each shape and of all that fail */
};

/* Both return the exit status: 0 when all is well. */
int run_screens(const struct run *run);
int run_mutants(const struct run *run);

#endif
