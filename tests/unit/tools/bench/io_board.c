/* The virtual I/O board: the words by which a person plays it, and the published frames of Modbus
 * that it answers, byte for byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "tools/bench/io_board.h"

#define ANSWER_BYTES 2048
#define REPLY_MS 1000

struct fixture {
    struct io_board_sim *board;
    char link[64], answer[ANSWER_BYTES];
};

static struct fixture only;

static int set_up(void **state)
{
    snprintf(only.link, sizeof(only.link), "/tmp/banshi-bench-io-%d", (int)getpid());
    only.board = io_board_create(only.link, 1, 9600);
    assert_non_null(only.board);
    *state = &only;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    io_board_destroy(only.board);
    return 0;
}

/* Gives one command, one or two words. */
static int say(const char *first, const char *second)
{
    char a[32], b[32], *words[2] = {a, b};

    snprintf(a, sizeof(a), "%s", first);
    snprintf(b, sizeof(b), "%s", second != NULL ? second : "");
    return io_board_command(only.board, words, second != NULL ? 2 : 1, only.answer,
                            sizeof(only.answer));
}

static void plays_the_cabinet(void **state)
{
    (void)state;
    assert_int_equal(say("state", NULL), 0);
    assert_string_equal(only.answer,
                        "ok plugged fault=none door=closed tilt=off mains=on headphones=out "
                        "card=off receipt=off pages=off scanner=off locker=off beeper=off "
                        "power-locker=on power-scanner=on");
    assert_int_equal(say("door", "open"), 0);
    assert_int_equal(say("tilt", "on"), 0);
    assert_int_equal(say("mains", "off"), 0);
    assert_int_equal(say("headphones", "in"), 0);
    assert_int_equal(say("fault", "silent"), 0);
    assert_int_equal(say("unplug", NULL), 0);
    assert_int_equal(say("state", NULL), 0);
    assert_memory_equal(only.answer,
                        "ok unplugged fault=silent door=open tilt=on mains=off headphones=in", 67);
    assert_int_equal(say("plug", NULL), 0);
    assert_int_equal(say("fault", "no-such"), 1);
    assert_int_equal(say("door", "shut"), 1);
    assert_int_equal(say("sing", NULL), 1);
    assert_int_equal(say("help", NULL), 0);
}

/* A request and its answer over the line itself. */
static void assert_answers(int line, const uint8_t *request, size_t request_size,
                           const uint8_t *reply, size_t reply_size)
{
    uint8_t got[64];
    size_t size = 0;

    assert_int_equal(write(line, request, request_size), (ssize_t)request_size);
    while (size < reply_size) {
        struct pollfd ready = {.fd = line, .events = POLLIN};
        ssize_t more;

        assert_int_equal(poll(&ready, 1, REPLY_MS), 1);
        more = read(line, got + size, sizeof(got) - size);
        assert_true(more > 0);
        size += (size_t)more;
    }
    assert_int_equal(size, reply_size);
    assert_memory_equal(got, reply, reply_size);
}

#define ASSERT_ANSWERS(line, request, reply)                                                       \
    assert_answers(line, (const uint8_t *)(request), sizeof(request) - 1,                          \
                   (const uint8_t *)(reply), sizeof(reply) - 1)

static void answers_the_published_frames(void **state)
{
    int line = open(only.link, O_RDWR | O_NOCTTY);
    struct termios form;

    (void)state;
    assert_true(line >= 0);
    assert_int_equal(tcgetattr(line, &form), 0);
    cfmakeraw(&form);
    cfsetspeed(&form, B9600);
    assert_int_equal(tcsetattr(line, TCSANOW, &form), 0);
    io_board_set(only.board, IO_BOARD_TILTED, true);
    ASSERT_ANSWERS(line, "\x01\x02\x00\x00\x00\x08\x79\xcc", "\x01\x02\x01\x07\xe0\x4a");
    ASSERT_ANSWERS(line, "\x01\x05\x00\x00\xff\x00\x8c\x3a", "\x01\x05\x00\x00\xff\x00\x8c\x3a");
    ASSERT_ANSWERS(line, "\x01\x01\x00\x00\x00\x08\x3d\xcc", "\x01\x01\x01\x01\x90\x48");
    ASSERT_ANSWERS(line, "\x01\x0f\x00\x00\x00\x08\x01\xff\xbe\xd5",
                   "\x01\x0f\x00\x00\x00\x08\x54\x0d");
    assert_int_equal(io_board_outputs(only.board), 0xff);
    ASSERT_ANSWERS(line, "\x01\x05\x00\x08\xff\x00\x0d\xf8",
                   "\x01\x85\x02\xc3\x51"); /* no coil 8 */
    close(line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(plays_the_cabinet, set_up, tear_down),
        cmocka_unit_test_setup_teardown(answers_the_published_frames, set_up, tear_down)};

    return cmocka_run_group_tests_name("tools/bench/io_board", tests, NULL, NULL);
}
