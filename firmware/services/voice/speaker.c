#include "firmware/services/voice/speaker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "firmware/services/voice/click.h"
#include "firmware/services/voice/hanzi.h"
#include "firmware/services/voice/jack.h"
#include "firmware/services/voice/player.h"
#include "firmware/services/voice/sentence.h"

#define SPEAKER_AHEAD_SAMPLES 3072 /* kept in the player: 139 ms */
#define SPEAKER_BLOCK_SAMPLES 512
#define SPEAKER_STEP_MS 25
#define SPEAKER_CLICK_STEPS 3  /* a touch is answered anew if silence comes within so many steps */
#define SPEAKER_RETRY_MS 30000 /* between two looks for a sound device or a switch */
#define SPEAKER_IDLE_MS 5000   /* the device is given back after so long without a word */
#define SPEAKER_REPORTS_MAX 256

struct speaker {
    const struct speaker_options *options;
    struct hanzi *hanzi;
    struct voice_engine *espeak, *clips;
    struct queue queue;
    struct player player;
    struct jack jack;
    bool is_felt; /* headphones, by another sense than the jack */
    bool was_plugged;
    unsigned level;
    int16_t click[CLICK_SAMPLES];
    unsigned click_steps; /* left in which the click may still wait in the player */
    bool has_device;
    uint64_t retry_ms; /* when to look for what is missing */
    uint64_t close_ms; /* when to give the device back; 0: while speaking */

    struct voice_engine *engine; /* that speaks now; NULL: none */
    uint32_t sequence;           /* of the item whose sentence is in the air */
    bool is_private, is_last, is_pulled;

    struct speaker_report reports[SPEAKER_REPORTS_MAX];
    size_t report_count;
};

/* ---- reports ---- */

static void report(struct speaker *speaker, uint32_t sequence, enum speaker_outcome outcome)
{
    if (speaker->report_count == SPEAKER_REPORTS_MAX) {
        speaker->report_count--;
        memmove(speaker->reports, speaker->reports + 1,
                speaker->report_count * sizeof(speaker->reports[0]));
    }
    speaker->reports[speaker->report_count++] =
        (struct speaker_report){.sequence = sequence, .outcome = outcome};
}

static void report_all(struct speaker *speaker, const struct queue_dropped *dropped,
                       enum speaker_outcome outcome)
{
    for (size_t i = 0; i < dropped->count; i++)
        report(speaker, dropped->sequences[i], outcome);
}

bool speaker_next_report(struct speaker *speaker, struct speaker_report *out_report)
{
    if (speaker->report_count == 0)
        return false;
    *out_report = speaker->reports[0];
    speaker->report_count--;
    memmove(speaker->reports, speaker->reports + 1,
            speaker->report_count * sizeof(speaker->reports[0]));
    return true;
}

/* ---- levels and the sound of a touch ---- */

static bool is_plugged(const struct speaker *speaker)
{
    return speaker->jack.is_plugged || speaker->is_felt;
}

static uint32_t gain_now(const struct speaker *speaker)
{
    const struct speaker_options *options = speaker->options;

    return level_gain(is_plugged(speaker) ? &options->headphones : &options->loud, speaker->level);
}

/* A click without a loudspeaker is none: the touch is seen as well. */
static void click(struct speaker *speaker)
{
    int16_t samples[CLICK_SAMPLES];
    err_t err;

    memcpy(samples, speaker->click, sizeof(samples));
    level_apply(gain_now(speaker), samples, CLICK_SAMPLES);
    err = player_mix(&speaker->player, samples, CLICK_SAMPLES);
    (void)err; /* speak() sees that the device has gone */
}

/* ---- silence ---- */

/* What waits in the player is dropped; but a touch that was just made is still answered. */
static void hush(struct speaker *speaker)
{
    player_silence(&speaker->player);
    if (speaker->click_steps > 0)
        click(speaker);
}

static void end_sentence(struct speaker *speaker)
{
    speaker->engine = NULL;
    speaker->sequence = 0;
    speaker->is_private = speaker->is_last = speaker->is_pulled = false;
}

static void fall_silent(struct speaker *speaker, enum speaker_outcome outcome)
{
    struct queue_dropped dropped;

    hush(speaker);
    end_sentence(speaker);
    queue_drop_all(&speaker->queue, &dropped);
    report_all(speaker, &dropped, outcome);
}

/* Headphones were pulled out: nothing private goes on, not even the word that is being said. */
static void protect(struct speaker *speaker)
{
    struct queue_dropped dropped;

    if (speaker->is_private) {
        hush(speaker);
        end_sentence(speaker);
    }
    queue_drop_private(&speaker->queue, &dropped);
    report_all(speaker, &dropped, SPEAKER_REFUSED);
}

void speaker_set_level(struct speaker *speaker, uint32_t level)
{
    speaker->level = level < LEVEL_COUNT ? level : LEVEL_COUNT - 1;
}

/* What the headphone socket has to tell. */
static void look_at_socket(struct speaker *speaker)
{
    jack_read(&speaker->jack);
    if (speaker->was_plugged && !is_plugged(speaker))
        protect(speaker);
    speaker->was_plugged = is_plugged(speaker);
}

void speaker_plug(struct speaker *speaker, bool is_in)
{
    speaker->is_felt = is_in;
    look_at_socket(speaker);
}

/* ---- the device ---- */

static void lose_device(struct speaker *speaker, uint64_t now_ms)
{
    player_close(&speaker->player);
    speaker->has_device = false;
    speaker->retry_ms = now_ms + SPEAKER_RETRY_MS;
    fall_silent(speaker, SPEAKER_FAILED);
}

/* Opens the device if it is not. False: there is none, and everything that waited has failed. */
static bool have_device(struct speaker *speaker, uint64_t now_ms)
{
    if (player_is_open(&speaker->player))
        return true;
    if (speaker->has_device && player_open(&speaker->player) == ERR_OK)
        return true;
    if (speaker->has_device)
        lose_device(speaker, now_ms);
    else
        fall_silent(speaker, SPEAKER_FAILED);
    return false;
}

static void look_again(struct speaker *speaker, uint64_t now_ms)
{
    if (now_ms < speaker->retry_ms)
        return;
    speaker->retry_ms = now_ms + SPEAKER_RETRY_MS;
    jack_reopen(&speaker->jack);
    if (speaker->has_device)
        return;
    speaker->has_device = player_open(&speaker->player) == ERR_OK;
    speaker->close_ms = now_ms + SPEAKER_IDLE_MS;
}

/* ---- speaking ---- */

static bool is_spoken_by(const struct voice_engine *engine, enum voice_language language)
{
    return engine != NULL && engine->kind->speaks(engine, language);
}

static bool is_speakable(const struct speaker *speaker, enum voice_language language)
{
    return language < VOICE_LANGUAGE_COUNT &&
           (is_spoken_by(speaker->clips, language) || is_spoken_by(speaker->espeak, language));
}

void speaker_say(struct speaker *speaker, const struct queue_item *item, uint32_t level)
{
    struct queue_dropped dropped;

    look_at_socket(speaker); /* the switch may have moved since the last step */
    if (level != SPEAKER_LEVEL_KEEP)
        speaker_set_level(speaker, level);
    if (item->is_private && !is_plugged(speaker)) {
        report(speaker, item->sequence, SPEAKER_REFUSED);
    } else if (!is_speakable(speaker, item->language)) {
        report(speaker, item->sequence, SPEAKER_NOT_SPEAKABLE);
    } else if (!speaker->has_device) {
        report(speaker, item->sequence, SPEAKER_FAILED);
    } else {
        queue_put(&speaker->queue, item, &dropped);
        report_all(speaker, &dropped, SPEAKER_DROPPED);
    }
}

static struct voice_engine *find_engine(struct speaker *speaker,
                                        const struct voice_sentence *sentence)
{
    struct voice_engine *engines[] = {speaker->clips, speaker->espeak};

    for (size_t i = 0; i < COUNT_OF(engines); i++)
        if (engines[i] != NULL && engines[i]->kind->say(engines[i], sentence) == ERR_OK)
            return engines[i];
    return NULL;
}

/* Begins the next sentence of the item. One that cannot be said takes the whole item with it. */
static void begin_sentence(struct speaker *speaker, struct queue_item *item)
{
    char text[VOICE_TEXT_BYTES];
    size_t length = sentence_length(item->text + item->at);
    const struct voice_sentence sentence = {
        .text = text, .language = item->language, .rate = item->rate};

    memcpy(text, item->text + item->at, length);
    text[length] = '\0';
    item->at += length;
    speaker->engine = find_engine(speaker, &sentence);
    bytes_wipe(text, sizeof(text));
    speaker->sequence = item->sequence;
    speaker->is_private = item->is_private;
    speaker->is_last = item->text[item->at] == '\0';
    speaker->is_pulled = false;
    if (speaker->engine != NULL)
        return;
    report(speaker, item->sequence, SPEAKER_FAILED);
    queue_remove(&speaker->queue, item->sequence);
    end_sentence(speaker);
}

/* Hands samples on until enough wait. False: the device has gone. */
static bool top_up(struct speaker *speaker)
{
    int16_t samples[SPEAKER_BLOCK_SAMPLES];
    const uint32_t gain = gain_now(speaker);
    size_t count;
    err_t err = ERR_OK;

    while (err == ERR_OK && !speaker->is_pulled &&
           player_waiting(&speaker->player) < SPEAKER_AHEAD_SAMPLES) {
        count = speaker->engine->kind->pull(speaker->engine, samples, COUNT_OF(samples));
        speaker->is_pulled = count == 0;
        level_apply(gain, samples, count);
        if (count > 0)
            err = player_add(&speaker->player, samples, count);
    }
    bytes_wipe(samples, sizeof(samples));
    return err == ERR_OK && player_is_open(&speaker->player);
}

static void finish_sentence(struct speaker *speaker)
{
    if (speaker->is_last && queue_remove(&speaker->queue, speaker->sequence))
        report(speaker, speaker->sequence, SPEAKER_SPOKEN);
    end_sentence(speaker);
}

/* Begins what waits, as soon as the sentence before has been heard. */
static void begin_next(struct speaker *speaker, uint64_t now_ms)
{
    while (speaker->engine == NULL && queue_first(&speaker->queue) != NULL)
        if (have_device(speaker, now_ms))
            begin_sentence(speaker, queue_first(&speaker->queue));
}

/* The sentence in the air, then what waits. */
static void speak(struct speaker *speaker, uint64_t now_ms)
{
    if (speaker->engine != NULL && speaker->is_pulled && player_waiting(&speaker->player) == 0)
        finish_sentence(speaker);
    begin_next(speaker, now_ms);
    if (speaker->engine != NULL && !top_up(speaker))
        lose_device(speaker, now_ms);
    if (speaker->click_steps > 0)
        speaker->click_steps--;
}

void speaker_click(struct speaker *speaker, uint64_t now_ms)
{
    if (!speaker->has_device || !have_device(speaker, now_ms))
        return;
    speaker->click_steps = SPEAKER_CLICK_STEPS;
    click(speaker);
}

/* An idle device is given back: it would wake the machine forty times a second. */
static void rest(struct speaker *speaker, uint64_t now_ms)
{
    if (!player_is_open(&speaker->player))
        return;
    if (speaker->engine != NULL || speaker->click_steps > 0)
        speaker->close_ms = 0;
    else if (speaker->close_ms == 0)
        speaker->close_ms = now_ms + SPEAKER_IDLE_MS;
    if (speaker->close_ms == 0 || now_ms < speaker->close_ms)
        return;
    player_close(&speaker->player);
    speaker->close_ms = 0;
}

uint64_t speaker_step(struct speaker *speaker, uint64_t now_ms)
{
    uint64_t next_ms;

    look_again(speaker, now_ms);
    look_at_socket(speaker);
    speak(speaker, now_ms);
    rest(speaker, now_ms);
    if (speaker->engine != NULL || speaker->click_steps > 0)
        return now_ms + SPEAKER_STEP_MS;
    next_ms = speaker->retry_ms;
    if (speaker->close_ms != 0 && player_is_open(&speaker->player) && speaker->close_ms < next_ms)
        next_ms = speaker->close_ms;
    return next_ms;
}

void speaker_stop(struct speaker *speaker)
{
    fall_silent(speaker, SPEAKER_STOPPED);
}

void speaker_clear(struct speaker *speaker)
{
    fall_silent(speaker, SPEAKER_STOPPED);
    if (speaker->clips != NULL)
        speaker->clips->kind->wipe(speaker->clips);
    if (speaker->espeak != NULL)
        speaker->espeak->kind->wipe(speaker->espeak);
    bytes_wipe(&speaker->queue, sizeof(speaker->queue));
    speaker->level = LEVEL_NORMAL;
}

int speaker_descriptor(const struct speaker *speaker)
{
    return speaker->jack.fd;
}

struct speaker_state speaker_get_state(const struct speaker *speaker)
{
    struct speaker_state state = {.is_speaking =
                                      speaker->engine != NULL || speaker->queue.count > 0,
                                  .has_device = speaker->has_device,
                                  .is_plugged = is_plugged(speaker),
                                  .level = speaker->level};

    for (int i = 0; i < VOICE_LANGUAGE_COUNT; i++)
        if (is_speakable(speaker, (enum voice_language)i))
            state.languages |= 1u << i;
    return state;
}

/* ---- opening ---- */

static void open_engines(struct speaker *speaker, void (*complain)(const char *line))
{
    const struct speaker_options *options = speaker->options;
    struct hanzi_problem problem;
    char line[200];
    err_t err = ERR_NOT_FOUND;

    if (options->readings != NULL && options->polyphones != NULL)
        err = hanzi_open(options->readings, options->polyphones, &speaker->hanzi, &problem);
    if (err != ERR_OK) {
        snprintf(line, sizeof(line), "no Chinese: %s",
                 err == ERR_NOT_FOUND ? "no table of readings" : problem.text);
        complain(line);
    }
    err = engine_espeak_open(speaker->hanzi, &speaker->espeak);
    if (err != ERR_OK)
        complain("no espeak-ng or no voice of it");
    err =
        options->clips == NULL ? ERR_NOT_FOUND : engine_clips_open(options->clips, &speaker->clips);
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        snprintf(line, sizeof(line), "the clips cannot be used: %s", err_name(err));
        complain(line);
    }
}

err_t speaker_open(const struct speaker_options *options, void (*complain)(const char *line),
                   struct speaker **out_speaker)
{
    struct speaker *speaker = calloc(1, sizeof(*speaker));

    *out_speaker = NULL;
    if (speaker == NULL)
        return ERR_MEMORY;
    speaker->options = options;
    click_make(speaker->click);
    open_engines(speaker, complain);
    jack_open(&speaker->jack, options->jack);
    speaker->was_plugged = is_plugged(speaker);
    speaker->level = LEVEL_NORMAL;
    *out_speaker = speaker;
    return ERR_OK;
}

void speaker_close(struct speaker *speaker)
{
    if (speaker == NULL)
        return;
    player_close(&speaker->player);
    jack_close(&speaker->jack);
    if (speaker->clips != NULL)
        speaker->clips->kind->close(speaker->clips);
    if (speaker->espeak != NULL)
        speaker->espeak->kind->close(speaker->espeak);
    hanzi_close(speaker->hanzi);
    bytes_wipe(speaker, sizeof(*speaker));
    free(speaker);
}
