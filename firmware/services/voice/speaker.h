/* Speaker: the whole of the voice but its messages: a queue, two engines, a loudspeaker and the
 * headphone socket, driven from one loop that never waits. A sentence is never cut by another one;
 * only speaker_stop(), speaker_clear() and pulled headphones end it early. What is private is
 * refused without headphones, whatever the kiosk believes. */
#ifndef BANSHI_VOICE_SPEAKER_H
#define BANSHI_VOICE_SPEAKER_H

#include <stdbool.h>
#include <stdint.h>

#include "firmware/services/voice/level.h"
#include "firmware/services/voice/queue.h"
#include "firmware/services/voice/voice.h"

#define SPEAKER_LEVEL_KEEP UINT32_MAX

struct speaker_options {
    const char *readings, *polyphones;  /* tables of hanzi.h; NULL or unreadable: no Chinese */
    const char *clips;                  /* folder of clips; NULL or without an index: none */
    const char *jack;                   /* node of the headphone switch; NULL: none */
    struct level_plan loud, headphones; /* of the two outputs */
};

/* What became of something that was to be said. */
enum speaker_outcome {
    SPEAKER_SPOKEN,        /* whole */
    SPEAKER_STOPPED,       /* by speaker_stop() or speaker_clear() */
    SPEAKER_DROPPED,       /* a newer screen came, or the queue was full */
    SPEAKER_REFUSED,       /* private, and no headphones */
    SPEAKER_NOT_SPEAKABLE, /* no engine has this language */
    SPEAKER_FAILED         /* no sound device, or the engine could not say it */
};

struct speaker_report {
    uint32_t sequence;
    enum speaker_outcome outcome;
};

struct speaker_state {
    bool is_speaking;   /* something is heard or waits */
    bool has_device;    /* there is a sound device */
    bool is_plugged;    /* headphones */
    uint32_t languages; /* bit 1 << enum voice_language: can be spoken */
    uint32_t level;     /* the step */
};

struct speaker;

/* Opens what there is: without tables, engine or device it still lives and says so in its state.
 * `options` and its strings are kept. What is missing is named by `complain`, a line each. ERR_MEMORY.
 */
MUST_USE err_t speaker_open(const struct speaker_options *options,
                            void (*complain)(const char *line), struct speaker **out_speaker);

/* Silence, wipes, closes; NULL is allowed. */
void speaker_close(struct speaker *speaker);

/* Takes a wish; every one ends in exactly one report. `level` is the step from now on, or
 * SPEAKER_LEVEL_KEEP. */
void speaker_say(struct speaker *speaker, const struct queue_item *item, uint32_t level);

/* Silence now, and nothing waits any more. */
void speaker_stop(struct speaker *speaker);

/* The step of both outputs; beyond the top is the top. */
void speaker_set_level(struct speaker *speaker, uint32_t level);

/* Headphones are in (or out) by another sense than the switch of speaker_options, an I/O board's
 * line: either sense counts. */
void speaker_plug(struct speaker *speaker, bool is_in);

/* The sound of a touch, mixed into whatever is said: heard within two periods of the player. */
void speaker_click(struct speaker *speaker, uint64_t now_ms);

/* A visit is over: silence, everything said is wiped, the step is LEVEL_NORMAL again. */
void speaker_clear(struct speaker *speaker);

/* Does what is due and returns when to be called next at the latest, on the same clock. */
uint64_t speaker_step(struct speaker *speaker, uint64_t now_ms);

/* To wait on beside: speaker_step() is due when it is readable; -1: none. */
int speaker_descriptor(const struct speaker *speaker);

struct speaker_state speaker_get_state(const struct speaker *speaker);

/* The next report; false: none. At most 256 are kept, the oldest leave first. */
bool speaker_next_report(struct speaker *speaker, struct speaker_report *out_report);

#endif
