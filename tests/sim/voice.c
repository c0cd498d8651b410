/* The voice, as the kiosk process knows it: it begins and ends, dies and comes back, sometimes
 * forgets to say that it is silent, and somebody puts headphones in or pulls them out. */
#include <string.h>

#include "tests/sim/sim.h"

static void tell(struct sim *sim, uint64_t delay_ms)
{
    struct event event;

    memset(&event, 0, sizeof(event));
    event.kind = EVENT_VOICE;
    event.voice.ready = sim->voice.ready;
    event.voice.headphones = sim->voice.headphones;
    event.voice.speaking = sim->voice.speaking;
    sim_tell(sim, delay_ms, &event);
}

static void come_back(struct sim *sim, const void *bytes)
{
    (void)bytes;
    if (!sim->powered)
        return;
    sim->voice.ready = true;
    tell(sim, 0);
}

static void fall_silent(struct sim *sim)
{
    sim->voice.sound++;
    sim->voice.speaking = false;
    tell(sim, 1);
}

static void end(struct sim *sim, const void *bytes)
{
    uint64_t sound;

    memcpy(&sound, bytes, sizeof(sound));
    if (sound == sim->voice.sound && sim->voice.speaking)
        fall_silent(sim);
}

static void die(struct sim *sim)
{
    sim->voice.ready = false;
    fall_silent(sim);
    sim_post(sim, SIM_WORLD, sim_between(sim, 500, 20000), come_back, NULL, 0);
}

static void speak(struct sim *sim)
{
    uint64_t sound = ++sim->voice.sound;

    sim->voice.speaking = true;
    tell(sim, 1);
    if (sim_strikes(sim, FAULT_VOICE_DEATH))
        die(sim);
    else if (!sim_strikes(sim, FAULT_VOICE_STUCK))
        sim_post(sim, SIM_WORLD, sim_between(sim, 800, 25000), end, &sound, sizeof(sound));
}

void voice_see(struct sim *sim)
{
    const struct view *view = &sim->glass.view;
    struct sim_voice *voice = &sim->voice;
    bool stop = view->voice.stopped != voice->stopped;
    bool read =
        view->voice.asked != voice->asked || (view->voice.on && view->serial != voice->serial);

    voice->stopped = view->voice.stopped;
    voice->asked = view->voice.asked;
    voice->serial = view->serial;
    if (sim_strikes(sim, FAULT_HEADPHONES)) {
        voice->headphones = !voice->headphones;
        tell(sim, 1);
    }
    if (stop && voice->speaking)
        fall_silent(sim);
    if (read && voice->ready)
        speak(sim);
}

void voice_start(struct sim *sim)
{
    uint64_t sound = sim->voice.sound + 1;

    memset(&sim->voice, 0, sizeof(sim->voice));
    sim->voice.sound = sound;
    sim->voice.ready = true;
    tell(sim, 400);
}

void voice_say_again(struct sim *sim)
{
    tell(sim, 2);
}

void voice_heal(struct sim *sim)
{
    if (sim->voice.speaking)
        fall_silent(sim);
}
