/* The pick-up locker from the platform's side: cells that are given out and taken back by a person
 * at the desk, each as a signed assignment, and what the kiosks report of their doors. Source:
 * openapi.yaml, Assignment and LockerEvent. */
#ifndef BANSHI_PLATFORM_LOCKER_H
#define BANSHI_PLATFORM_LOCKER_H

#include <stddef.h>

#include "firmware/base/err.h"
#include "tools/platform/platform_service.h"

#define PLATFORM_LOCKER_ID_BYTES 37
#define PLATFORM_LOCKER_LIST_MAX 64 /* assignments in one answer */

/* Gives a cell out, by the words of a control line behind "assign":
 *   KIOSK CELL NUMBER FACTORS [CODE] [deposit] [for=SECONDS] WHAT...
 * FACTORS is card, code or card+code; CODE is there with a code. WHAT is Chinese; further languages
 * follow as "|en=Title deed". Valid for seven days unless said otherwise. `out_id` is the
 * assignment's. ERR_INVALID: a word; ERR_CONFLICT: the cell is given out; ERR_IO. Takes the
 * service's lock. */
MUST_USE err_t platform_locker_assign(struct platform_service *service, const char *words,
                                      char out_id[PLATFORM_LOCKER_ID_BYTES]);

/* Takes it back. ERR_NOT_FOUND; ERR_STATE: it is not READY; ERR_IO. Takes the service's lock. */
MUST_USE err_t platform_locker_withdraw(struct platform_service *service, const char *id);

/* The body of GET /v1/lockers/{kiosk_id}/assignments. Under the service's lock. NULL: reading
 * failed. The caller owns the reference. */
json_t *platform_locker_list(struct platform_service *service, const char *kiosk,
                             const char *after);

/* True when the body is an event of an assignment of this kiosk. Under the service's lock. */
bool platform_locker_is_event(struct platform_service *service, const char *kiosk, const char *body,
                              size_t size_bytes);

/* What the event changes: a pick-up or deposit ends its assignment. Under the service's lock. */
MUST_USE err_t platform_locker_note(struct platform_service *service, const char *body,
                                    size_t size_bytes);

#endif
