/* What the sample views say and stand on: words, catalogue, the paper, the panels. */
#include "tests/support/view_samples_texts.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/check.h"
#include "tests/support/view_samples.h"

static const char *const catalogue_zh[TEXT_COUNT] = {
    NULL,
#define TEXT(name, zh, en) zh,
#include "tests/support/view_samples.def"
#undef TEXT
};

static const char *const catalogue_en[TEXT_COUNT] = {
    NULL,
#define TEXT(name, zh, en) en,
#include "tests/support/view_samples.def"
#undef TEXT
};

static void load_words(struct texts *texts, enum language language)
{
    char path[64];
    json_t *file;

    snprintf(path, sizeof(path), "assets/words/%s.json", language_tag(language));
    file = json_load_file(path, 0, NULL);
    if (file == NULL) {
        fprintf(stderr, "cannot read %s\n", path);
        exit(1);
    }
    for (int i = 1; i < WORD_COUNT; i++) {
        const char *text = json_string_value(json_object_get(file, phrase_word_name(i)));

        texts->words[language][i] = text == NULL ? NULL : strdup(text);
    }
    json_decref(file);
}

const struct texts *view_samples_texts(void)
{
    static struct texts texts;

    if (texts.catalogue_count == 0) {
        for (int i = 0; i < LANGUAGE_COUNT; i++) {
            load_words(&texts, (enum language)i);
            texts.catalogue[i] = i == LANGUAGE_EN ? catalogue_en : catalogue_zh;
        }
        texts.catalogue_count = TEXT_COUNT;
    }
    return &texts;
}

const struct view_samples_modes view_samples_modes[] = {
    {0, "standard"},
    {MODE_ELDER, "elder"},
    {MODE_CONTRAST, "contrast"},
    {MODE_ELDER | MODE_CONTRAST, "elder-contrast"},
    {MODE_LOW, "low"},
    {MODE_LOW | MODE_ELDER, "low-elder"},
};

int view_samples_modes_count(void)
{
    return (int)COUNT_OF(view_samples_modes);
}

const char *view_samples_site(enum language language)
{
    return language == LANGUAGE_EN ? "Sunshine Subdistrict Service Station" : "阳光街道便民服务站";
}

static void row(struct paper *paper, enum word label, struct phrase value, bool large)
{
    struct paper_row *added = &paper->rows[paper->row_count++];

    added->label = phrase_word(label);
    added->value = value;
    added->large = large;
}

void view_samples_paper(enum language language, bool elder, struct paper *out)
{
    memset(out, 0, sizeof(*out));
    out->language = (uint8_t)language;
    out->elder = elder;
    out->title = phrase_word(WORD_PAPER_TITLE);
    row(out, WORD_PAPER_NUMBER, phrase_literal(&out->pool, "LF26112200042"), true);
    row(out, WORD_PAPER_SERVICE, phrase_catalogue(TEXT_INSURANCE), false);
    row(out, WORD_PAPER_PERSON, phrase_literal(&out->pool, "王*"), false);
    row(out, WORD_PAPER_TIME, phrase_literal(&out->pool, "2026-11-22 21:40"), true);
    row(out, WORD_PAPER_STATE,
        phrase_with(phrase_word(WORD_RESULT_STATE_RECEIVED), phrase_catalogue(TEXT_DEPARTMENT)),
        false);
    row(out, WORD_PAPER_DEPARTMENT, phrase_catalogue(TEXT_DEPARTMENT), false);
    row(out, WORD_PAPER_PHONE, phrase_catalogue(TEXT_PHONE), false);
    row(out, WORD_PAPER_SITE, phrase_literal(&out->pool, "阳光街道便民服务站"), false);
    out->notes[out->note_count++] = phrase_word(WORD_PAPER_KEEP);
    out->notes[out->note_count++] = phrase_word(WORD_PAPER_QUERY);
    out->qr = phrase_literal(&out->pool, "LF26112200042");
}

struct panel view_samples_panel(int index)
{
    static const struct panel panels[] = {{1080, 1920, 268, 476, 850, 500},
                                          {1280, 800, 218, 136, 1050, 500}};

    return panels[index];
}
