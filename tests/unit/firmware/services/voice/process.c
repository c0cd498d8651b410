/* The program banshi-voice, with this test as its supervisor and its kiosk. BANSHI_VOICE names the
 * program; by default build/debug/banshi-voice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "firmware/app/channel.h"
#include "firmware/app/control.h"
#include "firmware/app/voice_message.h"

static char folder[] = "/tmp/voice-process-XXXXXX", sound_path[64];
static pid_t pid;
static int control, kiosk;

static const char *program(void)
{
    const char *named = getenv("BANSHI_VOICE");

    return named == NULL ? "build/debug/banshi-voice" : named;
}

static void become_voice(int end)
{
    if (dup2(end, CONTROL_FD) < 0)
        _exit(126);
    execl(program(), program(), "--board", "board/desk-portrait", "--assets", "assets", "--data",
          folder, "--pki", folder, "--platform", "https://127.0.0.1:1", (char *)NULL);
    _exit(127);
}

static void join_kiosk(void)
{
    const struct control_message message = {.kind = CONTROL_PEER, .peer = PROCESS_KIOSK};
    int ends[2];

    assert_int_equal(channel_pair(ends), ERR_OK);
    assert_int_equal(channel_send(control, &message, sizeof(message), ends[1]), ERR_OK);
    channel_close(&ends[1]);
    kiosk = ends[0];
}

static int start(void **state)
{
    int ends[2];

    (void)state;
    snprintf(folder, sizeof(folder), "/tmp/voice-process-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(sound_path, sizeof(sound_path), "%s/sound", folder);
    setenv("SDL_AUDIODRIVER", "disk", 1);
    setenv("SDL_DISKAUDIOFILE", sound_path, 1);
    unsetenv("SDL_DISKAUDIODELAY");
    assert_int_equal(channel_pair(ends), ERR_OK);
    pid = fork();
    if (pid == 0)
        become_voice(ends[1]);
    channel_close(&ends[1]);
    control = ends[0];
    join_kiosk();
    return 0;
}

/* Ends it as the supervisor does; it must end well, with no complaint of a sanitizer. */
static int end(void **state)
{
    const struct control_message stop = {.kind = CONTROL_STOP};
    int status = -1;

    (void)state;
    assert_int_equal(channel_send(control, &stop, sizeof(stop), -1), ERR_OK);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    channel_close(&kiosk);
    channel_close(&control);
    unlink(sound_path);
    rmdir(folder);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : 1;
}

static struct voice_state next_state(int limit_ms)
{
    struct voice_state got = {0};
    struct channel_packet packet = {.bytes = &got, .size_max = sizeof(got)};
    struct pollfd source = {.fd = kiosk, .events = POLLIN};

    assert_int_equal(poll(&source, 1, limit_ms), 1);
    assert_int_equal(channel_receive(kiosk, &packet), ERR_OK);
    assert_int_equal(packet.size, sizeof(got));
    return got;
}

/* Waits for the outcome of a SAY. */
static struct voice_state outcome_of(uint32_t sequence)
{
    struct voice_state got;

    do
        got = next_state(15000);
    while (got.sequence != sequence);
    return got;
}

static struct voice_message message_of(enum voice_message_kind kind)
{
    return (struct voice_message){.kind = kind, .level = VOICE_MESSAGE_LEVEL_KEEP};
}

static void send_message(const struct voice_message *message)
{
    assert_int_equal(channel_send(kiosk, message, sizeof(*message), -1), ERR_OK);
}

static void say(uint32_t sequence, const char *language, const char *text, uint32_t flags)
{
    struct voice_message message = message_of(VOICE_MESSAGE_SAY);

    message.sequence = sequence;
    message.screen = 1;
    message.priority = VOICE_MESSAGE_SCREEN;
    message.flags = flags;
    snprintf(message.language, sizeof(message.language), "%s", language);
    snprintf(message.text, sizeof(message.text), "%s", text);
    send_message(&message);
}

static void wait_until_ready(void)
{
    struct voice_state got;

    do
        got = next_state(10000);
    while (!got.ready);
    assert_int_equal(got.languages, VOICE_MESSAGE_ZH | VOICE_MESSAGE_EN);
    assert_int_equal(got.level, 4);
}

static void it_speaks_what_the_kiosk_sends(void **state)
{
    struct voice_message message = message_of(VOICE_MESSAGE_VOLUME);
    struct voice_state got;

    (void)state;
    wait_until_ready();
    say(1, "zh-Hans", "您好。", 0);
    got = next_state(2000);
    assert_true(got.speaking && got.sequence == 0);
    assert_int_equal(outcome_of(1).outcome, VOICE_MESSAGE_SPOKEN);
    say(2, "zh-Hans", "您的号码是532331194002290019。", VOICE_MESSAGE_PRIVATE);
    assert_int_equal(outcome_of(2).outcome, VOICE_MESSAGE_REFUSED);
    say(3, "ii", "ꆈꌠ", 0);
    assert_int_equal(outcome_of(3).outcome, VOICE_MESSAGE_NOT_SPEAKABLE);
    message.level = 7;
    send_message(&message);
    assert_int_equal(next_state(2000).level, 7);
    message = message_of(VOICE_MESSAGE_CLEAR);
    send_message(&message);
    assert_int_equal(next_state(2000).level, 4);
}

static void stop_and_a_reborn_kiosk_are_silence(void **state)
{
    const struct voice_message stop = message_of(VOICE_MESSAGE_STOP);
    struct voice_state got;

    (void)state;
    wait_until_ready();
    say(1, "zh-Hans", "我们会用您的姓名和身份证号，只用来查您的社保记录，开这份证明。", 0);
    assert_true(next_state(2000).speaking);
    send_message(&stop);
    got = outcome_of(1);
    assert_int_equal(got.outcome, VOICE_MESSAGE_STOPPED);
    assert_false(got.speaking);
    say(2, "en", "Lay the card flat where the light is and leave it there for a moment.", 0);
    assert_true(outcome_of(2).sequence == 2);
    say(3, "en", "Lay the card flat where the light is and leave it there for a moment.", 0);
    channel_close(&kiosk);
    join_kiosk();
    got = next_state(2000);
    assert_true(got.ready && !got.speaking);
}

static void a_kiosk_that_breaks_the_rules_loses_its_channel(void **state)
{
    struct voice_message message = message_of(VOICE_MESSAGE_SAY);
    struct pollfd source;

    (void)state;
    wait_until_ready();
    message.sequence = 1;
    memset(message.text, 'a', sizeof(message.text)); /* no end */
    send_message(&message);
    source = (struct pollfd){.fd = kiosk, .events = POLLIN};
    assert_int_equal(poll(&source, 1, 2000), 1);
    assert_true((source.revents & POLLHUP) != 0);
    channel_close(&kiosk);
    join_kiosk();
    assert_true(next_state(2000).ready);
    say(2, "zh-Hans", "您好。", 0);
    assert_int_equal(outcome_of(2).outcome, VOICE_MESSAGE_SPOKEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(it_speaks_what_the_kiosk_sends, start, end),
        cmocka_unit_test_setup_teardown(stop_and_a_reborn_kiosk_are_silence, start, end),
        cmocka_unit_test_setup_teardown(a_kiosk_that_breaks_the_rules_loses_its_channel, start,
                                        end),
    };

    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests_name("process", tests, NULL, NULL);
}
