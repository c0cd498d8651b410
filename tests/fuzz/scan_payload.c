/* Feeds bytes to the grammar of scanned payloads: what it lets through is plain ASCII of one of
 * four forms, the rest is refused with zeros. */
#include <string.h>

#include "drivers/scanner/payload_parse.h"
#include "firmware/base/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    static const struct payload zero;
    struct payload payload;

    memset(&payload, 0xa5, sizeof(payload));
    if (payload_parse(bytes, size_bytes, &payload) != ERR_OK) {
        CHECK(memcmp(&payload, &zero, sizeof(zero)) == 0);
        return 0;
    }
    CHECK(payload.kind != PAYLOAD_NONE && payload.length == size_bytes);
    CHECK(memcmp(payload.text, bytes, size_bytes) == 0 && payload.text[size_bytes] == '\0');
    CHECK(strspn(payload.text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-:") == size_bytes);
    CHECK(payload.code_at + payload.code_length <= size_bytes);
    CHECK(payload.mac_at + payload.mac_length <= size_bytes);
    CHECK((payload.kind == PAYLOAD_PICKUP) == (payload.mac_length > 0));
    return 0;
}
