/* The store's and the relay's own programs between a made-up kiosk and the real platform: a
 * captured page goes up behind its case, a certificate comes down, a cell that the desk gives out
 * is found. $BANSHI_PLATFORM names the platform's program; the others lie beside it. The working
 * directory is the root of the repository. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <jansson.h>

#include "firmware/app/channel.h"
#include "firmware/app/clock.h"
#include "firmware/app/control.h"
#include "firmware/base/bytes.h"
#include "tests/support/platform_client.h"
#include "tests/support/store_bench.h"

#define WAIT_MS 20000
#define ZHANG "532331194002290019"

/* A program that this test supervises. */
struct program {
    pid_t pid;
    int control, kiosk; /* our ends */
};

static struct platform_server server;
static struct program store, relay;
static char board[256];
static uint64_t op = 100;

/* The desk's board, with a locker in it whatever the desk has. */
static void write_board(void)
{
    json_t *text = json_load_file("board/desk-portrait/board.json", 0, NULL);
    json_t *locker = json_object_get(json_object_get(text, "devices"), "locker");

    assert_non_null(text);
    snprintf(board, sizeof(board), "%s/board", server.folder);
    assert_int_equal(mkdir(board, 0700), 0);
    if (locker == NULL)
        fail_msg("the board has no locker");
    assert_int_equal(json_dump_file(text, platform_server_path(&server, "board/board.json"), 0), 0);
    json_decref(text);
}

static void become(const char *name, int control)
{
    char program[256], data[256], pki[256];
    const char *platform = getenv("BANSHI_PLATFORM");
    int length = (int)(strrchr(platform, '/') - platform);

    snprintf(program, sizeof(program), "%.*s/%s", length, platform, name);
    snprintf(data, sizeof(data), "%s", server.folder);
    snprintf(pki, sizeof(pki), "%s/pki", server.folder);
    if (control != CONTROL_FD)
        dup2(control, CONTROL_FD);
    else
        (void)fcntl(CONTROL_FD, F_SETFD, 0);
    execl(program, program, "--board", board, "--assets", "assets", "--data", data, "--pki", pki,
          "--platform", server.url, NULL);
    _exit(127);
}

static void start_program(struct program *program, const char *name)
{
    int ends[2];

    assert_int_equal(channel_pair(ends), ERR_OK);
    program->pid = fork();
    if (program->pid == 0)
        become(name, ends[1]);
    close(ends[1]);
    program->control = ends[0];
}

/* Both programs of a new channel get their ends; without `other` one of them is ours. */
static int introduce(struct program *one, enum process peer, struct program *other,
                     enum process itself)
{
    const struct control_message to_one = {.kind = CONTROL_PEER, .peer = peer};
    const struct control_message to_other = {.kind = CONTROL_PEER, .peer = itself};
    int ends[2];

    assert_int_equal(channel_pair(ends), ERR_OK);
    assert_int_equal(channel_send(one->control, &to_one, sizeof(to_one), ends[0]), ERR_OK);
    close(ends[0]);
    if (other == NULL)
        return ends[1];
    assert_int_equal(channel_send(other->control, &to_other, sizeof(to_other), ends[1]), ERR_OK);
    close(ends[1]);
    return -1;
}

static void stop_program(struct program *program)
{
    int status;

    kill(program->pid, SIGTERM);
    waitpid(program->pid, &status, 0);
    channel_close(&program->control);
    channel_close(&program->kiosk);
}

/* Proofs of life are read away so that the mailbox never fills. */
static void drain(struct program *program)
{
    struct control_message message;
    struct channel_packet packet = {.bytes = &message, .size_max = sizeof(message)};

    while (channel_receive(program->control, &packet) == ERR_OK)
        channel_close(&packet.file);
}

static struct event hear(struct program *program, enum event_kind kind)
{
    uint64_t until_ms = clock_mono_ms() + WAIT_MS;
    struct event event;

    while (clock_mono_ms() < until_ms) {
        struct pollfd source = {.fd = program->kiosk, .events = POLLIN};

        (void)poll(&source, 1, 200);
        drain(&store);
        drain(&relay);
        if (channel_receive_event(program->kiosk, &event, NULL) == ERR_OK &&
            event.kind == (uint32_t)kind)
            return event;
    }
    fail_msg("no %s", event_name(kind));
    return event;
}

static void send(struct program *program, const struct effect *effect, int file)
{
    assert_int_equal(channel_send_effect(program->kiosk, effect, file), ERR_OK);
}

static struct attachment attach(const char *code, size_t size_bytes)
{
    struct effect effect = {.kind = EFFECT_ATTACH};
    uint8_t *picture = calloc(1, size_bytes);
    struct event event;
    int file;

    memcpy(picture, "picture", 7);
    effect.attach.op = ++op;
    strcpy(effect.attach.code, code);
    assert_int_equal(channel_seal_memory(picture, size_bytes, &file), ERR_OK);
    send(&store, &effect, file);
    channel_close(&file);
    free(picture);
    event = hear(&store, EVENT_ATTACHED);
    assert_int_equal(event.attached.op, op);
    assert_int_equal(event.attached.err, ERR_OK);
    assert_int_equal(event.attached.attachment.size_bytes, size_bytes);
    return event.attached.attachment;
}

static struct event_case_saved save(const struct attachment *attachments, uint8_t count)
{
    struct effect effect = {.kind = EFFECT_CASE_SAVE};

    effect.draft.op = ++op;
    store_bench_draft(&effect.draft.draft, 1);
    strcpy(effect.draft.draft.service, PLATFORM_CLIENT_INSTANT);
    effect.draft.draft.attachment_count = count;
    memcpy(effect.draft.draft.attachments, attachments, count * sizeof(*attachments));
    send(&store, &effect, -1);
    return hear(&store, EVENT_CASE_SAVED).case_saved;
}

/* What the platform has of the case: its delivery. */
static bool is_complete(const char *case_id)
{
    json_t *dump = platform_server_dump(&server), *row;
    bool complete = false;
    size_t i;

    json_array_foreach(json_object_get(dump, "cases"), i, row)
    {
        const char *id = json_string_value(json_object_get(row, "case_id"));
        const char *delivery = json_string_value(json_object_get(row, "delivery"));

        complete = complete || (strcmp(id, case_id) == 0 && strcmp(delivery, "complete") == 0);
    }
    json_decref(dump);
    return complete;
}

static struct event_document get_document(const char *case_id)
{
    struct effect effect = {.kind = EFFECT_DOCUMENT_GET};

    effect.case_ref.op = ++op;
    effect.case_ref.limit_ms = 5000;
    strcpy(effect.case_ref.case_id, case_id);
    send(&relay, &effect, -1);
    return hear(&relay, EVENT_DOCUMENT).document;
}

static void pictures_go_up_and_a_certificate_comes_down(void **state)
{
    struct attachment both[2], dropped;
    struct event_case_saved saved;
    struct event_document document;
    struct effect detach = {.kind = EFFECT_DETACH};

    (void)state;
    both[0] = attach("id-copy", 1048576);
    dropped = attach("portrait", 5000);
    memcpy(detach.detach.id, dropped.id, sizeof(dropped.id));
    send(&store, &detach, -1);
    both[1] = attach("portrait", 6000);
    saved = save(&dropped, 1);
    assert_int_equal(saved.err, ERR_NOT_FOUND);
    saved = save(both, 2);
    assert_int_equal(saved.err, ERR_OK);
    assert_string_equal(hear(&store, EVENT_CASE_RECEIPTED).case_receipted.case_id, saved.case_id);
    for (int i = 0; i < 100 && !is_complete(saved.case_id); i++)
        (void)poll(NULL, 0, 100);
    assert_true(is_complete(saved.case_id));
    document = get_document(saved.case_id);
    assert_int_equal(document.err, ERR_OK);
    assert_int_equal(document.op, op);
    assert_int_equal(document.pages, 0);
    assert_string_equal(document.certificate.rows[0].value, "测试甲");
    document = get_document("no-such-case");
    assert_int_equal(document.err, ERR_NOT_FOUND);
    assert_string_equal(document.certificate.title, "");
}

static struct event_locker_found find(void)
{
    struct effect effect = {.kind = EFFECT_LOCKER_FIND};

    effect.locker_find.op = ++op;
    strcpy(effect.locker_find.number, ZHANG);
    send(&store, &effect, -1);
    return hear(&store, EVENT_LOCKER_FOUND).locker_found;
}

/* Whoever looks for his is not kept waiting for the next half minute. */
static void a_cell_is_found_soon(void **state)
{
    struct event_locker_found found = find();
    char answer[64];
    uint64_t began_ms = clock_mono_ms();

    (void)state;
    assert_int_equal(found.err, ERR_OK);
    assert_int_equal(found.count, 0);
    platform_server_control(&server, "assign desk-0001 7 " ZHANG " card 护照|en=Passport", answer,
                            sizeof(answer));
    while (found.count == 0 && clock_mono_ms() - began_ms < 12000) {
        (void)poll(NULL, 0, 1000);
        found = find();
    }
    assert_int_equal(found.count, 1);
    assert_int_equal(found.items[0].cell, 7);
    assert_string_equal(found.items[0].what, "护照");
    answer[strcspn(answer, "\n")] = '\0';
    assert_string_equal(found.items[0].assignment, answer);
    print_message("found after %u ms\n", (unsigned)(clock_mono_ms() - began_ms));
}

static int set_up(void **state)
{
    (void)state;
    platform_server_prepare(&server);
    write_board();
    platform_server_start(&server, NULL);
    start_program(&store, "banshi-store");
    start_program(&relay, "banshi-relay");
    store.kiosk = introduce(&store, PROCESS_KIOSK, NULL, PROCESS_STORE);
    relay.kiosk = introduce(&relay, PROCESS_KIOSK, NULL, PROCESS_RELAY);
    (void)introduce(&store, PROCESS_RELAY, &relay, PROCESS_STORE);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    stop_program(&relay);
    stop_program(&store);
    platform_server_finish(&server);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pictures_go_up_and_a_certificate_comes_down),
        cmocka_unit_test(a_cell_is_found_soon),
    };

    return cmocka_run_group_tests_name("platform_processes", tests, set_up, tear_down);
}
