/* Feeds key events (4 bytes each: type, code, code, value) and, from the same bytes, serial lines
 * to the two parsers of text that scanners type. */
#include <string.h>

#include "drivers/scanner/line_parse.h"
#include "drivers/scanner/wedge_parse.h"
#include "firmware/base/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

static void check_end(struct collect *collect, bool typed)
{
    struct scanner_payload payload;

    if (collect_finish(collect, &payload) != ERR_OK) {
        CHECK(payload.size == 0);
        return;
    }
    CHECK(payload.size > 0 && payload.size <= SCANNER_PAYLOAD_BYTES);
    for (size_t i = 0; typed && i < payload.size; i++)
        CHECK(payload.bytes[i] >= ' ' && payload.bytes[i] <= '~');
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    struct wedge wedge = {0};
    struct collect line = {0};
    size_t used;

    for (size_t at = 0; at + 4 <= size_bytes; at += 4) {
        const struct wedge_event event = {bytes[at], (uint16_t)(bytes[at + 1] << 8 | bytes[at + 2]),
                                          (int8_t)bytes[at + 3]};

        if (wedge_take(&wedge, &event, at))
            check_end(&wedge.collect, true);
    }
    for (size_t at = 0; at < size_bytes; at += used) {
        bool whole = line_take(&line, bytes + at, size_bytes - at, at, &used);

        CHECK(used > 0 && used <= size_bytes - at);
        if (whole)
            check_end(&line, false);
    }
    return 0;
}
