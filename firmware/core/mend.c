/* Mending without hands: a device that was lost and does not come back by itself gets no power for a
 * moment, where the board's wires can do that; not during a visit, and not over and over. Its worker
 * was restarted long before (the supervisor does that), so this is the last thing a machine can do
 * before it waits for a technician. */
#include "firmware/core/step.h"

/* What no power cycle mends is left to people: paper, covers, ink. */
static bool may_help(const struct device_belief *belief)
{
    switch (belief->err) {
    case ERR_NO_DEVICE:
    case ERR_TIMEOUT:
    case ERR_PROTOCOL:
    case ERR_IO:
    case ERR_DEVICE_FAULT:
        return true;
    default:
        return false;
    }
}

static bool is_mendable(enum device device)
{
    return device != DEVICE_STORE && device != DEVICE_PLATFORM && device != DEVICE_SIGNALS;
}

void mend_note(struct core *core, enum device device)
{
    const struct device_belief *belief = &core->devices[device];
    bool ails = is_mendable(device) && belief->state != DEVICE_ONLINE &&
                belief->state != DEVICE_BUSY && may_help(belief);

    if (!ails)
        core->mend[device].ill_since_ms = 0;
    else if (core->mend[device].ill_since_ms == 0)
        core->mend[device].ill_since_ms = core->now.mono_ms;
}

/* When this device may be without power; 0: never, as things are. */
static uint64_t due_ms(const struct core *core, enum device device)
{
    const struct mend *mend = &core->mend[device];
    uint64_t ms = mend->ill_since_ms + CORE_MEND_MS;

    if (mend->ill_since_ms == 0)
        return 0;
    if (mend->cycled_ms != 0 && ms < mend->cycled_ms + CORE_MEND_AGAIN_MS)
        ms = mend->cycled_ms + CORE_MEND_AGAIN_MS;
    return ms;
}

static bool may_now(const struct core *core)
{
#ifdef MUTANT_POWER_IN_VISIT /* planted for `make mutants` only: whoever stands there */
    return device_is_online(core, DEVICE_SIGNALS);
#endif
    return (core->outer == OUTER_IDLE || core->outer == OUTER_OUT_OF_SERVICE) &&
           device_is_online(core, DEVICE_SIGNALS);
}

void mend_step(struct core *core, struct effects *out)
{
    if (!may_now(core))
        return;
    for (uint32_t i = 0; i < DEVICE_COUNT; i++) {
        uint64_t ms = due_ms(core, (enum device)i);

        if (ms == 0 || core->now.mono_ms < ms)
            continue;
        core->mend[i].cycled_ms = core->now.mono_ms;
        effects_push(core, out, EFFECT_POWER_CYCLE)->power.device = i;
        return; /* one at a time */
    }
}

uint64_t mend_deadline(const struct core *core)
{
    uint64_t deadline = 0;

    for (uint32_t i = 0; i < DEVICE_COUNT && may_now(core); i++)
        deadline = wait_earlier(deadline, due_ms(core, (enum device)i));
    return deadline;
}
