/* Worker: what every process behind the kiosk shares: its health and its last answer, both sent
 * when the kiosk's mailbox takes them and again when the kiosk was reborn. A late answer does no
 * harm: the core drops what it no longer waits for. */
#ifndef BANSHI_APP_WORKER_H
#define BANSHI_APP_WORKER_H

#include <stdbool.h>
#include <stdint.h>

#include "firmware/app/control.h"
#include "firmware/core/event.h"

struct worker {
    struct control control;
    struct event health; /* EVENT_DEVICE */
    struct event answer; /* of the last op; may be personal; kind EVENT_NONE: none */
    bool health_due, answer_due;
};

/* The device is STARTING, and the kiosk will be told that its worker is new. `fd` as
 * control_init(). */
void worker_init(struct worker *worker, enum device device, int fd);

/* Wipes and closes. */
void worker_finish(struct worker *worker);

/* control_wait(), after sending what is due; a reborn kiosk gets health and answer again. */
bool worker_wait(struct worker *worker, uint64_t until_ms, int extra,
                 struct control_ready *out_ready);

/* Takes the next effect of the kiosk. False: none is there. A kiosk that breaks the rules loses its
 * channel. `out_file` as channel_receive_effect(). */
bool worker_next(struct worker *worker, struct effect *out_effect, int *out_file);

/* Says how the device is; sent only when it changed. An `err` of 0 is online. */
void worker_health(struct worker *worker, err_t err, enum consumable consumable);

/* How many sheets are left; told with the health. */
void worker_sheets(struct worker *worker, uint32_t sheets);

/* Keeps the answer, in place of the one before, until it is sent and until worker_forget(). */
void worker_answer(struct worker *worker, const struct event *answer);

/* Sends at once, without keeping; false when the kiosk did not take it. */
bool worker_tell(struct worker *worker, const struct event *event, int file);

/* Wipes the kept answer. */
void worker_forget(struct worker *worker);

#endif
