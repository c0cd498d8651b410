#include "tools/bench/io_board.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "firmware/base/check.h"
#include "tools/bench/io_pty.h"

#define TICK_MS 3
#define FORGET_MS 60 /* a frame with a gap in it is none */
#define ANSWER_MS 6
#define SLOW_MS 200
#define LATE_MS 450
#define FRAME_MAX 64
#define SAID_MAX 128

struct io_board_sim {
    pthread_mutex_t lock;
    pthread_t thread;
    bool stopping;
    struct io_pty pty;
    uint8_t address;
    uint32_t baud;
    enum io_board_fault fault;
    bool events[IO_BOARD_EVENT_COUNT];
    uint8_t coils;
    uint8_t heard[FRAME_MAX];
    size_t heard_size;
    uint64_t heard_ms;
    uint8_t said[SAID_MAX];
    size_t said_size;
    uint64_t say_ms;
    unsigned unplug_in;
};

static const char *const fault_names[] = {
#define IO_BOARD_FAULT(id, name, help) name,
#include "tools/bench/io_board_faults.def"
#undef IO_BOARD_FAULT
};

static uint64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* CRC-16 of Modbus: polynomial A001, reflected, from FFFF; sent low byte first. */
static uint16_t crc_of(const uint8_t *bytes, size_t size)
{
    uint16_t crc = 0xffff;

    for (size_t i = 0; i < size; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = (uint16_t)((crc & 1) != 0 ? crc >> 1 ^ 0xa001 : crc >> 1);
    }
    return crc;
}

static size_t seal(uint8_t *frame, size_t size)
{
    uint16_t crc = crc_of(frame, size);

    frame[size] = (uint8_t)crc;
    frame[size + 1] = (uint8_t)(crc >> 8);
    return size + 2;
}

static bool fault_once(struct io_board_sim *board, enum io_board_fault fault)
{
    if (board->fault != fault)
        return false;
    board->fault = IO_BOARD_FAULT_NONE;
    return true;
}

/* The levels at the input terminals. The door's contact and the mains relay are closed when all is
 * well. */
static uint8_t inputs_of(const struct io_board_sim *board)
{
    return (uint8_t)((board->events[IO_BOARD_DOOR_OPEN] ? 0 : 1) |
                     (board->events[IO_BOARD_TILTED] ? 2 : 0) |
                     (board->events[IO_BOARD_MAINS_OFF] ? 0 : 4) |
                     (board->events[IO_BOARD_HEADPHONES_IN] ? 8 : 0));
}

static uint8_t coils_of(const struct io_board_sim *board)
{
    return board->fault == IO_BOARD_FAULT_STUCK_OUTPUT ? board->coils & 0xfe : board->coils;
}

static unsigned word_at(const uint8_t *at)
{
    return at[0] * 256u + at[1];
}

/* The answers, without address and checksum; they return their size, the exception's code negative
 * for what cannot be done. */
static int answer_bits(const uint8_t *request, uint8_t bits, uint8_t *out)
{
    unsigned first = word_at(request + 2), count = word_at(request + 4);

    if (count < 1 || count > 2000)
        return -3;
    if (first + count > IO_BOARD_LINES)
        return -2;
    out[1] = 1;
    out[2] = (uint8_t)(bits >> first & ((1u << count) - 1));
    return 3;
}

static int answer_coil(struct io_board_sim *board, const uint8_t *request, uint8_t *out)
{
    unsigned line = word_at(request + 2), value = word_at(request + 4);

    if (value != 0x0000 && value != 0xff00)
        return -3;
    if (line >= IO_BOARD_LINES)
        return -2;
    board->coils = (uint8_t)(board->coils & ~(1u << line));
    if (value == 0xff00)
        board->coils = (uint8_t)(board->coils | 1u << line);
    memcpy(out + 1, request + 2, 4);
    return 5;
}

static int answer_coils(struct io_board_sim *board, const uint8_t *request, uint8_t *out)
{
    unsigned first = word_at(request + 2), count = word_at(request + 4), mask;

    if (count < 1 || count > 0x7b0 || request[6] != (count + 7) / 8)
        return -3;
    if (first + count > IO_BOARD_LINES)
        return -2;
    mask = ((1u << count) - 1) << first;
    board->coils = (uint8_t)((board->coils & ~mask) | ((unsigned)request[7] << first & mask));
    memcpy(out + 1, request + 2, 4);
    return 5;
}

static int answer_of(struct io_board_sim *board, const uint8_t *request, uint8_t *out)
{
    out[0] = request[1];
    if (board->fault == IO_BOARD_FAULT_EXCEPTION)
        return -4;
    if (fault_once(board, IO_BOARD_FAULT_EXCEPTION_ONCE))
        return -6;
    switch (request[1]) {
    case 0x01:
        return answer_bits(request, coils_of(board), out);
    case 0x02:
        return answer_bits(request, inputs_of(board), out);
    case 0x05:
        return answer_coil(board, request, out);
    case 0x0f:
        return answer_coils(board, request, out);
    default:
        return -1;
    }
}

static void answer(struct io_board_sim *board, const uint8_t *request)
{
    uint8_t *frame = board->said;
    size_t size;
    int body;

    board->said_size = 0;
    if (fault_once(board, IO_BOARD_FAULT_NOISE_ONCE)) {
        memcpy(frame, "\xaa\x00\x55\xff", 4);
        board->said_size = 4;
        frame += 4;
    }
    frame[0] = board->address;
    body = answer_of(board, request, frame + 1);
    if (body < 0) {
        frame[1] |= 0x80;
        frame[2] = (uint8_t)-body;
        body = 2;
    }
    if (board->fault == IO_BOARD_FAULT_OTHER_SLAVE)
        frame[0] ^= 3;
    size = seal(frame, (size_t)body + 1);
    if (board->fault == IO_BOARD_FAULT_WRONG_CRC ||
        fault_once(board, IO_BOARD_FAULT_WRONG_CRC_ONCE))
        frame[size - 1] ^= 0x40;
    board->said_size = board->fault == IO_BOARD_FAULT_SILENT ? 0 : board->said_size + size;
    board->say_ms = now_ms() + (board->fault == IO_BOARD_FAULT_SLOW ? SLOW_MS : ANSWER_MS);
    if (fault_once(board, IO_BOARD_FAULT_LATE_ONCE))
        board->say_ms = now_ms() + LATE_MS;
}

/* The size of a request, once enough of it is there to tell; 0: not yet. */
static size_t request_size(const uint8_t *bytes, size_t size)
{
    if (size < 8)
        return 0;
    if (bytes[1] != 0x0f && bytes[1] != 0x10)
        return 8;
    return 9u + bytes[6];
}

/* A request that is damaged or another's is not answered. */
static void listen(struct io_board_sim *board)
{
    size_t size = request_size(board->heard, board->heard_size);
    bool meant;

    if (size == 0 || board->heard_size < size)
        return;
    meant = board->heard[0] == board->address && crc_of(board->heard, size) == 0;
    board->heard_size = 0;
    if (!meant)
        return;
    if (board->unplug_in > 0 && --board->unplug_in == 0) {
        io_pty_unplug(&board->pty);
        board->said_size = 0;
        return;
    }
    answer(board, board->heard);
}

static void hear(struct io_board_sim *board, const uint8_t *bytes, size_t size)
{
    if (board->fault == IO_BOARD_FAULT_POWER_OFF || io_pty_baud(&board->pty) != board->baud)
        return;
    if (board->heard_size + size > FRAME_MAX)
        board->heard_size = 0;
    memcpy(board->heard + board->heard_size, bytes, size);
    board->heard_size += size;
    board->heard_ms = now_ms();
    listen(board);
}

static void speak(struct io_board_sim *board)
{
    size_t size = board->fault == IO_BOARD_FAULT_SPLIT ? 1 : board->said_size;

    if (board->said_size == 0 || now_ms() < board->say_ms)
        return;
    io_pty_write(&board->pty, board->said, size);
    board->said_size -= size;
    memmove(board->said, board->said + size, board->said_size);
}

static void tick(struct io_board_sim *board)
{
    uint8_t bytes[FRAME_MAX];
    size_t size = 0;

    if (io_pty_is_plugged(&board->pty))
        size = io_pty_read(&board->pty, bytes, sizeof(bytes), 0);
    if (board->heard_size > 0 && now_ms() > board->heard_ms + FORGET_MS)
        board->heard_size = 0;
    if (size > 0)
        hear(board, bytes, size);
    speak(board);
}

static void *run(void *context)
{
    const struct timespec pause = {.tv_nsec = TICK_MS * 1000000L};
    struct io_board_sim *board = context;
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

struct io_board_sim *io_board_create(const char *link, uint8_t address, uint32_t baud)
{
    struct io_board_sim *board = calloc(1, sizeof(*board));

    if (board == NULL)
        return NULL;
    board->address = address;
    board->baud = baud;
    pthread_mutex_init(&board->lock, NULL);
    if (!io_pty_init(&board->pty, link) || !io_pty_plug(&board->pty) ||
        pthread_create(&board->thread, NULL, run, board) != 0) {
        io_pty_unplug(&board->pty);
        pthread_mutex_destroy(&board->lock);
        free(board);
        return NULL;
    }
    return board;
}

void io_board_destroy(struct io_board_sim *board)
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

bool io_board_plug(struct io_board_sim *board)
{
    bool plugged;

    pthread_mutex_lock(&board->lock);
    board->heard_size = board->said_size = 0;
    plugged = io_pty_is_plugged(&board->pty) || io_pty_plug(&board->pty);
    pthread_mutex_unlock(&board->lock);
    return plugged;
}

void io_board_unplug(struct io_board_sim *board)
{
    pthread_mutex_lock(&board->lock);
    io_pty_unplug(&board->pty);
    board->unplug_in = 0;
    pthread_mutex_unlock(&board->lock);
}

void io_board_unplug_at(struct io_board_sim *board, unsigned requests)
{
    pthread_mutex_lock(&board->lock);
    board->unplug_in = requests;
    pthread_mutex_unlock(&board->lock);
}

void io_board_set_fault(struct io_board_sim *board, enum io_board_fault fault)
{
    pthread_mutex_lock(&board->lock);
    board->fault = fault;
    if (fault == IO_BOARD_FAULT_POWER_OFF)
        board->coils = 0;
    pthread_mutex_unlock(&board->lock);
}

bool io_board_set_fault_name(struct io_board_sim *board, const char *name)
{
    for (size_t i = 0; i < COUNT_OF(fault_names); i++)
        if (strcmp(fault_names[i], name) == 0) {
            io_board_set_fault(board, (enum io_board_fault)i);
            return true;
        }
    return false;
}

const char *io_board_fault_name(struct io_board_sim *board)
{
    const char *name;

    pthread_mutex_lock(&board->lock);
    name = fault_names[board->fault];
    pthread_mutex_unlock(&board->lock);
    return name;
}

void io_board_set(struct io_board_sim *board, enum io_board_event event, bool happens)
{
    pthread_mutex_lock(&board->lock);
    board->events[event] = happens;
    pthread_mutex_unlock(&board->lock);
}

uint8_t io_board_outputs(struct io_board_sim *board)
{
    uint8_t coils;

    pthread_mutex_lock(&board->lock);
    coils = coils_of(board);
    pthread_mutex_unlock(&board->lock);
    return coils;
}

static const struct {
    const char *words[2];
    enum io_board_event event;
    bool happens;
} verbs[] = {
    {{"door", "open"}, IO_BOARD_DOOR_OPEN, true},
    {{"door", "close"}, IO_BOARD_DOOR_OPEN, false},
    {{"tilt", "on"}, IO_BOARD_TILTED, true},
    {{"tilt", "off"}, IO_BOARD_TILTED, false},
    {{"mains", "off"}, IO_BOARD_MAINS_OFF, true},
    {{"mains", "on"}, IO_BOARD_MAINS_OFF, false},
    {{"headphones", "in"}, IO_BOARD_HEADPHONES_IN, true},
    {{"headphones", "out"}, IO_BOARD_HEADPHONES_IN, false},
};

static int state(struct io_board_sim *board, char *out, size_t size)
{
    static const char *const names[] = {"card",   "receipt", "pages",        "scanner",
                                        "locker", "beeper",  "power-locker", "power-scanner"};
    bool events[IO_BOARD_EVENT_COUNT], plugged;
    uint8_t coils = io_board_outputs(board);
    int used;

    pthread_mutex_lock(&board->lock);
    memcpy(events, board->events, sizeof(events));
    plugged = io_pty_is_plugged(&board->pty);
    pthread_mutex_unlock(&board->lock);
    used = snprintf(
        out, size, "ok %s fault=%s door=%s tilt=%s mains=%s headphones=%s",
        plugged ? "plugged" : "unplugged", io_board_fault_name(board),
        events[IO_BOARD_DOOR_OPEN] ? "open" : "closed", events[IO_BOARD_TILTED] ? "on" : "off",
        events[IO_BOARD_MAINS_OFF] ? "off" : "on", events[IO_BOARD_HEADPHONES_IN] ? "in" : "out");
    for (size_t i = 0; i < IO_BOARD_LINES && used > 0 && (size_t)used < size; i++) {
        bool rests = (coils >> i & 1) == 0, power = i >= 6;

        used += snprintf(out + used, size - (size_t)used, " %s=%s", names[i],
                         rests == power ? "on" : "off");
    }
    return 0;
}

static int help(char *out, size_t size)
{
    snprintf(out, size,
             "ok door open | door close | tilt on | tilt off | mains off | mains on | "
             "headphones in | headphones out | fault NAME | plug | unplug | state; faults"
#define IO_BOARD_FAULT(id, name, help) " | " name ": " help
#include "tools/bench/io_board_faults.def"
#undef IO_BOARD_FAULT
    );
    return 0;
}

/* True when the two words were about the cabinet or a fault. */
static bool obey(struct io_board_sim *board, char *const words[])
{
    if (strcmp(words[0], "fault") == 0)
        return io_board_set_fault_name(board, words[1]);
    for (size_t i = 0; i < COUNT_OF(verbs); i++)
        if (strcmp(words[0], verbs[i].words[0]) == 0 && strcmp(words[1], verbs[i].words[1]) == 0) {
            io_board_set(board, verbs[i].event, verbs[i].happens);
            return true;
        }
    return false;
}

int io_board_command(struct io_board_sim *board, char *const words[], int count, char *out_answer,
                     size_t size_bytes)
{
    bool done = count == 2 && obey(board, words);

    if (count == 1 && strcmp(words[0], "state") == 0)
        return state(board, out_answer, size_bytes);
    if (count == 1 && strcmp(words[0], "help") == 0)
        return help(out_answer, size_bytes);
    if (count == 1 && strcmp(words[0], "plug") == 0)
        done = io_board_plug(board);
    if (count == 1 && strcmp(words[0], "unplug") == 0) {
        io_board_unplug(board);
        done = true;
    }
    snprintf(out_answer, size_bytes, "%s", done ? "ok" : "error not understood; see: help");
    return done ? 0 : 1;
}
