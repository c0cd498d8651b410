#include "tools/bench/locker_board.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "firmware/base/check.h"
#include "firmware/base/random.h"
#include "tools/bench/io_pty.h"
#include "tools/bench/locker_wire.h"

#define TICK_MS 3
#define FORGET_MS 60 /* half a frame is forgotten after this silence */
#define ANSWER_MS 10
#define SLOW_MS 220
#define LATE_MS 450
#define DIP_MS 700
#define HEARD_BYTES 256
#define SAID_BYTES 1024
#define NOISE_LEAST 3
#define NOISE_SPREAD 7

struct door {
    bool open, item, stuck, flickers_open;
    enum locker_board_sensor sensor;
    uint64_t springs_ms; /* when a pulse opens it; 0: no pulse under way */
    unsigned pulses;
};

struct locker_board {
    pthread_mutex_t lock;
    pthread_t thread;
    bool stopping;
    const struct locker_wire *wire;
    struct locker_board_shape shape;
    struct io_pty pty;
    enum locker_board_fault fault;
    struct door doors[LOCKER_BOARD_DOORS_MAX];
    struct random random;
    uint8_t heard[HEARD_BYTES]; /* since the last whole frame */
    size_t heard_size;
    uint64_t heard_ms;
    uint8_t said[SAID_BYTES]; /* waits until `say_ms` */
    size_t said_size;
    uint64_t say_ms;
    uint64_t silent_until_ms;
    unsigned frames, unplug_in; /* unplug_in 0: never */
};

static const char *const fault_names[] = {
#define LOCKER_BOARD_FAULT(id, name, help) name,
#include "tools/bench/locker_board_faults.def"
#undef LOCKER_BOARD_FAULT
};

static uint64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* True once for a fault of the kind "once". */
static bool fault_once(struct locker_board *board, enum locker_board_fault fault)
{
    if (board->fault != fault)
        return false;
    board->fault = LOCKER_BOARD_FAULT_NONE;
    return true;
}

static bool says_open(const struct locker_board *board, unsigned i)
{
    switch (board->doors[i].sensor) {
    case LOCKER_BOARD_SENSOR_CLOSED:
        return false;
    case LOCKER_BOARD_SENSOR_OPEN:
        return true;
    case LOCKER_BOARD_SENSOR_FLICKERS:
        return board->doors[i].flickers_open;
    case LOCKER_BOARD_SENSOR_WORKS:
    default:
        return board->doors[i].open;
    }
}

/* The board as its wire sees it at this moment. */
static struct locker_wire_board view(const struct locker_board *board)
{
    struct locker_wire_board view = {.address = board->shape.address,
                                     .door_count = board->shape.door_count};

    for (unsigned i = 0; i < view.door_count; i++) {
        view.set[i] = says_open(board, i) == board->shape.inverted[i];
        view.items[i] = board->doors[i].item;
    }
    return view;
}

static void say(struct locker_board *board, const uint8_t *bytes, size_t size)
{
    if (board->said_size + size > SAID_BYTES)
        return;
    memcpy(board->said + board->said_size, bytes, size);
    board->said_size += size;
}

/* What comes before an answer on a bad day. */
static void say_disturbance(struct locker_board *board, const struct locker_wire_board *truth)
{
    uint8_t bytes[LOCKER_WIRE_BYTES_MAX];
    struct locker_wire_board other = *truth;
    size_t size = 0;

    if (board->fault == LOCKER_BOARD_FAULT_NOISE) {
        size = NOISE_LEAST + random_below(&board->random, NOISE_SPREAD);
        for (size_t i = 0; i < size; i++)
            bytes[i] = (uint8_t)random_next(&board->random);
    } else if (board->fault == LOCKER_BOARD_FAULT_UNSOLICITED) {
        unsigned door = (unsigned)random_below(&board->random, truth->door_count);

        other.set[door] = !other.set[door]; /* it rattled: it moved, and moved back */
        size = board->wire->tell_change(&other, door, bytes);
    } else if (board->fault == LOCKER_BOARD_FAULT_OTHER_BOARD) {
        other.address ^= 1;
        for (unsigned i = 0; i < other.door_count; i++)
            other.set[i] = !other.set[i];
        size = board->wire->tell_all(&other, bytes);
    }
    say(board, bytes, size);
}

static bool is_silent(const struct locker_board *board)
{
    return board->fault == LOCKER_BOARD_FAULT_SILENT ||
           board->fault == LOCKER_BOARD_FAULT_ECHO_DEAD || now_ms() < board->silent_until_ms;
}

/* A loose wire says something else each time it is asked about. */
static void flicker(struct locker_board *board, const struct locker_wire_heard *heard)
{
    for (unsigned i = 0; i < board->shape.door_count; i++)
        if (heard->order == LOCKER_WIRE_ASK_ALL ||
            (heard->order == LOCKER_WIRE_ASK_ONE && heard->door == i))
            board->doors[i].flickers_open = !board->doors[i].flickers_open;
}

static void answer(struct locker_board *board, const struct locker_wire_heard *heard)
{
    struct locker_wire_board truth = view(board);
    uint8_t bytes[LOCKER_WIRE_BYTES_MAX];
    size_t size = 0;

    if (is_silent(board))
        return;
    if (heard->order == LOCKER_WIRE_ASK_ALL)
        size = board->wire->tell_all(&truth, bytes);
    else if (heard->order == LOCKER_WIRE_ASK_ONE)
        size = board->wire->tell_one(&truth, heard->door, bytes);
    else if (heard->order == LOCKER_WIRE_OPEN && board->fault != LOCKER_BOARD_FAULT_NO_ACK)
        size = board->wire->answer(&truth, heard->door, bytes);
    if (size == 0)
        return;
    say_disturbance(board, &truth);
    if (board->fault == LOCKER_BOARD_FAULT_WRONG_SUM ||
        fault_once(board, LOCKER_BOARD_FAULT_WRONG_SUM_ONCE))
        bytes[size - 1] ^= 0x24;
    say(board, bytes, size);
    board->say_ms = now_ms() + ANSWER_MS;
    if (board->fault == LOCKER_BOARD_FAULT_SLOW)
        board->say_ms = now_ms() + SLOW_MS;
    if (fault_once(board, LOCKER_BOARD_FAULT_LATE_ONCE))
        board->say_ms = now_ms() + LATE_MS;
}

static void pulse(struct locker_board *board, unsigned i)
{
    if (i >= board->shape.door_count)
        return;
    board->doors[i].pulses++;
    board->doors[i].springs_ms = now_ms() + LOCKER_BOARD_PULSE_MS;
}

static void obey(struct locker_board *board, const struct locker_wire_heard *heard)
{
    if (heard->order != LOCKER_WIRE_OPEN || board->fault == LOCKER_BOARD_FAULT_ECHO_DEAD)
        return;
    for (unsigned i = 0; i < board->shape.door_count; i++) {
        unsigned next = (i + 1) % board->shape.door_count;

        if (!heard->opens[i] || board->fault == LOCKER_BOARD_FAULT_REFUSES)
            continue;
        if (board->fault != LOCKER_BOARD_FAULT_OTHER_DOOR)
            pulse(board, i);
        if (board->fault == LOCKER_BOARD_FAULT_OTHER_DOOR ||
            board->fault == LOCKER_BOARD_FAULT_EXTRA_DOOR)
            pulse(board, next);
    }
    if (board->fault == LOCKER_BOARD_FAULT_DIPS)
        board->silent_until_ms = now_ms() + DIP_MS;
    if (fault_once(board, LOCKER_BOARD_FAULT_SILENT_AFTER))
        board->fault = LOCKER_BOARD_FAULT_SILENT;
}

static void forget(struct locker_board *board, size_t size)
{
    board->heard_size -= size;
    memmove(board->heard, board->heard + size, board->heard_size);
}

/* Takes whole frames from what was heard. */
static void listen(struct locker_board *board)
{
    while (board->heard_size > 0) {
        struct locker_wire_board truth = view(board);
        struct locker_wire_heard heard;
        int size = board->wire->hear(&truth, board->heard, board->heard_size, &heard);

        if (size == 0)
            break;
        forget(board, size < 0 ? 1 : (size_t)size);
        if (size < 0)
            continue;
        board->frames++;
        obey(board, &heard);
        if (board->unplug_in > 0 && --board->unplug_in == 0) {
            io_pty_unplug(&board->pty);
            board->heard_size = board->said_size = 0;
            return;
        }
        answer(board, &heard);
        flicker(board, &heard);
    }
}

/* At another speed than its own a board hears noise. */
static void hear(struct locker_board *board, const uint8_t *bytes, size_t size)
{
    if (board->fault == LOCKER_BOARD_FAULT_ECHO || board->fault == LOCKER_BOARD_FAULT_ECHO_DEAD)
        io_pty_write(&board->pty, bytes, size);
    if (board->fault == LOCKER_BOARD_FAULT_POWER_OFF ||
        io_pty_baud(&board->pty) != board->shape.baud)
        return;
    if (board->heard_size + size > HEARD_BYTES)
        board->heard_size = 0;
    memcpy(board->heard + board->heard_size, bytes, size);
    board->heard_size += size;
    board->heard_ms = now_ms();
    listen(board);
}

static void speak(struct locker_board *board)
{
    size_t size = board->fault == LOCKER_BOARD_FAULT_SPLIT ? 1 : board->said_size;

    if (board->said_size == 0 || now_ms() < board->say_ms)
        return;
    io_pty_write(&board->pty, board->said, size);
    board->said_size -= size;
    memmove(board->said, board->said + size, board->said_size);
}

static void spring(struct locker_board *board)
{
    for (unsigned i = 0; i < board->shape.door_count; i++) {
        struct door *door = &board->doors[i];

        if (door->springs_ms == 0 || now_ms() < door->springs_ms)
            continue;
        door->springs_ms = 0;
        if (!door->stuck)
            door->open = true;
    }
}

/* One turn of the board's own time. */
static void tick(struct locker_board *board)
{
    uint8_t bytes[HEARD_BYTES];
    size_t size = 0;

    if (io_pty_is_plugged(&board->pty))
        size = io_pty_read(&board->pty, bytes, sizeof(bytes), 0);
    if (board->heard_size > 0 && now_ms() > board->heard_ms + FORGET_MS)
        board->heard_size = 0;
    if (size > 0)
        hear(board, bytes, size);
    spring(board);
    speak(board);
}

static void *run(void *context)
{
    const struct timespec pause = {.tv_nsec = TICK_MS * 1000000L};
    struct locker_board *board = context;
    bool stopping = false;

    while (!stopping) {
        nanosleep(&pause, NULL);
        pthread_mutex_lock(&board->lock);
        tick(board);
        stopping = board->stopping;
        pthread_mutex_unlock(&board->lock);
    }
    return NULL;
}

static bool is_possible(const struct locker_board_shape *shape, const struct locker_wire *wire)
{
    return wire != NULL && shape->door_count >= 1 && shape->door_count <= wire->doors_max;
}

struct locker_board *locker_board_create(const struct locker_board_shape *shape)
{
    const struct locker_wire *wire = locker_wire_find(shape->model);
    struct locker_board *board;

    if (!is_possible(shape, wire))
        return NULL;
    board = calloc(1, sizeof(*board));
    if (board == NULL)
        return NULL;
    board->wire = wire;
    board->shape = *shape;
    board->shape.baud = shape->baud != 0 ? shape->baud : wire->baud;
    random_init(&board->random, 1);
    for (unsigned i = 0; i < shape->door_count; i++)
        board->doors[i].item = true;
    pthread_mutex_init(&board->lock, NULL);
    if (!io_pty_init(&board->pty, shape->link) || !io_pty_plug(&board->pty) ||
        pthread_create(&board->thread, NULL, run, board) != 0) {
        io_pty_unplug(&board->pty);
        pthread_mutex_destroy(&board->lock);
        free(board);
        return NULL;
    }
    return board;
}

void locker_board_destroy(struct locker_board *board)
{
    if (board == NULL)
        return;
    pthread_mutex_lock(&board->lock);
    board->stopping = true;
    pthread_mutex_unlock(&board->lock);
    pthread_join(board->thread, NULL);
    io_pty_unplug(&board->pty);
    pthread_mutex_destroy(&board->lock);
    free(board);
}

bool locker_board_plug(struct locker_board *board)
{
    bool plugged;

    pthread_mutex_lock(&board->lock);
    board->heard_size = board->said_size = 0;
    plugged = io_pty_is_plugged(&board->pty) || io_pty_plug(&board->pty);
    pthread_mutex_unlock(&board->lock);
    return plugged;
}

void locker_board_unplug(struct locker_board *board)
{
    pthread_mutex_lock(&board->lock);
    io_pty_unplug(&board->pty);
    board->unplug_in = 0;
    pthread_mutex_unlock(&board->lock);
}

bool locker_board_is_plugged(struct locker_board *board)
{
    bool plugged;

    pthread_mutex_lock(&board->lock);
    plugged = io_pty_is_plugged(&board->pty);
    pthread_mutex_unlock(&board->lock);
    return plugged;
}

void locker_board_unplug_at(struct locker_board *board, unsigned frames)
{
    pthread_mutex_lock(&board->lock);
    board->unplug_in = frames;
    pthread_mutex_unlock(&board->lock);
}

/* A mended board begins afresh: nothing of what it had to say is left. */
void locker_board_set_fault(struct locker_board *board, enum locker_board_fault fault)
{
    pthread_mutex_lock(&board->lock);
    board->fault = fault;
    board->silent_until_ms = 0;
    pthread_mutex_unlock(&board->lock);
}

bool locker_board_set_fault_name(struct locker_board *board, const char *name)
{
    for (size_t i = 0; i < COUNT_OF(fault_names); i++)
        if (strcmp(fault_names[i], name) == 0) {
            locker_board_set_fault(board, (enum locker_board_fault)i);
            return true;
        }
    return false;
}

const char *locker_board_fault_name(struct locker_board *board)
{
    const char *name;

    pthread_mutex_lock(&board->lock);
    name = fault_names[board->fault];
    pthread_mutex_unlock(&board->lock);
    return name;
}

/* The door, with the board locked; NULL, not locked, when there is none. */
static struct door *take_door(struct locker_board *board, unsigned door)
{
    if (door >= board->shape.door_count)
        return NULL;
    pthread_mutex_lock(&board->lock);
    return &board->doors[door];
}

bool locker_board_set_open(struct locker_board *board, unsigned door, bool open)
{
    struct door *at = take_door(board, door);

    if (at == NULL)
        return false;
    at->open = open;
    pthread_mutex_unlock(&board->lock);
    return true;
}

bool locker_board_set_item(struct locker_board *board, unsigned door, bool there)
{
    struct door *at = take_door(board, door);

    if (at == NULL)
        return false;
    at->item = there;
    pthread_mutex_unlock(&board->lock);
    return true;
}

bool locker_board_set_stuck(struct locker_board *board, unsigned door, bool stuck)
{
    struct door *at = take_door(board, door);

    if (at == NULL)
        return false;
    at->stuck = stuck;
    pthread_mutex_unlock(&board->lock);
    return true;
}

bool locker_board_set_sensor(struct locker_board *board, unsigned door,
                             enum locker_board_sensor sensor)
{
    struct door *at = take_door(board, door);

    if (at == NULL)
        return false;
    at->sensor = sensor;
    pthread_mutex_unlock(&board->lock);
    return true;
}

bool locker_board_is_open(struct locker_board *board, unsigned door)
{
    struct door *at = take_door(board, door);
    bool open = at != NULL && at->open;

    if (at != NULL)
        pthread_mutex_unlock(&board->lock);
    return open;
}

bool locker_board_has_item(struct locker_board *board, unsigned door)
{
    struct door *at = take_door(board, door);
    bool item = at != NULL && at->item;

    if (at != NULL)
        pthread_mutex_unlock(&board->lock);
    return item;
}

unsigned locker_board_pulses(struct locker_board *board, unsigned door)
{
    struct door *at = take_door(board, door);
    unsigned pulses = at != NULL ? at->pulses : 0;

    if (at != NULL)
        pthread_mutex_unlock(&board->lock);
    return pulses;
}

unsigned locker_board_frames(struct locker_board *board)
{
    unsigned frames;

    pthread_mutex_lock(&board->lock);
    frames = board->frames;
    pthread_mutex_unlock(&board->lock);
    return frames;
}

unsigned locker_board_door_count(struct locker_board *board)
{
    return board->shape.door_count;
}
