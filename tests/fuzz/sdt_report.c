/* Feeds bytes to the report parser as a row of transfers, and what they carry to the frame parser,
 * as the HID driver does: it must end and stay inside the bytes. The first byte of each piece is
 * its length. */
#include <string.h>

#include "drivers/idcard/sdt_parse.h"
#include "drivers/idcard/sdt_report_parse.h"
#include "firmware/base/check.h"

#define STREAM_BYTES 8192

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

static size_t take_report(const uint8_t *report, size_t size, uint8_t *stream, size_t used)
{
    const uint8_t *payload;
    size_t got;
    enum sdt_report kind = sdt_report_parse(report, size, &payload, &got);

    CHECK(got <= SDT_REPORT_PAYLOAD_MAX && (kind == SDT_REPORT_PAYLOAD || got == 0));
    if (got == 0 || used + got > STREAM_BYTES)
        return used;
    CHECK(payload > report && payload + got <= report + size);
    memcpy(stream + used, payload, got);
    return used + got;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    static uint8_t stream[STREAM_BYTES];
    enum sdt_scan scan = SDT_SCAN_NOISE;
    size_t used = 0, at = 0;

    for (size_t i = 0; i < size_bytes;) {
        size_t size = bytes[i] % (SDT_REPORT_BYTES + 1);

        i++;
        if (size > size_bytes - i)
            size = size_bytes - i;
        used = take_report(bytes + i, size, stream, used);
        i += size;
    }
    while (scan != SDT_SCAN_MORE) {
        struct sdt_reply reply;
        size_t step;

        scan = sdt_parse_stream(stream + at, used - at, &step, &reply);
        CHECK(step <= used - at && (scan == SDT_SCAN_MORE || step > 0));
        at += step;
    }
    return 0;
}
