/* Deposit: an original that the office must see goes into a cell of the locker, after the case is in.
 * The platform names the cell; while it has not, the citizen may wait or bring the paper later. */
#include "firmware/core/step.h"

#include <string.h>

static void enter(struct core *core, struct effects *out)
{
    if (core->session.progress == PROGRESS_RECEIPTED && device_is_online(core, DEVICE_LOCKER))
        locker_begin(core, LOCKER_DEPOSIT, out);
    else
        session_advance(core, out);
}

static void event(struct core *core, const struct event *event, struct effects *out)
{
    locker_event(core, event, out);
}

static void compose(const struct core *core, struct view *view)
{
    memset(&view->back, 0, sizeof(view->back));
    locker_compose(core, view);
}

const struct step step_deposit = {WORD_NONE, enter, event, compose};
