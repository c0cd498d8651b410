#include "firmware/services/voice/hanzi_table.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/text.h"

#define HANZI_FILE_BYTES_MAX 4194304

/* A file cut into lines. */
struct lines {
    const char *path;
    char *at;   /* the rest */
    int number; /* of the line handed out last */
    struct hanzi_problem *problem;
};

static err_t complain(struct lines *lines, err_t err, const char *what)
{
    const char *name = strrchr(lines->path, '/');

    snprintf(lines->problem->text, sizeof(lines->problem->text), "%.80s:%d: %s",
             name == NULL ? lines->path : name + 1, lines->number, what);
    return err;
}

/* The whole file, with a NUL behind. */
static err_t read_file(const char *path, char **out_text)
{
    FILE *file = fopen(path, "rbe");
    err_t err = ERR_NOT_FOUND;
    long size = -1;
    char *text = NULL;

    *out_text = NULL;
    if (file == NULL)
        return ERR_NOT_FOUND;
    if (fseek(file, 0, SEEK_END) == 0)
        size = ftell(file);
    if (size < 0 || fseek(file, 0, SEEK_SET) < 0)
        goto out;
    err = ERR_LIMIT;
    if (size > HANZI_FILE_BYTES_MAX)
        goto out;
    err = ERR_MEMORY;
    text = malloc((size_t)size + 1);
    if (text == NULL)
        goto out;
    err = ERR_NOT_FOUND;
    if (fread(text, 1, (size_t)size, file) != (size_t)size)
        goto out;
    text[size] = '\0';
    *out_text = text;
    text = NULL;
    err = ERR_OK;
out:
    free(text);
    fclose(file);
    return err;
}

/* The next entry: what stands before the tabulator and what behind. False: the end. A line without
 * a tabulator has an empty second half. */
static bool next_line(struct lines *lines, char **out_key, char **out_value)
{
    while (*lines->at != '\0') {
        char *line = lines->at, *end = line + strcspn(line, "\r\n"), *tab;

        lines->at = end + (*end == '\r') + 1;
        if (*end == '\0' || (end[0] == '\r' && end[1] == '\0'))
            lines->at = end + (*end == '\r');
        *end = '\0';
        lines->number++;
        line[strcspn(line, "#")] = '\0';
        if (line[strspn(line, " \t")] == '\0')
            continue;
        tab = strchr(line, '\t');
        *out_key = line;
        *out_value = tab == NULL ? line + strlen(line) : tab + 1;
        if (tab != NULL)
            *tab = '\0';
        return true;
    }
    return false;
}

/* The length of the syllable at the beginning of `text`; 0: none of the right form. */
static size_t syllable_at(const char *text)
{
    size_t letters = 0;

    while (text[letters] >= 'a' && text[letters] <= 'z')
        letters++;
    if (letters < 1 || letters > HANZI_SYLLABLE_BYTES - 2 || text[letters] < '1' ||
        text[letters] > '5' || (text[letters + 1] != '\0' && text[letters + 1] != ' '))
        return 0;
    return letters + 1;
}

/* How many syllables a value has; 0 when one is of another form. */
static size_t count_syllables(const char *value)
{
    size_t count = 0, length;

    while (*value != '\0') {
        length = syllable_at(value);
        if (length == 0)
            return 0;
        count++;
        value += length;
        value += strspn(value, " ");
    }
    return count;
}

static bool are_hanzi(const char *text)
{
    size_t length;

    for (uint32_t c = text_next(text, &length); c != 0; c = text_next(text, &length)) {
        if (!hanzi_is(c))
            return false;
        text += length;
    }
    return true;
}

static int compare_characters(const void *a, const void *b)
{
    const struct hanzi_character *x = a, *y = b;

    return (x->character > y->character) - (x->character < y->character);
}

static int compare_words(const void *a, const void *b)
{
    return strcmp(((const struct hanzi_word *)a)->text, ((const struct hanzi_word *)b)->text);
}

/* The reading that counts: the first, but its full tone where the first is only its light form (务
 * is "wu5 wu4", because it is light in 服务 and 任务). */
static const char *main_syllable(const char *value)
{
    size_t length = syllable_at(value);

    if (value[length - 1] != '5')
        return value;
    for (const char *other = value; *other != '\0'; other += strspn(other, " ")) {
        size_t other_length = syllable_at(other);

        if (other_length == length && other[length - 1] != '5' &&
            memcmp(other, value, length - 1) == 0)
            return other;
        other += other_length;
    }
    return value;
}

static err_t parse_characters(struct hanzi *out, struct lines *lines)
{
    char *key, *value;
    size_t length;

    while (next_line(lines, &key, &value)) {
        struct hanzi_character *entry = &out->characters[out->character_count];

        if (text_count(key) != 1 || count_syllables(value) == 0)
            return complain(lines, ERR_INVALID,
                            "a character, a tabulator and syllables are needed");
        if (out->character_count == HANZI_CHARACTERS_MAX)
            return complain(lines, ERR_LIMIT, "too many characters");
        entry->character = text_next(key, &length);
        value = (char *)(uintptr_t)main_syllable(value);
        length = syllable_at(value);
        memcpy(entry->syllable, value, length);
        entry->syllable[length] = '\0';
        out->character_count++;
    }
    return ERR_OK;
}

static err_t load_characters(struct hanzi *out, struct lines *lines)
{
    char *text = NULL;
    err_t err = read_file(lines->path, &text);

    if (err != ERR_OK)
        return complain(lines, err, "cannot be read");
    out->characters = calloc(HANZI_CHARACTERS_MAX + 1, sizeof(*out->characters));
    lines->at = text;
    err = out->characters == NULL ? ERR_MEMORY : parse_characters(out, lines);
    free(text);
    if (err == ERR_OK)
        qsort(out->characters, out->character_count, sizeof(*out->characters), compare_characters);
    return err;
}

static err_t parse_words(struct hanzi *out, struct lines *lines)
{
    char *key, *value;

    while (next_line(lines, &key, &value)) {
        size_t characters = text_count(key);

        value[strcspn(value, "\t")] = '\0';
        for (size_t end = strlen(value); end > 0 && value[end - 1] == ' '; end--)
            value[end - 1] = '\0';
        if (characters == 0 || characters > HANZI_WORD_CHARACTERS_MAX || !are_hanzi(key))
            return complain(lines, ERR_INVALID, "1 to 8 characters are needed");
        if (count_syllables(value) != characters)
            return complain(lines, ERR_INVALID, "a syllable for each character is needed");
        if (out->word_count == HANZI_WORDS_MAX)
            return complain(lines, ERR_LIMIT, "too many words");
        out->words[out->word_count++] = (struct hanzi_word){.text = key, .syllables = value};
    }
    return ERR_OK;
}

static err_t load_words(struct hanzi *out, struct lines *lines)
{
    err_t err = read_file(lines->path, &out->words_text);

    if (err != ERR_OK)
        return complain(lines, err, "cannot be read");
    out->words = calloc(HANZI_WORDS_MAX, sizeof(*out->words));
    lines->at = out->words_text;
    err = out->words == NULL ? ERR_MEMORY : parse_words(out, lines);
    if (err != ERR_OK)
        return err;
    qsort(out->words, out->word_count, sizeof(*out->words), compare_words);
    for (size_t i = 1; i < out->word_count; i++)
        if (compare_words(&out->words[i - 1], &out->words[i]) == 0) {
            snprintf(lines->problem->text, sizeof(lines->problem->text), "polyphones: %.60s twice",
                     out->words[i].text);
            return ERR_INVALID;
        }
    return ERR_OK;
}

err_t hanzi_table_load(struct hanzi *out, const char *readings, const char *polyphones,
                       struct hanzi_problem *out_problem)
{
    struct lines of_readings = {.path = readings, .problem = out_problem};
    struct lines of_words = {.path = polyphones, .problem = out_problem};
    err_t err = load_characters(out, &of_readings);

    return err == ERR_OK ? load_words(out, &of_words) : err;
}

const char *hanzi_table_character(const struct hanzi *hanzi, uint32_t character)
{
    const struct hanzi_character key = {.character = character};
    const struct hanzi_character *found =
        bsearch(&key, hanzi->characters, hanzi->character_count, sizeof(key), compare_characters);

    return found == NULL ? NULL : found->syllable;
}

const struct hanzi_word *hanzi_table_word(const struct hanzi *hanzi, const char *at)
{
    char text[HANZI_WORD_CHARACTERS_MAX * 4 + 1] = "";
    size_t ends[HANZI_WORD_CHARACTERS_MAX], count = 0, length, end = 0;
    const struct hanzi_word key = {.text = text};

    while (count < HANZI_WORD_CHARACTERS_MAX && hanzi_is(text_next(at + end, &length))) {
        end += length;
        ends[count++] = end;
    }
    memcpy(text, at, end);
    for (; count > 0; count--) {
        const struct hanzi_word *found;

        text[ends[count - 1]] = '\0';
        found = bsearch(&key, hanzi->words, hanzi->word_count, sizeof(key), compare_words);
        if (found != NULL)
            return found;
    }
    return NULL;
}
