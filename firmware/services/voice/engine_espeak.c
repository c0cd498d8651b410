/* espeak-ng as an engine. The library synthesizes a whole text in one call; to be stoppable the
 * sentence is cut into chunks of at most SPEAK_SYLLABLES_MAX syllables, one of which is made when
 * the samples of the one before are used up: under 10 ms of work for up to 12 s of sound. */
#include <espeak-ng/speak_lib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "firmware/base/text.h"
#include "firmware/services/voice/english.h"
#include "firmware/services/voice/hanzi.h"
#include "firmware/services/voice/voice.h"

#define SPEAK_SYLLABLES_MAX 20
#define SPEAK_CHUNK_BYTES 256
#define SPEAK_SAMPLES_MAX (VOICE_HZ * 40)
#define SPEAK_VOLUME 80 /* the library's 100 clips at full scale */

struct espeak_engine {
    struct voice_engine engine;
    const struct hanzi *hanzi;
    char text[VOICE_TEXT_BYTES]; /* the sentence; what stands behind `at` is still to be read */
    size_t at;
    enum voice_language language;
    enum voice_rate rate;
    bool is_pinyin; /* the script is pinyin, not English */
    union {
        struct reading reading;
        char english[ENGLISH_BYTES];
    } script; /* of one stretch of the text in one language */
    size_t script_at;
    enum voice_language voice; /* that the library has now; VOICE_LANGUAGE_COUNT: none */
    bool is_used;              /* the library has words of ours since the last wipe */
    int16_t *samples;          /* SPEAK_SAMPLES_MAX */
    size_t sample_count, sample_at;
};

/* The library hands samples to a function without a context, so there is one engine a process. */
static struct espeak_engine *speaking;

static int take_samples(short *samples, int count, espeak_EVENT *events)
{
    size_t room;

    (void)events;
    if (speaking == NULL)
        return 1;
    if (samples == NULL || count <= 0)
        return 0;
    room = SPEAK_SAMPLES_MAX - speaking->sample_count;
    if ((size_t)count > room)
        count = (int)room;
    memcpy(speaking->samples + speaking->sample_count, samples, (size_t)count * sizeof(*samples));
    speaking->sample_count += (size_t)count;
    return room == (size_t)count ? 1 : 0;
}

static bool have_voice(struct espeak_engine *espeak, enum voice_language voice)
{
    static const char *const names[VOICE_LANGUAGE_COUNT] = {"cmn-latn-pinyin", "en"};

    if (espeak->voice == voice)
        return true;
    espeak->voice = VOICE_LANGUAGE_COUNT;
    if (espeak_SetVoiceByName(names[voice]) != EE_OK)
        return false;
    espeak->voice = voice;
    return true;
}

static void synthesize(struct espeak_engine *espeak, const char *text)
{
    /* Words a minute. In Chinese they are syllables: measured 3.6, 2.6 and 2.0 a second. */
    static const int rates[VOICE_RATE_COUNT] = {175, 132, 98};
    espeak_ERROR error;

    if (!have_voice(espeak, espeak->is_pinyin ? VOICE_ZH : VOICE_EN))
        return;
    espeak->is_used = true;
    espeak_SetParameter(espeakRATE, rates[espeak->rate], 0);
    espeak_SetParameter(espeakVOLUME, SPEAK_VOLUME, 0);
    error = espeak_Synth(text, strlen(text) + 1, 0, POS_CHARACTER, 0, espeakCHARS_UTF8, NULL, NULL);
    (void)error; /* what it could not say is silence, and the screen shows it */
}

/* ---- the script: one stretch of the text in one language ---- */

/* How many bytes from the beginning are in one language. In a Chinese sentence all of them are; in
 * an English one stretches of hanzi go to the Chinese voice. */
static size_t stretch(const struct espeak_engine *espeak, const char *text, bool *out_pinyin)
{
    size_t length, total = 0;
    uint32_t character = text_next(text, &length);

    *out_pinyin = espeak->language == VOICE_ZH || hanzi_is(character);
    if (espeak->language == VOICE_ZH)
        return strlen(text);
    for (; character != 0 && hanzi_is(character) == *out_pinyin;
         character = text_next(text + total, &length))
        total += length;
    return total;
}

/* The next stretch becomes the script. False: the sentence is over. */
static bool next_script(struct espeak_engine *espeak)
{
    char piece[VOICE_TEXT_BYTES];
    const char *rest = espeak->text + espeak->at;
    size_t length = stretch(espeak, rest, &espeak->is_pinyin);

    if (length == 0)
        return false;
    if (espeak->is_pinyin && espeak->hanzi != NULL) {
        memcpy(piece, rest, length);
        piece[length] = '\0';
        hanzi_read(espeak->hanzi, piece, &espeak->script.reading);
        bytes_wipe(piece, sizeof(piece));
    } else if (espeak->is_pinyin) {
        reading_init(&espeak->script.reading);
    } else {
        english_read(rest, length, espeak->script.english);
    }
    espeak->at += length;
    espeak->script_at = 0;
    return true;
}

/* ---- chunks ---- */

static unsigned pause_ms(char mark, enum voice_rate rate)
{
    static const unsigned normal[] = {140, 260, 420};
    unsigned ms = mark == '|' ? normal[0] : mark == ',' ? normal[1] : mark == '.' ? normal[2] : 0;

    return rate == VOICE_RATE_NORMAL ? ms : rate == VOICE_RATE_SLOW ? ms * 4 / 3 : ms * 7 / 4;
}

static void add_silence(struct espeak_engine *espeak, unsigned ms)
{
    size_t count = (size_t)ms * VOICE_HZ / 1000, room = SPEAK_SAMPLES_MAX - espeak->sample_count;

    if (count > room)
        count = room;
    memset(espeak->samples + espeak->sample_count, 0, count * sizeof(*espeak->samples));
    espeak->sample_count += count;
}

/* Takes syllables up to a pause or the limit; the pause itself is taken too. */
static char take_pinyin(const char *script, size_t *at, char *out)
{
    char mark = 0;

    out[0] = '\0';
    for (int count = 0; count < SPEAK_SYLLABLES_MAX && script[*at] != '\0' && mark == 0; count++) {
        const char *syllable = script + *at;
        size_t length = strcspn(syllable, " ");

        *at += length + strspn(syllable + length, " ");
        if (length == 1 && strchr("|,.", *syllable) != NULL)
            mark = *syllable;
        else
            strncat(out, syllable, length + (syllable[length] == ' '));
    }
    return mark;
}

/* Takes words up to a mark behind which a person would breathe, or the limit. */
static char take_english(const char *script, size_t *at, char *out)
{
    size_t used = 0, length;
    char mark = 0;

    while (script[*at] != '\0' && mark == 0 && used + 4 < SPEAK_CHUNK_BYTES) {
        char here = script[*at], next = script[*at + 1];

        if (used > SPEAK_SYLLABLES_MAX * 6 && here == ' ')
            break;
        if (next == ' ' || next == '\0' || next == '\n')
            mark = strchr(".!?", here) != NULL ? '.' : strchr(",;:", here) != NULL ? ',' : 0;
        text_next(script + *at, &length);
        memcpy(out + used, script + *at, length);
        used += length;
        *at += length;
    }
    out[used] = '\0';
    return mark;
}

/* Makes the samples of the next chunk. False: the sentence is over. */
static bool next_chunk(struct espeak_engine *espeak)
{
    char chunk[SPEAK_CHUNK_BYTES], mark;
    const char *script = espeak->is_pinyin ? espeak->script.reading.text : espeak->script.english;

    espeak->sample_at = espeak->sample_count = 0;
    if (script[espeak->script_at] == '\0')
        return next_script(espeak);
    mark = espeak->is_pinyin ? take_pinyin(script, &espeak->script_at, chunk)
                             : take_english(script, &espeak->script_at, chunk);
    if (chunk[strspn(chunk, " ")] != '\0')
        synthesize(espeak, chunk);
    add_silence(espeak, pause_ms(mark, espeak->rate));
    bytes_wipe(chunk, sizeof(chunk));
    return true;
}

/* ---- the engine ---- */

static bool speaks(const struct voice_engine *engine, enum voice_language language)
{
    const struct espeak_engine *espeak = (const void *)engine;

    return language == VOICE_EN || (language == VOICE_ZH && espeak->hanzi != NULL);
}

static void forget(struct espeak_engine *espeak)
{
    bytes_wipe(espeak->text, sizeof(espeak->text));
    bytes_wipe(&espeak->script, sizeof(espeak->script));
    espeak->at = espeak->script_at = espeak->sample_at = espeak->sample_count = 0;
}

static err_t say(struct voice_engine *engine, const struct voice_sentence *sentence)
{
    struct espeak_engine *espeak = (void *)engine;

    forget(espeak);
    if (sentence->language >= VOICE_LANGUAGE_COUNT || !speaks(engine, sentence->language))
        return ERR_NOT_FOUND;
    if (strlen(sentence->text) >= sizeof(espeak->text))
        return ERR_LIMIT;
    text_copy(espeak->text, sizeof(espeak->text), sentence->text);
    espeak->language = sentence->language;
    espeak->rate = sentence->rate;
    return ERR_OK;
}

static size_t pull(struct voice_engine *engine, int16_t *out_samples, size_t count_max)
{
    struct espeak_engine *espeak = (void *)engine;
    size_t count;

    while (espeak->sample_at == espeak->sample_count)
        if (!next_chunk(espeak))
            return 0;
    count = espeak->sample_count - espeak->sample_at;
    if (count > count_max)
        count = count_max;
    memcpy(out_samples, espeak->samples + espeak->sample_at, count * sizeof(*out_samples));
    espeak->sample_at += count;
    return count;
}

/* The library keeps clauses in buffers of its own. Saying something harmless that is longer than any
 * chunk puts it in their place. */
static void wipe(struct voice_engine *engine)
{
    struct espeak_engine *espeak = (void *)engine;
    char filler[SPEAK_CHUNK_BYTES * 2];

    forget(espeak);
    if (!espeak->is_used)
        return;
    for (size_t i = 0; i + 2 < sizeof(filler); i += 2)
        memcpy(filler + i, "a ", 2);
    filler[sizeof(filler) - 2] = filler[sizeof(filler) - 1] = '\0';
    espeak->rate = VOICE_RATE_NORMAL;
    espeak->is_pinyin = false;
    synthesize(espeak, filler);
    espeak->is_pinyin = true;
    synthesize(espeak, filler);
    espeak->is_used = false;
    espeak->sample_count = 0;
    bytes_wipe(espeak->samples, SPEAK_SAMPLES_MAX * sizeof(*espeak->samples));
}

static void close_engine(struct voice_engine *engine)
{
    struct espeak_engine *espeak = (void *)engine;

    if (espeak == NULL)
        return;
    if (speaking == espeak)
        speaking = NULL;
    free(espeak->samples);
    bytes_wipe(espeak, sizeof(*espeak));
    free(espeak);
}

static const struct voice_engine_kind espeak_kind = {
    .name = "espeak-ng",
    .speaks = speaks,
    .say = say,
    .pull = pull,
    .wipe = wipe,
    .close = close_engine,
};

/* The library is started once and never ended: ended a second time, its 1.51 waits for itself for
 * ever. */
static bool have_library(void)
{
    static bool is_started;

    if (!is_started)
        is_started = espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, NULL,
                                       espeakINITIALIZE_DONT_EXIT) == VOICE_HZ;
    return is_started;
}

/* Its data is another package than the library. The dictionaries themselves are read at the first
 * sentence: a kiosk that starts has better to do, and many a day nobody listens. */
static bool have_dictionaries(void)
{
    static const char *const names[VOICE_LANGUAGE_COUNT] = {"cmn_dict", "en_dict"};
    const char *folder = NULL;
    char path[512];

    espeak_Info(&folder);
    for (int i = 0; i < VOICE_LANGUAGE_COUNT; i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
        if (access(path, R_OK) < 0)
            return false;
    }
    return true;
}

err_t engine_espeak_open(const struct hanzi *hanzi, struct voice_engine **out_engine)
{
    struct espeak_engine *espeak;
    err_t err = ERR_MEMORY;

    CHECK(speaking == NULL);
    *out_engine = NULL;
    espeak = calloc(1, sizeof(*espeak));
    if (espeak == NULL)
        return ERR_MEMORY;
    espeak->engine.kind = &espeak_kind;
    espeak->hanzi = hanzi;
    espeak->voice = VOICE_LANGUAGE_COUNT;
    espeak->samples = calloc(SPEAK_SAMPLES_MAX, sizeof(*espeak->samples));
    if (espeak->samples == NULL)
        goto out;
    err = ERR_NOT_FOUND;
    if (!have_library() || !have_dictionaries())
        goto out;
    speaking = espeak;
    espeak_SetSynthCallback(take_samples);
    *out_engine = &espeak->engine;
    return ERR_OK;
out:
    close_engine(&espeak->engine);
    return err;
}
