/* Grammar-aware generators: for each parser of outside bytes one file that makes messages of its
 * protocol, mostly right and often broken on purpose (length, checksum, order, cut, joined, noise),
 * gives them to the parser and CHECKs what must hold whatever came. `banshi-grammar` runs millions
 * of them and prints which states of each protocol were reached; a state that never is, fails. */
#ifndef BANSHI_TESTS_GRAMMAR_GRAMMAR_H
#define BANSHI_TESTS_GRAMMAR_GRAMMAR_H

#include <stddef.h>
#include <stdint.h>

#include "firmware/base/random.h"

#define GRAMMAR_BYTES_MAX 4096
#define GRAMMAR_STATES_MAX 32

struct grammar {
    const char *name;          /* of the parser: "sdt_parse" */
    const char *const *states; /* the names of its protocol's states, at most GRAMMAR_STATES_MAX */
    size_t state_count;

    /* Makes one input. Returns its size, at most `size_max`. */
    size_t (*make)(struct random *random, uint8_t *out_bytes, size_t size_max);

    /* Parses it, CHECKs what must hold, and adds 1 to reached[i] for every state it came to. */
    void (*check)(const uint8_t *bytes, size_t size_bytes, uint64_t reached[GRAMMAR_STATES_MAX]);
};

#endif
