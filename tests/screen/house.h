/* What the audit looks at: the real words and services of assets/, the two reference boards and the
 * tables of the pads. The program `banshi-screens` owns one. Everything is read from the current
 * directory, the root of the repository. */
#ifndef BANSHI_TESTS_SCREEN_HOUSE_H
#define BANSHI_TESTS_SCREEN_HOUSE_H

#include "firmware/base/err.h"
#include "firmware/core/event.h"
#include "firmware/services/catalogue/catalogue.h"
#include "firmware/services/catalogue/words.h"
#include "ui/input/writing_tables.h"
#include "ui/theme.h"

#define HOUSE_PANELS 2 /* 0: desk-portrait, 1: desk-landscape */

struct house {
    struct words *words;
    struct catalogue *catalogue;
    struct texts texts;
    struct writing_tables
        *tables; /* of build/tables; a way whose table is missing is not offered */
    struct panel panels[HOUSE_PANELS];
    char sites[LANGUAGE_COUNT][64]; /* the longest name a place may have */
};

extern const char *const house_panel_names[HOUSE_PANELS];

/* Reads all of it; a sentence on stderr says what is wrong. The caller closes it also then. */
MUST_USE err_t house_open(struct house *house);
void house_close(struct house *house);

/* The catalogue as the kiosk is told of it. */
void house_offer(const struct house *house, struct event *out);

/* "2026-11-22 21:40" in Shanghai: every crawl happens at this moment. */
#define HOUSE_WALL_S 1795354800

#endif
