/* What is said: that every word of a view is on the glass and in its speech, that nothing private is
 * in the open room, that sentences are short. */
#include <stdlib.h>
#include <string.h>

#include "firmware/base/check.h"
#include "firmware/base/text.h"
#include "tests/screen/check.h"
#include "tests/screen/crawl.h"

#define SENTENCE_MAX 20 /* characters, in elder mode (A33) */

/* Appends without blanks and marks, so that lines, pages and pauses make no difference. */
static void append_plain(char *out, size_t size_bytes, const char *text)
{
    size_t used = strlen(out), length;

    for (; *text != '\0'; text += length) {
        uint32_t character = text_next(text, &length);

        if (character <= ' ' || character == 0xa0 || (character >= 0x2000 && character <= 0x200f) ||
            character == 0x2060 || character == 0x202f)
            continue;
        if (used + length + 1 >= size_bytes)
            return;
        memcpy(out + used, text, length);
        used += length;
        out[used] = '\0';
    }
}

#define PIECE_END '\x01' /* between the texts of two items */
#define WAYS_MARK '\x02' /* a page with the key that shows the other ways of writing */

static void append_mark(char *shown, char mark)
{
    size_t used = strlen(shown);

    shown[used] = mark;
    shown[used + 1] = '\0';
}

void check_words_collect(const struct shot *shot, char *shown)
{
    for (int i = 0; i < shot->list->target_count; i++)
        if (shot->list->targets[i].local == LOCAL_WAYS) {
            append_mark(shown, WAYS_MARK);
            append_mark(shown, PIECE_END);
        }
    for (int i = 0; i < shot->list->item_count; i++) {
        const struct draw_item *item = &shot->list->items[i];

        if (item->kind != DRAW_TEXT && item->kind != DRAW_QR)
            continue;
        append_plain(shown, CHECK_SHOWN_BYTES - 256, shot->list->text + item->text);
        append_mark(shown, PIECE_END);
    }
}

/* Whole in one item, or in pieces that follow each other on one page or several. */
static bool is_shown(const char *shown, const char *text)
{
    if (strstr(shown, text) != NULL)
        return true;
    while (*shown != '\0' && *text != '\0') {
        size_t length = strcspn(shown, "\x01");

        if (length > 0 && strncmp(text, shown, length) == 0)
            text += length;
        shown += length + 1;
    }
    return *text == '\0';
}

static void resolve(const struct shot *shot, const struct phrase *phrase, char *out)
{
    texts_resolve(shot->screen->texts, (enum language)shot->view.language, phrase, &shot->view.pool,
                  out);
}

static void plain_in(const struct shot *shot, enum language language, const struct phrase *phrase,
                     char *out)
{
    char text[TEXTS_SENTENCE_BYTES];

    texts_resolve(shot->screen->texts, language, phrase, &shot->view.pool, text);
    out[0] = '\0';
    append_plain(out, TEXTS_SENTENCE_BYTES, text);
}

static void plain(const struct shot *shot, const struct phrase *phrase, char *out)
{
    plain_in(shot, (enum language)shot->view.language, phrase, out);
}

/* A language that is a beginning has no voice: what it shows is said in the first one. */
static enum language voice_of(const struct shot *shot)
{
    enum language language = (enum language)shot->view.language;

    return language_is_whole(language) ? language : (enum language)0;
}

/* ---- shown and spoken ---- */

static bool is_only_field(const struct view *view)
{
    int count = 0;

    for (int i = 0; i < view->part_count; i++)
        count += view->parts[i].kind == PART_FIELD;
    return count == 1;
}

static bool has_namesake(const struct shot *shot, const struct part *part)
{
    char name[TEXTS_SENTENCE_BYTES], other[TEXTS_SENTENCE_BYTES];

    plain(shot, &part->text, name);
    for (int i = 0; i < shot->view.part_count; i++) {
        const struct part *at = &shot->view.parts[i];

        plain(shot, &at->text, other);
        if (at != part && at->kind == part->kind && strcmp(name, other) == 0)
            return true;
    }
    return false;
}

/* What need not be drawn, each with its reason:
 *   the path: on a low panel its bars tell it;
 *   ways of writing: they lie behind the key that shows them;
 *   the label of the only field on a panel under 300 mm: the question asks for it;
 *   hints, and the details of what can be chosen, on a panel under 300 mm: glass.md lets them go
 *   there before type becomes too small; they are spoken. Why something cannot be chosen stays, and
 *   what tells two of one name apart. */
static bool may_be_left_out(const struct shot *shot, const struct registry_phrase *at,
                            const char *shown)
{
    const struct part *part = at->part < 0 ? NULL : &shot->view.parts[at->part];
    bool low_panel = shot->panel->height_mm < THEME_LARGE_PANEL_MM;

    if (part == NULL)
        return at->role == 3 || at->role == 4 || (at->role == 6 && low_panel);
    if (part->kind == PART_WAY)
        return strchr(shown, WAYS_MARK) != NULL;
    if (part->kind == PART_FIELD)
        return at->role == 0 && low_panel && is_only_field(&shot->view);
    if (part->kind == PART_CARD || part->kind == PART_CHOICE)
        return low_panel && at->role == 1 && part->action.kind != ACTION_NONE &&
               !has_namesake(shot, part);
    return part->kind == PART_COUNTDOWN;
}

static void check_shown(struct checker *checker, const struct shot *shot, const char *shown)
{
    struct registry_phrase phrases[REGISTRY_PHRASES_MAX];
    int count = registry_phrases(&shot->view, phrases, REGISTRY_PHRASES_MAX);

    for (int i = 0; i < count; i++) {
        char text[TEXTS_SENTENCE_BYTES];

        plain(shot, phrases[i].phrase, text);
        if (text[0] == '\0' || may_be_left_out(shot, &phrases[i], shown))
            continue;
        check_true(checker, CHECK_A13, BY_WORDS, is_shown(shown, text), "%s '%.120s' is left out",
                   phrases[i].role == 6                           ? "hint"
                   : phrases[i].role == 1 || phrases[i].role == 2 ? "detail"
                                                                  : "text",
                   text);
    }
}

static void gather(const struct speech *speech, char *out)
{
    out[0] = '\0';
    for (int i = 0; i < speech->count; i++)
        append_plain(out, CHECK_SHOWN_BYTES, speech->lines[i].text);
}

/* Keys that are spoken when somebody goes to them, not before. */
static bool is_spoken_on_its_key(const struct registry_phrase *at)
{
    return at->role == 7 || at->role == 3;
}

static void check_spoken(struct checker *checker, const struct shot *shot)
{
    struct registry_phrase phrases[REGISTRY_PHRASES_MAX];
    int count = registry_phrases(&shot->view, phrases, REGISTRY_PHRASES_MAX);
    char *spoken = malloc(CHECK_SHOWN_BYTES);
    int last = -1;

    CHECK(spoken != NULL);
    gather(shot->whole, spoken);
    check_true(checker, CHECK_A26, BY_WORDS, spoken[0] != '\0', "nothing is spoken");
    check_true(checker, CHECK_A26, BY_WORDS, shot->whole->language == voice_of(shot),
               "it is spoken in language %d", shot->whole->language);
    for (int i = 0; i < count; i++) {
        const struct registry_phrase *at = &phrases[i];
        char text[TEXTS_SENTENCE_BYTES];

        plain_in(shot, voice_of(shot), at->phrase, text);
        if (text[0] == '\0' || is_spoken_on_its_key(at) ||
            (at->part >= 0 && shot->view.parts[at->part].kind == PART_QR))
            continue;
        check_true(checker, CHECK_A26, BY_WORDS, strstr(spoken, text) != NULL,
                   "'%.120s' is not spoken", text);
    }
    for (int i = 0; i < shot->whole->count; i++) {
        int part = shot->whole->lines[i].part;

        if (part == SPEECH_NO_PART)
            continue;
        check_true(checker, CHECK_A26, BY_WORDS, part >= last, "the order of speech differs");
        last = part;
    }
    free(spoken);
}

/* ---- nothing by ear alone (A29) ---- */

static bool is_frame_of_speech(int word)
{
    const char *name = phrase_word_name((enum word)word);

    return strncmp(name, "SPEAK_", 6) == 0;
}

/* Cuts every occurrence of a text out of a line. */
static void cut(char *line, const char *text)
{
    size_t length = strlen(text);

    if (length == 0)
        return;
    for (char *at = strstr(line, text); at != NULL; at = strstr(at, text))
        memmove(at, at + length, strlen(at + length) + 1);
}

static bool is_only_marks(const char *line)
{
    size_t length;

    for (; *line != '\0'; line += length) {
        uint32_t character = text_next(line, &length);

        if (!(character < 0x80 && strchr(",.:;?! ", (int)character) != NULL) &&
            !(character >= '0' && character <= '9'))
            return false;
    }
    return true;
}

static int longer_first(const void *a, const void *b)
{
    size_t left = strlen(a), right = strlen(b);

    return left > right ? -1 : left < right;
}

#define CUTS_MAX (REGISTRY_PHRASES_MAX + 64)

struct cuts {
    int count;
    char texts[CUTS_MAX][TEXTS_SENTENCE_BYTES];
};

/* All that may be said: what the view shows, and the words that stand for a shape or a place. */
static void cuts_fill(const struct shot *shot, struct cuts *out)
{
    struct registry_phrase phrases[REGISTRY_PHRASES_MAX];
    int count = registry_phrases(&shot->view, phrases, REGISTRY_PHRASES_MAX);

    out->count = 0;
    for (int i = 0; i < count; i++)
        plain_in(shot, voice_of(shot), phrases[i].phrase, out->texts[out->count++]);
    for (int word = 1; word < WORD_COUNT && out->count < CUTS_MAX; word++) {
        const struct phrase phrase = phrase_word((enum word)word);

        if (is_frame_of_speech(word) && phrase_word_args((enum word)word) == 0)
            plain_in(shot, voice_of(shot), &phrase, out->texts[out->count++]);
    }
    /* The longest first: one text may stand in another. */
    qsort(out->texts, (size_t)out->count, sizeof(out->texts[0]), longer_first);
}

static void check_seen(struct checker *checker, const struct shot *shot)
{
    static struct cuts cuts;

    cuts_fill(shot, &cuts);
    for (int i = 0; i < shot->whole->count; i++) {
        char line[2 * SPEECH_LINE_BYTES] = "";

        append_plain(line, sizeof(line), shot->whole->lines[i].text);
        for (int c = 0; c < cuts.count; c++)
            cut(line, cuts.texts[c]);
        check_true(checker, CHECK_A29, BY_WORDS, is_only_marks(line), "'%.120s' is only spoken",
                   line);
    }
}

/* ---- nothing private in the open room (A28) ---- */

/* A stretch of four characters of what is private, or all of it when it is shorter, that is spoken;
 * NULL: none. One character alone tells nothing. */
static const char *leaks(const char *spoken, const char *secret)
{
    static char piece[64];
    size_t count = text_count(secret), least = count < 4 ? count : 4, length;

    for (size_t i = 0; least >= 2 && i + least <= count; i++) {
        const char *end = secret;

        for (size_t n = 0; n < least; n++, end += length)
            text_next(end, &length);
        snprintf(piece, sizeof(piece), "%.*s", (int)(end - secret), secret);
        if (strstr(spoken, piece) != NULL)
            return piece;
        text_next(secret, &length);
        secret += length;
    }
    return NULL;
}

static void check_secret(struct checker *checker, const struct shot *shot)
{
    const struct session *session = &shot->screen->core.session;
    const char *secrets[SERVICE_FIELDS_MAX + 8] = {
        session->person.name, session->person.number, session->person.address, session->number,
        session->code,        session->query.text,    session->opening.code};
    char *spoken = malloc(CHECK_SHOWN_BYTES), secret[FIELD_VALUE_BYTES];
    int count = 7;

    CHECK(spoken != NULL);
    for (int i = 0; i < session->service.field_count; i++)
        secrets[count++] = session->answers[i].text;
    gather(shot->open, spoken);
    for (int i = 0; i < count; i++) {
        const char *piece;

        secret[0] = '\0';
        append_plain(secret, sizeof(secret), secrets[i]);
        piece = leaks(spoken, secret);
        check_true(checker, CHECK_A28, BY_WORDS, piece == NULL, "'%s' is said in the open room",
                   piece == NULL ? "" : piece);
    }
    for (int i = 0; i < shot->open->count; i++)
        check_true(checker, CHECK_A28, BY_WORDS, !shot->open->lines[i].secret,
                   "'%.80s' is said in the open room", shot->open->lines[i].text);
    free(spoken);
}

/* Text that came from a person, a card or a case stands in parts that are marked. */
static void check_marked(struct checker *checker, const struct shot *shot)
{
    const struct session *session = &shot->screen->core.session;

    for (int i = 0; i < shot->view.part_count; i++) {
        const struct part *part = &shot->view.parts[i];
        char text[TEXTS_SENTENCE_BYTES];
        const char *pieces[2];

        plain(shot, &part->detail, text);
        pieces[0] = leaks(text, session->person.number);
        plain(shot, &part->text, text);
        pieces[1] = leaks(text, session->number);
        check_true(checker, CHECK_A28, BY_WORDS,
                   part->secret || (pieces[0] == NULL && pieces[1] == NULL),
                   "part %d is private and not marked", i);
    }
}

/* ---- short sentences (A33) ---- */

static bool ends(uint32_t character)
{
    return character == 0x3002 || character == 0xff1f || character == 0xff01 || character == 0xff1b;
}

static void check_short(struct checker *checker, const struct shot *shot)
{
    struct registry_phrase phrases[REGISTRY_PHRASES_MAX];
    int count = registry_phrases(&shot->view, phrases, REGISTRY_PHRASES_MAX);

    if (!shot->elder || shot->view.language != LANGUAGE_ZH_HANS)
        return;
    for (int i = 0; i < count; i++) {
        char text[TEXTS_SENTENCE_BYTES];
        size_t length, run = 0, longest = 0;
        const char *at = text;

        /* Labels, names, addresses and laws are no sentences: those end with a full stop. */
        resolve(shot, phrases[i].phrase, text);
        for (; *at != '\0'; at += length) {
            bool end = ends(text_next(at, &length));

            run = end ? 0 : run + 1;
            if (end)
                continue;
            longest = strstr(at, "。") != NULL && run > longest ? run : longest;
        }
        check_least(checker, CHECK_A33, BY_WORDS, SENTENCE_MAX, (double)longest,
                    "a sentence of %zu characters: '%.100s'", longest, text);
    }
}

static void check_codes(struct checker *checker, const struct shot *shot, const char *shown)
{
    static const char *const codes[] = {"ERR_", "0x", "错误码", "NULL", "errno", "{0}", "{1}"};

    for (size_t i = 0; i < COUNT_OF(codes); i++)
        check_true(checker, CHECK_A33, BY_WORDS, strstr(shown, codes[i]) == NULL,
                   "'%s' is shown on %s", codes[i], shot->screen->name);
}

void check_words(struct checker *checker, const struct shot *shot, const char *shown)
{
    check_shown(checker, shot, shown);
    check_spoken(checker, shot);
    check_seen(checker, shot);
    check_secret(checker, shot);
    check_marked(checker, shot);
    check_short(checker, shot);
    check_codes(checker, shot, shown);
}
