/* What a person at the desk does with the virtual camera: puts something before it, and breaks it. The
 * camera itself lives in the process that looks (v4l2_shim/), and hears of it through a file. One
 * thread. */
#ifndef BANSHI_TOOLS_BENCH_CAMERA_CONTROL_H
#define BANSHI_TOOLS_BENCH_CAMERA_CONTROL_H

#include <stdbool.h>
#include <stddef.h>

struct camera_control;

/* Makes the file that V4L2_CAMERA_CONTROL is to name, and `<path>.ppm` beside it when a scene is drawn:
 * a healthy camera before its wandering oval. NULL: no memory, or it cannot be written. */
struct camera_control *camera_control_create(const char *path);

/* Removes both files; NULL is allowed. */
void camera_control_destroy(struct camera_control *control);

/* Puts a scene of camera_scenes.def before it, or the picture in a file (a name with a slash); NULL: the
 * oval again. False: there is no such thing, or it cannot be written. */
bool camera_control_place(struct camera_control *control, const char *scene);

/* A fault of v4l2_camera_faults.def; "none" mends it. False: no such fault. */
bool camera_control_set_fault_name(struct camera_control *control, const char *name);
const char *camera_control_fault_name(const struct camera_control *control);

/* "" while the camera sees its oval. */
const char *camera_control_scene_name(const struct camera_control *control);

/* One command of the bench, without the camera's own name in front:
 *   place SCENE | place /a/picture.jpg | remove | scenes | fault NAME | plug | unplug | state | help
 * Writes an answer ("ok ..." or "error ...") and returns 0, or 1 for an error. */
int camera_control_command(struct camera_control *control, char *const words[], int count,
                           char *out_answer, size_t size_bytes);

#endif
