#include "drivers/scanner/line_parse.h"

static bool is_end(uint8_t byte)
{
    return byte == '\r' || byte == '\n';
}

bool line_take(struct collect *collect, const uint8_t *bytes, size_t size_bytes, uint64_t now_ms,
               size_t *out_used)
{
    size_t at = 0, from;

    while (at < size_bytes && is_end(bytes[at]) && !collect->started)
        at++;
    from = at;
    while (at < size_bytes && !is_end(bytes[at]))
        at++;
    if (at > from)
        collect_add(collect, bytes + from, at - from, now_ms);
    *out_used = at < size_bytes ? at + 1 : at;
    return at < size_bytes && collect->started;
}
