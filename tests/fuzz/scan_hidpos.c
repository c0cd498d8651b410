/* Feeds bytes to the HID point-of-sale parsers: a descriptor, and reports one after another into
 * one payload. */
#include "drivers/scanner/collect.h"
#include "drivers/scanner/hidpos_parse.h"
#include "firmware/base/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    struct collect collect = {0};
    struct scanner_payload payload;
    struct hidpos_report report;

    (void)hidpos_parse_descriptor(bytes, size_bytes);
    for (size_t at = 0; at + HIDPOS_REPORT_BYTES <= size_bytes; at += HIDPOS_REPORT_BYTES) {
        if (hidpos_parse_report(bytes + at, HIDPOS_REPORT_BYTES, &report) != ERR_OK)
            continue;
        CHECK(report.data >= bytes + at);
        CHECK(report.data + report.data_size <= bytes + at + HIDPOS_REPORT_BYTES);
        collect_add(&collect, report.data, report.data_size, 0);
    }
    if (collect_finish(&collect, &payload) == ERR_OK)
        CHECK(payload.size > 0 && payload.size <= SCANNER_PAYLOAD_BYTES);
    else
        CHECK(payload.size == 0);
    return 0;
}
