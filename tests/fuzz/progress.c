/* Any bytes as the progress of a case: no crash, every text ended, and on refusal nothing is left. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "firmware/base/check.h"
#include "firmware/services/relay/relay_progress_parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    struct case_progress progress;

    if (relay_progress_parse(bytes, size_bytes, &progress) != ERR_OK) {
        CHECK(progress.stage_count == 0 && progress.service[0] == '\0');
        return 0;
    }
    CHECK(progress.stage_count <= CASE_STAGES_MAX && progress.state < CASE_STATE_COUNT &&
          memchr(progress.service, '\0', sizeof(progress.service)) != NULL &&
          memchr(progress.code, '\0', sizeof(progress.code)) != NULL);
    for (uint32_t i = 0; i < progress.stage_count; i++)
        CHECK(progress.stages[i].state < CASE_STATE_COUNT &&
              memchr(progress.stages[i].department, '\0', CASE_NAME_BYTES) != NULL);
    return 0;
}
