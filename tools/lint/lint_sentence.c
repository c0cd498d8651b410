#include "tools/lint/lint_sentence.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "firmware/base/text.h"

static bool ends_sentence(uint32_t character)
{
    return character == 0x3002 || character == 0xFF01 || character == 0xFF1F || character == '!' ||
           character == '?' || character == '\n';
}

/* ASCII, general, CJK and full-width punctuation, and blanks of any kind. */
static bool is_counted(uint32_t character)
{
    if (character < 0x80)
        return (character >= '0' && character <= '9') || (character >= 'A' && character <= 'Z') ||
               (character >= 'a' && character <= 'z');
    if (character == 0xA0 || character == 0xB7 || (character >= 0x2000 && character <= 0x206F) ||
        (character >= 0x3000 && character <= 0x303F))
        return false;
    if (character < 0xFF00 || character > 0xFF65)
        return true;
    return (character >= 0xFF10 && character <= 0xFF19) ||
           (character >= 0xFF21 && character <= 0xFF3A) ||
           (character >= 0xFF41 && character <= 0xFF5A);
}

size_t lint_sentence_longest(const char *text)
{
    size_t longest = 0, count = 0, length;
    uint32_t character;

    while ((character = text_next(text, &length)) != 0) {
        text += length;
        if (character == '{' && text[0] >= '0' && text[0] <= '9' && text[1] == '}')
            text += 2;
        else if (ends_sentence(character))
            count = 0;
        else if (is_counted(character) && ++count > longest)
            longest = count;
    }
    return longest;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\0';
}

size_t lint_sentence_longest_words(const char *text)
{
    size_t longest = 0, count = 0;

    for (; *text != '\0'; text++) {
        if (!is_blank(text[0]) && is_blank(text[1]) && ++count > longest)
            longest = count;
        if (text[0] == '\n' || (is_blank(text[1]) && strchr(".?!", text[0]) != NULL))
            count = 0;
    }
    return longest;
}
