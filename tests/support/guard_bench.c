#include "tests/support/guard_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <jansson.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "firmware/app/channel.h"
#include "firmware/app/clock.h"
#include "firmware/app/locker.h"
#include "firmware/app/locker_message.h"
#include "firmware/app/log.h"
#include "firmware/base/bytes.h"
#include "firmware/base/civil.h"
#include "firmware/services/pickup/guard.h"
#include "firmware/services/relay/relay_assignments_parse.h"

#define WAIT_MS 5000

/* ---- the made-up board: what the sensors say, and what a pulse does ---- */

struct locker {
    int unused;
};

struct guard_bench guard_bench;
static struct locker board_handle;

static err_t bus_open(const char *port, const struct locker_shape *shape, uint32_t limit_ms,
                      struct locker **out_locker)
{
    (void)port, (void)shape, (void)limit_ms;
    *out_locker = guard_bench.bus->silent ? NULL : &board_handle;
    return guard_bench.bus->silent ? ERR_TIMEOUT : ERR_OK;
}

static void bus_close(struct locker *locker)
{
    (void)locker;
}

static err_t bus_status(struct locker *locker, uint32_t limit_ms, struct locker_status *out_status)
{
    (void)locker, (void)limit_ms;
    *out_status = guard_bench.bus->status;
    return guard_bench.bus->silent ? ERR_TIMEOUT : ERR_OK;
}

static err_t bus_fire(struct locker *locker, uint8_t door, uint32_t limit_ms,
                      locker_passed_fn *passed, void *context)
{
    (void)locker, (void)limit_ms;
    if (guard_bench.bus->answer == ERR_BUSY)
        return ERR_BUSY; /* the coil must rest */
    passed(context);
    guard_bench.bus->fired++;
    guard_bench.bus->door = door;
    if (guard_bench.bus->answer == ERR_OK)
        guard_bench.bus->status.doors[door] = LOCKER_DOOR_OPEN;
    if (guard_bench.bus->dies)
        _exit(9);
    return guard_bench.bus->answer;
}

static const struct locker_driver made_up = {.name = "made-up",
                                             .open = bus_open,
                                             .close = bus_close,
                                             .status = bus_status,
                                             .fire = bus_fire};

/* ---- the house around it ---- */

static void live(int fd)
{
    static const struct board board = {
        .kiosk_id = "desk-0001",
        .locker = {.device = {.driver = "made-up", .port = "pty"}, .shape = {.door_count = 16}}};

    locker_run(&board, &made_up, guard_bench.key, fd);
    _exit(0);
}

/* Hands the guard its end of a new channel to `peer`; the other end is the caller's. */
static int connect_to(enum process peer)
{
    const struct control_message message = {.kind = CONTROL_PEER, .peer = peer};
    int ends[2];

    assert_int_equal(channel_pair(ends), ERR_OK);
    assert_int_equal(channel_send(guard_bench.supervisor, &message, sizeof(message), ends[1]),
                     ERR_OK);
    close(ends[1]);
    return ends[0];
}

void guard_bench_live(void)
{
    int ends[2];

    assert_int_equal(channel_pair(ends), ERR_OK);
    guard_bench.pid = fork();
    assert_true(guard_bench.pid >= 0);
    if (guard_bench.pid == 0) {
        close(ends[0]);
        live(ends[1]);
    }
    close(ends[1]);
    guard_bench.supervisor = ends[0];
    guard_bench.kiosk = connect_to(PROCESS_KIOSK);
    guard_bench.reader = connect_to(PROCESS_READER);
    control_drop(&guard_bench.control, PROCESS_LOCKER);
    guard_bench.control.peers[PROCESS_LOCKER] = connect_to(PROCESS_STORE);
    assert_int_equal(store_locker_met(&guard_bench.keeper), ERR_OK);
}

static void stop_guard(void)
{
    int status;

    kill(guard_bench.pid, SIGKILL);
    assert_int_equal(waitpid(guard_bench.pid, &status, 0), guard_bench.pid);
    channel_close(&guard_bench.supervisor);
    channel_close(&guard_bench.kiosk);
    channel_close(&guard_bench.reader);
}

int guard_bench_start(void **state)
{
    (void)state;
    memset(guard_bench.bus, 0, sizeof(*guard_bench.bus));
    guard_bench.bus->status.door_count = 16;
    for (int i = 0; i < 16; i++) {
        guard_bench.bus->status.doors[i] = LOCKER_DOOR_CLOSED;
        guard_bench.bus->status.items[i] = LOCKER_ITEM_OCCUPIED;
    }
    store_bench_start(&guard_bench.store);
    store_locker_init(&guard_bench.keeper, guard_bench.store.store, guard_bench.key);
    control_init(&guard_bench.control, -1);
    guard_bench_live();
    return 0;
}

int guard_bench_finish(void **state)
{
    (void)state;
    stop_guard();
    control_finish(&guard_bench.control);
    store_bench_finish(&guard_bench.store);
    return 0;
}

struct event guard_bench_hear(enum event_kind kind)
{
    uint64_t until_ms = clock_mono_ms() + WAIT_MS;
    struct event event;

    while (clock_mono_ms() < until_ms) {
        struct pollfd sources[] = {
            {.fd = guard_bench.kiosk, .events = POLLIN},
            {.fd = guard_bench.control.peers[PROCESS_LOCKER], .events = POLLIN}};

        (void)poll(sources, 2, 50);
        assert_int_equal(store_locker_serve(&guard_bench.keeper, &guard_bench.control), ERR_OK);
        if (channel_receive_event(guard_bench.kiosk, &event, NULL) == ERR_OK &&
            event.kind == (uint32_t)kind)
            return event;
    }
    fail_msg("no %s", event_name(kind));
    return event;
}

void guard_bench_serve_for(uint64_t ms)
{
    uint64_t until_ms = clock_mono_ms() + ms;

    while (clock_mono_ms() < until_ms) {
        struct pollfd source = {.fd = guard_bench.control.peers[PROCESS_LOCKER], .events = POLLIN};

        (void)poll(&source, 1, 10);
        assert_int_equal(store_locker_serve(&guard_bench.keeper, &guard_bench.control), ERR_OK);
    }
}

void guard_bench_assign(char out_id[CASE_ID_BYTES], const char *number, bool code)
{
    static uint32_t serial;
    static struct relay_assignments list;
    struct assignment named = {0};
    uint8_t hash[DIGEST_BYTES];
    char subject[65], secret[65], from[CIVIL_TEXT_BYTES], until[CIVIL_TEXT_BYTES];
    json_t *object;
    char *text;
    int file;

    serial++;
    snprintf(named.id, sizeof(named.id), "5c1d0000-0000-4000-8000-%012u", serial);
    strcpy(out_id, named.id);
    assignment_hash(&named, number, hash);
    bytes_to_hex(hash, sizeof(hash), subject);
    assignment_hash(&named, GUARD_BENCH_CODE, hash);
    bytes_to_hex(hash, sizeof(hash), secret);
    civil_format(clock_wall_s() - 60, from);
    civil_format(clock_wall_s() + 600, until);
    object = json_pack(
        "{s:s,s:i,s:o,s:s,s:i,s:s,s:s,s:s,s:i,s:s,s:s,s:{s:s}}", "assignment_id", named.id, "cell",
        GUARD_BENCH_CELL, "code_hash", code ? json_string(secret) : json_null(), "expires", until,
        "factors", code ? 3 : 1, "kiosk_id", "desk-0001", "not_before", from, "purpose", "pickup",
        "seq", (int)serial, "state", "READY", "subject_hash", subject, "what", "zh-Hans", "护照");
    text = json_dumps(object, JSON_SORT_KEYS | JSON_COMPACT);
    list.count = 1;
    list.items[0].text_bytes = (uint32_t)strlen(text);
    memcpy(list.items[0].text, text, strlen(text));
    assert_int_equal(trust_sign(guard_bench.key, text, strlen(text), list.items[0].signature),
                     ERR_OK);
    assert_int_equal(
        channel_seal_memory(
            &list, offsetof(struct relay_assignments, items) + sizeof(list.items[0]), &file),
        ERR_OK);
    assert_int_equal(store_locker_take(&guard_bench.keeper, file), ERR_OK);
    free(text);
    json_decref(object);
}

void guard_bench_read_card(const char *number, uint32_t epoch)
{
    struct locker_message message = {
        .kind = LOCKER_IDENTITY, .epoch = epoch, .mono_ms = clock_mono_ms()};

    strcpy(message.number, number);
    assert_int_equal(channel_send(guard_bench.reader, &message, sizeof(message), -1), ERR_OK);
}

uint64_t guard_bench_intend(const char *assignment)
{
    uint64_t intent = 0;

    assert_int_equal(store_opening_save(guard_bench.store.store, ++guard_bench.op, assignment,
                                        clock_mono_ms(), &intent),
                     ERR_OK);
    return intent;
}

void guard_bench_wish(uint64_t wish_op, uint64_t intent, const char *assignment, const char *code)
{
    struct effect effect = {.kind = EFFECT_LOCKER_OPEN, .epoch = GUARD_BENCH_EPOCH};

    effect.locker_open.op = wish_op;
    effect.locker_open.intent = intent;
    effect.locker_open.epoch = GUARD_BENCH_EPOCH;
    snprintf(effect.locker_open.assignment, CASE_ID_BYTES, "%s", assignment);
    snprintf(effect.locker_open.code, LOCKER_CODE_BYTES, "%s", code);
    assert_int_equal(channel_send_effect(guard_bench.kiosk, &effect, -1), ERR_OK);
}

struct event_locker_opened guard_bench_ask(uint64_t intent, const char *assignment,
                                           const char *code)
{
    struct event event;

    guard_bench_wish(++guard_bench.op, intent, assignment, code);
    event = guard_bench_hear(EVENT_LOCKER_OPENED);
    assert_int_equal(event.locker_opened.op, guard_bench.op);
    guard_bench_serve_for(30);
    return event.locker_opened;
}

enum intent_state guard_bench_state_of(uint64_t intent)
{
    enum intent_state now;

    assert_int_equal(store_intent_state(guard_bench.store.store, intent, &now), ERR_OK);
    return now;
}

bool guard_bench_is_reported(const char *kind)
{
    static struct store_item item;
    char text[64];

    snprintf(text, sizeof(text), "\"kind\":\"%s\"", kind);
    while (store_outbox_next(guard_bench.store.store, 1, &item) == ERR_OK) {
        if (memmem(item.body, item.size_bytes, text, strlen(text)) != NULL)
            return true;
        assert_int_equal(store_bench_deliver(&guard_bench.store, item.seq), ERR_OK);
    }
    return false;
}

err_t guard_bench_held(const char *assignment)
{
    uint8_t bytes[STORE_ASSIGNMENT_BYTES_MAX];
    size_t size_bytes;

    return store_assignment_get(guard_bench.store.store, assignment, bytes, &size_bytes);
}

int guard_bench_start_group(void **state)
{
    (void)state;
    guard_bench.bus = mmap(NULL, sizeof(*guard_bench.bus), PROT_READ | PROT_WRITE,
                           MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    log_open("locker");
    return guard_bench.bus != MAP_FAILED && trust_key_generate(&guard_bench.key) == ERR_OK ? 0 : -1;
}
