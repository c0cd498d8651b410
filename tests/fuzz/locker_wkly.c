/* Feeds bytes to the parser of WKLY boards. */
#include <stddef.h>
#include <stdint.h>

#include "drivers/locker/wkly_parse.h"
#include "tests/grammar/locker_walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    uint64_t counts[LOCKER_WALK_STATES] = {0};

    locker_walk(wkly_parse, (struct locker_stream){bytes, size_bytes}, counts);
    return 0;
}
