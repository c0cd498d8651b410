/* Home: what can be done here, now. Nobody is known yet, so there is nothing to lose. */
#include "firmware/core/step.h"

#include <string.h>

static void enter(struct core *core, struct effects *out)
{
    (void)core;
    (void)out;
}

static void service_touched(struct core *core, uint16_t index, struct effects *out)
{
    struct effect *effect;

    if (index >= core->catalogue.count || core->session.wait.op != 0 ||
        device_missing(core, core->catalogue.items[index].needs) != DEVICE_COUNT)
        return;
    wait_begin(core, &core->session.wait, EFFECT_SERVICE_LOAD, CORE_STORE_MS);
    effect = effects_push(core, out, EFFECT_SERVICE_LOAD);
    effect->service_load.op = core->session.wait.op;
    effect->service_load.index = index;
    effect->service_load.version = core->catalogue.version;
}

static void service_loaded(struct core *core, const struct event_service *loaded,
                           struct effects *out)
{
    if (!wait_is(&core->session.wait, loaded->op))
        return;
    wait_end(&core->session.wait);
    if (loaded->err != ERR_OK || loaded->service.step_count == 0)
        return;
    core->session.service = loaded->service;
    session_start_service(core, out);
}

static void event(struct core *core, const struct event *event, struct effects *out)
{
    switch ((enum event_kind)event->kind) {
    case EVENT_TOUCHED:
        if (event->touched.action.kind == ACTION_SERVICE)
            service_touched(core, event->touched.action.arg, out);
        break;
    case EVENT_SERVICE:
        service_loaded(core, &event->service, out);
        break;
    case EVENT_RESUMED: /* the world that was asked is gone: the citizen touches again */
        wait_end(&core->session.wait);
        break;
    case EVENT_BUSY:
    case EVENT_DEADLINE:
        if (wait_is(&core->session.wait, event_answers(event)) ||
            wait_is_over(core, &core->session.wait))
            wait_end(&core->session.wait);
        break;
    case EVENT_STARTED:
    case EVENT_CATALOGUE:
    case EVENT_CATALOGUE_READY:
    case EVENT_SIGNED:
    case EVENT_VOICE:
    case EVENT_FOUND:
    case EVENT_CASE_FOUND:
    case EVENT_DEVICE:
    case EVENT_CARD:
    case EVENT_CASE_SAVED:
    case EVENT_CASE_RECEIPTED:
    case EVENT_CASE_STATUS:
    case EVENT_INTENT:
    case EVENT_PRINT_PASSED:
    case EVENT_PRINTED:
    case EVENT_CLEARED:
    case EVENT_NONE:
    case EVENT_COUNT:
        break;
    }
}

static void compose(const struct core *core, struct view *view)
{
    view->question = phrase_word(WORD_HOME_QUESTION);
    view->hint = phrase_word(core->catalogue.count == 0 ? WORD_HOME_EMPTY : WORD_HOME_HINT);
    for (uint32_t i = 0; i < core->catalogue.count; i++) {
        const struct catalogue_item *item = &core->catalogue.items[i];
        struct part *part = compose_part(view, PART_CARD);
        enum device missing = device_missing(core, item->needs);

        part->icon = (uint8_t)item->icon;
        part->text = phrase_catalogue(item->name);
        part->detail = phrase_catalogue(item->summary);
        part->value = (uint16_t)i;
        if (missing != DEVICE_COUNT) {
            part->tone = TONE_ATTENTION;
            part->detail =
                phrase_with(phrase_word(WORD_HOME_NOT_NOW), phrase_word(device_word(missing)));
            continue;
        }
        part->action.kind = ACTION_SERVICE;
        part->action.arg = (uint16_t)i;
    }
    compose_paragraph(view, phrase_word(WORD_HOME_COUNTER));
}

const struct step step_home = {WORD_NONE, enter, event, compose};
