#include "firmware/core/step.h"

void sheet_open(struct core *core, enum sheet sheet)
{
    core->session.sheet = (uint8_t)sheet;
    core->session.sheet_since_ms = core->now.mono_ms;
    session_new_screen(core);
}

void sheet_close(struct core *core)
{
    core->session.sheet = SHEET_NONE;
    core->session.touched_ms = core->now.mono_ms;
    session_new_screen(core);
}

void sheet_touched(struct core *core, const struct action *action, struct effects *out)
{
    if (action->kind == ACTION_PRIMARY && core->session.sheet == SHEET_LEAVE) {
        session_end(core, out, REPORT_SESSION_LEFT);
        return;
    }
    if (action->kind == ACTION_LEAVE && core->session.sheet == SHEET_IDLE) {
        session_end(core, out, REPORT_SESSION_LEFT);
        return;
    }
    if (action->kind == ACTION_PRIMARY || action->kind == ACTION_STAY ||
        action->kind == ACTION_BACK)
        sheet_close(core);
}

static void compose_idle(const struct core *core, struct view *view)
{
    uint64_t answer_ms = senses_is_slow(core) ? CORE_SHEET_ELDER_MS : CORE_SHEET_MS;
    uint64_t gone_ms = core->now.mono_ms - core->session.sheet_since_ms;
    uint64_t left_s = gone_ms >= answer_ms ? 0 : (answer_ms - gone_ms + 999) / 1000;
    struct part *part = compose_part(view, PART_COUNTDOWN);

    part->value = (uint16_t)left_s;
    part->text = phrase_with(phrase_word(WORD_IDLE_SECONDS), phrase_number(&view->pool, left_s));
    view->question = phrase_word(WORD_IDLE_QUESTION);
    view->primary = compose_button(WORD_IDLE_STAY, ACTION_PRIMARY);
    view->leave = compose_button(WORD_LEAVE, ACTION_LEAVE);
    view->step = VIEW_NAME_IDLE;
}

static void compose_help(const struct core *core, struct view *view)
{
    const struct service *service = &core->session.service;

    view->question = phrase_word(WORD_HELP_QUESTION);
    compose_paragraph(view, phrase_word(WORD_HELP_HERE));
    if (core->session.chosen) {
        compose_paragraph(
            view, phrase_with(phrase_word(WORD_HELP_PHONE), phrase_catalogue(service->phone)));
        compose_paragraph(
            view, phrase_with(phrase_word(WORD_HELP_COUNTER), phrase_catalogue(service->counter)));
    }
    compose_paragraph(view, phrase_word(WORD_HELP_HOTLINE));
    compose_places(core, view);
    view->primary = compose_button(WORD_HELP_CLOSE, ACTION_PRIMARY);
    view->step = VIEW_NAME_HELP;
}

static void compose_leave(const struct core *core, struct view *view)
{
    struct part *part = compose_part(view, PART_PARAGRAPH);

    view->question = phrase_word(WORD_LEAVE_QUESTION);
    part->text = phrase_word(WORD_LEAVE_LOSES);
    if (core->session.progress >= PROGRESS_SAVED) {
        part->text = phrase_with(phrase_word(WORD_LEAVE_KEEPS),
                                 phrase_literal(&view->pool, core->session.number));
        part->secret = 1;
    }
    view->back = compose_button(WORD_LEAVE_NO, ACTION_STAY);
    view->primary = compose_button(WORD_LEAVE_YES, ACTION_PRIMARY);
    view->step = VIEW_NAME_LEAVE;
}

void sheet_compose(const struct core *core, struct view *view)
{
    view->sheet = 1;
    switch ((enum sheet)core->session.sheet) {
    case SHEET_IDLE:
        compose_idle(core, view);
        break;
    case SHEET_HELP:
        compose_help(core, view);
        break;
    case SHEET_LEAVE:
        compose_leave(core, view);
        break;
    case SHEET_LANGUAGES:
        senses_compose_languages(core, view);
        break;
    case SHEET_SENSES:
        senses_compose_sheet(core, view);
        break;
    case SHEET_NONE:
        break;
    }
}
