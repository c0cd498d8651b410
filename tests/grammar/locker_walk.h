/* What must hold of every parser of a locker board, whatever bytes came: for the grammars and the
 * fuzz targets. */
#ifndef BANSHI_TESTS_GRAMMAR_LOCKER_WALK_H
#define BANSHI_TESTS_GRAMMAR_LOCKER_WALK_H

#include "drivers/locker/locker_frame.h"
#include "firmware/base/check.h"

typedef enum locker_scan locker_parse_fn(struct locker_stream stream, size_t *out_used,
                                         struct locker_frame *out_frame);

/* Counts by kind of frame; after them, noise that was skipped, and a beginning without an end. */
enum { LOCKER_WALK_NOISE = LOCKER_FRAME_KIND_COUNT, LOCKER_WALK_UNFINISHED, LOCKER_WALK_STATES };

/* A frame speaks of the doors that it counts, and of no others. */
static inline void locker_walk_check(const struct locker_frame *frame)
{
    CHECK(frame->kind < LOCKER_FRAME_KIND_COUNT);
    CHECK(frame->first + frame->count <= LOCKER_DOORS_MAX);
    CHECK(frame->kind != LOCKER_FRAME_STATES || frame->count <= LOCKER_DOORS_MAX);
    for (size_t i = 0; i < LOCKER_DOORS_MAX; i++)
        if (i < frame->first || i >= (size_t)frame->first + frame->count) {
            CHECK(!locker_map_has(frame->known, i) && !locker_map_has(frame->set, i));
            CHECK(!locker_map_has(frame->items, i) && !locker_map_has(frame->items_known, i));
        }
}

/* Takes frame after frame: each step moves on, stays inside the bytes, and what is left at the end
 * is shorter than a frame. */
static inline void locker_walk(locker_parse_fn *parse, struct locker_stream stream,
                               uint64_t counts[LOCKER_WALK_STATES])
{
    enum locker_scan scan = LOCKER_SCAN_FRAME;

    while (scan == LOCKER_SCAN_FRAME) {
        struct locker_frame frame;
        size_t used = 0;

        scan = parse(stream, &used, &frame);
        CHECK(used <= stream.size_bytes);
        stream.bytes += used;
        stream.size_bytes -= used;
        if (scan == LOCKER_SCAN_FRAME) {
            CHECK(used > 0);
            locker_walk_check(&frame);
            counts[frame.kind]++;
        } else {
            counts[LOCKER_WALK_NOISE] += used > 0;
        }
    }
    CHECK(stream.size_bytes < LOCKER_FRAME_BYTES_MAX);
    counts[LOCKER_WALK_UNFINISHED] += stream.size_bytes > 0;
}

#endif
