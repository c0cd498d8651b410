/* The real world around the kiosk's core: the glass, the channels to the workers, the clock and the
 * memory file, in one process with one thread that waits in one place. The simulated world of the
 * tests is the other one. */
#ifndef BANSHI_APP_KIOSK_WORLD_H
#define BANSHI_APP_KIOSK_WORLD_H

#include "firmware/app/board.h"
#include "firmware/app/control.h"
#include "firmware/app/keep.h"
#include "firmware/app/kiosk_camera.h"
#include "firmware/app/kiosk_voice.h"
#include "firmware/app/offer.h"
#include "firmware/app/options.h"
#include "firmware/app/timeline.h"
#include "firmware/world/world.h"
#include "ui/ui.h"

/* One step makes at most EFFECTS_MAX answers, one wait at most 32 events. */
#define KIOSK_QUEUE_MAX 48

/* Events that wait to be taken. They may be personal: a slot is wiped when it is taken. */
struct kiosk_queue {
    uint32_t first, count;
    struct event events[KIOSK_QUEUE_MAX];
};

struct kiosk_world {
    struct world world; /* first, so that the core's calls find the rest */
    const struct options *options;
    const struct board *board;
    struct control control;
    struct keep keep;
    struct offer offer;
    struct timeline timeline;
    struct ui *ui;
    struct kiosk_voice voice;
    struct kiosk_camera camera;
    struct kiosk_queue queue;
    uint64_t minute_ms;         /* when the clock on the glass moves */
    uint64_t started_ms;        /* of this process */
    bool joined[PROCESS_COUNT]; /* a channel to that peer was there in this life */
    bool shown;                 /* the first frame of this life is on the glass */
    bool settled;               /* this life is long enough to believe in the state */
};

/* Opens everything and fills `core`: restored from the memory file, with EVENT_RESUMED as the first
 * event, or fresh, with EVENT_STARTED. ERR_*: something is missing, named in the log. Always close
 * with kiosk_world_close(). */
MUST_USE err_t kiosk_world_open(struct kiosk_world *world, const struct options *options,
                                const struct board *board, struct core *core);

/* Wipes the glass and the queue, and closes all. */
void kiosk_world_close(struct kiosk_world *world);

#endif
