/* banshi-voice: speaks what the kiosk sends. The only program that links espeak-ng (GPL-3): apart
 * from the messages it shares nothing with the others. Without a voice, a sound device or this
 * whole process the kiosk goes on in silence. */
#include <grp.h>
#include <stdio.h>
#include <string.h>

#include "firmware/app/board.h"
#include "firmware/app/channel.h"
#include "firmware/app/clock.h"
#include "firmware/app/control.h"
#include "firmware/app/log.h"
#include "firmware/app/options.h"
#include "firmware/app/sandbox.h"
#include "firmware/app/voice_message.h"
#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "firmware/base/text.h"
#include "firmware/core/core.h"
#include "firmware/services/voice/speaker.h"

_Static_assert(VOICE_MESSAGE_TEXT_BYTES == VOICE_TEXT_BYTES, "one length of texts");
_Static_assert(VOICE_MESSAGE_LEVELS == LEVEL_COUNT, "one scale of levels");
_Static_assert(LEVEL_NORMAL == CORE_VOLUME, "one level at the beginning of a visit");
_Static_assert((int)VOICE_MESSAGE_URGENT == (int)QUEUE_URGENT, "one order of priorities");
_Static_assert((int)VOICE_MESSAGE_SPOKEN == (int)SPEAKER_SPOKEN + 1, "one list of outcomes");
_Static_assert((int)VOICE_MESSAGE_FAILED == (int)SPEAKER_FAILED + 1, "one list of outcomes");
_Static_assert(VOICE_MESSAGE_ZH == 1u << VOICE_ZH && VOICE_MESSAGE_EN == 1u << VOICE_EN, "bits");

/* Headphones at the ear: 15 dB below full scale at first, 6 at the loudest step. */
#define VOICE_EAR_NORMAL_DB 60
#define VOICE_EAR_MOST_DB 75

struct announcer {
    struct control control;
    struct speaker *speaker;
    struct voice_state sent; /* the last one that the kiosk took */
    bool is_due;             /* the kiosk knows nothing yet */
};

/* ---- to the kiosk ---- */

static struct voice_state state_now(const struct announcer *announcer)
{
    struct speaker_state state = speaker_get_state(announcer->speaker);

    return (struct voice_state){.speaking = state.is_speaking,
                                .headphones = state.is_plugged,
                                .ready = state.has_device && state.languages != 0,
                                .languages = state.languages,
                                .level = state.level};
}

static void tell(struct announcer *announcer, const struct voice_state *state)
{
    err_t err = channel_send(announcer->control.peers[PROCESS_KIOSK], state, sizeof(*state), -1);

    announcer->is_due = err != ERR_OK;
    if (err != ERR_OK)
        return;
    announcer->sent = *state;
    announcer->sent.sequence = announcer->sent.outcome = 0;
}

/* Every report, and the state when it is another than the kiosk knows. A report that the kiosk's
 * mailbox has no room for is lost; the state is sent again. */
static void tell_all(struct announcer *announcer)
{
    struct voice_state state = state_now(announcer);
    struct speaker_report report;

    if (announcer->sent.ready != state.ready)
        log_line(state.ready ? "ready" : "no sound device or no voice");
    while (speaker_next_report(announcer->speaker, &report)) {
        state.sequence = report.sequence;
        state.outcome = (uint32_t)report.outcome + 1;
        tell(announcer, &state);
    }
    state.sequence = state.outcome = 0;
    if (announcer->is_due || memcmp(&state, &announcer->sent, sizeof(state)) != 0)
        tell(announcer, &state);
}

/* ---- from the kiosk ---- */

static bool is_sound(const struct voice_message *message, size_t size)
{
    if (size != sizeof(*message) || message->kind <= VOICE_MESSAGE_NONE ||
        message->kind > VOICE_MESSAGE_CLICK)
        return false;
    if (message->kind != VOICE_MESSAGE_SAY)
        return true;
    return message->sequence != 0 && message->priority < QUEUE_PRIORITY_COUNT &&
           message->rate < VOICE_RATE_COUNT &&
           memchr(message->text, '\0', sizeof(message->text)) != NULL &&
           memchr(message->language, '\0', sizeof(message->language)) != NULL &&
           text_is_utf8(message->text, strlen(message->text));
}

static void say(struct announcer *announcer, const struct voice_message *message)
{
    struct queue_item item = {.sequence = message->sequence,
                              .generation = message->screen,
                              .priority = (enum queue_priority)message->priority,
                              .language = voice_language_find(message->language),
                              .rate = (enum voice_rate)message->rate,
                              .is_private = (message->flags & VOICE_MESSAGE_PRIVATE) != 0};

    text_copy(item.text, sizeof(item.text), message->text);
    speaker_say(announcer->speaker, &item, message->level);
    bytes_wipe(&item, sizeof(item));
}

static void obey(struct announcer *announcer, const struct voice_message *message)
{
    switch ((enum voice_message_kind)message->kind) {
    case VOICE_MESSAGE_SAY:
        say(announcer, message);
        break;
    case VOICE_MESSAGE_STOP:
        speaker_stop(announcer->speaker);
        break;
    case VOICE_MESSAGE_VOLUME:
        speaker_set_level(announcer->speaker, message->level);
        break;
    case VOICE_MESSAGE_CLEAR:
        speaker_clear(announcer->speaker);
        break;
    case VOICE_MESSAGE_CLICK:
        speaker_click(announcer->speaker, clock_mono_ms());
        break;
    case VOICE_MESSAGE_NONE:
        break;
    }
}

/* Takes every message. A kiosk that breaks the rules loses its channel. */
static void take_messages(struct announcer *announcer)
{
    int *kiosk = &announcer->control.peers[PROCESS_KIOSK];
    struct voice_message message;
    err_t err = ERR_OK;

    while (err == ERR_OK && *kiosk >= 0) {
        struct channel_packet packet = {.bytes = &message, .size_max = sizeof(message)};

        err = channel_receive(*kiosk, &packet);
        channel_close(&packet.file);
        if (err == ERR_OK && !is_sound(&message, packet.size))
            err = ERR_INVALID;
        if (err == ERR_OK)
            obey(announcer, &message);
    }
    bytes_wipe(&message, sizeof(message));
    if (err == ERR_OK || err == ERR_BUSY)
        return;
    if (err != ERR_NO_DEVICE)
        log_line("dropped the kiosk: %s", err_name(err));
    control_drop(&announcer->control, PROCESS_KIOSK);
    speaker_stop(announcer->speaker);
}

/* Headphones, as the I/O board feels them. One that breaks the rules loses its channel; without a
 * word of it nothing is in. */
static void take_signals(struct announcer *announcer)
{
    int *signals = &announcer->control.peers[PROCESS_SIGNALS];
    struct event event;
    err_t err = ERR_OK;

    while (err == ERR_OK && *signals >= 0) {
        err = channel_receive_event(*signals, &event, NULL);
        if (err == ERR_OK && event.kind != EVENT_SIGNALS)
            err = ERR_INVALID;
        if (err == ERR_OK)
            speaker_plug(announcer->speaker,
                         (event.signals.known & event.signals.on & SIGNAL_HEADPHONES) != 0);
    }
    if (err == ERR_OK || err == ERR_BUSY)
        return;
    if (err != ERR_NO_DEVICE)
        log_line("dropped the signals: %s", err_name(err));
    control_drop(&announcer->control, PROCESS_SIGNALS);
    speaker_plug(announcer->speaker, false);
}

static void run(struct announcer *announcer)
{
    struct control_ready ready;
    uint64_t until_ms = clock_mono_ms();

    while (control_wait(&announcer->control, until_ms, speaker_descriptor(announcer->speaker),
                        &ready)) {
        if (ready.replaced[PROCESS_KIOSK]) {
            speaker_stop(announcer->speaker); /* a reborn kiosk asks again for what it shows */
            announcer->is_due = true;
        }
        if (ready.replaced[PROCESS_SIGNALS])
            speaker_plug(announcer->speaker, false);
        take_signals(announcer);
        take_messages(announcer);
        until_ms = speaker_step(announcer->speaker, clock_mono_ms());
        tell_all(announcer);
    }
}

/* ---- start ---- */

static void complain(const char *line)
{
    log_line("%s", line);
}

/* The group that sound and input nodes belong to; 0 where there is none of that name. */
static uint32_t group_of(const char *name)
{
    const struct group *group = getgrnam(name);

    return group == NULL ? 0 : (uint32_t)group->gr_gid;
}

static err_t open_speaker(struct announcer *announcer, const struct options *options,
                          const struct board_voice *board)
{
    static char readings[OPTIONS_PATH_BYTES], polyphones[OPTIONS_PATH_BYTES];
    static char clips[OPTIONS_PATH_BYTES];
    static struct speaker_options wish;
    err_t err = options_path(options->tables, "readings.tbl", readings);

    if (err == ERR_OK)
        err = options_path(options->assets, "voice/polyphones.txt", polyphones);
    if (err == ERR_OK)
        err = options_path(options->assets, "voice/clips", clips);
    wish = (struct speaker_options){.readings = readings,
                                    .polyphones = polyphones,
                                    .clips = clips,
                                    .loud = {board->normal_db, board->most_db},
                                    .headphones = {VOICE_EAR_NORMAL_DB, VOICE_EAR_MOST_DB}};
    if (board->headphones[0] != '\0')
        wish.jack = board->headphones;
    if (err == ERR_OK)
        err = speaker_open(&wish, complain, &announcer->speaker);
    return err;
}

int main(int argc, char **argv)
{
    static struct announcer announcer;
    static struct board board;
    struct sandbox_profile profile = {.network = false};
    struct board_problem problem;
    struct options options;
    err_t err;

    log_open("voice");
    if (options_parse(argc, argv, 1, &options) != ERR_OK)
        return 2;
    if (board_open(options.board, &board, &problem) != ERR_OK) {
        log_line("%s: %s", options.board, problem.text);
        return 2;
    }
    profile.user = board.user;
    profile.groups[0] = group_of("audio");
    profile.groups[1] = group_of("input");
    sandbox_enter(&profile);
    control_init(&announcer.control, CONTROL_FD);
    err = open_speaker(&announcer, &options, &board.voice);
    if (err == ERR_OK)
        run(&announcer);
    else
        log_line("cannot start: %s", err_name(err));
    speaker_close(announcer.speaker);
    control_finish(&announcer.control);
    bytes_wipe(&announcer, sizeof(announcer));
    return err == ERR_OK ? 0 : 1;
}
