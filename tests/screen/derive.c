#include "tests/screen/derive.h"

#include <stdlib.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"

static void touch_mode(struct core *core, struct effects *effects, uint32_t bit, struct view *view)
{
    struct event event = {.kind = EVENT_TOUCHED};

    event.at = core->now;
    event.at.mono_ms += 1000;
    event.touched.serial = core->serial;
    event.touched.action = (struct action){ACTION_MODE, bit};
    core_step(core, &event, effects);
    for (uint32_t i = 0; i < effects->count; i++)
        if (effects->items[i].kind == EFFECT_SHOW)
            *view = effects->items[i].view;
}

/* Screens where a touch on a mode does something else first, or nothing. */
static bool is_beyond_touch(const struct view *view)
{
    return view->step == VIEW_NAME_IDLE || view->step == VIEW_NAME_STARTING ||
           view->step == VIEW_NAME_CLEARING || view->step == STEP_SUBMIT || view->step == STEP_HOME;
}

bool derive_view(const struct screen *screen, uint32_t modes, struct view *out)
{
    uint32_t added = modes & ~(uint32_t)screen->view.modes;
    struct effects *effects;
    struct core *core;

    *out = screen->view;
    if ((screen->view.modes & MODE_ELDER) != (modes & MODE_ELDER))
        return false;
    if (is_beyond_touch(out) || screen->core.now.mono_ms == 0) { /* or of no visit at all */
        out->modes = (uint8_t)modes;
        return true;
    }
    effects = malloc(sizeof(*effects));
    core = malloc(sizeof(*core));
    CHECK(effects != NULL && core != NULL);
    *core = screen->core;
    for (uint32_t bit = MODE_CONTRAST; bit <= MODE_SPEECH; bit <<= 1)
        if ((added & bit) != 0)
            touch_mode(core, effects, bit, out);
    free(effects);
    free(core);
    out->modes = (uint8_t)modes;
    return out->step == screen->view.step;
}

/* ---- samples ---- */

static uint64_t shape_of(const struct view *view)
{
    uint64_t hash = bytes_hash(BYTES_HASH_START, &view->step, sizeof(view->step));
    uint8_t last = 0;

    for (int i = 0; i < view->part_count; i++) {
        const struct part *part = &view->parts[i];
        uint8_t shape[3] = {
            part->kind,
            part->kind == PART_WRITE || part->kind == PART_KEYPAD ? (uint8_t)part->value : 0,
            part->tone};

        if (part->kind == last && part->kind != PART_NOTE)
            continue;
        last = part->kind;
        hash = bytes_hash(hash, shape, sizeof(shape));
    }
    {
        uint32_t keys[4] = {view->primary.action.kind, view->secondary.action.kind,
                            view->back.action.kind, view->leave.action.kind};

        return bytes_hash(hash, keys, sizeof(keys));
    }
}

void derive_mark_samples(struct registry *registry)
{
    uint64_t *shapes = calloc((size_t)registry->count + 1, sizeof(*shapes));

    CHECK(shapes != NULL);
    for (int i = 0; i < registry->count; i++)
        shapes[i] = shape_of(&registry->screens[i].view);
    for (int i = 0; i < registry->count; i++) {
        struct screen *screen = &registry->screens[i];

        screen->sample = true;
        for (int j = 0; j < registry->count && screen->sample; j++) {
            uint32_t weight = registry->screens[j].weight;
            bool heavier = weight > screen->weight || (weight == screen->weight && j < i);

            screen->sample = j == i || !heavier || shapes[i] != shapes[j];
        }
    }
    free(shapes);
}
