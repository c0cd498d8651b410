/* Guide lights say where the hand goes: at the slot, tray or glass that the screen speaks of and
 * nowhere else. They are put on anew whenever the screen asks for others, and after the I/O board
 * came back. What the board feels comes in here too. */
#include "firmware/core/step.h"

bool signal_is_on(const struct core *core, enum signal signal)
{
    return (core->signals.known & core->signals.on & (uint32_t)signal) != 0;
}

void signals_event(struct core *core, const struct event_signals *news, struct effects *out)
{
    bool tilted = signal_is_on(core, SIGNAL_TILT), opened = signal_is_on(core, SIGNAL_CABINET);

    core->signals = *news;
    if (!tilted && signal_is_on(core, SIGNAL_TILT))
        effects_report(core, out, REPORT_TILT, DEVICE_SIGNALS, ERR_OK);
    if (!opened && signal_is_on(core, SIGNAL_CABINET))
        effects_report(core, out, REPORT_CABINET_OPENED, DEVICE_SIGNALS, ERR_OK);
}

static uint32_t paper_lights(const struct session *session)
{
    uint32_t lights = 0;

    if (session->papers[PAPER_RECEIPT].state == PAPER_DONE &&
        (session->service.steps[session->step].kind == STEP_RESULT ||
         session->papers[PAPER_RECEIPT].held))
        lights |= LIGHT_RECEIPT;
    if (session->papers[PAPER_CERTIFICATE].state == PAPER_DONE &&
        session->service.steps[session->step].kind == STEP_PAGES)
        lights |= LIGHT_PAGES;
    return lights;
}

static uint32_t step_lights(const struct core *core)
{
    const struct session *session = &core->session;
    uint32_t lights = session->chosen ? paper_lights(session) : 0;

    if (session->wait.effect == EFFECT_CARD_READ)
        lights |= LIGHT_CARD;
    if (session->scan_wait.op != 0)
        lights |= LIGHT_SCANNER;
    if (session_step(core) == STEP_CAPTURE && session->capturing.state <= CAPTURE_TAKE)
        lights |= LIGHT_CAMERA;
    if (session->opening.state == OPENING_OPEN)
        lights |= LIGHT_LOCKER;
    if (session->opening.state == OPENING_OPEN && session->opening.until_ms == 0)
        lights |= LIGHT_BEEP;
    return lights;
}

void lights_step(struct core *core, const struct event *event, struct effects *out)
{
#ifdef MUTANT_LIGHTS_STAY /* planted for `make mutants` only: nobody puts them out */
    uint32_t lights = core->lights;
#else
    uint32_t lights = 0;
#endif
    bool back = event->kind == EVENT_DEVICE && event->device.device == DEVICE_SIGNALS;

    if (core->outer == OUTER_SESSION && core->session.sheet == SHEET_NONE)
        lights = step_lights(core);
    else if (core->outer == OUTER_SESSION)
        lights = core->lights & ~(uint32_t)LIGHT_BEEP;
    if (signal_is_on(core, SIGNAL_TILT))
        lights |= LIGHT_BEEP;
    if (!device_is_online(core, DEVICE_SIGNALS) || (lights == core->lights && !back))
        return;
    core->lights = lights;
    effects_push(core, out, EFFECT_LIGHTS)->lights.on = lights;
}
