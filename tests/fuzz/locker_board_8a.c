/* Feeds bytes to the parser of 8A boards; the first byte chooses their size. */
#include <stddef.h>
#include <stdint.h>

#include "drivers/locker/board_8a_parse.h"
#include "tests/grammar/locker_walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

static size_t state_bytes;

static enum locker_scan parse(struct locker_stream stream, size_t *out_used,
                              struct locker_frame *out_frame)
{
    return board_8a_parse(stream, state_bytes, out_used, out_frame);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    uint64_t counts[LOCKER_WALK_STATES] = {0};

    if (size_bytes == 0)
        return 0;
    state_bytes = 1u + bytes[0] % LOCKER_MAP_BYTES;
    locker_walk(parse, (struct locker_stream){bytes + 1, size_bytes - 1}, counts);
    return 0;
}
