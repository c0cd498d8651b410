#include "tools/lint/lint_text.h"

#include <ctype.h>
#include <iconv.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "firmware/base/check.h"
#include "firmware/base/text.h"
#include "tools/lint/lint_sentence.h"

#define CAPITALS_AND_DIGITS "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
#define CODE_LENGTH_MIN 2

static void check_length(struct lint_report *report, const struct lint_text *text)
{
    bool in_words = text->language == LANGUAGE_EN;
    size_t most = in_words ? LINT_SENTENCE_WORDS_MAX : LINT_SENTENCE_CHARACTERS_MAX;
    size_t longest =
        in_words ? lint_sentence_longest_words(text->text) : lint_sentence_longest(text->text);

    if (longest > most)
        lint_report_add(report, text->where, "%s: a sentence of %zu %s (at most %zu): %s",
                        language_tag(text->language), longest, in_words ? "words" : "characters",
                        most, text->text);
}

static bool is_known(const char *code, size_t length)
{
    /* On every card and poster. */
    static const char *const known[] = {"ID", "QR"};

    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (strlen(known[i]) == length && memcmp(known[i], code, length) == 0)
            return true;
    return false;
}

static bool has_capital(const char *code, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (isupper((unsigned char)code[i]))
            return true;
    return false;
}

static void check_codes(struct lint_report *report, const struct lint_text *text)
{
    const char *at = text->text;

    while (*(at += strcspn(at, CAPITALS_AND_DIGITS)) != '\0') {
        size_t length = strspn(at, CAPITALS_AND_DIGITS);
        bool part_of_a_word = islower((unsigned char)at[length]) != 0;

        if (!part_of_a_word && length >= CODE_LENGTH_MIN && has_capital(at, length) &&
            !is_known(at, length))
            lint_report_add(report, text->where, "%s: '%.*s' is a code or an abbreviation: %s",
                            language_tag(text->language), (int)length, at, text->text);
        at += length;
    }
}

static bool is_hanzi(uint32_t character)
{
    return (character >= 0x3400 && character <= 0x9FFF) ||
           (character >= 0xF900 && character <= 0xFAFF) || character >= 0x20000;
}

/* The national character set that was made for the writing of this language; NULL: it has no
 * hanzi. */
static const char *charset_of(enum language language)
{
    switch (language) {
    case LANGUAGE_ZH_HANS:
        return "GB2312";
    case LANGUAGE_ZH_HANT:
        return "BIG5";
    case LANGUAGE_EN:
    case LANGUAGE_II:
    case LANGUAGE_COUNT:
        break;
    }
    return NULL;
}

static bool is_in(iconv_t charset, const char *character, size_t length)
{
    char in[4], out[8], *from = in, *to = out;
    size_t out_bytes = sizeof out;

    memcpy(in, character, length);
    return iconv(charset, &from, &length, &to, &out_bytes) == 0;
}

static void check_script(struct lint_report *report, const struct lint_text *text)
{
    const char *name = charset_of(text->language), *at = text->text;
    iconv_t charset = name == NULL ? (iconv_t)-1 : iconv_open(name, "UTF-8");
    uint32_t character;
    size_t length;

    CHECK(name == NULL || charset != (iconv_t)-1);
    for (; (character = text_next(at, &length)) != 0; at += length) {
        if (is_hanzi(character) && (name == NULL || !is_in(charset, at, length)))
            lint_report_add(report, text->where, "%s: '%.*s' is of another script: %s",
                            language_tag(text->language), (int)length, at, text->text);
    }
    if (name != NULL)
        iconv_close(charset);
}

void lint_text_check(struct lint_report *report, const struct lint_text *text)
{
    check_length(report, text);
    if (!text->names_languages) {
        check_codes(report, text);
        check_script(report, text);
    }
}
