/* Which parts a character is put together from: the file of decompositions (cjk-decomp, in
 * assets/writing), and hand_parts.def for what it does not know. Process: banshi-tables. */
#ifndef BANSHI_TOOLS_TABLES_HAND_PARTS_H
#define BANSHI_TOOLS_TABLES_HAND_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "firmware/base/err.h"
#include "tools/tables/grow.h"

#define HAND_PARTS_KIND_BYTES 8
#define HAND_PART_UNNAMED 0x110000u /* keys from here are parts without a character */

/* Two parts and how they lie: "a" across, "d" down, others one around the other, in the letters of
 * the file. More than two are told as one and the rest. */
struct hand_parts_entry {
    uint32_t key; /* a character or an unnamed part */
    char kind[HAND_PARTS_KIND_BYTES];
    uint32_t of[2];
};

struct hand_parts {
    struct grow list; /* hand_parts_entry, sorted by key */
    uint32_t next_key;
};

/* ERR_NOT_FOUND when there is no such file. Lines that do not name two parts are left out. */
MUST_USE err_t hand_parts_read(struct hand_parts *parts, const char *path);

/* NULL when its parts are not known. */
const struct hand_parts_entry *hand_parts_find(const struct hand_parts *parts, uint32_t key);

void hand_parts_finish(struct hand_parts *parts);

#endif
