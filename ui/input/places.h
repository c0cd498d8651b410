/* The administrative divisions of China for writing an address step by step: provinces, prefectures
 * and cities, counties and districts, streets and towns. Levels that are only on paper are left out:
 * the districts of 北京市 follow it at once, the towns of 东莞市 too.
 *
 * A place is an index of the table and holds as long as it is open; PLACES_ROOT is the country. The
 * data is china-division's (divisions for statistics of 2023-06-30; the parts of Hong Kong, Macau and
 * Taiwan bear the code of the whole). Process: kiosk. */
#ifndef BANSHI_UI_INPUT_PLACES_H
#define BANSHI_UI_INPUT_PLACES_H

#include <stdint.h>

#include "firmware/base/err.h"

#define PLACES_ROOT 0u

struct places;

/* Opens places.tbl; the whole table is checked once. Errors as table_open(), and ERR_MEMORY. */
MUST_USE err_t places_open(const char *path, struct places **out);

/* NULL is allowed. */
void places_close(struct places *places);

/* How many places there are under this one; 0 at the end. A place that is none is a CHECK. */
uint32_t places_count(const struct places *places, uint32_t parent);

/* The child at `index`, below places_count(); children come in the order of their codes. */
uint32_t places_child(const struct places *places, uint32_t parent, uint32_t index);

/* UTF-8, valid until places_close(). */
const char *places_name(const struct places *places, uint32_t place);

/* The code as a number: six digits of GB/T 2260 (110105), nine for streets and towns (110105026); 0 for
 * the country. */
uint32_t places_code(const struct places *places, uint32_t place);

#endif
