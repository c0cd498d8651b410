/* The part that all locker drivers share: one board alone on its half-duplex line, asked, pulsed
 * and watched. A driver adds what is particular to its model. Runs in the locker's worker; blocking;
 * the handle owns its memory.
 *
 * Rules of the bus: one request under way; the line rests LOCKER_BUS_GAP_MS before each; questions
 * are asked up to three times, an open command is sent once; 100 ms between two locks, for the
 * current. A picture of the doors is believed when two looks in a row agree. */
#ifndef BANSHI_DRIVERS_LOCKER_LOCKER_BUS_H
#define BANSHI_DRIVERS_LOCKER_LOCKER_BUS_H

#include "drivers/locker/locker.h"
#include "drivers/locker/locker_frame.h"

#define LOCKER_BUS_GAP_MS 30
#define LOCKER_BUS_REPLY_MS 300
#define LOCKER_BUS_TRIES 3
#define LOCKER_BUS_POLL_MS 120
#define LOCKER_BUS_WATCH_MS 2000

/* What is particular to a model. The shape has been checked against the ranges. */
struct locker_model {
    uint32_t baud; /* as it leaves the factory */
    uint8_t board_min, board_max, doors_max;

    /* True when a question covers one door. NULL: each covers all of them. */
    bool (*asks_each_door)(const struct locker_shape *shape);

    /* Write the question about the doors from `first` on, and the open command of one door; `out`
     * holds LOCKER_FRAME_BYTES_MAX. They return the bytes written. */
    size_t (*encode_query)(const struct locker_shape *shape, uint8_t first, uint8_t *out);
    size_t (*encode_open)(const struct locker_shape *shape, uint8_t door, uint8_t *out);

    /* The next frame of the stream, as locker_frame_scan() gives it. */
    enum locker_scan (*parse)(const struct locker_shape *shape, struct locker_stream stream,
                              size_t *out_used, struct locker_frame *out_frame);
};

/* As struct locker_driver says of them. `model` is static memory. */
err_t MUST_USE locker_bus_open(const struct locker_model *model, const char *port,
                               const struct locker_shape *shape, uint32_t limit_ms,
                               struct locker **out_locker);
void locker_bus_close(struct locker *locker);
err_t MUST_USE locker_bus_status(struct locker *locker, uint32_t limit_ms,
                                 struct locker_status *out_status);
err_t MUST_USE locker_bus_fire(struct locker *locker, uint8_t door, uint32_t limit_ms,
                               locker_passed_fn *passed, void *context);

#endif
