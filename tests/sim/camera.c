/* The camera's worker: its word about what it sees while a screen shows its picture, and pictures
 * that are taken. A picture says whose it is, so that nobody's can be where it must not. */
#include <stdio.h>
#include <string.h>

#include "firmware/services/trust/trust.h"
#include "tests/sim/sim.h"

static void look(struct sim *sim, const void *bytes)
{
    static const uint32_t verdicts[] = {0,          0,         0,           LOOK_NOTHING,
                                        LOOK_GLARE, LOOK_BLUR, LOOK_MOVING, LOOK_CUT | LOOK_DARK};
    struct event event;

    (void)bytes;
    if (!sim->camera.looks)
        return;
    memset(&event, 0, sizeof(event));
    event.kind = EVENT_LOOK;
    event.look.warnings = verdicts[sim_between(sim, 0, 7)];
    event.look.found = event.look.warnings == 0;
    sim_tell(sim, 0, &event);
    sim_post(sim, SIM_CAMERA, sim_between(sim, 400, 4000), look, NULL, 0);
}

void camera_see(struct sim *sim)
{
    const struct view *view = &sim->glass.view;
    bool looks = false;

    for (uint8_t i = 0; i < view->part_count; i++)
        looks = looks || (view->parts[i].kind == PART_CAMERA && !view->parts[i].selected);
    if (looks && !sim->camera.looks)
        sim_post(sim, SIM_CAMERA, 500, look, NULL, 0);
    sim->camera.looks = looks;
}

static void answer(struct sim *sim, err_t err)
{
    struct event event;

    memset(&event, 0, sizeof(event));
    event.kind = EVENT_CAPTURED;
    event.captured.op = sim->camera.op;
    event.captured.err = err;
    event.captured.warnings = err == ERR_OK && random_below(&sim->random, 3) == 0 ? LOOK_BLUR : 0;
    sim->camera.op = 0;
    sim_tell(sim, 0, &event);
}

static void take(struct sim *sim, const struct effect *effect)
{
    struct sim_camera *camera = &sim->camera;
    uint8_t digest[DIGEST_BYTES];

    memset(camera->shot, 0, sizeof(camera->shot));
    camera->shot_bytes = (uint32_t)snprintf(camera->shot, sizeof(camera->shot), "picture %u of %s",
                                            ++camera->pictures, sim->person.card.name);
    trust_sha256(camera->shot, camera->shot_bytes, digest);
    sim->totals.pictures++;
    sim_fact(sim,
             (struct fact){.kind = FACT_SHOT,
                           .epoch = effect->epoch,
                           .op = effect->capture.op,
                           .number = sim->person.index,
                           .data = digest},
             sizeof(digest));
}

static void shoot(struct sim *sim, const void *bytes)
{
    const struct effect *effect = bytes;

    if (sim->camera.op != effect->capture.op)
        return;
    if (sim_strikes(sim, FAULT_CAMERA_DEATH)) {
        machine_die(sim, SIM_CAMERA);
    } else if (sim_strikes(sim, FAULT_CAMERA_SILENT)) {
        sim->camera.op = 0;
    } else if (!machine_is_well(sim, DEVICE_CAMERA)) {
        answer(sim, ERR_NO_DEVICE);
    } else if (!sim->person.present || sim_strikes(sim, FAULT_CAMERA_FAILS)) {
        answer(sim, random_below(&sim->random, 2) == 0 ? ERR_NOT_FOUND : ERR_IO);
    } else {
        take(sim, effect);
        answer(sim, ERR_OK);
    }
}

void camera_effect(struct sim *sim, const void *bytes)
{
    const struct effect *effect = bytes;

    sim->camera.op = effect->capture.op;
    sim->camera.shot_bytes = 0;
    sim_post(sim, SIM_CAMERA, sim_between(sim, 200, 900), shoot, effect,
             effect_size_bytes(EFFECT_CAPTURE));
}
