#include "firmware/app/kiosk_voice.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "firmware/app/channel.h"
#include "firmware/app/log.h"
#include "firmware/app/options.h"
#include "firmware/base/bytes.h"
#include "firmware/base/text.h"

#define COUNTDOWN_SAID_S 10 /* a countdown is said every so many seconds, not each */

void kiosk_voice_init(struct kiosk_voice *voice, const char *record_path)
{
    char path[OPTIONS_PATH_BYTES];

    memset(voice, 0, sizeof(*voice));
    voice->channel = voice->log = -1;
    if (record_path != NULL && options_path(record_path, "said.txt", path) == ERR_OK)
        voice->log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

void kiosk_voice_finish(struct kiosk_voice *voice)
{
    channel_close(&voice->log);
    bytes_wipe(voice, sizeof(*voice));
}

/* A voice that does not take a word has died or is full: the person hears nothing, and the screen
 * says it all the same. */
static bool send(struct kiosk_voice *voice, struct voice_message *message)
{
    err_t err = ERR_OK;

    if (voice->channel >= 0)
        err = channel_send(voice->channel, message, sizeof(*message), -1);
    bytes_wipe(message, sizeof(*message));
    return err != ERR_BUSY;
}

static bool send_kind(struct kiosk_voice *voice, enum voice_message_kind kind)
{
    struct voice_message message = {.kind = kind};

    return send(voice, &message);
}

static void say(struct kiosk_voice *voice, const struct speech_line *line,
                enum voice_message_priority priority)
{
    struct voice_message message = {.kind = VOICE_MESSAGE_SAY,
                                    .sequence = ++voice->sequence,
                                    .screen = voice->speech.serial,
                                    .priority = priority,
                                    .flags = line->secret ? VOICE_MESSAGE_PRIVATE : 0,
                                    .rate = voice->said.rate,
                                    .level = VOICE_MESSAGE_LEVEL_KEEP};
    bool taken;

    if (voice->sequence == 0)
        message.sequence = ++voice->sequence;
    text_copy(message.language, sizeof(message.language),
              language_tag((enum language)voice->speech.language));
    text_copy(message.text, sizeof(message.text), line->text);
    if (voice->log >= 0)
        dprintf(voice->log, "%s\n", line->text);
    taken = send(voice, &message);
    if (!taken)
        log_line("the voice has no room for a sentence");
}

static void read_all(struct kiosk_voice *voice)
{
    for (uint16_t i = 0; i < voice->speech.count; i++)
        say(voice, &voice->speech.lines[i], VOICE_MESSAGE_SCREEN);
}

/* From the beginning, in place of what is being said. */
static void read_again(struct kiosk_voice *voice)
{
    bool taken = send_kind(voice, VOICE_MESSAGE_STOP);

    (void)taken; /* the old sentences then end by themselves */
    read_all(voice);
}

/* ---- what is new on a screen that stays ---- */

static bool was_said(const struct speech *before, const struct speech_line *line)
{
    for (uint16_t i = 0; i < before->count; i++)
        if (strcmp(before->lines[i].text, line->text) == 0)
            return true;
    return false;
}

/* What changes with every touch of its own key, or every second, is no news. */
static bool is_news(const struct view *view, const struct speech_line *line)
{
    const struct part *part;

    if (line->part == SPEECH_NO_PART)
        return true;
    part = &view->parts[line->part];
    if (part->kind == PART_COUNTDOWN)
        return part->value % COUNTDOWN_SAID_S == 0;
    return part->kind != PART_FIELD && part->kind != PART_VOLUME;
}

static void read_news(struct kiosk_voice *voice, const struct view *view)
{
    for (uint16_t i = 0; i < voice->speech.count; i++) {
        const struct speech_line *line = &voice->speech.lines[i];

        if (!was_said(&voice->before, line) && is_news(view, line))
            say(voice, line, VOICE_MESSAGE_ANSWER);
    }
}

static void set_level(struct kiosk_voice *voice, uint32_t level)
{
    struct voice_message message = {.kind = VOICE_MESSAGE_VOLUME, .level = level};
    bool taken = send(voice, &message);

    (void)taken; /* every SAY keeps the level; the next touch of the key sends it again */
}

void kiosk_voice_show(struct kiosk_voice *voice, const struct view *view, const struct texts *texts)
{
    const struct view_voice *wish = &view->voice;
    bool asked = voice->shown && voice->said.asked != wish->asked;
    bool stopped = voice->shown && voice->said.stopped != wish->stopped;
    bool level = !voice->shown || voice->said.volume != wish->volume;
    bool fresh = !voice->shown || voice->speech.serial != view->serial;

    voice->before = voice->speech;
    voice->said = *wish;
    voice->shown = true;
    speech_make(view, texts, !wish->headphones, &voice->speech);
    fresh = fresh || voice->before.language != voice->speech.language;
    if (stopped && !send_kind(voice, VOICE_MESSAGE_STOP))
        log_line("the voice does not hear that it is to stop");
    if (level)
        set_level(voice, wish->volume);
    if (asked)
        read_again(voice);
    else if (fresh && wish->on)
        read_all(voice);
    else if (wish->on)
        read_news(voice, view);
    bytes_wipe(&voice->before, sizeof(voice->before));
}

void kiosk_voice_say_key(struct kiosk_voice *voice, const struct speech_line *line)
{
    bool taken;

    if (line->secret && !voice->said.headphones)
        return;
    taken = send_kind(voice, VOICE_MESSAGE_STOP);
    (void)taken; /* then it comes after what is being said */
    say(voice, line, VOICE_MESSAGE_ANSWER);
}

void kiosk_voice_click(struct kiosk_voice *voice)
{
    bool taken = send_kind(voice, VOICE_MESSAGE_CLICK);

    (void)taken; /* the touch is seen as well */
}

bool kiosk_voice_clear(struct kiosk_voice *voice)
{
    bytes_wipe(&voice->speech, sizeof(voice->speech));
    bytes_wipe(&voice->before, sizeof(voice->before));
    voice->shown = false;
    return send_kind(voice, VOICE_MESSAGE_CLEAR);
}

/* ---- what the voice says of itself ---- */

static bool is_news_to_core(struct kiosk_voice *voice, const struct voice_state *state,
                            struct event *out_event)
{
    bool same = voice->state.speaking == state->speaking &&
                voice->state.headphones == state->headphones && voice->state.ready == state->ready;

    voice->state = *state;
    *out_event = (struct event){.kind = same ? EVENT_NONE : EVENT_VOICE};
    out_event->voice.speaking = state->speaking != 0;
    out_event->voice.headphones = state->headphones != 0;
    out_event->voice.ready = state->ready != 0;
    return !same;
}

bool kiosk_voice_join(struct kiosk_voice *voice, int channel, struct event *out_event)
{
    const struct voice_state nothing = {0};

    voice->channel = channel;
    return is_news_to_core(voice, &nothing, out_event);
}

err_t kiosk_voice_take(struct kiosk_voice *voice, struct event *out_event)
{
    struct voice_state state = {0};
    struct channel_packet packet = {.bytes = &state, .size_max = sizeof(state), .file = -1};
    err_t err = channel_receive(voice->channel, &packet);

    out_event->kind = EVENT_NONE;
    if (err != ERR_OK)
        return err;
    channel_close(&packet.file);
    if (packet.size != sizeof(state))
        return ERR_INVALID;
    is_news_to_core(voice, &state, out_event);
    return ERR_OK;
}
