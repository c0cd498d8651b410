/* The I/O board and its worker: guide lights, what the board feels, and power taken away. */
#include <string.h>

#include "tests/sim/sim.h"

static void put_on(struct sim *sim, uint32_t lights)
{
    sim->signals.lights = lights;
    sim_fact(sim, (struct fact){.kind = FACT_LIGHTS, .number = lights}, 0);
}

void signals_reset(struct sim *sim)
{
    put_on(sim, 0);
}

void signals_clear(struct sim *sim, const void *bytes)
{
    (void)bytes;
    put_on(sim, sim->signals.lights & LIGHT_BEEP);
}

static void tell(struct sim *sim)
{
    struct event event;

    memset(&event, 0, sizeof(event));
    event.kind = EVENT_SIGNALS;
    event.signals.known = SIGNAL_TILT | SIGNAL_MAINS_LOST | SIGNAL_CABINET;
    event.signals.on = sim->signals.on;
    sim_tell(sim, 3, &event);
}

void signals_say_again(struct sim *sim)
{
    if (sim->processes[SIM_SIGNALS].lives)
        tell(sim);
}

void signals_calm(struct sim *sim)
{
    if ((sim->signals.on & SIGNAL_TILT) != 0)
        sim_fact(sim, (struct fact){.kind = FACT_TILTED, .number = 0}, 0);
    sim->signals.on = 0;
    signals_say_again(sim);
}

static void calm(struct sim *sim, const void *bytes)
{
    (void)bytes;
    signals_calm(sim);
}

void signals_stir(struct sim *sim)
{
    if (sim_strikes(sim, FAULT_DEVICE_LOST))
        machine_lose(sim);
    if (sim_strikes(sim, FAULT_SIGNALS_DEATH) && sim->processes[SIM_SIGNALS].lives)
        machine_die(sim, SIM_SIGNALS);
    if (sim->signals.on != 0)
        return;
    if (sim_strikes(sim, FAULT_TILT))
        sim->signals.on = SIGNAL_TILT;
    else if (sim_strikes(sim, FAULT_MAINS_LOST))
        sim->signals.on = SIGNAL_MAINS_LOST;
    else
        return;
    if (sim->signals.on == SIGNAL_TILT)
        sim_fact(sim, (struct fact){.kind = FACT_TILTED, .number = 1}, 0);
    signals_say_again(sim);
    sim_post(sim, SIM_WORLD, sim_between(sim, 2000, 120000), calm, NULL, 0);
}

static void power_is_back(struct sim *sim, const void *bytes)
{
    enum device device;

    memcpy(&device, bytes, sizeof(device));
    if (random_below(&sim->random, 5) != 0)
        machine_find(sim, device);
}

void signals_effect(struct sim *sim, const void *bytes)
{
    const struct effect *effect = bytes;
    enum device device = (enum device)effect->power.device;

    if (effect->kind == EFFECT_LIGHTS) {
        put_on(sim, effect->lights.on);
        return;
    }
    sim->totals.cycles++;
    sim_post(sim, SIM_WORLD, 8000, power_is_back, &device, sizeof(device));
}
