#include "drivers/locker/locker_bus.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "drivers/transport/deadline.h"
#include "drivers/transport/serial.h"
#include "firmware/base/check.h"

#define BETWEEN_LOCKS_MS 100
#define WRITE_MS 200
#define STREAM_BYTES 512

/* Doors and items as the wire has them. */
struct picture {
    uint8_t set[LOCKER_MAP_BYTES], known[LOCKER_MAP_BYTES];
    uint8_t items[LOCKER_MAP_BYTES], items_known[LOCKER_MAP_BYTES];
};

struct locker {
    const struct locker_model *model;
    struct locker_shape shape;
    struct serial_line *line;
    uint64_t rested;                        /* when the next request may go out */
    uint64_t coil_rested[LOCKER_DOORS_MAX]; /* when each lock may be pulsed again */
    uint8_t stream[STREAM_BYTES];           /* bytes that came and were not parsed yet */
    size_t stream_size;
};

static void sleep_until(uint64_t moment)
{
    uint32_t left_ms = deadline_left(moment);
    struct timespec rest = {.tv_sec = left_ms / 1000, .tv_nsec = (long)(left_ms % 1000) * 1000000};

    if (left_ms > 0)
        nanosleep(&rest, NULL);
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* Sends one request on a line that has rested, and forgets what was said before it. */
static err_t send(struct locker *locker, const uint8_t *bytes, size_t size)
{
    err_t err;

    sleep_until(locker->rested);
    serial_flush(locker->line);
    locker->stream_size = 0;
    err = serial_write(locker->line, bytes, size, WRITE_MS);
    locker->rested = deadline_after(LOCKER_BUS_GAP_MS);
    return err;
}

/* Drops bytes from the front of the stream. */
static void consume(struct locker *locker, size_t size)
{
    locker->stream_size -= size;
    memmove(locker->stream, locker->stream + size, locker->stream_size);
}

/* Waits for bytes and adds them to the stream. A stream that is full without a frame in it is
 * noise. */
static err_t receive(struct locker *locker, uint64_t deadline)
{
    size_t size = 0;
    err_t err;

    if (locker->stream_size == STREAM_BYTES)
        locker->stream_size = 0;
    err = serial_read(locker->line, locker->stream + locker->stream_size,
                      STREAM_BYTES - locker->stream_size, deadline_left(deadline), &size);
    locker->stream_size += size;
    locker->rested = deadline_after(LOCKER_BUS_GAP_MS);
    return err;
}

/* True when the frame is this board's answer about `count` doors from `first` on. Echoes, other
 * boards, unasked words and answers to open commands are none. */
static bool answers(const struct locker *locker, const struct locker_frame *frame, uint8_t first,
                    uint8_t count)
{
    return frame->kind == LOCKER_FRAME_STATES && frame->board == locker->shape.board &&
           frame->first <= first && frame->first + frame->count >= first + count;
}

static uint8_t doors_per_query(const struct locker *locker)
{
    const struct locker_model *model = locker->model;

    return model->asks_each_door != NULL && model->asks_each_door(&locker->shape)
               ? 1
               : locker->shape.door_count;
}

/* Reads until the answer came. ERR_TIMEOUT: it did not. */
static err_t await(struct locker *locker, uint8_t first, uint64_t deadline,
                   struct locker_frame *out_frame)
{
    uint8_t count = doors_per_query(locker);

    for (;;) {
        err_t err = receive(locker, deadline);
        enum locker_scan scan = LOCKER_SCAN_FRAME;

        if (err != ERR_OK)
            return err;
        while (scan == LOCKER_SCAN_FRAME) {
            struct locker_stream stream = {locker->stream, locker->stream_size};
            size_t used;

            scan = locker->model->parse(&locker->shape, stream, &used, out_frame);
            consume(locker, used);
            if (scan == LOCKER_SCAN_FRAME && answers(locker, out_frame, first, count))
                return ERR_OK;
        }
        if (deadline_left(deadline) == 0)
            return ERR_TIMEOUT;
    }
}

/* One question, up to three times. */
static err_t ask(struct locker *locker, uint8_t first, uint64_t deadline,
                 struct locker_frame *out_frame)
{
    uint8_t request[LOCKER_FRAME_BYTES_MAX];
    size_t size = locker->model->encode_query(&locker->shape, first, request);
    err_t err = ERR_TIMEOUT;

    for (int i = 0; i < LOCKER_BUS_TRIES && err == ERR_TIMEOUT && deadline_left(deadline) > 0;
         i++) {
        err = send(locker, request, size);
        if (err == ERR_OK)
            err = await(locker, first, earlier(deadline, deadline_after(LOCKER_BUS_REPLY_MS)),
                        out_frame);
    }
    return err;
}

static void add(struct picture *picture, const struct locker_frame *frame)
{
    for (size_t i = 0; i < LOCKER_MAP_BYTES; i++) {
        picture->set[i] |= frame->set[i];
        picture->known[i] |= frame->known[i];
        picture->items[i] |= frame->items[i];
        picture->items_known[i] |= frame->items_known[i];
    }
}

static err_t look_once(struct locker *locker, uint64_t deadline, struct picture *out_picture)
{
    uint8_t step = doors_per_query(locker);
    struct locker_frame frame;
    err_t err = ERR_OK;

    memset(out_picture, 0, sizeof(*out_picture));
    for (unsigned first = 0; first < locker->shape.door_count && err == ERR_OK; first += step) {
        err = ask(locker, (uint8_t)first, deadline, &frame);
        if (err == ERR_OK)
            add(out_picture, &frame);
    }
    return err;
}

/* Looks twice; what differs between the two is not known. */
static err_t look(struct locker *locker, uint64_t deadline, struct picture *out_picture)
{
    struct picture again;
    err_t err = look_once(locker, deadline, out_picture);

    if (err == ERR_OK)
        err = look_once(locker, deadline, &again);
    for (size_t i = 0; i < LOCKER_MAP_BYTES && err == ERR_OK; i++) {
        out_picture->known[i] &= again.known[i] & (uint8_t) ~(out_picture->set[i] ^ again.set[i]);
        out_picture->items_known[i] &=
            again.items_known[i] & (uint8_t) ~(out_picture->items[i] ^ again.items[i]);
    }
    return err;
}

static enum locker_door door_of(const struct locker_shape *shape, const struct picture *picture,
                                size_t door)
{
    if (!locker_map_has(shape->door_sensors, door) || !locker_map_has(picture->known, door))
        return LOCKER_DOOR_UNKNOWN;
    return locker_map_has(picture->set, door) == locker_map_has(shape->open_is_set, door)
               ? LOCKER_DOOR_OPEN
               : LOCKER_DOOR_CLOSED;
}

static enum locker_item item_of(const struct locker_shape *shape, const struct picture *picture,
                                size_t door)
{
    if (!locker_map_has(shape->item_sensors, door) || !locker_map_has(picture->items_known, door))
        return LOCKER_ITEM_UNKNOWN;
    return locker_map_has(picture->items, door) ? LOCKER_ITEM_OCCUPIED : LOCKER_ITEM_EMPTY;
}

err_t locker_bus_status(struct locker *locker, uint32_t limit_ms, struct locker_status *out_status)
{
    struct picture picture;
    err_t err = look(locker, deadline_after(limit_ms), &picture);

    memset(out_status, 0, sizeof(*out_status));
    out_status->door_count = locker->shape.door_count;
    for (size_t i = 0; i < locker->shape.door_count && err == ERR_OK; i++) {
        out_status->doors[i] = door_of(&locker->shape, &picture, i);
        out_status->items[i] = item_of(&locker->shape, &picture, i);
    }
    return err;
}

/* Watches one door after its pulse. True when its sensor said open twice in a row. A board that
 * goes silent for a while, as the coil draws its supply down, is asked on. */
static bool watch(struct locker *locker, uint8_t door, uint64_t deadline)
{
    uint8_t step = doors_per_query(locker);
    int seen_open = 0;

    while (deadline_left(deadline) > 0 && seen_open < 2) {
        struct picture picture = {0};
        struct locker_frame frame;
        err_t err;

        sleep_until(deadline_after(deadline_left_most(deadline, LOCKER_BUS_POLL_MS)));
        err = ask(locker, (uint8_t)(door - door % step), deadline, &frame);
        if (err == ERR_NO_DEVICE)
            return false;
        if (err == ERR_OK)
            add(&picture, &frame);
        seen_open = door_of(&locker->shape, &picture, door) == LOCKER_DOOR_OPEN ? seen_open + 1 : 0;
    }
    return seen_open == 2;
}

static bool another_opened(const struct locker *locker, uint8_t door, const struct picture *before,
                           const struct picture *after)
{
    for (size_t i = 0; i < locker->shape.door_count; i++)
        if (i != door && door_of(&locker->shape, before, i) == LOCKER_DOOR_CLOSED &&
            door_of(&locker->shape, after, i) == LOCKER_DOOR_OPEN)
            return true;
    return false;
}

/* The pulse has been given: what became of it. */
static err_t judge(struct locker *locker, uint8_t door, const struct picture *before,
                   uint64_t deadline)
{
    bool opened = watch(locker, door, earlier(deadline, deadline_after(LOCKER_BUS_WATCH_MS)));
    struct picture after;

    if (look(locker, deadline, &after) != ERR_OK)
        return ERR_DOOR_UNKNOWN;
    if (another_opened(locker, door, before, &after))
        return ERR_DOOR_OTHER;
    if (door_of(&locker->shape, before, door) != LOCKER_DOOR_CLOSED)
        return ERR_DOOR_UNKNOWN;
    if (opened)
        return ERR_OK;
    return door_of(&locker->shape, &after, door) == LOCKER_DOOR_CLOSED ? ERR_DOOR_STUCK
                                                                       : ERR_DOOR_UNKNOWN;
}

err_t locker_bus_fire(struct locker *locker, uint8_t door, uint32_t limit_ms,
                      locker_passed_fn *passed, void *context)
{
    uint64_t deadline = deadline_after(limit_ms);
    uint8_t request[LOCKER_FRAME_BYTES_MAX];
    struct picture before;
    uint32_t look_ms;
    size_t size;
    err_t err;

    if (door >= locker->shape.door_count)
        return ERR_INVALID;
    if (deadline_left(locker->coil_rested[door]) > 0)
        return ERR_BUSY;
    err = look(locker, deadline, &before);
    if (err != ERR_OK)
        return err;
    look_ms = limit_ms - deadline_left(deadline);
    if (deadline_left(deadline) < look_ms + LOCKER_BUS_WATCH_MS)
        return ERR_TIMEOUT;
    size = locker->model->encode_open(&locker->shape, door, request);
    locker->coil_rested[door] = deadline_after(LOCKER_COIL_REST_MS);
    passed(context);
    if (send(locker, request, size) != ERR_OK)
        return ERR_DOOR_UNKNOWN;
    locker->rested = deadline_after(BETWEEN_LOCKS_MS);
    return judge(locker, door, &before, deadline);
}

void locker_bus_close(struct locker *locker)
{
    if (locker == NULL)
        return;
    serial_close(locker->line);
    free(locker);
}

static bool is_possible(const struct locker_model *model, const struct locker_shape *shape)
{
    return shape->board >= model->board_min && shape->board <= model->board_max &&
           shape->door_count >= 1 && shape->door_count <= model->doors_max;
}

/* A board that is only just getting its power is given the whole limit to answer. */
static err_t greet(struct locker *locker, uint64_t deadline)
{
    struct picture picture;
    err_t err;

    do
        err = look_once(locker, deadline, &picture);
    while (err == ERR_TIMEOUT && deadline_left(deadline) > 0);
    return err;
}

err_t locker_bus_open(const struct locker_model *model, const char *port,
                      const struct locker_shape *shape, uint32_t limit_ms,
                      struct locker **out_locker)
{
    uint64_t deadline = deadline_after(limit_ms);
    struct serial_port where;
    struct locker *locker;
    err_t err;

    *out_locker = NULL;
    err = serial_port_parse(port, shape->baud != 0 ? shape->baud : model->baud, &where);
    if (err != ERR_OK || !is_possible(model, shape))
        return ERR_INVALID;
    locker = calloc(1, sizeof(*locker));
    if (locker == NULL)
        return ERR_MEMORY;
    locker->model = model;
    locker->shape = *shape;
    err = serial_open(where.path, where.baud, true, &locker->line);
    if (err == ERR_OK)
        err = greet(locker, deadline);
    if (err != ERR_OK) {
        locker_bus_close(locker);
        return err;
    }
    *out_locker = locker;
    return ERR_OK;
}
