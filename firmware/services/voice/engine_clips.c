/* Recorded clips as an engine. Every file is looked at when the engine is opened; its samples are
 * read when it is their turn. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "firmware/base/text.h"
#include "firmware/services/voice/hanzi.h"
#include "firmware/services/voice/voice.h"

#define CLIPS_MAX 4096
#define CLIPS_LINE_BYTES 2048
#define CLIPS_ROW_MAX 32 /* clips in one sentence */
#define CLIPS_PATH_BYTES 512
#define CLIPS_CHUNKS_MAX 16 /* of a WAV file, before its samples */

struct clip {
    char *key; /* the text without punctuation and spaces */
    size_t key_bytes;
    char *path;
    enum voice_language language;
    enum voice_rate rate;
    off_t at;          /* of the samples in the file */
    size_t size_bytes; /* of the samples */
};

struct clips_engine {
    struct voice_engine engine;
    struct clip *clips;
    size_t clip_count;
    const struct clip *row[CLIPS_ROW_MAX];
    size_t row_count, row_at;
    int file; /* of the clip whose turn it is; -1: none open */
    size_t read_bytes;
};

/* Keeps hanzi, letters and digits; `out` holds as much as `text`. */
static void make_key(const char *text, char *out)
{
    size_t length;

    for (uint32_t c = text_next(text, &length); c != 0; c = text_next(text, &length)) {
        bool kept = hanzi_is(c) || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                    (c >= 'a' && c <= 'z');

        if (kept) {
            memcpy(out, text, length);
            out += length;
        }
        text += length;
    }
    *out = '\0';
}

/* ---- WAV: "RIFF" size "WAVE", then chunks of a name, a size and that many bytes, padded to an even
 * count; "fmt " comes before "data" (Multimedia Programming Interface and Data Specifications 1.0).
 */

static bool is_our_format(const uint8_t *format)
{
    return bytes_get_le16(format) == 1 && bytes_get_le16(format + 2) == 1 &&
           bytes_get_le32(format + 4) == VOICE_HZ && bytes_get_le16(format + 14) == 16;
}

static err_t look_at_wave(int file, struct clip *clip)
{
    uint8_t head[12], chunk[8], format[16] = {0};
    off_t at = sizeof(head), end = lseek(file, 0, SEEK_END);

    if (pread(file, head, sizeof(head), 0) != sizeof(head) || memcmp(head, "RIFF", 4) != 0 ||
        memcmp(head + 8, "WAVE", 4) != 0)
        return ERR_INVALID;
    for (int i = 0; i < CLIPS_CHUNKS_MAX; i++) {
        uint32_t size_bytes;

        if (pread(file, chunk, sizeof(chunk), at) != sizeof(chunk))
            return ERR_INVALID;
        size_bytes = bytes_get_le32(chunk + 4);
        at += sizeof(chunk);
        if (memcmp(chunk, "fmt ", 4) == 0 &&
            (size_bytes < sizeof(format) ||
             pread(file, format, sizeof(format), at) != sizeof(format)))
            return ERR_INVALID;
        if (memcmp(chunk, "data", 4) == 0) {
            clip->at = at;
            clip->size_bytes = size_bytes & ~1u;
            return is_our_format(format) && at + (off_t)size_bytes <= end ? ERR_OK : ERR_INVALID;
        }
        at += (off_t)size_bytes + (size_bytes & 1);
    }
    return ERR_INVALID;
}

/* ---- the index ---- */

/* Cuts a line at its tabulators into exactly `count` fields. */
static bool cut_fields(char *line, char **out_fields, int count)
{
    for (int i = 0; i < count; i++) {
        char *tab = strchr(line, '\t');

        out_fields[i] = line;
        if ((tab == NULL) != (i == count - 1))
            return false;
        if (tab != NULL) {
            *tab = '\0';
            line = tab + 1;
        }
    }
    return true;
}

static err_t parse_line(struct clips_engine *engine, const char *folder, char *line)
{
    struct clip *clip = &engine->clips[engine->clip_count];
    char *fields[4], path[CLIPS_PATH_BYTES];
    int file;
    err_t err;

    if (engine->clip_count == CLIPS_MAX)
        return ERR_LIMIT;
    if (!cut_fields(line, fields, 4) || strchr(fields[2], '/') != NULL || fields[1][0] < '0' ||
        fields[1][0] >= '0' + VOICE_RATE_COUNT || fields[1][1] != '\0' ||
        snprintf(path, sizeof(path), "%s/%s", folder, fields[2]) >= (int)sizeof(path))
        return ERR_INVALID;
    clip->language = voice_language_find(fields[0]);
    clip->rate = (enum voice_rate)(fields[1][0] - '0');
    clip->key = malloc(strlen(fields[3]) + 1);
    clip->path = strdup(path);
    engine->clip_count++;
    if (clip->key == NULL || clip->path == NULL)
        return ERR_MEMORY;
    make_key(fields[3], clip->key);
    clip->key_bytes = strlen(clip->key);
    file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || clip->key_bytes == 0 || clip->language == VOICE_LANGUAGE_COUNT)
        err = ERR_INVALID;
    else
        err = look_at_wave(file, clip);
    if (file >= 0)
        close(file);
    return err;
}

static err_t parse_index(struct clips_engine *engine, const char *folder, FILE *index)
{
    char line[CLIPS_LINE_BYTES];
    err_t err = ERR_OK;

    while (err == ERR_OK && fgets(line, sizeof(line), index) != NULL) {
        line[strcspn(line, "\r\n")] = '\0';
        if (line[0] != '\0' && line[0] != '#')
            err = parse_line(engine, folder, line);
    }
    return err;
}

/* ---- a row of clips ---- */

static bool fits(const struct clip *clip, const struct voice_sentence *sentence, const char *rest)
{
    return clip->language == sentence->language && clip->rate == sentence->rate &&
           strncmp(rest, clip->key, clip->key_bytes) == 0;
}

/* The fewest clips that are the whole key, found from its end. */
static bool find_row(struct clips_engine *engine, const struct voice_sentence *sentence,
                     const char *key)
{
    static uint16_t parts[VOICE_TEXT_BYTES]; /* from here to the end; 0: no row, but at the end */
    static uint16_t chosen[VOICE_TEXT_BYTES];
    size_t length = strlen(key), at = 0;

    parts[length] = 0;
    for (size_t i = length; i-- > 0;) {
        parts[i] = 0;
        for (size_t k = 0; k < engine->clip_count; k++) {
            const struct clip *clip = &engine->clips[k];
            size_t behind = i + clip->key_bytes;

            if (behind > length || (behind < length && parts[behind] == 0) ||
                !fits(clip, sentence, key + i))
                continue;
            if (parts[i] == 0 || parts[behind] + 1 < parts[i]) {
                parts[i] = (uint16_t)(parts[behind] + 1);
                chosen[i] = (uint16_t)k;
            }
        }
    }
    if (length == 0 || parts[0] == 0 || parts[0] > CLIPS_ROW_MAX)
        return false;
    for (engine->row_count = 0; at < length; at += engine->row[engine->row_count++]->key_bytes)
        engine->row[engine->row_count] = &engine->clips[chosen[at]];
    return true;
}

/* ---- the engine ---- */

static bool speaks(const struct voice_engine *engine, enum voice_language language)
{
    const struct clips_engine *clips = (const void *)engine;

    for (size_t i = 0; i < clips->clip_count; i++)
        if (clips->clips[i].language == language)
            return true;
    return false;
}

static void leave_file(struct clips_engine *clips)
{
    if (clips->file >= 0)
        close(clips->file);
    clips->file = -1;
    clips->read_bytes = 0;
}

static void wipe(struct voice_engine *engine)
{
    struct clips_engine *clips = (void *)engine;

    leave_file(clips);
    bytes_wipe(clips->row, sizeof(clips->row));
    clips->row_count = clips->row_at = 0;
}

static err_t say(struct voice_engine *engine, const struct voice_sentence *sentence)
{
    char key[VOICE_TEXT_BYTES];
    bool found;

    wipe(engine);
    if (strlen(sentence->text) >= sizeof(key))
        return ERR_LIMIT;
    make_key(sentence->text, key);
    found = find_row((void *)engine, sentence, key);
    bytes_wipe(key, sizeof(key));
    return found ? ERR_OK : ERR_NOT_FOUND;
}

static size_t pull(struct voice_engine *engine, int16_t *out_samples, size_t count_max)
{
    struct clips_engine *clips = (void *)engine;

    for (; clips->row_at < clips->row_count; clips->row_at++, leave_file(clips)) {
        const struct clip *clip = clips->row[clips->row_at];
        size_t left_bytes = clip->size_bytes - clips->read_bytes;
        ssize_t size;

        if (clips->file < 0)
            clips->file = open(clip->path, O_RDONLY | O_CLOEXEC);
        if (clips->file < 0 || left_bytes == 0)
            continue;
        if (left_bytes > count_max * sizeof(*out_samples))
            left_bytes = count_max * sizeof(*out_samples);
        size = pread(clips->file, out_samples, left_bytes, clip->at + (off_t)clips->read_bytes);
        if (size < (ssize_t)sizeof(*out_samples))
            continue;
        for (ssize_t i = 0; i < size / 2; i++)
            out_samples[i] = (int16_t)bytes_get_le16((const uint8_t *)&out_samples[i]);
        clips->read_bytes += (size_t)size & ~(size_t)1;
        return (size_t)size / sizeof(*out_samples);
    }
    return 0;
}

static void close_engine(struct voice_engine *engine)
{
    struct clips_engine *clips = (void *)engine;

    if (clips == NULL)
        return;
    leave_file(clips);
    for (size_t i = 0; i < clips->clip_count; i++) {
        free(clips->clips[i].key);
        free(clips->clips[i].path);
    }
    free(clips->clips);
    free(clips);
}

static const struct voice_engine_kind clips_kind = {
    .name = "clips",
    .speaks = speaks,
    .say = say,
    .pull = pull,
    .wipe = wipe,
    .close = close_engine,
};

err_t engine_clips_open(const char *folder, struct voice_engine **out_engine)
{
    char path[CLIPS_PATH_BYTES];
    struct clips_engine *clips = NULL;
    FILE *index = NULL;
    err_t err = ERR_NOT_FOUND;

    *out_engine = NULL;
    if (snprintf(path, sizeof(path), "%s/index.txt", folder) < (int)sizeof(path))
        index = fopen(path, "re");
    if (index == NULL)
        return ERR_NOT_FOUND;
    err = ERR_MEMORY;
    clips = calloc(1, sizeof(*clips));
    if (clips == NULL)
        goto out;
    *clips = (struct clips_engine){.engine.kind = &clips_kind, .file = -1};
    clips->clips = calloc(CLIPS_MAX, sizeof(*clips->clips));
    if (clips->clips != NULL)
        err = parse_index(clips, folder, index);
    if (err != ERR_OK)
        goto out;
    *out_engine = &clips->engine;
    clips = NULL;
out:
    fclose(index);
    if (clips != NULL)
        close_engine(&clips->engine);
    return err;
}
