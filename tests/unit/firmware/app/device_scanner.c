/* The scanner's worker as a process of its own, between a kiosk and a scanner on a line: a code that
 * comes when the glass has asked for one is heard, one that came before it has not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "firmware/app/channel.h"
#include "firmware/app/clock.h"
#include "firmware/app/control.h"
#include "firmware/app/device.h"
#include "firmware/app/log.h"
#include "firmware/base/text.h"
#include "tools/bench/cdc_scanner.h"

#define CODE "LF26112200010"
#define OTHER "LF26112200011"
#define WAIT_MS 5000
#define LIMIT_MS 400
#define ROUNDS 20

static struct board board = {.scanner = {.driver = "cdc"}};
static struct code_scanner *model;
static char folder[] = "/tmp/banshi-scanner.XXXXXX";
static char link_path[64];
static int supervisor, kiosk;
static pid_t pid;
static uint64_t op;

/* Waits for an event of that kind. */
static struct event hear(enum event_kind kind)
{
    uint64_t until_ms = clock_mono_ms() + WAIT_MS;
    struct event event;

    while (clock_mono_ms() < until_ms) {
        struct pollfd source = {.fd = kiosk, .events = POLLIN};

        (void)poll(&source, 1, 50);
        if (channel_receive_event(kiosk, &event, NULL) == ERR_OK && event.kind == (uint32_t)kind)
            return event;
    }
    fail_msg("no %s", event_name(kind));
    return event;
}

static void ask(void)
{
    struct effect effect = {.kind = EFFECT_SCAN, .scan = {.op = ++op, .limit_ms = LIMIT_MS}};

    assert_int_equal(channel_send_effect(kiosk, &effect, -1), ERR_OK);
}

static void show(const char *code)
{
    code_scanner_scan(model, code, strlen(code));
}

static void assert_answer(err_t err, const char *text)
{
    struct event event = hear(EVENT_SCANNED);

    assert_int_equal(event.scanned.op, op);
    assert_int_equal(event.scanned.err, err);
    assert_string_equal(event.scanned.text, text);
}

static int start(void **state)
{
    const struct control_message message = {.kind = CONTROL_PEER, .peer = PROCESS_KIOSK};
    int ends[2], channel[2];

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(link_path, sizeof(link_path), "%s/line", folder);
    model = cdc_scanner_create(link_path, false);
    assert_non_null(model);
    assert_true(text_copy(board.scanner.port, sizeof(board.scanner.port), model->port));
    assert_int_equal(channel_pair(ends), ERR_OK);
    assert_int_equal(channel_pair(channel), ERR_OK);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        close(ends[0]);
        if (dup2(ends[1], CONTROL_FD) != CONTROL_FD)
            _exit(1);
        _exit(device_run_scanner(&board) != ERR_OK);
    }
    close(ends[1]);
    supervisor = ends[0];
    assert_int_equal(channel_send(supervisor, &message, sizeof(message), channel[1]), ERR_OK);
    close(channel[1]);
    kiosk = channel[0];
    while (hear(EVENT_DEVICE).device.state != DEVICE_ONLINE)
        continue;
    return 0;
}

static int finish(void **state)
{
    int status;

    (void)state;
    kill(pid, SIGKILL);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    channel_close(&supervisor);
    channel_close(&kiosk);
    code_scanner_destroy(model);
    return rmdir(folder);
}

/* Whoever holds his code there the moment he is asked is not overheard. */
static void test_at_once(void **state)
{
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        ask();
        if (i % 2 != 0)
            usleep((useconds_t)i * 2000);
        show(CODE);
        assert_answer(ERR_OK, CODE);
    }
}

/* What was read for nobody is for nobody: neither before a scan nor after its answer. */
static void test_old(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        show(OTHER);
        usleep(500 * 1000);
        ask();
        assert_answer(ERR_TIMEOUT, "");
        ask();
        show(CODE);
        show(OTHER);
        assert_answer(ERR_OK, CODE);
        usleep(500 * 1000);
        ask();
        assert_answer(ERR_TIMEOUT, "");
    }
}

/* The half of a code that was thrown away does not become a code by its other half. */
static void test_half(void **state)
{
    (void)state;
    assert_true(code_scanner_set_fault_name(model, "late-rest"));
    show(OTHER);
    usleep(200 * 1000);
    ask();
    assert_answer(ERR_TIMEOUT, "");
    assert_true(code_scanner_set_fault_name(model, "none"));
    usleep(500 * 1000);
    ask();
    show(CODE);
    assert_answer(ERR_OK, CODE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_at_once),
        cmocka_unit_test(test_old),
        cmocka_unit_test(test_half),
    };

    log_open("scanner");
    return cmocka_run_group_tests_name("device_scanner", tests, start, finish);
}
