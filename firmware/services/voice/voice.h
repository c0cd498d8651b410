/* Voice: the engine interface of the process `banshi-voice`, which speaks what the kiosk sends. An
 * engine turns one sentence into samples that are pulled a little at a time, so that the process
 * can always be told to be silent. There are two: recorded clips (engine_clips.c) and espeak-ng
 * (engine_espeak.c), whose licence is GPL-3: this room is linked into banshi-voice and no other
 * program of the firmware. */
#ifndef BANSHI_VOICE_VOICE_H
#define BANSHI_VOICE_VOICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"

#define VOICE_HZ 22050        /* samples a second, signed 16 bit, one channel */
#define VOICE_TEXT_BYTES 1025 /* the longest text, with its NUL */

enum voice_language { VOICE_ZH, VOICE_EN, VOICE_LANGUAGE_COUNT };

enum voice_rate { VOICE_RATE_NORMAL, VOICE_RATE_SLOW, VOICE_RATE_SLOWER, VOICE_RATE_COUNT };

/* The language of a BCP 47 tag: "zh", "zh-Hans", "zh-Hant", "en", "en-GB". VOICE_LANGUAGE_COUNT for
 * all that no engine of ours speaks: Cantonese ("yue", "zh-yue", "zh-HK"), Yi ("ii"), any other. */
enum voice_language voice_language_find(const char *tag);

struct voice_sentence {
    const char *text; /* UTF-8, below VOICE_TEXT_BYTES */
    enum voice_language language;
    enum voice_rate rate;
};

struct voice_engine;

/* What every engine can do. On a desk machine no call blocks for longer than about 10 ms, wipe() for
 * 20, and the first pull() of a language for 40 when its dictionary is not in the page cache. */
struct voice_engine_kind {
    const char *name;

    /* True when it has a voice for the language. */
    bool (*speaks)(const struct voice_engine *engine, enum voice_language language);

    /* Takes a copy of the sentence and forgets the one before. ERR_NOT_FOUND: it cannot speak this
     * one whole, nothing will be pulled; ERR_LIMIT: too long. */
    err_t (*say)(struct voice_engine *engine, const struct voice_sentence *sentence);

    /* Writes the next samples, at most `count_max`. 0: the sentence is over. */
    size_t (*pull)(struct voice_engine *engine, int16_t *out_samples, size_t count_max);

    /* Overwrites everything that was said, in the library's memory too. */
    void (*wipe)(struct voice_engine *engine);

    /* Frees it; NULL is allowed. */
    void (*close)(struct voice_engine *engine);
};

/* The first member of every engine. */
struct voice_engine {
    const struct voice_engine_kind *kind;
};

struct hanzi;

/* espeak-ng, with `hanzi` (kept, the caller's) for Chinese: without it, NULL, only English is
 * spoken. One at a time in a process. ERR_NOT_FOUND: its data is not installed; ERR_MEMORY. */
MUST_USE err_t engine_espeak_open(const struct hanzi *hanzi, struct voice_engine **out_engine);

/* Recorded clips: `folder`/index.txt holds a line for each,
 *     language<TAB>rate<TAB>file<TAB>text
 * with a language tag, a rate of 0 to 2, a WAV file (PCM, 16 bit, mono, VOICE_HZ) in the folder and
 * what is said in it. A sentence is spoken when its whole text, but for punctuation and spaces, is one
 * clip or a row of clips, as few as possible; otherwise say() is ERR_NOT_FOUND: half a sentence in
 * one voice and half in another is hard to follow. Opening: ERR_NOT_FOUND: no index;
 * ERR_INVALID: a line or a file that is not of this form; ERR_LIMIT: too many clips; ERR_MEMORY. */
MUST_USE err_t engine_clips_open(const char *folder, struct voice_engine **out_engine);

#endif
