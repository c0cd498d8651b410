/* Pick-up: a place beside the services. The card says who stands here; the locker's guard decides by
 * itself whether a door may open for him. */
#include "firmware/core/step.h"

static void enter(struct core *core, struct effects *out)
{
    core->session.identified = 0;
    step_identify.enter(core, out);
}

void pickup_identified(struct core *core, struct effects *out)
{
    locker_begin(core, LOCKER_PICKUP, out);
}

static bool is_known(const struct core *core)
{
    return core->session.opening.state != OPENING_NONE;
}

static void event(struct core *core, const struct event *event, struct effects *out)
{
    if (is_known(core))
        locker_event(core, event, out);
    else
        step_identify.event(core, event, out);
}

static void compose(const struct core *core, struct view *view)
{
    if (is_known(core))
        locker_compose(core, view);
    else
        step_identify.compose(core, view);
}

const struct step step_pickup = {WORD_NONE, enter, event, compose};
