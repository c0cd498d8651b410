/* The administrative divisions, from the two JSON files of assets/writing: provinces, prefectures,
 * counties, streets and towns, in one list, breadth first, so that the children of a division lie
 * side by side. Levels that exist only on paper are dissolved: 市辖区 and 县 under a municipality,
 * 省直辖县级行政区划 and its like, a city whose one child bears its own name.
 *
 * Process: banshi-tables. */
#ifndef BANSHI_TOOLS_TABLES_DIVISIONS_H
#define BANSHI_TOOLS_TABLES_DIVISIONS_H

#include <stdint.h>

#include "firmware/base/err.h"
#include "tools/tables/grow.h"

enum division_level {
    DIVISION_COUNTRY,
    DIVISION_PROVINCE,
    DIVISION_CITY,
    DIVISION_COUNTY,
    DIVISION_STREET
};

struct division {
    char name[96];
    /* Six digits of GB/T 2260 down to counties, nine for streets and towns; a part of Hong Kong,
     * Macau or Taiwan, which has none in the source, bears that of the whole. */
    char code[10];
    enum division_level level; /* by rank, whatever was dissolved above it */
    uint32_t first_child;
    uint32_t child_count;
};

struct divisions {
    struct grow list; /* struct division; 0 is the country */
};

/* Reads divisions.json and regions.json in `folder`. ERR_NOT_FOUND, ERR_INVALID. */
MUST_USE err_t divisions_load(struct divisions *out, const char *folder);
void divisions_finish(struct divisions *divisions);

#endif
