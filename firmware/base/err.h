/* Errors: one number that says what happened, to the world and for whom.
 *
 * Every operating error of the house is listed in err.def. Programmer errors are not errors but
 * CHECKs (check.h). A function that can fail returns err_t and must be asked (MUST_USE). */
#ifndef BANSHI_BASE_ERR_H
#define BANSHI_BASE_ERR_H

#include <stdint.h>

#define MUST_USE __attribute__((warn_unused_result))

typedef uint32_t err_t;

enum {
#define ERR(name, world, who, text) ERR_##name,
#include "firmware/base/err.def"
#undef ERR
    ERR_COUNT
};

enum err_world { ERR_WORLD_NOTHING, ERR_WORLD_DONE, ERR_WORLD_UNKNOWN };

enum err_who {
    ERR_WHO_NOBODY,
    ERR_WHO_CITIZEN,
    ERR_WHO_LOBBY,
    ERR_WHO_TECHNICIAN,
    ERR_WHO_TIME,
    ERR_WHO_DEVELOPER
};

/* The name as in err.def ("PAPER_OUT"); "?" for a number that is no error. Static memory. */
const char *err_name(err_t err);

/* A sentence for logs and tools; never shown to a citizen. Static memory. */
const char *err_text(err_t err);

/* What the failed act did to the world. A number that is no error counts as UNKNOWN. */
enum err_world err_world(err_t err);

/* Who can mend it. */
enum err_who err_who(err_t err);

#endif
