/* What the workers of the small devices have in common: they start with the machine, die and come
 * back, and the device behind them gets lost until its power was away or somebody came. */
#include <string.h>

#include "firmware/base/check.h"
#include "tests/sim/sim.h"

static const struct machine {
    enum sim_process process;
    enum device device;
} machines[] = {
    {SIM_CAMERA, DEVICE_CAMERA},       {SIM_PAGES, DEVICE_PAGES},   {SIM_SCANNER, DEVICE_SCANNER},
    {SIM_SMARTCARD, DEVICE_SMARTCARD}, {SIM_LOCKER, DEVICE_LOCKER}, {SIM_SIGNALS, DEVICE_SIGNALS},
};

/* What a new worker knows nothing of. */
static void forget(struct sim *sim, enum sim_process process)
{
    if (process == SIM_CAMERA)
        sim->camera.op = 0;
    else if (process == SIM_PAGES)
        sim->pages.op = 0;
    else if (process == SIM_SCANNER)
        sim->scanner.op = 0;
    else if (process == SIM_SMARTCARD)
        sim->smartcard.op = 0;
    else if (process == SIM_LOCKER)
        locker_begin_life(sim);
    else
        signals_reset(sim);
}

static void begin(struct sim *sim, const struct machine *machine, uint64_t delay_ms)
{
    sim->processes[machine->process].lives = true;
    forget(sim, machine->process);
    sim_tell_device(sim, delay_ms, machine->device,
                    sim->lost[machine->device] ? DEVICE_NO_DEVICE : DEVICE_ONLINE, true);
    if (machine->process == SIM_LOCKER)
        locker_met(sim);
    if (machine->process == SIM_SIGNALS)
        signals_say_again(sim);
}

void machine_start(struct sim *sim)
{
    sim->camera.looks = false;
    sim->camera.shot_bytes = 0;
    for (size_t i = 0; i < COUNT_OF(machines); i++)
        begin(sim, &machines[i], 450 + 10 * i);
}

static void come_back(struct sim *sim, const void *bytes)
{
    struct machine machine;

    memcpy(&machine, bytes, sizeof(machine));
    if (sim->powered && !sim->processes[machine.process].lives)
        begin(sim, &machine, 0);
}

void machine_die(struct sim *sim, enum sim_process process)
{
    for (size_t i = 0; i < COUNT_OF(machines); i++) {
        if (machines[i].process != process)
            continue;
        sim_kill(sim, process);
        sim_tell_device(sim, 5, machines[i].device, DEVICE_OFFLINE, false);
        sim_post(sim, SIM_WORLD, sim_between(sim, 300, 4000), come_back, &machines[i],
                 sizeof(machines[i]));
    }
}

bool machine_is_well(const struct sim *sim, enum device device)
{
    return !sim->lost[device];
}

void machine_find(struct sim *sim, enum device device)
{
    if (!sim->lost[device])
        return;
    sim->lost[device] = false;
    for (size_t i = 0; i < COUNT_OF(machines); i++)
        if (machines[i].device == device && sim->processes[machines[i].process].lives)
            sim_tell_device(sim, 0, device, DEVICE_ONLINE, false);
}

static void somebody_comes(struct sim *sim, const void *bytes)
{
    enum device device;

    memcpy(&device, bytes, sizeof(device));
    machine_find(sim, device);
}

void machine_lose(struct sim *sim)
{
    static const enum device devices[] = {DEVICE_CAMERA, DEVICE_PAGES, DEVICE_SCANNER,
                                          DEVICE_SMARTCARD, DEVICE_LOCKER};
    enum device device = devices[sim_between(sim, 0, COUNT_OF(devices) - 1)];

    if (sim->lost[device])
        return;
    sim->lost[device] = true;
    sim_tell_device(sim, 0, device, DEVICE_NO_DEVICE, false);
    sim_post(sim, SIM_WORLD, sim_between(sim, 60000, 1800000), somebody_comes, &device,
             sizeof(device));
}

void machine_heal(struct sim *sim)
{
    for (size_t i = 0; i < COUNT_OF(machines); i++)
        machine_find(sim, machines[i].device);
    signals_calm(sim);
}
