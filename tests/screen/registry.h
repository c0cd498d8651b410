/* The registry: every distinct view that the crawler met, under a name. Two views are one when they
 * say the same words with the same shape; what a citizen wrote, times and counters do not count, and
 * of such twins the one with the longest texts is kept. Heap; it grows as it needs. */
#ifndef BANSHI_TESTS_SCREEN_REGISTRY_H
#define BANSHI_TESTS_SCREEN_REGISTRY_H

#include <stdbool.h>

#include "firmware/core/core.h"
#include "firmware/world/texts.h"

#define REGISTRY_NAME_BYTES 48

struct screen {
    char name[REGISTRY_NAME_BYTES]; /* "identify-3": the view's name and a number */
    uint64_t key;
    uint32_t weight;  /* bytes of all its texts */
    uint32_t ordinal; /* among the views of its name */
    bool sample;      /* the longest of its shape (derive_mark_samples) */
    struct view view;
    struct core core; /* the state that showed it */
    const struct texts *texts;
};

struct registry {
    const struct texts *texts;
    struct screen *screens;
    int count, room;
};

void registry_init(struct registry *registry, const struct texts *texts);
void registry_finish(struct registry *registry);

/* Adds a view and the core that showed it, or keeps the one it has. The index of it. */
int registry_add(struct registry *registry, const struct view *view, const struct core *core);

/* What a view is, without what was written, times and counters; `fine`: with how long it is. */
uint64_t registry_key(const struct texts *texts, const struct view *view, bool fine);

/* The bytes of all its texts in its language. */
uint32_t registry_weight(const struct texts *texts, const struct view *view);

/* All phrases of a view in reading order: calls `take` for each with its text. */
struct registry_phrase {
    const struct phrase *phrase;
    int part; /* index of the part, or -1 */
    int role; /* 0 text, 1 detail, 2 more; of the frame: 3 path, 4 step, 5 question, 6 hint, 7 key */
    const struct button *button; /* of a key */
};
int registry_phrases(const struct view *view, struct registry_phrase *out, int room);

#define REGISTRY_PHRASES_MAX (3 * VIEW_PARTS_MAX + 16)

#endif
