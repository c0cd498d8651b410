/* The locker's guard as a process of its own, between a kiosk that may say anything, a reader, and
 * the real store: a door opens for the right person, once, and for nobody else, whatever dies on
 * the way. Only the board on the bus is made up here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
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
#include "firmware/app/store_locker.h"
#include "firmware/base/bytes.h"
#include "firmware/base/civil.h"
#include "firmware/services/pickup/guard.h"
#include "firmware/services/relay/relay_assignments_parse.h"
#include "tests/support/store_bench.h"

#define ZHANG "532331194002290019"
#define LI "11010519491231002X"
#define CODE "84K2"
#define EPOCH 9
#define WAIT_MS 5000
#define CELL 7

/* ---- the made-up board: what the sensors say, and what a pulse does ---- */

struct locker {
    int unused;
};

struct bus {
    struct locker_status status;
    uint32_t fired; /* pulses in all */
    uint8_t door;   /* of the last */
    err_t answer;   /* of the next pulse; ERR_OK: the door opens */
    bool dies;      /* the process ends in the middle of the pulse */
    bool silent;    /* no look is answered */
};

static struct bus *bus; /* shared with the guard's process */
static struct locker board_handle;

static err_t bus_open(const char *port, const struct locker_shape *shape, uint32_t limit_ms,
                      struct locker **out_locker)
{
    (void)port, (void)shape, (void)limit_ms;
    *out_locker = bus->silent ? NULL : &board_handle;
    return bus->silent ? ERR_TIMEOUT : ERR_OK;
}

static void bus_close(struct locker *locker)
{
    (void)locker;
}

static err_t bus_status(struct locker *locker, uint32_t limit_ms, struct locker_status *out_status)
{
    (void)locker, (void)limit_ms;
    *out_status = bus->status;
    return bus->silent ? ERR_TIMEOUT : ERR_OK;
}

static err_t bus_fire(struct locker *locker, uint8_t door, uint32_t limit_ms,
                      locker_passed_fn *passed, void *context)
{
    (void)locker, (void)limit_ms;
    if (bus->answer == ERR_BUSY)
        return ERR_BUSY; /* the coil must rest */
    passed(context);
    bus->fired++;
    bus->door = door;
    if (bus->answer == ERR_OK)
        bus->status.doors[door] = LOCKER_DOOR_OPEN;
    if (bus->dies)
        _exit(9);
    return bus->answer;
}

static const struct locker_driver made_up = {.name = "made-up",
                                             .open = bus_open,
                                             .close = bus_close,
                                             .status = bus_status,
                                             .fire = bus_fire};

/* ---- the house around it ---- */

static struct store_bench bench;
static struct store_locker keeper;
static struct control control; /* the store's process, as far as its guard sees it */
static struct trust_key *key;
static int supervisor, kiosk, reader;
static pid_t pid;
static uint64_t op;

static void live(int fd)
{
    static const struct board board = {
        .kiosk_id = "desk-0001",
        .locker = {.device = {.driver = "made-up", .port = "pty"}, .shape = {.door_count = 16}}};

    locker_run(&board, &made_up, key, fd);
    _exit(0);
}

/* Hands the guard its end of a new channel to `peer`; the other end is the caller's. */
static int connect_to(enum process peer)
{
    const struct control_message message = {.kind = CONTROL_PEER, .peer = peer};
    int ends[2];

    assert_int_equal(channel_pair(ends), ERR_OK);
    assert_int_equal(channel_send(supervisor, &message, sizeof(message), ends[1]), ERR_OK);
    close(ends[1]);
    return ends[0];
}

static void start_guard(void)
{
    int ends[2];

    assert_int_equal(channel_pair(ends), ERR_OK);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        close(ends[0]);
        live(ends[1]);
    }
    close(ends[1]);
    supervisor = ends[0];
    kiosk = connect_to(PROCESS_KIOSK);
    reader = connect_to(PROCESS_READER);
    control_drop(&control, PROCESS_LOCKER);
    control.peers[PROCESS_LOCKER] = connect_to(PROCESS_STORE);
    assert_int_equal(store_locker_met(&keeper), ERR_OK);
}

static void stop_guard(void)
{
    int status;

    kill(pid, SIGKILL);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    channel_close(&supervisor);
    channel_close(&kiosk);
    channel_close(&reader);
}

static int start(void **state)
{
    (void)state;
    memset(bus, 0, sizeof(*bus));
    bus->status.door_count = 16;
    for (int i = 0; i < 16; i++) {
        bus->status.doors[i] = LOCKER_DOOR_CLOSED;
        bus->status.items[i] = LOCKER_ITEM_OCCUPIED;
    }
    store_bench_start(&bench);
    store_locker_init(&keeper, bench.store, key);
    control_init(&control, -1);
    start_guard();
    return 0;
}

static int finish(void **state)
{
    (void)state;
    stop_guard();
    control_finish(&control);
    store_bench_finish(&bench);
    return 0;
}

/* Serves the guard's questions until the kiosk hears of `kind`. */
static struct event hear(enum event_kind kind)
{
    uint64_t until_ms = clock_mono_ms() + WAIT_MS;
    struct event event;

    while (clock_mono_ms() < until_ms) {
        struct pollfd sources[] = {{.fd = kiosk, .events = POLLIN},
                                   {.fd = control.peers[PROCESS_LOCKER], .events = POLLIN}};

        (void)poll(sources, 2, 50);
        assert_int_equal(store_locker_serve(&keeper, &control), ERR_OK);
        if (channel_receive_event(kiosk, &event, NULL) == ERR_OK && event.kind == (uint32_t)kind)
            return event;
    }
    fail_msg("no %s", event_name(kind));
    return event;
}

/* Serves for a while, so that what the guard said last has arrived. */
static void serve_for(uint64_t ms)
{
    uint64_t until_ms = clock_mono_ms() + ms;

    while (clock_mono_ms() < until_ms) {
        struct pollfd source = {.fd = control.peers[PROCESS_LOCKER], .events = POLLIN};

        (void)poll(&source, 1, 10);
        assert_int_equal(store_locker_serve(&keeper, &control), ERR_OK);
    }
}

/* The platform gives cell CELL to that person, and the relay brings the word. */
static void assign(char out_id[CASE_ID_BYTES], const char *number, bool code)
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
    assignment_hash(&named, CODE, hash);
    bytes_to_hex(hash, sizeof(hash), secret);
    civil_format(clock_wall_s() - 60, from);
    civil_format(clock_wall_s() + 600, until);
    object = json_pack(
        "{s:s,s:i,s:o,s:s,s:i,s:s,s:s,s:s,s:i,s:s,s:s,s:{s:s}}", "assignment_id", named.id, "cell",
        CELL, "code_hash", code ? json_string(secret) : json_null(), "expires", until, "factors",
        code ? 3 : 1, "kiosk_id", "desk-0001", "not_before", from, "purpose", "pickup", "seq",
        (int)serial, "state", "READY", "subject_hash", subject, "what", "zh-Hans", "护照");
    text = json_dumps(object, JSON_SORT_KEYS | JSON_COMPACT);
    list.count = 1;
    list.items[0].text_bytes = (uint32_t)strlen(text);
    memcpy(list.items[0].text, text, strlen(text));
    assert_int_equal(trust_sign(key, text, strlen(text), list.items[0].signature), ERR_OK);
    assert_int_equal(
        channel_seal_memory(
            &list, offsetof(struct relay_assignments, items) + sizeof(list.items[0]), &file),
        ERR_OK);
    assert_int_equal(store_locker_take(&keeper, file), ERR_OK);
    free(text);
    json_decref(object);
}

/* The reader read this person's card, in that visit. */
static void read_card(const char *number, uint32_t epoch)
{
    struct locker_message message = {
        .kind = LOCKER_IDENTITY, .epoch = epoch, .mono_ms = clock_mono_ms()};

    strcpy(message.number, number);
    assert_int_equal(channel_send(reader, &message, sizeof(message), -1), ERR_OK);
}

static uint64_t intend(const char *assignment)
{
    uint64_t intent = 0;

    assert_int_equal(store_opening_save(bench.store, ++op, assignment, clock_mono_ms(), &intent),
                     ERR_OK);
    return intent;
}

static void wish(uint64_t wish_op, uint64_t intent, const char *assignment, const char *code)
{
    struct effect effect = {.kind = EFFECT_LOCKER_OPEN, .epoch = EPOCH};

    effect.locker_open.op = wish_op;
    effect.locker_open.intent = intent;
    effect.locker_open.epoch = EPOCH;
    snprintf(effect.locker_open.assignment, CASE_ID_BYTES, "%s", assignment);
    snprintf(effect.locker_open.code, LOCKER_CODE_BYTES, "%s", code);
    assert_int_equal(channel_send_effect(kiosk, &effect, -1), ERR_OK);
}

/* Asks with that intent and gives what the kiosk hears. */
static struct event_locker_opened ask(uint64_t intent, const char *assignment, const char *code)
{
    struct event event;

    wish(++op, intent, assignment, code);
    event = hear(EVENT_LOCKER_OPENED);
    assert_int_equal(event.locker_opened.op, op);
    serve_for(30);
    return event.locker_opened;
}

static enum intent_state state_of(uint64_t intent)
{
    enum intent_state now;

    assert_int_equal(store_intent_state(bench.store, intent, &now), ERR_OK);
    return now;
}

/* Whether the guard reported it: an event of this kind is in the outbox. Takes out what lies before
 * it. */
static bool is_reported(const char *kind)
{
    static struct store_item item;
    char text[64];

    snprintf(text, sizeof(text), "\"kind\":\"%s\"", kind);
    while (store_outbox_next(bench.store, 1, &item) == ERR_OK) {
        if (memmem(item.body, item.size_bytes, text, strlen(text)) != NULL)
            return true;
        assert_int_equal(store_bench_deliver(&bench, item.seq), ERR_OK);
    }
    return false;
}

static err_t held(const char *assignment)
{
    uint8_t bytes[STORE_ASSIGNMENT_BYTES_MAX];
    size_t size_bytes;

    return store_assignment_get(bench.store, assignment, bytes, &size_bytes);
}

/* ---- the cases ---- */

static void test_opens(void **state)
{
    (void)state;
    char id[CASE_ID_BYTES];
    uint64_t intent, wish_op;
    struct event event;
    assign(id, ZHANG, true);
    read_card(ZHANG, EPOCH);
    intent = intend(id);
    wish_op = ++op;
    wish(wish_op, intent, id, CODE);
    assert_int_equal(hear(EVENT_LOCKER_PASSED).op.op, wish_op);
    event = hear(EVENT_LOCKER_OPENED);
    assert_int_equal(event.locker_opened.op, wish_op);
    assert_int_equal(event.locker_opened.err, ERR_OK);
    assert_int_equal(event.locker_opened.door, DOOR_OPEN);
    serve_for(30);
    assert_int_equal(bus->door, CELL - 1);
    assert_int_equal(state_of(intent), INTENT_CONFIRMED);
    assert_int_equal(held(id), ERR_STATE); /* done */
    assert_true(is_reported("pickup"));
    wish(wish_op, intent, id, CODE); /* a reborn kiosk asks again: the same answer, no pulse */
    assert_int_equal(hear(EVENT_LOCKER_OPENED).locker_opened.err, ERR_OK);
    assert_int_equal(ask(intent, id, CODE).err, ERR_STATE);
    assert_int_equal(ask(intend(id), id, CODE).err, ERR_STATE);
    bus->status.doors[CELL - 1] = LOCKER_DOOR_CLOSED;
    event = hear(EVENT_LOCKER_DOOR);
    assert_int_equal(event.locker_door.cell, CELL);
    assert_int_equal(event.locker_door.door, DOOR_CLOSED);
    assert_int_equal(bus->fired, 1);
}

/* The line is down while the visitor shuts the door: the kiosk hears of it when it is up again. */
static void test_shut_unseen(void **state)
{
    (void)state;
    char id[CASE_ID_BYTES];
    struct event event;
    assign(id, ZHANG, false);
    read_card(ZHANG, EPOCH);
    assert_int_equal(ask(intend(id), id, "").err, ERR_OK);
    bus->silent = true;
    do
        event = hear(EVENT_DEVICE);
    while (event.device.state != DEVICE_OFFLINE);
    bus->status.doors[CELL - 1] = LOCKER_DOOR_CLOSED;
    serve_for(500);
    bus->silent = false;
    event = hear(EVENT_LOCKER_DOOR);
    assert_int_equal(event.locker_door.cell, CELL);
    assert_int_equal(event.locker_door.door, DOOR_CLOSED);
}

/* Whatever a kiosk says: without what the reader itself read there is no door. */
static void test_identity(void **state)
{
    (void)state;
    char id[CASE_ID_BYTES];
    uint64_t intent;
    struct effect clear_effect = {.kind = EFFECT_CLEAR};
    assign(id, ZHANG, false);
    intent = intend(id);
    assert_int_equal(ask(intent, id, "").err, ERR_NO_CARD);
    assert_int_equal(state_of(intent), INTENT_SAVED); /* not even claimed */
    read_card(ZHANG, EPOCH - 1);
    assert_int_equal(ask(intent, id, "").err, ERR_NO_CARD);
    read_card(LI, EPOCH);
    assert_int_equal(ask(intent, id, "").err, ERR_CONFLICT);
    assert_true(is_reported("refused"));
    read_card(ZHANG, EPOCH);
    assert_int_equal(channel_send_effect(kiosk, &clear_effect, -1), ERR_OK);
    serve_for(100);
    assert_int_equal(ask(intent, id, "").err, ERR_NO_CARD);
    assert_int_equal(bus->fired, 0);
    read_card(ZHANG, EPOCH);
    assert_int_equal(ask(intent, id, "").err, ERR_OK);
}

/* Intents that are not for this, not from now, or not there at all. */
static void test_intents(void **state)
{
    (void)state;
    char id[CASE_ID_BYTES], other[CASE_ID_BYTES];
    uint64_t print = 0, intent;
    assign(other, LI, false);
    assign(id, ZHANG, false);
    read_card(ZHANG, EPOCH);
    assert_int_equal(ask(4711, id, "").err, ERR_STATE);
    assert_int_equal(store_intent_save(bench.store, ++op, INTENT_PRINT, id, &print), ERR_OK);
    assert_int_equal(ask(print, id, "").err, ERR_STATE);
    assert_int_equal(state_of(print), INTENT_SAVED);
    intent = intend(other);
    assert_int_equal(ask(intent, id, "").err, ERR_CONFLICT);
    assert_int_equal(state_of(intent), INTENT_VOID); /* burnt */
    assert_int_equal(store_opening_save(bench.store, ++op, id, clock_mono_ms() - 10500, &intent),
                     ERR_OK);
    assert_int_equal(ask(intent, id, "").err, ERR_STALE);
    assert_int_equal(state_of(intent), INTENT_VOID);
    intent = intend(id);
    bench.store = (store_close(bench.store), NULL);
    assert_int_equal(store_open(&bench.options, &bench.store), ERR_OK);
    store_locker_init(&keeper, bench.store, key);
    assert_int_equal(ask(intent, id, "").err, ERR_STATE); /* of the start before */
    assert_int_equal(ask(intend(id), other, "").err, ERR_CONFLICT);
    assert_int_equal(ask(intend(id), "nonsense", "").err, ERR_SIGNATURE);
    assert_int_equal(bus->fired, 0);
    assert_int_equal(ask(intend(id), id, "").err, ERR_OK);
}

static void test_codes(void **state)
{
    (void)state;
    char id[CASE_ID_BYTES];
    assign(id, ZHANG, true);
    read_card(ZHANG, EPOCH);
    assert_int_equal(ask(intend(id), id, "").err, ERR_DENIED);
    for (int i = 0; i < GUARD_TRIES_MAX; i++)
        assert_int_equal(ask(intend(id), id, "0000").err, ERR_DENIED);
    assert_int_equal(ask(intend(id), id, CODE).err, ERR_LIMIT);
    assert_int_equal(bus->fired, 0);
    assert_true(is_reported("refused"));
}

/* What a store that was taken over says is worth nothing without the platform's signature. */
static void test_forged(void **state)
{
    (void)state;
    struct store_assignment forged = {.seq = 900,
                                      .state = STORE_ASSIGNMENT_READY,
                                      .cell = CELL,
                                      .factors = LOCKER_FACTOR_CARD,
                                      .expires_s = INT64_MAX};
    uint8_t bytes[900] = {1};
    strcpy(forged.id, "5c1d0000-0000-4000-8000-00000000ffff");
    strcpy((char *)bytes + TRUST_SIGNATURE_BYTES, "{\"assignment_id\":\"5c1d0000\"}");
    forged.bytes = bytes;
    forged.size_bytes = sizeof(bytes);
    assert_int_equal(store_assignment_put(bench.store, &forged), ERR_OK);
    read_card(ZHANG, EPOCH);
    assert_int_equal(ask(intend(forged.id), forged.id, "").err, ERR_SIGNATURE);
    assert_int_equal(bus->fired, 0);
}

static void test_world(void **state)
{
    (void)state;
    char id[CASE_ID_BYTES];
    uint64_t intent;
    assign(id, ZHANG, false);
    read_card(ZHANG, EPOCH);
    bus->status.doors[CELL - 1] = LOCKER_DOOR_OPEN;
    intent = intend(id);
    assert_int_equal(ask(intent, id, "").err, ERR_BUSY);
    assert_int_equal(state_of(intent), INTENT_VOID);
    bus->status.doors[CELL - 1] = LOCKER_DOOR_CLOSED;
    bus->status.items[CELL - 1] = LOCKER_ITEM_EMPTY;
    assert_int_equal(ask(intend(id), id, "").err, ERR_NOT_FOUND);
    assert_true(is_reported("empty_on_open"));
    bus->status.items[CELL - 1] = LOCKER_ITEM_UNKNOWN;
    bus->silent = true; /* the line is cut: no pulse into the dark */
    intent = intend(id);
    assert_int_equal(ask(intent, id, "").err, ERR_NO_DEVICE);
    assert_int_equal(state_of(intent), INTENT_VOID);
    bus->silent = false;
    bus->answer = ERR_BUSY; /* the coil rests: nothing was fired */
    intent = intend(id);
    assert_int_equal(ask(intent, id, "").err, ERR_BUSY);
    assert_int_equal(state_of(intent), INTENT_VOID);
    assert_int_equal(bus->fired, 0);
    bus->answer = ERR_DOOR_STUCK;
    intent = intend(id);
    struct event_locker_opened opened = ask(intent, id, "");
    assert_int_equal(opened.err, ERR_DOOR_STUCK);
    assert_int_equal(opened.door, DOOR_CLOSED);
    assert_int_equal(state_of(intent), INTENT_VOID);
    assert_int_equal(held(id), ERR_OK);
    bus->status.doors[CELL - 1] = LOCKER_DOOR_UNKNOWN; /* a broken sensor stops nobody */
    bus->answer = ERR_DOOR_UNKNOWN;
    intent = intend(id);
    assert_int_equal(ask(intent, id, "").err, ERR_DOOR_UNKNOWN);
    assert_int_equal(state_of(intent), INTENT_UNKNOWN);
    assert_int_equal(bus->fired, 2);
}

/* Another door moved: no pulse any more until a technician was here. */
static void test_other_door(void **state)
{
    (void)state;
    char id[CASE_ID_BYTES];
    struct event event;
    assign(id, ZHANG, false);
    read_card(ZHANG, EPOCH);
    bus->answer = ERR_DOOR_OTHER;
    assert_int_equal(ask(intend(id), id, "").err, ERR_DOOR_OTHER);
    do
        event = hear(EVENT_DEVICE);
    while (event.device.state != DEVICE_HARDWARE_ERROR);
    assert_int_equal(event.device.err, ERR_DOOR_OTHER);
    assert_true(is_reported("door_forced"));
    bus->answer = ERR_OK;
    assert_int_equal(ask(intend(id), id, "").err, ERR_NO_DEVICE);
    assert_int_equal(bus->fired, 1);
}

/* The cells of the events that are waiting and say that a door was forced, as digits. */
static void forced(char *out, size_t size_bytes)
{
    static struct store_item item;
    char text[64];

    out[0] = '\0';
    while (store_outbox_next(bench.store, 1, &item) == ERR_OK) {
        for (unsigned cell = 1; cell <= 9; cell++) {
            snprintf(text, sizeof(text), "{\"cell\":%u,", cell);
            if (memmem(item.body, item.size_bytes, text, strlen(text)) != NULL &&
                memmem(item.body, item.size_bytes, "\"door_forced\"", 13) != NULL)
                snprintf(out + strlen(out), size_bytes - strlen(out), "%u", cell);
        }
        assert_int_equal(store_bench_deliver(&bench, item.seq), ERR_OK);
    }
}

static void move_door(unsigned cell, enum locker_door door)
{
    bus->status.doors[cell - 1] = door;
    (void)hear(EVENT_LOCKER_DOOR);
    serve_for(30);
}

/* A door that opens by itself is told once; one that was fired is its visitor's until it is shut. */
static void test_forced_door(void **state)
{
    (void)state;
    char id[CASE_ID_BYTES], cells[16];
    (void)hear(EVENT_DEVICE); /* the first look is over */
    move_door(3, LOCKER_DOOR_OPEN);
    forced(cells, sizeof(cells));
    assert_string_equal(cells, "3");
    move_door(3, LOCKER_DOOR_UNKNOWN); /* its sensor breaks: no news */
    move_door(3, LOCKER_DOOR_OPEN);
    forced(cells, sizeof(cells));
    assert_string_equal(cells, "");
    move_door(3, LOCKER_DOOR_CLOSED);
    move_door(3, LOCKER_DOOR_OPEN);
    forced(cells, sizeof(cells));
    assert_string_equal(cells, "3");
    assign(id, ZHANG, false);
    read_card(ZHANG, EPOCH);
    assert_int_equal(ask(intend(id), id, "").err, ERR_OK);
    move_door(CELL, LOCKER_DOOR_CLOSED);
    forced(cells, sizeof(cells));
    assert_string_equal(cells, "");
    move_door(CELL, LOCKER_DOOR_OPEN); /* shut, and then levered open */
    forced(cells, sizeof(cells));
    assert_string_equal(cells, "7");
}

/* A door that opens only after the pulse was given up is no alarm. */
static void test_late_door(void **state)
{
    (void)state;
    char id[CASE_ID_BYTES], cells[16];
    assign(id, ZHANG, false);
    read_card(ZHANG, EPOCH);
    bus->answer = ERR_DOOR_STUCK;
    assert_int_equal(ask(intend(id), id, "").err, ERR_DOOR_STUCK);
    move_door(CELL, LOCKER_DOOR_OPEN);
    forced(cells, sizeof(cells));
    assert_string_equal(cells, "");
}

/* Dies in the middle of the pulse. `door` and `item` are what its successor finds. */
static enum intent_state die(enum locker_door door, enum locker_item item, err_t *out_held)
{
    char id[CASE_ID_BYTES];
    uint64_t intent;
    int status;
    assign(id, ZHANG, false);
    read_card(ZHANG, EPOCH);
    bus->dies = true;
    bus->fired = 0;
    wish(++op, intent = intend(id), id, "");
    while (waitpid(pid, &status, WNOHANG) == 0)
        serve_for(5);
    assert_int_equal(WEXITSTATUS(status), 9);
    channel_close(&supervisor);
    channel_close(&kiosk);
    channel_close(&reader);
    bus->dies = false;
    bus->status.doors[CELL - 1] = door;
    bus->status.items[CELL - 1] = item;
    start_guard();
    assert_int_equal(state_of(intent), INTENT_UNKNOWN);
    serve_for(400);
    *out_held = held(id);
    assert_int_equal(bus->fired, 1); /* never again by itself */
    return state_of(intent);
}

static void test_dies(void **state)
{
    (void)state;
    err_t still;
    assert_int_equal(die(LOCKER_DOOR_OPEN, LOCKER_ITEM_OCCUPIED, &still), INTENT_CONFIRMED);
    assert_int_equal(still, ERR_STATE);
    bus->status.doors[CELL - 1] = LOCKER_DOOR_CLOSED;
    bus->status.items[CELL - 1] = LOCKER_ITEM_OCCUPIED;
    assert_int_equal(die(LOCKER_DOOR_CLOSED, LOCKER_ITEM_OCCUPIED, &still), INTENT_VOID);
    assert_int_equal(still, ERR_OK);
    assert_int_equal(die(LOCKER_DOOR_UNKNOWN, LOCKER_ITEM_UNKNOWN, &still), INTENT_UNKNOWN);
    assert_int_equal(still, ERR_OK);
    assert_int_equal(die(LOCKER_DOOR_CLOSED, LOCKER_ITEM_UNKNOWN, &still), INTENT_UNKNOWN);
}

/* A store that does not answer: the wish ends, and a claim that comes late is burnt. */
static void test_silent_store(void **state)
{
    (void)state;
    char id[CASE_ID_BYTES];
    struct event event = {0};
    uint64_t until_ms = clock_mono_ms() + WAIT_MS, intent;
    assign(id, ZHANG, false);
    read_card(ZHANG, EPOCH);
    serve_for(50);
    wish(++op, intent = intend(id), id, "");
    while (event.kind != EVENT_LOCKER_OPENED && clock_mono_ms() < until_ms)
        if (channel_receive_event(kiosk, &event, NULL) != ERR_OK)
            (void)poll(NULL, 0, 20);
    assert_int_equal(event.locker_opened.err, ERR_BUSY);
    serve_for(200);
    assert_int_equal(bus->fired, 0);
    assert_int_equal(ask(intent, id, "").err, ERR_OK); /* it was never claimed */
}

static int start_group(void **state)
{
    (void)state;
    bus = mmap(NULL, sizeof(*bus), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    log_open("locker");
    return bus != MAP_FAILED && trust_key_generate(&key) == ERR_OK ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_opens, start, finish),
        cmocka_unit_test_setup_teardown(test_shut_unseen, start, finish),
        cmocka_unit_test_setup_teardown(test_identity, start, finish),
        cmocka_unit_test_setup_teardown(test_intents, start, finish),
        cmocka_unit_test_setup_teardown(test_codes, start, finish),
        cmocka_unit_test_setup_teardown(test_forged, start, finish),
        cmocka_unit_test_setup_teardown(test_world, start, finish),
        cmocka_unit_test_setup_teardown(test_other_door, start, finish),
        cmocka_unit_test_setup_teardown(test_forced_door, start, finish),
        cmocka_unit_test_setup_teardown(test_late_door, start, finish),
        cmocka_unit_test_setup_teardown(test_dies, start, finish),
        cmocka_unit_test_setup_teardown(test_silent_store, start, finish),
    };
    return cmocka_run_group_tests_name("locker", tests, start_group, NULL);
}
