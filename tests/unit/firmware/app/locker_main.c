/* banshi-locker, the program itself, with its real driver on a virtual board, between a kiosk that
 * was taken over, the reader and the real store: whatever the kiosk says, no lock is pulsed but for
 * the person whose card the reader read, once for each intent, while it is fresh. What is counted is
 * the pulses of the board. */
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
#include <sys/wait.h>
#include <unistd.h>

#include "firmware/app/channel.h"
#include "firmware/app/clock.h"
#include "firmware/app/control.h"
#include "firmware/app/locker_message.h"
#include "firmware/app/log.h"
#include "firmware/app/store_locker.h"
#include "firmware/base/bytes.h"
#include "firmware/base/civil.h"
#include "firmware/services/pickup/assignment.h"
#include "firmware/services/relay/relay_assignments_parse.h"
#include "tests/support/store_bench.h"
#include "tools/bench/locker_board.h"

#define ZHANG "532331194002290019"
#define LI "11010519491231002X"
#define CODE "84726"
#define EPOCH 9
#define CELL 7
#define DOORS 16
#define WAIT_MS 8000
#define TOO_OLD_MS 10500 /* more than GUARD_INTENT_MS_MAX */
#define PATH_BYTES 128

static char folder[PATH_BYTES / 2];
static struct locker_board *lock_board;
static struct store_bench bench;
static struct store_locker keeper;
static struct control control; /* the store's process, as far as its guard sees it */
static struct trust_key *key;
static int supervisor, kiosk, reader;
static pid_t pid;
static uint64_t op;
static uint32_t serial;

static unsigned pulses(void)
{
    unsigned count = 0;

    for (unsigned i = 0; i < DOORS; i++)
        count += locker_board_pulses(lock_board, i);
    return count;
}

static void name_path(char out[PATH_BYTES], const char *name)
{
    snprintf(out, PATH_BYTES, "%s/%s", folder, name);
}

/* ---- the house around the guard ---- */

static void exec_guard(int fd)
{
    const char *program = getenv("BANSHI_LOCKER");
    char pki[PATH_BYTES];

    name_path(pki, "pki");
    if (dup2(fd, CONTROL_FD) != CONTROL_FD)
        _exit(127);
    execl(program == NULL ? "build/debug/banshi-locker" : program, "banshi-locker", "--board",
          folder, "--assets", "assets", "--data", folder, "--pki", pki, "--platform",
          "https://127.0.0.1:1", (char *)NULL);
    _exit(127);
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

static void serve_once(int wait_ms)
{
    struct pollfd sources[] = {{.fd = kiosk, .events = POLLIN},
                               {.fd = control.peers[PROCESS_LOCKER], .events = POLLIN}};

    (void)poll(sources, 2, wait_ms);
    assert_int_equal(store_locker_serve(&keeper, &control), ERR_OK);
}

/* Serves the guard's questions until the kiosk hears of `kind`. */
static struct event hear(enum event_kind kind)
{
    uint64_t until_ms = clock_mono_ms() + WAIT_MS;
    struct event event;

    while (clock_mono_ms() < until_ms) {
        serve_once(20);
        if (channel_receive_event(kiosk, &event, NULL) == ERR_OK && event.kind == (uint32_t)kind)
            return event;
    }
    fail_msg("no %s", event_name(kind));
    return (struct event){0};
}

static int start(void **state)
{
    (void)state;
    int ends[2];

    for (unsigned i = 0; i < DOORS; i++)
        locker_board_set_open(lock_board, i, false);
    store_bench_start(&bench);
    store_locker_init(&keeper, bench.store, key);
    control_init(&control, -1);
    assert_int_equal(channel_pair(ends), ERR_OK);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        exec_guard(ends[1]);
    close(ends[1]);
    supervisor = ends[0];
    kiosk = connect_to(PROCESS_KIOSK);
    reader = connect_to(PROCESS_READER);
    control.peers[PROCESS_LOCKER] = connect_to(PROCESS_STORE);
    assert_int_equal(hear(EVENT_DEVICE).device.state, DEVICE_ONLINE);
    return 0;
}

static int finish(void **state)
{
    (void)state;
    int status;

    kill(pid, SIGKILL);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    channel_close(&supervisor);
    channel_close(&kiosk);
    channel_close(&reader);
    control_finish(&control);
    store_bench_finish(&bench);
    return 0;
}

/* ---- what is said ---- */

static json_t *hash_of(const char *id, const char *secret)
{
    struct assignment named = {0};
    uint8_t hash[DIGEST_BYTES];
    char hex[2 * DIGEST_BYTES + 1];

    snprintf(named.id, sizeof(named.id), "%s", id);
    assignment_hash(&named, secret, hash);
    bytes_to_hex(hash, sizeof(hash), hex);
    return json_string(hex);
}

/* The platform gives the cell to that person until so many seconds from now; `code` adds a code. */
static void assign(char out_id[CASE_ID_BYTES], const char *number, bool code, int64_t valid_s)
{
    static struct relay_assignments list;
    char from[CIVIL_TEXT_BYTES], until[CIVIL_TEXT_BYTES], *text;
    json_t *object;
    int file;

    serial++;
    snprintf(out_id, CASE_ID_BYTES, "5c1d0000-0000-4000-8000-%012u", serial);
    civil_format(clock_wall_s() - 600, from);
    civil_format(clock_wall_s() + valid_s, until);
    object =
        json_pack("{s:s,s:i,s:o,s:s,s:i,s:s,s:s,s:s,s:i,s:s,s:o,s:{s:s}}", "assignment_id", out_id,
                  "cell", CELL, "code_hash", code ? hash_of(out_id, CODE) : json_null(), "expires",
                  until, "factors", code ? 3 : 1, "kiosk_id", "desk-0001", "not_before", from,
                  "purpose", "pickup", "seq", (int)serial, "state", "READY", "subject_hash",
                  hash_of(out_id, number), "what", "zh-Hans", "护照");
    text = json_dumps(object, JSON_SORT_KEYS | JSON_COMPACT);
    assert_non_null(text);
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

/* A card was read. A kiosk may say the same words over its own channel. */
static void say_card(int channel, const char *number, uint32_t epoch)
{
    struct locker_message message = {
        .kind = LOCKER_IDENTITY, .epoch = epoch, .mono_ms = clock_mono_ms()};

    strcpy(message.number, number);
    assert_int_equal(channel_send(channel, &message, sizeof(message), -1), ERR_OK);
    for (int i = 0; i < 5; i++)
        serve_once(20);
}

static uint64_t intend(const char *assignment, uint64_t age_ms)
{
    uint64_t intent = 0;

    assert_int_equal(
        store_opening_save(bench.store, ++op, assignment, clock_mono_ms() - age_ms, &intent),
        ERR_OK);
    return intent;
}

/* Asks for the door; gives what the kiosk hears. */
static err_t ask(uint64_t intent, const char *assignment, const char *code)
{
    struct effect effect = {.kind = EFFECT_LOCKER_OPEN, .epoch = EPOCH};

    effect.locker_open.op = ++op;
    effect.locker_open.intent = intent;
    effect.locker_open.epoch = EPOCH;
    snprintf(effect.locker_open.assignment, CASE_ID_BYTES, "%s", assignment);
    snprintf(effect.locker_open.code, LOCKER_CODE_BYTES, "%s", code);
    assert_int_equal(channel_send_effect(kiosk, &effect, -1), ERR_OK);
    return hear(EVENT_LOCKER_OPENED).locker_opened.err;
}

/* ---- the cases ---- */

/* The board can be opened at all: else all the others would prove nothing. */
static void test_right_person(void **state)
{
    (void)state;
    char id[CASE_ID_BYTES];
    unsigned before = pulses();
    uint64_t intent;

    assign(id, ZHANG, true, 600);
    say_card(reader, ZHANG, EPOCH);
    intent = intend(id, 0);
    assert_int_equal(ask(intent, id, CODE), ERR_OK);
    assert_int_equal(pulses() - before, 1);
    assert_int_equal(locker_board_pulses(lock_board, CELL - 1), before + 1);
    assert_true(locker_board_is_open(lock_board, CELL - 1));
    locker_board_set_open(lock_board, CELL - 1, false);
    assert_int_equal(ask(intent, id, CODE), ERR_STATE);        /* the used intent */
    assert_int_equal(ask(intend(id, 0), id, CODE), ERR_STATE); /* the used assignment */
    assert_int_equal(pulses() - before, 1);
}

static void test_no_identity(void **state)
{
    (void)state;
    struct effect clear = {.kind = EFFECT_CLEAR};
    char id[CASE_ID_BYTES];
    unsigned before = pulses();

    assign(id, ZHANG, false, 600);
    assert_int_equal(ask(intend(id, 0), id, ""), ERR_NO_CARD);
    say_card(reader, ZHANG, EPOCH - 1); /* of the visit before */
    assert_int_equal(ask(intend(id, 0), id, ""), ERR_NO_CARD);
    say_card(reader, ZHANG, EPOCH);
    assert_int_equal(channel_send_effect(kiosk, &clear, -1), ERR_OK);
    assert_int_equal(ask(intend(id, 0), id, ""), ERR_NO_CARD);
    assert_int_equal(pulses() - before, 0);
}

/* An identity out of the kiosk's own mouth is no effect, and costs it the channel. */
static void test_forged_identity(void **state)
{
    (void)state;
    char id[CASE_ID_BYTES];
    unsigned before = pulses();

    assign(id, ZHANG, false, 600);
    say_card(kiosk, ZHANG, EPOCH);
    channel_close(&kiosk);
    kiosk = connect_to(PROCESS_KIOSK);
    assert_int_equal(ask(intend(id, 0), id, ""), ERR_NO_CARD);
    assert_int_equal(pulses() - before, 0);
}

static void test_other_person(void **state)
{
    (void)state;
    char id[CASE_ID_BYTES], other[CASE_ID_BYTES];
    unsigned before = pulses();

    assign(id, ZHANG, true, 600);
    assign(other, LI, false, 600);
    say_card(reader, LI, EPOCH);
    assert_int_equal(ask(intend(id, 0), id, CODE), ERR_CONFLICT);
    assert_int_equal(ask(intend(other, 0), id, CODE), ERR_CONFLICT);
    say_card(reader, ZHANG, EPOCH);
    assert_int_equal(ask(intend(id, 0), id, "00000"), ERR_DENIED);
    assert_int_equal(ask(intend(id, 0), other, ""), ERR_CONFLICT);
    assert_int_equal(pulses() - before, 0);
}

static void test_intents(void **state)
{
    (void)state;
    char id[CASE_ID_BYTES], late[CASE_ID_BYTES];
    unsigned before = pulses();
    uint64_t intent;

    assign(id, ZHANG, false, 600);
    assign(late, ZHANG, false, -5);
    say_card(reader, ZHANG, EPOCH);
    assert_int_equal(ask(4711, id, ""), ERR_STATE); /* never saved */
    intent = intend(id, TOO_OLD_MS);
    assert_int_equal(ask(intent, id, ""), ERR_STALE);
    assert_int_equal(ask(intent, id, ""), ERR_STATE); /* burnt */
    assert_int_equal(ask(intend(late, 0), late, ""), ERR_EXPIRED);
    assert_int_equal(pulses() - before, 0);
}

/* The door is stuck, so its assignment is still good; the intent is used up by its one pulse. */
static void test_used_intent(void **state)
{
    (void)state;
    char id[CASE_ID_BYTES];
    unsigned before = pulses();
    uint64_t intent;

    assign(id, ZHANG, false, 600);
    say_card(reader, ZHANG, EPOCH);
    intent = intend(id, 0);
    locker_board_set_stuck(lock_board, CELL - 1, true);
    assert_int_equal(ask(intent, id, ""), ERR_DOOR_STUCK);
    locker_board_set_stuck(lock_board, CELL - 1, false);
    assert_int_equal(pulses() - before, 1);
    assert_int_equal(ask(intent, id, ""), ERR_STATE);
    assert_int_equal(pulses() - before, 1);
}

/* ---- the group ---- */

static int write_board(void)
{
    char path[PATH_BYTES], port[PATH_BYTES + 8];
    json_t *json = json_load_file("board/desk-portrait/board.json", 0, NULL);
    json_t *locker = json_object_get(json_object_get(json, "devices"), "locker");
    int result;

    snprintf(port, sizeof(port), "serial:%s/line", folder);
    json_object_set_new(locker, "port", json_string(port));
    name_path(path, "board.json");
    result = json_dump_file(json, path, 0);
    json_decref(json);
    return result;
}

static int start_group(void **state)
{
    (void)state;
    char link[PATH_BYTES], path[PATH_BYTES], command[3 * PATH_BYTES];
    struct locker_board_shape shape = {
        .model = "kerong-cu16", .link = link, .address = 0, .door_count = DOORS};

    log_open("locker");
    strcpy(folder, "/tmp/banshi-guard.XXXXXX");
    if (mkdtemp(folder) == NULL || write_board() != 0)
        return -1;
    name_path(path, "pki");
    snprintf(command, sizeof(command), "tools/platform/pki.sh %s >/dev/null 2>&1", path);
    if (system(command) != 0)
        return -1;
    name_path(path, "pki/locker.key");
    name_path(link, "line");
    lock_board = locker_board_create(&shape);
    return lock_board != NULL && trust_key_open_private(path, &key) == ERR_OK ? 0 : -1;
}

static int finish_group(void **state)
{
    (void)state;
    char command[2 * PATH_BYTES];

    locker_board_destroy(lock_board);
    trust_key_close(key);
    snprintf(command, sizeof(command), "rm -rf %s", folder);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_right_person, start, finish),
        cmocka_unit_test_setup_teardown(test_no_identity, start, finish),
        cmocka_unit_test_setup_teardown(test_forged_identity, start, finish),
        cmocka_unit_test_setup_teardown(test_other_person, start, finish),
        cmocka_unit_test_setup_teardown(test_intents, start, finish),
        cmocka_unit_test_setup_teardown(test_used_intent, start, finish),
    };
    return cmocka_run_group_tests_name("locker_main", tests, start_group, finish_group);
}
