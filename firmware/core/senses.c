/* How a visit is seen, heard and read: modes, language and voice. These keys are the same on every
 * screen, on a sheet and while the machine is out of service; nothing else is lost by them, and all
 * of it is forgotten with the visit. */
#include "firmware/core/step.h"

#include <string.h>

static void set_mode(struct core *core, uint32_t bit)
{
    struct session *session = &core->session;

    if (bit != MODE_ELDER && bit != MODE_CONTRAST && bit != MODE_LOW && bit != MODE_SPEECH)
        return;
    session->modes ^= (uint8_t)bit;
    session->page = 0; /* another count of choices fits now */
    if (bit == MODE_SPEECH && (session->modes & MODE_SPEECH) != 0)
        core->voice.asked++;
    else if (bit == MODE_SPEECH)
        senses_hush(core);
    if (bit == MODE_SPEECH)
        session->hearing.on = (session->modes & MODE_SPEECH) != 0;
}

static void set_language(struct core *core, uint32_t language)
{
    if (language >= LANGUAGE_COUNT)
        return;
    core->session.language = (uint8_t)language;
    senses_read_again(core);
    if (core->session.sheet == SHEET_LANGUAGES)
        sheet_close(core);
}

static void read_or_stop(struct core *core)
{
    if (!core->voice.ready)
        return;
    core->session.hearing.on = !core->voice.speaking;
    if (core->voice.speaking)
        core->voice.stopped++;
    else
        core->voice.asked++;
}

static void set_volume(struct core *core, int steps)
{
    int volume = CORE_VOLUME + core->session.hearing.louder + steps;

    if (volume >= 0 && volume < VIEW_VOLUMES)
        core->session.hearing.louder = (int16_t)(volume - CORE_VOLUME);
}

void senses_hush(struct core *core)
{
    if (core->voice.speaking)
        core->voice.stopped++;
}

bool senses_touched(struct core *core, const struct action *action)
{
    if (action->kind != ACTION_VOICE && action->kind != ACTION_REPEAT &&
        action->kind != ACTION_SLOWER && action->kind != ACTION_LOUDER &&
        action->kind != ACTION_SOFTER)
        senses_hush(core);
    if (action->kind == ACTION_LANGUAGES)
        sheet_open(core, SHEET_LANGUAGES);
    else if (action->kind == ACTION_SENSES)
        sheet_open(core, SHEET_SENSES);
    else if (action->kind == ACTION_LANGUAGE)
        set_language(core, action->arg);
    else if (action->kind == ACTION_MODE)
        set_mode(core, action->arg);
    else if (action->kind == ACTION_VOICE)
        read_or_stop(core);
    else if (action->kind == ACTION_REPEAT)
        core->voice.asked++;
    else if (action->kind == ACTION_SLOWER)
        core->session.hearing.rate = (uint8_t)((core->session.hearing.rate + 1) % 3);
    else if (action->kind == ACTION_LOUDER)
        set_volume(core, 1);
    else if (action->kind == ACTION_SOFTER)
        set_volume(core, -1);
    else
        return false;
    /* What lies under the finger may be another thing now: the repeat guard begins anew. */
    if (action->kind == ACTION_LANGUAGE || action->kind == ACTION_MODE)
        core->session.screen_since_ms = core->now.mono_ms;
    return true;
}

/* ---- the voice comes, goes, begins and ends ---- */

/* Headphones come with somebody who listens: a visit begins, as with a touch. */
static void headphones_in(struct core *core, struct effects *out)
{
    if (core->outer == OUTER_IDLE)
        session_begin(core, out);
    if (core->outer != OUTER_SESSION)
        return;
    core->session.touched_ms = core->now.mono_ms;
    core->session.hearing.on = 1;
    core->voice.asked++;
}

/* What was meant for one pair of ears must not go on through the speaker. */
static void headphones_out(struct core *core)
{
    core->voice.stopped++;
    core->session.hearing.on = 0;
}

void senses_event(struct core *core, const struct event_voice *news, struct effects *out)
{
    struct voice_belief *voice = &core->voice;
    bool had = voice->headphones, spoke = voice->speaking;

    voice->ready = news->ready != 0;
    voice->headphones = news->headphones != 0;
    voice->speaking = news->ready != 0 && news->speaking != 0;
    if (voice->speaking && !spoke)
        voice->since_ms = core->now.mono_ms;
    if (!voice->speaking && spoke && core->outer == OUTER_SESSION) /* who listened is there */
        core->session.touched_ms = core->now.mono_ms;
    if (voice->headphones && !had)
        headphones_in(core, out);
    else if (!voice->headphones && had)
        headphones_out(core);
}

bool senses_speaks(const struct core *core)
{
    return core->voice.speaking && core->now.mono_ms < core->voice.since_ms + CORE_SPEECH_MS;
}

bool senses_reads(const struct core *core)
{
    return core->session.hearing.on || (core->session.modes & MODE_SPEECH) != 0;
}

void senses_read_again(struct core *core)
{
    if (senses_reads(core))
        core->voice.asked++;
}

bool senses_is_slow(const struct core *core)
{
    return (core->session.modes & (MODE_ELDER | MODE_SPEECH)) != 0;
}

/* ---- on the glass ---- */

static struct phrase voice_word(const struct core *core)
{
    if (core->voice.speaking)
        return phrase_word(WORD_VOICE_STOP);
    return phrase_word(core->session.hearing.on ? WORD_VOICE_AGAIN : WORD_VOICE_READ);
}

void senses_compose(const struct core *core, struct view *view)
{
    const struct session *session = &core->session;

    view->language = session->language;
    view->modes = session->modes;
    view->language_key = compose_button(WORD_LANGUAGES, ACTION_LANGUAGES);
    view->senses_key = compose_button(WORD_SENSES, ACTION_SENSES);
    view->voice_key.label = voice_word(core);
    if (core->voice.ready)
        view->voice_key.action.kind = ACTION_VOICE;
    view->voice.on = senses_reads(core);
    view->voice.asked = core->voice.asked;
    view->voice.stopped = core->voice.stopped;
    view->voice.rate = session->hearing.rate;
    view->voice.volume = (uint8_t)(CORE_VOLUME + session->hearing.louder);
    view->voice.headphones = core->voice.headphones;
    view->voice.speaking = core->voice.speaking;
    view->voice.ready = core->voice.ready;
}

static void compose_language(const struct core *core, struct view *view, uint32_t language)
{
    struct part *part = compose_part(view, PART_CHOICE);

    part->text = phrase_literal(&view->pool, language_name((enum language)language));
    part->selected = language == core->session.language;
    part->action.kind = ACTION_LANGUAGE;
    part->action.arg = language;
}

void senses_compose_languages(const struct core *core, struct view *view)
{
    view->step = VIEW_NAME_LANGUAGES;
    view->question = phrase_word(WORD_LANGUAGES_QUESTION);
    for (uint32_t i = 0; i < LANGUAGE_COUNT; i++)
        compose_language(core, view, i);
    view->primary = compose_button(WORD_SHEET_CLOSE, ACTION_PRIMARY);
}

static struct part *compose_switch(struct view *view, enum word text, enum word state)
{
    struct part *part = compose_part(view, PART_SWITCH);

    part->text = phrase_word(text);
    part->detail = phrase_word(state);
    return part;
}

static struct part *compose_mode(struct view *view, enum mode mode, enum word text)
{
    bool on = (view->modes & mode) != 0;
    struct part *part = compose_switch(view, text, on ? WORD_SENSES_ON : WORD_SENSES_OFF);

    part->selected = on;
    part->action.kind = ACTION_MODE;
    part->action.arg = mode;
    return part;
}

static void compose_sound(const struct core *core, struct view *view)
{
    static const enum word paces[] = {WORD_PACE_NORMAL, WORD_PACE_SLOW, WORD_PACE_SLOWER};
    struct part *part = compose_mode(view, MODE_SPEECH, WORD_SENSES_SPEECH);

    if (!core->voice.ready) {
        memset(&part->action, 0, sizeof(part->action));
        part->detail = phrase_word(WORD_SENSES_NO_VOICE);
        return;
    }
    part = compose_switch(view, WORD_SENSES_PACE, paces[view->voice.rate]);
    part->selected = view->voice.rate != 0;
    part->action.kind = ACTION_SLOWER;
    part = compose_part(view, PART_VOLUME);
    part->text = phrase_word(WORD_SENSES_VOLUME);
    part->value = (uint16_t)(view->voice.volume + 1);
    part->number = VIEW_VOLUMES;
}

void senses_compose_sheet(const struct core *core, struct view *view)
{
    view->step = VIEW_NAME_SENSES;
    view->question = phrase_word(WORD_SENSES_QUESTION);
    view->hint = phrase_word(WORD_SENSES_HINT);
    compose_mode(view, MODE_ELDER, WORD_SENSES_ELDER);
    compose_mode(view, MODE_CONTRAST, WORD_SENSES_CONTRAST);
    compose_mode(view, MODE_LOW, WORD_SENSES_LOW);
    compose_sound(core, view);
    view->primary = compose_button(WORD_SHEET_CLOSE, ACTION_PRIMARY);
}
