/* Channels: sizes and kinds are checked, descriptors are neither lost nor leaked, a full mailbox is
 * an answer and never a wait. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "firmware/app/channel.h"
#include "firmware/base/check.h"

static struct event event, got_event;
static struct effect effect, got_effect;

static int open_files(void)
{
    int count = 0;

    for (int fd = 0; fd < 256; fd++)
        count += fcntl(fd, F_GETFD) >= 0;
    return count;
}

static void every_kind_travels_whole(void **state)
{
    int ends[2];

    (void)state;
    assert_int_equal(channel_pair(ends), ERR_OK);
    for (uint32_t kind = 1; kind < EVENT_COUNT; kind++) {
        memset(&event, (int)kind, sizeof(event));
        event.kind = kind;
        assert_int_equal(channel_send_event(ends[0], &event, -1), ERR_OK);
        assert_int_equal(channel_receive_event(ends[1], &got_event, NULL), ERR_OK);
        assert_memory_equal(&got_event, &event, event_size_bytes((enum event_kind)kind));
    }
    for (uint32_t kind = 1; kind < EFFECT_COUNT; kind++) {
        memset(&effect, (int)kind, sizeof(effect));
        effect.kind = kind;
        assert_int_equal(channel_send_effect(ends[0], &effect, -1), ERR_OK);
        assert_int_equal(channel_receive_effect(ends[1], &got_effect, NULL), ERR_OK);
        assert_memory_equal(&got_effect, &effect, channel_effect_bytes((enum effect_kind)kind));
    }
    channel_close(&ends[0]);
    channel_close(&ends[1]);
}

static void a_paper_does_not_travel(void **state)
{
    (void)state;
    assert_true(channel_effect_bytes(EFFECT_PRINT) < 64);
    assert_true(effect_size_bytes(EFFECT_PRINT) > 1024);
}

static void wrong_sizes_and_kinds_are_refused(void **state)
{
    static uint8_t large[sizeof(struct event) + 1];
    int ends[2];
    const uint32_t kinds[] = {EVENT_NONE, EVENT_COUNT, 0xffffffff};

    (void)state;
    assert_int_equal(channel_pair(ends), ERR_OK);
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        event.kind = kinds[i];
        assert_int_equal(channel_send(ends[0], &event, 64, -1), ERR_OK);
        assert_int_equal(channel_receive_event(ends[1], &got_event, NULL), ERR_INVALID);
        assert_int_equal(got_event.kind, EVENT_NONE);
    }
    event.kind = EVENT_CARD;
    assert_int_equal(channel_send(ends[0], &event, event_size_bytes(EVENT_CARD) - 1, -1), ERR_OK);
    assert_int_equal(channel_receive_event(ends[1], &got_event, NULL), ERR_INVALID);
    assert_int_equal(channel_send(ends[0], &event, 3, -1), ERR_OK);
    assert_int_equal(channel_receive_event(ends[1], &got_event, NULL), ERR_INVALID);
    assert_int_equal(channel_send(ends[0], large, sizeof(large), -1), ERR_OK);
    assert_int_equal(channel_receive_event(ends[1], &got_event, NULL), ERR_LIMIT);
    channel_close(&ends[0]);
    channel_close(&ends[1]);
}

static void a_full_mailbox_is_busy_and_keeps_what_it_has(void **state)
{
    int ends[2], sent = 0, received = 0;
    err_t err;

    (void)state;
    assert_int_equal(channel_pair(ends), ERR_OK);
    memset(&effect, 0, sizeof(effect));
    effect.kind = EFFECT_CASE_SAVE;
    while ((err = channel_send_effect(ends[0], &effect, -1)) == ERR_OK)
        assert_true(++sent < 100000);
    assert_int_equal(err, ERR_BUSY);
    assert_true(sent >= 4);
    while (channel_receive_effect(ends[1], &got_effect, NULL) == ERR_OK)
        received++;
    assert_int_equal(received, sent);
    channel_close(&ends[0]);
    channel_close(&ends[1]);
}

static void an_end_that_is_gone_is_named(void **state)
{
    int ends[2];

    (void)state;
    assert_int_equal(channel_pair(ends), ERR_OK);
    assert_int_equal(channel_receive_event(ends[0], &got_event, NULL), ERR_BUSY);
    channel_close(&ends[1]);
    event.kind = EVENT_RESUMED;
    assert_int_equal(channel_send_event(ends[0], &event, -1), ERR_NO_DEVICE);
    assert_int_equal(channel_receive_event(ends[0], &got_event, NULL), ERR_NO_DEVICE);
    channel_close(&ends[0]);
    assert_int_equal(channel_send_event(-1, &event, -1), ERR_NO_DEVICE);
    assert_int_equal(channel_receive_event(-1, &got_event, NULL), ERR_NO_DEVICE);
}

static void a_sealed_memory_travels(void **state)
{
    const char text[] = "a page";
    struct channel_memory memory;
    int ends[2], file, got_file, before = open_files();

    (void)state;
    assert_int_equal(channel_pair(ends), ERR_OK);
    assert_int_equal(channel_seal_memory(text, sizeof(text), &file), ERR_OK);
    assert_true(write(file, "x", 1) < 0);
    memset(&effect, 0, sizeof(effect));
    effect.kind = EFFECT_PRINT;
    assert_int_equal(channel_send_effect(ends[0], &effect, file), ERR_OK);
    channel_close(&file);
    assert_int_equal(channel_receive_effect(ends[1], &got_effect, &got_file), ERR_OK);
    assert_true(got_file >= 0 && (fcntl(got_file, F_GETFD) & FD_CLOEXEC) != 0);
    assert_int_equal(channel_open_memory(got_file, &memory), ERR_OK);
    assert_int_equal(memory.size, sizeof(text));
    assert_memory_equal(memory.bytes, text, sizeof(text));
    channel_close_memory(&memory);
    channel_close_memory(&memory);
    channel_close(&ends[0]);
    channel_close(&ends[1]);
    assert_int_equal(open_files(), before);
}

static void memory_without_seals_is_refused(void **state)
{
    struct channel_memory memory;
    int before = open_files(), file = memfd_create("open", MFD_ALLOW_SEALING);

    (void)state;
    assert_int_equal(write(file, "abc", 3), 3);
    assert_int_equal(channel_open_memory(file, &memory), ERR_INVALID);
    file = memfd_create("shrinks", MFD_ALLOW_SEALING);
    assert_int_equal(write(file, "abc", 3), 3);
    assert_int_equal(fcntl(file, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW), 0);
    assert_int_equal(channel_open_memory(file, &memory), ERR_INVALID);
    assert_int_equal(channel_open_memory(open("/dev/null", O_RDONLY), &memory), ERR_INVALID);
    assert_int_equal(channel_open_memory(-1, &memory), ERR_INVALID);
    assert_int_equal(channel_seal_memory("", 0, &file), ERR_LIMIT);
    assert_int_equal(open_files(), before);
}

/* Nobody who sends descriptors we did not ask for may use ours up. */
static void unasked_descriptors_are_closed(void **state)
{
    char room[CMSG_SPACE(2 * sizeof(int))] = {0};
    uint32_t kind[16] = {EVENT_RESUMED};
    struct iovec part = {.iov_base = kind, .iov_len = event_size_bytes(EVENT_RESUMED)};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof(room)};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    int ends[2], before = open_files(), both[2] = {1, 2};

    (void)state;
    assert_int_equal(channel_pair(ends), ERR_OK);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(both));
    memcpy(CMSG_DATA(header), both, sizeof(both));
    assert_true(sendmsg(ends[0], &message, 0) > 0);
    assert_int_equal(channel_receive_event(ends[1], &got_event, NULL), ERR_LIMIT);
    event.kind = EVENT_RESUMED;
    assert_int_equal(channel_send_event(ends[0], &event, 1), ERR_OK);
    assert_int_equal(channel_receive_event(ends[1], &got_event, NULL), ERR_OK);
    channel_close(&ends[0]);
    channel_close(&ends[1]);
    assert_int_equal(open_files(), before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_travels_whole),
        cmocka_unit_test(a_paper_does_not_travel),
        cmocka_unit_test(wrong_sizes_and_kinds_are_refused),
        cmocka_unit_test(a_full_mailbox_is_busy_and_keeps_what_it_has),
        cmocka_unit_test(an_end_that_is_gone_is_named),
        cmocka_unit_test(a_sealed_memory_travels),
        cmocka_unit_test(memory_without_seals_is_refused),
        cmocka_unit_test(unasked_descriptors_are_closed),
    };

    return cmocka_run_group_tests_name("channel", tests, NULL, NULL);
}
