#include "firmware/services/voice/sentence.h"

#include <stdbool.h>
#include <stdint.h>

#include "firmware/base/text.h"

static bool is_space(uint32_t character)
{
    return character == ' ' || character == '\n' || character == '\t' || character == 0x3000;
}

static bool is_end(uint32_t character, uint32_t next)
{
    if (character == 0x3002 || character == 0xff01 || character == 0xff1f || character == '\n')
        return true;
    return (character == '.' || character == '!' || character == '?') &&
           (next == 0 || is_space(next));
}

/* Closing quotes and brackets belong to the sentence before them. */
static bool is_closing(uint32_t character)
{
    return character == 0x201d || character == 0x2019 || character == 0x300d ||
           character == 0x300f || character == 0xff09 || character == '"' || character == ')' ||
           character == 0x300b;
}

static bool is_comma(uint32_t character, uint32_t next)
{
    return character == 0xff0c || character == 0xff1b || character == 0x3001 ||
           character == 0xff1a || ((character == ',' || character == ';') && is_space(next));
}

static size_t with_tail(const char *text, size_t at)
{
    size_t length;

    for (;;) {
        uint32_t next = text_next(text + at, &length);

        if (!is_closing(next) && !is_space(next))
            return at;
        at += length;
    }
}

size_t sentence_length(const char *text)
{
    size_t at = 0, comma = 0, length;
    uint32_t character, next;

    for (character = text_next(text, &length); character != 0; character = next) {
        size_t after = at + length;

        if (after > SENTENCE_BYTES_MAX)
            return comma > 0 ? comma : at;
        at = after;
        next = text_next(text + at, &length);
        if (is_end(character, is_closing(next) ? ' ' : next))
            return with_tail(text, at);
        if (is_comma(character, next))
            comma = at;
    }
    return at;
}
