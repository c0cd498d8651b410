/* A drawn scene as a picture that vision takes. */
#ifndef BANSHI_TESTS_SUPPORT_CAMERA_VIEW_H
#define BANSHI_TESTS_SUPPORT_CAMERA_VIEW_H

#include "firmware/services/vision/vision.h"
#include "tools/bench/camera_scene.h"

/* Paints a scene in that size; camera_view_free() frees it. Ends the test when it cannot. */
struct vision_picture camera_view_of(const struct camera_scene *scene, int width_px, int height_px);

/* The same of a scene by name, with a camera's usual noise. */
struct vision_picture camera_view_named(const char *name, int width_px, int height_px);

void camera_view_free(struct vision_picture *picture);

/* How far the farthest corner lies from where the scene has it, in pixels. */
double camera_view_off(const struct camera_scene *scene, const struct vision_picture *picture,
                       const struct vision_verdict *verdict);

#endif
