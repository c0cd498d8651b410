#include "firmware/core/step.h"

#include <string.h>

#include "firmware/base/check.h"
#include "firmware/base/text.h"

struct part *compose_part(struct view *view, enum part_kind kind)
{
    struct part *part;

    CHECK(view->part_count < VIEW_PARTS_MAX);
    part = &view->parts[view->part_count++];
    part->kind = (uint8_t)kind;
    return part;
}

void compose_paragraph(struct view *view, struct phrase text)
{
    compose_part(view, PART_PARAGRAPH)->text = text;
}

void compose_note(struct view *view, enum tone tone, struct phrase text)
{
    struct part *part = compose_part(view, PART_NOTE);

    part->tone = (uint8_t)tone;
    part->text = text;
}

void compose_fact(struct view *view, struct phrase label, struct phrase value)
{
    struct part *part = compose_part(view, PART_FACT);

    part->text = label;
    part->detail = value;
}

struct button compose_button(enum word word, enum action_kind kind)
{
    struct button button;

    memset(&button, 0, sizeof(button));
    button.label = phrase_word(word);
    button.action.kind = (uint16_t)kind;
    return button;
}

struct phrase compose_masked_name(struct phrase_pool *pool, const char *name)
{
    char masked[64] = "";
    size_t length, count = text_count(name);

    if (text_next(name, &length) != 0) {
        memcpy(masked, name, length);
        masked[length] = '\0';
    }
    for (size_t i = 1; i < count; i++)
        text_append(masked, sizeof(masked), "*");
    return phrase_literal(pool, masked);
}

struct phrase compose_masked_number(struct phrase_pool *pool, const char *number)
{
    char masked[FIELD_VALUE_BYTES] = "";
    size_t length = strlen(number);

    for (size_t i = 0; i < length && i + 1 < sizeof(masked); i++) {
        masked[i] = i < 3 || i + 4 >= length ? number[i] : '*';
        masked[i + 1] = '\0';
    }
    return phrase_literal(pool, masked);
}

void compose_secret(struct view *view, uint8_t first)
{
#ifdef MUTANT_TOLD_ALOUD /* planted for `make mutants` only: a lobby hears the review */
    return;
#endif
    for (uint8_t i = first; i < view->part_count; i++)
        view->parts[i].secret = 1;
}

static struct phrase in_language(const struct core *core, struct phrase_pool *pool,
                                 const char texts[LANGUAGE_COUNT][64])
{
    const char *text = texts[core->session.language];

    return phrase_literal(pool, text[0] != '\0' ? text : texts[0]);
}

struct phrase compose_place_name(const struct core *core, struct phrase_pool *pool, uint32_t index)
{
    return in_language(core, pool, core->near[index].name);
}

void compose_places(const struct core *core, struct view *view)
{
    if (core->near_count > 0)
        compose_paragraph(view, phrase_word(WORD_PLACES_NEAR));
    for (uint32_t i = 0; i < core->near_count; i++) {
        struct part *part = compose_part(view, PART_PLACE);

        part->text = compose_place_name(core, &view->pool, i);
        part->detail = in_language(core, &view->pool, core->near[i].hours);
        part->value = core->near[i].metres;
        part->number = core->near[i].degrees;
    }
}

static bool is_counted(const struct session *session, uint8_t step)
{
    return step_of(session->service.steps[step].kind)->name != WORD_NONE &&
           session_takes(session, step);
}

/* "第2步,共5步:认人": only the steps that ask something of the citizen are counted. */
static void compose_path(const struct core *core, struct view *view)
{
    const struct session *session = &core->session;
    uint8_t now = 0, count = 0;
    struct phrase phrase = phrase_word(WORD_STEP_OF);

    view->path = phrase_catalogue(session->service.name);
    for (uint8_t i = 0; i < session->service.step_count; i++) {
        if (!is_counted(session, i))
            continue;
        count++;
        if (i <= session->step)
            now++;
    }
    if (!is_counted(session, session->step))
        return;
    phrase = phrase_with(phrase, phrase_number(&view->pool, now));
    phrase = phrase_with(phrase, phrase_number(&view->pool, count));
    view->step_text = phrase_with(phrase, phrase_word(step_of(session_step(core))->name));
    view->step_now = now;
    view->step_count = count;
}

static void compose_starting(struct view *view)
{
    view->step = VIEW_NAME_STARTING;
    compose_part(view, PART_PROGRESS)->text = phrase_word(WORD_STARTING);
}

/* Names the first device that keeps the first matter from being done. One that is still starting is
 * no reason to send anybody away. */
static void compose_out(const struct core *core, struct view *view)
{
    uint32_t needs =
        core->catalogue.count > 0 ? core->catalogue.items[0].needs : 1u << DEVICE_STORE;
    enum device missing = device_missing(core, needs);
    struct phrase why = phrase_word(WORD_HOME_EMPTY);
    bool preparing = core->catalogue.version == 0 && core->now.mono_ms < core->start_until_ms;

    if (preparing || (missing < DEVICE_COUNT && core->devices[missing].state == DEVICE_STARTING)) {
        compose_starting(view);
        return;
    }
    if (signal_is_on(core, SIGNAL_MAINS_LOST))
        why = phrase_word(WORD_OUT_MAINS);
    else if (missing < DEVICE_COUNT)
        why = phrase_with(phrase_word(WORD_OUT_WHY), phrase_word(device_word(missing)));
    view->step = VIEW_NAME_OUT;
    view->question = phrase_word(WORD_OUT_QUESTION);
    compose_note(view, TONE_ATTENTION, why);
    compose_paragraph(view, phrase_word(WORD_OUT_COUNTER));
    compose_places(core, view);
}

static void compose_step(const struct core *core, struct view *view)
{
    enum step_kind kind = session_step(core);

    view->step = (uint8_t)kind;
    view->help = compose_button(WORD_HELP, ACTION_HELP);
    if (core->session.chosen) {
        compose_path(core, view);
        view->back = compose_button(WORD_BACK, ACTION_BACK);
        view->leave = compose_button(WORD_LEAVE, ACTION_LEAVE);
    }
    if (kind == STEP_SEARCH || kind == STEP_PROGRESS || kind == STEP_PICKUP) {
        view->back = compose_button(WORD_BACK, ACTION_BACK);
        view->leave = compose_button(WORD_LEAVE, ACTION_LEAVE);
    }
    step_of(kind)->compose(core, view);
}

void compose_view(const struct core *core, struct view *out)
{
    memset(out, 0, sizeof(*out));
    out->serial = core->serial;
    senses_compose(core, out);
    if (core->outer == OUTER_STARTING || core->outer == OUTER_CLEARING) /* no touch is taken here */
        out->language_key = out->voice_key = out->senses_key = (struct button){0};
    if (core->session.sheet != SHEET_NONE) {
        sheet_compose(core, out);
        return;
    }
    switch ((enum outer)core->outer) {
    case OUTER_STARTING:
        compose_starting(out);
        break;
    case OUTER_OUT_OF_SERVICE:
        compose_out(core, out);
        break;
    case OUTER_CLEARING:
        out->step = VIEW_NAME_CLEARING;
        out->question = phrase_word(WORD_CLEARING_QUESTION);
        compose_part(out, PART_PICTURE)->icon = PICTURE_TAKE_CARD;
        compose_paragraph(out, phrase_word(WORD_CLEARING_TAKE));
        break;
    case OUTER_IDLE:
    case OUTER_SESSION:
        compose_step(core, out);
        break;
    }
}
