#include "tests/support/camera_view.h"

#include <math.h>
#include <stdlib.h>

#include "firmware/base/check.h"

#define NOISE 2 /* levels */

struct vision_picture camera_view_of(const struct camera_scene *scene, int width_px, int height_px)
{
    uint32_t *pixels = malloc((size_t)width_px * (size_t)height_px * sizeof(*pixels));

    CHECK(pixels != NULL);
    CHECK(camera_scene_paint(scene, width_px, height_px, pixels));
    return (struct vision_picture){(uint8_t *)pixels, width_px, height_px, width_px * 4};
}

struct vision_picture camera_view_named(const char *name, int width_px, int height_px)
{
    const struct camera_scene *named = camera_scene_find(name);
    struct camera_scene scene;

    CHECK(named != NULL);
    scene = *named;
    scene.noise = NOISE;
    return camera_view_of(&scene, width_px, height_px);
}

void camera_view_free(struct vision_picture *picture)
{
    free((void *)(uintptr_t)picture->pixels);
    picture->pixels = NULL;
}

double camera_view_off(const struct camera_scene *scene, const struct vision_picture *picture,
                       const struct vision_verdict *verdict)
{
    struct camera_scene_point corners[4];
    double most = 0;

    camera_scene_corners(scene, picture->width_px, picture->height_px, corners);
    for (int i = 0; i < 4; i++)
        most = fmax(most, hypot(corners[i].x - verdict->corners[i].x,
                                corners[i].y - verdict->corners[i].y));
    return most;
}
