/* Search: the services that fit what a citizen wrote, in whatever language it is. Pure, over the
 * texts that the glass shows and the words that other people use; knows no file and no catalogue.
 * The kiosk process and the simulated world call it. */
#ifndef BANSHI_WORLD_SEARCH_H
#define BANSHI_WORLD_SEARCH_H

#include <stddef.h>
#include <stdint.h>

#include "firmware/world/texts.h"

/* Where to look; everything belongs to the caller. */
struct search {
    const struct texts *texts;
    const struct catalogue_item *items;
    size_t count;                /* at most CATALOGUE_ITEMS_MAX */
    const char *const *keywords; /* for each item its words, each followed by a line feed, or NULL;
                                    NULL: there are none at all */
};

/* Writes the indices of the items that fit `query`, best first and otherwise in their order, and
 * returns how many. Names count more than keywords, and these more than summaries, in every
 * language. A text fits when the characters of the query stand in it in their order, or half of
 * them do with at least two side by side; or when the whole text stands in the query ("how do I get
 * my pension"). A Latin word counts as one character, case does not matter, and a beginning is
 * enough. Blanks and punctuation are not looked at; a query of nothing else fits nothing. */
size_t search_find(const struct search *search, const char *query,
                   uint32_t out_items[CATALOGUE_ITEMS_MAX]);

#endif
