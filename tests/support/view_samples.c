#include "tests/support/view_samples.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/check.h"
#include "tests/support/view_samples_texts.h"

/* ---- building blocks, as the core's ---- */

static struct part *add(struct view *view, enum part_kind kind, struct phrase text,
                        struct phrase detail)
{
    struct part *part = &view->parts[view->part_count++];

    part->kind = (uint8_t)kind;
    part->text = text;
    part->detail = detail;
    return part;
}

static void act(struct part *part, enum action_kind kind, int arg)
{
    part->action.kind = (uint16_t)kind;
    part->action.arg = (uint16_t)arg;
}

static void add_fact(struct view *view, enum word label, struct phrase value)
{
    add(view, PART_FACT, phrase_word(label), value);
}

static void add_note(struct view *view, enum tone tone, struct phrase text)
{
    add(view, PART_NOTE, text, phrase_none())->tone = (uint8_t)tone;
}

static void add_paragraph(struct view *view, struct phrase text)
{
    add(view, PART_PARAGRAPH, text, phrase_none());
}

static struct button button(enum word word, enum action_kind kind)
{
    struct button made;

    memset(&made, 0, sizeof(made));
    made.label = phrase_word(word);
    made.action.kind = (uint16_t)kind;
    return made;
}

static struct phrase literal(struct view *view, const char *text)
{
    return phrase_literal(&view->pool, text);
}

static void visit(struct view *view, int now, enum word name)
{
    struct phrase step = phrase_word(WORD_STEP_OF);

    view->path = phrase_catalogue(TEXT_INSURANCE);
    view->back = button(WORD_BACK, ACTION_BACK);
    view->leave = button(WORD_LEAVE, ACTION_LEAVE);
    if (now == 0)
        return;
    view->step_now = (uint8_t)now;
    view->step_count = 7;
    step = phrase_with(step, phrase_number(&view->pool, (uint64_t)now));
    step = phrase_with(step, phrase_number(&view->pool, 7));
    view->step_text = phrase_with(step, phrase_word(name));
}

/* ---- the screens ---- */

static void home_keys(struct view *view)
{
    view->elder_key =
        button((view->modes & MODE_ELDER) != 0 ? WORD_ELDER_OFF : WORD_ELDER_ON, ACTION_MODE);
    view->elder_key.action.arg = MODE_ELDER;
    view->low_key = button((view->modes & MODE_LOW) != 0 ? WORD_LOW_OFF : WORD_LOW_ON, ACTION_MODE);
    view->low_key.action.arg = MODE_LOW;
}

static void home(struct view *view)
{
    static const uint16_t names[] = {TEXT_INSURANCE, TEXT_HOUSE, TEXT_FUND, TEXT_MEDICAL};
    static const uint8_t icons[] = {ICON_CERTIFICATE, ICON_HOUSE, ICON_PENSION, ICON_MEDICAL};

    home_keys(view);
    view->step = STEP_HOME;
    view->question = phrase_word(WORD_HOME_QUESTION);
    view->hint = phrase_word(WORD_HOME_HINT);
    for (int i = 0; i < 4; i++) {
        struct part *card = add(view, PART_CARD, phrase_catalogue(names[i]),
                                phrase_catalogue((uint16_t)(names[i] + 1)));

        card->icon = icons[i];
        act(card, ACTION_SERVICE, i);
    }
    add_paragraph(view, phrase_word(WORD_HOME_COUNTER));
}

static void home_closed(struct view *view)
{
    home(view);
    memset(&view->parts[2].action, 0, sizeof(view->parts[2].action));
    view->parts[2].tone = TONE_ATTENTION;
    view->parts[2].detail =
        phrase_with(phrase_word(WORD_HOME_NOT_NOW), phrase_word(WORD_DEVICE_PRINTER));
}

static void home_eight(struct view *view)
{
    home(view);
    view->part_count--;
    for (int i = 4; i < 8; i++) {
        view->parts[i] = view->parts[i - 4];
        view->parts[i].action.arg = (uint16_t)i;
    }
    view->part_count = 8;
    add_paragraph(view, phrase_word(WORD_HOME_COUNTER));
}

static void add_card(struct view *view, enum word name, enum word detail, int icon)
{
    struct part *card = add(view, PART_CARD, phrase_word(name), phrase_word(detail));

    card->icon = (uint8_t)icon;
    act(card, ACTION_SITUATION, icon);
}

/* As the core composes it: the search, two short ways and the situations of life. */
static void home_situations(struct view *view)
{
    struct part *part;

    home_keys(view);
    view->step = STEP_HOME;
    view->question = phrase_word(WORD_HOME_QUESTION);
    view->hint = phrase_word(WORD_HOME_HINT);
    part = add(view, PART_FIELD, phrase_word(WORD_HOME_SEARCH), phrase_none());
    part->icon = ICON_SEARCH;
    act(part, ACTION_PLACE, 0);
    add_card(view, WORD_SITUATION_WORK, WORD_HOME_BUNDLES_NOTE, ICON_WORK);
    add_card(view, WORD_SITUATION_HOUSING, WORD_HOME_BUNDLES_NOTE, ICON_HOUSE);
    add_card(view, WORD_SITUATION_FAMILY, WORD_HOME_BUNDLES_NOTE, ICON_FAMILY);
    add_card(view, WORD_SITUATION_DOCUMENTS, WORD_HOME_BUNDLES_NOTE, ICON_CARD);
    if ((view->modes & MODE_ELDER) == 0) {
        add_card(view, WORD_SITUATION_HEALTH, WORD_HOME_BUNDLES_NOTE, ICON_MEDICAL);
        add_card(view, WORD_SITUATION_AGE, WORD_HOME_BUNDLES_NOTE, ICON_PENSION);
        add_card(view, WORD_HOME_BUNDLES, WORD_HOME_BUNDLES_NOTE, ICON_BUNDLE);
    }
    add_paragraph(view, phrase_word(WORD_HOME_COUNTER));
}

/* The voice reads: its key stops it now. */
static void home_speaking(struct view *view)
{
    home(view);
    view->voice.on = view->voice.speaking = 1;
    view->voice_key.label = phrase_word(WORD_VOICE_STOP);
}

static void guide(struct view *view)
{
    visit(view, 0, WORD_NONE);
    view->step = STEP_GUIDE;
    view->question = phrase_word(WORD_GUIDE_QUESTION);
    add_fact(view, WORD_GUIDE_WHO, phrase_catalogue(TEXT_WHO));
    add_fact(view, WORD_GUIDE_BRING, phrase_catalogue(TEXT_BRING));
    add_fact(view, WORD_GUIDE_TIME, phrase_catalogue(TEXT_TIME));
    add_fact(view, WORD_GUIDE_FEE, phrase_catalogue(TEXT_FEE));
    add_fact(view, WORD_GUIDE_RESULT, phrase_catalogue(TEXT_RESULT));
    add_fact(view, WORD_GUIDE_COUNTER, phrase_catalogue(TEXT_COUNTER));
    add_fact(view, WORD_GUIDE_BASIS, phrase_catalogue(TEXT_BASIS));
    add_paragraph(view,
                  phrase_with(phrase_word(WORD_GUIDE_VERSION), phrase_number(&view->pool, 1)));
    view->primary = button(WORD_GUIDE_BEGIN, ACTION_PRIMARY);
}

static void identify(struct view *view)
{
    visit(view, 1, WORD_NAME_IDENTIFY);
    view->step = STEP_IDENTIFY;
    view->question = phrase_word(WORD_IDENTIFY_QUESTION);
    add(view, PART_PICTURE, phrase_none(), phrase_none())->icon = PICTURE_CARD_ON_READER;
    add_paragraph(view, phrase_word(WORD_IDENTIFY_HOW));
    add(view, PART_PROGRESS, phrase_word(WORD_IDENTIFY_READING), phrase_none());
}

static void identify_problem(struct view *view)
{
    identify(view);
    view->part_count = 1;
    add_note(view, TONE_ATTENTION, phrase_word(WORD_IDENTIFY_OTHER_CARD));
    view->primary = button(WORD_IDENTIFY_RETRY, ACTION_PRIMARY);
}

static void identify_done(struct view *view)
{
    visit(view, 1, WORD_NAME_IDENTIFY);
    view->step = STEP_IDENTIFY;
    view->question = phrase_with(phrase_word(WORD_IDENTIFY_DONE), literal(view, "王*"));
    add(view, PART_PICTURE, phrase_none(), phrase_none())->icon = PICTURE_TAKE_CARD;
    add_paragraph(view, phrase_word(WORD_IDENTIFY_TAKE_CARD));
    view->primary = button(WORD_NEXT, ACTION_PRIMARY);
}

static void consent(struct view *view)
{
    visit(view, 2, WORD_NAME_CONSENT);
    view->step = STEP_CONSENT;
    view->question = phrase_word(WORD_CONSENT_QUESTION);
    add_paragraph(view, phrase_catalogue(TEXT_CONSENT));
    view->primary = button(WORD_CONSENT_AGREE, ACTION_PRIMARY);
    view->secondary = button(WORD_CONSENT_REFUSE, ACTION_SECONDARY);
}

static void consent_refused(struct view *view)
{
    consent(view);
    add_note(view, TONE_ATTENTION, phrase_word(WORD_CONSENT_REFUSED));
    add_paragraph(view, phrase_catalogue(TEXT_COUNTER));
}

static void choice(struct view *view)
{
    static const uint16_t names[] = {TEXT_LOAN, TEXT_SCHOOL, TEXT_JOB, TEXT_OTHER};

    visit(view, 4, WORD_NAME_CHOICE);
    view->step = STEP_CHOICE;
    view->question = phrase_catalogue(TEXT_PURPOSE_QUESTION);
    view->hint = phrase_catalogue(TEXT_PURPOSE_HELP);
    for (int i = 0; i < 4; i++) {
        struct part *part = add(
            view, PART_CHOICE, phrase_catalogue(names[i]),
            names[i] == TEXT_OTHER ? phrase_none() : phrase_catalogue((uint16_t)(names[i] + 1)));

        act(part, ACTION_CHOOSE, i);
        part->selected = i == 1;
    }
    view->primary = button(WORD_NEXT, ACTION_PRIMARY);
}

static void choice_open(struct view *view)
{
    choice(view);
    view->parts[1].selected = 0;
    memset(&view->primary, 0, sizeof(view->primary));
    add_paragraph(view, phrase_word(WORD_CHOICE_HINT));
    view->secondary = button(WORD_SKIP, ACTION_SECONDARY);
}

static void field(struct view *view, uint16_t label, const char *value, int index, bool focus)
{
    struct part *part = add(view, PART_FIELD, phrase_catalogue(label), literal(view, value));

    part->selected = focus;
    act(part, ACTION_FOCUS, index);
}

static void form_mobile(struct view *view)
{
    visit(view, 5, WORD_NAME_FORM);
    view->step = STEP_FORM;
    view->question = phrase_catalogue(TEXT_MOBILE_QUESTION);
    view->hint = phrase_catalogue(TEXT_MOBILE_HELP);
    field(view, TEXT_MOBILE, "138000", 0, true);
    add(view, PART_KEYPAD, phrase_none(), phrase_none());
    view->primary = button(WORD_NEXT, ACTION_PRIMARY);
}

static void form_id_problem(struct view *view)
{
    visit(view, 5, WORD_NAME_FORM);
    view->step = STEP_FORM;
    view->question = phrase_catalogue(TEXT_ID_QUESTION);
    field(view, TEXT_ID_LABEL, "11010519491231002X", 0, true);
    add_note(view, TONE_ATTENTION, phrase_word(WORD_FORM_BAD_CHECK));
    add(view, PART_KEYPAD, phrase_none(), phrase_none())->value = 1;
    view->primary = button(WORD_NEXT, ACTION_PRIMARY);
}

/* The longest that a name of a company and an address grow to. */
static void form_long(struct view *view)
{
    visit(view, 5, WORD_NAME_FORM);
    view->step = STEP_FORM;
    view->question = phrase_catalogue(TEXT_MOBILE_QUESTION);
    field(view, TEXT_JOB,
          "中国（新疆）自由贸易试验区乌鲁木齐片区丝路新区国际物流供应链管理有限责任公司", 0, true);
    field(view, TEXT_SCHOOL,
          "内蒙古自治区呼伦贝尔市莫力达瓦达斡尔族自治旗尼尔基镇纳文西大街新时代花园小区12号楼", 1,
          false);
    view->primary = button(WORD_NEXT, ACTION_PRIMARY);
}

static void form_month(struct view *view)
{
    struct phrase month = phrase_word(WORD_FORM_MONTH);

    visit(view, 5, WORD_NAME_FORM);
    month = phrase_with(month, phrase_number(&view->pool, 2025));
    month = phrase_with(month, phrase_number(&view->pool, 12));
    view->step = STEP_FORM;
    view->question = phrase_catalogue(TEXT_FROM_QUESTION);
    view->hint = phrase_catalogue(TEXT_MONTH_HELP);
    field(view, TEXT_FROM, "", 0, true);
    field(view, TEXT_TO, "", 1, false);
    view->parts[0].detail = view->parts[1].detail = month;
    add_note(view, TONE_ATTENTION, phrase_word(WORD_FORM_MONTH_ORDER));
    add(view, PART_MONTH, phrase_none(), month);
    view->primary = button(WORD_NEXT, ACTION_PRIMARY);
}

static void review(struct view *view)
{
    struct phrase after = phrase_word(WORD_REVIEW_AFTER), period = phrase_word(WORD_REVIEW_PERIOD);

    visit(view, 6, WORD_NAME_REVIEW);
    view->step = STEP_REVIEW;
    view->question = phrase_word(WORD_REVIEW_QUESTION);
    add(view, PART_ROW, phrase_word(WORD_REVIEW_NAME), literal(view, "王*"))->more =
        phrase_with(phrase_word(WORD_REVIEW_FROM_CARD), literal(view, "532***********0019"));
    period = phrase_with(period, phrase_catalogue(TEXT_CUSTOM));
    period = phrase_with(period, literal(view, "2025-01"));
    period = phrase_with(period, literal(view, "2026-10"));
    act(add(view, PART_ROW, phrase_catalogue(TEXT_PURPOSE), phrase_catalogue(TEXT_SCHOOL)),
        ACTION_CHANGE, 0);
    act(add(view, PART_ROW, phrase_catalogue(TEXT_PERIOD), period), ACTION_CHANGE, 1);
    act(add(view, PART_ROW, phrase_catalogue(TEXT_MOBILE), literal(view, "138****0000")),
        ACTION_CHANGE, 2);
    after = phrase_with(after, phrase_catalogue(TEXT_DEPARTMENT));
    add_note(view, TONE_PLAIN, phrase_with(after, phrase_catalogue(TEXT_PHONE)));
    view->primary = button(WORD_REVIEW_SUBMIT, ACTION_PRIMARY);
}

static void submit(struct view *view)
{
    visit(view, 0, WORD_NONE);
    memset(&view->back, 0, sizeof(view->back));
    memset(&view->leave, 0, sizeof(view->leave));
    view->step = STEP_SUBMIT;
    view->question = phrase_word(WORD_SUBMIT_SENDING);
    add(view, PART_PROGRESS, phrase_word(WORD_SUBMIT_STAY), phrase_none());
}

static void submit_failed(struct view *view)
{
    submit(view);
    view->part_count = 0;
    view->leave = button(WORD_LEAVE, ACTION_LEAVE);
    view->question = phrase_word(WORD_SUBMIT_FAILED);
    add_note(view, TONE_STOP, phrase_word(WORD_SUBMIT_FAILED_WHAT));
    add_fact(view, WORD_GUIDE_COUNTER, phrase_catalogue(TEXT_COUNTER));
    view->primary = button(WORD_SUBMIT_RETRY, ACTION_PRIMARY);
}

static void result(struct view *view)
{
    struct part *banner;

    visit(view, 0, WORD_NONE);
    memset(&view->back, 0, sizeof(view->back));
    view->step = STEP_RESULT;
    banner = add(view, PART_BANNER, phrase_word(WORD_RESULT_ACCEPTED), phrase_none());
    banner->tone = TONE_DONE;
    add_fact(view, WORD_RESULT_NUMBER, literal(view, "LF26112200042"));
    add_fact(
        view, WORD_RESULT_NOW_AT,
        phrase_with(phrase_word(WORD_RESULT_STATE_RECEIVED), phrase_catalogue(TEXT_DEPARTMENT)));
    add_fact(
        view, WORD_RESULT_WHO,
        phrase_with(phrase_with(phrase_word(WORD_COLON_PAIR), phrase_catalogue(TEXT_DEPARTMENT)),
                    phrase_catalogue(TEXT_PHONE)));
}

static void result_printing(struct view *view)
{
    result(view);
    add(view, PART_PROGRESS, phrase_word(WORD_RESULT_PRINTING), phrase_none());
}

static void result_take(struct view *view)
{
    result(view);
    add(view, PART_PICTURE, phrase_none(), phrase_none())->icon = PICTURE_TAKE_PAPER;
    add_paragraph(view, phrase_word(WORD_RESULT_TAKE));
    view->primary = button(WORD_RESULT_DONE, ACTION_PRIMARY);
}

static void result_unknown(struct view *view)
{
    result(view);
    view->parts[0].text = phrase_word(WORD_RESULT_KEPT);
    add_note(view, TONE_ATTENTION, phrase_word(WORD_RESULT_PRINT_UNKNOWN));
    view->primary = button(WORD_RESULT_CAME_OUT, ACTION_PRIMARY);
    view->secondary = button(WORD_RESULT_PRINT_AGAIN, ACTION_SECONDARY);
}

static void result_code(struct view *view)
{
    result(view);
    add(view, PART_QR, literal(view, "LF26112200042"), phrase_none());
    view->primary = button(WORD_RESULT_DONE, ACTION_PRIMARY);
}

static void rating(struct view *view)
{
    visit(view, 0, WORD_NONE);
    memset(&view->back, 0, sizeof(view->back));
    view->step = STEP_RATING;
    view->question = phrase_word(WORD_RATING_QUESTION);
    view->hint = phrase_word(WORD_RATING_HINT);
    for (int i = 5; i >= 1; i--) {
        struct part *face =
            add(view, PART_FACE, phrase_word((enum word)(WORD_RATING_5 + 5 - i)), phrase_none());

        face->value = (uint16_t)i;
        act(face, ACTION_RATE, i);
    }
    view->primary = button(WORD_SKIP, ACTION_PRIMARY);
}

static void idle(struct view *view)
{
    struct part *part = add(
        view, PART_COUNTDOWN,
        phrase_with(phrase_word(WORD_IDLE_SECONDS), phrase_number(&view->pool, 27)), phrase_none());

    part->value = 27;
    view->sheet = 1;
    view->step = VIEW_NAME_IDLE;
    view->question = phrase_word(WORD_IDLE_QUESTION);
    view->primary = button(WORD_IDLE_STAY, ACTION_PRIMARY);
    view->leave = button(WORD_LEAVE, ACTION_LEAVE);
    memset(&view->help, 0, sizeof(view->help));
}

static void help(struct view *view)
{
    view->sheet = 1;
    view->step = VIEW_NAME_HELP;
    view->question = phrase_word(WORD_HELP_QUESTION);
    add_paragraph(view, phrase_word(WORD_HELP_HERE));
    add_paragraph(view, phrase_with(phrase_word(WORD_HELP_PHONE), phrase_catalogue(TEXT_PHONE)));
    add_paragraph(view,
                  phrase_with(phrase_word(WORD_HELP_COUNTER), phrase_catalogue(TEXT_COUNTER)));
    add_paragraph(view, phrase_word(WORD_HELP_HOTLINE));
    view->primary = button(WORD_HELP_CLOSE, ACTION_PRIMARY);
    memset(&view->help, 0, sizeof(view->help));
}

static void leave(struct view *view)
{
    view->sheet = 1;
    view->step = VIEW_NAME_LEAVE;
    view->question = phrase_word(WORD_LEAVE_QUESTION);
    add_paragraph(view, phrase_with(phrase_word(WORD_LEAVE_KEEPS), literal(view, "LF26112200042")));
    view->back = button(WORD_LEAVE_NO, ACTION_STAY);
    view->primary = button(WORD_LEAVE_YES, ACTION_PRIMARY);
    memset(&view->help, 0, sizeof(view->help));
}

static void starting(struct view *view)
{
    view->step = VIEW_NAME_STARTING;
    memset(&view->help, 0, sizeof(view->help));
    add(view, PART_PROGRESS, phrase_word(WORD_STARTING), phrase_none());
}

static void out_of_service(struct view *view)
{
    view->step = VIEW_NAME_OUT;
    memset(&view->help, 0, sizeof(view->help));
    view->question = phrase_word(WORD_OUT_QUESTION);
    add_note(view, TONE_ATTENTION,
             phrase_with(phrase_word(WORD_OUT_WHY), phrase_word(WORD_DEVICE_STORE)));
    add_paragraph(view, phrase_word(WORD_OUT_COUNTER));
}

static void clearing(struct view *view)
{
    view->step = VIEW_NAME_CLEARING;
    memset(&view->help, 0, sizeof(view->help));
    view->question = phrase_word(WORD_CLEARING_QUESTION);
    add(view, PART_PICTURE, phrase_none(), phrase_none())->icon = PICTURE_TAKE_CARD;
    add_paragraph(view, phrase_word(WORD_CLEARING_TAKE));
}

static const struct {
    const char *name;
    void (*make)(struct view *view);
} samples[] = {
    {"home", home},
    {"home-closed", home_closed},
    {"home-eight", home_eight},
    {"home-situations", home_situations},
    {"home-speaking", home_speaking},
    {"guide", guide},
    {"identify", identify},
    {"identify-problem", identify_problem},
    {"identify-done", identify_done},
    {"consent", consent},
    {"consent-refused", consent_refused},
    {"choice", choice},
    {"choice-open", choice_open},
    {"form-mobile", form_mobile},
    {"form-id-problem", form_id_problem},
    {"form-long", form_long},
    {"form-month", form_month},
    {"review", review},
    {"submit", submit},
    {"submit-failed", submit_failed},
    {"result-printing", result_printing},
    {"result-take", result_take},
    {"result-unknown", result_unknown},
    {"result-code", result_code},
    {"rating", rating},
    {"idle", idle},
    {"help", help},
    {"leave", leave},
    {"starting", starting},
    {"out", out_of_service},
    {"clearing", clearing},
};

int view_samples_count(void)
{
    return (int)COUNT_OF(samples);
}

const char *view_samples_name(int index)
{
    return samples[index].name;
}

int view_samples_find(const char *name)
{
    for (int i = 0; i < view_samples_count(); i++)
        if (strcmp(samples[i].name, name) == 0)
            return i;
    fprintf(stderr, "no sample %s\n", name);
    exit(1);
}

void view_samples_make(int index, enum language language, uint32_t modes, struct view *out)
{
    memset(out, 0, sizeof(*out));
    out->serial = (uint32_t)index + 1;
    out->language = (uint8_t)language;
    out->modes = (uint8_t)modes;
    out->language_key = button(WORD_LANGUAGES, ACTION_LANGUAGES);
    out->voice_key = button(WORD_VOICE_READ, ACTION_VOICE);
    out->senses_key = button(WORD_SENSES, ACTION_SENSES);
    out->voice.ready = 1;
    out->help = button(WORD_HELP, ACTION_HELP);
    samples[index].make(out);
}
