#include "firmware/services/voice/reading.h"

#include <string.h>

#include "firmware/base/check.h"

#define READING_SYLLABLE_BYTES_MAX 7

void reading_init(struct reading *reading)
{
    reading->text[0] = '\0';
    reading->length = 0;
    reading->pending = 0;
}

static void append(struct reading *reading, const char *syllable, size_t length)
{
    CHECK(length > 0 && length <= READING_SYLLABLE_BYTES_MAX);
    if (reading->length + length + 2 > sizeof(reading->text))
        return;
    if (reading->length > 0)
        reading->text[reading->length++] = ' ';
    memcpy(reading->text + reading->length, syllable, length);
    reading->length += length;
    reading->text[reading->length] = '\0';
}

/* Settles the tone of a 一 or 不 that stands before a syllable of `tone`. */
static void settle(struct reading *reading, char tone)
{
    char *own;

    if (reading->pending == 0)
        return;
    own = &reading->text[reading->pending - 1];
    if (tone == '4')
        *own = '2';
    else if (*own == '1' && tone >= '1' && tone <= '3')
        *own = '4';
    reading->pending = 0;
}

static void add(struct reading *reading, const char *syllable, size_t length)
{
    settle(reading, syllable[length - 1]);
    append(reading, syllable, length);
}

void reading_add(struct reading *reading, const char *syllable)
{
    add(reading, syllable, strlen(syllable));
}

void reading_add_all(struct reading *reading, const char *syllables)
{
    while (*syllables != '\0') {
        size_t length = strcspn(syllables, " ");

        add(reading, syllables, length);
        syllables += length;
        syllables += strspn(syllables, " ");
    }
}

void reading_add_changing(struct reading *reading, const char *syllable)
{
    size_t before = reading->length;

    reading_add(reading, syllable);
    if (reading->length > before)
        reading->pending = reading->length;
}

static int weight(char pause)
{
    return pause == '.' ? 3 : pause == ',' ? 2 : pause == '|' ? 1 : 0;
}

void reading_pause(struct reading *reading, char pause)
{
    char *last;

    CHECK(weight(pause) > 0);
    if (reading->length == 0)
        return;
    reading->pending = 0;
    last = &reading->text[reading->length - 1];
    if (weight(*last) == 0)
        append(reading, &pause, 1);
    else if (weight(*last) < weight(pause))
        *last = pause;
}
