/* Pinyin with marks, as dictionaries print it, to letters and a tone. */
#include <string.h>

#include "firmware/base/check.h"
#include "firmware/base/text.h"
#include "tools/tables/unihan.h"

struct mark {
    uint32_t character;
    char letter;
    uint8_t tone; /* 0: the mark says nothing of the tone */
};

static const struct mark MARKS[] = {
    {0x101, 'a', 1},  {0xe1, 'a', 2},   {0x1ce, 'a', 3}, {0xe0, 'a', 4},   {0x113, 'e', 1},
    {0xe9, 'e', 2},   {0x11b, 'e', 3},  {0xe8, 'e', 4},  {0x12b, 'i', 1},  {0xed, 'i', 2},
    {0x1d0, 'i', 3},  {0xec, 'i', 4},   {0x14d, 'o', 1}, {0xf3, 'o', 2},   {0x1d2, 'o', 3},
    {0xf2, 'o', 4},   {0x16b, 'u', 1},  {0xfa, 'u', 2},  {0x1d4, 'u', 3},  {0xf9, 'u', 4},
    {0x1d6, 'v', 1},  {0x1d8, 'v', 2},  {0x1da, 'v', 3}, {0x1dc, 'v', 4},  {0xfc, 'v', 0},
    {0x144, 'n', 2},  {0x148, 'n', 3},  {0x1f9, 'n', 4}, {0x1e3f, 'm', 2}, {0xea, 'E', 0},
    {0x1ebf, 'E', 2}, {0x1ec1, 'E', 4}, {0x304, 0, 1},   {0x301, 0, 2},    {0x30c, 0, 3},
    {0x300, 0, 4},    {0x308, 0, 0},
};

/* Sounds that are no syllables of the keyboard, and what people type to find them. */
static const char *const PLAIN[][2] = {{"E", "ei"},  {"m", "mu"},    {"n", "en"},
                                       {"ng", "en"}, {"hm", "heng"}, {"hng", "heng"}};

static bool unmark(uint32_t character, char *out_letter, uint8_t *tone)
{
    if (character >= 'a' && character <= 'z') {
        *out_letter = (char)character;
        return true;
    }
    for (size_t i = 0; i < COUNT_OF(MARKS); i++) {
        if (MARKS[i].character != character)
            continue;
        *out_letter = MARKS[i].letter;
        if (MARKS[i].tone != 0)
            *tone = MARKS[i].tone;
        return true;
    }
    return false;
}

bool unihan_spell(const char *marked, char out_letters[8], uint8_t *out_tone)
{
    size_t length = 0, step = 0;
    memset(out_letters, 0, 8);
    *out_tone = 5;
    for (uint32_t c; (c = text_next(marked, &step)) != 0; marked += step) {
        char letter = 0;
        if (!unmark(c, &letter, out_tone) || length == 7)
            return false;
        if (letter != 0)
            out_letters[length++] = letter;
    }
    for (size_t i = 0; i < COUNT_OF(PLAIN); i++)
        if (strcmp(out_letters, PLAIN[i][0]) == 0)
            strcpy(out_letters, PLAIN[i][1]);
    return strpbrk(out_letters, "aeiouv") != NULL && strchr(out_letters, 'E') == NULL;
}
