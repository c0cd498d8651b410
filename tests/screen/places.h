/* Fixed places (A15): which keys each kind of screen must have, and that each stands where it stood
 * on every other screen of the same panel and modes. */
#ifndef BANSHI_TESTS_SCREEN_PLACES_H
#define BANSHI_TESTS_SCREEN_PLACES_H

#include "tests/screen/check.h"

/* Checks one page; the first page on which a key was seen settles its place. */
void places_check(struct checker *checker, const struct shot *shot);

#endif
