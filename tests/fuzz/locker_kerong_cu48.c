/* Feeds bytes to the parser of Kerong CU48 boards. */
#include <stddef.h>
#include <stdint.h>

#include "drivers/locker/kerong_cu48_parse.h"
#include "tests/grammar/locker_walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    uint64_t counts[LOCKER_WALK_STATES] = {0};

    locker_walk(kerong_cu48_parse, (struct locker_stream){bytes, size_bytes}, counts);
    return 0;
}
