#include "tools/lint/lint_words.h"

#include <string.h>

#include "tools/lint/lint_text.h"

#define PREFIX "WORD_"
#define IDENTIFIER "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

static const char *const NAMES[WORD_COUNT] = {
#define W(name, arguments) [WORD_##name] = #name,
#include "firmware/core/words.def"
#undef W
};

static void mark_word(struct lint_words *words, const char *name, size_t length)
{
    for (int word = 1; word < WORD_COUNT; word++)
        if (strlen(NAMES[word]) == length && memcmp(NAMES[word], name, length) == 0)
            words->used[word] = true;
}

void lint_words_mark(struct lint_words *words, const char *line)
{
    const char *at = line;

    while ((at = strstr(at, PREFIX)) != NULL) {
        const char *name = at + sizeof PREFIX - 1;
        size_t length = strspn(name, IDENTIFIER);

        if (at == line || strchr(IDENTIFIER, at[-1]) == NULL)
            mark_word(words, name, length);
        at = name + length;
    }
}

void lint_words_mark_list(struct lint_words *words, const char *line)
{
    while (*(line += strcspn(line, IDENTIFIER)) != '\0') {
        size_t length = strspn(line, IDENTIFIER);

        mark_word(words, line, length);
        line += length;
    }
}

static bool is_wanted(enum language language, int word)
{
    static const bool of_part[WORD_COUNT] = {
#define W(name) [WORD_##name] = true,
#include "tools/lint/part.def"
#undef W
    };

    return of_part[word] || language_is_whole(language);
}

static void check_language(struct lint_report *report, const struct texts *texts,
                           enum language language)
{
    for (int word = 1; word < WORD_COUNT; word++) {
        const char *text = texts->words[language][word];
        const struct lint_text one = {NAMES[word], language, text, word == WORD_LANGUAGES};

        if (text != NULL)
            lint_text_check(report, &one);
        else if (is_wanted(language, word))
            lint_report_add(report, NAMES[word], "not in %s", language_tag(language));
    }
}

void lint_words_check(struct lint_report *report, const struct lint_words *words,
                      const struct texts *texts)
{
    for (int word = 1; word < WORD_COUNT; word++)
        if (!words->used[word])
            lint_report_add(report, NAMES[word], "no source says this word");
    for (int language = 0; language < LANGUAGE_COUNT; language++)
        check_language(report, texts, (enum language)language);
}
