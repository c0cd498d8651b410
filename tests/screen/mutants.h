/* Seeded violations: each spoils a view, a list, its pixels, its speech or the state behind it, and
 * names the check that is meant to see it. The table ends with a row without a name. */
#ifndef BANSHI_TESTS_SCREEN_MUTANTS_H
#define BANSHI_TESTS_SCREEN_MUTANTS_H

#include "tests/screen/stage.h"

extern const struct mutant mutants[];

#endif
