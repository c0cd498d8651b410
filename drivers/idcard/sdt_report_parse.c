#include "drivers/idcard/sdt_report_parse.h"

#include <string.h>

#include "firmware/base/check.h"

enum sdt_report sdt_report_parse(const uint8_t *report, size_t size_bytes,
                                 const uint8_t **out_payload, size_t *out_size)
{
    *out_payload = NULL;
    *out_size = 0;
    if (size_bytes == 0)
        return SDT_REPORT_BROKEN;
    if (report[0] == SDT_REPORT_ACK)
        return SDT_REPORT_MORE;
    if (report[0] > SDT_REPORT_PAYLOAD_MAX || size_bytes < (size_t)report[0] + 1)
        return SDT_REPORT_BROKEN;
    *out_payload = report + 1;
    *out_size = report[0];
    return SDT_REPORT_PAYLOAD;
}

void sdt_report_encode(const uint8_t *payload, size_t size_bytes, uint8_t *out)
{
    CHECK(size_bytes <= SDT_REPORT_PAYLOAD_MAX);
    memset(out, 0, SDT_REPORT_BYTES);
    out[0] = (uint8_t)size_bytes;
    memcpy(out + 1, payload, size_bytes);
}

void sdt_report_encode_ack(uint8_t *out)
{
    memset(out, 0, SDT_REPORT_BYTES);
    out[0] = SDT_REPORT_ACK;
}
