#include "firmware/world/world.h"

#include "firmware/base/bytes.h"

void world_run(struct world *world, struct core *core, struct effects *effects)
{
    struct event event;

    while (world->next(world, core_deadline(core), &event)) {
        core_step(core, &event, effects);
        world->keep(world, core);
        for (uint32_t i = 0; i < effects->count; i++) {
            world->perform(world, &effects->items[i]);
            bytes_wipe(&effects->items[i], sizeof(effects->items[i]));
        }
        bytes_wipe(&event, sizeof(event));
    }
    bytes_wipe(effects, sizeof(*effects));
}
