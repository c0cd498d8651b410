/* A picture of the camera, brought to the size of its place on the glass. It shows a person: its
 * owner wipes it with camera_close() as soon as its place is gone. */
#ifndef BANSHI_UI_CAMERA_H
#define BANSHI_UI_CAMERA_H

#include <stdbool.h>

#include "ui/present.h"

struct ui_frame;

struct camera {
    struct present_frame frame; /* pixels NULL: there is none */
};

/* Scales the frame to fill the box, cutting what stands over at the sides, `mirrored` left to right
 * as a person expects of a mirror. False when there is no memory or nothing to scale. */
bool camera_take(struct camera *camera, const struct ui_frame *frame, struct box box,
                 bool mirrored);

/* Overwrites and frees it; an empty one is allowed. */
void camera_close(struct camera *camera);

#endif
