#include "tests/sim/log.h"

#include <stdlib.h>
#include <string.h>

#include "firmware/base/check.h"

#define CHUNK_BYTES (1u << 20)

struct log_chunk {
    struct log_chunk *next;
    size_t used;
    uint64_t bytes[CHUNK_BYTES / sizeof(uint64_t)];
};

static void *room_take(struct log *log, size_t size_bytes)
{
    struct log_chunk *chunk = log->chunks;

    size_bytes = (size_bytes + 7) & ~(size_t)7;
    CHECK(size_bytes <= CHUNK_BYTES);
    while (chunk != NULL && chunk->used + size_bytes > CHUNK_BYTES)
        chunk = chunk->next;
    if (chunk == NULL) {
        chunk = malloc(sizeof(*chunk));
        CHECK(chunk != NULL);
        chunk->used = 0;
        chunk->next = log->chunks;
        log->chunks = chunk;
    }
    void *at = (uint8_t *)chunk->bytes + chunk->used;
    chunk->used += size_bytes;
    return at;
}

void log_add(struct log *log, const struct fact *fact, size_t size_bytes)
{
    if (log->count == log->room) {
        log->room = log->room == 0 ? 4096 : log->room * 2;
        log->facts = realloc(log->facts, log->room * sizeof(*log->facts));
        CHECK(log->facts != NULL);
    }
    struct fact *to = &log->facts[log->count++];
    *to = *fact;
    if (size_bytes > 0) {
        void *copy = room_take(log, size_bytes);
        memcpy(copy, fact->data, size_bytes);
        to->data = copy;
    }
}

void log_clear(struct log *log)
{
    log->count = 0;
    for (struct log_chunk *chunk = log->chunks; chunk != NULL; chunk = chunk->next)
        chunk->used = 0;
}

void log_finish(struct log *log)
{
    while (log->chunks != NULL) {
        struct log_chunk *next = log->chunks->next;
        free(log->chunks);
        log->chunks = next;
    }
    free(log->facts);
    memset(log, 0, sizeof(*log));
}

const struct fact *log_find_op(const struct log *log, enum fact_kind kind, uint64_t op)
{
    for (size_t i = 0; i < log->count; i++)
        if (log->facts[i].kind == (uint32_t)kind && log->facts[i].op == op)
            return &log->facts[i];
    return NULL;
}
