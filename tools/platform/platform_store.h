/* The platform's memory: SQLite, every answered change durable (synchronous=FULL) before the
 * answer. The caller serialises the calls. */
#ifndef BANSHI_PLATFORM_STORE_H
#define BANSHI_PLATFORM_STORE_H

#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "firmware/base/err.h"

struct platform_store;

/* One object that a kiosk brought. Strings and bytes belong to the caller. */
struct platform_object {
    const char *kind; /* "case", "rating", "attachment" (its body in base64) or "locker-event" */
    const char *kiosk, *id, *key;
    const char *digest; /* SHA-256 of the body, hex */
    const void *body;
    size_t size_bytes;
    const char *receipt;
    int64_t accepted_s;
};

/* Opens or makes platform.sqlite in the folder. ERR_IO. */
MUST_USE err_t platform_store_open(const char *folder, struct platform_store **out_store);

/* NULL is allowed. */
void platform_store_close(struct platform_store *store);

/* Writes the object and counts it, in one transaction. ERR_IO: nothing was written. */
MUST_USE err_t platform_store_insert(struct platform_store *store,
                                     const struct platform_object *object);

/* The object as {"kind","kiosk","id","key","digest","body","receipt","accepted_s","deliveries"};
 * the body as the text it came in. ERR_NOT_FOUND, ERR_IO. The caller owns the reference. */
MUST_USE err_t platform_store_find(struct platform_store *store, const char *kind,
                                   const char *kiosk, const char *id, json_t **out_row);

/* The case that bears this number for people, in the form of platform_store_find(); of several the
 * newest. ERR_NOT_FOUND, ERR_IO. The caller owns the reference. */
MUST_USE err_t platform_store_find_number(struct platform_store *store, const char *number,
                                          json_t **out_row);

/* Counts one more delivery of an object that is already there. */
MUST_USE err_t platform_store_count_delivery(struct platform_store *store, const char *kind,
                                             const char *kiosk, const char *id);

/* Keeps the last heartbeat of a kiosk. */
MUST_USE err_t platform_store_heartbeat(struct platform_store *store, const char *kiosk,
                                        const char *body, int64_t at_s);

/* Adds one to a counter. */
MUST_USE err_t platform_store_count(struct platform_store *store, const char *name);

/* One assignment of a cell as it was last signed. */
struct platform_assignment {
    const char *id, *kiosk;
    int64_t seq, cell;
    const char *state; /* as in the text */
    const char *text, *sig;
};

/* Writes it in place of what it said before. ERR_IO. */
MUST_USE err_t platform_store_assign(struct platform_store *store,
                                     const struct platform_assignment *assignment);

/* The seq for the next one: above all that were ever given. 0: reading failed. */
int64_t platform_store_next_seq(struct platform_store *store);

/* The assignment as {"id","kiosk","seq","cell","state","text","sig"}. ERR_NOT_FOUND, ERR_IO. The
 * caller owns the reference. */
MUST_USE err_t platform_store_find_assignment(struct platform_store *store, const char *id,
                                              json_t **out_row);

/* Those of a kiosk (NULL: of all) with a seq above `after`, oldest first, at most `count_max`, in
 * the same form. NULL when reading fails. The caller owns the reference. */
json_t *platform_store_assignments(struct platform_store *store, const char *kiosk, int64_t after,
                                   int64_t count_max);

/* All objects of a kind in the order they were accepted; all counters as one object; the last
 * heartbeats as an array. NULL when reading fails. The caller owns the reference. */
json_t *platform_store_list(struct platform_store *store, const char *kind);
json_t *platform_store_counters(struct platform_store *store);
json_t *platform_store_heartbeats(struct platform_store *store);

#endif
