/* Queue: what is to be said, the most important first, equals in the order they came. An item that
 * is being said stays in the queue with the place where its next sentence begins, so that a more
 * important one can go between two of its sentences. Texts may be personal: what leaves the queue
 * is wiped. The caller owns all memory. */
#ifndef BANSHI_VOICE_QUEUE_H
#define BANSHI_VOICE_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "firmware/services/voice/voice.h"

#define QUEUE_ITEMS_MAX 96 /* more lines than the longest screen has */

enum queue_priority {
    QUEUE_HINT,
    QUEUE_SCREEN, /* the screen is read */
    QUEUE_ANSWER, /* to a key */
    QUEUE_URGENT,
    QUEUE_PRIORITY_COUNT
};

struct queue_item {
    uint32_t sequence;
    uint32_t generation; /* of the screen; 0: belongs to none and outlives them */
    enum queue_priority priority;
    enum voice_language language;
    enum voice_rate rate;
    bool is_private;
    char text[VOICE_TEXT_BYTES];
    size_t at; /* where the next sentence begins */
};

struct queue {
    struct queue_item items[QUEUE_ITEMS_MAX]; /* in the order of speaking */
    size_t count;
};

/* The sequences of items that left without having been said whole. */
struct queue_dropped {
    uint32_t sequences[QUEUE_ITEMS_MAX + 1];
    size_t count;
};

/* Adds a copy of the item. First, items of other generations but 0 leave when the new one belongs to
 * a screen. When the queue is full the last and least important leaves, which may be the new one. */
void queue_put(struct queue *queue, const struct queue_item *item, struct queue_dropped *out);

/* The item whose turn it is; NULL: none. Valid until the queue is changed. */
struct queue_item *queue_first(struct queue *queue);

/* Removes the item with that sequence; false: it has left already. */
bool queue_remove(struct queue *queue, uint32_t sequence);

/* Removes all that are private. */
void queue_drop_private(struct queue *queue, struct queue_dropped *out);

/* Removes all. */
void queue_drop_all(struct queue *queue, struct queue_dropped *out);

#endif
