/* Keep: the kiosk's memory file. The supervisor makes it and holds it across deaths of the kiosk;
 * the kiosk writes its core there after every step, so that a citizen goes on at the same step. Two
 * slots are written in turn: whatever moment a SIGKILL chooses, one is whole. Beside them lies the
 * catalogue in use, because a visit goes on with the catalogue it began with.
 *
 * The file holds personal data during a visit, in memory only (a memfd: no disk, no core dump).
 * Between visits every write goes to both slots, so that nothing of the visit stays behind. */
#ifndef BANSHI_APP_KEEP_H
#define BANSHI_APP_KEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"
#include "firmware/core/core.h"

#define KEEP_CATALOGUE_BYTES_MAX 524288

struct keep_file; /* the layout of the memory file */

struct keep {
    struct keep_file *file; /* mapped; NULL: not open */
    uint64_t layout;        /* of this very program */
};

/* Makes the memory file, all zero; the caller closes it. ERR_MEMORY. */
MUST_USE err_t keep_create(int *out_file);

/* Maps the memory file; the descriptor stays the caller's. ERR_INVALID: not of keep_create();
 * ERR_MEMORY. */
MUST_USE err_t keep_open(struct keep *keep, int file);

/* Unmaps; a zeroed one is allowed. */
void keep_close(struct keep *keep);

/* Counts one more resumption and says how many there were since the last keep_settle(). A state
 * that kills the kiosk each time it is restored must be given up at some point. */
uint32_t keep_count_resumption(struct keep *keep);

/* The kiosk has lived on with its state for a while: the count begins anew. */
void keep_settle(struct keep *keep);

/* Keeps the state. Outside of a visit it overwrites both slots. */
void keep_write(struct keep *keep, const struct core *core);

/* The newest whole state of this very program. False: there is none; `out` is zeroed. */
bool keep_read(const struct keep *keep, struct core *out_core);

/* Keeps the catalogue in use. CHECKs the limit. */
void keep_write_catalogue(struct keep *keep, const void *bytes, size_t size_bytes);

/* The catalogue that was in use. False: none that is whole. The bytes lie in the memory file and
 * hold until the next write. */
bool keep_read_catalogue(const struct keep *keep, const uint8_t **out_bytes,
                         size_t *out_size_bytes);

#endif
