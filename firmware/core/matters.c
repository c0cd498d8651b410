/* The services that are offered: their cards, and asking the world for the one that was touched. */
#include "firmware/core/step.h"

#include <string.h>

#define CHOICES_MAX 8
#define CHOICES_ELDER_MAX 5

uint32_t matters_choices_max(const struct core *core)
{
    return (core->session.modes & MODE_ELDER) != 0 ? CHOICES_ELDER_MAX : CHOICES_MAX;
}

void matters_ask(struct core *core, uint32_t index, struct effects *out)
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

static void loaded(struct core *core, const struct event_service *news, struct effects *out)
{
    if (!wait_is(&core->session.wait, news->op))
        return;
    wait_end(&core->session.wait);
    if (news->err != ERR_OK || news->service.step_count == 0)
        return;
    core->session.service = news->service;
    session_start_service(core, out);
}

void matters_event(struct core *core, const struct event *event, struct effects *out)
{
    struct wait *wait = &core->session.wait;

    if (event->kind == EVENT_SERVICE)
        loaded(core, &event->service, out);
    else if (event->kind == EVENT_RESUMED) /* who was asked is gone: the citizen touches again */
        wait_end(wait);
    else if ((event->kind == EVENT_BUSY && wait_is(wait, event->op.op)) || wait_is_over(core, wait))
        wait_end(wait);
}

void matters_compose(const struct core *core, struct view *view, uint32_t index)
{
    const struct catalogue_item *item = &core->catalogue.items[index];
    struct part *part = compose_part(view, PART_CARD);
    enum device missing = device_missing(core, item->needs);

    part->icon = (uint8_t)item->icon;
    part->text = phrase_catalogue(item->name);
    part->detail = phrase_catalogue(item->summary);
    part->value = (uint16_t)index;
    if (missing != DEVICE_COUNT) {
        part->tone = TONE_ATTENTION;
        part->detail =
            phrase_with(phrase_word(WORD_HOME_NOT_NOW), phrase_word(device_word(missing)));
        return;
    }
    part->action.kind = ACTION_SERVICE;
    part->action.arg = index;
}
