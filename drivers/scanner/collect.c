#include "drivers/scanner/collect.h"

#include <string.h>

#include "firmware/base/bytes.h"

void collect_clear(struct collect *collect)
{
    bytes_wipe(collect, sizeof(*collect));
}

void collect_add(struct collect *collect, const uint8_t *bytes, size_t size_bytes, uint64_t now_ms)
{
    struct scanner_payload *payload = &collect->payload;

    collect->started = true;
    collect->last_ms = now_ms;
    if (size_bytes > sizeof(payload->bytes) - payload->size) {
        collect->over = true;
        return;
    }
    if (size_bytes > 0)
        memcpy(payload->bytes + payload->size, bytes, size_bytes);
    payload->size = (uint16_t)(payload->size + size_bytes);
}

void collect_break(struct collect *collect, uint64_t now_ms)
{
    collect->started = true;
    collect->broken = true;
    collect->last_ms = now_ms;
}

static void cut_suffix(struct scanner_payload *payload)
{
    if (payload->size > 0 && payload->bytes[payload->size - 1] == '\n')
        payload->bytes[--payload->size] = 0;
    if (payload->size > 0 && payload->bytes[payload->size - 1] == '\r')
        payload->bytes[--payload->size] = 0;
}

err_t collect_finish(struct collect *collect, struct scanner_payload *out_payload)
{
    err_t err = ERR_OK;

    cut_suffix(&collect->payload);
    if (collect->broken)
        err = ERR_PROTOCOL;
    else if (collect->over)
        err = ERR_LIMIT;
    else if (collect->payload.size == 0)
        err = ERR_PROTOCOL;
    bytes_wipe(out_payload, sizeof(*out_payload));
    if (err == ERR_OK)
        *out_payload = collect->payload;
    collect_clear(collect);
    return err;
}

uint32_t collect_patience(const struct collect *collect, uint32_t gap_ms, uint64_t now_ms)
{
    uint32_t most_ms = collect->rest ? COLLECT_REST_MS : gap_ms;
    uint64_t silent_ms = now_ms - collect->last_ms;

    if (!collect->started)
        return UINT32_MAX;
    return silent_ms >= most_ms ? 0 : (uint32_t)(most_ms - silent_ms);
}

bool collect_lose(struct collect *collect, uint64_t now_ms)
{
    bool was_payload = collect->started && !collect->rest;

    collect_clear(collect);
    if (was_payload) {
        collect->rest = true;
        collect_break(collect, now_ms);
    }
    return was_payload;
}
