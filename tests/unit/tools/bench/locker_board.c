/* The words by which a person plays the virtual locker, and what they do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tools/bench/locker_board.h"

#define ANSWER_BYTES 2048

struct fixture {
    struct locker_board *board;
    char link[64], answer[ANSWER_BYTES];
};

static struct fixture only;

static int set_up(void **state)
{
    struct locker_board_shape shape = {
        .model = "kerong-cu16", .link = only.link, .address = 1, .door_count = 4};

    snprintf(only.link, sizeof(only.link), "/tmp/banshi-bench-locker-%d", (int)getpid());
    only.board = locker_board_create(&shape);
    assert_non_null(only.board);
    *state = &only;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    locker_board_destroy(only.board);
    return 0;
}

/* Gives one command, up to three words. */
static int say(const char *line)
{
    char copy[64], *words[4] = {NULL}, *rest = NULL;
    int count = 0;

    snprintf(copy, sizeof(copy), "%s", line);
    for (char *word = strtok_r(copy, " ", &rest); word != NULL && count < 4;
         word = strtok_r(NULL, " ", &rest))
        words[count++] = word;
    return locker_board_command(only.board, words, count, only.answer, sizeof(only.answer));
}

static void plays_doors_and_things(void **state)
{
    (void)state;
    assert_int_equal(say("state"), 0);
    assert_string_equal(only.answer, "ok plugged fault=none doors=cccc items=xxxx");
    assert_int_equal(say("door 2 force-open"), 0);
    assert_int_equal(say("item 4 take"), 0);
    assert_int_equal(say("state"), 0);
    assert_string_equal(only.answer, "ok plugged fault=none doors=cocc items=xxx-");
    assert_int_equal(say("door 2 close"), 0);
    assert_int_equal(say("item 4 put"), 0);
    assert_int_equal(say("stuck 1 on"), 0);
    assert_int_equal(say("sensor 3 broken"), 0);
    assert_int_equal(say("sensor 3 works"), 0);
    assert_int_equal(say("state"), 0);
    assert_string_equal(only.answer, "ok plugged fault=none doors=cccc items=xxxx");
}

static void plays_the_line(void **state)
{
    (void)state;
    assert_int_equal(access(only.link, F_OK), 0);
    assert_int_equal(say("fault other-door"), 0);
    assert_int_equal(say("unplug"), 0);
    assert_int_equal(access(only.link, F_OK), -1);
    assert_int_equal(say("state"), 0);
    assert_string_equal(only.answer, "ok unplugged fault=other-door doors=cccc items=xxxx");
    assert_int_equal(say("plug"), 0);
    assert_int_equal(say("fault none"), 0);
    assert_int_equal(access(only.link, F_OK), 0);
}

static void refuses_what_it_does_not_know(void **state)
{
    static const char *const wrong[] = {"door 0 close", "door 5 close",  "door x close",
                                        "door 1 shut",  "fault no-such", "sing",
                                        "door 1"};

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_int_equal(say(wrong[i]), 1);
        assert_memory_equal(only.answer, "error ", 6);
    }
    assert_int_equal(say("help"), 0);
    assert_non_null(strstr(only.answer, "other-door"));
}

static void makes_only_boards_that_are(void **state)
{
    struct locker_board_shape shape = {.model = "kerong-cu16", .link = "/tmp/x", .door_count = 17};

    (void)state;
    assert_null(locker_board_create(&shape));
    shape.door_count = 0;
    assert_null(locker_board_create(&shape));
    shape = (struct locker_board_shape){.model = "nothing", .link = "/tmp/x", .door_count = 4};
    assert_null(locker_board_create(&shape));
    shape =
        (struct locker_board_shape){.model = "wkly", .link = "/no-such-folder/x", .door_count = 4};
    assert_null(locker_board_create(&shape));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(plays_doors_and_things, set_up, tear_down),
        cmocka_unit_test_setup_teardown(plays_the_line, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_what_it_does_not_know, set_up, tear_down),
        cmocka_unit_test(makes_only_boards_that_are)};

    return cmocka_run_group_tests_name("tools/bench/locker_board", tests, NULL, NULL);
}
