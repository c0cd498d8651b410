#include "firmware/services/voice/queue.h"

#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"

static void take_out(struct queue *queue, size_t index)
{
    CHECK(index < queue->count);
    queue->count--;
    memmove(&queue->items[index], &queue->items[index + 1],
            (queue->count - index) * sizeof(queue->items[0]));
    bytes_wipe(&queue->items[queue->count], sizeof(queue->items[0]));
}

static void drop(struct queue *queue, size_t index, struct queue_dropped *out)
{
    out->sequences[out->count++] = queue->items[index].sequence;
    take_out(queue, index);
}

static void drop_old_screens(struct queue *queue, uint32_t generation, struct queue_dropped *out)
{
    for (size_t i = queue->count; i-- > 0;)
        if (queue->items[i].generation != 0 && queue->items[i].generation != generation)
            drop(queue, i, out);
}

void queue_put(struct queue *queue, const struct queue_item *item, struct queue_dropped *out)
{
    size_t place;

    CHECK(item->priority < QUEUE_PRIORITY_COUNT);
    out->count = 0;
    if (item->generation != 0)
        drop_old_screens(queue, item->generation, out);
    for (place = queue->count; place > 0; place--)
        if (queue->items[place - 1].priority >= item->priority)
            break;
    if (place == QUEUE_ITEMS_MAX) {
        out->sequences[out->count++] = item->sequence;
        return;
    }
    if (queue->count == QUEUE_ITEMS_MAX)
        drop(queue, queue->count - 1, out);
    memmove(&queue->items[place + 1], &queue->items[place],
            (queue->count - place) * sizeof(queue->items[0]));
    queue->items[place] = *item;
    queue->count++;
}

struct queue_item *queue_first(struct queue *queue)
{
    return queue->count == 0 ? NULL : &queue->items[0];
}

bool queue_remove(struct queue *queue, uint32_t sequence)
{
    for (size_t i = 0; i < queue->count; i++)
        if (queue->items[i].sequence == sequence) {
            take_out(queue, i);
            return true;
        }
    return false;
}

void queue_drop_private(struct queue *queue, struct queue_dropped *out)
{
    out->count = 0;
    for (size_t i = queue->count; i-- > 0;)
        if (queue->items[i].is_private)
            drop(queue, i, out);
}

void queue_drop_all(struct queue *queue, struct queue_dropped *out)
{
    out->count = 0;
    while (queue->count > 0)
        drop(queue, queue->count - 1, out);
}
