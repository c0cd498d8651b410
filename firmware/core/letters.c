/* Texts, character by character: what may be written, where it ends, and the ways to write it. The
 * pads themselves are the glass's; each character that is chosen there comes here. */
#include "firmware/core/step.h"

#include <string.h>

#include "firmware/base/text.h"

struct range {
    uint32_t first, last;
};

static bool is_within(uint32_t character, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (character >= ranges[i].first && character <= ranges[i].last)
            return true;
    return false;
}

/* Blocks of Unicode 15 that hold assigned letters of names: Han (GB 18030-2022 level 3 reaches into
 * extensions A to G), Yi, Latin. Nothing here is a control, a mark without a letter or unassigned. */
static bool is_letter(uint32_t character)
{
    static const struct range blocks[] = {
        {'A', 'Z'},         {'a', 'z'},         {0x00c0, 0x00d6},   {0x00d8, 0x00f6},
        {0x00f8, 0x024f},   {0x3007, 0x3007},   {0x3400, 0x4dbf},   {0x4e00, 0x9fff},
        {0xa000, 0xa48c},   {0xfa0e, 0xfa29},   {0x20000, 0x2a6df}, {0x2a700, 0x2b739},
        {0x2b740, 0x2b81d}, {0x2b820, 0x2cea1}, {0x2ceb0, 0x2ebe0}, {0x30000, 0x3134a},
        {0x31350, 0x323af},
    };

    return is_within(character, blocks, sizeof(blocks) / sizeof(blocks[0]));
}

static bool is_sign(uint32_t character)
{
    static const struct range signs[] = {
        {' ', '@'},       {'[', '`'},       {'{', '~'},       {0x00b7, 0x00b7},
        {0x2014, 0x2014}, {0x2018, 0x2019}, {0x201c, 0x201d}, {0x2026, 0x2026},
        {0x3001, 0x3002}, {0x3008, 0x3011}, {0xff01, 0xff5e},
    };

    return is_within(character, signs, sizeof(signs) / sizeof(signs[0]));
}

static bool is_allowed(enum letters letters, uint32_t character)
{
    switch (letters) {
    case LETTERS_NAME:
        return is_letter(character) || character == ' ' || character == 0x00b7;
    case LETTERS_ADDRESS:
    case LETTERS_TEXT:
        return is_letter(character) || is_sign(character);
    case LETTERS_CODE:
        return (character >= '0' && character <= '9') || (character >= 'A' && character <= 'Z');
    }
    return false;
}

bool letters_insert(char *text, enum letters letters, uint32_t characters_max, uint32_t character)
{
    char bytes[5] = "";
    size_t length = strlen(text);
    bool doubled = character == ' ' && (length == 0 || text[length - 1] == ' ');

    if (letters == LETTERS_CODE && character >= 'a' && character <= 'z')
        character = character - 'a' + 'A';
    if (!is_allowed(letters, character))
        return false;
    if (doubled) /* said already */
        return true;
    if (text_count(text) >= characters_max)
        return false;
    bytes[text_put(bytes, character)] = '\0';
    if (length + strlen(bytes) >= FIELD_VALUE_BYTES)
        return false;
    memcpy(text + length, bytes, strlen(bytes) + 1);
    return true;
}

void letters_erase(char *text)
{
    size_t length = strlen(text);

    if (length == 0)
        return;
    do {
        length--;
    } while (length > 0 && ((uint8_t)text[length] & 0xc0) == 0x80);
    memset(text + length, 0, strlen(text + length));
}

bool letters_touched(char *text, enum letters letters, uint32_t characters_max,
                     const struct action *action)
{
    bool digit = action->kind == ACTION_KEY && action->arg >= '0' && action->arg <= '9';

    if (action->kind == ACTION_KEY && action->arg == VIEW_KEY_ERASE) {
        letters_erase(text);
        return true;
    }
    if (action->kind != ACTION_INSERT && !digit)
        return true;
    return letters_insert(text, letters, characters_max, action->arg);
}

/* ---- ways ---- */

struct way_list {
    uint8_t count;
    uint8_t ways[6];
};

static const struct way_list lists[] = {
    [LETTERS_NAME] = {5, {WAY_HAND, WAY_PINYIN, WAY_STROKES, WAY_PARTS, WAY_LATIN}},
    [LETTERS_ADDRESS] = {5, {WAY_HAND, WAY_PINYIN, WAY_STROKES, WAY_PLACES, WAY_DIGITS}},
    [LETTERS_TEXT] = {5, {WAY_HAND, WAY_PINYIN, WAY_STROKES, WAY_LATIN, WAY_DIGITS}},
    [LETTERS_CODE] = {2, {WAY_DIGITS, WAY_LATIN}},
};

enum way letters_way(enum letters letters, enum language language)
{
    if (letters == LETTERS_TEXT && language == LANGUAGE_EN)
        return WAY_LATIN;
    return (enum way)lists[letters].ways[0];
}

bool letters_has_way(enum letters letters, uint32_t way)
{
    for (uint8_t i = 0; i < lists[letters].count; i++)
        if (lists[letters].ways[i] == way)
            return true;
    return false;
}

void letters_compose_ways(struct view *view, enum letters letters, enum way way)
{
    static const uint16_t words[WAY_COUNT] = {
        [WAY_DIGITS] = WORD_WAY_DIGITS,   [WAY_ID] = WORD_WAY_DIGITS,
        [WAY_HAND] = WORD_WAY_HAND,       [WAY_PINYIN] = WORD_WAY_PINYIN,
        [WAY_STROKES] = WORD_WAY_STROKES, [WAY_PARTS] = WORD_WAY_PARTS,
        [WAY_PLACES] = WORD_WAY_PLACES,   [WAY_LATIN] = WORD_WAY_LATIN,
    };

    for (uint8_t i = 0; i < lists[letters].count; i++) {
        struct part *part = compose_part(view, PART_WAY);

        part->text = phrase_word((enum word)words[lists[letters].ways[i]]);
        part->selected = lists[letters].ways[i] == way;
        part->action.kind = ACTION_WAY;
        part->action.arg = lists[letters].ways[i];
    }
}

void letters_compose_pad(struct view *view, enum letters letters, enum way way)
{
    struct part *part;

    if (way == WAY_DIGITS || way == WAY_ID) {
        compose_part(view, PART_KEYPAD)->value = way == WAY_ID;
        return;
    }
    part = compose_part(view, PART_WRITE);
    part->value = (uint16_t)way;
    part->number = letters == LETTERS_NAME      ? ABOUT_NAME
                   : letters == LETTERS_ADDRESS ? ABOUT_ADDRESS
                                                : ABOUT_ANY;
}
