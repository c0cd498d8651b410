/* Any bytes as the status of a case: no crash, and on refusal nothing is left. */
#include <stddef.h>
#include <stdint.h>

#include "firmware/base/check.h"
#include "firmware/services/relay/relay_status_parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    struct relay_status status;

    if (relay_status_parse(bytes, size_bytes, &status) == ERR_OK)
        CHECK(status.document_count <= RELAY_STATUS_DOCUMENT_COUNT_MAX && status.state[0] != '\0');
    else
        CHECK(status.document_count == 0 && status.state[0] == '\0');
    return 0;
}
