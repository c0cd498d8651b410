/* The offer: the catalogue in use and the one that waits, in the kiosk process, with the words and
 * the texts that glass and paper share. A catalogue is compiled when it arrives and swapped in only
 * when the core says so. */
#ifndef BANSHI_APP_OFFER_H
#define BANSHI_APP_OFFER_H

#include <stdbool.h>
#include <stddef.h>

#include "firmware/app/channel.h"
#include "firmware/app/keep.h"
#include "firmware/core/event.h"
#include "firmware/services/catalogue/catalogue.h"
#include "firmware/services/catalogue/words.h"
#include "firmware/world/texts.h"

struct offer {
    struct words *words;
    struct catalogue *current, *next, *last; /* NULL: none; `last` lives until offer_switched() */
    struct channel_memory next_bytes;        /* of `next`, for the memory file */
    struct texts texts;                      /* of the words and `current` */
    bool valid;                              /* `current` may be offered: not expired */
};

/* Reads the words from assets/words. ERR_IO, ERR_INVALID, ERR_LIMIT, ERR_MEMORY: named in the log.
 */
MUST_USE err_t offer_open(struct offer *offer, const char *assets);
void offer_close(struct offer *offer);

/* Takes up the catalogue that the memory file kept, for a kiosk that resumes with this version of
 * it. False: it is not there. */
bool offer_restore(struct offer *offer, const struct keep *keep, uint32_t version);

/* Compiles a catalogue that the store sent; `file` is closed. True, with its version: it waits to
 * be switched to; false: it cannot be used, or is the one in use. */
bool offer_take(struct offer *offer, int file, uint32_t *out_version);

/* Puts the waiting one in use and keeps its bytes. False: no such version waits. The texts of the
 * old one stay valid until offer_switched(). */
bool offer_switch(struct offer *offer, struct keep *keep, uint32_t version);
void offer_switched(struct offer *offer);

/* EVENT_CATALOGUE of the one in use: without any item when it has expired. */
void offer_event(struct offer *offer, int64_t wall_s, struct event *out_event);

/* True when the one in use has expired, or is valid again, since the last offer_event(). */
bool offer_has_turned(const struct offer *offer, int64_t wall_s);

/* EVENT_SERVICE, the answer to a SERVICE_LOAD. */
void offer_service(const struct offer *offer, const struct effect_service_load *wish,
                   struct event *out_event);

/* EVENT_FOUND, the answer to a SEARCH: indices of the catalogue in use. Without one nothing fits. */
void offer_search(const struct offer *offer, const struct effect_search *wish,
                  struct event *out_event);

#endif
