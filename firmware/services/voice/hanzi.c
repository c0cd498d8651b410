#include "firmware/services/voice/hanzi.h"

#include <stdlib.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "firmware/base/text.h"
#include "firmware/services/voice/hanzi_table.h"
#include "firmware/services/voice/numbers.h"
#include "firmware/services/voice/voice.h"

/* Signs that are words or pauses. What is in no table and no letter is passed over. */
static const struct {
    const char *text;
    char pause;            /* 0: none */
    const char *syllables; /* NULL: none */
} signs[] = {
    {"。", '.', NULL},  {"！", '.', NULL},  {"？", '.', NULL},         {"!", '.', NULL},
    {"?", '.', NULL},   {"\n", '.', NULL},  {".", '.', NULL},          {"，", ',', NULL},
    {",", ',', NULL},   {"、", ',', NULL},  {"；", ',', NULL},         {";", ',', NULL},
    {"：", ',', NULL},  {":", ',', NULL},   {"…", ',', NULL},          {"—", ',', NULL},
    {"–", ',', NULL},   {"（", ',', NULL},  {"）", ',', NULL},         {"(", ',', NULL},
    {")", ',', NULL},   {"-", '|', NULL},   {"/", '|', NULL},          {"|", '|', NULL},
    {"～", '|', NULL},  {"~", '|', NULL},   {"+", 0, "jia1"},          {"=", 0, "deng3 yu2"},
    {"&", 0, "he2"},    {"×", 0, "cheng2"}, {"℃", 0, "she4 shi4 du4"}, {"㎡", 0, "ping2 fang1 mi3"},
    {"〇", 0, "ling2"}, {"〔", '|', NULL},  {"〕", '|', NULL},
};

bool hanzi_is(uint32_t character)
{
    return (character >= 0x3400 && character <= 0x9fff) ||
           (character >= 0xf900 && character <= 0xfaff) ||
           (character >= 0x20000 && character <= 0x3ffff);
}

err_t hanzi_open(const char *readings, const char *polyphones, struct hanzi **out_hanzi,
                 struct hanzi_problem *out_problem)
{
    struct hanzi *hanzi = calloc(1, sizeof(*hanzi));
    err_t err;

    *out_hanzi = NULL;
    *out_problem = (struct hanzi_problem){0};
    if (hanzi == NULL)
        return ERR_MEMORY;
    err = hanzi_table_load(hanzi, readings, polyphones, out_problem);
    if (err != ERR_OK) {
        hanzi_close(hanzi);
        return err;
    }
    *out_hanzi = hanzi;
    return ERR_OK;
}

void hanzi_close(struct hanzi *hanzi)
{
    if (hanzi == NULL)
        return;
    free(hanzi->characters);
    free(hanzi->words);
    free(hanzi->words_text);
    free(hanzi);
}

/* Full-width letters, digits and the signs of amounts become ASCII, every kind of space a space.
 * Never longer than `text`. Full-width commas and colons stay: they stand between sentences, while
 * those of ASCII stand inside numbers. */
static void make_plain(const char *text, char *out)
{
    size_t length;

    for (uint32_t c = text_next(text, &length); c != 0; c = text_next(text, &length)) {
        text += length;
        if ((c >= 0xff10 && c <= 0xff19) || (c >= 0xff21 && c <= 0xff3a) ||
            (c >= 0xff41 && c <= 0xff5a) || c == 0xff05 || c == 0xff0a || c == 0xff0b ||
            c == 0xff0d || c == 0xff0e || c == 0xff0f)
            c -= 0xfee0;
        else if (c == 0xffe5)
            c = 0xa5;
        else if (c == 0xa0 || c == 0x2002 || c == 0x2003 || c == 0x2009 || c == 0x3000 ||
                 c == '\t' || c == 0xfffd)
            c = ' '; /* no character either: written out it would grow */
        out += text_put(out, c);
    }
    *out = '\0';
}

/* 一 is an ordinal or part of a number, and keeps its tone, behind 第 or a digit and before a
 * digit, 月, 日 or 号. */
static bool is_number_one(const char *text, const char *at)
{
    static const char *const before[] = {"第", "十", "百", "零", "〇"};
    static const char *const behind[] = {"月", "日", "号", "十", "二", "三", "四", "五", "六", "七",
                                         "八", "九", "零", "〇", "楼", "层", "號", "樓", "層"};
    const size_t length = strlen("一");

    for (size_t i = 0; i < COUNT_OF(before); i++)
        if ((size_t)(at - text) >= length && memcmp(at - length, before[i], length) == 0)
            return true;
    for (size_t i = 0; i < COUNT_OF(behind); i++)
        if (strncmp(at + length, behind[i], length) == 0)
            return true;
    return false;
}

/* 看一看, 对不对: light between the same character twice, but not in 一笔一笔. */
static bool is_between_twins(const char *text, const char *at, size_t length)
{
    return (size_t)(at - text) >= 3 && strlen(at + length) >= 3 &&
           memcmp(at - 3, at + length, 3) == 0 &&
           !((size_t)(at - text) >= 6 && memcmp(at - 6, at, length) == 0);
}

static void read_character(const struct hanzi *hanzi, const char *text, const char *at,
                           struct reading *out)
{
    size_t length;
    uint32_t character = text_next(at, &length);
    const char *syllable = hanzi_table_character(hanzi, character);
    bool changes = character == 0x4e00 || character == 0x4e0d;

    if (changes && is_between_twins(text, at, length))
        reading_add(out, character == 0x4e00 ? "yi5" : "bu5");
    else if (character == 0x4e0d)
        reading_add_changing(out, "bu4");
    else if (changes && !is_number_one(text, at))
        reading_add_changing(out, "yi1");
    else if (changes)
        reading_add(out, "yi1");
    else if (syllable != NULL)
        reading_add(out, syllable);
    else
        reading_pause(out, '|');
}

static size_t read_hanzi(const struct hanzi *hanzi, const char *text, const char *at,
                         struct reading *out)
{
    const struct hanzi_word *word = hanzi_table_word(hanzi, at);
    size_t length;

    if (word != NULL) {
        reading_add_all(out, word->syllables);
        return strlen(word->text);
    }
    read_character(hanzi, text, at, out);
    text_next(at, &length);
    return length;
}

/* Stars stand for what is hidden: said once, however many. */
static size_t read_stars(const char *at, struct reading *out)
{
    reading_pause(out, '|');
    reading_add_all(out, "xing1 hao4");
    reading_pause(out, '|');
    return strspn(at, "*");
}

static size_t read_sign(const char *at, struct reading *out)
{
    size_t length;

    for (size_t i = 0; i < COUNT_OF(signs); i++) {
        length = strlen(signs[i].text);
        if (strncmp(at, signs[i].text, length) != 0)
            continue;
        if (signs[i].pause != 0)
            reading_pause(out, signs[i].pause);
        else
            reading_add_all(out, signs[i].syllables);
        return length;
    }
    text_next(at, &length);
    return length;
}

static size_t read_one(const struct hanzi *hanzi, const char *text, const char *at,
                       struct reading *out)
{
    size_t length, taken = numbers_read(text, at, out);
    uint32_t character = text_next(at, &length);

    if (taken > 0)
        return taken;
    if (hanzi_is(character))
        return read_hanzi(hanzi, text, at, out);
    if ((character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z')) {
        reading_add(out, (char[]){(char)(character & ~0x20u), '\0'});
        return length;
    }
    return character == '*' ? read_stars(at, out) : read_sign(at, out);
}

void hanzi_read(const struct hanzi *hanzi, const char *text, struct reading *out)
{
    char plain[VOICE_TEXT_BYTES];

    CHECK(strlen(text) < sizeof(plain));
    reading_init(out);
    make_plain(text, plain);
    for (size_t at = 0; plain[at] != '\0';)
        at += read_one(hanzi, plain, plain + at, out);
    bytes_wipe(plain, sizeof(plain));
}
