/* Feeds bytes to the SDT frame parser: it must end, move on, and stay inside the bytes. */
#include <stdlib.h>
#include <string.h>

#include "drivers/idcard/sdt_parse.h"
#include "firmware/base/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    struct sdt_reply reply;
    size_t at = 0, used;
    enum sdt_scan scan = SDT_SCAN_NOISE;

    while (scan != SDT_SCAN_MORE) {
        scan = sdt_parse_stream(bytes + at, size_bytes - at, &used, &reply);
        CHECK(used <= size_bytes - at);
        CHECK(scan == SDT_SCAN_MORE || used > 0);
        if (scan == SDT_SCAN_REPLY) {
            CHECK(reply.data >= bytes + at && reply.data + reply.data_size < bytes + at + used);
            CHECK(sdt_status_err(reply.sw3) < ERR_COUNT);
        }
        at += used;
    }
    if (sdt_parse_reply(bytes, size_bytes, &reply) == ERR_OK)
        CHECK(reply.data + reply.data_size + 1 == bytes + size_bytes);
    return 0;
}
