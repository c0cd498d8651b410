/* What the grammars of SDT share: whole replies as a reader sends them, and bytes in a buffer that
 * is never overrun. */
#ifndef BANSHI_TESTS_GRAMMAR_SDT_MAKE_H
#define BANSHI_TESTS_GRAMMAR_SDT_MAKE_H

#include <stddef.h>
#include <stdint.h>

#include "firmware/base/random.h"

/* A buffer that drops what does not fit. */
struct sdt_make {
    uint8_t *bytes;
    size_t size, size_max;
};

void sdt_make_bytes(struct sdt_make *make, const void *bytes, size_t size);
void sdt_make_random(struct sdt_make *make, struct random *random, size_t size);

/* One reply with a right length and check byte, of the statuses and sizes that readers send and of
 * others. */
void sdt_make_reply(struct sdt_make *make, struct random *random);

#endif
