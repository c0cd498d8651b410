#include "ui/speech.h"

#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "firmware/base/text.h"

/* What one speech is made with. */
struct speaker {
    const struct view *view;
    const struct texts *texts;
    struct speech *out;
};

/* No voice has a language that is only a beginning: there the first one tells the same. */
static enum language language_of(const struct speaker *speaker)
{
    enum language language = (enum language)speaker->view->language;

    return language_is_whole(language) ? language : (enum language)0;
}

static void word_text(const struct speaker *speaker, enum word word, char *out)
{
    const struct phrase phrase = phrase_word(word);

    texts_resolve(speaker->texts, language_of(speaker), &phrase, &speaker->view->pool, out);
}

/* The line that is being made. */
static struct speech_line *begin(struct speaker *speaker, int part, bool secret)
{
    struct speech *out = speaker->out;
    struct speech_line *line;

    CHECK(out->count < SPEECH_LINES_MAX);
    line = &out->lines[out->count++];
    line->part = (int8_t)part;
    line->secret = secret;
    line->text[0] = '\0';
    return line;
}

static bool ends_sentence(const char *text)
{
    static const char *const ends[] = {"。", "？", "！", "：", "，", ".", "?", "!", ":", ","};
    size_t length = strlen(text);

    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        size_t end = strlen(ends[i]);

        if (length >= end && strcmp(text + length - end, ends[i]) == 0)
            return true;
    }
    return false;
}

/* Adds a text to the line, with a pause before it when the line holds one already. */
static void add(struct speech_line *line, const char *text)
{
    if (text[0] == '\0')
        return;
    if (line->text[0] != '\0')
        text_append(line->text, sizeof(line->text), ends_sentence(line->text) ? " " : ", ");
    text_append(line->text, sizeof(line->text), text);
}

static void add_phrase(const struct speaker *speaker, struct speech_line *line,
                       const struct phrase *phrase)
{
    char text[TEXTS_SENTENCE_BYTES];

    texts_resolve(speaker->texts, language_of(speaker), phrase, &speaker->view->pool, text);
    add(line, text);
    bytes_wipe(text, sizeof(text));
}

static void add_word(const struct speaker *speaker, struct speech_line *line, enum word word)
{
    char text[TEXTS_SENTENCE_BYTES];

    word_text(speaker, word, text);
    add(line, text);
}

/* A line without a word is none. */
static void end(struct speaker *speaker, const struct speech_line *line)
{
    if (line->text[0] == '\0')
        speaker->out->count--;
}

static void say_phrase(struct speaker *speaker, const struct phrase *phrase)
{
    struct speech_line *line = begin(speaker, SPEECH_NO_PART, false);

    add_phrase(speaker, line, phrase);
    end(speaker, line);
}

/* ---- parts ---- */

static enum word picture_word(enum picture picture)
{
    switch (picture) {
    case PICTURE_CARD_ON_READER:
        return WORD_SPEAK_CARD_ON_READER;
    case PICTURE_TAKE_CARD:
        return WORD_SPEAK_TAKE_CARD;
    case PICTURE_TAKE_PAPER:
        return WORD_SPEAK_TAKE_PAPER;
    case PICTURE_TAKE_PAGES:
        return WORD_SPEAK_TAKE_PAGES;
    case PICTURE_DOOR:
        return WORD_SPEAK_DOOR;
    case PICTURE_HEADPHONES:
        return WORD_SPEAK_HEADPHONES;
    case PICTURE_NONE:
    case PICTURE_COUNT:
        break;
    }
    return WORD_NONE;
}

static enum word way_word(uint32_t way)
{
    switch ((enum way)way) {
    case WAY_DIGITS:
    case WAY_ID:
        return WORD_SPEAK_KEYPAD;
    case WAY_HAND:
        return WORD_SPEAK_HAND;
    case WAY_PINYIN:
    case WAY_LATIN:
        return WORD_SPEAK_LETTERS;
    case WAY_STROKES:
    case WAY_PARTS:
        return WORD_SPEAK_STROKES;
    case WAY_PLACES:
        return WORD_SPEAK_PLACES;
    case WAY_COUNT:
        break;
    }
    return WORD_NONE;
}

/* What a part says besides its texts; WORD_NONE for most. */
static enum word extra_word(const struct part *part)
{
    switch ((enum part_kind)part->kind) {
    case PART_CARD:
    case PART_TILE:
        return part->action.kind == ACTION_NONE ? WORD_SPEAK_CLOSED : WORD_NONE;
    case PART_SLOT:
        return part->action.kind == ACTION_NONE ? WORD_SPEAK_TAKEN
                                                : (part->selected ? WORD_SPEAK_CHOSEN : WORD_NONE);
    case PART_CHOICE:
    case PART_WAY:
        return part->selected ? WORD_SPEAK_CHOSEN : WORD_NONE;
    case PART_KEYPAD:
        return WORD_SPEAK_KEYPAD;
    case PART_WRITE:
        return way_word(part->value);
    case PART_MONTH:
    case PART_CALENDAR:
        return WORD_SPEAK_MONTH;
    case PART_SIGNATURE:
        return WORD_SPEAK_SIGNATURE;
    case PART_CAMERA:
        return WORD_SPEAK_CAMERA;
    case PART_PICTURE:
        return picture_word((enum picture)part->icon);
    case PART_QR:
        return WORD_SPEAK_QR;
    case PART_NONE:
    case PART_PARAGRAPH:
    case PART_NOTE:
    case PART_FACT:
    case PART_ROW:
    case PART_FIELD:
    case PART_PAGE:
    case PART_PROGRESS:
    case PART_STAGE:
    case PART_PLACE:
    case PART_FACE:
    case PART_SWITCH:
    case PART_VOLUME:
    case PART_COUNTDOWN:
    case PART_BANNER:
        break;
    }
    return WORD_NONE;
}

/* The label of what follows may be said aloud even where its value may not. */
static bool has_open_label(const struct part *part)
{
    return part->kind == PART_FACT || part->kind == PART_ROW || part->kind == PART_FIELD;
}

static void say_values(struct speaker *speaker, const struct part *part, struct speech_line *line)
{
    if (part->kind == PART_PAGE) {
        add_phrase(speaker, line, &part->more);
        add_phrase(speaker, line, &part->text);
        return;
    }
    if (part->kind == PART_FIELD && part->detail.head.kind == PHRASE_NONE)
        add_word(speaker, line, WORD_SPEAK_EMPTY);
    add_phrase(speaker, line, &part->detail);
    add_phrase(speaker, line, &part->more);
}

static void add_number(struct speech_line *line, uint32_t number)
{
    char text[16] = "";

    text_append_number(text, sizeof(text), number, 1);
    add(line, text);
}

static void say_hidden(struct speaker *speaker)
{
    struct speech_line *line = begin(speaker, SPEECH_NO_PART, false);

    add_word(speaker, line, WORD_SPEAK_HIDDEN);
    end(speaker, line);
}

/* A code on the screen is for a machine; its text is nothing to hear. */
static bool has_text(const struct part *part)
{
    return part->kind != PART_QR && part->kind != PART_PAGE;
}

static bool has_number(const struct part *part)
{
    return part->kind == PART_VOLUME || (part->kind == PART_PICTURE && part->icon == PICTURE_DOOR);
}

static void say_part(struct speaker *speaker, int index)
{
    const struct part *part = &speaker->view->parts[index];
    bool secret = part->secret != 0, open_label = !secret || has_open_label(part);
    struct speech_line *line = begin(speaker, index, !open_label);

    if (has_text(part))
        add_phrase(speaker, line, &part->text);
    add_word(speaker, line, extra_word(part));
    if (has_number(part))
        add_number(line, part->value);
    if (secret && open_label) {
        end(speaker, line);
        line = begin(speaker, index, true);
    }
    say_values(speaker, part, line);
    end(speaker, line);
}

/* Takes out what is for headphones, and says once that it is there. */
static void hide(struct speaker *speaker)
{
    struct speech *out = speaker->out;
    uint16_t kept = 0, count = out->count;
    bool hidden = false;

    for (uint16_t i = 0; i < count; i++) {
        if (out->lines[i].secret) {
            hidden = true;
            continue;
        }
        if (kept != i)
            out->lines[kept] = out->lines[i];
        kept++;
    }
    bytes_wipe(&out->lines[kept], (size_t)(count - kept) * sizeof(out->lines[0]));
    out->count = kept;
    if (hidden)
        say_hidden(speaker);
}

/* ---- keys ---- */

static void say_button(struct speaker *speaker, const struct button *button, enum word place)
{
    struct speech_line *line;

    if (button->action.kind == ACTION_NONE || button->label.head.kind == PHRASE_NONE)
        return;
    line = begin(speaker, SPEECH_NO_PART, false);
    add_word(speaker, line, place);
    add_phrase(speaker, line, &button->label);
    end(speaker, line);
}

void speech_make(const struct view *view, const struct texts *texts, bool open_room,
                 struct speech *out)
{
    struct speaker speaker = {view, texts, out};

    bytes_wipe(out, sizeof(*out));
    out->serial = view->serial;
    out->language = (uint8_t)language_of(&speaker);
    say_phrase(&speaker, &view->path);
    say_phrase(&speaker, &view->step_text);
    say_phrase(&speaker, &view->question);
    say_phrase(&speaker, &view->hint);
    for (int i = 0; i < view->part_count; i++)
        say_part(&speaker, i);
    if (open_room)
        hide(&speaker);
    say_button(&speaker, &view->primary, WORD_SPEAK_PRIMARY);
    say_button(&speaker, &view->secondary, WORD_SPEAK_SECONDARY);
    say_button(&speaker, &view->back, WORD_SPEAK_BACK);
    say_button(&speaker, &view->help, WORD_SPEAK_HELP);
}

void speech_make_key(const struct speech_key *key, const struct texts *texts,
                     enum language language, struct speech_line *out)
{
    static const struct phrase_pool no_pool;
    const struct phrase chosen = phrase_word(WORD_SPEAK_CHOSEN);
    const struct phrase closed = phrase_word(WORD_SPEAK_CLOSED);
    char text[TEXTS_SENTENCE_BYTES];

    bytes_wipe(out, sizeof(*out));
    out->part = SPEECH_NO_PART;
    add(out, key->label[0] != '\0' ? key->label : key->role);
    if (key->selected) {
        texts_resolve(texts, language, &chosen, &no_pool, text);
        add(out, text);
    }
    if (!key->enabled) {
        texts_resolve(texts, language, &closed, &no_pool, text);
        add(out, text);
    }
}
