#include "tests/screen/samples.h"

#include <stdio.h>
#include <stdlib.h>

#include "firmware/base/check.h"
#include "tests/support/view_samples.h"

static bool is_new_part(const struct part *part)
{
    return part->kind == PART_CAMERA || part->kind == PART_QR ||
           (part->kind == PART_PICTURE &&
            (part->icon == PICTURE_DOOR || part->icon == PICTURE_HEADPHONES));
}

void samples_add(struct registry *registry, enum language language, uint32_t modes)
{
    const struct texts *own = registry->texts;
    struct core *core = calloc(1, sizeof(*core));

    CHECK(core != NULL);
    core->session.modes = (uint8_t)modes;
    for (int i = 0; i < view_samples_count(); i++) {
        struct view view;
        int index;

        view_samples_make(i, language, modes, &view);
        for (int part = 0; part < view.part_count; part++) {
            if (!is_new_part(&view.parts[part]))
                continue;
            registry->texts = view_samples_texts();
            index = registry_add(registry, &view, core);
            snprintf(registry->screens[index].name, REGISTRY_NAME_BYTES, "sample-%02d", i);
            break;
        }
    }
    registry->texts = own;
    free(core);
}
