/* What the virtual camera stands before, in planes of YUV 4:2:2: a picture file that a person or a test
 * composed (PPM, BMP or JPEG), fitted to the camera's size as a lens would, or nothing. */
#ifndef BANSHI_TOOLS_BENCH_V4L2_SCENE_H
#define BANSHI_TOOLS_BENCH_V4L2_SCENE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define V4L2_SCENE_PATH_MAX 256

struct v4l2_shape {
    int width_px, height_px; /* the width is even */
    bool full_range;         /* as JPEG has it: 0 to 255; else 16 to 235 */
};

/* Zeroed means empty. */
struct v4l2_planes {
    struct v4l2_shape shape;
    uint8_t *luma, *u, *v; /* rows of width_px, of width_px / 2, of width_px / 2 */
};

/* Makes room for a picture of that shape; the same is kept as it is. False: no memory. */
bool v4l2_planes_make(struct v4l2_planes *planes, const struct v4l2_shape *shape);
void v4l2_planes_free(struct v4l2_planes *planes);

/* Zeroed means: nothing loaded. */
struct v4l2_scene {
    char path[V4L2_SCENE_PATH_MAX];
    int64_t changed_ns; /* the file's time when it was read */
    struct v4l2_planes planes;
};

/* Has the file's picture in that shape, reading it only when something changed. False: there is no
 * such picture, and the scene is empty. */
bool v4l2_scene_load(struct v4l2_scene *scene, const char *path, const struct v4l2_shape *shape);
void v4l2_scene_free(struct v4l2_scene *scene);

#endif
