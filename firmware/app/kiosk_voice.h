/* The kiosk's side of the voice: decides what of a screen is said, and when. A new screen is read
 * from its beginning where the citizen wants to be read to; on a screen that stays, only what is new
 * is said. What is secret goes out only while headphones are in, and the voice checks that again. */
#ifndef BANSHI_APP_KIOSK_VOICE_H
#define BANSHI_APP_KIOSK_VOICE_H

#include "firmware/app/voice_message.h"
#include "firmware/core/event.h"
#include "firmware/world/texts.h"
#include "ui/speech.h"

/* Holds what citizens wrote; wiped by kiosk_voice_clear(). */
struct kiosk_voice {
    int channel; /* to the voice; -1: there is none now */
    int log;     /* what is said goes here too, for tests and pictures; -1: nowhere */
    uint32_t sequence;
    bool shown;             /* `view_voice` and `speech` are those of a screen */
    struct view_voice said; /* how the shown screen was to be heard */
    struct speech speech;   /* its lines, as they are now */
    struct speech before;   /* scratch */
    struct voice_state state;
};

/* `record_path` is the folder of the recorder, which then holds said.txt, one line for each sentence;
 * NULL on a kiosk that serves citizens. */
void kiosk_voice_init(struct kiosk_voice *voice, const char *record_path);
void kiosk_voice_finish(struct kiosk_voice *voice);

/* A view was shown: says, stops and sets levels as it asks. */
void kiosk_voice_show(struct kiosk_voice *voice, const struct view *view,
                      const struct texts *texts);

/* Says what a key is, or a written character: at once, in place of what is being said. */
void kiosk_voice_say_key(struct kiosk_voice *voice, const struct speech_line *line);

/* A touch was felt: the sound of it. */
void kiosk_voice_click(struct kiosk_voice *voice);

/* The visit is over: silence, and nothing of it remains here or there. False: the voice did not take
 * the word and must be told again. */
bool kiosk_voice_clear(struct kiosk_voice *voice);

/* The channel to the voice was replaced (-1: it is gone). True with an event for the core. */
bool kiosk_voice_join(struct kiosk_voice *voice, int channel, struct event *out_event);

/* Takes one packet of the voice. ERR_BUSY: none is there; else as channel_receive(). `out_event` is
 * EVENT_NONE when the core need not hear of it. */
MUST_USE err_t kiosk_voice_take(struct kiosk_voice *voice, struct event *out_event);

#endif
