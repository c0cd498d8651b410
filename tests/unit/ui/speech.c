/* The spoken form of a view: whole, in order, and silent about what is secret. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ui/speech.h"

static struct texts texts;
static struct view view;
static struct speech speech;

static int set_up(void **state)
{
    (void)state;
    memset(&texts, 0, sizeof(texts));
    memset(&view, 0, sizeof(view));
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        texts.words[i][WORD_SPEAK_HIDDEN] = "hidden";
        texts.words[i][WORD_SPEAK_CHOSEN] = "chosen";
        texts.words[i][WORD_SPEAK_CLOSED] = "closed";
        texts.words[i][WORD_SPEAK_PRIMARY] = "right:";
        texts.words[i][WORD_SPEAK_EMPTY] = "empty";
    }
    return 0;
}

static struct phrase literal(const char *text)
{
    return phrase_literal(&view.pool, text);
}

static struct part *part(enum part_kind kind, const char *text)
{
    struct part *added = &view.parts[view.part_count++];

    added->kind = (uint8_t)kind;
    added->text = literal(text);
    return added;
}

static bool is_said(const char *text)
{
    for (int i = 0; i < speech.count; i++)
        if (strstr(speech.lines[i].text, text) != NULL)
            return true;
    return false;
}

/* What is seen in a beginning is said in the first language, whole. */
static void a_beginning_speaks_the_first_language(void **state)
{
    (void)state;
    texts.words[LANGUAGE_ZH_HANS][WORD_HOME_QUESTION] = "first";
    texts.words[LANGUAGE_EN][WORD_HOME_QUESTION] = "english";
    texts.words[LANGUAGE_II][WORD_HOME_QUESTION] = "beginning";
    view.question = phrase_word(WORD_HOME_QUESTION);
    view.language = LANGUAGE_II;
    speech_make(&view, &texts, true, &speech);
    assert_int_equal(speech.language, LANGUAGE_ZH_HANS);
    assert_true(is_said("first"));
    view.language = LANGUAGE_EN;
    speech_make(&view, &texts, true, &speech);
    assert_int_equal(speech.language, LANGUAGE_EN);
    assert_true(is_said("english"));
}

static void reading_order(void **state)
{
    (void)state;
    view.question = literal("Which?");
    view.hint = literal("Choose one.");
    part(PART_CHOICE, "First")->action.kind = ACTION_CHOOSE;
    part(PART_CHOICE, "Second")->selected = 1;
    view.primary.label = literal("Next");
    view.primary.action.kind = ACTION_PRIMARY;
    speech_make(&view, &texts, true, &speech);
    assert_int_equal(speech.count, 5);
    assert_string_equal(speech.lines[0].text, "Which?");
    assert_string_equal(speech.lines[1].text, "Choose one.");
    assert_string_equal(speech.lines[2].text, "First");
    assert_int_equal(speech.lines[2].part, 0);
    assert_string_equal(speech.lines[3].text, "Second, chosen");
    assert_string_equal(speech.lines[4].text, "right: Next");
}

static void a_secret_needs_headphones(void **state)
{
    struct part *row;

    (void)state;
    row = part(PART_ROW, "Number");
    row->detail = literal("532331194002290019");
    row->secret = 1;
    speech_make(&view, &texts, true, &speech);
    assert_false(is_said("5323"));
    assert_true(is_said("Number"));
    assert_true(is_said("hidden"));
    speech_make(&view, &texts, false, &speech);
    assert_true(is_said("532331194002290019"));
    assert_false(is_said("hidden"));
    for (int i = 0; i < speech.count; i++)
        if (strstr(speech.lines[i].text, "5323") != NULL)
            assert_int_equal(speech.lines[i].secret, 1);
}

/* What is hidden must not stay behind in the memory of the speech. */
static void a_hidden_line_is_wiped(void **state)
{
    struct part *note;

    (void)state;
    note = part(PART_NOTE, "Wang 19400229");
    note->secret = 1;
    speech_make(&view, &texts, true, &speech);
    for (size_t i = 0; i + 8 <= sizeof(speech); i++)
        assert_false(memcmp((const char *)&speech + i, "19400229", 8) == 0);
}

static void a_field_without_a_value_says_so(void **state)
{
    (void)state;
    part(PART_FIELD, "Mobile");
    speech_make(&view, &texts, true, &speech);
    assert_true(is_said("Mobile, empty"));
}

static void the_fullest_view_is_told_whole(void **state)
{
    (void)state;
    for (int i = 0; i < VIEW_PARTS_MAX; i++) {
        struct part *row = part(PART_ROW, "x");

        row->detail = literal("y");
        row->secret = 1;
    }
    speech_make(&view, &texts, false, &speech);
    assert_int_equal(speech.count, 2 * VIEW_PARTS_MAX);
}

static void a_key_says_what_it_is(void **state)
{
    const struct speech_key key = {"Agree", "primary", true, false};
    struct speech_line line;

    (void)state;
    speech_make_key(&key, &texts, LANGUAGE_EN, &line);
    assert_string_equal(line.text, "Agree, chosen, closed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_beginning_speaks_the_first_language, set_up),
        cmocka_unit_test_setup(reading_order, set_up),
        cmocka_unit_test_setup(a_secret_needs_headphones, set_up),
        cmocka_unit_test_setup(a_hidden_line_is_wiped, set_up),
        cmocka_unit_test_setup(a_field_without_a_value_says_so, set_up),
        cmocka_unit_test_setup(the_fullest_view_is_told_whole, set_up),
        cmocka_unit_test_setup(a_key_says_what_it_is, set_up),
    };

    return cmocka_run_group_tests_name("ui/speech", tests, NULL, NULL);
}
